//! What OpenAPI says of a value and JSON Schema does not: properties that are sent against their direction, and
//! discriminators that name no alternative. None of it makes a value invalid, so all of it is a warning.
//!
//! `readOnly` and `writeOnly` only SHOULD NOT be sent (OpenAPI 3.0.3, "Schema Object"; in 3.1 by JSON Schema 2020-12
//! Validation, section 9.4, what the owner of the data does with them is its own business). A discriminator MUST NOT
//! change the outcome of a validation, and yet one that names nothing SHOULD fail (OpenAPI 3.1.1, "Discriminator
//! Object").

use openapi_findings::{Finding, Place, Severity};
use openapi_source::{Kind, Locator, Message, Node, Pointer, Span, Tree};
use openapi_spec::Document;
use serde_json::Value;

use super::discriminator::{Named, named};
use super::tailor::mark_of;
use crate::guess::Direction;
use crate::shape::Shapes;

/// The most findings about one value.
const MAX_FINDINGS: usize = 1000;

/// Whether a document says anything that this pass looks for.
pub(super) fn is_needed(document: &Document, direction: Direction) -> bool {
    document.mentions(direction.mark()) || document.mentions("discriminator")
}

/// Finds what a value holds. `schema` is that of the whole value.
pub(super) fn check(
    document: &Document,
    direction: Direction,
    against_direction: Severity,
    schema: &Pointer,
    tree: &Tree,
) -> Vec<Finding> {
    let shapes = Shapes::new(document.resource());
    let mut walk = Walk { document, direction, shapes, found: Vec::new() };
    if let Some(shape) = walk.shapes.of(schema) {
        walk.value(shape, tree.root(), &Pointer::root());
    }
    let mut locator = Locator::new(tree);
    walk.found
        .into_iter()
        .map(|one| one.finding(document, direction, against_direction, &mut locator))
        .collect()
}

/// What is noted of one property.
struct Noted {
    property: Pointer,
    /// Where in the text.
    span: Span,
    /// Where the document says it.
    keyword: Pointer,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    AgainstDirection,
    NamesNothing,
}

impl Noted {
    fn finding(
        self,
        document: &Document,
        direction: Direction,
        against_direction: Severity,
        locator: &mut Locator<'_>,
    ) -> Finding {
        let name = self.property.split_last().map(|(_, name)| name.into_owned()).unwrap_or_default();
        let mut place = Place::of(&locator.locate(&self.property), self.property);
        place.span = self.span;
        let subject = Message::default().name(name);
        let (rule, message, help) = match (self.what, direction) {
            (What::AgainstDirection, Direction::Request) => (
                "request/read-only",
                subject
                    .text(" is marked ")
                    .code("readOnly")
                    .text(": only the server sets it, and what a request says of it is ignored or refused"),
                "leave it out of the request",
            ),
            (What::AgainstDirection, Direction::Response) => (
                "response/write-only",
                subject
                    .text(" is marked ")
                    .code("writeOnly")
                    .text(": it is only sent to the server, and should not come back"),
                "the server should leave it out",
            ),
            (What::NamesNothing, _) => (
                match direction {
                    Direction::Request => "request/unknown-discriminator",
                    Direction::Response => "response/unknown-discriminator",
                },
                subject.text(" should tell which alternative this is, but its value stands for none"),
                "send a value of the mapping, or the name of a schema; else readers that go by it fail",
            ),
        };
        let most = match (self.what, direction) {
            (What::AgainstDirection, _) => against_direction,
            // "Validation SHOULD fail" (OpenAPI 3.1.0, "Discriminator Object"); but a server may be newer than the
            // document, and clients should live with that.
            (What::NamesNothing, Direction::Request) => Severity::Error,
            (What::NamesNothing, Direction::Response) => Severity::Warning,
        };
        let severity = document.evidence(&self.keyword).severity().min(most);
        let mut finding = Finding::new(rule, severity, message, place).with_help(help);
        finding.demanded_by = Some(document.place(&self.keyword));
        finding
    }
}

struct Walk<'d> {
    document: &'d Document,
    direction: Direction,
    shapes: Shapes<'d>,
    found: Vec<Noted>,
}

impl Walk<'_> {
    fn value(&mut self, shape: usize, node: Node<'_>, at: &Pointer) {
        match node.kind() {
            Kind::Object => {
                self.discriminators(shape, node, at);
                for member in node.members() {
                    let here = at.member(member.name);
                    if let Some(mark) = self.marked(shape, member.name)
                        && self.found.len() < MAX_FINDINGS
                    {
                        self.found.push(Noted {
                            property: here,
                            span: member.name_span,
                            keyword: self.document.authored_pointer(&mark),
                            what: What::AgainstDirection,
                        });
                    } else if !member.value.is_empty()
                        && let Some(child) = self.shapes.member(shape, member.name)
                    {
                        self.value(child, member.value, &here);
                    }
                }
            }
            Kind::Array => {
                for (idx, item) in node.elements().enumerate().filter(|(_, item)| !item.is_empty()) {
                    if let Some(child) = self.shapes.element(shape, idx) {
                        self.value(child, item, &at.item(idx));
                    }
                }
            }
            _ => {}
        }
    }

    fn discriminators(&mut self, shape: usize, node: Node<'_>, at: &Pointer) {
        // The value of a discriminator is short; a container is none.
        let property_of = |name: &str| {
            node.get(name).map(|value| match value.kind() {
                Kind::Array | Kind::Object => Value::Null,
                _ => value.to_value(),
            })
        };
        let mut unknown = None;
        for alternatives in &self.shapes.get(shape).discriminated {
            let authored = self.document.authored_pointer(alternatives);
            match named(self.document.resource(), &authored, property_of) {
                // Alternatives can have alternatives of their own, of which only those that were meant count.
                Some(Named::Alternative(_)) => return,
                Some(Named::Unknown(found, _)) => unknown = unknown.or(Some(found)),
                Some(Named::Missing(_)) | None => {}
            }
        }
        if let Some(found) = unknown
            && let Some(member) = node.member(&found.property)
            && self.found.len() < MAX_FINDINGS
        {
            self.found.push(Noted {
                property: at.member(&found.property),
                span: member.value.span(),
                keyword: found.keyword,
                what: What::NamesNothing,
            });
        }
    }

    /// The mark of a property, if every schema that declares it is marked: which alternative was meant is not known
    /// here.
    fn marked(&self, shape: usize, name: &str) -> Option<Pointer> {
        let schemas = self.shapes.get(shape).schemas_of(name);
        let mark = self.direction.mark();
        let marks: Option<Vec<Pointer>> =
            schemas.iter().map(|(at, schema)| mark_of(self.document, at, schema, mark)).collect();
        marks?.into_iter().next()
    }
}
