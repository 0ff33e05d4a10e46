//! Text for a person in which personal data stays apart from prose, so that a reporter can mask it.

use crate::escape::escape_controls;

/// The longest piece of a payload that a message shows, in characters.
const SHOWN_CHARS: usize = 80;

/// What a masked value or name is replaced with.
const MASK: &str = "[hidden]";

/// One piece of a [`Message`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Our own prose.
    Text(String),
    /// A word of the document, of JSON or of this tool; shown in backticks, never personal.
    Code(String),
    /// A member name from a payload; shown in backticks. Masked unless it looks like an identifier,
    /// since a map may be keyed by an e-mail address or a phone number.
    Name(String),
    /// A value from a payload as JSON text; shown in backticks and cut when long. Personal: masked.
    Value(String),
}

/// A message made of prose, names and values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    parts: Vec<Part>,
}

impl Message {
    /// Starts with prose.
    pub fn new(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    /// Appends prose of our own.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part::Text(text));
        }
        self
    }

    /// Appends a word of the document or of JSON.
    #[must_use]
    pub fn code(mut self, word: impl Into<String>) -> Self {
        self.parts.push(Part::Code(word.into()));
        self
    }

    /// Appends a payload's member name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.parts.push(Part::Name(name.into()));
        self
    }

    /// Appends a payload's value, given as JSON text.
    #[must_use]
    pub fn value(mut self, json: impl Into<String>) -> Self {
        self.parts.push(Part::Value(json.into()));
        self
    }

    /// Appends all parts of another message.
    #[must_use]
    pub fn message(mut self, other: Message) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The message with every value shown, control characters escaped.
    pub fn shown(&self) -> String {
        self.render(false)
    }

    /// The message with personal data replaced by `[hidden]`, control characters escaped.
    pub fn masked(&self) -> String {
        self.render(true)
    }

    fn render(&self, mask: bool) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Code(word) => push_quoted(&mut out, word),
                Part::Name(name) if mask && !is_identifier(name) => push_quoted(&mut out, MASK),
                Part::Value(_) if mask => push_quoted(&mut out, MASK),
                Part::Name(text) | Part::Value(text) => push_quoted(&mut out, text),
            }
        }
        out
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

fn push_quoted(out: &mut String, text: &str) {
    out.push('`');
    match text.char_indices().nth(SHOWN_CHARS) {
        None => out.push_str(&escape_controls(text)),
        Some((cut, _)) => {
            out.push_str(&escape_controls(&text[..cut]));
            out.push_str("...");
        }
    }
    out.push('`');
}

/// Whether a member name can be shown in a report that hides personal data: it is written like an
/// identifier, which neither an e-mail address nor a phone number is.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_hides_values_and_unusual_names_only() {
        let message = Message::new("value ")
            .value("\"Jane\"")
            .text(" of ")
            .name("first_name")
            .text(" and ")
            .name("jane@example.com")
            .text(" against ")
            .code("enum");
        assert_eq!(message.shown(), "value `\"Jane\"` of `first_name` and `jane@example.com` against `enum`");
        assert_eq!(message.masked(), "value `[hidden]` of `first_name` and `[hidden]` against `enum`");
    }

    #[test]
    fn long_values_are_cut_and_controls_escaped() {
        let message = Message::new("").value(format!("\u{1b}[31m{}", "x".repeat(200)));
        let shown = message.shown();
        assert!(shown.ends_with("x...`"), "{shown}");
        assert!(!shown.contains('\u{1b}'));
        assert!(shown.starts_with("`\\u{1b}[31m"));
    }
}
