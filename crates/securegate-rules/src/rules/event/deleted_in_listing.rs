//! `event/deleted-in-listing`: a deleted event among those that are not.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Group, Told};
use crate::found::Found;
use crate::options::options;
use openapi_source::{Message, Node};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DeletedInListing {}

impl Definition for DeletedInListing {
    const RULE: Rule = Rule {
        name: "event/deleted-in-listing",
        severity: Severity::Warning,
        summary: "An event with `is_deleted` true among those that go on, have ended or are to come.",
        why: "Deleted events leave the normal listings; only `archived` may hold them.",
        bad: r#"{"up_coming": [{"is_deleted": true}]}"#,
        good: r#"{"archived": [{"is_deleted": true}]}"#,
        source: "the vendor's page for Delete Event: deleted events no longer appear in normal listings",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for DeletedInListing {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        let Told::InGroup(group) = event.told else { return };
        let is_deleted = event.node.get("is_deleted").and_then(Node::as_bool) == Some(true);
        if is_deleted && group != Group::Archived {
            let message = Message::new("deleted, and still in ").code(group.name());
            let finding = found.about_member(&Self::RULE, &event.at, event.node, "is_deleted", message);
            finding.help = "leave it out".into();
        }
    }
}
