//! What one check of a message gathers: findings that rest on the document, and what was not looked at.

use openapi_findings::{Finding, NotChecked, Place, Severity};
use openapi_source::{Message, Pointer, Source, Span};
use openapi_spec::Document;

use super::url::{Undecodable, whole};
use crate::Checked;
use crate::checker::weight;

/// Gathers what is found.
pub(super) struct Report<'d> {
    document: &'d Document,
    pub(super) checked: Checked,
}

/// What is said of one fault.
pub(super) struct Words {
    pub(super) rule: &'static str,
    /// The severity where the document is on record; weaker evidence lowers it.
    pub(super) severity: Severity,
    pub(super) message: Message,
    pub(super) help: Message,
}

impl<'d> Report<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, checked: Checked::default() }
    }

    /// Adds a finding about a part of a text that a place in the document demands otherwise.
    pub(super) fn add(&mut self, words: Words, source: &Source, span: Span, demanded_by: Option<&Pointer>) {
        let (most, weak) = match demanded_by {
            Some(keyword) => weight(self.document.evidence(keyword)),
            None => (Severity::Error, None),
        };
        let mut message = words.message;
        if let Some(weak) = weak.filter(|_| most < Severity::Error) {
            message = message.text(weak);
        }
        let severity = words.severity.min(most);
        let finding = Finding::new(words.rule, severity, message, Place::new(source, span));
        let mut finding = finding.with_help(words.help);
        finding.demanded_by = demanded_by.map(|keyword| self.document.place(keyword));
        self.checked.findings.push(finding);
    }

    /// Adds a finding about the whole of a text.
    pub(super) fn add_whole(&mut self, words: Words, source: &Source, demanded_by: Option<&Pointer>) {
        self.add(words, source, whole(source.text()), demanded_by);
    }

    /// Adds what was not looked at.
    pub(super) fn not_checked(&mut self, file: &str, reason: impl Into<Message>) {
        let reason = reason.into();
        self.checked.not_checked.push(NotChecked { file: file.to_owned(), pointer: None, reason });
    }

    /// Adds all that another check found.
    pub(super) fn extend(&mut self, other: Checked) {
        self.checked.findings.extend(other.findings);
        self.checked.not_checked.extend(other.not_checked);
    }
}

/// The place and the words for a text that can't be decoded.
pub(super) fn undecodable(
    rule: &'static str,
    subject: Message,
    text: &str,
    fault: Undecodable,
) -> (Words, Span) {
    let cut = |span: Span| &text[span.start as usize..span.end as usize];
    let (span, message) = match fault {
        Undecodable::BadEscape(span) => (
            span,
            subject
                .text(" holds ")
                .value(cut(span))
                .text(", which is no escape: two hexadecimal digits follow a ")
                .code("%"),
        ),
        Undecodable::NotUtf8(span) => {
            (span, subject.text(" holds escapes that are no UTF-8, so what was meant is lost"))
        }
    };
    let help = Message::new("write a percent sign itself as ")
        .code("%25")
        .text(", and encode text as UTF-8 (RFC 3986, section 2)");
    (Words { rule, severity: Severity::Error, message, help }, span)
}
