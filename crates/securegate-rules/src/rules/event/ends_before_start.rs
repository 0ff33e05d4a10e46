//! `event/ends-before-start`: an event that ends before it starts.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event};
use crate::found::Found;
use crate::options::options;
use crate::time::Stamp;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EndsBeforeStart {}

impl Definition for EndsBeforeStart {
    const RULE: Rule = Rule {
        name: "event/ends-before-start",
        severity: Severity::Warning,
        summary: "An event whose end is not after its start.",
        why: "Nobody can be let in at such a time. Mostly the two were swapped, or the date of one is wrong.",
        bad: r#"{"start_timestamp": 1789207200, "end_timestamp": 1789200000}"#,
        good: r#"{"start_timestamp": 1789200000, "end_timestamp": 1789207200}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for EndsBeforeStart {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        let (Some(start), Some(end)) =
            (Stamp::of(event.node, "start_timestamp"), Stamp::of(event.node, "end_timestamp"))
        else {
            return;
        };
        // In two units they can't be compared: event/mixed-units says that.
        if start.unit != end.unit || end.value > start.value {
            return;
        }
        let how = if end.value < start.value { "before" } else { "when" };
        let message = format!("the event ends {how} it starts");
        let finding = found.about_member(&Self::RULE, &event.at, event.node, "end_timestamp", message);
        finding.help = "make sure of both times".into();
    }
}
