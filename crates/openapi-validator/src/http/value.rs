//! One parameter or header that was sent, against its description.

use openapi_findings::Severity;
use openapi_source::{Message, Pointer, Source, Span};
use openapi_spec::{Parameter, ParameterLocation, Style};

use super::carried::Carried;
use super::media::{Form, Media};
use super::report::{Report, Words, undecodable};
use super::side::{Side, TextFormat};
use super::styles::{How, Misread, Sent, Slot, Structure, read};
use super::url::{Decoding, decode, whole};
use super::wants::Wants;
use crate::guess::Direction;
use crate::shape::Shapes;

/// How many values of a parameter that was sent again and again are judged.
const MAX_REPEATS: usize = 100;

/// What may stand unescaped in a value only where the document says so: the reserved characters of RFC 3986,
/// section 2.2, without those that separate the parts of a query and of lists in it.
const RESERVED: &[char] = &[':', '/', '?', '[', ']', '@', '!', '$', '\'', '(', ')', '*', ';'];

/// What was sent under one description.
#[derive(Debug, Clone)]
pub(super) struct Received {
    /// What findings call the text.
    pub(super) name: String,
    /// The value, or where it came in several pieces all of them.
    pub(super) text: String,
    pub(super) slots: Vec<Slot>,
    pub(super) decoding: Decoding,
}

impl Received {
    /// A value that came in one piece.
    pub(super) fn one(name: String, text: &str, decoding: Decoding) -> Self {
        let slot = Slot { name: String::new(), name_at: Span::at(0), value: whole(text) };
        Self { name, text: text.to_owned(), slots: vec![slot], decoding }
    }

    fn raw(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }
}

/// What messages call a parameter.
pub(super) fn subject(parameter: &Parameter) -> Message {
    let kind = match parameter.location {
        ParameterLocation::Path => "path parameter ",
        ParameterLocation::Query => "query parameter ",
        ParameterLocation::Header => "header ",
        ParameterLocation::Cookie => "cookie ",
    };
    Message::new(kind).code(parameter.name.as_str())
}

/// What findings call the text of a parameter's value.
pub(super) fn source_name(prefix: &str, parameter: &Parameter) -> String {
    let kind = match parameter.location {
        ParameterLocation::Path => "path parameter",
        ParameterLocation::Query => "query parameter",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    format!("{prefix}{kind} \"{}\"", parameter.name)
}

/// Judges what was sent for a parameter or header.
pub(super) fn judge<'d>(
    side: &Side<'d>,
    parameter: &Parameter,
    received: &Received,
    report: &mut Report<'d>,
) {
    let source = Source::new(received.name.as_str(), received.text.as_str());
    let mut judge = Judge { side, parameter, received, source, report };
    let Some(first) = received.slots.first() else { return };
    let is_empty = received.slots.len() == 1 && first.value.start == first.value.end;
    if is_empty && parameter.allow_empty && parameter.location == ParameterLocation::Query {
        return;
    }
    let n_before = judge.report.checked.findings.len();
    match (&parameter.schema, &parameter.content) {
        (_, Some(media)) => judge.content(&media.name, media.schema.as_ref()),
        (Some(schema), None) => judge.styled(schema),
        (None, None) => judge.report.not_checked(&received.name, "the document describes no schema for it"),
    }
    let is_styled = parameter.location == ParameterLocation::Query && parameter.content.is_none();
    if is_styled && judge.report.checked.findings.len() == n_before {
        judge.notes(is_empty, first.value);
    }
}

struct Judge<'j, 'd, 'p> {
    side: &'j Side<'d>,
    parameter: &'p Parameter,
    received: &'p Received,
    source: Source,
    report: &'j mut Report<'d>,
}

