//! From the `jsonschema` crate's errors to faults of ours: one list of plain data, alternatives resolved to
//! the one that was meant.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use openapi_source::{Kind, Pointer, Tree};
use openapi_spec::Resource;
use serde_json::Value;

use crate::http::discriminator::{self, Discriminator, Named};
use crate::http::formats;

/// One broken demand.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    /// The value that breaks it.
    pub(crate) instance: Pointer,
    /// The keyword that demands it, in the text of the document.
    pub(crate) keyword: Pointer,
    /// What was demanded.
    pub(crate) demand: Demand,
}

/// What a schema can demand.
#[derive(Debug, Clone)]
pub(crate) enum Demand {
    Type(Vec<&'static str>),
    /// Distinct values; shared, since a long list may be broken often.
    Enum(Arc<[Value]>),
    Const(Value),
    Required(String),
    /// A member that `additionalProperties` or `unevaluatedProperties` forbids.
    Foreign(String),
    Format(String),
    Pattern(String),
    /// A bound: the rule, the words before the limit, and the limit.
    Bound(&'static str, &'static str, Value),
    UniqueItems,
    AdditionalItems,
    /// The element itself is one too many.
    ExtraItem,
    Contains,
    PropertyName(String),
    /// None of so many alternatives matches. Where each only lacks one member, their names.
    NoAlternative(&'static str, usize, Vec<String>),
    /// More than one of the alternatives of a `oneOf` matches.
    ManyAlternatives,
    Not,
    Forbidden,
    Content(String),
    Custom(String),
}

/// What could not be judged, and why.
#[derive(Debug, Clone)]
pub(crate) struct Undecided {
    pub(crate) instance: Pointer,
    pub(crate) reason: &'static str,
}

/// Collects faults from errors.
pub(crate) struct Translator<'r> {
    resource: &'r Resource,
    pub(crate) broken: Vec<Broken>,
    pub(crate) undecided: Vec<Undecided>,
    /// The values of each `enum` that was broken, by keyword.
    enums: Rc<RefCell<HashMap<Pointer, Arc<[Value]>>>>,
    /// How many alternatives this one is inside of.
    depth: usize,
}

/// Alternatives inside each other that are looked into; what is further inside is no longer told apart.
const MAX_DEPTH: usize = 32;

impl<'r> Translator<'r> {
    pub(crate) fn new(resource: &'r Resource) -> Self {
        Self { resource, broken: Vec::new(), undecided: Vec::new(), enums: Rc::default(), depth: 0 }
    }

    /// One for an alternative.
    fn branch(&self) -> Self {
        Self { enums: Rc::clone(&self.enums), depth: self.depth + 1, ..Self::new(self.resource) }
    }

    /// Adds what one error says.
    pub(crate) fn add(&mut self, error: &ValidationError<'_>) {
        let instance = Pointer::from_text(error.instance_path().as_str());
        let keyword = self.keyword(error);
        let one = |demand| Broken { instance: instance.clone(), keyword: keyword.clone(), demand };
        let payload = error.instance().as_ref();
        let demand = match error.kind() {
            ValidationErrorKind::AnyOf { context } => {
                return self.alternatives(&one, "anyOf", context, payload);
            }
            ValidationErrorKind::OneOfNotValid { context } => {
                return self.alternatives(&one, "oneOf", context, payload);
            }
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                let foreign = unexpected.iter().cloned().map(Demand::Foreign).map(one);
                return self.broken.extend(foreign.collect::<Vec<_>>());
            }
            ValidationErrorKind::BacktrackLimitExceeded { .. }
            | ValidationErrorKind::RegexEngineFailure { .. } => {
                return self
                    .undecided
                    .push(Undecided { instance, reason: "its pattern takes too long to match" });
            }
            ValidationErrorKind::Referencing(_) => {
                return self
                    .undecided
                    .push(Undecided { instance, reason: "a reference in its schema can't be followed" });
            }
            ValidationErrorKind::Enum { options } => Demand::Enum(self.values(&keyword, options)),
            kind => demand(kind, error),
        };
        self.broken.push(one(demand));
    }

    /// Turns the ranks of elements into their indexes, in a tree that lacks elements of outermost arrays: the
    /// `jsonschema` crate counts those that are there.
    pub(crate) fn restore_indexes(&mut self, tree: &Tree) {
        let instances = self.broken.iter_mut().map(|one| &mut one.instance);
        for instance in instances.chain(self.undecided.iter_mut().map(|one| &mut one.instance)) {
            let mut node = tree.root();
            let mut restored = Pointer::root();
            let mut segments = instance.segments();
            for segment in segments.by_ref() {
                if node.kind() == Kind::Array {
                    let rank = segment.parse().unwrap_or(usize::MAX);
                    restored = restored.item(node.index_of(rank));
                    break;
                }
                restored = restored.member(&segment);
                let Some(member) = node.get(&segment) else { break };
                node = member;
            }
            *instance = segments.fold(restored, |at, segment| at.member(&segment));
        }
    }

