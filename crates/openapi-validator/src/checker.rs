//! A payload against one schema of a resource: all that is wrong with it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use jsonschema::{Draft, PatternOptions, Registry};
use openapi_findings::{Edit, Finding, Fix, NotChecked, Place, Safety, Severity};
use openapi_source::{Kind, Locator, Message, Pointer, Tree};
use openapi_spec::{Dialect, Evidence, Resource};
use serde_json::Value;

use crate::extent::Extents;
use crate::fast::FastPlan;
use crate::http::formats;
use crate::merge::one_per_fault;
use crate::nearest::{Nearness, nearness};
use crate::representation::{Positioned, PositionedJson};
use crate::shape::{Shapes, Undeclared};
use crate::steps::{self, Limit, bounded};
use crate::translate::{Broken, Demand, Translator};
use crate::wording::{subject, wording};

/// The most broken demands collected from one payload. Beyond, the rest counts as not checked.
pub const MAX_ERRORS: usize = 100_000;

/// How often a pattern with look-around or back-references may step back before it is given up.
const BACKTRACK_LIMIT: usize = 100_000;

/// How many names are compared with unknown ones, all in all; beyond, no suggestions are made.
const MAX_COMPARISONS: usize = 500_000;

/// What the schema validator calls the resource; the pointer in it is what matters.
const BASE_URI: &str = "openapi:///document";

/// Compiles schemas of one resource.
pub struct Validator<'r> {
    resource: &'r Resource,
    registry: Registry<'r>,
    draft: Draft,
    extents: Extents<'r>,
}

/// A schema that can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// The pointer leads to no schema.
    #[error("there is no schema at `#{pointer}`")]
    Missing {
        /// Where it should be.
        pointer: String,
    },
    /// The schema is not valid.
    #[error("the schema at `#{pointer}` can't be compiled: {message}")]
    Invalid {
        /// Where it is.
        pointer: String,
        /// What is wrong with it.
        message: String,
    },
    /// Following the schema would take more than there is of time or stack.
    #[error("the schema at `#{pointer}` {reason}")]
    Excessive {
        /// Where it is.
        pointer: String,
        /// What it is too much of.
        reason: &'static str,
    },
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is wrong, by place.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub not_checked: Vec<NotChecked>,
}

/// One compiled schema.
pub struct Checker<'r> {
    resource: &'r Resource,
    schema: Pointer,
    compiled: jsonschema::Validator<PositionedJson>,
    /// Reachable schemas whose `$ref` was not followed.
    unfollowed: Vec<(Pointer, &'static str)>,
    /// Shapes that no check uses now; making them anew takes longer than many a payload.
    shapes: Mutex<Vec<Shapes<'r>>>,
}

impl<'r> Validator<'r> {
    /// Prepares a resource.
    ///
    /// # Errors
    /// A plain JSON Schema whose identifiers or dialect make no sense.
    pub fn new(resource: &'r Resource) -> Result<Self, CompileError> {
        Self::with_schemas(resource, None)
    }

    /// Prepares a resource, if given with other schemas in the place of its adapted ones. What they describe must
    /// stand at the same pointers.
    pub(crate) fn with_schemas(resource: &'r Resource, schemas: Option<Value>) -> Result<Self, CompileError> {
        let draft = match resource.dialect() {
            Dialect::JsonSchema => Draft::default().detect(resource.adapted()),
            Dialect::OpenApi30 | Dialect::OpenApi31 => Draft::Draft202012,
        };
        let invalid = |error: &dyn std::fmt::Display| CompileError::Invalid {
            pointer: String::new(),
            message: error.to_string(),
        };
        let registry = Registry::new().draft(draft);
        let registry = match schemas {
            Some(schemas) => registry.add(BASE_URI, schemas),
            None => registry.add(BASE_URI, resource.adapted()),
        };
        let registry =
            registry.map_err(|error| invalid(&error))?.prepare().map_err(|error| invalid(&error))?;
        Ok(Self { resource, registry, draft, extents: Extents::new(resource) })
    }

