//! `answer/missing-status`: an invite without its state.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Invite};
use crate::found::Found;
use crate::options::options;
use openapi_source::{Kind, Message};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingStatus {}

impl Definition for MissingStatus {
    const RULE: Rule = Rule {
        name: "answer/missing-status",
        severity: Severity::Warning,
        summary: "An invite of an answer without `status`.",
        why: "The vendor's schema lets it be left out, yet following invites is what the API is for. Don't \
              take it for `pending`: no default is published.",
        bad: r#"[{"id": "invite-1"}]"#,
        good: r#"[{"id": "invite-1", "status": "pending"}]"#,
        source: "the vendor's pages: `status` is the one member that is neither required nor nullable",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for MissingStatus {
    fn invite(&self, invite: &Invite<'_>, found: &mut Found) {
        if invite.node.kind() != Kind::Object || invite.node.get("status").is_some() {
            return;
        }
        let message = Message::new("there is no ").code("status");
        let finding = found.about_member(&Self::RULE, &invite.at, invite.node, "status", message);
        finding.help = "treat it as unknown, and read the invite again".into();
    }
}
