//! The report as one HTML file that needs nothing else: no network, no other file, and to be read not even a script.
//!
//! The page holds the first findings as a table. All of them lie in a block of data, from which the script, if it runs,
//! draws a page at a time, so that 100,000 findings take no longer to show than a hundred. Its policy lets no script
//! run but this one, by its digest.

mod chart;
mod data;

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::json::{JsonFinding, JsonPlace, JsonReport};
use super::words::escaped;
use super::{Run, words};
use crate::{Severity, Verdict};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The most findings that can be read without the script.
const MAX_STATIC: usize = 500;

/// The most files in the table of files.
const MAX_FILES: usize = 500;

/// The whole page.
///
/// # Errors
/// None that these types can give; the serializer's signature has one.
pub fn report(report: &JsonReport, run: &Run<'_>) -> Result<String, serde_json::Error> {
    let totals = escaped(&words::totals(&report.summary));
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; script-src '{}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>securegate: {totals}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<div class=\"page\">\n\
         <header class=\"page-head\"><div><h1>securegate report</h1><p class=\"faint\">{totals}</p></div>\n\
         <button id=\"theme\" class=\"needs-script\" type=\"button\" hidden>Light or dark</button></header>\n<main>",
        source(STYLE),
        source(SCRIPT)
    );
    tiles(&mut out, report);
    out.push_str("<div class=\"two\">\n");
    files(&mut out, report);
    chart::write(&mut out, &report.summary.by_rule);
    out.push_str("</div>\n");
    not_checked(&mut out, report);
    findings(&mut out, report);
    let _ = writeln!(
        out,
        "</main>\n<footer>securegate {}. Lines and columns are counted from 1. <span class=\"needs-script\" hidden>\
         <kbd>/</kbd> searches, <kbd>Esc</kbd> clears the search.</span></footer>\n</div>",
        escaped(run.version)
    );
    let _ = writeln!(out, "<script type=\"application/json\" id=\"data\">{}</script>", data::json(report)?);
    let _ = writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>");
    Ok(out)
}

/// What a policy calls a piece of the page that may be used.
fn source(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn tiles(out: &mut String, report: &JsonReport) {
    let summary = &report.summary;
    out.push_str("<div class=\"tiles\">\n");
    let mut tile = |class: &str, count: u64, word: &str| {
        let class = if count == 0 { "" } else { class };
        let _ = writeln!(out, "<div class=\"tile {class}\"><b>{}</b>{word}</div>", grouped(count));
    };
    tile("error", summary.errors, "errors");
    tile("warning", summary.warnings, "warnings");
    tile("info", summary.infos, "infos");
    let valid = summary.files.iter().filter(|file| file.verdict == Verdict::Valid).count() as u64;
    tile("good", valid, if valid == 1 { "valid file" } else { "valid files" });
    let fixable = summary.by_rule.iter().map(|line| line.fixable).sum();
    tile("good", fixable, "fixable safely");
    if summary.suppressed + summary.baselined > 0 {
        tile("", summary.suppressed + summary.baselined, "accepted");
    }
    out.push_str("</div>\n");
}

fn files(out: &mut String, report: &JsonReport) {
    out.push_str(
        "<section class=\"card\"><h2>Files</h2><div class=\"scroll\"><table><thead><tr><th>File</th><th>Verdict</th>\
         <th class=\"number\">Records</th><th class=\"number\">Findings</th></tr></thead><tbody>\n",
    );
    for file in report.summary.files.iter().take(MAX_FILES) {
        let (class, verdict) = match file.verdict {
            Verdict::Valid => ("good", "valid"),
            Verdict::Invalid => ("error", "invalid"),
            Verdict::NotChecked => ("warning", "not checked"),
        };
        let checked = file.checked_as.as_ref().map_or(String::new(), |checked| {
            let assumed =
                if checked.assumed { format!(", assumed: {}", checked.because) } else { String::new() };
            format!(
                "<br><span class=\"faint small\">{}{}</span>",
                prose(&checked.checked_as),
                prose(&assumed)
            )
        });
        let read = file.read_as.as_ref().map_or(String::new(), |read| {
            format!("<br><span class=\"faint small\">read as {}</span>", prose(read))
        });
        let _ = writeln!(
            out,
            "<tr><td><code>{}</code>{read}{checked}</td><td><span class=\"pill {class}\">{verdict}</span></td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
            escaped(&file.file),
            file.records.map_or(String::new(), grouped),
            grouped(file.errors + file.warnings + file.infos)
        );
    }
    out.push_str("</tbody></table></div>");
    let more = report.summary.files.len().saturating_sub(MAX_FILES) as u64;
    if more > 0 {
        let _ = write!(out, "<p class=\"faint\">and {} more</p>", words::many(more, "file"));
    }
    out.push_str("</section>\n");
}

fn not_checked(out: &mut String, report: &JsonReport) {
    if report.not_checked.is_empty() {
        return;
    }
    out.push_str("<section class=\"card\"><h2>Not checked</h2><div class=\"scroll\"><table><tbody>\n");
    for part in &report.not_checked {
        let _ = writeln!(
            out,
            "<tr><td><code>{}</code></td><td>{}</td></tr>",
            escaped(&part.file),
            prose(&part.reason)
        );
    }
    out.push_str("</tbody></table></div></section>\n");
}

fn findings(out: &mut String, report: &JsonReport) {
    out.push_str(
        "<section class=\"card\" id=\"findings\"><h2>Findings</h2>\n\
         <div class=\"controls needs-script\" hidden>\
         <input id=\"search\" type=\"search\" placeholder=\"Search\" aria-label=\"Search findings\" autocomplete=\"off\">\n",
    );
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let name = severity.name();
        let _ = writeln!(
            out,
            "<label class=\"check\"><input id=\"show-{name}\" type=\"checkbox\" checked>\
             <span class=\"pill {name}\">{name}</span></label>"
        );
    }
    out.push_str(
        "<select id=\"rule\" aria-label=\"Rule\"><option value=\"\">All rules</option></select>\
         <select id=\"file\" aria-label=\"File\"><option value=\"\">All files</option></select></div>\n\
         <p id=\"status\" class=\"faint small\" role=\"status\"></p>\n\
         <table><thead><tr><th data-sort=\"severity\">Severity</th><th data-sort=\"rule\">Rule</th>\
         <th data-sort=\"place\">Place</th><th data-sort=\"message\">What is wrong, and what to do</th></tr></thead>\n\
         <tbody id=\"rows\">\n",
    );
    for finding in report.findings.iter().take(MAX_STATIC) {
        row(out, finding);
    }
    out.push_str("</tbody></table>\n");
    let more = report.findings.len().saturating_sub(MAX_STATIC);
    if more > 0 {
        let _ = writeln!(
            out,
            "<p class=\"without-script\">and {} more, which this page shows where scripts may run</p>",
            grouped(more as u64)
        );
    }
    if report.summary.omitted > 0 {
        let omitted = grouped(report.summary.omitted);
        let _ = writeln!(
            out,
            "<p class=\"faint\">{omitted} more were counted and not listed; <code>--max-findings 0</code> lists all</p>"
        );
    }
    out.push_str(
        "<div class=\"pager needs-script\" hidden><button id=\"previous\" type=\"button\">Previous</button>\
         <button id=\"next\" type=\"button\">Next</button></div>\n</section>\n",
    );
}

