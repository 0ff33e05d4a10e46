//! What a payload was meant to be: the operation whose body it looks like.

use std::collections::BTreeSet;

use openapi_source::{Kind, Node, Pointer};
use openapi_spec::{Document, MediaType, Operation};

use crate::nearest::{LONGEST, Nearness, nearness};
use crate::shape::{Shape, Shapes};

/// Which way a body goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// Which part of a body a payload is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// Only the array that is its one required member: a batch without its wrapper.
    Batch,
    /// Only one element of that array.
    Record,
}

/// One thing that a payload can be.
#[derive(Debug, Clone)]
pub struct Target {
    /// The operation's id.
    pub operation: String,
    /// Which way.
    pub direction: Direction,
    /// Of a response, its status as written: `200`, `4XX`, `default`.
    pub status: Option<String>,
    /// Which part of the body.
    pub part: Part,
    /// The member that holds the batch, unless the part is the whole.
    pub member: Option<String>,
    /// The schema; `None` where anything goes.
    pub schema: Option<Pointer>,
}

impl Target {
    /// In words: `one record of invites in the request body of create_invites`.
    pub fn describe(&self) -> String {
        let member = self.member.as_deref().unwrap_or_default();
        let part = match self.part {
            Part::Whole => String::new(),
            Part::Batch => format!("the list `{member}` in "),
            Part::Record => format!("one element of `{member}` in "),
        };
        let body = match (self.direction, &self.status) {
            (Direction::Request, _) => "request body".to_owned(),
            (Direction::Response, Some(status)) => format!("{status} response"),
            (Direction::Response, None) => "response".to_owned(),
        };
        format!("{part}{body} of {}", self.operation)
    }
}

/// What a payload most likely is.
#[derive(Debug, Clone)]
pub struct Guess {
    /// What.
    pub target: Target,
    /// Why, in words.
    pub because: String,
}

/// Everything JSON that the bodies of an operation can be, requests first, in the order of the document.
pub fn targets(document: &Document, operation: &Operation) -> Vec<Target> {
    let mut out = Vec::new();
    let mut shapes = Shapes::new(document.resource());
    let json = |content: &[MediaType]| content.iter().find(|media| media.is_json()).cloned();
    let whole = |direction, status, media: MediaType| Target {
        operation: operation.id.clone(),
        direction,
        status,
        part: Part::Whole,
        member: None,
        schema: media.schema,
    };
    if let Some(media) = operation.request_body.as_ref().and_then(|body| json(&body.content)) {
        let target = whole(Direction::Request, None, media);
        let parts = batch(&mut shapes, &target);
        out.push(target);
        out.extend(parts);
    }
    for response in &operation.responses {
        if let Some(media) = json(&response.content) {
            out.push(whole(Direction::Response, Some(response.status.clone()), media));
        }
    }
    out
}

/// The parts of a body that is only a wrapper around one array.
fn batch(shapes: &mut Shapes<'_>, whole: &Target) -> Vec<Target> {
    let Some(shape) = whole.schema.as_ref().and_then(|schema| shapes.of(schema)) else {
        return Vec::new();
    };
    let [(member, schemas)] = shapes.get(shape).properties.as_slice() else {
        return Vec::new();
    };
    let (member, [(list, _)]) = ((*member).to_owned(), schemas.as_slice()) else {
        return Vec::new();
    };
    let list = list.clone();
    let Some(list_shape) = shapes.of(&list) else {
        return Vec::new();
    };
    let [(item, _)] = shapes.get(list_shape).items() else {
        return Vec::new();
    };
    let part =
        |part, schema| Target { part, member: Some(member.clone()), schema: Some(schema), ..whole.clone() };
    vec![part(Part::Batch, list), part(Part::Record, item.clone())]
}

/// How many elements of an array are looked at to tell what it is.
pub(crate) const LOOKED_AT: usize = 16;

/// How many members of an object are looked at. Each is compared with every declared name, and a payload can
/// have a million.
pub(crate) const NAMES: usize = 64;

/// What of a payload tells what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// Its type.
    pub kind: Kind,
    /// The names of an object's members, or of those of an array's first elements.
    names: BTreeSet<String>,
}

