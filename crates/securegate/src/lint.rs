//! `securegate lint`: payloads against the contract.

use std::collections::HashMap;
use std::process::ExitCode;

use openapi_findings::{
    Assumption, Finding, NotChecked, Report, Selection, Severity, Subject, Verdict, json, text,
};
use openapi_source::{FaultKind, Kind, Limits, Locator, Message, Parsed, Pointer, parse_json};
use openapi_spec::{Document, Resource};
use openapi_validator::{Answer, Checker, FastPlan, FastScratch, Glance, Padded, Validator, glance};

use crate::choice::Choice;
use crate::cli::{ColorWhen, Format, LintArgs};
use crate::contract;
use crate::input;
use crate::lookup::{all_rules, unknown_rule};
use crate::output::{Failure, complain, print, terminal_safe, text_options};

/// Runs the command.
pub(crate) fn run(arguments: &LintArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    let selection = Selection::new(&arguments.select, &arguments.ignore, &all_rules())
        .map_err(|unknown| Failure::Usage(unknown_rule(&unknown.0)))?;
    let (resource, target);
    let document;
    let contract = if let Some(schema) = &arguments.schema {
        (resource, target) = contract::schema(schema, color)?;
        Contract::Schema(&resource, &target)
    } else {
        document = contract::document(arguments.spec.as_deref(), color)?;
        Contract::Document(&document, Box::new(Choice::new(&document, arguments)?))
    };
    let mut linter = Linter::new(contract)?;
    let mut report = Report::default();
    let mut all_read = true;
    for file in &arguments.files {
        let name = input::shown_name(file);
        match input::read(file) {
            Ok(bytes) => {
                let mut subject = linter.lint(name, bytes);
                subject.findings.retain(|finding| selection.keeps(finding.rule));
                report.add(subject, arguments.max_findings);
            }
            Err(failure) => {
                all_read = false;
                complain(&failure, color);
                report.add(unread(name, &failure), arguments.max_findings);
            }
        }
    }
    let printed = print(&match arguments.format {
        Format::Text => text::report(&report, text_options(color)),
        Format::Json => {
            let report = json::report(&report, arguments.show_values);
            let text = serde_json::to_string_pretty(&report)
                .map_err(|error| Failure::Write(std::io::Error::other(error)))?;
            terminal_safe(&text) + "\n"
        }
    });
    match printed {
        // Whoever stopped reading still learns from the exit code what was found.
        Ok(()) | Err(Failure::ClosedPipe) => {}
        Err(failure) => return Err(failure),
    }
    Ok(exit_code(&report, all_read, arguments.deny_warnings))
}

/// 1 where something is wrong, else 2 where something was not looked at, else 0.
fn exit_code(report: &Report, all_read: bool, deny_warnings: bool) -> ExitCode {
    if !all_read {
        ExitCode::from(2)
    } else if report.count(Severity::Error) > 0 || (deny_warnings && report.count(Severity::Warning) > 0) {
        ExitCode::from(1)
    } else if report.files(Verdict::NotChecked) > 0 {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}

fn unread(name: &str, failure: &Failure) -> Subject {
    Subject {
        file: name.to_owned(),
        checked_as: None,
        findings: Vec::new(),
        not_checked: vec![NotChecked {
            file: name.to_owned(),
            pointer: None,
            reason: Message::new(failure.to_string()),
        }],
    }
}

/// What payloads are held against.
enum Contract<'c> {
    Document(&'c Document, Box<Choice>),
    Schema(&'c Resource, &'c Pointer),
}

/// Lints one file after another against one contract, compiling each schema once.
struct Linter<'c> {
    contract: Contract<'c>,
    validator: Validator<'c>,
    checkers: HashMap<Pointer, Result<Checker<'c>, String>>,
    plans: HashMap<Pointer, Option<(FastPlan<'c>, FastScratch<'c>)>>,
}

impl<'c> Linter<'c> {
    fn new(contract: Contract<'c>) -> Result<Self, Failure> {
        let resource = match &contract {
            Contract::Document(document, _) => document.resource(),
            Contract::Schema(resource, _) => resource,
        };
        let validator = Validator::new(resource).map_err(|error| Failure::Usage(error.to_string()))?;
        let mut linter = Self { contract, validator, checkers: HashMap::new(), plans: HashMap::new() };
        if let Contract::Schema(_, pointer) = &linter.contract {
            // A wrong pointer or a broken schema is a wrong argument, whatever the payloads are.
            let pointer = (*pointer).clone();
            if let Err(message) = linter.checker(&pointer) {
                return Err(Failure::Usage(message.clone()));
            }
        }
        Ok(linter)
    }

