//! How a fault of a text can be mended: the replacements that the reader knows which met it.

use crate::{Message, Span};

/// How to mend a fault. All edits together, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What it does.
    pub message: Message,
    /// Whether the meaning plainly stays; else it is a guess that a person should confirm.
    pub is_safe: bool,
    /// The replacements, each a range of the decoded text and what to write there. Without any, the text itself is
    /// to be written as it was decoded: in UTF-8, without a byte order mark.
    pub edits: Vec<(Span, String)>,
}

impl Repair {
    /// One whose outcome means what was plainly meant.
    pub(crate) fn safe(message: impl Into<Message>) -> Self {
        Self { message: message.into(), is_safe: true, edits: Vec::new() }
    }

    /// A guess.
    pub(crate) fn guess(message: impl Into<Message>) -> Self {
        Self { is_safe: false, ..Self::safe(message) }
    }

    /// With one more replacement.
    pub(crate) fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push((span, text.into()));
        self
    }
}

/// What to take out of a text in JSON's notation with the member, or element, that stands at `one`, so that what is
/// left reads: its comma, and the space up to the next, or from the one before. `None` where something else than space
/// and commas is around it, such as a comment.
pub fn removal(text: &str, one: Span) -> Option<Span> {
    let bytes = text.as_bytes();
    let (start, end) = (one.start as usize, one.end as usize);
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let before = bytes.get(..start)?.iter().rposition(|byte| !is_space(byte))?;
    let after = end + bytes.get(end..)?.iter().position(|byte| !is_space(byte))?;
    match (bytes[before], bytes[after]) {
        (b',' | b'{' | b'[', b',') => {
            let next = after + 1 + bytes[after + 1..].iter().position(|byte| !is_space(byte))?;
            // What closes the container keeps its place.
            let stop = if matches!(bytes[next], b'}' | b']') { after + 1 } else { next };
            (!matches!(bytes[next], b'/' | b'#' | b',')).then(|| Span::from_usize(start, stop))
        }
        (b',', b'}' | b']') => Some(Span::from_usize(before, end)),
        (b'{', b'}') | (b'[', b']') => Some(one),
        _ => None,
    }
}

/// The lines that one member of a block of YAML, or one comment, has to itself, line ending included; `None` where
/// something else stands in them.
pub fn whole_lines(text: &str, one: Span) -> Option<Span> {
    let is_blank = |part: &str| part.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    let (before, after) = (text.get(..one.start as usize)?, text.get(one.end as usize..)?);
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = after.find(['\n', '\r']).unwrap_or(after.len());
    if !is_blank(&before[start..]) || !is_blank(&after[..rest]) {
        return None;
    }
    let ending = match after.as_bytes()[rest..] {
        [b'\r', b'\n', ..] => 2,
        [_, ..] => 1,
        [] => 0,
    };
    Some(Span::from_usize(start, one.end as usize + rest + ending))
}

/// What to take out of a text with a comment: the lines that it has to itself, or else the blanks before it if it ends
/// a line.
pub(crate) fn comment_removal(text: &str, comment: Span) -> Span {
    if let Some(lines) = whole_lines(text, comment) {
        return lines;
    }
    let ends_line =
        text.as_bytes().get(comment.end as usize).is_none_or(|byte| matches!(byte, b'\r' | b'\n'));
    let before = &text[..comment.start as usize];
    let start = if ends_line { before.trim_end_matches([' ', '\t']).len() } else { before.len() };
    Span::from_usize(start, comment.end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, one: &str, left: Option<&str>) {
        let start = text.find(one).unwrap();
        let span = removal(text, Span::from_usize(start, start + one.len()));
        let cut = span.map(|span| format!("{}{}", &text[..span.start as usize], &text[span.end as usize..]));
        assert_eq!(cut.as_deref(), left, "{text}");
    }

    #[test]
    fn one_comma_goes_with_a_member() {
        check("{\"a\": 1, \"b\": 2}", "\"a\": 1", Some("{\"b\": 2}"));
        check("{\"a\": 1, \"b\": 2}", "\"b\": 2", Some("{\"a\": 1}"));
        check("{ \"a\": 1 }", "\"a\": 1", Some("{  }"));
        check("{\n  \"a\": 1,\n  \"b\": 2\n}", "\"a\": 1", Some("{\n  \"b\": 2\n}"));
        check("{\n  \"a\": 1,\n  \"b\": 2\n}", "\"b\": 2", Some("{\n  \"a\": 1\n}"));
        check("{\r\n\"a\": 1,\r\n}", "\"a\": 1", Some("{\r\n\r\n}"));
        check("[1, 2, 3]", "2", Some("[1, 3]"));
    }

    #[test]
    fn a_comment_takes_its_lines_along() {
        let cut = |text: &str, one: &str| {
            let start = text.find(one).unwrap();
            let span = comment_removal(text, Span::from_usize(start, start + one.len()));
            format!("{}{}", &text[..span.start as usize], &text[span.end as usize..])
        };
        assert_eq!(cut("[\n  // x\n  1\n]", "// x"), "[\n  1\n]");
        assert_eq!(cut("[\r\n  1, // x\r\n  2\r\n]", "// x"), "[\r\n  1,\r\n  2\r\n]");
        assert_eq!(cut("[1, /* x */ 2]", "/* x */"), "[1,  2]");
        assert_eq!(cut("[1] # x", "# x"), "[1]");
    }

    #[test]
    fn nothing_else_is_taken() {
        check("{\"a\": 1, // why\n \"b\": 2}", "\"a\": 1", None);
        check("{/* x */ \"a\": 1}", "\"a\": 1", None);
        check("a: 1", "a: 1", None);
    }
}
