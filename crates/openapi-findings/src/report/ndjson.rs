//! The report as newline-delimited JSON: a line for each finding and for each thing that was not looked at, then
//! the summary. Its JSON Schema comes from these types.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{JsonFinding, JsonNotChecked, JsonReport, JsonSummary, JsonSuppressed};

/// One line. `type` tells which kind it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line<'r> {
    /// Something that was found.
    Finding(Cow<'r, JsonFinding>),
    /// Something that was found and suppressed.
    Suppressed(Cow<'r, JsonSuppressed>),
    /// Something that was not looked at.
    NotChecked(Cow<'r, JsonNotChecked>),
    /// Counts and verdicts: the last line. A report without it was cut off.
    Summary(Cow<'r, JsonSummary>),
}

/// The whole report.
///
/// # Errors
/// None that these types can give; the serializer's signature has one.
pub fn report(report: &JsonReport) -> Result<String, serde_json::Error> {
    let findings = report.findings.iter().map(|finding| Line::Finding(Cow::Borrowed(finding)));
    let suppressed = report.suppressed.iter().map(|finding| Line::Suppressed(Cow::Borrowed(finding)));
    let not_checked = report.not_checked.iter().map(|part| Line::NotChecked(Cow::Borrowed(part)));
    let summary = Line::Summary(Cow::Borrowed(&report.summary));
    let lines = findings.chain(suppressed).chain(not_checked).chain([summary]);
    let mut out = String::new();
    for line in lines {
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

/// The JSON Schema (2020-12) of one line.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Line).into()
}
