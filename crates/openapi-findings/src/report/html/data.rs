//! What the script of the page reads: every text once, and findings as numbers that point at them.

use std::collections::HashMap;

use openapi_source::escape_controls;
use serde::Serialize;

use super::super::json::{JsonFinding, JsonReport};
use super::super::words;
use super::notes;
use crate::Severity;

#[derive(Serialize)]
struct Data {
    strings: Vec<String>,
    findings: Vec<Row>,
}

/// Severity (0 is an error), rule, file, line, column (0 in a workbook, whose lines are rows), record in words, message,
/// help, notes. What is a text is the index of it.
type Row = (u8, usize, usize, u32, u32, usize, usize, usize, Vec<usize>);

/// JSON that can stand in a `script` element: nothing in it can end the element or open another.
pub(super) fn json(report: &JsonReport) -> Result<String, serde_json::Error> {
    let mut texts = Texts::default();
    let findings = report.findings.iter().map(|finding| row(finding, &mut texts)).collect();
    let json = serde_json::to_string(&Data { strings: texts.list, findings })?;
    Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

fn row(finding: &JsonFinding, texts: &mut Texts) -> Row {
    let severity = match finding.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    };
    (
        severity,
        texts.index(&finding.rule),
        texts.index(&finding.file),
        words::line(finding),
        if words::is_in_workbook(finding) { 0 } else { finding.column },
        texts.index(&words::record(finding)),
        texts.index(&finding.message),
        texts.index(finding.help.as_deref().unwrap_or_default()),
        notes(finding).iter().map(|note| texts.index(note)).collect(),
    )
}

#[derive(Default)]
struct Texts {
    list: Vec<String>,
    indices: HashMap<String, usize>,
}

impl Texts {
    fn index(&mut self, text: &str) -> usize {
        if let Some(index) = self.indices.get(text) {
            return *index;
        }
        self.list.push(escape_controls(text).into_owned());
        self.indices.insert(text.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}
