//! Texts of a document as doc comments: Markdown stays, whatever rustdoc would stumble over or
//! run does not.

use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, parse_quote};

/// Characters in a line of a doc comment; longer lines are wrapped.
const WIDTH: usize = 96;

/// Doc attributes for a text, one a line.
pub(super) fn attributes(text: &str) -> Vec<Attribute> {
    comment_lines(text)
        .iter()
        .map(|line| {
            let line = if line.is_empty() { String::new() } else { format!(" {line}") };
            parse_quote!(#[doc = #line])
        })
        .collect()
}

/// The text of the doc attributes among `attributes`, if there are any, without the space that a
/// comment puts in front of each line.
pub(super) fn text(attributes: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attributes.iter().filter_map(line).collect();
    let is_spaced = lines.iter().all(|line| line.is_empty() || line.starts_with(' '));
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| if is_spaced { line.strip_prefix(' ').unwrap_or(line) } else { line })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Replaces the doc attributes by those of `text`, in front of all others.
pub(super) fn set(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| line(attribute).is_none());
    attributes.splice(..0, self::attributes(text));
}

fn line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &meta.value else { return None };
    meta.path.is_ident("doc").then(|| text.value())
}

/// A text in backticks, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The lines of a doc comment for a text.
fn comment_lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.split('\n') {
        let line: String =
            line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| is_text(*c)).collect();
        let line = line.trim_end();
        let body = line.trim_start();
        match &fence {
            Some(open)
                if body.starts_with(open.as_str()) && body.trim_start_matches(&open[..1]).is_empty() =>
            {
                lines.push(open.clone());
                fence = None;
            }
            Some(_) => lines.push(line.to_owned()),
            None => match fence_of(body) {
                // Named, so that rustdoc does not take the block for Rust and run it.
                Some(open) => {
                    lines.push(format!("{open}text"));
                    fence = Some(open);
                }
                None => wrap(&escape(&indented(line, body)), &mut lines),
            },
        }
    }
    lines.extend(fence);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    lines.split_off(start)
}

/// No control characters, nor those that reverse the reading order of source code.
fn is_text(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The opening of a fenced code block, without its info string.
fn fence_of(body: &str) -> Option<String> {
    for mark in ['`', '~'] {
        let length = body.chars().take_while(|c| *c == mark).count();
        let rest = &body[length..];
        if length >= 3 && !(mark == '`' && rest.contains('`')) {
            return Some(body[..length].to_owned());
        }
    }
    None
}

/// The line with at most three columns of indentation: four make a code block, which rustdoc
/// takes for Rust and runs.
fn indented(line: &str, body: &str) -> String {
    let columns = line.chars().count() - body.chars().count();
    format!("{}{body}", " ".repeat(columns.min(3)))
}

/// Escapes what rustdoc would take for HTML or for a link to an item, outside of code.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let step = if rest.starts_with('\\') {
            // What is escaped stays so.
            let next = rest.chars().nth(1).map_or(0, char::len_utf8);
            out.push_str(&rest[..=next]);
            1 + next
        } else if let Some(length) = code_span(rest) {
            out.push_str(&rest[..length]);
            length
        } else if let Some(length) = autolink(rest).or_else(|| link(rest)) {
            out.push_str(&rest[..length]);
            length
        } else if let Some(length) = bare_url(rest) {
            out.push('<');
            out.push_str(&rest[..length]);
            out.push('>');
            length
        } else {
            if matches!(character, '<' | '[' | ']' | '`') {
                out.push('\\');
            }
            out.push(character);
            character.len_utf8()
        };
        rest = &rest[step..];
    }
    out
}

/// Length of a code span at the start of `text`.
fn code_span(text: &str) -> Option<usize> {
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    if ticks == 0 {
        return None;
    }
    let fence = &text[..ticks];
    let mut from = ticks;
    while let Some(found) = text[from..].find(fence) {
        let start = from + found;
        let run = text[start..].bytes().take_while(|byte| *byte == b'`').count();
        if run == ticks {
            return Some(start + run);
        }
        from = start + run;
    }
    None
}

/// Length of `<https://…>` at the start of `text`.
fn autolink(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let length = bare_url(inner)?;
    inner[length..].starts_with('>').then_some(length + 2)
}

/// Length of `[text](https://…)` at the start of `text`.
fn link(text: &str) -> Option<usize> {
    let label_end = text.strip_prefix('[')?.find(['[', ']', '<', '`'])? + 1;
    let target = text[label_end..].strip_prefix("](")?;
    let length = bare_url(target)?;
    target[length..].starts_with(')').then_some(label_end + 2 + length + 1)
}

/// Length of a web address at the start of `text`, without the punctuation that ends a sentence.
fn bare_url(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let scheme = text.len() - rest.len();
    let is_address = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let end = rest.find(|c| !is_address(c)).unwrap_or(rest.len());
    let trimmed = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    (!trimmed.is_empty()).then_some(scheme + trimmed.len())
}

