//! Schemas as they hold for one direction, compiled when first needed, and values held against them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use openapi_findings::{Finding, NotChecked, Severity};
use openapi_source::{Limits, Locator, Parsed, Pointer, Source, Tree, parse_json, parse_yaml};
use openapi_spec::{Dialect, Document};

use super::HttpOptions;
use super::beyond;
use super::carried::{Carried, Written};
use super::quick::Quick;
use super::tailor::{Nullable, tailored};
use super::wants::Reading;
use crate::guess::Direction;
use crate::shape::Shapes;
use crate::{Checked, Checker, CompileError, Validator};

/// A compiled schema, or why it can't be compiled.
type Compiled<'d> = Result<Checker<'d>, String>;

/// One direction of a document.
pub(super) struct Side<'d> {
    pub(super) document: &'d Document,
    pub(super) direction: Direction,
    pub(super) limits: Limits,
    against_direction: Severity,
    validator: Validator<'d>,
    checkers: RwLock<HashMap<Pointer, Arc<Compiled<'d>>>>,
    /// `None` where there is no fast pass.
    quick: RwLock<HashMap<Pointer, Option<Arc<Quick<'d>>>>>,
    /// See [`super::quick`].
    may_be_quick: bool,
    /// Whether the document says what JSON Schema does not; see [`beyond`].
    goes_beyond: bool,
}

/// A text format that gives a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextFormat {
    Json,
    Yaml,
}

impl<'d> Side<'d> {
    pub(super) fn new(
        document: &'d Document,
        direction: Direction,
        options: &HttpOptions,
    ) -> Result<Self, CompileError> {
        let schemas = tailored(document, direction, options.nullable);
        Ok(Self {
            document,
            direction,
            limits: options.limits.clone(),
            against_direction: options.against_direction,
            validator: Validator::with_schemas(document.resource(), schemas)?,
            checkers: RwLock::default(),
            quick: RwLock::default(),
            may_be_quick: options.nullable == Nullable::Lenient || document.dialect() != Dialect::OpenApi30,
            goes_beyond: beyond::is_needed(document, direction),
        })
    }

    fn checker(&self, schema: &Pointer) -> Arc<Compiled<'d>> {
        let known = self.checkers.read().unwrap_or_else(PoisonError::into_inner).get(schema).cloned();
        known.unwrap_or_else(|| {
            let compiled = Arc::new(self.validator.schema(schema).map_err(|error| error.to_string()));
            let mut all = self.checkers.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(schema.clone()).or_insert(compiled))
        })
    }

    /// Whether a body of JSON is one in which the full pass would find nothing at all. False where that can't be told.
    pub(super) fn is_clean(&self, schema: &Pointer, bytes: &[u8]) -> bool {
        if !self.may_be_quick {
            return false;
        }
        let known = self.quick.read().unwrap_or_else(PoisonError::into_inner).get(schema).cloned();
        let quick = known.unwrap_or_else(|| {
            let (document, direction) = (self.document, self.direction);
            let made = Quick::new(document, &self.validator, direction, &self.limits, schema);
            let mut all = self.quick.write().unwrap_or_else(PoisonError::into_inner);
            all.entry(schema.clone()).or_insert(made.map(Arc::new)).clone()
        });
        quick.is_some_and(|quick| quick.is_clean(bytes))
    }

    /// Holds a value against a schema. Messages call it by the last segment of `name`.
    pub(super) fn judge(&self, schema: &Pointer, tree: &Tree, name: &Pointer) -> Checked {
        let file = tree.source().name();
        match self.checker(schema).as_ref() {
            Ok(checker) => {
                let mut found = checker.check_named(tree, name);
                if self.goes_beyond {
                    let noted =
                        beyond::check(self.document, self.direction, self.against_direction, schema, tree);
                    // What is an error already is not also a warning.
                    let is_said = |one: &Finding| {
                        found.findings.iter().any(|known| known.place.pointer == one.place.pointer)
                    };
                    let noted: Vec<Finding> = noted.into_iter().filter(|one| !is_said(one)).collect();
                    found.findings.extend(noted);
                }
                found
            }
            Err(reason) => Checked {
                findings: Vec::new(),
                not_checked: vec![NotChecked {
                    file: file.to_owned(),
                    pointer: None,
                    reason: reason.as_str().into(),
                }],
            },
        }
    }

    /// Holds a value that was carried as text against a schema: of the values that the text can stand for, the first
    /// that the schema takes, else the first.
    pub(super) fn judge_carried(
        &self,
        schema: &Pointer,
        candidates: &[Carried],
        original: &Source,
        name: &Pointer,
    ) -> Checked {
        let mut shapes = Shapes::new(self.document.resource());
        let shape = shapes.of(schema);
        let mut all: Vec<Written> = Vec::new();
        for reading in [Reading::Typed, Reading::Textual] {
            for candidate in candidates {
                let written = candidate.write(&mut shapes, shape, reading);
                if all.iter().all(|known| known.json != written.json) {
                    all.push(written);
                }
            }
        }
        let compiled = self.checker(schema);
        let accepted = match compiled.as_ref() {
            Ok(checker) if all.len() > 1 => all
                .iter()
                .position(|written| written.tree(&self.limits).is_some_and(|tree| checker.accepts(&tree))),
            _ => None,
        };
        let Some(written) = all.get(accepted.unwrap_or(0)) else { return Checked::default() };
        let Some(tree) = written.tree(&self.limits) else {
            let reason = "it is nested too deep or too large to be judged";
            return Checked {
                findings: Vec::new(),
                not_checked: vec![NotChecked {
                    file: original.name().to_owned(),
                    pointer: None,
                    reason: reason.into(),
                }],
            };
        };
        let mut found = self.judge(schema, &tree, name);
        found.findings = found.findings.into_iter().map(|finding| written.moved(finding, original)).collect();
        for one in &mut found.not_checked {
            original.name().clone_into(&mut one.file);
        }
        found
    }

    /// Reads a text and says what is wrong with it; the tree is missing where it can't be read to its end.
    pub(super) fn read(&self, name: &str, bytes: &[u8], format: TextFormat) -> (Option<Tree>, Checked) {
        let Parsed { source, tree, faults } = match format {
            TextFormat::Json => parse_json(name, bytes, &self.limits),
            TextFormat::Yaml => parse_yaml(name, bytes, &self.limits),
        };
        let mut checked = Checked::default();
        let mut note = |line: u32| {
            checked.not_checked.push(NotChecked {
                file: name.to_owned(),
                pointer: None,
                reason: format!("what follows line {line} can't be read, so it was not looked at").into(),
            });
        };
        for fault in faults.iter().filter(|fault| fault.fatal) {
            note(source.position(fault.span.start).line);
        }
        checked.findings = faults.into_iter().map(|fault| Finding::from_fault(fault, &source)).collect();
        if let Some(tree) = &tree {
            let mut locator = Locator::new(tree);
            checked.findings =
                checked.findings.into_iter().map(|finding| finding.located(&mut locator)).collect();
        }
        (tree, checked)
    }
}
