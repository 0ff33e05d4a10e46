//! The words for what is wrong with a JSON text.

use super::{Reader, guess};
use crate::fault::Stop;
use crate::tree::Repeated;
use crate::{Fault, FaultKind, Message, Span};

pub(super) fn comment(span: Span) -> Fault {
    Fault::new(FaultKind::Comment, span, "JSON has no comments, and strict readers refuse them")
        .with_help("remove it")
}

pub(super) fn quotes(span: Span) -> Fault {
    Fault::new(FaultKind::Quotes, span, "strings in JSON stand in double quotes")
        .with_help(Message::new("write ").code("\"").text(" in place of ").code("'"))
}

pub(super) fn curly_quotes(span: Span) -> Fault {
    Fault::new(
        FaultKind::Quotes,
        span,
        "these are typographic quotes, as word processors put them; JSON knows only the straight one",
    )
    .with_help(Message::new("write ").code("\"").text(" in their place"))
}

pub(super) fn unquoted_name(span: Span, name: &str) -> Fault {
    let message = Message::new("name ").name(name).text(" is not quoted, as names in JSON are");
    Fault::new(FaultKind::Quotes, span, message).with_help("put it in double quotes")
}

pub(super) fn duplicate_key(repeated: Repeated) -> Fault {
    let message = Message::new("")
        .name(repeated.name)
        .text(" is in this object already; readers keep only one of the two, and not all the same one");
    Fault::new(FaultKind::DuplicateKey, repeated.second, message)
        .with_help("remove or rename one of them")
        .with_related(repeated.first, "it is first here")
}

pub(super) fn control_character(at: usize, byte: u8, more: usize) -> Fault {
    let (name, escape) = match byte {
        b'\n' => ("line break", "\\n".to_owned()),
        b'\r' => ("carriage return", "\\r".to_owned()),
        b'\t' => ("tab", "\\t".to_owned()),
        _ => ("control character", format!("\\u{byte:04X}")),
    };
    let mut message = Message::new(format!(
        "a raw {name} (U+{byte:04X}) in a string must be written as an escape (RFC 8259, section 7)"
    ));
    if more > 0 {
        message = message.text(format!("; {more} more in this string"));
    }
    Fault::new(FaultKind::ControlCharacter, Span::from_usize(at, at + 1), message)
        .with_help(Message::new("write ").code(escape))
}

pub(super) fn invalid_escape(span: Span, written: &str) -> Fault {
    let message = if written.starts_with("\\u") {
        Message::new("").code(written).text(" needs four hexadecimal digits after ").code("\\u")
    } else {
        Message::new("").code(written).text(" is not an escape that JSON knows (RFC 8259, section 7)")
    };
    Fault::new(FaultKind::InvalidEscape, span, message).with_help(
        Message::new("write ")
            .code("\\\\")
            .text(" for a backslash; the escapes are ")
            .code("\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
    )
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
