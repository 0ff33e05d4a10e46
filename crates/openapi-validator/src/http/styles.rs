//! Reading values in the styles of OpenAPI (OpenAPI 3.1.1, "Style Values" and "Style Examples"; RFC 6570).

use openapi_source::Span;
use openapi_spec::Style;

use super::carried::{Carried, Entry};
use super::deep;
use super::url::{Decoding, Undecodable, decode, part, pieces};
use super::wants::Wants;
use crate::shape::Shapes;

/// How a value is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'h> {
    /// The name of the parameter.
    pub(super) name: &'h str,
    pub(super) style: Style,
    pub(super) explode: bool,
    pub(super) decoding: Decoding,
}

/// What was sent for one parameter: the original text, and its parts.
#[derive(Debug, Clone)]
pub(super) struct Sent<'s> {
    pub(super) text: &'s str,
    pub(super) slots: Vec<Slot>,
}

/// A value under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Decoded.
    pub(super) name: String,
    pub(super) name_at: Span,
    pub(super) value: Span,
}

/// What a value is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Structure {
    Scalar,
    Array,
    Object,
}

/// Why a value can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Misread {
    /// It is not encoded as URLs are.
    Undecodable(Undecodable),
    /// It is not written in its style; an example of what is.
    Style(Span, String),
}

impl From<Undecodable> for Misread {
    fn from(undecodable: Undecodable) -> Self {
        Self::Undecodable(undecodable)
    }
}

const COMMA: &[&str] = &[","];
/// A comma as data. Many clients encode the delimiter too, and many servers decode before they split.
const ENCODED_COMMA: &[&str] = &["%2C", "%2c"];
const SPACE: &[&str] = &["%20", "+", " "];
const PIPE: &[&str] = &["|", "%7C", "%7c"];

/// The values that a text can stand for, the most literal first. More than one where clients differ in how they
/// write a style; the schema then tells.
pub(super) fn read(
    how: How<'_>,
    sent: &Sent<'_>,
    structure: Structure,
    shapes: &mut Shapes<'_>,
    shape: Option<usize>,
) -> Result<Vec<Carried>, Misread> {
    let mut reader = Reader { how, text: sent.text, shapes, shape };
    let Some(first) = sent.slots.first() else { return Ok(Vec::new()) };
    match how.style {
        Style::Matrix => reader.matrix(first.value, structure),
        Style::Label => reader.label(first.value, structure),
        Style::Simple => reader.simple(first.value, structure),
        Style::DeepObject if structure == Structure::Object => {
            deep::read(how, sent, reader.shapes, shape).map(|value| vec![value])
        }
        Style::DeepObject | Style::Form => reader.form(sent, structure, COMMA),
        Style::SpaceDelimited => reader.form(sent, structure, SPACE),
        Style::PipeDelimited => reader.form(sent, structure, PIPE),
    }
}

struct Reader<'r, 's, 'd> {
    how: How<'r>,
    text: &'r str,
    shapes: &'s mut Shapes<'d>,
    shape: Option<usize>,
}

