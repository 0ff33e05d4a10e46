//! What progenitor and typify need beyond OpenAPI 3.0, as a second table of passes.
//!
//! The outcome is for progenitor alone and nobody else reads it; what a tool for 3.0 should read
//! is the output of `openapi_spec::lower`.

pub(crate) mod call;
mod components;
mod constraints;
mod date_times;
mod defaults;
mod enums;
mod groups;
mod media;
mod names;
mod operations;
mod parameters;
mod parts;
mod request_bodies;
mod responses;
mod security;
mod tags;
mod titles;
mod unread;
mod unsent;

use std::collections::BTreeSet;

use openapi_spec::lower::{Loss, Losses, Lowered};
use serde_json::Value;

#[cfg(test)]
pub(crate) use call::Call;
pub(crate) use enums::OpenEnum;
#[cfg(test)]
pub(crate) use enums::OpenValue;
pub(crate) use names::TAKEN_METHODS;
pub(crate) use security::{Scheme, SchemeKind, Security};
pub(crate) use titles::Union;

/// A document that progenitor can read, and what the emitter has to know about it.
#[derive(Debug)]
pub(crate) struct Adapted {
    pub(crate) document: Value,
    pub(crate) losses: Vec<Loss>,
    pub(crate) origins: openapi_spec::lower::Origins,
    pub(crate) types: Types,
}

/// Types that this crate writes itself, and names for what typify writes.
#[derive(Debug, Default)]
pub(crate) struct Types {
    /// Enums of strings.
    pub(crate) open_enums: Vec<OpenEnum>,
    /// Name of the type for `format: date-time`, if the document uses it.
    pub(crate) date_time: Option<String>,
    /// Unions whose branches the document names or describes.
    pub(crate) unions: Vec<Union>,
    /// What operations send and receive.
    pub(crate) calls: call::Calls,
    /// Credentials, and who needs which.
    pub(crate) security: Security,
    /// Groups of operations, as names of features, by operation.
    pub(crate) groups: std::collections::BTreeMap<String, Vec<String>>,
    /// Names that typify gives to types of its own; ours must be others.
    pub(crate) reserved: BTreeSet<String>,
}

impl Types {
    /// The sum types of answers, each with its operation and whether its answers are successes.
    pub(crate) fn sums(&self) -> impl Iterator<Item = (&str, &String, &call::Answers, bool)> {
        self.calls.iter().flat_map(|(operation, call)| {
            [(&call.success, true), (&call.failure, false)].into_iter().filter_map(
                move |(answers, success)| {
                    answers.sum.as_ref().map(|name| (operation.as_str(), name, answers, success))
                },
            )
        })
    }
}

/// One rewriting.
pub(crate) struct Pass {
    /// Kebab-case, as it stands in the loss report.
    name: &'static str,
    run: fn(&mut Value, &mut Losses<'_>, &mut Types),
}

/// Every pass in the order in which it runs. Names are settled first, since later passes make
/// names out of them; what nobody reads is removed last, since passes read extensions.
pub(crate) const PASSES: &[Pass] = &[
    Pass { name: "inline-component", run: components::inline },
    Pass { name: "operation-id", run: names::operation_ids },
    Pass { name: "group", run: groups::run },
    Pass { name: "security", run: security::run },
    Pass { name: "component-name", run: names::component_names },
    Pass { name: "parameter", run: parameters::run },
    Pass { name: "request-body", run: request_bodies::run },
    Pass { name: "response", run: responses::run },
    Pass { name: "constraint", run: constraints::run },
    Pass { name: "enum-value-type", run: enums::of_other_types },
    Pass { name: "enum-value-twice", run: enums::duplicates },
    Pass { name: "open-enum", run: enums::open },
    Pass { name: "date-time", run: date_times::run },
    Pass { name: "inline-title", run: titles::run },
    Pass { name: "default", run: defaults::run },
    Pass { name: "unsent-default", run: unsent::run },
    Pass { name: "unread", run: unread::run },
];

/// Runs all passes on a lowered document. No type of ours gets one of the `reserved` names.
pub(crate) fn adapt(lowered: &Lowered, reserved: &BTreeSet<String>) -> Adapted {
    let mut document = lowered.document.clone();
    let mut losses = Vec::new();
    let mut origins = lowered.origins.clone();
    let mut types = Types { reserved: reserved.clone(), ..Types::default() };
    for pass in PASSES {
        let mut log = Losses::new(pass.name, &mut losses, &mut origins);
        (pass.run)(&mut document, &mut log, &mut types);
    }
    Adapted { document, losses, origins, types }
}

/// Runs one pass on `before` and compares the outcome with `after` and the hits with pairs of
/// pointer and class; returns the types.
#[cfg(test)]
#[track_caller]
fn check(
    run: fn(&mut Value, &mut Losses<'_>, &mut Types),
    mut before: Value,
    after: &Value,
    hits: &[(&str, openapi_spec::lower::LossClass)],
) -> Types {
    let mut losses = Vec::new();
    let mut origins = openapi_spec::lower::Origins::default();
    let mut types = Types::default();
    run(&mut before, &mut Losses::new("pass", &mut losses, &mut origins), &mut types);
    assert_eq!(&before, after);
    let found: Vec<_> = losses.iter().map(|loss| (loss.pointer.as_str(), loss.class)).collect();
    assert_eq!(found, hits);
    types
}
