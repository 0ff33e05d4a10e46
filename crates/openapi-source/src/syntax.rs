//! How a string is written in a text, so that a replacement reads there as what was meant.

use std::borrow::Cow;

/// The notation of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// The text is the value itself, such as a header.
    Plain,
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2, in which every JSON string is a scalar.
    Yaml,
    /// Delimiter-separated values (RFC 4180), whose strings stand bare where nothing in them needs quotes.
    Delimited {
        /// What separates fields: one ASCII character.
        delimiter: char,
    },
    /// A rendition of a sheet of a workbook, which can't be edited as text.
    Sheet,
}

impl Syntax {
    /// The text that stands for a string in the place of another, whose text as written, quotes included, is
    /// `replaced`. `None` where nothing can be written.
    pub fn string(self, value: &str, replaced: &str) -> Option<String> {
        match self {
            Syntax::Plain => Some(value.to_owned()),
            Syntax::Json => Some(serde_json::Value::from(value).to_string()),
            Syntax::Yaml => Some(yaml_scalar(value, replaced)),
            Syntax::Delimited { delimiter } => {
                let is_bare = !replaced.starts_with('"')
                    && !value.contains([delimiter, '"', '\n', '\r'])
                    && value.trim() == value;
                Some(if is_bare { value.to_owned() } else { format!("\"{}\"", value.replace('"', "\"\"")) })
            }
            Syntax::Sheet => None,
        }
    }

    /// What a field of delimiter-separated values says, given as written.
    pub fn field(written: &str) -> Cow<'_, str> {
        match written.strip_prefix('"').map(|rest| rest.strip_suffix('"').unwrap_or(rest)) {
            None => Cow::Borrowed(written),
            Some(inner) if inner.contains("\"\"") => Cow::Owned(inner.replace("\"\"", "\"")),
            Some(inner) => Cow::Borrowed(inner),
        }
    }
}

/// A scalar in the style of the one that it replaces, where that can hold it; else in double quotes.
fn yaml_scalar(value: &str, replaced: &str) -> String {
    let is_printable = !value.contains(char::is_control) && !value.contains('\u{feff}');
    match replaced.as_bytes().first() {
        Some(b'\'') if is_printable => format!("'{}'", value.replace('\'', "''")),
        Some(b'A'..=b'Z' | b'a'..=b'z') if is_plain_scalar(value) => value.to_owned(),
        _ => serde_json::Value::from(value).to_string(),
    }
}

/// Whether a text means itself without quotes, in a flow collection too, and to readers of YAML 1.1.
fn is_plain_scalar(value: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '))
        && !value.ends_with(' ')
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::Syntax;

    #[test]
    fn strings_read_as_what_was_meant() {
        let semicolons = Syntax::Delimited { delimiter: ';' };
        assert_eq!(semicolons.string("QR Code", "qr").as_deref(), Some("QR Code"));
        assert_eq!(semicolons.string("QR Code", "\"qr\"").as_deref(), Some("\"QR Code\""));
        assert_eq!(semicolons.string("a;\"b\"", "x").as_deref(), Some("\"a;\"\"b\"\"\""));
        assert_eq!(Syntax::field("\"a;\"\"b\"\"\""), "a;\"b\"");
        assert_eq!(Syntax::Json.string("a\"b", "1").as_deref(), Some("\"a\\\"b\""));
        assert_eq!(Syntax::Sheet.string("a", "b"), None);
    }

    #[test]
    fn scalars_of_yaml_keep_their_style() {
        let check = |value: &str, replaced: &str, expected: &str| {
            assert_eq!(Syntax::Yaml.string(value, replaced).as_deref(), Some(expected));
        };
        check("QR Code", "qr code", "QR Code");
        check("QR Code", "'qr code'", "'QR Code'");
        check("it's", "'x'", "'it''s'");
        check("QR Code", "\"qr code\"", "\"QR Code\"");
        check("1", "+1", "\"1\"");
        check("No", "no way", "\"No\"");
        check("a: b", "ab", "\"a: b\"");
        check("a\nb", "'ab'", "\"a\\nb\"");
    }
}
