//! Whether a remedy holds: it is tried on the part of the payload around it, and the schema judges.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use openapi_source::{Kind, Limits, Node, Pointer, parse_json};
use serde_json::{Map, Value};

use crate::checker::Checker;
use crate::remedy::Change;
use crate::representation::Positioned;
use crate::steps::{self, bounded};

/// How many values around a place go into a trial.
const VALUES: usize = 200;

/// How many bytes of text, too.
const BYTES: usize = 32 << 10;

/// How many values all trials of one payload may look at.
const ALL_VALUES: usize = 1_000_000;

/// Arrays that are no longer are tried whole, since places in them may mean something.
const WHOLE_ARRAY: usize = 8;

/// What the trials of one payload may still cost.
pub(crate) struct Purse {
    values: usize,
    steps: u64,
}

impl Purse {
    /// For a payload of so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { values: ALL_VALUES, steps: steps::of_payload(bytes) }
    }

    /// Whether nothing more can be tried.
    pub(crate) fn is_empty(&self) -> bool {
        self.values == 0 || self.steps == 0
    }
}

/// What may still be copied.
struct Budget {
    values: usize,
    bytes: usize,
}

impl Budget {
    fn new() -> Self {
        Self { values: VALUES, bytes: BYTES }
    }

    fn take(&mut self, bytes: usize) -> Option<()> {
        self.values = self.values.checked_sub(1)?;
        self.bytes = self.bytes.checked_sub(bytes)?;
        Some(())
    }
}

/// A value as data, a long list by its first elements, unless it is too large for a trial.
pub(crate) fn sample(node: Node<'_>) -> Option<Value> {
    sampled(node, &mut Budget::new())
}

fn sampled(node: Node<'_>, budget: &mut Budget) -> Option<Value> {
    match node.kind() {
        Kind::Array => node.elements().take(WHOLE_ARRAY).map(|element| copy(element, budget)).collect(),
        _ => copy(node, budget),
    }
}

/// The recursion is as deep as the readers let values nest.
fn copy(node: Node<'_>, budget: &mut Budget) -> Option<Value> {
    match node.kind() {
        Kind::Array => {
            budget.take(0)?;
            node.elements().map(|element| copy(element, budget)).collect()
        }
        Kind::Object => {
            budget.take(0)?;
            let members = node.members().map(|member| {
                budget.take(member.name.len())?;
                Some((member.name.to_owned(), copy(member.value, budget)?))
            });
            members.collect::<Option<Map<String, Value>>>().map(Value::Object)
        }
        _ => {
            budget.take(node.as_str().map_or(8, str::len))?;
            Some(node.to_value())
        }
    }
}

/// The part of a payload around a place: the values on the way to it, of long lists only the element on the way, and
/// beside them what is not too large.
pub(crate) struct Excerpt {
    root: Value,
    /// The way to the place in it.
    way: Vec<String>,
    /// How many values it has, about.
    values: usize,
}

