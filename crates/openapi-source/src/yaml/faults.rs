//! The words for what is wrong with a YAML text.

use granit_parser::{ErrorKind, ScanError};

use crate::tree::Repeated;
use crate::{Fault, FaultKind, Limits, Message, Repair, Span, removal, whole_lines};

/// A text that the parser refuses.
pub(super) fn scan_error(error: &ScanError, text: &str, limits: &Limits) -> Fault {
    // At the end of the text the last thing that is there shows more than the empty line after it.
    let written = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
    let at = error.marker().byte_offset().unwrap_or(0).min(written);
    let span = Span::from_usize(at, at);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return depth(span, limits.depth);
    }
    let message = if let ErrorKind::UnexpectedCharacter { character } = error.kind() {
        Message::new("this is not YAML: unexpected ").code(*character)
    } else {
        let mut info = error.info();
        if let Some(first) = info.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        Message::new(format!("this is not YAML: {info}"))
    };
    Fault::new(FaultKind::YamlSyntax, span, message).with_help(advice(error.kind()))
}

/// What to do about the mistakes that people make most.
fn advice(kind: &ErrorKind) -> Message {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => Message::new("indent with spaces, never with tabs"),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => Message::new(
            "put a text in quotes if it holds a colon and a space; else see the indentation of this line",
        ),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::SimpleKeyExpected => {
            Message::new("see the indentation of this line and the one before, and whether a `:` is missing")
        }
        ErrorKind::UnexpectedCharacter { .. } => {
            Message::new("put a text that starts with this character in quotes")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::UnclosedFlowCollection { .. } => {
            Message::new("close it; if the text was cut off, fetch or write it again")
        }
        ErrorKind::InvalidLowSurrogate | ErrorKind::MissingLowSurrogate | ErrorKind::UnpairedLowSurrogate => {
            Message::new("write both halves of the pair, or the character itself")
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            Message::new("write ").code("\\\\").text(" for a backslash, or use single quotes")
        }
        _ => Message::new("see YAML 1.2.2 for the notation; putting texts in quotes is always safe"),
    }
}

pub(super) fn depth(span: Span, limit: u32) -> Fault {
    let message = format!("collections are nested more than {limit} deep, where reading stops");
    Fault::new(FaultKind::Depth, span, message)
        .with_help("no honest document nests so deep: see what wrote this one")
}

pub(super) fn empty() -> Fault {
    Fault::new(FaultKind::Empty, Span::at(0), "the text holds no document")
        .with_help("see whether the file was written to its end")
}

pub(super) fn second_document(span: Span) -> Fault {
    let message = "a second document starts here; only the first is read";
    Fault::new(FaultKind::TrailingContent, span, message).with_help("put each document in a file of its own")
}

pub(super) fn duplicate_key(repeated: Repeated, text: &str) -> Fault {
    let values = repeated.values.map(|value| text.get(value.start as usize..value.end as usize));
    let member = Span::new(repeated.second.start, repeated.values[1].end.max(repeated.second.end));
    // In a flow mapping commas tell where the member ends; in a block mapping lines do.
    let repair = removal(text, member)
        .or_else(|| whole_lines(text, member))
        .filter(|_| values[0] == values[1])
        .map(|span| Repair::safe("remove it; the two are equal").edit(span, ""));
    let message = Message::new("key ")
        .name(repeated.name)
        .text(" is in this mapping already; keys are unique, and readers differ in which they keep");
    Fault::new(FaultKind::YamlDuplicateKey, repeated.second, message)
        .with_help("remove or rename one of them")
        .with_related(repeated.first, "it is first here")
        .with_repair(repair)
}

pub(super) fn key(span: Span) -> Fault {
    Fault::new(
        FaultKind::YamlKey,
        span,
        "a mapping key is a collection; a document is read as JSON data, whose names are strings",
    )
    .with_help("use a text as the key")
}

pub(super) fn endless_alias(span: Span, alias: &str, anchored: u32) -> Fault {
    let message = Message::new("alias ")
        .code(alias)
        .text(" stands inside the very value that it repeats, which has no end");
    Fault::new(FaultKind::YamlAlias, span, message)
        .with_help("write out what is meant")
        .with_related(Span::at(anchored), "the value starts here")
}

pub(super) fn alias_bomb(span: Span, limit: u64) -> Fault {
    let message = format!("with this alias, aliases stand for more than {limit} values, where reading stops");
    Fault::new(FaultKind::YamlAlias, span, message)
        .with_help("no honest document repeats so much: see what wrote this one")
}

pub(super) fn unknown_alias(span: Span, alias: &str) -> Fault {
    let message = Message::new("alias ").code(alias).text(" repeats an anchor that no value before it has");
    let anchor = alias.replacen('*', "&", 1);
    Fault::new(FaultKind::YamlAlias, span, message).with_help(
        Message::new("mark the value with ")
            .code(anchor)
            .text(", or put a text that starts with `*` in quotes"),
    )
}

pub(super) fn non_finite(span: Span, literal: &str) -> Fault {
    let message = Message::new("")
        .code(literal)
        .text(" is a number that JSON lacks, and a document is read as JSON data");
    Fault::new(FaultKind::YamlNonFiniteNumber, span, message)
        .with_help("write a number, or put it in quotes if it is text")
}

pub(super) fn unknown_tag(span: Span, tag: &str) -> Fault {
    let message = Message::new("tag ")
        .code(tag)
        .text(" is not of the core schema; the value is read as if it were not there");
    Fault::new(FaultKind::YamlTag, span, message).with_help("remove the tag")
}

pub(super) fn wrong_tag(span: Span, tag: &str) -> Fault {
    let message = Message::new("the value is not what its tag ")
        .code(tag)
        .text(" says; it is read as if the tag were not there");
    Fault::new(FaultKind::YamlTag, span, message).with_help("remove the tag, or correct the value")
}