impl Judge<'_, '_, '_> {
    /// What messages call the value: see [`Side::judge`].
    fn name(&self) -> Pointer {
        Pointer::root().member(&self.parameter.name)
    }

    /// A value in one of the styles.
    fn styled(&mut self, schema: &Pointer) {
        let mut shapes = Shapes::new(self.side.document.resource());
        let shape = shapes.of(schema);
        let wants = Wants::of(&shapes, shape);
        let structures = self.structures(wants);
        let repeated = self.received.slots.len() > 1;
        let is_header = self.received.decoding == Decoding::Verbatim;
        if structures == [Structure::Scalar] && repeated {
            self.repeated();
            for slot in self.received.slots.iter().take(MAX_REPEATS) {
                let slots = vec![slot.clone()];
                self.try_all(&structures, &slots, schema, &mut shapes, shape);
            }
            if self.received.slots.len() > MAX_REPEATS {
                let reason = format!("it was sent more than {MAX_REPEATS} times; the rest was not looked at");
                self.report.not_checked(&self.received.name, reason);
            }
            return;
        }
        if repeated && !self.parameter.explode && !is_header && self.parameter.style != Style::DeepObject {
            self.repeated();
        }
        if is_header {
            // Lines of one header are one list (RFC 9110, section 5.3).
            let slot = Slot { name: String::new(), name_at: Span::at(0), value: whole(&self.received.text) };
            return self.try_all(&structures, &[slot], schema, &mut shapes, shape);
        }
        self.try_all(&structures, &self.received.slots, schema, &mut shapes, shape);
    }

    /// What the value can be, the likelier first.
    fn structures(&self, wants: Wants) -> Vec<Structure> {
        if self.parameter.style == Style::DeepObject && !wants.has(Wants::ARRAY) {
            return vec![Structure::Object];
        }
        let mut out = Vec::new();
        if wants.has(Wants::ARRAY) {
            out.push(Structure::Array);
        }
        if wants.has(Wants::OBJECT) {
            out.push(Structure::Object);
        }
        // Null alone is no other way to write a list or an object.
        let takes_scalar = wants.without(Wants::NULL).has_scalar()
            || (wants.has(Wants::NULL) && (out.is_empty() || self.received.text == "null"));
        if takes_scalar {
            let is_many = self.received.slots.len() > 1 || self.received.text.contains([',', '|']);
            let at = if is_many { out.len() } else { 0 };
            out.insert(at, Structure::Scalar);
        }
        out
    }

    fn try_all(
        &mut self,
        structures: &[Structure],
        slots: &[Slot],
        schema: &Pointer,
        shapes: &mut Shapes<'_>,
        shape: Option<usize>,
    ) {
        let how = How {
            name: &self.parameter.name,
            style: self.parameter.style,
            explode: self.parameter.explode,
            decoding: self.received.decoding,
        };
        let sent = Sent { text: &self.received.text, slots: slots.to_vec() };
        let mut candidates: Vec<Carried> = Vec::new();
        let mut misread = None;
        for structure in structures {
            match read(how, &sent, *structure, shapes, shape) {
                Ok(found) => candidates.extend(found),
                Err(why) => misread = misread.or(Some(why)),
            }
        }
        match misread {
            Some(why) if candidates.is_empty() => self.misread(why),
            _ => {
                let found = self.side.judge_carried(schema, &candidates, &self.source, &self.name());
                self.report.extend(found);
            }
        }
    }

    fn repeated(&mut self) {
        let rule = match self.side.direction {
            Direction::Request => "request/repeated-parameter",
            Direction::Response => "response/repeated-header",
        };
        let words = Words {
            rule,
            severity: Severity::Warning,
            message: subject(self.parameter)
                .text(" is sent more than once, and readers differ in which one counts"),
            help: Message::new("send it once"),
        };
        self.report.add_whole(words, &self.source, Some(&self.parameter.pointer));
    }

    fn misread(&mut self, why: Misread) {
        match why {
            Misread::Undecodable(fault) => self.undecodable(fault),
            Misread::Style(span, example) => {
                let rule = match self.side.direction {
                    Direction::Request => "request/parameter-style",
                    Direction::Response => "response/header-style",
                };
                let message = subject(self.parameter)
                    .text(" is not written in the style ")
                    .code(self.parameter.style.name());
                let message = if self.parameter.explode { message.text(", exploded") } else { message };
                let help = Message::new("write it as ").code(example);
                let words = Words { rule, severity: Severity::Error, message, help };
                let style = self.parameter.pointer.member("style");
                self.report.add(words, &self.source, span, Some(&style));
            }
        }
    }

    fn undecodable(&mut self, fault: super::url::Undecodable) {
        let (words, span) =
            undecodable("request/percent-encoding", subject(self.parameter), &self.received.text, fault);
        self.report.add(words, &self.source, span, Some(&self.parameter.pointer));
    }

    /// A value described by a media type.
    fn content(&mut self, media: &str, schema: Option<&Pointer>) {
        let Some(first) = self.received.slots.first() else { return };
        if self.received.slots.len() > 1 && self.received.decoding != Decoding::Verbatim {
            self.repeated();
        }
        let at = match self.received.decoding {
            Decoding::Verbatim => whole(&self.received.text),
            _ => first.value,
        };
        let text = match decode(&self.received.text, at, self.received.decoding) {
            Ok(text) => text,
            Err(fault) => return self.undecodable(fault),
        };
        let form = Media::parse(media).map_or(Form::Opaque, |media| media.form());
        let format = match form {
            Form::Json => TextFormat::Json,
            Form::Yaml => TextFormat::Yaml,
            Form::Text => {
                let source = Source::new(self.received.name.as_str(), text.as_str());
                let value = Carried::Text { at: whole(&text), text };
                if let Some(schema) = schema {
                    self.report.extend(self.side.judge_carried(schema, &[value], &source, &self.name()));
                }
                return;
            }
            Form::UrlEncoded | Form::Multipart | Form::Opaque => {
                let reason =
                    Message::new("its media type ").code(media).text(" is not one that is read here");
                return self.report.not_checked(&self.received.name, reason);
            }
        };
        let (tree, checked) = self.side.read(&self.received.name, text.as_bytes(), format);
        self.report.extend(checked);
        match (tree, schema) {
            (Some(tree), Some(schema)) => {
                self.report.extend(self.side.judge(schema, &tree, &self.name()));
            }
            (_, None) => {
                self.report.not_checked(&self.received.name, "the document describes no schema for it");
            }
            (None, _) => {}
        }
    }

    /// What is allowed but doubtful about a value that is otherwise right.
    fn notes(&mut self, is_empty: bool, first: Span) {
        if is_empty {
            let words = Words {
                rule: "request/empty-value",
                severity: Severity::Warning,
                message: subject(self.parameter)
                    .text(" has no value, which its description does not foresee (")
                    .code("allowEmptyValue")
                    .text(" is not set)"),
                help: Message::new("give it a value, or leave it out"),
            };
            return self.report.add_whole(words, &self.source, Some(&self.parameter.pointer));
        }
        if self.parameter.allow_reserved || self.received.slots.len() > 1 {
            return;
        }
        let raw = self.received.raw(first);
        if let Some((at, found)) = raw.match_indices(RESERVED).next() {
            let words = Words {
                rule: "request/reserved-character",
                severity: Severity::Info,
                message: subject(self.parameter)
                    .text(" holds an unescaped ")
                    .code(found)
                    .text(", which its description does not foresee (")
                    .code("allowReserved")
                    .text(" is not set); most servers take it"),
                help: Message::new("write it as ").code(format!("%{:02X}", found.as_bytes()[0])),
            };
            let span = super::url::part(first, at, at + found.len());
            self.report.add(words, &self.source, span, Some(&self.parameter.pointer));
        }
    }
}
