//! `event/deleted-on-creation`: an event that is created as deleted.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Told};
use crate::found::Found;
use crate::options::options;
use openapi_source::Node;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DeletedOnCreation {}

impl Definition for DeletedOnCreation {
    const RULE: Rule = Rule {
        name: "event/deleted-on-creation",
        severity: Severity::Warning,
        summary: "A request to create an event with `is_deleted` true.",
        why: "The schema allows it, but such an event is in no listing from the start. Mostly the event was \
              copied from an answer.",
        bad: r#"{"title": "Board Meeting", "is_deleted": true}"#,
        good: r#"{"title": "Board Meeting", "is_deleted": false}"#,
        source: "the vendor's page for Create Event: the member is there, with the default false",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for DeletedOnCreation {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        let is_deleted = event.node.get("is_deleted").and_then(Node::as_bool) == Some(true);
        if event.told == Told::ToCreate && is_deleted {
            let message = "the event is deleted from the start";
            let finding = found.about_member(&Self::RULE, &event.at, event.node, "is_deleted", message);
            finding.help = "leave it away".into();
        }
    }
}
