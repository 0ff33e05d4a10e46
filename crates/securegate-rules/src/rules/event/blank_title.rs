//! `event/blank-title`: an event without a title.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Told};
use crate::found::Found;
use crate::options::options;
use crate::text::member;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BlankTitle {}

impl Definition for BlankTitle {
    const RULE: Rule = Rule {
        name: "event/blank-title",
        severity: Severity::Warning,
        summary: "A request to create an event whose title has nothing in it.",
        why: "Guests see the title in their invitation.",
        bad: r#"{"title": " "}"#,
        good: r#"{"title": "Board Meeting"}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for BlankTitle {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        let is_blank = member(event.node, "title").is_some_and(|(title, _)| title.trim().is_empty());
        if event.told == Told::ToCreate && is_blank {
            let message = "there is nothing in the title";
            let finding = found.about_member(&Self::RULE, &event.at, event.node, "title", message);
            finding.help = "name the event as guests know it".into();
        }
    }
}
