//! `event/not-deleted`: a deleted event that is not deleted.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Told};
use crate::found::Found;
use crate::options::options;
use openapi_source::{Kind, Message};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NotDeleted {}

impl Definition for NotDeleted {
    const RULE: Rule = Rule {
        name: "event/not-deleted",
        severity: Severity::Error,
        summary: "The answer to a deletion whose `is_deleted` is not true.",
        why: "Deleting marks the event and returns it. Without the mark it was not deleted, and guests can \
              still come.",
        bad: r#"{"id": "event-1", "is_deleted": false}"#,
        good: r#"{"id": "event-1", "is_deleted": true}"#,
        source: "the vendor's page for Delete Event: the answer is the event with is_deleted set to true",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for NotDeleted {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        let deleted = event.node.get("is_deleted");
        // Of another type it is the contract's.
        let is_wrong = deleted.is_none_or(|value| value.as_bool() == Some(false));
        if event.told == Told::AsDeleted && event.node.kind() == Kind::Object && is_wrong {
            let message = Message::new("just deleted, and ").code("is_deleted").text(" is not true");
            let finding = found.about_member(&Self::RULE, &event.at, event.node, "is_deleted", message);
            finding.help = "read the event again, and delete it once more".into();
        }
    }
}
