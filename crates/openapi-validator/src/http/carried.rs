//! Values that HTTP carries as text: parameters and forms, read into a JSON text whose every value knows where it
//! came from, so that a schema judges it and findings stand at the original.

use std::collections::HashMap;

use openapi_findings::{Finding, Place};
use openapi_source::{Limits, Source, Span, Tree, parse_json};
use serde_json::Value;

use super::wants::{Reading, Wants, literal};
use crate::shape::Shapes;

/// One value as it was carried. Spans are those of the original text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Carried {
    /// Decoded text, which becomes a string or what else the schema wants.
    Text { text: String, at: Span },
    /// A list.
    List { items: Vec<Carried>, at: Span },
    /// Members, by name.
    Map { members: Vec<Entry>, at: Span },
    /// Faultless JSON.
    Json { text: String, at: Span },
}

/// One member of a [`Carried::Map`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) name_at: Span,
    pub(super) value: Carried,
}

impl Carried {
    fn at(&self) -> Span {
        match self {
            Self::Text { at, .. } | Self::List { at, .. } | Self::Map { at, .. } | Self::Json { at, .. } => {
                *at
            }
        }
    }

    /// The value as JSON, with the way back to the original.
    pub(super) fn write(&self, shapes: &mut Shapes<'_>, shape: Option<usize>, reading: Reading) -> Written {
        let mut writer =
            Writer { shapes, reading, json: String::new(), places: HashMap::new(), runs: Vec::new() };
        writer.value(self, shape);
        Written { json: writer.json, places: writer.places, runs: writer.runs, whole: self.at() }
    }
}

/// A JSON text made of a carried value.
pub(super) struct Written {
    pub(super) json: String,
    /// From values and names in the JSON to the original.
    places: HashMap<Span, Span>,
    /// Stretches of the JSON that were JSON in the original, with the place there; by start.
    runs: Vec<(Span, Span)>,
    whole: Span,
}

impl Written {
    /// The tree of the JSON; `None` where it is nested too deep.
    pub(super) fn tree(&self, limits: &Limits) -> Option<Tree> {
        parse_json("", self.json.as_bytes(), limits).tree
    }

    /// Moves a finding from the JSON to the original. A fix would edit the JSON and so is dropped.
    pub(super) fn moved(&self, mut finding: Finding, original: &Source) -> Finding {
        finding.place =
            Place { span: self.original(finding.place.span), source: original.clone(), ..finding.place };
        finding.fix = None;
        finding
    }

    fn original(&self, span: Span) -> Span {
        if let Some(&found) = self.places.get(&span) {
            return found;
        }
        let before = self.runs.partition_point(|(run, _)| run.start <= span.start);
        match before.checked_sub(1).map(|idx| self.runs[idx]) {
            // As long as the original, it stands there as it is; else it was encoded, or written anew.
            Some((run, at)) if span.end <= run.end && run.end - run.start == at.end - at.start => {
                Span::new(at.start + (span.start - run.start), at.start + (span.end - run.start))
            }
            Some((run, at)) if span.end <= run.end => at,
            _ => self.whole,
        }
    }
}

struct Writer<'w, 'r> {
    shapes: &'w mut Shapes<'r>,
    reading: Reading,
    json: String,
    places: HashMap<Span, Span>,
    runs: Vec<(Span, Span)>,
}

impl Writer<'_, '_> {
    fn here(&self) -> u32 {
        u32::try_from(self.json.len()).unwrap_or(u32::MAX)
    }

    fn value(&mut self, value: &Carried, shape: Option<usize>) {
        let start = self.here();
        match value {
            Carried::Text { text, .. } => {
                let wants = Wants::of(self.shapes, shape);
                self.json.push_str(&literal(text, wants, self.reading));
            }
            Carried::List { items, .. } => {
                self.json.push('[');
                for (idx, item) in items.iter().enumerate() {
                    if idx > 0 {
                        self.json.push(',');
                    }
                    let shape = shape.and_then(|shape| self.shapes.element(shape, idx));
                    self.value(item, shape);
                }
                self.json.push(']');
            }
            Carried::Map { members, .. } => {
                self.json.push('{');
                for (idx, member) in members.iter().enumerate() {
                    if idx > 0 {
                        self.json.push(',');
                    }
                    let start = self.here();
                    self.json.push_str(&Value::from(member.name.as_str()).to_string());
                    self.places.insert(Span::new(start, self.here()), member.name_at);
                    self.json.push(':');
                    let shape = shape.and_then(|shape| self.shapes.member(shape, &member.name));
                    self.value(&member.value, shape);
                }
                self.json.push('}');
            }
            Carried::Json { text, at } => {
                self.json.push_str(text);
                self.runs.push((Span::new(start, self.here()), *at));
                return;
            }
        }
        self.places.insert(Span::new(start, self.here()), value.at());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openapi_source::Pointer;
    use openapi_spec::Resource;

    #[test]
    fn every_value_knows_its_original() {
        let text =
            |text: &str, start, end| Carried::Text { text: text.to_owned(), at: Span::new(start, end) };
        let entry = |name: &str, start, end, value| Entry {
            name: name.to_owned(),
            name_at: Span::new(start, end),
            value,
        };
        let json = Carried::Json { text: r#"{"x": 1}"#.to_owned(), at: Span::new(50, 58) };
        let list =
            Carried::List { items: vec![text("1", 20, 21), text("a b", 22, 27)], at: Span::new(20, 27) };
        let members = vec![entry("n", 10, 11, list), entry("j", 48, 49, json)];
        let value = Carried::Map { members, at: Span::new(10, 60) };
        let schema = "{properties: {n: {items: {type: [integer, string]}}}}";
        let (resource, _) = Resource::load("s.yaml", schema.as_bytes());
        let resource = resource.unwrap();
        let mut shapes = Shapes::new(&resource);
        let shape = shapes.of(&Pointer::root());
        let written = value.write(&mut shapes, shape, Reading::Typed);
        assert_eq!(written.json, r#"{"n":[1,"a b"],"j":{"x": 1}}"#);
        let original = |part: &str| {
            let start = u32::try_from(written.json.find(part).unwrap()).unwrap();
            let end = start + u32::try_from(part.len()).unwrap();
            let span = written.original(Span::new(start, end));
            (span.start, span.end)
        };
        assert_eq!(original("\"n\""), (10, 11));
        assert_eq!(original("[1,\"a b\"]"), (20, 27));
        assert_eq!(original("\"a b\""), (22, 27));
        assert_eq!(original("{\"x\": 1}"), (50, 58));
        assert_eq!(original("\"x\""), (51, 54));
        assert_eq!(original("1}"), (56, 58));
        assert_eq!(original(",\"j\""), (10, 60));
    }
}
