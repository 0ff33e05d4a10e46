//! `securegate lint`: payloads against the contract.

use std::process::ExitCode;

use openapi_findings::{NotChecked, Report, Selection, Severity, Subject, Verdict, json, text};
use openapi_source::Message;

use crate::choice::Choice;
use crate::cli::{ColorWhen, Format, LintArgs};
use crate::contract;
use crate::input;
use crate::linter::{Contract, Linter};
use crate::lookup::{all_rules, unknown_rule};
use crate::output::{Failure, complain, print, terminal_safe, text_options};

/// Runs the command.
pub(crate) fn run(arguments: &LintArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    let selection = Selection::new(&arguments.select, &arguments.ignore, &all_rules())
        .map_err(|unknown| Failure::Usage(unknown_rule(&unknown.0)))?;
    let (resource, target);
    let document;
    let contract = if let Some(schema) = &arguments.schema {
        (resource, target) = contract::schema(schema, arguments.spec.refs, color)?;
        Contract::Schema(&resource, &target)
    } else {
        document = contract::document(&arguments.spec, color)?;
        Contract::Document(&document, Box::new(Choice::new(&document, arguments)?))
    };
    let mut linter = Linter::new(contract)?;
    let mut report = Report::default();
    let mut all_read = true;
    for file in &arguments.files {
        let name = input::shown_name(file);
        let records = arguments.lines || input::is_record_file(file);
        let linted = if records {
            input::open(file)
                .and_then(|input| linter.lint_records(name, input, &selection, arguments.max_findings))
        } else {
            linter.lint_file(file)
        };
        match linted {
            Ok(mut subject) => {
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
    let reason = Message::new(failure.to_string());
    let not_checked = vec![NotChecked { file: name.to_owned(), pointer: None, reason }];
    Subject { not_checked, ..Subject::new(name) }
}
