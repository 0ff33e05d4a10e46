//! `JUnit` XML, read by a strict parser.

use openapi_source::escape_controls;
use roxmltree::Document;

use crate::sample::{Formats, report};

/// Elements and names of attributes, in order.
fn structure(xml: &str) -> Vec<String> {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error} in {xml}"));
    document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .map(|element| {
            let names: Vec<&str> = element.attributes().map(|attribute| attribute.name()).collect();
            format!("{} {}", element.tag_name().name(), names.join(" "))
        })
        .collect()
}

pub(crate) fn check(formats: &Formats, text: &str) {
    let harmless = Formats::new(&report("harmless"), false);
    assert_eq!(structure(&formats.junit), structure(&harmless.junit));
    let document = Document::parse(&formats.junit).expect("it parses");
    let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).expect("a suite");
    let name = escape_controls(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    assert_eq!(suite.attribute("name"), Some(name.as_str()));
    assert!(document.descendants().all(|node| !node.is_pi() && !node.is_comment()));
}
