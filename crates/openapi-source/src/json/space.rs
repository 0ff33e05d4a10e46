//! What stands between tokens: whitespace, and what people write in its place.

use super::{Reader, faults};
use crate::decode::byte_order_mark;
use crate::fault::Stop;
use crate::{Fault, FaultKind, Message, Repair, Span};

impl Reader<'_> {
    /// Goes to the next token. Comments and exotic spaces are noted and skipped.
    #[inline]
    pub(super) fn skip_space(&mut self) -> Result<(), Stop> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.pos += 1;
        }
        match self.peek() {
            None | Some(b'!'..=b'"' | b'$'..=b'.' | b'0'..=b'~') => Ok(()),
            Some(_) => self.skip_odd_space(),
        }
    }

    #[cold]
    fn skip_odd_space(&mut self) -> Result<(), Stop> {
        // A run of comments is one fault, so its span is kept until the next token.
        let mut comments: Option<Span> = None;
        loop {
            let rest = &self.text[self.pos..];
            let Some(c) = rest.chars().next() else { break };
            let comment_len = if c == '#' || rest.starts_with("//") {
                line_len(rest)
            } else if let Some(inner) = rest.strip_prefix("/*") {
                let Some(len) = inner.find("*/") else {
                    let opened = Span::from_usize(self.pos, self.pos + 2);
                    return Err(self.cut_off("a comment", Some(opened), "the comment opens here"));
                };
                len + 4
            } else {
                0
            };
            if comment_len > 0 {
                let span = self.take(comment_len);
                comments = Some(Span::new(comments.map_or(span.start, |run| run.start), span.end));
                continue;
            }
            match c {
                ' ' | '\n' | '\r' | '\t' => self.pos += 1,
                '\u{feff}' => {
                    let span = self.take(c.len_utf8());
                    self.faults.push(byte_order_mark(span))?;
                }
                c if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}') => {
                    let span = self.take(c.len_utf8());
                    self.faults.push(exotic_space(c, span))?;
                }
                _ => break,
            }
        }
        match comments {
            Some(span) => self.faults.push(faults::comment(self.text, span)),
            None => Ok(()),
        }
    }
}

/// How long the rest of the line is, without its ending.
fn line_len(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

fn exotic_space(c: char, span: Span) -> Fault {
    let message = Message::new(format!("U+{:04X} is not whitespace in JSON", u32::from(c)))
        .text(" (only space, tab, line feed and carriage return are); text pasted from a web page or a chat often holds it");
    let replacement = if matches!(c, '\u{200b}' | '\u{2060}') { "" } else { " " };
    Fault::new(FaultKind::Syntax, span, message)
        .with_help("replace it by an ordinary space")
        .with_repair(Repair::safe("replace it by an ordinary space").edit(span, replacement))
}
