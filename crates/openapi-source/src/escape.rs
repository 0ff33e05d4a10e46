//! Makes text from a payload or a document safe to write to a terminal.

use std::borrow::Cow;

/// Replaces what could steer a terminal or disguise a text by its escape `\u{..}`: control characters
/// (C0, DEL, C1), the bidirectional controls, zero-width characters and the byte order mark.
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::escape_controls;

    #[test]
    fn only_dangerous_characters_change() {
        assert_eq!(escape_controls("Zoë 東京 😀"), "Zoë 東京 😀");
        assert_eq!(escape_controls("a\u{1b}]0;x\u{7}b"), "a\\u{1b}]0;x\\u{7}b");
        assert_eq!(escape_controls("ab\u{202e}cd"), "ab\\u{202e}cd");
        assert_eq!(escape_controls("\u{9b}31m"), "\\u{9b}31m");
    }
}
