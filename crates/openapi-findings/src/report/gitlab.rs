//! The report as GitLab reads it for the quality of code: one array of issues.

use serde::Serialize;

use super::json::JsonReport;
use super::words;
use crate::Severity;
use crate::fingerprint::{digest, fingerprints, hex, portable_path};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// The whole report. What was not looked at is an issue too, of a higher severity than any finding.
///
/// # Errors
/// None that these types can give; the serializer's signature has one.
pub fn report(report: &JsonReport) -> Result<String, serde_json::Error> {
    let issue = |file: &str, line, severity, rule: &str, description: String, fingerprint| Issue {
        description,
        check_name: rule.to_owned(),
        fingerprint,
        severity,
        location: Location { path: portable_path(file), lines: Lines { begin: line } },
    };
    let found = report.findings.iter().zip(fingerprints(&report.findings)).map(|(finding, fingerprint)| {
        let severity = match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        };
        let record = words::record(finding);
        let at = if record.is_empty() { String::new() } else { format!(" ({record})") };
        let description = format!("{}{at}", finding.message);
        issue(&finding.file, words::line(finding), severity, &finding.rule, description, fingerprint)
    });
    let not_checked = report.not_checked.iter().enumerate().map(|(index, part)| {
        let fingerprint = hex(&digest(&["not checked", &part.file, &index.to_string()])[..16]);
        issue(&part.file, 1, "critical", "not-checked", format!("not checked: {}", part.reason), fingerprint)
    });
    let issues: Vec<Issue> = not_checked.chain(found).collect();
    serde_json::to_string_pretty(&issues).map(|text| text + "\n")
}
