//! The report as GitHub-flavoured Markdown: a summary for the page of a job.

use std::fmt::Write;

use openapi_source::escape_controls;

use super::json::{JsonFinding, JsonReport};
use super::words;
use crate::{Severity, Verdict};

/// The most findings that are listed; a page of a job is read, not searched.
const MAX_FINDINGS: usize = 50;

/// The most files that are listed.
const MAX_FILES: usize = 200;

/// The whole report.
pub fn report(report: &JsonReport) -> String {
    let summary = &report.summary;
    let mut out = format!("## securegate: {}\n\n", prose(&words::totals(summary)));
    out.push_str("| File | Verdict | Records | Errors | Warnings | Infos |\n|---|---|--:|--:|--:|--:|\n");
    for file in summary.files.iter().take(MAX_FILES) {
        let verdict = match file.verdict {
            Verdict::Valid => "✅ valid",
            Verdict::Invalid => "❌ invalid",
            Verdict::NotChecked => "⚠️ not checked",
        };
        let records = file.records.map_or(String::new(), |records| records.to_string());
        let _ = writeln!(
            out,
            "| {} | {verdict} | {records} | {} | {} | {} |",
            code(&file.file),
            file.errors,
            file.warnings,
            file.infos
        );
    }
    and_more(&mut out, summary.files.len() as u64, MAX_FILES, "file");
    if !report.not_checked.is_empty() {
        out.push_str("\n### Not checked\n\n");
        for part in report.not_checked.iter().take(MAX_FINDINGS) {
            let _ = writeln!(out, "- {}: {}", code(&part.file), prose(&part.reason));
        }
        and_more(&mut out, report.not_checked.len() as u64, MAX_FINDINGS, "part");
    }
    if !summary.by_rule.is_empty() {
        out.push_str(
            "\n### By rule\n\n| Rule | Severity | Findings | Fixable | By a guess |\n|---|---|--:|--:|--:|\n",
        );
        for line in &summary.by_rule {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                code(&line.rule),
                severity(line.severity),
                line.count,
                line.fixable,
                line.fixable_unsafe
            );
        }
    }
    findings(&mut out, report);
    out
}

fn findings(out: &mut String, report: &JsonReport) {
    if report.findings.is_empty() {
        return;
    }
    let mut findings: Vec<&JsonFinding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    out.push_str("\n### Findings\n\n| | Rule | Place | What is wrong, and what to do |\n|---|---|---|---|\n");
    for finding in findings.iter().take(MAX_FINDINGS) {
        let help = finding.help.as_deref().map_or(String::new(), |help| format!("<br>{}", prose(help)));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {}{help} |",
            severity(finding.severity),
            code(&finding.rule),
            code(&words::place(finding)),
            prose(&finding.message)
        );
    }
    let all = report.summary.errors + report.summary.warnings + report.summary.infos;
    and_more(out, all, MAX_FINDINGS.min(findings.len()), "finding");
}

fn and_more(out: &mut String, all: u64, listed: usize, what: &str) {
    let more = all.saturating_sub(listed as u64);
    if more > 0 {
        let _ = writeln!(out, "\nand {} more", words::many(more, what));
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "🔴 error",
        Severity::Warning => "🟡 warning",
        Severity::Info => "🔵 info",
    }
}

/// Prose whose pieces in backticks become code.
fn prose(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces.map(|(index, piece)| if index % 2 == 1 { code(piece) } else { escaped(piece) }).collect()
}

/// Code as an HTML element, since what is in backticks can't hold a backtick or, in a table, a bar.
fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<code>{}</code>", escaped(text)) }
}

/// Text in which nothing is a sign of Markdown or HTML: character references stand for themselves only. An `@` lies in
/// an element of its own, so that no name behind it is called upon.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = escape_controls(text);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '@' => out.push_str("<code>&#64;</code>"),
            // `www.` begins a link.
            '.' if before.eq_ignore_ascii_case(&'w') => out.push_str("&#46;"),
            '&' | '<' | '>' | '"' | '\'' | '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '(' | ')' | '!'
            | '|' | ':' | '#' | '$' | '^' | '=' | '{' | '}' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_backticks_of_prose_make_code() {
        assert_eq!(prose("is `a|b`, not <b>"), "is <code>a&#124;b</code>, not &#60;b&#62;");
        assert_eq!(escaped("a\n- b"), "a&#92;u&#123;a&#125;- b");
        assert_eq!(escaped("www.x http://y"), "www&#46;x http&#58;//y");
    }
}
