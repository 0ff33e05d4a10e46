//! The JSON report: one object, the same from every command. Its JSON Schema comes from these types.

use openapi_source::{Message, Pointer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Assumption, Cell, Finding, Place, Report, Safety, Severity, Verdict};

/// A report. Values from payloads are replaced by `[hidden]` unless the run was asked to show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonReport {
    /// What was found, file by file, in each by place.
    pub findings: Vec<JsonFinding>,
    /// What was not looked at, and why. Never counted as valid.
    pub not_checked: Vec<JsonNotChecked>,
    /// Counts and verdicts.
    pub summary: JsonSummary,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonFinding {
    /// The rule, `group/name`; `securegate explain` tells more.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong and why.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The file, as it was named on the command line; `<stdin>` for standard input.
    pub file: String,
    /// JSON Pointer (RFC 6901) of the value, where the text could be read that far.
    pub pointer: Option<String>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode code points.
    pub column: u32,
    /// 1-based line of the place after the last character.
    pub end_line: u32,
    /// 1-based column of the place after the last character.
    pub end_column: u32,
    /// 0-based byte offset in the file.
    pub offset: u64,
    /// 0-based byte offset after the last byte.
    pub end_offset: u64,
    /// 1-based number of the record: the outermost array item that holds the place.
    pub record: Option<u64>,
    /// The cell, where the file is a table; else null.
    pub cell: Option<JsonCell>,
    /// The place in the document that demands it.
    pub demanded_by: Option<JsonPlace>,
    /// How to mend it.
    pub fix: Option<JsonFix>,
    /// Other places that explain it.
    pub related: Vec<JsonRelated>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonPlace {
    /// The file.
    pub file: String,
    /// JSON Pointer of the value.
    pub pointer: Option<String>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode code points.
    pub column: u32,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonCell {
    /// 1-based number of the row, the header counted.
    pub row: u64,
    /// The header of its column as written; null where the place is the row as a whole.
    pub column: Option<String>,
    /// `B7`, where the table is a sheet of a workbook; else null.
    pub reference: Option<String>,
}

impl From<&Cell> for JsonCell {
    fn from(cell: &Cell) -> Self {
        let column = (!cell.column.is_empty()).then(|| cell.column.clone());
        Self { row: cell.row, column, reference: cell.reference.clone() }
    }
}

/// A second place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonRelated {
    /// What is there.
    pub message: String,
    /// Where.
    pub place: JsonPlace,
}

/// A fix: all edits together, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonFix {
    /// What it does.
    pub message: String,
    /// Whether it can change what the payload means.
    pub safety: Safety,
    /// The replacements.
    pub edits: Vec<JsonEdit>,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonEdit {
    /// 0-based byte offset of what is replaced.
    pub offset: u64,
    /// 0-based byte offset after what is replaced.
    pub end_offset: u64,
    /// The new text.
    pub text: String,
}

/// Something not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonNotChecked {
    /// The file.
    pub file: String,
    /// JSON Pointer of the part, where not all of the file.
    pub pointer: Option<String>,
    /// Why.
    pub reason: String,
}

/// Counts and verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonSummary {
    /// Findings of severity error, listed or not.
    pub errors: u64,
    /// Findings of severity warning, listed or not.
    pub warnings: u64,
    /// Findings of severity info, listed or not.
    pub infos: u64,
    /// Findings left out of the list by `--max-findings`.
    pub omitted: u64,
    /// What came of each file.
    pub files: Vec<JsonOutcome>,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonOutcome {
    /// The file.
    pub file: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What it was checked as; null where nothing was.
    pub checked_as: Option<Assumption>,
    /// How many records it has, where it was read record by record; else null.
    pub records: Option<u64>,
}

/// The report as data; personal values masked unless `show_values`.
pub fn report(report: &Report, show_values: bool) -> JsonReport {
    let masker = Masker { show_values };
    JsonReport {
        findings: report.findings.iter().map(|finding| masker.finding(finding)).collect(),
        not_checked: report
            .not_checked
            .iter()
            .map(|part| JsonNotChecked {
                file: part.file.clone(),
                pointer: part.pointer.as_ref().map(|pointer| masker.pointer(pointer)),
                reason: masker.message(&part.reason),
            })
            .collect(),
        summary: JsonSummary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            omitted: report.total() - report.findings.len() as u64,
            files: report
                .outcomes
                .iter()
                .map(|outcome| JsonOutcome {
                    file: outcome.file.clone(),
                    verdict: outcome.verdict,
                    checked_as: outcome.checked_as.clone(),
                    records: outcome.records,
                })
                .collect(),
        },
    }
}

/// The JSON Schema (2020-12) of the report.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(JsonReport).into()
}

struct Masker {
    show_values: bool,
}

impl Masker {
    fn message(&self, message: &Message) -> String {
        if self.show_values { message.shown() } else { message.masked() }
    }

    fn pointer(&self, pointer: &Pointer) -> String {
        if self.show_values { pointer.as_str().to_owned() } else { pointer.masked().as_str().to_owned() }
    }

    fn place(&self, place: &Place, masked: bool) -> JsonPlace {
        let start = place.start();
        JsonPlace {
            file: place.source.name().to_owned(),
            pointer: place
                .pointer
                .as_ref()
                .map(|pointer| if masked { self.pointer(pointer) } else { pointer.as_str().to_owned() }),
            line: start.line,
            column: start.column,
        }
    }

    fn finding(&self, finding: &Finding) -> JsonFinding {
        let (start, end) = (finding.place.start(), finding.place.end());
        JsonFinding {
            rule: finding.rule.to_owned(),
            severity: finding.severity,
            message: self.message(&finding.message),
            help: (!finding.help.is_empty()).then(|| self.message(&finding.help)),
            file: finding.place.source.name().to_owned(),
            pointer: finding.place.pointer.as_ref().map(|pointer| self.pointer(pointer)),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            offset: start.offset,
            end_offset: end.offset,
            record: finding.place.record,
            cell: finding.place.cell.as_ref().map(JsonCell::from),
            // A document is not personal data, so its pointers stay whole.
            demanded_by: finding.demanded_by.as_ref().map(|place| self.place(place, false)),
            fix: finding.fix.as_ref().map(|fix| JsonFix {
                message: self.message(&fix.message),
                safety: fix.safety,
                edits: fix
                    .edits
                    .iter()
                    .map(|edit| JsonEdit {
                        offset: finding.place.source.position(edit.span.start).offset,
                        end_offset: finding.place.source.position(edit.span.end).offset,
                        text: edit.text.clone(),
                    })
                    .collect(),
            }),
            related: finding
                .related
                .iter()
                .map(|related| JsonRelated {
                    message: self.message(&related.message),
                    place: self.place(&related.place, true),
                })
                .collect(),
        }
    }
}