    /// The distinct values of an `enum`.
    fn values(&self, keyword: &Pointer, options: &Value) -> Arc<[Value]> {
        let mut enums = self.enums.borrow_mut();
        let values = enums.entry(keyword.clone()).or_insert_with(|| {
            let mut said = HashSet::new();
            let options = options.as_array().into_iter().flatten();
            options.filter(|option| said.insert(option.to_string())).cloned().collect()
        });
        Arc::clone(values)
    }

    /// The pointer of the keyword in the text of the document.
    fn keyword(&self, error: &ValidationError<'_>) -> Pointer {
        let absolute = error
            .absolute_keyword_location()
            .and_then(|location| location.as_str().split_once('#'))
            .and_then(|(_, fragment)| Pointer::from_fragment(fragment));
        let adapted = absolute.unwrap_or_else(|| Pointer::from_text(error.schema_path().as_str()));
        match adapted.split_last() {
            Some((schema, keyword)) if keyword == formats::KEYWORD => {
                self.resource.authored_pointer(&schema.member("format"))
            }
            _ => self.resource.authored_pointer(&adapted),
        }
    }

    /// Of alternatives that all fail, reports the one that was meant, if that can be told.
    fn alternatives(
        &mut self,
        one: &impl Fn(Demand) -> Broken,
        keyword: &'static str,
        branches: &[Vec<ValidationError<'_>>],
        payload: &Value,
    ) {
        let failed = one(Demand::NoAlternative(keyword, branches.len(), Vec::new()));
        if self.depth == MAX_DEPTH {
            return self.broken.push(failed);
        }
        let translated: Vec<Translator<'r>> = branches
            .iter()
            .map(|errors| {
                let mut branch = self.branch();
                for error in errors {
                    branch.add(error);
                }
                branch
            })
            .collect();
        if let Some(undecided) = translated.iter().find_map(|branch| branch.undecided.first()) {
            self.undecided.push(undecided.clone());
            return;
        }
        if self.discriminated(&failed, &translated, payload) {
            return;
        }
        // Alternatives for another type were not meant, unless all are.
        let of_this_type: Vec<&Translator<'_>> = translated
            .iter()
            .filter(|branch| {
                !branch.broken.iter().any(|broken| {
                    matches!(broken.demand, Demand::Type(_)) && broken.instance == failed.instance
                })
            })
            .collect();
        if of_this_type.is_empty() {
            let mut types: Vec<&'static str> = Vec::new();
            for broken in translated.iter().flat_map(|branch| &branch.broken) {
                if let Demand::Type(expected) = &broken.demand
                    && broken.instance == failed.instance
                {
                    types.extend(expected.iter().filter(|name| !types.contains(name)).collect::<Vec<_>>());
                }
            }
            self.broken.push(Broken { demand: Demand::Type(types), ..failed });
            return;
        }
        if let Some(values) = listed_values(&of_this_type, &failed) {
            self.broken.push(Broken { demand: Demand::Enum(values.into()), ..failed });
            return;
        }
        let of_this_type = of_this_kind(of_this_type, &failed);
        let fewest = of_this_type.iter().map(|branch| branch.broken.len()).min();
        let mut nearest = of_this_type.iter().filter(|branch| Some(branch.broken.len()) == fewest);
        if let (Some(only), None) = (nearest.next(), nearest.next()) {
            self.broken.extend(only.broken.iter().cloned());
        } else {
            let demand = Demand::NoAlternative(keyword, branches.len(), lacking(&of_this_type, &failed));
            self.broken.push(Broken { demand, ..failed });
        }
    }
}

impl<'r> Translator<'r> {
    /// Reports what a discriminator tells; false where there is none, or where it does not tell.
    fn discriminated(&mut self, failed: &Broken, branches: &[Translator<'r>], payload: &Value) -> bool {
        let Some(payload) = payload.as_object() else { return false };
        let property_of = |name: &str| payload.get(name).cloned();
        let one = match discriminator::named(self.resource, &failed.keyword, property_of) {
            None => return false,
            Some(Named::Alternative(idx)) => {
                let broken = branches.get(idx).map_or(&[][..], |branch| &branch.broken);
                self.broken.extend(broken.iter().cloned());
                return !broken.is_empty();
            }
            Some(Named::Missing(Discriminator { property, keyword })) => {
                Broken { keyword, demand: Demand::Required(property), ..failed.clone() }
            }
            Some(Named::Unknown(Discriminator { property, keyword }, values)) => Broken {
                instance: failed.instance.member(&property),
                keyword,
                demand: Demand::Enum(values.into()),
            },
        };
        self.broken.push(one);
        true
    }
}

/// The values of alternatives that each are only one, as an annotated `enum` is written.
fn listed_values(branches: &[&Translator<'_>], failed: &Broken) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for branch in branches {
        match branch.broken.as_slice() {
            [one] if one.instance == failed.instance => match &one.demand {
                Demand::Const(value) => values.push(value.clone()),
                Demand::Enum(options) => values.extend(options.iter().cloned()),
                _ => return None,
            },
            _ => return None,
        }
    }
    Some(values)
}

/// Without the alternatives for another kind of object, which a fixed value of a member tells (`kind: card`),
/// unless all are.
fn of_this_kind<'t, 'r>(branches: Vec<&'t Translator<'r>>, failed: &Broken) -> Vec<&'t Translator<'r>> {
    let is_other = |branch: &&Translator<'_>| {
        branch.broken.iter().any(|one| {
            matches!(one.demand, Demand::Const(_) | Demand::Enum(_))
                && one.instance.split_last().is_some_and(|(parent, _)| parent == failed.instance)
        })
    };
    let (others, these): (Vec<_>, Vec<_>) = branches.into_iter().partition(is_other);
    if these.is_empty() { others } else { these }
}

/// The member that each alternative lacks, if that is all that is wrong with each.
fn lacking(branches: &[&Translator<'_>], failed: &Broken) -> Vec<String> {
    let only = |branch: &&Translator<'_>| match branch.broken.as_slice() {
        [Broken { instance, demand: Demand::Required(name), .. }] if *instance == failed.instance => {
            Some(name.clone())
        }
        _ => None,
    };
    branches.iter().map(only).collect::<Option<_>>().unwrap_or_default()
}

fn demand(kind: &ValidationErrorKind, error: &ValidationError<'_>) -> Demand {
    use ValidationErrorKind as K;
    let bound = |rule, words, limit: u64| Demand::Bound(rule, words, Value::from(limit));
    match kind {
        K::Type { kind } => Demand::Type(match kind {
            TypeKind::Single(one) => vec![type_name(*one)],
            TypeKind::Multiple(set) => set.iter().map(type_name).collect(),
        }),
        K::Constant { expected_value } => Demand::Const((**expected_value).clone()),
        K::Required { property } => {
            Demand::Required(property.as_str().map_or_else(|| property.to_string(), ToOwned::to_owned))
        }
        K::Format { format } => Demand::Format(format.clone()),
        K::Pattern { pattern } => Demand::Pattern(pattern.clone()),
        K::MinLength { limit } => bound("contract/min-length", "at least this many characters", *limit),
        K::MaxLength { limit } => bound("contract/max-length", "at most this many characters", *limit),
        K::MinItems { limit } => bound("contract/min-items", "at least this many elements", *limit),
        K::MaxItems { limit } => bound("contract/max-items", "at most this many elements", *limit),
        K::MinProperties { limit } => {
            bound("contract/min-properties", "at least this many properties", *limit)
        }
        K::MaxProperties { limit } => {
            bound("contract/max-properties", "at most this many properties", *limit)
        }
        K::Minimum { limit } => Demand::Bound("contract/minimum", "at least", limit.clone()),
        K::Maximum { limit } => Demand::Bound("contract/maximum", "at most", limit.clone()),
        K::ExclusiveMinimum { limit } => {
            Demand::Bound("contract/exclusive-minimum", "more than", limit.clone())
        }
        K::ExclusiveMaximum { limit } => {
            Demand::Bound("contract/exclusive-maximum", "less than", limit.clone())
        }
        K::MultipleOf { multiple_of } => {
            Demand::Bound("contract/multiple-of", "a multiple of", Value::from(*multiple_of))
        }
        K::UniqueItems => Demand::UniqueItems,
        K::AdditionalItems { .. } | K::UnevaluatedItems { .. } => Demand::AdditionalItems,
        K::Contains => Demand::Contains,
        K::OneOfMultipleValid { .. } => Demand::ManyAlternatives,
        K::Not { .. } => Demand::Not,
        K::FalseSchema => match error.schema_path().as_str().rsplit('/').next() {
            Some("items" | "additionalItems" | "unevaluatedItems") => Demand::ExtraItem,
            _ => Demand::Forbidden,
        },
        K::Custom { keyword, message } if keyword == formats::KEYWORD => Demand::Format(message.clone()),
        K::ContentEncoding { content_encoding } => Demand::Content(content_encoding.clone()),
        K::ContentMediaType { content_media_type } => Demand::Content(content_media_type.clone()),
        K::FromUtf8 { .. } => Demand::Content("UTF-8".to_owned()),
        K::PropertyNames { error } => {
            let name = error.instance().as_str().unwrap_or_default().to_owned();
            Demand::PropertyName(name)
        }
        // Kinds that `add` took, kinds of later versions, and keywords of others.
        _ => Demand::Custom(error.masked_with("the value").to_string()),
    }
}

fn type_name(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Array => "array",
        JsonType::Boolean => "boolean",
        JsonType::Integer => "integer",
        JsonType::Null => "null",
        JsonType::Number => "number",
        JsonType::Object => "object",
        JsonType::String => "string",
    }
}
