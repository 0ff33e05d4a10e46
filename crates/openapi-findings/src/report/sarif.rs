//! The report as SARIF 2.1.0 (OASIS), which scanners' dashboards and editors read.

use std::collections::HashMap;
use std::fmt::Write;

use openapi_source::escape_controls;
use serde_json::{Map, Value, json};

use super::Run;
use super::json::{JsonFinding, JsonFix, JsonPlace, JsonReport, JsonSuppressed};
use crate::fingerprint::{fingerprints, portable_path};
use crate::{Rule, Safety, Severity};

/// Where the schema of the format lies; a name, which nobody here fetches.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The whole report, as one log with one run.
pub fn report(report: &JsonReport, run: &Run<'_>) -> Value {
    let mut rules = Rules { run, indices: HashMap::new(), list: Vec::new() };
    let prints = fingerprints(&report.findings);
    let mut results: Vec<Value> = report
        .findings
        .iter()
        .zip(&prints)
        .map(|(finding, print)| Value::Object(rules.result(finding, Some(print))))
        .collect();
    results.extend(report.suppressed.iter().map(|suppressed| rules.suppressed(suppressed)));
    let notifications: Vec<Value> = report
        .not_checked
        .iter()
        .map(|part| {
            json!({
                "level": "error",
                "message": {"text": format!("not checked: {}", plain(&part.reason))},
                "locations": [{"physicalLocation": {"artifactLocation": artifact(&part.file)}}],
            })
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "securegate",
                "version": run.version,
                "semanticVersion": run.version,
                "rules": rules.list,
            }},
            "invocations": [{
                // A file in which errors were found was checked all the same.
                "executionSuccessful": report.not_checked.is_empty() && run.exit_code < 2,
                "exitCode": run.exit_code,
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": results,
            "properties": {
                "omitted": report.summary.omitted,
                "suppressed": report.summary.suppressed,
                "baselined": report.summary.baselined,
            },
        }],
    })
}

/// The rules that results refer to, in the order in which they come up.
struct Rules<'r> {
    run: &'r Run<'r>,
    indices: HashMap<String, usize>,
    list: Vec<Value>,
}

impl Rules<'_> {
    fn index(&mut self, finding: &JsonFinding) -> usize {
        if let Some(index) = self.indices.get(&finding.rule) {
            return *index;
        }
        self.list.push(match self.run.rule(&finding.rule) {
            Some(rule) => descriptor(rule),
            None => json!({"id": finding.rule}),
        });
        self.indices.insert(finding.rule.clone(), self.list.len() - 1);
        self.list.len() - 1
    }

    fn result(&mut self, finding: &JsonFinding, print: Option<&String>) -> Map<String, Value> {
        let mut text = plain(&finding.message);
        if let Some(help) = &finding.help {
            text = format!("{text}\n{}", plain(help));
        }
        let mut related: Vec<Value> = finding
            .related
            .iter()
            .map(|related| other_place(&related.place, &related.message))
            .chain(finding.demanded_by.iter().map(|place| other_place(place, "demanded here")))
            .collect();
        for (id, place) in related.iter_mut().enumerate() {
            place["id"] = json!(id + 1);
        }
        let mut result = Map::new();
        let mut put = |name: &str, value| result.insert(name.to_owned(), value);
        put("ruleId", json!(finding.rule));
        put("ruleIndex", json!(self.index(finding)));
        put("level", json!(level(finding.severity)));
        put("message", json!({"text": text}));
        put("locations", json!([location(finding)]));
        if !related.is_empty() {
            put("relatedLocations", json!(related));
        }
        if let Some(print) = print {
            put("partialFingerprints", json!({"securegate/v1": print}));
        }
        if let Some(fix) = finding.fix.as_ref().and_then(|fix| sarif_fix(finding, fix)) {
            put("fixes", json!([fix]));
        }
        let properties = properties(finding);
        if !properties.is_empty() {
            put("properties", json!(properties));
        }
        result
    }

    fn suppressed(&mut self, suppressed: &JsonSuppressed) -> Value {
        let mut result = self.result(&suppressed.finding, None);
        let kind = if suppressed.in_source { "inSource" } else { "external" };
        let suppression =
            json!({"kind": kind, "status": "accepted", "justification": plain(&suppressed.reason)});
        result.insert("suppressions".to_owned(), json!([suppression]));
        Value::Object(result)
    }
}

fn descriptor(rule: &Rule) -> Value {
    let text = format!(
        "{}\n\nBreaks it:\n{}\n\nKeeps it:\n{}\n\nSource: {}",
        rule.why, rule.bad, rule.good, rule.source
    );
    let markdown = format!(
        "{}\n\n**Breaks it**\n\n{}\n\n**Keeps it**\n\n{}\n\nSource: {}",
        rule.why,
        code_block(rule.bad),
        code_block(rule.good),
        rule.source
    );
    json!({
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": format!("{} {}", rule.summary, rule.why)},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.group()]},
    })
}