impl Glance {
    /// A glance at a value of a tree.
    pub fn of(payload: Node<'_>) -> Self {
        let of_one = |node: Node<'_>| -> Vec<String> {
            node.members().take(NAMES).map(|member| member.name.to_owned()).collect()
        };
        let names = match payload.kind() {
            Kind::Array => payload.elements().take(LOOKED_AT).flat_map(of_one).collect(),
            _ => of_one(payload).into_iter().collect(),
        };
        Self { kind: payload.kind(), names }
    }

    /// A glance at an object with these members.
    pub fn of_names(names: impl IntoIterator<Item = String>) -> Self {
        Self::new(Kind::Object, names.into_iter().take(NAMES).collect())
    }

    /// A glance that shows only an object.
    pub fn nothing() -> Self {
        Self::new(Kind::Object, Vec::new())
    }

    pub(crate) fn new(kind: Kind, names: Vec<String>) -> Self {
        Self { kind, names: names.into_iter().collect() }
    }
}

/// Chooses among targets by the names of the payload's members; `None` if no name speaks for any.
pub fn guess(document: &Document, targets: &[Target], payload: &Glance) -> Option<Guess> {
    let mut shapes = Shapes::new(document.resource());
    let names: BTreeSet<&str> = payload.names.iter().map(String::as_str).collect();
    let mut best: Option<(f64, &Target, Vec<String>)> = None;
    for target in targets {
        let Some(shape) = target.schema.as_ref().and_then(|schema| shapes.of(schema)) else {
            continue;
        };
        let Some(shape) = described(&mut shapes, shape, payload.kind) else {
            continue;
        };
        let (score, hits) = score(shapes.get(shape), &names);
        if score > best.as_ref().map_or(0.0, |(best, ..)| *best) {
            best = Some((score, target, hits));
        }
    }
    let (_, target, hits) = best?;
    let shown: Vec<String> = hits.iter().take(3).map(|name| format!("`{name}`")).collect();
    let what = if payload.kind == Kind::Array { "its elements have" } else { "it has" };
    Some(Guess { target: target.clone(), because: format!("{what} {}", shown.join(", ")) })
}

/// The shape of the objects in a place, if the place can hold a payload of that kind.
fn described(shapes: &mut Shapes<'_>, shape: usize, kind: Kind) -> Option<usize> {
    match kind {
        Kind::Object if shapes.get(shape).is_object() => Some(shape),
        Kind::Array if shapes.get(shape).is_array() => {
            let (item, _) = shapes.get(shape).items().first()?.clone();
            shapes.of(&item)
        }
        _ => None,
    }
}

/// From 0 to 1: which share of the names, and of the required members, is met; nearly right names count
/// for less. Also the declared names that were met.
fn score(shape: &Shape<'_>, names: &BTreeSet<&str>) -> (f64, Vec<String>) {
    let mut hits = Vec::new();
    let mut points = 0.0;
    // A name longer than any that is declared is not worth hashing; it can be the whole payload.
    let strange: Vec<&str> =
        names.iter().copied().filter(|name| name.len() <= LONGEST && !shape.declares(name)).collect();
    for (declared, _) in &shape.properties {
        if names.contains(declared) {
            points += 1.0;
            hits.push((*declared).to_owned());
            continue;
        }
        if let Some(near) = strange.iter().filter_map(|name| nearness(name, declared)).max() {
            points += match near {
                Nearness::SameLetters => 0.8,
                // Two names that nearly fit must not outweigh one that fits.
                Nearness::Alike => 0.4,
            };
            hits.push((*declared).to_owned());
        }
    }
    let required: BTreeSet<&str> = shape.required.iter().copied().collect();
    let missing = required.iter().filter(|name| !hits.iter().any(|hit| hit == *name)).count();
    #[expect(clippy::cast_precision_loss, reason = "counts of names are small")]
    let of = (names.len() + missing) as f64;
    (if of > 0.0 { points / of } else { 0.0 }, hits)
}

#[cfg(test)]
mod tests;
