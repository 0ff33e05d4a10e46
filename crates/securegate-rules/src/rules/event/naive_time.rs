//! `event/naive-time`: a time without its offset from UTC.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Told};
use crate::found::Found;
use crate::options::options;
use crate::text::member;
use crate::time::Moment;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NaiveTime {}

impl Definition for NaiveTime {
    const RULE: Rule = Rule {
        name: "event/naive-time",
        severity: Severity::Warning,
        summary: "A `created_at` or `updated_at` in the list of events without an offset from UTC.",
        why: "Nobody knows which time of day it is: programs take it for their own local time. The vendor's \
              example for this list is written so; elsewhere times end in `Z`.",
        bad: r#"{"ongoing": [{"created_at": "2023-01-15T10:30:00.000000"}]}"#,
        good: r#"{"ongoing": [{"created_at": "2023-01-15T10:30:00Z"}]}"#,
        source: "RFC 3339, section 5.6; the vendor's page for Get All Events (its example)",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for NaiveTime {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        // Elsewhere the contract asks for the offset.
        if !matches!(event.told, Told::InGroup(_)) {
            return;
        }
        for name in ["created_at", "updated_at"] {
            let Some((text, _)) = member(event.node, name) else { continue };
            if Moment::read(text).is_none() && Moment::read(&format!("{text}Z")).is_some() {
                let message = "a time without its offset from UTC";
                let finding = found.about_member(&Self::RULE, &event.at, event.node, name, message);
                finding.help = "take it for UTC, and don't rely on the hour".into();
            }
        }
    }
}
