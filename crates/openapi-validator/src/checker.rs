//! A payload against one schema of a resource: all that is wrong with it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use jsonschema::{Draft, PatternOptions, Registry};
use openapi_findings::{Finding, NotChecked};
use openapi_source::{Message, Pointer, Tree};
use openapi_spec::{Dialect, Resource};
use serde_json::Value;

use crate::extent::Extents;
use crate::fast::FastPlan;
use crate::http::formats;
use crate::merge::one_per_fault;
use crate::representation::{Positioned, PositionedJson};
use crate::shape::Shapes;
use crate::steps::{self, Limit, bounded};
use crate::translate::Translator;

/// The most broken demands collected from one payload. Beyond, the rest counts as not checked.
pub const MAX_ERRORS: usize = 100_000;

/// How often a pattern with look-around or back-references may step back before it is given up.
const BACKTRACK_LIMIT: usize = 100_000;

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
    /// Which remedies held when they were tried: a file often has one mistake many times.
    tried: Mutex<HashMap<String, bool>>,
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
            tried: Mutex::default(),
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

    /// What a value breaks.
    pub(crate) fn errors<'e>(&'e self, value: Positioned<'e>) -> jsonschema::ErrorIterator<'e> {
        self.compiled.iter_errors(value)
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
        let errors = match bounded(steps, || self.errors(root)) {
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
        let mut run = Run::new(self, tree, name);
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

mod run;

pub(crate) use run::weight;

use run::Run;

#[cfg(test)]
mod remedies;
#[cfg(test)]
mod tests;
