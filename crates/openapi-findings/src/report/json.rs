//! The JSON report: one object, the same from every command. Its JSON Schema comes from these types.

use openapi_source::{Message, Pointer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Assumption, Edit, Finding, Place, Report, RuleStatistics, Safety, Severity, Suppressed, Verdict,
};

/// A report. Values from payloads are replaced by `[hidden]` unless the run was asked to show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonReport {
    /// What was found, file by file, in each by place.
    pub findings: Vec<JsonFinding>,
    /// What was not looked at, and why. Never counted as valid.
    pub not_checked: Vec<JsonNotChecked>,
    /// What was found and suppressed, with a reason; no part of the counts of findings.
    pub suppressed: Vec<JsonSuppressed>,
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
    /// 1-based number of the record: the outermost array item that holds the place.
    pub record: Option<u64>,
    /// The cell, where the file is a table; else null.
    pub cell: Option<JsonCell>,
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
    /// The new text; null where it may be a value of the payload, which this report hides.
    pub text: Option<String>,
}

/// A finding that someone decided to live with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JsonSuppressed {
    /// The finding.
    pub finding: JsonFinding,
    /// Why it is accepted.
    pub reason: String,
    /// Whether a comment beside it suppressed it, and not the configuration.
    pub in_source: bool,
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
    /// Findings that were suppressed, listed or not.
    pub suppressed: u64,
    /// Findings that the baseline knew, which are listed nowhere.
    pub baselined: u64,
    /// All findings by rule, listed or not: most severe first, in each severity the most frequent.
    pub by_rule: Vec<RuleStatistics>,
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
    /// How it was read, where that had to be found out: the dialect of a table; else null.
    pub read_as: Option<String>,
    /// Findings of severity error in it, listed or not.
    pub errors: u64,
    /// Findings of severity warning in it, listed or not.
    pub warnings: u64,
    /// Findings of severity info in it, listed or not.
    pub infos: u64,
    /// Findings in it that were suppressed.
    pub suppressed: u64,
    /// Findings in it that the baseline knew.
    pub baselined: u64,
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
        suppressed: report.suppressed.iter().map(|suppressed| masker.suppressed(suppressed)).collect(),
        summary: JsonSummary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            omitted: report.total() - report.findings.len() as u64,
            suppressed: report.suppressed(),
            baselined: report.baselined(),
            by_rule: report.tally.lines(),
            files: report
                .outcomes
                .iter()
                .map(|outcome| JsonOutcome {
                    file: outcome.file.clone(),
                    verdict: outcome.verdict,
                    checked_as: outcome.checked_as.clone(),
                    records: outcome.records,
                    read_as: outcome.read_as.clone(),
                    errors: outcome.counts.errors,
                    warnings: outcome.counts.warnings,
                    infos: outcome.counts.infos,
                    suppressed: outcome.suppressed,
                    baselined: outcome.baselined,
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
            record: place.record.filter(|_| masked),
            cell: self.cell(place),
        }
    }

    fn cell(&self, place: &Place) -> Option<JsonCell> {
        let cell = place.cell.as_ref()?;
        let is_shown =
            self.show_values || cell.column.is_empty() || names_member(&cell.column, place.pointer.as_ref());
        let column = if is_shown { cell.column.clone() } else { masked_name(&cell.column) };
        let column = (!column.is_empty()).then_some(column);
        Some(JsonCell { row: cell.row, column, reference: cell.reference.clone() })
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
            cell: self.cell(&finding.place),
            // A document is not personal data, so its pointers stay whole.
            demanded_by: finding.demanded_by.as_ref().map(|place| self.place(place, false)),
            fix: self.fix(finding),
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

    fn fix(&self, finding: &Finding) -> Option<JsonFix> {
        let fix = finding.fix.as_ref()?;
        let source = &finding.place.source;
        let message = self.message(&fix.message);
        let public = [self.message(&finding.message), self.message(&finding.help), message.clone()];
        let edit = |edit: &Edit| JsonEdit {
            offset: source.position(edit.span.start).offset,
            end_offset: source.position(edit.span.end).offset,
            text: (self.show_values || is_public(&edit.text, &public)).then(|| edit.text.clone()),
        };
        Some(JsonFix { message, safety: fix.safety, edits: fix.edits.iter().map(edit).collect() })
    }

    fn suppressed(&self, suppressed: &Suppressed) -> JsonSuppressed {
        JsonSuppressed {
            finding: self.finding(&suppressed.finding),
            reason: suppressed.reason.clone(),
            in_source: suppressed.in_source,
        }
    }
}

