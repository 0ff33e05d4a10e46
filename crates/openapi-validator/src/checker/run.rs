//! One check under way: from broken demands to findings.

use std::collections::{HashMap, HashSet};

use openapi_findings::{Finding, Fix, NotChecked, Place, Safety, Severity};
use openapi_source::{Kind, Locator, Message, Pointer, Tree};
use openapi_spec::{Evidence, Resource};
use serde_json::Value;

use super::{Checked, Checker, MAX_ERRORS};
use crate::nearest::{Nearness, nearness};
use crate::remedy::{self, Remedy};
use crate::shape::{Shapes, Undeclared};
use crate::translate::{Broken, Demand};
use crate::trial::{Excerpt, Purse};
use crate::wording::{subject, wording};

/// How many names are compared with unknown ones, all in all; beyond, no suggestions are made.
const MAX_COMPARISONS: usize = 500_000;

/// How many trials are remembered, and the longest text of which one is.
const REMEMBERED: usize = 10_000;
const LONGEST_REMEMBERED: usize = 64;

/// One check under way.
pub(super) struct Run<'c, 'r> {
    checker: &'c Checker<'r>,
    resource: &'c Resource,
    tree: &'c Tree,
    /// What messages call the value.
    name: &'c Pointer,
    locator: Locator<'c>,
    /// What may still be tried.
    purse: Purse,
    pub(super) checked: Checked,
}

impl<'c, 'r> Run<'c, 'r> {
    pub(super) fn new(checker: &'c Checker<'r>, tree: &'c Tree, name: &'c Pointer) -> Self {
        Self {
            checker,
            resource: checker.resource,
            tree,
            name,
            locator: Locator::new(tree),
            purse: Purse::new(tree.source().text().len()),
            checked: Checked::default(),
        }
    }

    pub(super) fn not_checked(&mut self, pointer: Option<Pointer>, reason: Message) {
        self.checked.not_checked.push(NotChecked {
            file: self.tree.source().name().to_owned(),
            pointer,
            reason,
        });
    }

    /// Reports unknown members, and takes from `broken` the missing ones that they were meant to be.
    pub(super) fn members(
        &mut self,
        broken: Vec<Broken>,
        schema: &Pointer,
        shapes: &mut Shapes<'_>,
    ) -> Vec<Broken> {
        let Some(shape) = shapes.of(schema) else {
            return broken;
        };
        let mut undeclared: Vec<Undeclared<'c>> = Vec::new();
        shapes.undeclared(shape, self.tree.root(), &Pointer::root(), &mut |one| {
            if undeclared.len() < MAX_ERRORS {
                undeclared.push(one);
            }
        });
        if undeclared.len() == MAX_ERRORS {
            let reason = format!("{MAX_ERRORS} unknown properties or more; the rest was not looked at");
            self.not_checked(None, reason.into());
        }
        let mut missing: HashMap<Pointer, Vec<usize>> = HashMap::new();
        let mut foreign: HashMap<(Pointer, String), usize> = HashMap::new();
        for (idx, one) in broken.iter().enumerate() {
            match &one.demand {
                Demand::Required(_) => missing.entry(one.instance.clone()).or_default().push(idx),
                Demand::Foreign(name) => {
                    foreign.insert((one.instance.clone(), name.clone()), idx);
                }
                _ => {}
            }
        }
        let mut strangers: HashMap<&Pointer, usize> = HashMap::new();
        for one in &undeclared {
            *strangers.entry(&one.object).or_default() += 1;
        }
        let mut taken: HashSet<usize> = HashSet::new();
        // Two names of one object can't both become the same.
        let mut given: HashSet<(&Pointer, String)> = HashSet::new();
        // What was meant is looked for among names that are missing, and then among all that are declared.
        let mut comparisons = MAX_COMPARISONS;
        for one in &undeclared {
            let n_missing = missing.get(&one.object).map_or(0, Vec::len);
            let n_names = n_missing + shapes.get(one.shape).properties.len();
            let may_compare = comparisons >= n_names;
            comparisons = comparisons.saturating_sub(n_names);
            let forbidden = foreign.get(&(one.object.clone(), one.member.name.to_owned())).copied();
            let required = |idx: usize| match &broken[idx].demand {
                Demand::Required(name) => name.as_str(),
                _ => "",
            };
            let lost = missing.get(&one.object).filter(|_| may_compare).and_then(|missing| {
                let swapped = || {
                    let value = one.member.value.as_str()?;
                    missing.iter().copied().find(|&idx| required(idx) == value && !taken.contains(&idx))
                };
                // A list under another name, where the only list that is missing belongs.
                let renamed = || match missing.as_slice() {
                    &[only] if strangers.get(&one.object) == Some(&1) => {
                        shapes.could_be(one.shape, required(only), one.member.value.kind()).then_some(only)
                    }
                    _ => None,
                };
                most_alike(one.member.name, missing, &taken, required)
                    .or_else(|| swapped().or_else(renamed).map(|idx| (idx, Nearness::Alike)))
            });
            let shape = shapes.get(one.shape);
            let meant = lost.map_or_else(
                || {
                    let absent = shape.properties.iter().map(|(name, _)| *name).filter(|_| may_compare);
                    let absent: Vec<&str> =
                        absent.filter(|name| one.object_node.get(name).is_none()).collect();
                    crate::nearest::nearest(one.member.name, absent)
                        .map(|(name, near)| (name.to_owned(), near))
                },
                |(idx, near)| match &broken[idx].demand {
                    Demand::Required(name) => Some((name.clone(), near)),
                    _ => None,
                },
            );
            // What makes it an error, if anything: the schema forbids it, or a required member is lost.
            let demanded_by = forbidden.or(lost.map(|(idx, _)| idx)).map(|idx| broken[idx].keyword.clone());
            taken.extend(forbidden);
            taken.extend(lost.map(|(idx, _)| idx));
            let declared_at = shape.declared_at.as_ref().map(|at| self.resource.authored_pointer(at));
            let is_free = meant.as_ref().is_some_and(|(name, _)| given.insert((&one.object, name.clone())));
            self.unknown(one, meant, is_free, demanded_by, declared_at);
        }
        let mut idx = 0;
        let mut rest = broken;
        rest.retain(|_| {
            idx += 1;
            !taken.contains(&(idx - 1))
        });
        rest
    }

