//! `securegate lint`: payloads against the contract, and against the rules that no contract can say.

mod fixing;
mod lines;
mod linter;
mod plan;
mod settings;
mod sieve;
mod table;
mod watch;
mod whole;

use std::process::ExitCode;

use openapi_findings::{NotChecked, Report, Severity, Subject, Verdict};
use openapi_source::Message;
use securegate_rules::Memory;

use crate::cli::{ColorWhen, LintArgs};
use crate::config::Given;
use crate::format::InputFormat;
use crate::input::{self, Opened};
use crate::output::{Failure, complain};
use crate::reports::{self, ReportArgs};
use crate::table_options::TableOptions;
use fixing::Fixing;
use linter::Linter;
use plan::{Plan, Planned};
use settings::Settings;

pub(crate) use sieve::{Sieve, Sifted};
pub(crate) use table::{RowCut, TableRows};

/// Runs the command.
pub(crate) fn run(arguments: &LintArgs, given: Given, color: ColorWhen) -> Result<ExitCode, Failure> {
    if arguments.watch {
        watch::watch(arguments, given, color, || once(arguments, given, color))
    } else {
        once(arguments, given, color)
    }
}

/// Lints all inputs once.
fn once(arguments: &LintArgs, given: Given, color: ColorWhen) -> Result<ExitCode, Failure> {
    let plan = Plan::new(arguments, given)?;
    let grounds = plan.grounds(arguments, color)?;
    let mut linters = plan.linters(arguments, &grounds)?;
    let tables = arguments.tables.options()?;
    let mut memory = Memory::new();
    let mut report = Report::default();
    let mut all_read = true;
    let mut fixing = Fixing::new(arguments.fixes, color);
    for Planned { file, settings, linter } in &plan.inputs {
        let linter = &mut linters[*linter];
        let told = if arguments.lines { Some(InputFormat::Ndjson) } else { arguments.input };
        let linted = match &mut fixing {
            Some(fixing) => fixing.lint(linter, file, told, &tables, settings, &mut memory),
            None => linter.lint(file, told, &tables, settings, &mut memory),
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
    let looked_at: Vec<String> = report.outcomes.iter().map(|outcome| outcome.file.clone()).collect();
    let reports = ReportArgs { format: plan.run.format.value, ..arguments.reports.clone() };
    let deny_warnings = plan.run.deny_warnings.value;
    let (late, baseline) = plan.finish(&looked_at);
    for finding in late {
        report.add_late(finding, arguments.max_findings);
    }
    if let Some((written, baseline)) = baseline {
        written.write(&baseline)?;
    }
    let code = exit_code(&report, all_read, deny_warnings);
    let printed = reports::give(&report, &reports, code, deny_warnings, to_stderr, color);
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