    /// Compiles the schema at a pointer of the resource.
    ///
    /// # Errors
    /// There is no schema, or it is not valid: an unknown type, a broken pattern.
    pub fn schema(&self, schema: &Pointer) -> Result<Checker<'r>, CompileError> {
        if self.resource.adapted().pointer(schema.as_str()).is_none() {
            return Err(CompileError::Missing { pointer: schema.to_string() });
        }
        self.refuse_excess(schema)?;
        let compiled =
            self.options().build(&self.reference(schema)).map_err(|error| self.invalid(schema, &error))?;
        Ok(Checker {
            resource: self.resource,
            schema: schema.clone(),
            compiled,
            unfollowed: self.unfollowed(schema),
            shapes: Mutex::default(),
        })
    }

    fn refuse_excess(&self, schema: &Pointer) -> Result<(), CompileError> {
        match self.extents.excess(schema) {
            None => Ok(()),
            Some(reason) => Err(CompileError::Excessive { pointer: schema.to_string(), reason }),
        }
    }

    /// The reachable schemas whose `$ref` was not followed, and why.
    fn unfollowed(&self, schema: &Pointer) -> Vec<(Pointer, &'static str)> {
        if self.resource.unfollowed().next().is_none() {
            return Vec::new();
        }
        let reachable = Shapes::new(self.resource).reachable(schema);
        let reachable: HashSet<Pointer> =
            reachable.iter().map(|pointer| self.resource.authored_pointer(pointer)).collect();
        self.resource
            .unfollowed()
            .filter(|(pointer, _)| reachable.contains(pointer))
            .map(|(pointer, reason)| (pointer.clone(), reason))
            .collect()
    }

    fn options(&self) -> jsonschema::ValidationOptions<'_, Arc<dyn jsonschema::Retrieve>, PositionedJson> {
        jsonschema::options_for::<PositionedJson>()
            .with_draft(self.draft)
            .with_registry(&self.registry)
            .offline()
            .should_validate_formats(true)
            .with_keyword(formats::KEYWORD, formats::compile)
            .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT))
    }

    /// Compiles a schema that is not of the resource but may refer to it.
    pub(crate) fn compile(
        &self,
        schema: &Value,
    ) -> Result<jsonschema::Validator<PositionedJson>, CompileError> {
        self.options().build(schema).map_err(|error| self.invalid(&Pointer::root(), &error))
    }

    /// A schema that is the one at a pointer of the resource.
    #[expect(clippy::unused_self, reason = "the name of the resource is the validator's business")]
    pub(crate) fn reference(&self, schema: &Pointer) -> Value {
        serde_json::json!({"$ref": format!("{BASE_URI}#{}", schema.to_fragment())})
    }

    /// The dialect of the schemas.
    pub(crate) fn draft(&self) -> Draft {
        self.draft
    }

    /// Whether a `format` of that name is checked; others are only annotations.
    pub(crate) fn asserts_format(&self, name: &str) -> bool {
        self.options().is_known_format(self.draft, name)
    }

    /// The fast pass for a schema; `None` where it would not be right: in dialects that are not known, where schemas
    /// within the document have an `$id` of their own, and where a part of the schema can't be checked at all; and
    /// where the plan would be too large.
    ///
    /// # Errors
    /// There is no schema, or it is not valid.
    pub fn fast_plan(&self, schema: &Pointer) -> Result<Option<FastPlan<'r>>, CompileError> {
        // A plan follows pointers from the root of the resource only.
        let is_beyond = self.draft == Draft::Unknown || self.extents.has_inner_bases();
        if is_beyond || !self.unfollowed(schema).is_empty() {
            return Ok(None);
        }
        self.refuse_excess(schema)?;
        let plan = crate::fast::plan(self, self.resource, schema)?;
        Ok(plan.map(|plan| FastPlan::new(self.resource, plan)))
    }

    fn invalid(&self, schema: &Pointer, error: &jsonschema::ValidationError<'_>) -> CompileError {
        let at = match error.instance_path().as_str() {
            "" => schema.clone(),
            path => self.resource.authored_pointer(&Pointer::from_text(path)),
        };
        let place = self.resource.place(&at);
        let (name, start) = (place.source.name(), place.start());
        CompileError::Invalid {
            pointer: at.to_string(),
            message: format!("{error} ({name}:{}:{})", start.line, start.column),
        }
    }
}