    fn unknown(
        &mut self,
        one: &Undeclared<'_>,
        meant: Option<(String, Nearness)>,
        is_free: bool,
        demanded_by: Option<Pointer>,
        declared_at: Option<Pointer>,
    ) {
        let name = one.member.name;
        let pointer = one.object.member(name);
        let mut place = Place::of(&self.locator.locate(&pointer), pointer);
        place.span = one.member.name_span;
        let is_error = demanded_by.is_some();
        let keyword = demanded_by.or(declared_at);
        let (severity, weak) = match &keyword {
            Some(keyword) if is_error => self.severity(keyword, false),
            _ => (Severity::Warning, None),
        };
        let mut message = Message::new("unknown ").name(name);
        let mut fix = None;
        let help = match meant {
            Some((meant, near)) => {
                message = message.text("; did you mean ").code(meant.as_str()).text("?");
                let what = if one.member.value.as_str() == Some(&meant) {
                    Message::new("swap the two: ")
                        .code(meant)
                        .text(" is the name, ")
                        .name(name)
                        .text(" the value")
                } else {
                    let safety = match near {
                        Nearness::SameLetters => Safety::Safe,
                        Nearness::Alike => Safety::Unsafe,
                    };
                    let remedy = remedy::renamed(one.member.name_span, one.member.value, &meant, safety);
                    fix = self.fix(&one.object.member(name), None, remedy.filter(|_| is_free));
                    Message::new("rename it to ").code(meant)
                };
                what.text(if is_error {
                    "; as it stands, that property is missing"
                } else {
                    "; as it stands, it will be ignored"
                })
            }
            None if is_error => Message::new("remove it; the schema allows no other properties"),
            None => Message::new("remove it, or correct its name; most servers ignore what they do not know"),
        };
        message = message.message(context(&self.named(&one.object)));
        if let Some(weak) = weak {
            message = message.text(weak);
        }
        self.checked.findings.push(Finding {
            rule: "contract/unknown-property",
            severity,
            message,
            help,
            place,
            demanded_by: keyword.map(|keyword| self.resource.place(&keyword)),
            related: Vec::new(),
            fix,
        });
    }

    fn named(&self, instance: &Pointer) -> Pointer {
        Pointer::from_text(format!("{}{instance}", self.name))
    }

