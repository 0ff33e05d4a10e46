//! Markdown, read with GitHub's tables.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::sample::{Formats, report};

/// What the text is made of; text itself, and the elements that set code apart, left out.
fn structure(markdown: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    let mut out = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(_) => {}
            Event::InlineHtml(html) if ["<code>", "</code>"].contains(&&*html) => {}
            Event::InlineHtml(html) => out.push(html.to_string()),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link in {markdown}"),
            Event::Start(tag) => out.push(format!("{tag:?}")),
            Event::End(tag) => out.push(format!("{tag:?}")),
            other => out.push(format!("{other:?}")),
        }
    }
    out
}

pub(crate) fn check(formats: &Formats) {
    let harmless = Formats::new(&report("harmless"), false);
    assert_eq!(structure(&formats.markdown), structure(&harmless.markdown), "{}", formats.markdown);
    assert!(!formats.markdown.contains("http:") && !formats.markdown.contains("www."));
    // A name is called upon where a sign stands right before it.
    assert!(!formats.markdown.contains('@'));
}
