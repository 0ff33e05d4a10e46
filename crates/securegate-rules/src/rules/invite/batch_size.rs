//! `invite/batch-size`: more guests in one request than is prudent.

use openapi_findings::{Finding, Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Batch, Check, Definition};
use crate::found::Found;
use crate::options::options;

/// Options.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BatchSize {
    /// The most guests that one request should have.
    max: usize,
}

impl Default for BatchSize {
    fn default() -> Self {
        Self { max: 1000 }
    }
}

impl Definition for BatchSize {
    const RULE: Rule = Rule {
        name: "invite/batch-size",
        severity: Severity::Info,
        summary: "More guests in one request than is prudent.",
        why: "No limit is published, but servers have one: of size, or of time. A request that is refused or cut off \
              leaves you in doubt who was invited; several smaller ones can be repeated one by one.",
        bad: "a list of 20,000 guests",
        good: "twenty lists of 1,000 guests each",
        source: "a precaution; the vendor's page for Create Invites names no limit",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for BatchSize {
    fn batch(&self, batch: &Batch<'_>, found: &mut Found) {
        let guests = batch.node.len();
        if guests <= self.max {
            return;
        }
        let message = format!("{guests} guests in one request, more than {}", self.max);
        let mut place = batch.at.record_place(batch.node.span());
        place.pointer = Some(openapi_source::Pointer::from_text(batch.list));
        let help = "split it: `securegate convert --max-invites N` does; option `max` sets the bound";
        found.report(Finding::new(Self::RULE.name, Self::RULE.severity, message, place).with_help(help));
    }
}
