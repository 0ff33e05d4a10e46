//! How far a token reaches that JSON does not know: bare words, misspelt literals, odd numbers.

/// Whether a byte right after a word of JSON makes it another word.
pub(super) fn continues_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-' | b'.' | b'+') || byte >= 0x80
}

/// The length of a name as JavaScript allows it without quotes, dashes included; 0 if there is none.
pub(super) fn identifier_len(rest: &str) -> usize {
    rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-'))).unwrap_or(rest.len())
}

/// The length of a value written without quotes: to the next comma, bracket, quote, comment or line
/// end, without trailing blanks. At least one character.
pub(super) fn bare_len(rest: &str) -> usize {
    let mut end = 0;
    let mut before = '\0';
    for (idx, c) in rest.char_indices() {
        let after = &rest[idx..];
        let ends = matches!(c, ',' | ':' | ']' | '}' | '[' | '{' | '"' | '\n' | '\r')
            || after.starts_with("/*")
            || (before.is_whitespace() && (c == '#' || after.starts_with("//")));
        if ends && idx > 0 {
            break;
        }
        if !c.is_whitespace() {
            end = idx + c.len_utf8();
        }
        before = c;
    }
    end.max(rest.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::bare_len;

    #[track_caller]
    fn check(text: &str, bare: &str) {
        assert_eq!(&text[..bare_len(text)], bare);
    }

    #[test]
    fn a_bare_value_ends_where_a_person_would_end_it() {
        check("hello world , 1", "hello world");
        check("2024-01-01}", "2024-01-01");
        check("01 // why\n", "01");
        check("0x1F # hex", "0x1F");
        check("a/*b*/", "a");
        check("http//x", "http//x");
        check("tru \"b\"", "tru");
        check("é", "é");
        check("}", "}");
    }
}
