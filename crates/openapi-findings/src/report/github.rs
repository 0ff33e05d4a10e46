//! The report as workflow commands, which GitHub Actions turns into annotations of the files of a pull request.

use std::fmt::Write;

use openapi_source::escape_controls;

use super::json::{JsonFinding, JsonReport};
use super::words;
use crate::Severity;

/// The whole report. GitHub shows the first ten errors and the first ten warnings of a step, so errors come first.
pub fn report(report: &JsonReport) -> String {
    let mut out = String::new();
    for part in &report.not_checked {
        let properties = [("file", part.file.clone()), ("title", "not checked".to_owned())];
        command(&mut out, "error", &properties, &[&part.reason]);
    }
    let mut findings: Vec<&JsonFinding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in findings {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = vec![("file", finding.file.clone()), ("line", words::line(finding).to_string())];
        // Columns of a place that spans lines are refused, and a sheet has none.
        let is_sheet = words::is_in_workbook(finding);
        if !is_sheet && finding.line == finding.end_line {
            properties.push(("col", finding.column.to_string()));
            properties.push(("endColumn", finding.end_column.to_string()));
        } else if !is_sheet {
            properties.push(("endLine", finding.end_line.to_string()));
        }
        properties.push(("title", title(finding)));
        let mut lines = vec![finding.message.as_str()];
        lines.extend(finding.help.as_deref());
        command(&mut out, level, &properties, &lines);
    }
    command(&mut out, "notice", &[("title", "securegate".to_owned())], &[&words::totals(&report.summary)]);
    out
}

/// The rule, and where in a table or list it is broken, since an annotation may stand beside a line that says neither.
fn title(finding: &JsonFinding) -> String {
    let record = words::record(finding);
    if record.is_empty() { finding.rule.clone() } else { format!("{} ({record})", finding.rule) }
}

/// One command on a line of its own. Nothing in it can end it or start another.
fn command(out: &mut String, name: &str, properties: &[(&str, String)], lines: &[&str]) {
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let lines: Vec<String> = lines.iter().map(|line| data(line)).collect();
    let _ = writeln!(out, "::{name} {}::{}", properties.join(","), lines.join("%0A"));
}

fn data(text: &str) -> String {
    // Controls are gone after the first step, so only the sign of the escape itself is left to be escaped.
    escape_controls(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_the_command_are_escaped() {
        assert_eq!(data("50% of\n::error::x"), "50%25 of\\u{a}::error::x");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
