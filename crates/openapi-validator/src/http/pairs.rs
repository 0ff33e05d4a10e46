//! The names and values of a query, or of cookies, and which parameter each belongs to.

use std::collections::HashMap;

use openapi_source::Span;
use openapi_spec::{Parameter, Style};

use super::side::Side;
use super::styles::Slot;
use super::url::{Decoding, Pair, Undecodable, decode, part, pieces, whole};
use super::value::Received;
use super::wants::Wants;
use crate::shape::Shapes;

/// Names and values in their order.
pub(super) struct Pairs {
    text: String,
    /// What stands between two.
    separator: &'static str,
    decoding: Decoding,
    list: Vec<Named>,
    /// Names that can't be decoded.
    pub(super) undecodable: Vec<(Span, Undecodable)>,
}

struct Named {
    name: String,
    pair: Pair,
}

impl Pairs {
    /// Those of a query.
    pub(super) fn of_query(query: &str) -> Self {
        Self::new(query.to_owned(), "&", Decoding::Form, super::url::pairs(query).collect())
    }

    /// Those of the `Cookie` headers (RFC 6265, section 4.2.1).
    pub(super) fn of_cookies(headers: &[(&str, &str)]) -> Self {
        let lines = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let text = lines.map(|(_, value)| *value).collect::<Vec<_>>().join("; ");
        let pairs = pieces(&text, whole(&text), ";").into_iter().filter_map(|piece| {
            let raw = &text[piece.start as usize..piece.end as usize];
            let start = raw.len() - raw.trim_start().len();
            let end = raw.trim_end().len();
            (start < end).then(|| {
                let at = part(piece, start, end);
                match raw[start..end].find('=') {
                    Some(equals) => {
                        let value = part(at, equals + 1, end - start);
                        Pair { name: part(at, 0, equals), value: Some(value) }
                    }
                    None => Pair { name: at, value: None },
                }
            })
        });
        let pairs = pairs.collect();
        Self::new(text, "; ", Decoding::Percent, pairs)
    }

    fn new(text: String, separator: &'static str, decoding: Decoding, pairs: Vec<Pair>) -> Self {
        let mut list = Vec::with_capacity(pairs.len());
        let mut undecodable = Vec::new();
        for pair in pairs {
            match decode(&text, pair.name, decoding) {
                Ok(name) => list.push(Named { name, pair }),
                Err(fault) => undecodable.push((pair.name, fault)),
            }
        }
        Self { text, separator, decoding, list, undecodable }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The value of the first pair of a name, not decoded.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        let found = self.list.iter().find(|named| named.name == name)?;
        Some(found.pair.value.map_or("", |at| &self.text[at.start as usize..at.end as usize]))
    }

    /// The name of a pair, decoded and as it was sent.
    pub(super) fn name(&self, idx: usize) -> (&str, &str) {
        let named = &self.list[idx];
        let at = named.pair.name;
        (&named.name, &self.text[at.start as usize..at.end as usize])
    }

    /// The pairs that belong to each parameter, and those that belong to none.
    pub(super) fn assign(&self, side: &Side<'_>, parameters: &[&Parameter]) -> (Vec<Vec<usize>>, Vec<usize>) {
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); parameters.len()];
        let by_name: HashMap<&str, usize> =
            parameters.iter().enumerate().map(|(idx, one)| (one.name.as_str(), idx)).collect();
        let mut shapes = Shapes::new(side.document.resource());
        let spreads: Vec<(usize, Option<usize>, Spread)> = parameters
            .iter()
            .enumerate()
            .filter_map(|(idx, one)| {
                let shape = one.schema.as_ref().and_then(|schema| shapes.of(schema));
                Some((idx, shape, spread(one, &shapes, shape)?))
            })
            .collect();
        let mut left = Vec::new();
        for (idx, named) in self.list.iter().enumerate() {
            let name = named.name.as_str();
            let owner = by_name.get(name).copied().or_else(|| {
                let declared = |(_, shape, spread): &&(usize, Option<usize>, Spread)| match (spread, shape) {
                    (Spread::Brackets(parameter), _) => {
                        name.strip_prefix(parameter.as_str()).is_some_and(|rest| rest.starts_with('['))
                    }
                    (Spread::Members, Some(shape)) => shapes.get(*shape).declares(name),
                    (Spread::Members, None) => false,
                };
                spreads.iter().find(declared).map(|(owner, ..)| *owner)
            });
            match owner {
                Some(owner) => out[owner].push(idx),
                None => left.push(idx),
            }
        }
        // What nobody declares belongs to an object that foresees other members.
        let open = spreads.iter().find(|(_, shape, spread)| {
            matches!(spread, Spread::Members) && shape.is_some_and(|shape| shapes.get(shape).open)
        });
        if let Some((owner, ..)) = open {
            out[*owner].append(&mut left);
            out[*owner].sort_unstable();
        }
        (out, left)
    }

    /// What was sent for one parameter: the value alone where there is one and its name is the parameter's, else
    /// names and values.
    pub(super) fn received(&self, name: String, parameter: &Parameter, indexes: &[usize]) -> Received {
        if let &[only] = indexes
            && self.list[only].name == parameter.name
        {
            let value = self.list[only].pair.value;
            let raw = value.map_or("", |at| &self.text[at.start as usize..at.end as usize]);
            let mut one = Received::one(name, raw, self.decoding);
            one.slots[0].name.clone_from(&parameter.name);
            return one;
        }
        let mut text = String::new();
        let mut slots = Vec::with_capacity(indexes.len());
        for &idx in indexes {
            if !text.is_empty() {
                text.push_str(self.separator);
            }
            let named = &self.list[idx];
            let mut push = |at: Span| {
                let start = text.len();
                text.push_str(&self.text[at.start as usize..at.end as usize]);
                part(Span::at(0), start, text.len())
            };
            let name_at = push(named.pair.name);
            let value = named.pair.value.map(|value| {
                push(Span::new(named.pair.name.end, value.start));
                push(value)
            });
            let value = value.unwrap_or(Span::at(name_at.end));
            slots.push(Slot { name: named.name.clone(), name_at, value });
        }
        Received { name, text, slots, decoding: self.decoding }
    }
}

/// How a parameter takes pairs that do not bear its name.
enum Spread {
    /// Each member of an object is a pair of its own name.
    Members,
    /// The names start with the parameter's and a bracket.
    Brackets(String),
}

fn spread(parameter: &Parameter, shapes: &Shapes<'_>, shape: Option<usize>) -> Option<Spread> {
    let wants = Wants::of(shapes, shape);
    match parameter.style {
        _ if parameter.schema.is_none() => None,
        Style::DeepObject => Some(Spread::Brackets(parameter.name.clone())),
        Style::Form if parameter.explode && wants.has(Wants::OBJECT) => Some(Spread::Members),
        _ => None,
    }
}
