//! The report as newline-delimited JSON: a line for each finding and for each thing that was not looked at, then
//! the summary. Its JSON Schema comes from these types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{JsonFinding, JsonNotChecked, JsonReport, JsonSummary, JsonSuppressed};

/// One line. `type` tells which kind it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line {
    /// Something that was found.
    Finding(JsonFinding),
    /// Something that was found and suppressed.
    Suppressed(JsonSuppressed),
    /// Something that was not looked at.
    NotChecked(JsonNotChecked),
    /// Counts and verdicts: the last line. A report without it was cut off.
    Summary(JsonSummary),
}

/// The whole report.
///
/// # Errors
/// None that these types can give; the serializer's signature has one.
pub fn report(report: JsonReport) -> Result<String, serde_json::Error> {
    let JsonReport { findings, not_checked, suppressed, summary } = report;
    let lines = findings.into_iter().map(Line::Finding);
    let lines = lines.chain(suppressed.into_iter().map(Line::Suppressed));
    let lines = lines.chain(not_checked.into_iter().map(Line::NotChecked)).chain([Line::Summary(summary)]);
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