fn row(out: &mut String, finding: &JsonFinding) {
    let severity = finding.severity.name();
    let record = words::record(finding);
    let record = if record.is_empty() {
        record
    } else {
        format!("<span class=\"faint small\">{}</span>", escaped(&record))
    };
    let _ = write!(
        out,
        "<tr><td><span class=\"pill {severity}\">{severity}</span></td><td class=\"rule\"><code>{}</code></td>\
         <td class=\"place\">{}{record}</td><td><p>{}</p>",
        escaped(&finding.rule),
        escaped(&words::position(finding)),
        prose(&finding.message)
    );
    if let Some(help) = &finding.help {
        let _ = write!(out, "<p class=\"help\">{}</p>", prose(help));
    }
    for note in notes(finding) {
        let _ = write!(out, "<p class=\"faint small\">{}</p>", prose(&note));
    }
    out.push_str("</td></tr>\n");
}

/// What else is known of a finding: places that explain it, and what demands it.
fn notes(finding: &JsonFinding) -> Vec<String> {
    let at = |place: &JsonPlace| format!("{}:{}:{}", place.file, place.line, place.column);
    let related =
        finding.related.iter().map(|related| format!("{}: `{}`", related.message, at(&related.place)));
    let demanded = finding.demanded_by.iter().map(|place| {
        let pointer = place.pointer.as_ref().map_or(String::new(), |pointer| format!(" at `{pointer}`"));
        format!("demanded by `{}`{pointer}", at(place))
    });
    related.chain(demanded).collect()
}

/// Prose whose pieces in backticks become code.
fn prose(text: &str) -> String {
    let pieces = text.split('`').enumerate().filter(|(_, piece)| !piece.is_empty());
    pieces
        .map(|(index, piece)| {
            let piece = escaped(piece);
            if index % 2 == 1 { format!("<code>{piece}</code>") } else { piece }
        })
        .collect()
}

/// A count with a comma before each three digits.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn the_digest_in_the_policy_is_that_of_the_text() {
        // Known value: the digest of the empty text.
        assert_eq!(source(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("<!--"));
        assert!(!STYLE.contains("</style"));
    }
}