/// Breaks a long line between words. A list item goes on indented, and no new line starts with
/// what Markdown would read as the start of a block.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let body = line.trim_start();
    let indentation = line.len() - body.len();
    let hanging = indentation + marker(body).unwrap_or(0);
    let is_table_or_heading = body.starts_with('|') || body.starts_with('#');
    if line.chars().count() <= WIDTH || is_table_or_heading {
        lines.push(line.to_owned());
        return;
    }
    let mut current = String::from(&line[..indentation]);
    let mut width = indentation;
    for (index, word) in words(body).into_iter().enumerate() {
        let length = word.chars().count();
        if index > 0 {
            if width + 1 + length > WIDTH && !starts_block(word) {
                lines.push(std::mem::replace(&mut current, " ".repeat(hanging.min(3))));
                width = current.len();
            } else {
                current.push(' ');
                width += 1;
            }
        }
        current.push_str(word);
        width += length;
    }
    lines.push(current);
}

/// Words between single spaces; a code span or a link is one word, since some readers of Markdown
/// mind a break in it.
fn words(body: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut position = 0;
    while let Some(character) = body[position..].chars().next() {
        if let Some(length) = code_span(&body[position..]).or_else(|| link(&body[position..])) {
            position += length;
            continue;
        }
        if character == ' ' {
            words.push(&body[start..position]);
            start = position + 1;
        }
        position += character.len_utf8();
    }
    words.push(&body[start..]);
    words
}

/// Width of a list marker with the space after it.
fn marker(body: &str) -> Option<usize> {
    if body.starts_with("- ") || body.starts_with("* ") || body.starts_with("+ ") {
        return Some(2);
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let after = &body[digits..];
    (digits > 0 && (after.starts_with(". ") || after.starts_with(") "))).then_some(digits + 2)
}

/// Whether a line that starts with the word would start a block.
fn starts_block(word: &str) -> bool {
    word.starts_with(['>', '#', '|'])
        || word.starts_with("```")
        || word.starts_with("~~~")
        || word.chars().all(|c| "-=*+_".contains(c))
        || word.trim_end_matches(['.', ')']).bytes().all(|byte| byte.is_ascii_digit())
}

/// Tokens of doc attributes for a text.
pub(super) fn tokens(text: &str) -> proc_macro2::TokenStream {
    let attributes = attributes(text);
    quote!(#(#attributes)*)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(comment_lines(text), expected);
    }

    #[test]
    fn plain_markdown_stays() {
        check("One *two* `three`.\n\n- a\n- b", &["One *two* `three`.", "", "- a", "- b"]);
        check("\n\nText.\n\n", &["Text."]);
        check("", &[]);
    }

    #[test]
    fn html_and_item_links_are_escaped() {
        check("a <string> and [x] or [`y`]", &["a \\<string> and \\[x\\] or \\[`y`\\]"]);
        check("`<a> [b]` <c>", &["`<a> [b]` \\<c>"]);
        check("a ` lonely tick <b>", &["a \\` lonely tick \\<b>"]);
        check("already \\<b> \\[c\\]", &["already \\<b> \\[c\\]"]);
    }

    #[test]
    fn addresses_become_links() {
        check("See https://example.com/a_b. Now", &["See <https://example.com/a_b>. Now"]);
        check("<https://example.com>", &["<https://example.com>"]);
        check("[here](https://example.com/x)", &["[here](https://example.com/x)"]);
        check("[here](javascript:x)", &["\\[here\\](javascript:x)"]);
        check("http:// is nothing", &["http:// is nothing"]);
    }

    #[test]
    fn code_blocks_are_never_rust() {
        check("```\nfn main() {}\n```", &["```text", "fn main() {}", "```"]);
        check("```rust,should_panic\n<x>", &["```text", "<x>", "```"]);
        check("~~~~\n~~~\n~~~~", &["~~~~text", "~~~", "~~~~"]);
        check("        panic!()", &["   panic!()"]);
        check("\t\t\t\tpanic!()", &["   panic!()"]);
    }

    #[test]
    fn control_characters_and_reversed_text_go() {
        check("a\u{202e}b\u{0}c\r\nd\re", &["abc", "d", "e"]);
    }

    #[test]
    fn long_lines_are_wrapped_and_list_items_hang() {
        let word = "x".repeat(30);
        let line = format!("- {word} {word} {word} {word}");
        assert_eq!(comment_lines(&line), [format!("- {word} {word} {word}"), format!("  {word}")]);
        let line = format!("{word} {word} {word} - {word}");
        assert_eq!(comment_lines(&line), [format!("{word} {word} {word} -"), word.clone()]);
        let line = format!("{word} {word} {word} `a b c d e f g`");
        assert_eq!(comment_lines(&line), [format!("{word} {word} {word}"), "`a b c d e f g`".to_owned()]);
    }

    #[test]
    fn code_holds_any_text() {
        assert_eq!(code("QR Code"), "`QR Code`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" "), "`   `");
        assert_eq!(code(""), "`  `");
    }

    #[test]
    fn attributes_can_be_read_back_and_replaced() {
        let mut attributes: Vec<Attribute> =
            vec![parse_quote!(#[derive(Debug)]), parse_quote!(#[doc = "old"])];
        assert_eq!(text(&attributes).as_deref(), Some("old"));
        set(&mut attributes, "new\n\nmore");
        assert_eq!(text(&attributes).as_deref(), Some("new\n\nmore"));
        assert_eq!(attributes.len(), 4);
        assert_eq!(text(&[]), None);
    }
}
