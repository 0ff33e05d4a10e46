//! Phrases that several reports have in common.

use std::fmt::Write;

use openapi_source::escape_controls;

use super::json::{JsonFinding, JsonSummary};

/// Which record or cell a finding is about: `record 2`, or `row 7, column "Mobile", cell C7`; empty where it is none.
pub(super) fn record(finding: &JsonFinding) -> String {
    let Some(cell) = &finding.cell else {
        return finding.record.map_or(String::new(), |record| format!("record {record}"));
    };
    let mut text = format!("row {}", cell.row);
    if let Some(column) = &cell.column {
        let _ = write!(text, ", column \"{column}\"");
    }
    if let Some(reference) = &cell.reference {
        let _ = write!(text, ", cell {reference}");
    }
    text
}

/// Where a finding is, for a person: `guests.json:7:3, record 2`.
pub(super) fn place(finding: &JsonFinding) -> String {
    let (position, record) = (position(finding), record(finding));
    if record.is_empty() { position } else { format!("{position}, {record}") }
}

/// `guests.json:7:3`; of a workbook, in which lines and columns of its rendition are nowhere, the name alone.
pub(super) fn position(finding: &JsonFinding) -> String {
    if is_in_workbook(finding) {
        finding.file.clone()
    } else {
        format!("{}:{}:{}", finding.file, finding.line, finding.column)
    }
}

/// Whether the file is a workbook, which has cells and no lines.
pub(super) fn is_in_workbook(finding: &JsonFinding) -> bool {
    finding.cell.as_ref().is_some_and(|cell| cell.reference.is_some())
}

/// The line to show a finding at: that of the text, or the row of a sheet, which has no lines.
pub(super) fn line(finding: &JsonFinding) -> u32 {
    match &finding.cell {
        Some(cell) if cell.reference.is_some() => u32::try_from(cell.row).unwrap_or(u32::MAX),
        _ => finding.line,
    }
}

/// `2 errors, 1 warning in 3 files`, and what was accepted.
pub(super) fn totals(summary: &JsonSummary) -> String {
    let found = counts(summary.errors, summary.warnings, summary.infos);
    let files = summary.files.len() as u64;
    let accepted = accepted(summary.suppressed, summary.baselined);
    let accepted = if accepted.is_empty() { accepted } else { format!("; {accepted}") };
    format!("{found} in {}{accepted}", many(files, "file"))
}

/// `2 errors, 1 warning`; `no findings` where there are none.
pub(super) fn counts(errors: u64, warnings: u64, infos: u64) -> String {
    let mut words = Vec::new();
    for (count, word) in [(errors, "error"), (warnings, "warning")] {
        if count > 0 {
            words.push(many(count, word));
        }
    }
    if infos > 0 {
        words.push(format!("{infos} info"));
    }
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}

/// `3 suppressed, 12 known to the baseline`; empty where there are none.
pub(super) fn accepted(suppressed: u64, baselined: u64) -> String {
    let mut words = Vec::new();
    if suppressed > 0 {
        words.push(format!("{suppressed} suppressed"));
    }
    if baselined > 0 {
        words.push(format!("{baselined} known to the baseline"));
    }
    words.join(", ")
}

/// `1 file`, `2 files`.
pub(super) fn many(count: u64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Text for an element or an attribute of HTML or XML. Controls, most of which XML 1.0 forbids even as references, are
/// escaped as they are on a terminal; two more code points are no characters in XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape_controls(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
