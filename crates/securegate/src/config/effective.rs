//! What is in force for one file, and who says so: the command line, the configuration, or nobody.

use std::collections::BTreeMap;
use std::path::Path;

use openapi_findings::Selection;
use serde_json::Value;

use super::place::Step;
use super::{Level, Loaded};
use crate::cli::{DirectionArg, LintArgs};
use crate::lookup::{all_rules, unknown_rule};
use crate::output::Failure;
use crate::reports::ReportFormat;

/// Who says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    CommandLine,
    /// `FILE:LINE`
    File(String),
}

/// A value with who says it.
#[derive(Debug, Clone)]
pub(crate) struct Set<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// What the command line says where its value does not tell that it was given.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Given {
    pub(crate) format: bool,
}

/// What is in force for one file.
#[derive(Debug)]
pub(crate) struct Effective {
    pub(crate) spec: Set<Option<String>>,
    pub(crate) op: Set<Option<String>>,
    pub(crate) direction: Set<Option<DirectionArg>>,
    pub(crate) select: Set<Vec<String>>,
    pub(crate) ignore: Set<Vec<String>>,
    /// By rule or group.
    pub(crate) severity: BTreeMap<String, Set<Level>>,
    /// By rule, a table.
    pub(crate) options: BTreeMap<String, Set<Value>>,
    pub(crate) baseline: Set<Option<String>>,
    pub(crate) format: Set<ReportFormat>,
    pub(crate) deny_warnings: Set<bool>,
}

/// What is in force for a file: what the command line says, else the last part for this file that says something, else
/// the configuration.
pub(crate) fn effective(
    arguments: &LintArgs,
    given: Given,
    loaded: Option<&Loaded>,
    file: &str,
) -> Effective {
    let parts: Vec<_> = loaded.map(|loaded| loaded.parts(Path::new(file)).collect()).unwrap_or_default();
    let origin =
        |path: &[Step<'_>]| loaded.map_or(Origin::Default, |loaded| Origin::File(loaded.origin(path)));
    let of_part = |idx, key| origin(&[Step::Key("per-file"), Step::Item(idx), Step::Key(key)]);
    let config = loaded.map(|loaded| &loaded.config);

    // A schema on the command line leaves no document and no operation.
    let has_schema = arguments.schema.is_some();
    let spec = first([
        by_arguments(arguments.spec.document.clone()),
        config
            .and_then(|config| config.spec.as_ref())
            .filter(|_| !has_schema)
            .and_then(|spec| Some((loaded?.resolved(spec), origin(&[Step::Key("spec")])))),
    ]);
    let part_op = || {
        let part = parts.iter().rev().find(|(_, part)| part.op.is_some() && !has_schema)?;
        Some((part.1.op.clone()?, of_part(part.0, "op")))
    };
    let part_direction = || {
        let part = parts.iter().rev().find(|(_, part)| part.direction.is_some() && !has_schema)?;
        Some((part.1.direction?, of_part(part.0, "direction")))
    };
    let part_select = || {
        let part = parts.iter().rev().find(|(_, part)| part.select.is_some())?;
        Some((part.1.select.clone()?, of_part(part.0, "select")))
    };
    let part_ignore = || {
        let part = parts.iter().rev().find(|(_, part)| part.ignore.is_some())?;
        Some((part.1.ignore.clone()?, of_part(part.0, "ignore")))
    };
    let mut severity = BTreeMap::new();
    for (rule, level) in config.iter().flat_map(|config| &config.severity) {
        let origin = origin(&[Step::Key("severity"), Step::Key(rule)]);
        severity.insert(rule.clone(), Set { value: *level, origin });
    }
    for (idx, part) in &parts {
        for (rule, level) in &part.severity {
            let origin = of_part(*idx, "severity");
            severity.insert(rule.clone(), Set { value: *level, origin });
        }
    }
    let options = config.iter().flat_map(|config| &config.rules).map(|(rule, options)| {
        let value = Value::Object(options.clone().into_iter().collect());
        (rule.clone(), Set { value, origin: origin(&[Step::Key("rules"), Step::Key(rule)]) })
    });
    Effective {
        spec,
        op: first([by_arguments(arguments.op.clone()), part_op()]),
        direction: first([by_arguments(arguments.direction), part_direction()]),
        select: list([
            by_arguments(Some(arguments.select.clone()).filter(|names| !names.is_empty())),
            part_select(),
            config.and_then(|config| Some((config.select.clone()?, origin(&[Step::Key("select")])))),
        ]),
        ignore: list([
            by_arguments(Some(arguments.ignore.clone()).filter(|names| !names.is_empty())),
            part_ignore(),
            config.and_then(|config| Some((config.ignore.clone()?, origin(&[Step::Key("ignore")])))),
        ]),
        severity,
        options: options.collect(),
        baseline: first([
            by_arguments(arguments.baseline.baseline.as_ref().map(|path| path.display().to_string())),
            config
                .and_then(|config| config.baseline.as_ref())
                .and_then(|baseline| Some((loaded?.resolved(baseline), origin(&[Step::Key("baseline")])))),
        ]),
        format: match config.and_then(|config| config.format).filter(|_| !given.format) {
            Some(value) => Set { value, origin: origin(&[Step::Key("format")]) },
            None if given.format => Set { value: arguments.reports.format, origin: Origin::CommandLine },
            None => Set { value: arguments.reports.format, origin: Origin::Default },
        },
        deny_warnings: match config.and_then(|config| config.deny_warnings) {
            _ if arguments.deny_warnings => Set { value: true, origin: Origin::CommandLine },
            Some(value) => Set { value, origin: origin(&[Step::Key("deny-warnings")]) },
            None => Set { value: false, origin: Origin::Default },
        },
    }
}

fn by_arguments<T>(value: Option<T>) -> Option<(T, Origin)> {
    value.map(|value| (value, Origin::CommandLine))
}

fn first<T, const N: usize>(said: [Option<(T, Origin)>; N]) -> Set<Option<T>> {
    match said.into_iter().flatten().next() {
        Some((value, origin)) => Set { value: Some(value), origin },
        None => Set { value: None, origin: Origin::Default },
    }
}

fn list<const N: usize>(said: [Option<(Vec<String>, Origin)>; N]) -> Set<Vec<String>> {
    let Set { value, origin } = first(said);
    Set { value: value.unwrap_or_default(), origin }
}

impl Effective {
    /// Whether one linter can lint what both are in force for.
    pub(crate) fn needs_the_same(&self, other: &Self) -> bool {
        self.spec.value == other.spec.value
            && self.op.value == other.op.value
            && self.direction.value == other.direction.value
            && self.rule_options() == other.rule_options()
    }

    /// Which rules count.
    ///
    /// # Errors
    /// The command line names a rule that there is not.
    pub(crate) fn selection(&self) -> Result<Selection, Failure> {
        let selection = Selection::new(&self.select.value, &self.ignore.value, &all_rules());
        selection.map_err(|unknown| Failure::Usage(unknown_rule(&unknown.0)))
    }

    /// The level of each rule or group that has one of its own.
    pub(crate) fn levels(&self) -> BTreeMap<String, Level> {
        self.severity.iter().map(|(rule, level)| (rule.clone(), level.value)).collect()
    }

    /// The options of rules.
    pub(crate) fn rule_options(&self) -> BTreeMap<String, Value> {
        self.options.iter().map(|(rule, options)| (rule.clone(), options.value.clone())).collect()
    }
}
