//! What a text that is not JSON may be instead.

use crate::Message;

/// What to tell about a text that does not even begin like JSON.
pub(super) fn other_format(text: &str) -> Message {
    let text = text.trim_start();
    let line = text.lines().next().unwrap_or_default().trim_end();
    let looks_like = if text.starts_with("<?xml") {
        "XML"
    } else if text.starts_with('<') {
        "HTML, perhaps an error page saved in place of an answer"
    } else if looks_like_yaml(line) {
        "YAML"
    } else if looks_like_csv(line) {
        "CSV"
    } else if line.contains('=') && !line.contains(['{', '[']) {
        "a form or a settings file"
    } else {
        return Message::new("a JSON text is one value: an object `{ }`, an array `[ ]`, a string in double quotes, a number, or one of ")
            .code("true")
            .text(", ")
            .code("false")
            .text(", ")
            .code("null");
    };
    Message::new(format!("this looks like {looks_like}: convert it to JSON first"))
}

fn looks_like_yaml(line: &str) -> bool {
    if line.starts_with("---") || line.starts_with("%YAML") || line.starts_with("- ") {
        return true;
    }
    line.split_once(':').is_some_and(|(name, rest)| {
        (rest.is_empty() || rest.starts_with(' '))
            && !name.is_empty()
            && !name.contains([',', ';', '"', '{', '[', '('])
    })
}

/// Whether a line is several cells with one separator between them.
fn looks_like_csv(line: &str) -> bool {
    !line.contains(['{', '[']) && [',', ';', '\t'].iter().any(|&separator| line.contains(separator))
}

/// What to tell about that which follows a complete value.
pub(super) fn more_content(text: &str, end: usize) -> Message {
    let (before, rest) = text.split_at(end);
    let first_line = text.trim_start().lines().next().unwrap_or_default();
    let starts_value =
        rest.starts_with(['{', '[', '"', '-']) || rest.starts_with(|c: char| c.is_ascii_digit());
    let on_new_line =
        before.ends_with(['\n', '\r']) || before.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']);
    if rest.starts_with(['}', ']']) {
        return Message::new("remove the closing bracket: all brackets before it are closed already");
    }
    if rest.starts_with([',', ';', '\t']) {
        return if looks_like_csv(first_line) {
            Message::new("if this is CSV, convert it to JSON first; several values of JSON stand in an array")
        } else {
            Message::new("put several values in an array: `[` before the first, `]` after the last")
        };
    }
    if rest.starts_with(':') {
        return Message::new("put members in an object: `{` before the first, `}` after the last");
    }
    let is_one_line = !before.trim().contains(['\n', '\r']);
    if starts_value && on_new_line && is_one_line {
        return Message::new(
            "this looks like newline-delimited JSON, one value a line: check it line by line (--lines), or put the values in an array",
        );
    }
    if starts_value {
        return Message::new("put several values in an array, or in files of their own");
    }
    Message::new("remove what follows the value")
}
