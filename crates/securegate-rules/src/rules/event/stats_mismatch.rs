//! `event/stats-mismatch`: counts of invites that do not add up.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Told};
use crate::found::Found;
use crate::options::options;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StatsMismatch {}

impl Definition for StatsMismatch {
    const RULE: Rule = Rule {
        name: "event/stats-mismatch",
        severity: Severity::Warning,
        summary: "Counts of an event's invites that do not add up to their total, or are less than nothing.",
        why: "That `total` is the sum of the four others is not said anywhere, so where it differs it is an \
              info; a count below zero is a warning.",
        bad: r#"{"invite_stats": {"sent": 1, "accepted": 2, "pending": 1, "rejected": 0, "total": 5}}"#,
        good: r#"{"invite_stats": {"sent": 1, "accepted": 2, "pending": 1, "rejected": 0, "total": 4}}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for StatsMismatch {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        let Some(stats) = event.node.get("invite_stats").filter(|_| event.told == Told::WithStats) else {
            return;
        };
        let at = event.at.inside("/invite_stats");
        let count = |name| stats.get(name)?.as_number()?.parse::<i64>().ok();
        let names = ["sent", "accepted", "pending", "rejected"];
        let mut sum = Some(0_i64);
        for name in names.into_iter().chain(["total"]) {
            if count(name).is_some_and(|count| count < 0) {
                found.about_member(&Self::RULE, &at, stats, name, "a count below zero").help =
                    "tell the vendor".into();
                return;
            }
        }
        for name in names {
            sum = sum.zip(count(name)).and_then(|(sum, count)| sum.checked_add(count));
        }
        if let (Some(sum), Some(total)) = (sum, count("total"))
            && sum != total
        {
            let message = Message::new("the four counts come to ").value(sum.to_string());
            let finding = found.about_member(&Self::RULE, &at, stats, "total", message);
            finding.severity = Severity::Info;
            finding.help = "count the invites of the event yourself".into();
        }
    }
}
