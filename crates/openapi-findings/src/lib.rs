//! Findings, verdicts and reports: what every command of this toolkit says about a payload, a document or
//! an exchange has this one shape, whoever found it and however it is printed.

mod baseline;
mod content;
mod finding;
mod fingerprint;
pub mod fix;
mod report;
mod rule;
mod rules;
mod selection;
mod statistics;
mod suppress;
mod triage;

pub use baseline::{Baseline, BaselineFile, KnownFinding, schema as baseline_schema};
pub use finding::{Cell, Edit, Finding, Fix, NotChecked, Place, Related, Safety, Severity, Verdict};
pub use report::json::{self, JsonReport};
pub use report::text::{self, TextOptions};
pub use report::{
    Accepted, Assumption, Counts, Outcome, Report, Run, Subject, Suppressed, github, gitlab, html, junit,
    markdown, ndjson, sarif,
};
pub use rule::{Rule, RuleOption};
pub use rules::READER_RULES;
pub use selection::{Selection, UnknownRule};
pub use statistics::{RuleStatistics, Tally};
pub use suppress::{Date, SUPPRESS_RULES, Suppress};
pub use triage::{Fate, Triage};
