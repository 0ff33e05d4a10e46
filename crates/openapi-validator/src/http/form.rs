//! Bodies of forms as objects: each field a property, written as its `encoding` says.

use std::borrow::Cow;
use std::collections::HashMap;

use openapi_findings::{Finding, Severity};
use openapi_source::{Limits, Message, Pointer, Source, Span, parse_json};
use openapi_spec::{Encoding, MediaType, Style};

use super::carried::{Carried, Entry};
use super::media::{Form, Media, is_listed};
use super::multipart::{Part, parts};
use super::report::{Report, Words, undecodable};
use super::side::Side;
use super::styles::{How, Misread, Sent, Slot, Structure, gathered, read};
use super::url::{Decoding, decode, pairs, whole};
use super::value;
use super::wants::Wants;
use crate::guess::Direction;
use crate::shape::Shapes;

/// Reads one form and gathers what is wrong with it.
pub(super) struct FormReader<'f, 'd> {
    side: &'f Side<'d>,
    source: &'f Source,
    encodings: HashMap<String, Encoding>,
    schema: &'f Pointer,
    report: &'f mut Report<'d>,
    /// Fields that could not be read; what the schema says of them is dropped.
    unread: Vec<String>,
}

impl<'f, 'd> FormReader<'f, 'd> {
    /// A reader for a form of a media type whose text is `source`.
    pub(super) fn new(
        side: &'f Side<'d>,
        media: &MediaType,
        schema: &'f Pointer,
        source: &'f Source,
        report: &'f mut Report<'d>,
    ) -> Self {
        let encodings = side.document.encodings(media);
        let encodings = encodings.into_iter().map(|one| (one.property.clone(), one)).collect();
        Self { side, source, encodings, schema, report, unread: Vec::new() }
    }

    /// An `application/x-www-form-urlencoded` body.
    pub(super) fn url_encoded(mut self) {
        let mut shapes = Shapes::new(self.side.document.resource());
        let shape = shapes.of(self.schema);
        let text = self.source.text();
        // Fields in the order of their first appearance, each with all that was sent for it.
        let mut fields: Vec<(String, Vec<Slot>)> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for pair in pairs(text) {
            let name = match decode(text, pair.name, Decoding::Form) {
                Ok(name) => name,
                Err(fault) => {
                    self.undecodable(Message::new("the name of a field"), fault);
                    continue;
                }
            };
            let declares = |name: &str| shape.is_some_and(|shape| shapes.get(shape).declares(name));
            let field = match name.split_once('[') {
                Some((field, _)) if !declares(&name) && declares(field) => field.to_owned(),
                _ => name.clone(),
            };
            let idx = *known.entry(field).or_insert_with_key(|field| {
                fields.push((field.clone(), Vec::new()));
                fields.len() - 1
            });
            let value = pair.value.unwrap_or(Span::at(pair.name.end));
            fields[idx].1.push(Slot { name, name_at: pair.name, value });
        }
        let mut members = Vec::with_capacity(fields.len());
        for (name, slots) in fields {
            let name_at = slots[0].name_at;
            let value = self.field(&name, slots, &mut shapes, shape);
            let value = value.unwrap_or_else(|| self.unread(&name, name_at));
            members.push(Entry { name, name_at, value });
        }
        self.finish(members);
    }