/// A Markdown code block, indented so that no fence in the text can end it.
fn code_block(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn location(finding: &JsonFinding) -> Value {
    let mut location =
        json!({"physicalLocation": {"artifactLocation": artifact(&finding.file), "region": region(finding)}});
    if let Some(name) = finding.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
        location["logicalLocations"] = json!([{"fullyQualifiedName": plain(name)}]);
    }
    location
}

/// Lines and columns of the text, and beside them the bytes of the file. Neither is derived from the other: a file may
/// be UTF-16. A sheet is no text; its rows stand for lines.
fn region(finding: &JsonFinding) -> Value {
    if let Some(cell) = finding.cell.as_ref().filter(|cell| cell.reference.is_some()) {
        return json!({"startLine": cell.row});
    }
    json!({
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "byteOffset": finding.offset,
        "byteLength": finding.end_offset.saturating_sub(finding.offset),
    })
}

fn other_place(place: &JsonPlace, message: &str) -> Value {
    let is_sheet = place.cell.as_ref().is_some_and(|cell| cell.reference.is_some());
    let region = match &place.cell {
        Some(cell) if is_sheet => json!({"startLine": cell.row}),
        _ => json!({"startLine": place.line, "startColumn": place.column}),
    };
    let mut location = json!({
        "physicalLocation": {"artifactLocation": artifact(&place.file), "region": region},
        "message": {"text": plain(message)},
    });
    if let Some(name) = place.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
        location["logicalLocations"] = json!([{"fullyQualifiedName": plain(name)}]);
    }
    location
}

/// A fix, unless the report hides a part of it: half a replacement would do harm.
fn sarif_fix(finding: &JsonFinding, fix: &JsonFix) -> Option<Value> {
    let replacements: Option<Vec<Value>> = fix
        .edits
        .iter()
        .map(|edit| {
            let length = edit.end_offset.saturating_sub(edit.offset);
            Some(json!({
                "deletedRegion": {"byteOffset": edit.offset, "byteLength": length},
                "insertedContent": {"text": edit.text.as_ref()?},
            }))
        })
        .collect();
    let replacements = replacements.filter(|replacements| !replacements.is_empty())?;
    let safety = match fix.safety {
        Safety::Safe => "",
        Safety::Unsafe => " (may change the meaning)",
    };
    Some(json!({
        "description": {"text": format!("{}{safety}", plain(&fix.message))},
        "artifactChanges": [{
            "artifactLocation": artifact(&finding.file),
            "replacements": replacements,
        }],
    }))
}

/// What SARIF has no place for.
fn properties(finding: &JsonFinding) -> Map<String, Value> {
    let mut properties = Map::new();
    if let Some(record) = finding.record {
        properties.insert("record".to_owned(), json!(record));
    }
    if let Some(cell) = &finding.cell {
        properties.insert("row".to_owned(), json!(cell.row));
        if let Some(column) = &cell.column {
            properties.insert("columnName".to_owned(), json!(plain(column)));
        }
        if let Some(reference) = &cell.reference {
            properties.insert("cell".to_owned(), json!(reference));
        }
    }
    properties
}

fn plain(text: &str) -> String {
    text.lines().map(escape_controls).collect::<Vec<_>>().join("\n")
}

/// A file as a URI (RFC 3986): relative to the root of the sources where it can be, else with a scheme.
fn artifact(file: &str) -> Value {
    let path = portable_path(file);
    let encoded = encoded_path(&path);
    let has_drive = cfg!(windows) && path.as_bytes().get(1) == Some(&b':');
    if has_drive {
        json!({"uri": format!("file:///{encoded}")})
    } else if path.starts_with('/') {
        json!({"uri": format!("file://{encoded}")})
    } else {
        json!({"uri": encoded, "uriBaseId": "%SRCROOT%"})
    }
}

/// A path in which everything is percent-encoded but what a segment may hold anywhere.
fn encoded_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(artifact("./a b/ü.json"), json!({"uri": "a%20b/%C3%BC.json", "uriBaseId": "%SRCROOT%"}));
        assert_eq!(artifact("a:b?#.json"), json!({"uri": "a%3Ab%3F%23.json", "uriBaseId": "%SRCROOT%"}));
        assert_eq!(artifact("<stdin>"), json!({"uri": "%3Cstdin%3E", "uriBaseId": "%SRCROOT%"}));
        assert_eq!(artifact("/a/b.json"), json!({"uri": "file:///a/b.json"}));
    }
}
