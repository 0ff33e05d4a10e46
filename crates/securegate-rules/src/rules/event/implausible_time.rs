//! `event/implausible-time`: a time far from today.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Told};
use crate::found::Found;
use crate::options::options;
use crate::time::{Stamp, Unit};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ImplausibleTime {}

impl Definition for ImplausibleTime {
    const RULE: Rule = Rule {
        name: "event/implausible-time",
        severity: Severity::Warning,
        summary: "A time in a request to create an event that is before 2000 or after 2100.",
        why: "It is mostly no count of seconds at all: a date written as a number (`20260601`), or days as \
              spreadsheets count them.",
        bad: r#"{"start_timestamp": 20260601}"#,
        good: r#"{"start_timestamp": 1789200000}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

/// 2000-01-01 and 2100-01-01, in seconds.
const PLAUSIBLE: std::ops::Range<i64> = 946_684_800..4_102_444_800;

impl Check for ImplausibleTime {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        if event.told != Told::ToCreate {
            return;
        }
        for name in ["start_timestamp", "end_timestamp"] {
            let Some(stamp) = Stamp::of(event.node, name) else { continue };
            // Milliseconds are event/milliseconds.
            if stamp.unit == Unit::Seconds && !PLAUSIBLE.contains(&stamp.value) {
                let when = if stamp.value < PLAUSIBLE.start { "before 2000" } else { "after 2100" };
                let message = format!("taken for seconds since 1970, this is {when}");
                let finding = found.about_member(&Self::RULE, &event.at, event.node, name, message);
                finding.help = "write the seconds since 1970-01-01T00:00:00Z".into();
            }
        }
    }
}