    /// One field of a URL-encoded form; `None` where it can't be read, which is then reported.
    fn field(
        &mut self,
        name: &str,
        slots: Vec<Slot>,
        shapes: &mut Shapes<'_>,
        object: Option<usize>,
    ) -> Option<Carried> {
        let shape = object.and_then(|object| shapes.member(object, name));
        let wants = Wants::of(shapes, shape);
        let encoding = self.encodings.get(name);
        let is_deep = slots.iter().any(|slot| slot.name != name);
        let styled = encoding.is_some_and(|one| one.style.is_some() || one.explode.is_some());
        let media = encoding.and_then(|one| Media::parse(one.content_type.as_deref()?));
        // Without a style, objects are JSON (OpenAPI 3.1.1, "Encoding Object", the defaults of `contentType`).
        let is_object = wants.has(Wants::OBJECT) && !wants.has_scalar() && !wants.has(Wants::ARRAY);
        let is_json = match media {
            Some(media) => media.form() == Form::Json,
            None => is_object && !styled && !is_deep,
        };
        let all = Span::new(slots[0].name_at.start, slots[slots.len() - 1].value.end);
        if is_json {
            let mut values = Vec::with_capacity(slots.len());
            for slot in &slots {
                let text = match decode(self.source.text(), slot.value, Decoding::Form) {
                    Ok(text) => text,
                    Err(fault) => {
                        self.undecodable(Message::new("field ").name(name), fault);
                        return None;
                    }
                };
                values.push(self.json(name, text, slot.value)?);
            }
            return Some(gathered(values, shapes, object, name, all));
        }
        let style = encoding.and_then(|one| one.style).unwrap_or(Style::Form);
        let style = if is_deep { Style::DeepObject } else { style };
        let explode = encoding.and_then(|one| one.explode).unwrap_or(style == Style::Form);
        let structure = match () {
            () if is_deep || (style == Style::DeepObject && wants.has(Wants::OBJECT)) => Structure::Object,
            () if wants.has(Wants::ARRAY) && (slots.len() > 1 || !wants.has_scalar()) => Structure::Array,
            () if wants.has(Wants::OBJECT) && !wants.has_scalar() && !explode => Structure::Object,
            () if slots.len() > 1 => Structure::Array,
            () => Structure::Scalar,
        };
        let how =
            How { name, style, explode: explode || structure == Structure::Scalar, decoding: Decoding::Form };
        let sent = Sent { text: self.source.text(), slots };
        match read(how, &sent, structure, shapes, shape) {
            Ok(mut candidates) if !candidates.is_empty() => Some(candidates.swap_remove(0)),
            Ok(_) => None,
            Err(Misread::Undecodable(fault)) => {
                self.undecodable(Message::new("field ").name(name), fault);
                None
            }
            Err(Misread::Style(at, example)) => {
                let message = Message::new("field ").name(name).text(" is not written in the style ");
                let words = Words {
                    rule: self.malformed_rule(),
                    severity: Severity::Error,
                    message: message.code(style.name()),
                    help: Message::new("write it as ").code(example),
                };
                let at_encoding = self.encodings.get(name).map(|one| one.pointer.clone());
                let demanded_by = at_encoding.unwrap_or_else(|| self.schema.clone());
                self.report.add(words, self.source, at, Some(&demanded_by));
                None
            }
        }
    }

    /// A `multipart/form-data` body.
    pub(super) fn multipart(mut self, boundary: &str) {
        let mut shapes = Shapes::new(self.side.document.resource());
        let shape = shapes.of(self.schema);
        let found = parts(self.source.text(), boundary);
        for fault in &found.malformed {
            let words = Words {
                rule: self.malformed_rule(),
                severity: Severity::Error,
                message: Message::new(fault.what),
                help: Message::new(fault.help),
            };
            self.report.add(words, self.source, fault.at, None);
        }
        if !found.malformed.is_empty() || found.is_cut {
            let reason = "not all of the form could be read, so no schema was applied";
            return self.report.not_checked(self.source.name(), reason);
        }
        let mut fields: Vec<(String, Span, Vec<Carried>)> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for part in found.list {
            let declares = |name: &str| shape.is_some_and(|shape| shapes.get(shape).declares(name));
            // The way of PHP to send a list.
            let name = match part.name.strip_suffix("[]") {
                Some(list) if !declares(&part.name) && declares(list) => list.to_owned(),
                _ => part.name.clone(),
            };
            let wanted = shape.and_then(|shape| shapes.member(shape, &name));
            let wants = Wants::of(&shapes, wanted);
            let head = part.head;
            let value = self.part(&name, &part, wants);
            let idx = *known.entry(name).or_insert_with_key(|name| {
                fields.push((name.clone(), head, Vec::new()));
                fields.len() - 1
            });
            let field = fields[idx].0.clone();
            let value = value.unwrap_or_else(|| self.unread(&field, head));
            fields[idx].2.push(value);
        }
        let members = fields.into_iter().map(|(name, at, values)| {
            let value = gathered(values, &mut shapes, shape, &name, at);
            Entry { name, name_at: at, value }
        });
        let members = members.collect();
        self.finish(members);
    }