    pub(super) fn broken(&mut self, one: &Broken) {
        let found = self.locator.locate(&one.instance);
        if found.node.kind() == Kind::Invalid {
            // The reader has said what is wrong with it.
            return;
        }
        let schema = one.keyword.split_last().and_then(|(schema, _)| {
            let schema = self.resource.value().pointer(schema.as_str());
            schema.filter(|schema| schema.is_object())
        });
        let schema = schema.unwrap_or(&Value::Null);
        let words = wording(&one.demand, &self.named(&one.instance), found.node, schema);
        let remedies = remedy::remedies(&one.demand, found.node, found.name, schema);
        let fix = self.fix(&one.instance, Some(&one.keyword), remedies);
        let mut place = Place::of(&found, one.instance.clone());
        if let Demand::PropertyName(name) | Demand::Foreign(name) = &one.demand
            && let Some(member) = found.node.member(name)
        {
            place.span = member.name_span;
            place.pointer = Some(one.instance.member(name));
        }
        let is_null = found.node.kind() == Kind::Null && matches!(one.demand, Demand::Type(_));
        let (severity, weak) = self.severity(&one.keyword, is_null);
        let mut message = words.message;
        if let Some(weak) = weak {
            message = message.text(weak);
        }
        self.checked.findings.push(Finding {
            rule: words.rule,
            severity,
            message,
            help: words.help,
            place,
            demanded_by: Some(self.resource.place(&one.keyword)),
            related: Vec::new(),
            fix,
        });
    }

    /// The first of some remedies that holds when it is tried at a place.
    fn fix(
        &mut self,
        place: &Pointer,
        keyword: Option<&Pointer>,
        remedies: impl IntoIterator<Item = Remedy>,
    ) -> Option<Fix> {
        remedies.into_iter().find(|remedy| self.holds(place, keyword, remedy)).map(|remedy| remedy.fix)
    }

    fn holds(&mut self, place: &Pointer, keyword: Option<&Pointer>, remedy: &Remedy) -> bool {
        let written = self.locator.locate(place).node.raw();
        let key = keyword
            .filter(|_| written.len() <= LONGEST_REMEMBERED)
            .map(|keyword| format!("{keyword}\0{written}\0{:?}", remedy.change));
        let known = || self.checker.tried.lock().ok()?.get(key.as_ref()?).copied();
        if let Some(holds) = known() {
            return holds;
        }
        if self.purse.is_empty() {
            return false;
        }
        let mut nodes = vec![self.tree.root()];
        let mut segments = Vec::new();
        let mut at = Pointer::root();
        for segment in place.segments() {
            at = at.member(&segment);
            nodes.push(self.locator.locate(&at).node);
            segments.push(segment.into_owned());
        }
        let excerpt = Excerpt::new(&nodes, &segments);
        let purse = &mut self.purse;
        let holds = excerpt.is_some_and(|excerpt| self.checker.is_mended(&excerpt, &remedy.change, purse));
        if let (Some(key), Ok(mut tried)) = (key, self.checker.tried.lock())
            && tried.len() < REMEMBERED
        {
            tried.insert(key, holds);
        }
        holds
    }

    /// How much a broken keyword matters, and what to add to the message where the document is not sure of
    /// it. That a value is not null can be marked on its own, under the name `null`.
    fn severity(&self, keyword: &Pointer, is_null: bool) -> (Severity, Option<&'static str>) {
        let own = self.resource.evidence(keyword);
        let evidence = match keyword.split_last() {
            Some((schema, _)) if is_null => own.min(self.resource.evidence(&schema.member("null"))),
            _ => own,
        };
        weight(evidence)
    }
}

/// How much a finding matters that rests on evidence, and what to add to its message where that is weak.
pub(crate) fn weight(evidence: Evidence) -> (Severity, Option<&'static str>) {
    let weak = match evidence {
        Evidence::Published | Evidence::Prose => None,
        Evidence::Inferred => Some("; the document only infers this, the API may allow it"),
        Evidence::Unknown => Some("; nothing documents this either way"),
    };
    (evidence.severity(), weak)
}

/// The missing member that an unknown name most likely stands for.
fn most_alike<'b>(
    name: &str,
    missing: &[usize],
    taken: &HashSet<usize>,
    required: impl Fn(usize) -> &'b str,
) -> Option<(usize, Nearness)> {
    missing
        .iter()
        .filter(|idx| !taken.contains(idx))
        .filter_map(|&idx| nearness(name, required(idx)).map(|near| (idx, near)))
        .max_by_key(|(_, near)| *near)
}

fn context(object: &Pointer) -> Message {
    match object.split_last() {
        None => Message::default(),
        Some(_) => Message::new(" (in ").message(subject(object)).text(")"),
    }
}
