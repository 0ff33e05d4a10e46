//! The report as `JUnit` XML: a suite for each file, in it a case for each rule that is broken there.
//!
//! A case per rule, and not per finding, keeps the names of cases the same from run to run, by which servers know
//! them again, and keeps a list of 100,000 guests from being 100,000 cases.

use std::collections::HashMap;
use std::fmt::Write;

use super::json::{JsonFinding, JsonNotChecked, JsonOutcome, JsonReport};
use super::words::escaped;
use super::{Run, words};

/// The most findings of one rule in one file that its case lists.
const MAX_LISTED: usize = 100;

/// The whole report. Findings that fail the run are failures, others make their case a skipped one, which servers
/// show and do not count as broken. What was not looked at is an error.
pub fn report(report: &JsonReport, run: &Run<'_>) -> String {
    let mut by_file: HashMap<&str, Vec<&JsonFinding>> = HashMap::new();
    for finding in &report.findings {
        by_file.entry(&finding.file).or_default().push(finding);
    }
    let mut not_checked: HashMap<&str, Vec<&JsonNotChecked>> = HashMap::new();
    for part in &report.not_checked {
        not_checked.entry(&part.file).or_default().push(part);
    }
    let mut suites = Vec::new();
    for outcome in &report.summary.files {
        // A file that was named twice has its findings in the first of its suites.
        let found = by_file.remove(outcome.file.as_str()).unwrap_or_default();
        let parts = not_checked.remove(outcome.file.as_str()).unwrap_or_default();
        suites.push(suite(outcome, &found, &parts, run));
    }
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"securegate\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        sum(|suite| suite.cases.len()),
        sum(|suite| suite.count(Kind::Failure)),
        sum(|suite| suite.count(Kind::Error))
    );
    for suite in &suites {
        suite.write(&mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

/// What came of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passed,
    Skipped,
    Failure,
    Error,
}

struct Case {
    name: String,
    kind: Kind,
    /// What the list of cases shows.
    message: String,
    /// What the page of the case shows.
    text: String,
}

struct Suite {
    file: String,
    cases: Vec<Case>,
}

fn suite(
    outcome: &JsonOutcome,
    found: &[&JsonFinding],
    not_checked: &[&JsonNotChecked],
    run: &Run<'_>,
) -> Suite {
    let mut rules: Vec<(&str, Vec<&JsonFinding>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for &finding in found {
        let place = *places.entry(&finding.rule).or_insert_with(|| {
            rules.push((&finding.rule, Vec::new()));
            rules.len() - 1
        });
        rules[place].1.push(finding);
    }
    let mut cases: Vec<Case> = rules.iter().map(|(rule, findings)| broken(rule, findings, run)).collect();
    let listed = found.len() as u64;
    let all = outcome.errors + outcome.warnings + outcome.infos;
    if all > listed {
        let kind =
            if run.fails_any(outcome.errors, outcome.warnings) { Kind::Failure } else { Kind::Skipped };
        let message = format!("{} more, which --max-findings left out", words::many(all - listed, "finding"));
        cases.push(Case { name: "not listed".to_owned(), kind, message, text: String::new() });
    }
    if let Some(first) = not_checked.first() {
        let lines: Vec<&str> = not_checked.iter().map(|part| part.reason.as_str()).collect();
        cases.push(Case {
            name: "not checked".to_owned(),
            kind: Kind::Error,
            message: first.reason.clone(),
            text: lines.join("\n"),
        });
    }
    if cases.is_empty() {
        let name = "no findings".to_owned();
        cases.push(Case { name, kind: Kind::Passed, message: String::new(), text: String::new() });
    }
    Suite { file: outcome.file.clone(), cases }
}

/// The case of a rule that is broken.
fn broken(rule: &str, findings: &[&JsonFinding], run: &Run<'_>) -> Case {
    let fails = findings.iter().any(|finding| run.fails(finding.severity));
    let kind = if fails { Kind::Failure } else { Kind::Skipped };
    let first = findings.first().map_or("", |finding| finding.message.as_str());
    let message = if findings.len() == 1 {
        first.to_owned()
    } else {
        format!("{}, the first: {first}", words::many(findings.len() as u64, "finding"))
    };
    let mut text = String::new();
    for finding in findings.iter().take(MAX_LISTED) {
        let _ = writeln!(text, "{} {}: {}", words::place(finding), finding.severity.name(), finding.message);
        if let Some(help) = &finding.help {
            let _ = writeln!(text, "    {help}");
        }
    }
    if findings.len() > MAX_LISTED {
        let _ = writeln!(text, "and {} more", findings.len() - MAX_LISTED);
    }
    Case { name: rule.to_owned(), kind, message, text }
}

impl Suite {
    fn count(&self, kind: Kind) -> usize {
        self.cases.iter().filter(|case| case.kind == kind).count()
    }

    fn write(&self, out: &mut String) {
        let name = escaped(&self.file);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            self.cases.len(),
            self.count(Kind::Failure),
            self.count(Kind::Error),
            self.count(Kind::Skipped)
        );
        for case in &self.cases {
            let _ = write!(out, "    <testcase classname=\"{name}\" name=\"{}\"", escaped(&case.name));
            let (message, text) = (escaped(&case.message), escaped_lines(&case.text));
            let _ = match case.kind {
                Kind::Passed => writeln!(out, "/>"),
                Kind::Skipped => writeln!(
                    out,
                    ">\n      <skipped message=\"{message}\"/>\n      <system-out>{text}</system-out>\n    </testcase>"
                ),
                Kind::Failure => writeln!(
                    out,
                    ">\n      <failure type=\"{}\" message=\"{message}\">{text}</failure>\n    </testcase>",
                    escaped(&case.name)
                ),
                Kind::Error => writeln!(
                    out,
                    ">\n      <error type=\"not-checked\" message=\"{message}\">{text}</error>\n    </testcase>"
                ),
            };
        }
        out.push_str("  </testsuite>\n");
    }
}

/// Text of several lines, which our own line feeds separate.
fn escaped_lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_replaced() {
        assert_eq!(escaped("a<b>&\"'\u{0}\u{1b}\u{ffff}"), "a&lt;b&gt;&amp;&quot;&#39;\\u{0}\\u{1b}\u{fffd}");
        assert_eq!(escaped("]]>"), "]]&gt;");
    }
}
