//! The words for what is wrong with a JSON text.

use super::{Reader, guess};
use crate::fault::{MAX_EDITS, Stop};
use crate::repair::comment_removal;
use crate::tree::Repeated;
use crate::{Fault, FaultKind, Message, Repair, Span, removal};

pub(super) fn comment(text: &str, span: Span) -> Fault {
    Fault::new(FaultKind::Comment, span, "JSON has no comments, and strict readers refuse them")
        .with_help("remove it")
        .with_repair(Repair::guess("remove the comment").edit(comment_removal(text, span), ""))
}

/// `written` is the text at `span`, in single quotes.
pub(super) fn quotes(span: Span, written: &str) -> Fault {
    let mut repair = Repair::safe("write double quotes");
    let mut bytes = written.bytes().enumerate();
    while let Some((idx, byte)) = bytes.next() {
        let at = |len: usize| {
            let start = span.start as usize + idx;
            Span::from_usize(start, start + len)
        };
        repair = match byte {
            b'\'' => repair.edit(at(1), "\""),
            b'"' => repair.edit(at(1), "\\\""),
            b'\\' => match bytes.next() {
                Some((_, b'\'')) => repair.edit(at(2), "'"),
                _ => continue,
            },
            _ => continue,
        };
    }
    Fault::new(FaultKind::Quotes, span, "strings in JSON stand in double quotes")
        .with_help(Message::new("write ").code("\"").text(" in place of ").code("'"))
        .with_repair(repair)
}

/// `content` is what stands between the quotes, where both are there.
pub(super) fn curly_quotes(span: Span, content: Option<Span>, text: &str) -> Fault {
    // What would have to be escaped was perhaps meant as an escape.
    let is_plain = |content: &Span| !text[content.start as usize..content.end as usize].contains(['"', '\\']);
    let repair = content.filter(is_plain).map(|content| {
        Repair::safe("write straight quotes")
            .edit(Span::new(span.start, content.start), "\"")
            .edit(Span::new(content.end, span.end), "\"")
    });
    Fault::new(
        FaultKind::Quotes,
        span,
        "these are typographic quotes, as word processors put them; JSON knows only the straight one",
    )
    .with_help(Message::new("write ").code("\"").text(" in their place"))
    .with_repair(repair)
}

pub(super) fn unquoted_name(span: Span, name: &str) -> Fault {
    let message = Message::new("name ").name(name).text(" is not quoted, as names in JSON are");
    let repair = Repair::safe("put it in double quotes").edit(Span::at(span.start), "\"");
    Fault::new(FaultKind::Quotes, span, message)
        .with_help("put it in double quotes")
        .with_repair(repair.edit(Span::at(span.end), "\""))
}

pub(super) fn duplicate_key(repeated: Repeated, text: &str) -> Fault {
    let [first, second] = repeated.values.map(|value| &text[value.start as usize..value.end as usize]);
    let member = Span::new(repeated.second.start, repeated.values[1].end);
    let repair = removal(text, member)
        .filter(|_| first == second)
        .map(|span| Repair::safe("remove it; the two are equal").edit(span, ""));
    let message = Message::new("")
        .name(repeated.name)
        .text(" is in this object already; readers keep only one of the two, and not all the same one");
    Fault::new(FaultKind::DuplicateKey, repeated.second, message)
        .with_help("remove or rename one of them")
        .with_related(repeated.first, "it is first here")
        .with_repair(repair)
}

/// How a control character is written in a string.
fn escape(byte: u8) -> String {
    match byte {
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        _ => format!("\\u{byte:04X}"),
    }
}

