//! `securegate lint`: payloads against the contract, and against the rules that no contract can say.

mod fixing;
mod lines;
mod linter;
mod settings;
mod sieve;
mod table;
mod whole;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::process::ExitCode;

use openapi_findings::{NotChecked, Report, Selection, Severity, Subject, Verdict};
use openapi_source::Message;
use securegate_rules::Memory;

use crate::choice::Choice;
use crate::cli::{ColorWhen, LintArgs};
use crate::contract;
use crate::format::InputFormat;
use crate::input::{self, Opened};
use crate::lookup::{all_rules, unknown_rule};
use crate::output::{Failure, complain};
use crate::paths::{Excluded, expand};
use crate::reports;
use crate::table_options::TableOptions;
use fixing::Fixing;
use linter::{Contract, Linter};
use settings::Settings;

pub(crate) use sieve::{Sieve, Sifted};
pub(crate) use table::{RowCut, TableRows};

/// Runs the command.
pub(crate) fn run(arguments: &LintArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    let selection = Selection::new(&arguments.select, &arguments.ignore, &all_rules())
        .map_err(|unknown| Failure::Usage(unknown_rule(&unknown.0)))?;
    let inputs = expand(&arguments.files, &Excluded::new(&arguments.exclude)?)?;
    let (resource, target);
    let document;
    let contract = if let Some(schema) = &arguments.schema {
        (resource, target) = contract::schema(schema, arguments.spec.refs, color)?;
        Contract::Schema(&resource, &target)
    } else {
        document = contract::document(&arguments.spec, color)?;
        Contract::Document(&document, Box::new(Choice::new(&document, arguments)?))
    };
    let tables = arguments.tables.options()?;
    let mut linter = Linter::new(contract, BTreeMap::new())?;
    let triage = RefCell::new(arguments.baseline.triage(Vec::new())?);
    let settings = Settings { selection, max_findings: arguments.max_findings, triage, watch: None };
    let mut memory = Memory::new();
    let mut report = Report::default();
    let mut all_read = true;
    let mut fixing = Fixing::new(arguments.fixes, color);
    for file in &inputs {
        let told = if arguments.lines { Some(InputFormat::Ndjson) } else { arguments.input };
        let linted = match &mut fixing {
            Some(fixing) => fixing.lint(&mut linter, file, told, &tables, &settings, &mut memory),
            None => linter.lint(file, told, &tables, &settings, &mut memory),
        };
        match linted {
            Ok(subject) => report.add(subject, arguments.max_findings),
            Err(failure) => {
                all_read = false;
                complain(&failure, color);
                report.add(unread(input::shown_name(file), &failure), arguments.max_findings);
            }
        }
    }
    let to_stderr = fixing.as_ref().is_some_and(Fixing::writes_to_stdout);
    if let Some(fixing) = fixing {
        fixing.summarize();
        if arguments.fixes.diff {
            return Ok(fixing.exit_code(all_read));
        }
    }
    let Settings { selection, triage, .. } = settings;
    let looked_at: Vec<String> = report.outcomes.iter().map(|outcome| outcome.file.clone()).collect();
    let (late, baseline) = triage.into_inner().finish(&looked_at, &|rule| selection.keeps(rule));
    for finding in late.into_iter().filter(|finding| selection.keeps(finding.rule)) {
        report.add_late(finding, arguments.max_findings);
    }
    if let Some(baseline) = baseline {
        arguments.baseline.write(&baseline)?;
    }
    let code = exit_code(&report, all_read, arguments.deny_warnings);
    let printed = reports::give(&report, &arguments.reports, code, arguments.deny_warnings, to_stderr, color);
    match printed {
        // Whoever stopped reading still learns from the exit code what was found.
        Ok(()) | Err(Failure::ClosedPipe) => {}
        Err(failure) => return Err(failure),
    }
    Ok(ExitCode::from(code))
}

impl Linter<'_> {
    /// Lints one input, a file or `-` for standard input, in the notation that is `told`, or else seen.
    ///
    /// # Errors
    /// It can't be read.
    pub(crate) fn lint(
        &mut self,
        file: &str,
        told: Option<InputFormat>,
        tables: &TableOptions,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        let named = told.or_else(|| InputFormat::of_name(file));
        if named == Some(InputFormat::Json) {
            return self.lint_json_file(file, settings, memory);
        }
        let mut opened = Opened::new(file)?;
        let format = match named {
            Some(format) => format,
            None => InputFormat::of_start(opened.start()?),
        };
        self.lint_opened(file, opened, format, tables, settings, memory)
    }

    /// Lints an input that is open already.
    ///
    /// # Errors
    /// It can't be read.
    fn lint_opened(
        &mut self,
        file: &str,
        opened: Opened,
        format: InputFormat,
        tables: &TableOptions,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        let name = input::shown_name(file);
        match format {
            InputFormat::Json => Ok(self.lint_json(name, opened.read()?, settings, memory)),
            InputFormat::Yaml => Ok(self.lint_yaml(name, &opened.read()?, settings, memory)),
            InputFormat::Ndjson => self.lint_lines(name, Box::new(opened), settings, memory),
            InputFormat::Csv => self.lint_table(file, opened, tables, settings, memory),
            InputFormat::Xlsx => self.lint_sheet(file, opened, tables, settings, memory),
        }
    }
}

/// 1 where something is wrong, else 2 where something was not looked at, else 0.
fn exit_code(report: &Report, all_read: bool, deny_warnings: bool) -> u8 {
    if !all_read {
        2
    } else if report.count(Severity::Error) > 0 || (deny_warnings && report.count(Severity::Warning) > 0) {
        1
    } else if report.files(Verdict::NotChecked) > 0 {
        2
    } else {
        0
    }
}

fn unread(name: &str, failure: &Failure) -> Subject {
    let reason = Message::new(failure.to_string());
    let not_checked = vec![NotChecked { file: name.to_owned(), pointer: None, reason }];
    Subject { not_checked, ..Subject::new(name) }
}
