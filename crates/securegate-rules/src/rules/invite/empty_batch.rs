//! `invite/empty-batch`: a list without a guest.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Batch, Check, Definition};
use crate::found::Found;
use crate::options::options;
use openapi_findings::Finding;
use openapi_source::Pointer;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EmptyBatch {}

impl Definition for EmptyBatch {
    const RULE: Rule = Rule {
        name: "invite/empty-batch",
        severity: Severity::Warning,
        summary: "A request to create invites with an empty list.",
        why: "It invites nobody. Mostly the program that wrote the list found no guests where it looked.",
        bad: r#"{"invites": []}"#,
        good: r#"{"invites": [{"first_name": "Ada"}]}"#,
        source: "the vendor's page for Create Invites; that the list must not be empty is not said",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for EmptyBatch {
    fn batch(&self, batch: &Batch<'_>, found: &mut Found) {
        if !batch.node.is_empty() {
            return;
        }
        let mut place = batch.at.record_place(batch.node.span());
        place.pointer = Some(Pointer::from_text(batch.list));
        let finding =
            Finding::new(Self::RULE.name, Self::RULE.severity, "there is no guest in the list", place);
        found.report(finding.with_help("look where the list comes from, or don't send it"));
    }
}
