//! Lints payloads against one contract: the fast pass first, the full pass where that can't tell.

use std::collections::HashMap;
use std::io::Read;

use openapi_findings::{Assumption, Finding, NotChecked, Selection, Subject};
use openapi_source::{
    FaultKind, Kind, LeftOut, Limits, Locator, Message, Parsed, Pointer, parse_json_without,
};
use openapi_spec::{Document, Resource};
use openapi_validator::{
    Answer, Checker, FastPlan, FastScratch, Glance, Padded, RecordCheck, Validator, glance,
};

use crate::choice::Choice;
use crate::input;
use crate::output::Failure;

/// Why a payload is not held against anything.
const UNDECIDED: &str = "nothing in it tells which operation's body it is; --op ID chooses";

/// How many records that could not be checked are listed; the others are counted.
const MAX_NOT_CHECKED: usize = 100;

/// What payloads are held against.
pub(crate) enum Contract<'c> {
    Document(&'c Document, Box<Choice>),
    Schema(&'c Resource, &'c Pointer),
}

/// Lints one file after another against one contract, compiling each schema once.
pub(crate) struct Linter<'c> {
    contract: Contract<'c>,
    validator: Validator<'c>,
    checkers: HashMap<Pointer, Result<Checker<'c>, String>>,
    plans: HashMap<Pointer, Option<(FastPlan<'c>, FastScratch<'c>)>>,
}

impl<'c> Linter<'c> {
    pub(crate) fn new(contract: Contract<'c>) -> Result<Self, Failure> {
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

    /// Lints the payload in a file, or on standard input for `-`. A large file in which nothing is wrong is judged
    /// while it is read, and never held as a whole.
    ///
    /// # Errors
    /// It can't be read.
    pub(crate) fn lint_file(&mut self, file: &str) -> Result<Subject, Failure> {
        if input::is_large_file(file)
            && let Some(subject) = self.lint_large_and_clean(file)?
        {
            return Ok(subject);
        }
        Ok(self.lint(input::shown_name(file), input::read(file)?))
    }

    /// `None` where the payload must be read as a whole after all.
    fn lint_large_and_clean(&mut self, file: &str) -> Result<Option<Subject>, Failure> {
        let start = input::start(file)?;
        let Some((assumption, Some(schema))) =
            Glance::of_start(&start).and_then(|glance| self.decide(&glance))
        else {
            return Ok(None);
        };
        let Some((plan, scratch)) = self.plan(&schema).as_mut() else {
            return Ok(None);
        };
        let answer = plan.judge_stream(input::open(file)?, scratch);
        let answer = answer.map_err(|source| Failure::Read { file: file.to_owned(), source })?;
        Ok((answer == Answer::Clean).then(|| Subject { checked_as: Some(assumption), ..Subject::new(file) }))
    }

    /// Lints one payload: where the fast pass finds nothing, that is it; else the full pass looks at what is not clean.
    pub(crate) fn lint(&mut self, name: &str, bytes: Vec<u8>) -> Subject {
        let text = Padded::new(bytes);
        let payload = glance(&text);
        let mut clean = Vec::new();
        if let Some((assumption, Some(schema))) = payload.as_ref().and_then(|payload| self.decide(payload))
            && let Some((plan, scratch)) = self.plan(&schema).as_mut()
        {
            if plan.judge(&text, scratch) == Answer::Clean {
                return Subject { checked_as: Some(assumption), ..Subject::new(name) };
            }
            clean = plan.clean_elements(&text, scratch);
        }
        self.lint_fully(name, text.bytes(), payload, &clean)
    }

    /// Lints newline-delimited JSON, each line a payload of its own, in memory that does not grow with the input.
    /// Findings that `selection` drops are not counted; of the others at most `max_findings` (0: all) are kept.
    ///
    /// # Errors
    /// The input can't be read.
    pub(crate) fn lint_records(
        &mut self,
        name: &str,
        mut input: Box<dyn Read + Send>,
        selection: &Selection,
        max_findings: usize,
    ) -> Result<Subject, Failure> {
        let failed = |source| Failure::Read { file: name.to_owned(), source };
        let first = input::first_line(&mut input).map_err(failed)?;
        let mut subject = Subject::new(name);
        let not_checked =
            |reason: &str| NotChecked { file: name.to_owned(), pointer: None, reason: reason.into() };
        let Some((assumption, Some(schema))) = self.decide(&first_glance(&first)) else {
            subject.not_checked.push(not_checked(UNDECIDED));
            return Ok(subject);
        };
        subject.checked_as = Some(assumption);
        // Compiled before it is borrowed for all threads.
        self.plan(&schema);
        if let Err(message) = self.checker(&schema) {
            subject.not_checked.push(not_checked(message));
            return Ok(subject);
        }
        let Some(Ok(checker)) = self.checkers.get(&schema) else {
            return Ok(subject);
        };
        let fast = self.plans.get(&schema).and_then(|plan| plan.as_ref()).map(|(plan, _)| plan);
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let check = RecordCheck { name, checker, fast, limits: &Limits::default() };
        let mut unlisted = 0u64;
        let records = check.run(&first, input, threads, |found| {
            for finding in found.findings.into_iter().filter(|finding| selection.keeps(finding.rule)) {
                if max_findings == 0 || subject.findings.len() < max_findings {
                    subject.findings.push(finding);
                } else {
                    subject.unlisted.add(finding.severity);
                }
            }
            for part in found.not_checked {
                if subject.not_checked.len() < MAX_NOT_CHECKED {
                    subject.not_checked.push(part);
                } else {
                    unlisted += 1;
                }
            }
        });
        if unlisted > 0 {
            subject.not_checked.push(not_checked(&format!("{unlisted} more that could not be checked")));
        }
        match records {
            Ok(records) => {
                if records == 0 {
                    subject.not_checked.push(not_checked("there is no record in it"));
                }
                subject.records = Some(records);
            }
            // What was read before has been judged; the rest was not.
            Err(error) => subject.not_checked.push(not_checked(&format!("reading stopped: {error}"))),
        }
        Ok(subject)
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

    /// The full pass over all but the elements that are known to be clean, `payload` being what the whole looks like
    /// if that is known.
    fn lint_fully(
        &mut self,
        name: &str,
        bytes: &[u8],
        payload: Option<Glance>,
        clean: &[LeftOut],
    ) -> Subject {
        let Parsed { source, tree, faults } = parse_json_without(name, bytes, &Limits::default(), clean);
        let mut subject = Subject::new(name);
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
        let payload = payload.unwrap_or_else(|| Glance::of(tree.root()));
        let Some((assumption, schema)) = self.decide(&payload) else {
            subject.not_checked.push(not_checked(UNDECIDED.into()));
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

/// How many records are looked at to tell what all of them are.
const GLANCED_RECORDS: usize = 16;

/// What the first record looks like that can be read.
fn first_glance(bytes: &[u8]) -> Glance {
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .take(GLANCED_RECORDS)
        .find_map(|line| glance(&Padded::new(line.to_vec())))
        .unwrap_or_else(Glance::nothing)
}