impl Checker<'_> {
    /// Everything that is wrong with a payload.
    pub fn check(&self, tree: &Tree) -> Checked {
        self.check_named(tree, &Pointer::root())
    }

    /// Whether a payload breaks nothing; false too where that can't be told.
    pub(crate) fn accepts(&self, tree: &Tree) -> bool {
        bounded(steps::of_payload(tree.source().text().len()), || {
            self.compiled.is_valid(Positioned::Node(tree.root()))
        }) == Ok(true)
    }

    /// Collects what a payload breaks; returns why there may be more.
    fn collect(&self, tree: &Tree, translator: &mut Translator<'_>) -> Option<String> {
        let root = Positioned::Node(tree.root());
        let steps = steps::of_payload(tree.source().text().len());
        let because = |what: &str, limit: Limit| match limit {
            Limit::Steps => format!("{what} takes more than {steps} steps"),
            Limit::Depth => format!("{what} takes more levels than there may be"),
        };
        match bounded(steps, || self.compiled.is_valid(root)) {
            Ok(true) => return None,
            Ok(false) => {}
            Err(limit) => return Some(because("to check it", limit)),
        }
        let errors = match bounded(steps, || self.compiled.iter_errors(root)) {
            Ok(errors) => errors,
            // Where all errors are too many, the first may be had.
            Err(limit) => {
                return match bounded(steps, || self.compiled.validate(root)) {
                    Ok(Err(error)) => {
                        translator.add(&error);
                        Some(because("to find all that is wrong", limit))
                    }
                    _ => Some(because("it is not valid; to find what is wrong", limit)),
                };
            }
        };
        for error in errors {
            translator.add(&error);
            if translator.broken.len() > MAX_ERRORS {
                translator.broken.truncate(MAX_ERRORS);
                return Some(format!("more than {MAX_ERRORS} errors; the rest was not looked at"));
            }
        }
        None
    }

    /// Everything that is wrong with a value, which messages call by the last segment of `name`.
    pub(crate) fn check_named(&self, tree: &Tree, name: &Pointer) -> Checked {
        let mut translator = Translator::new(self.resource);
        let unfinished = self.collect(tree, &mut translator);
        if tree.has_gaps() {
            translator.restore_indexes(tree);
        }
        let mut run = Run {
            resource: self.resource,
            tree,
            name,
            locator: Locator::new(tree),
            checked: Checked::default(),
        };
        let broken = one_per_fault(translator.broken);
        let spare = self.shapes.lock().ok().and_then(|mut spare| spare.pop());
        let mut shapes = spare.unwrap_or_else(|| Shapes::new(self.resource));
        let broken = run.members(broken, &self.schema, &mut shapes);
        if let Ok(mut spare) = self.shapes.lock() {
            spare.push(shapes);
        }
        for one in &broken {
            run.broken(one);
        }
        for undecided in &translator.undecided {
            run.not_checked(Some(undecided.instance.clone()), undecided.reason.into());
        }
        if let Some(reason) = unfinished {
            run.not_checked(None, reason.into());
        }
        for (pointer, reason) in &self.unfollowed {
            let reason = Message::new("what the schema ")
                .code(format!("#{pointer}"))
                .text(format!(" describes: {reason}"));
            run.not_checked(None, reason);
        }
        let mut checked = run.checked;
        checked
            .findings
            .sort_by_key(|finding| (finding.place.span.start, finding.place.span.end, finding.rule));
        checked
    }
}

/// One check under way.
struct Run<'c> {
    resource: &'c Resource,
    tree: &'c Tree,
    /// What messages call the value.
    name: &'c Pointer,
    locator: Locator<'c>,
    checked: Checked,
}

impl<'c> Run<'c> {
    fn not_checked(&mut self, pointer: Option<Pointer>, reason: Message) {
        self.checked.not_checked.push(NotChecked {
            file: self.tree.source().name().to_owned(),
            pointer,
            reason,
        });
    }

    /// Reports unknown members, and takes from `broken` the missing ones that they were meant to be.
    fn members(&mut self, broken: Vec<Broken>, schema: &Pointer, shapes: &mut Shapes<'_>) -> Vec<Broken> {
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
            self.unknown(one, meant, demanded_by, declared_at);
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
                    let edit = Edit::string(&place.source, one.member.name_span, &meant);
                    fix = edit.map(|edit| Fix {
                        message: Message::new("rename it to ").code(meant.as_str()),
                        safety: match near {
                            Nearness::SameLetters => Safety::Safe,
                            Nearness::Alike => Safety::Unsafe,
                        },
                        edits: vec![edit],
                    });
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

    fn broken(&mut self, one: &Broken) {
        let found = self.locator.locate(&one.instance);
        if found.node.kind() == Kind::Invalid {
            // The reader has said what is wrong with it.
            return;
        }
        let schema = one.keyword.split_last().and_then(|(schema, _)| {
            let schema = self.resource.value().pointer(schema.as_str());
            schema.filter(|schema| schema.is_object())
        });
        let words =
            wording(&one.demand, &self.named(&one.instance), found.node, schema.unwrap_or(&Value::Null));
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
            fix: words.fix,
        });
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

#[cfg(test)]
mod tests;