/// `string` is the one that holds it, and all others of which it has so many.
pub(super) fn control_character(at: usize, byte: u8, more: usize, string: Span, text: &str) -> Fault {
    let name = match byte {
        b'\n' => "line break",
        b'\r' => "carriage return",
        b'\t' => "tab",
        _ => "control character",
    };
    let mut repair = Repair::safe("write an escape");
    let raw = (string.start..string.end).zip(text[string.start as usize..].bytes());
    for (at, byte) in raw.filter(|(_, byte)| *byte < 0x20).take(MAX_EDITS) {
        repair = repair.edit(Span::new(at, at + 1), escape(byte));
    }
    let mut message = Message::new(format!(
        "a raw {name} (U+{byte:04X}) in a string must be written as an escape (RFC 8259, section 7)"
    ));
    if more > 0 {
        message = message.text(format!("; {more} more in this string"));
    }
    Fault::new(FaultKind::ControlCharacter, Span::from_usize(at, at + 1), message)
        .with_help(Message::new("write ").code(escape(byte)))
        .with_repair(repair)
}

pub(super) fn invalid_escape(span: Span, written: &str) -> Fault {
    let message = if written.starts_with("\\u") {
        Message::new("").code(written).text(" needs four hexadecimal digits after ").code("\\u")
    } else {
        Message::new("").code(written).text(" is not an escape that JSON knows (RFC 8259, section 7)")
    };
    Fault::new(FaultKind::InvalidEscape, span, message)
        .with_help(
            Message::new("write ")
                .code("\\\\")
                .text(" for a backslash; the escapes are ")
                .code("\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
        )
        .with_repair(Repair::guess("write the backslash as `\\\\`").edit(Span::at(span.start), "\\"))
}

pub(super) fn forgotten_quote(span: Span) -> Fault {
    Fault::new(FaultKind::Syntax, span, "the string that opens here has no closing quote on its line")
        .with_help(Message::new("add ").code("\"").text(" where it ends"))
}

pub(super) fn syntax(span: Span, message: impl Into<Message>, help: impl Into<Message>) -> Fault {
    Fault::new(FaultKind::Syntax, span, message).with_help(help)
}

impl Reader<'_> {
    pub(super) fn empty(&mut self) -> Stop {
        let message = if self.text.is_empty() {
            "the text is empty, and an empty text is not JSON"
        } else {
            "the text holds no value, and such a text is not JSON"
        };
        let fault = Fault::new(FaultKind::Empty, Span::at(0), message)
            .with_help("see whether the file was written to its end");
        self.faults.stop(fault)
    }

    /// The end of the text in the innermost open container.
    #[cold]
    pub(super) fn truncated(&mut self) -> Stop {
        match self.builder.innermost() {
            Some((start, true)) => {
                self.cut_off("an object", Some(Span::new(start, start + 1)), "the object opens here")
            }
            Some((start, false)) => {
                self.cut_off("an array", Some(Span::new(start, start + 1)), "the array opens here")
            }
            None => self.cut_off("a value", None, ""),
        }
    }

    /// The end of the text inside something.
    #[cold]
    pub(super) fn cut_off(&mut self, inside: &str, opened: Option<Span>, opened_as: &str) -> Stop {
        // The last thing that is there shows more than the empty line after it.
        let end = self.text.trim_end_matches([' ', '\t', '\r', '\n']).len();
        let span = Span::from_usize(end, end);
        // A character cut in half at the end is the same mistake.
        self.faults.forget_last(FaultKind::InvalidUtf8, span.end);
        let mut message = format!("the text ends inside {inside}");
        if self.builder.depth() > 1 {
            use std::fmt::Write;
            let _ = write!(message, "; {} brackets are open in all", self.builder.depth());
        }
        let fault = Fault::new(FaultKind::Truncated, span, message)
            .with_help("it may be cut off: fetch or write it again; else close what is open");
        let fault = match opened {
            Some(opened) => fault.with_related(opened, opened_as),
            None => fault,
        };
        self.faults.stop(fault)
    }

    pub(super) fn trailing_content(&mut self) -> Result<(), Stop> {
        let span = self.char_span();
        if self.faults.has_in(FaultKind::InvalidUtf8, span) {
            return Ok(());
        }
        let fault = Fault::new(
            FaultKind::TrailingContent,
            span,
            "the value is complete, but the text goes on; a JSON text is one value",
        )
        .with_help(guess::more_content(self.text, self.pos));
        self.faults.push(fault)
    }
}
