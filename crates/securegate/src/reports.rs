//! Which reports a run gives, in which format, and where they go.

use std::cell::LazyCell;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use openapi_findings::json::JsonReport;
use openapi_findings::{
    Report, Run, TextOptions, baseline_schema, github, gitlab, html, json, junit, markdown, ndjson, sarif,
    text,
};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cli::ColorWhen;
use crate::lookup::{all_rules, pretty};
use crate::output::{Failure, print, print_stderr, stderr_text_options, terminal_safe, text_options};
use crate::save;

/// How to report.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct ReportArgs {
    /// How to report on standard output.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ReportFormat,

    /// Write a report to a file too, such as `sarif=guests.sarif`; may be given several times.
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = parse_report)]
    pub(crate) written: Vec<(ReportFormat, PathBuf)>,

    /// In text, show how often each rule is broken, and how much of it can be fixed, in place of the findings.
    #[arg(long)]
    pub(crate) statistics: bool,

    /// Show payload values in machine reports, where they are masked by default. They are personal data.
    #[arg(long)]
    pub(crate) show_values: bool,
}

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReportFormat {
    /// For people, with the source lines; the only format that shows values unasked.
    Text,
    /// One JSON object; its schema: `securegate report-schema`.
    Json,
    /// A JSON object a line, a line a finding, the summary last.
    Ndjson,
    /// SARIF 2.1.0, for dashboards of scanners and editors.
    Sarif,
    /// `JUnit` XML, for pages of test results.
    Junit,
    /// Commands that GitHub Actions turns into annotations.
    Github,
    /// What GitLab shows as code quality.
    Gitlab,
    /// A summary for the page of a job.
    Markdown,
    /// A page for the browser in one file.
    Html,
}

/// Which schema.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What the schema is of; for `ndjson` it is that of one line.
    #[arg(long, value_enum, default_value_t = SchemaFormat::Json, value_name = "FORMAT")]
    format: SchemaFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaFormat {
    /// The whole report.
    Json,
    /// A line of the report.
    Ndjson,
    /// The file that `--write-baseline` writes.
    Baseline,
}

/// `sarif=out/guests.sarif`
fn parse_report(argument: &str) -> Result<(ReportFormat, PathBuf), String> {
    let (format, file) = argument.split_once('=').ok_or("it is written FORMAT=FILE")?;
    let format = ReportFormat::from_str(format, true).map_err(|_| {
        let names: Vec<_> =
            ReportFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value).collect();
        let names: Vec<_> = names.iter().map(clap::builder::PossibleValue::get_name).collect();
        format!("there is no format `{format}`; there are {}", names.join(", "))
    })?;
    if file.is_empty() {
        return Err("it is written FORMAT=FILE".to_owned());
    }
    Ok((format, file.into()))
}

/// Writes the reports to files, then the one for standard output there, or to standard error where something else is on
/// standard output.
///
/// # Errors
/// A file or standard output can't be written.
pub(crate) fn give(
    report: &Report,
    arguments: &ReportArgs,
    exit_code: u8,
    deny_warnings: bool,
    to_stderr: bool,
    color: ColorWhen,
) -> Result<(), Failure> {
    let rules = all_rules();
    let run = Run { version: env!("CARGO_PKG_VERSION"), rules: &rules, exit_code, deny_warnings };
    // A report in text needs none of it, and it may be large.
    let data = LazyCell::new(|| json::report(report, arguments.show_values));
    for (format, path) in &arguments.written {
        let text = match format {
            ReportFormat::Text => plain(report, arguments, text_options(ColorWhen::Never)),
            format => machine(*format, &data, &run)?,
        };
        save::write(path, text.as_bytes())
            .map_err(|source| Failure::WriteFile { file: path.display().to_string(), source })?;
    }
    let print = if to_stderr { print_stderr } else { print };
    print(&match arguments.format {
        ReportFormat::Text if to_stderr => plain(report, arguments, stderr_text_options(color)),
        ReportFormat::Text => plain(report, arguments, text_options(color)),
        format => machine(format, &data, &run)?,
    })
}

fn plain(report: &Report, arguments: &ReportArgs, options: TextOptions) -> String {
    if arguments.statistics { text::statistics(report, options) } else { text::report(report, options) }
}

/// A report for a program, or for a page: personal values are masked unless the data has them.
fn machine(format: ReportFormat, data: &JsonReport, run: &Run<'_>) -> Result<String, Failure> {
    let failed = |error| Failure::Write(std::io::Error::other(error));
    Ok(match format {
        ReportFormat::Text | ReportFormat::Json => {
            terminal_safe(&serde_json::to_string_pretty(data).map_err(failed)?) + "\n"
        }
        ReportFormat::Ndjson => terminal_safe(&ndjson::report(data).map_err(failed)?),
        ReportFormat::Sarif => pretty(&sarif::report(data, run)),
        ReportFormat::Gitlab => terminal_safe(&gitlab::report(data).map_err(failed)?),
        ReportFormat::Junit => junit::report(data, run),
        ReportFormat::Github => github::report(data),
        ReportFormat::Markdown => markdown::report(data),
        ReportFormat::Html => html::report(data, run).map_err(failed)?,
    })
}

/// `securegate report-schema`.
pub(crate) fn schema(arguments: &SchemaArgs) -> Result<ExitCode, Failure> {
    print(&pretty(&match arguments.format {
        SchemaFormat::Json => json::schema(),
        SchemaFormat::Ndjson => ndjson::schema(),
        SchemaFormat::Baseline => baseline_schema(),
    }))?;
    Ok(ExitCode::SUCCESS)
}