/// Whether the header of a column says the same as the last name of a pointer, as `First Name` does of `first_name`.
fn names_member(column: &str, pointer: Option<&Pointer>) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let last = pointer.and_then(Pointer::split_last);
    last.is_some_and(|(_, name)| plain(&name) == plain(column))
}

/// A header of a table without its header may be the name of a guest, so it is shown as a member's name would be.
fn masked_name(name: &str) -> String {
    let message = Message::default().name(name).masked();
    message.trim_matches('`').to_owned()
}

/// Whether the text of an edit tells nothing of a payload: it has neither letters nor digits, or it is a word that
/// the masked finding shows in backticks anyway, such as a value that the document lists.
fn is_public(text: &str, shown: &[String]) -> bool {
    let word = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ':'));
    !text.chars().any(char::is_alphanumeric)
        || shown.iter().any(|message| message.split('`').skip(1).step_by(2).any(|code| code == word))
}

#[cfg(test)]
mod tests {
    use openapi_source::{Source, Span};

    use super::*;
    use crate::{Cell, Fix};

    #[test]
    fn headers_are_hidden_unless_they_are_names_of_members() {
        let source = Source::new("t", "");
        let shown = |column: &str, pointer: &str| {
            let mut place = Place::new(&source, Span::at(0));
            place.pointer = Some(Pointer::from_text(pointer));
            place.cell = Some(Cell { row: 2, column: column.to_owned(), reference: None });
            Masker { show_values: false }.cell(&place).and_then(|cell| cell.column)
        };
        assert_eq!(shown("First Name", "/first_name"), Some("First Name".to_owned()));
        assert_eq!(shown("Mobile", "/mobile_number"), Some("Mobile".to_owned()));
        assert_eq!(shown("Jane Doe", "/first_name"), Some("[hidden]".to_owned()));
        assert_eq!(shown("jane@example.com", "/email"), Some("[hidden]".to_owned()));
        assert_eq!(shown("", "/email"), None);
    }

    #[test]
    fn edits_are_hidden_unless_they_are_public() {
        let source = Source::new("t", "{\"a\": \"qr code\", \"b\": \" Jane\"}");
        let fixed = |text: &str, message: Message| {
            let mut finding = Finding::new("a/b", Severity::Error, message, Place::new(&source, Span::at(6)));
            let edits = vec![Edit { span: Span::at(6), text: text.to_owned() }];
            finding.fix = Some(Fix { message: "replace it".into(), safety: Safety::Safe, edits });
            let masker = Masker { show_values: false };
            masker
                .finding(&finding)
                .fix
                .and_then(|fix| fix.edits.into_iter().next())
                .and_then(|edit| edit.text)
        };
        let listed = Message::new("not one of ").code("QR Code").text(", ").code("Both");
        assert_eq!(fixed("\"QR Code\"", listed.clone()), Some("\"QR Code\"".to_owned()));
        assert_eq!(fixed("\"Jane\"", listed.clone()), None);
        assert_eq!(fixed("\"QR\"", listed), None);
        assert_eq!(fixed("\"Jane\"", Message::new("spaces around ").value("\" Jane\"")), None);
        assert_eq!(fixed("", Message::new("a comma")), Some(String::new()));
    }
}