    /// One part of a multipart form; `None` where it can't be read, which is then reported.
    fn part(&mut self, name: &str, part: &Part, wants: Wants) -> Option<Carried> {
        let content_type = part.header("content-type");
        let media = content_type.and_then(Media::parse);
        if let Some(encoding) = self.encodings.get(name).cloned() {
            self.encoded_part(name, part, &encoding, media.as_ref());
        }
        let text = &self.source.text()[part.content.start as usize..part.content.end as usize];
        let wants_structure = !wants.has_scalar() && !part.is_file;
        let is_json = match &media {
            Some(media) => media.form() == Form::Json,
            None => wants_structure && text.trim_start().starts_with(['{', '[']),
        };
        if is_json && (wants_structure || !wants.has(Wants::STRING)) {
            return self.json(name, text.to_owned(), part.content);
        }
        Some(Carried::Text { text: text.to_owned(), at: part.content })
    }

    /// What an encoding demands of a part: its media type and headers.
    fn encoded_part(&mut self, name: &str, part: &Part, encoding: &Encoding, media: Option<&Media>) {
        let rules = match self.side.direction {
            Direction::Request => ("request/part-content-type", "request/missing-part-header"),
            Direction::Response => ("response/part-content-type", "response/missing-part-header"),
        };
        if let (Some(list), Some(media)) = (&encoding.content_type, media)
            && !is_listed(list, media)
        {
            let words = Words {
                rule: rules.0,
                severity: Severity::Error,
                message: Message::new("the part ")
                    .name(name)
                    .text(" is sent as ")
                    .value(media.essence.as_str())
                    .text(", but the document allows only ")
                    .code(list.as_str()),
                help: Message::new("send it as one of these"),
            };
            self.report.add(words, self.source, part.head, Some(&encoding.pointer.member("contentType")));
        }
        let lines: Vec<(&str, &str)> =
            part.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for header in &encoding.headers.list {
            if header.name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let file = format!("{}: header \"{}\" of part", self.source.name(), header.name);
            match super::parameters::header(file, &lines, &header.name) {
                Some(received) => value::judge(self.side, header, &received, self.report),
                None if header.required => {
                    let words = Words {
                        rule: rules.1,
                        severity: Severity::Error,
                        message: Message::new("the part ")
                            .name(name)
                            .text(" lacks the header ")
                            .code(header.name.as_str()),
                        help: Message::new("send it with the part"),
                    };
                    let required = header.pointer.member("required");
                    self.report.add(words, self.source, part.head, Some(&required));
                }
                None => {}
            }
        }
    }

    /// A field that is JSON; `None` where it is not faultless, which is reported at the field's own text.
    fn json(&mut self, name: &str, text: String, at: Span) -> Option<Carried> {
        let file = format!("{}: field \"{name}\"", self.source.name());
        let limits = Limits { depth: self.side.limits.depth.saturating_sub(1), ..self.side.limits.clone() };
        let parsed = parse_json(&file, text.as_bytes(), &limits);
        if parsed.faults.is_empty() {
            return Some(Carried::Json { text, at });
        }
        let findings = parsed.faults.into_iter().map(|fault| Finding::from_fault(fault, &parsed.source));
        self.report.checked.findings.extend(findings);
        None
    }

    fn undecodable(&mut self, subject: Message, fault: super::url::Undecodable) {
        let (words, span) = undecodable(self.malformed_rule(), subject, self.source.text(), fault);
        self.report.add(words, self.source, span, None);
    }

    fn malformed_rule(&self) -> &'static str {
        match self.side.direction {
            Direction::Request => "request/malformed-form",
            Direction::Response => "response/malformed-form",
        }
    }

    /// A value for a field that could not be read, so that it does not count as missing.
    fn unread(&mut self, name: &str, at: Span) -> Carried {
        self.unread.push(name.to_owned());
        Carried::Text { text: String::new(), at }
    }

    /// Holds the whole form against its schema.
    fn finish(self, members: Vec<Entry>) {
        let form = Carried::Map { members, at: whole(self.source.text()) };
        let mut found = self.side.judge_carried(self.schema, &[form], self.source, &Pointer::root());
        let is_unread = |finding: &Finding| {
            let field =
                finding.place.pointer.as_ref().and_then(|at| at.segments().next().map(Cow::into_owned));
            field.is_some_and(|field| self.unread.contains(&field))
        };
        found.findings.retain(|finding| !is_unread(finding));
        self.report.extend(found);
    }
}