impl Excerpt {
    /// `nodes` are the values on the way from the root to the place, both included, `segments` the steps between them.
    /// `None` where the place itself is too large.
    pub(crate) fn new(nodes: &[Node<'_>], segments: &[String]) -> Option<Self> {
        let (place, above) = nodes.split_last()?;
        let mut budget = Budget::new();
        let mut root = sampled(*place, &mut budget)?;
        let mut way = Vec::new();
        for (node, segment) in above.iter().zip(segments).rev() {
            let (outer, step) = match node.kind() {
                Kind::Array => among_elements(*node, segment, root, &mut budget),
                _ => (among_members(*node, segment, root, &mut budget), segment.clone()),
            };
            root = outer;
            way.push(step);
        }
        way.reverse();
        Some(Self { root, way, values: VALUES - budget.values })
    }

    /// The payload after a change of the place; `None` where that makes no sense.
    fn changed(&self, change: &Change) -> Option<Value> {
        let mut root = self.root.clone();
        if let (Change::Replace(value), []) = (change, self.way.as_slice()) {
            return Some(value.clone());
        }
        let (last, above) = self.way.split_last()?;
        let mut parent = &mut root;
        for step in above {
            parent = match parent {
                Value::Array(elements) => elements.get_mut(step.parse::<usize>().ok()?)?,
                other => other.get_mut(step)?,
            };
        }
        match (parent, change) {
            (Value::Array(elements), Change::Replace(value)) => {
                *elements.get_mut(last.parse::<usize>().ok()?)? = value.clone();
            }
            (Value::Object(members), Change::Replace(value)) => {
                members.insert(last.clone(), value.clone());
            }
            (Value::Object(members), Change::Rename(name)) => {
                let value = members.shift_remove(last)?;
                members.insert(name.clone(), value);
            }
            (Value::Object(members), Change::Remove) => {
                members.shift_remove(last)?;
            }
            _ => return None,
        }
        Some(root)
    }
}

fn among_elements(array: Node<'_>, segment: &str, value: Value, budget: &mut Budget) -> (Value, String) {
    let alone = |value| (Value::Array(vec![value]), "0".to_owned());
    let Some(index) = segment.parse::<usize>().ok().filter(|_| array.len() <= WHOLE_ARRAY) else {
        return alone(value);
    };
    let others: Option<Vec<Value>> = array
        .elements()
        .enumerate()
        .map(|(idx, element)| if idx == index { Some(value.clone()) } else { copy(element, budget) })
        .collect();
    match others {
        Some(elements) if index < elements.len() => (Value::Array(elements), segment.to_owned()),
        _ => alone(value),
    }
}

fn among_members(object: Node<'_>, segment: &str, value: Value, budget: &mut Budget) -> Value {
    let mut members = Map::new();
    // An object can have a million members that no budget allows.
    for member in object.members().take(VALUES) {
        if member.name == segment {
            members.insert(segment.to_owned(), value.clone());
        } else if let Some(other) = copy(member.value, budget) {
            members.insert(member.name.to_owned(), other);
        }
    }
    members.entry(segment).or_insert(value);
    Value::Object(members)
}

/// What is wrong with a payload.
struct Wrong {
    /// Where, and by which keyword.
    errors: HashSet<(String, String)>,
    /// How much, with what is wrong in each of several alternatives.
    count: usize,
}

impl Checker<'_> {
    /// Whether a change leaves less that is wrong: nothing new, and nothing in what it makes anew.
    pub(crate) fn is_mended(&self, excerpt: &Excerpt, change: &Change, purse: &mut Purse) -> bool {
        purse.values = purse.values.saturating_sub(excerpt.values + 1);
        let Some(changed) = excerpt.changed(change).filter(|_| purse.values > 0) else {
            return false;
        };
        let (Some(before), Some(after)) =
            (self.wrong(&excerpt.root, &mut purse.steps), self.wrong(&changed, &mut purse.steps))
        else {
            return false;
        };
        let place = excerpt.way.iter().fold(Pointer::root(), |at, segment| at.member(segment));
        let made = match change {
            Change::Rename(name) => place.split_last().map(|(parent, _)| parent.member(name)),
            _ => Some(place),
        };
        let is_within = |instance: &str| {
            let rest = made.as_ref().and_then(|made| instance.strip_prefix(made.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match change {
            // What stands under the wrong name was not judged there. A list may have faults of its own inside; a value
            // that is wrong as a whole belongs elsewhere.
            Change::Rename(_) => after.errors.iter().all(|error| {
                let is_inside =
                    is_within(&error.0) && made.as_ref().is_some_and(|made| error.0 != made.as_str());
                is_inside
                    || before.errors.contains(error)
                    || (is_within(&error.0) && after.count <= before.count)
            }),
            _ => {
                after.count < before.count
                    && after.errors.iter().all(|error| !is_within(&error.0) && before.errors.contains(error))
            }
        }
    }

    /// `None` where it takes more steps than are left.
    fn wrong(&self, payload: &Value, steps: &mut u64) -> Option<Wrong> {
        let text = payload.to_string();
        let parsed = parse_json("", text.as_bytes(), &Limits::default());
        let tree = parsed.tree?;
        let allowed = std::mem::take(steps);
        let (left, wrong) = bounded(allowed, || {
            let errors: Vec<_> = self.errors(Positioned::Node(tree.root())).take(VALUES).collect();
            let wrong = Wrong {
                count: errors.iter().map(|error| leaves(error, 0)).sum(),
                errors: errors
                    .iter()
                    .map(|error| {
                        (error.instance_path().as_str().to_owned(), error.schema_path().as_str().to_owned())
                    })
                    .collect(),
            };
            (steps::left(), wrong)
        })
        .ok()?;
        *steps = left;
        Some(wrong)
    }
}

/// Alternatives inside each other that are counted.
const MAX_DEPTH: usize = 8;

/// How much one error says is wrong.
fn leaves(error: &ValidationError<'_>, depth: usize) -> usize {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }
            if depth < MAX_DEPTH =>
        {
            context.iter().flatten().map(|error| leaves(error, depth + 1)).sum::<usize>().max(1)
        }
        _ => 1,
    }
}