    fn checker(&mut self, schema: &Pointer) -> &Result<Checker<'c>, String> {
        let validator = &self.validator;
        self.checkers
            .entry(schema.clone())
            .or_insert_with(|| validator.schema(schema).map_err(|error| error.to_string()))
    }

    fn lint(&mut self, name: &str, bytes: Vec<u8>) -> Subject {
        let text = Padded::new(bytes);
        self.lint_clean(name, &text).unwrap_or_else(|| self.lint_fully(name, text.bytes()))
    }

    /// The fast pass: a payload in which nothing is wrong at all; `None` where only the full pass can tell.
    fn lint_clean(&mut self, name: &str, text: &Padded) -> Option<Subject> {
        let (assumption, schema) = self.decide(&glance(text)?)?;
        let (plan, scratch) = self.plan(&schema?).as_mut()?;
        (plan.judge(text, scratch) == Answer::Clean).then(|| Subject {
            file: name.to_owned(),
            checked_as: Some(assumption),
            findings: Vec::new(),
            not_checked: Vec::new(),
        })
    }

    fn plan(&mut self, schema: &Pointer) -> &mut Option<(FastPlan<'c>, FastScratch<'c>)> {
        let validator = &self.validator;
        self.plans.entry(schema.clone()).or_insert_with(|| {
            // A schema that does not compile is reported by the full pass.
            let plan = validator.fast_plan(schema).ok().flatten()?;
            let scratch = plan.scratch();
            Some((plan, scratch))
        })
    }

    fn lint_fully(&mut self, name: &str, bytes: &[u8]) -> Subject {
        let Parsed { source, tree, faults } = parse_json(name, bytes, &Limits::default());
        let mut subject = Subject {
            file: name.to_owned(),
            checked_as: None,
            findings: Vec::new(),
            not_checked: Vec::new(),
        };
        let not_checked = |reason: Message| NotChecked { file: name.to_owned(), pointer: None, reason };
        let has_more = faults.iter().any(|fault| fault.kind == FaultKind::TrailingContent);
        for fault in faults {
            let line = source.position(fault.span.start).line;
            if fault.fatal {
                let reason = format!("the text can't be read past line {line}, so no schema was applied");
                subject.not_checked.push(not_checked(reason.into()));
            } else if fault.kind == FaultKind::TrailingContent {
                let reason = format!("what follows the first value, from line {line} on, was not looked at");
                subject.not_checked.push(not_checked(reason.into()));
            }
            subject.findings.push(Finding::from_fault(fault, &source));
        }
        let Some(tree) = tree else {
            return subject;
        };
        let mut locator = Locator::new(&tree);
        subject.findings =
            subject.findings.into_iter().map(|finding| finding.located(&mut locator)).collect();
        if has_more && !matches!(tree.root().kind(), Kind::Array | Kind::Object) {
            // The first cell of a table, or the first word of a log: no schema is about that.
            return subject;
        }
        let Some((assumption, schema)) = self.decide(&Glance::of(tree.root())) else {
            let reason = "nothing in it tells which operation's body it is; --op ID chooses";
            subject.not_checked.push(not_checked(reason.into()));
            return subject;
        };
        let described = assumption.checked_as.clone();
        subject.checked_as = Some(assumption);
        let Some(schema) = schema else {
            let reason = format!("the document gives no schema for the {described}");
            subject.not_checked.push(not_checked(reason.into()));
            return subject;
        };
        match self.checker(&schema) {
            Ok(checker) => {
                let found = checker.check(&tree);
                subject.findings.extend(found.findings);
                subject.not_checked.extend(found.not_checked);
            }
            Err(message) => subject.not_checked.push(not_checked(message.as_str().into())),
        }
        subject.findings.sort_by_key(|finding| finding.place.span.start);
        subject
    }

    fn decide(&self, payload: &Glance) -> Option<(Assumption, Option<Pointer>)> {
        match &self.contract {
            Contract::Schema(resource, pointer) => {
                let checked_as = format!("{}#{pointer}", resource.tree().source().name());
                let assumption = Assumption { checked_as, assumed: false, because: String::new() };
                Some((assumption, Some((*pointer).clone())))
            }
            Contract::Document(document, choice) => {
                let guess = choice.decide(document, payload)?;
                let assumption = Assumption {
                    checked_as: guess.target.describe(),
                    assumed: !choice.is_certain,
                    because: guess.because,
                };
                Some((assumption, guess.target.schema))
            }
        }
    }
}