impl Reader<'_, '_, '_> {
    fn raw(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    fn scalar(&self, at: Span) -> Result<Carried, Misread> {
        // White space around a header's value, or around an element of a list in one, is not part of it
        // (RFC 9110, section 5.6.1).
        let at = if self.how.decoding == Decoding::Verbatim { self.trimmed(at) } else { at };
        Ok(Carried::Text { text: decode(self.text, at, self.how.decoding)?, at })
    }

    fn trimmed(&self, at: Span) -> Span {
        let raw = self.raw(at);
        let start = raw.len() - raw.trim_start_matches([' ', '\t']).len();
        let end = raw.trim_end_matches([' ', '\t']).len();
        part(at, start.min(end), end)
    }

    /// Matrix: `;name=value`.
    fn matrix(&mut self, at: Span, structure: Structure) -> Result<Vec<Carried>, Misread> {
        let misread = |reader: &Self| {
            let example = match (structure, reader.how.explode) {
                (Structure::Object, true) => ";member=value".to_owned(),
                _ => format!(";{}=...", reader.how.name),
            };
            Misread::Style(at, example)
        };
        if !self.raw(at).starts_with(';') {
            return Err(misread(self));
        }
        let parts = pieces(self.text, part(at, 1, self.raw(at).len()), ";");
        if structure == Structure::Object && self.how.explode {
            return self.members(&parts, at).map(|value| vec![value]);
        }
        let mut values = Vec::new();
        for piece in &parts {
            let raw = self.raw(*piece);
            let (name, value) = match raw.find('=') {
                Some(at) => (&raw[..at], part(*piece, at + 1, raw.len())),
                None => (raw, part(*piece, raw.len(), raw.len())),
            };
            if name != self.how.name
                && decode(name, super::url::whole(name), Decoding::Percent).as_deref() != Ok(self.how.name)
            {
                return Err(misread(self));
            }
            values.push(value);
        }
        match (structure, values.as_slice()) {
            (Structure::Array, _) if self.how.explode => self.list(&values, at).map(|value| vec![value]),
            (_, &[only]) => self.together(only, structure, COMMA),
            _ => Err(misread(self)),
        }
    }

    /// Label: `.value`.
    fn label(&mut self, at: Span, structure: Structure) -> Result<Vec<Carried>, Misread> {
        let raw = self.raw(at);
        if !raw.starts_with('.') {
            return Err(Misread::Style(at, ".value".to_owned()));
        }
        let rest = part(at, 1, raw.len());
        match (structure, self.how.explode) {
            (Structure::Array, true) => {
                self.list(&pieces(self.text, rest, "."), rest).map(|value| vec![value])
            }
            (Structure::Object, true) => {
                self.members(&pieces(self.text, rest, "."), rest).map(|value| vec![value])
            }
            // OpenAPI 3.0.0 to 3.0.3 print dots where RFC 6570 and later versions have commas.
            (_, false) if !self.raw(rest).contains(',') && structure != Structure::Scalar => {
                let mut values = self.together(rest, structure, COMMA).unwrap_or_default();
                values.extend(self.together(rest, structure, &["."])?);
                Ok(values)
            }
            _ => self.together(rest, structure, COMMA),
        }
    }

    /// Simple: the value alone.
    fn simple(&mut self, at: Span, structure: Structure) -> Result<Vec<Carried>, Misread> {
        if structure == Structure::Object && self.how.explode {
            let parts = self.split(at, COMMA);
            return self.members(&parts, at).map(|value| vec![value]);
        }
        self.together(at, structure, COMMA)
    }

    /// Form and the styles with other delimiters: `name=value`.
    fn form(
        &mut self,
        sent: &Sent<'_>,
        structure: Structure,
        delimiters: &'static [&'static str],
    ) -> Result<Vec<Carried>, Misread> {
        let (Some(first), Some(last)) = (sent.slots.first(), sent.slots.last()) else {
            return Ok(Vec::new());
        };
        let all = Span::new(first.name_at.start.min(first.value.start), last.value.end);
        match structure {
            Structure::Scalar => self.scalar(first.value).map(|value| vec![value]),
            Structure::Array if self.how.explode || sent.slots.len() > 1 => {
                let values: Vec<Span> = if self.how.explode {
                    sent.slots.iter().map(|slot| slot.value).collect()
                } else {
                    sent.slots.iter().flat_map(|slot| self.split(slot.value, delimiters)).collect()
                };
                self.list(&values, all).map(|value| vec![value])
            }
            Structure::Object if self.how.explode => self.named(&sent.slots, all).map(|value| vec![value]),
            _ => self.together(first.value, structure, delimiters),
        }
    }

    /// A whole value in one text, its parts between delimiters.
    fn together(
        &mut self,
        at: Span,
        structure: Structure,
        delimiters: &'static [&'static str],
    ) -> Result<Vec<Carried>, Misread> {
        let parts = self.split(at, delimiters);
        let mut out = match structure {
            Structure::Scalar => return self.scalar(at).map(|value| vec![value]),
            Structure::Array => vec![self.list(&parts, at)?],
            Structure::Object => match self.alternating(&parts, at, delimiters) {
                Ok(value) => vec![value],
                Err(_) if parts.len() == 1 && delimiters == COMMA && self.is_encoded_list(at) => Vec::new(),
                Err(misread) => return Err(misread),
            },
        };
        if delimiters == COMMA && parts.len() == 1 && self.is_encoded_list(at) {
            let parts = self.split(at, ENCODED_COMMA);
            out.push(match structure {
                Structure::Object => self.alternating(&parts, at, delimiters)?,
                _ => self.list(&parts, at)?,
            });
        }
        Ok(out)
    }

    fn is_encoded_list(&self, at: Span) -> bool {
        self.how.decoding != Decoding::Verbatim
            && ENCODED_COMMA.iter().any(|comma| self.raw(at).contains(comma))
    }

    fn split(&self, at: Span, delimiters: &[&str]) -> Vec<Span> {
        let mut out = vec![at];
        for delimiter in delimiters {
            out = out.into_iter().flat_map(|span| pieces(self.text, span, delimiter)).collect();
        }
        if self.how.decoding == Decoding::Verbatim {
            // An empty element of a list in a header counts as not there (RFC 9110, section 5.6.1).
            out.retain(|span| !self.raw(*span).trim().is_empty());
        }
        out
    }

    fn list(&mut self, parts: &[Span], at: Span) -> Result<Carried, Misread> {
        let items = parts.iter().map(|part| self.scalar(*part)).collect::<Result<_, _>>()?;
        Ok(Carried::List { items, at })
    }

    /// `R,100,G,200`.
    fn alternating(&mut self, parts: &[Span], at: Span, delimiters: &[&str]) -> Result<Carried, Misread> {
        let mut members = Vec::with_capacity(parts.len() / 2);
        for pair in parts.chunks(2) {
            let &[name_at, value] = pair else {
                let d = delimiters.first().copied().unwrap_or(",");
                return Err(Misread::Style(at, format!("member{d}value{d}member{d}value")));
            };
            let name = decode(self.text, name_at, self.how.decoding)?;
            members.push(Entry { name: name.trim().to_owned(), name_at, value: self.scalar(value)? });
        }
        Ok(Carried::Map { members, at })
    }

    /// `R=100`, `G=200`, one in each part.
    fn members(&mut self, parts: &[Span], at: Span) -> Result<Carried, Misread> {
        let mut members = Vec::with_capacity(parts.len());
        for &piece in parts {
            let raw = self.raw(piece);
            let Some(equals) = raw.find('=') else {
                return Err(Misread::Style(piece, "member=value".to_owned()));
            };
            let (name_at, value) = (part(piece, 0, equals), part(piece, equals + 1, raw.len()));
            let name = decode(self.text, name_at, self.how.decoding)?;
            members.push(Entry { name: name.trim().to_owned(), name_at, value: self.scalar(value)? });
        }
        Ok(Carried::Map { members, at })
    }

    /// Members that are each a parameter of their own.
    fn named(&mut self, slots: &[Slot], at: Span) -> Result<Carried, Misread> {
        let mut groups: Vec<(&Slot, Vec<Carried>)> = Vec::new();
        let mut known = std::collections::HashMap::new();
        for slot in slots {
            let idx = *known.entry(slot.name.as_str()).or_insert_with(|| {
                groups.push((slot, Vec::new()));
                groups.len() - 1
            });
            let value = self.scalar(slot.value)?;
            groups[idx].1.push(value);
        }
        let members = groups.into_iter().map(|(slot, values)| Entry {
            name: slot.name.clone(),
            name_at: slot.name_at,
            value: gathered(values, self.shapes, self.shape, &slot.name, slot.value),
        });
        Ok(Carried::Map { members: members.collect(), at })
    }
}

/// What all values under one member's name are together: a list, unless the schema has no room for one and there is
/// only one.
pub(super) fn gathered(
    mut values: Vec<Carried>,
    shapes: &mut Shapes<'_>,
    object: Option<usize>,
    name: &str,
    at: Span,
) -> Carried {
    let shape = object.and_then(|object| shapes.member(object, name));
    let wants = Wants::of(shapes, shape);
    let is_written_list =
        |value: &Carried| matches!(value, Carried::Json { text, .. } if text.trim_start().starts_with('['));
    let is_list = wants.has(Wants::ARRAY)
        && match values.as_slice() {
            [only] => !wants.has_scalar() && !is_written_list(only),
            _ => true,
        };
    match values.pop() {
        // Of more than one where one belongs most readers keep the last.
        Some(last) if !is_list => last,
        Some(last) => {
            values.push(last);
            Carried::List { items: values, at }
        }
        None => Carried::List { items: values, at },
    }
}

#[cfg(test)]
mod tests;
