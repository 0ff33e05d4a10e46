//! `answer/answered-on-creation`: a new invite that was answered already.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Invite};
use crate::found::Found;
use crate::options::options;
use crate::text::member;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AnsweredOnCreation {}

impl Definition for AnsweredOnCreation {
    const RULE: Rule = Rule {
        name: "answer/answered-on-creation",
        severity: Severity::Warning,
        summary: "An invite that was just created and is `accepted` or `rejected`.",
        why: "Nobody can have answered. The vendor shows new invites as `pending`. It may be an older invite \
              of the same guest.",
        bad: r#"[{"status": "accepted"}]"#,
        good: r#"[{"status": "pending"}]"#,
        source: "the vendor's pages for Create Invites (its example) and Get Invites (what the states mean)",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for AnsweredOnCreation {
    fn invite(&self, invite: &Invite<'_>, found: &mut Found) {
        let Some((status, _)) = member(invite.node, "status") else { return };
        if !invite.is_new || !matches!(status, "accepted" | "rejected") {
            return;
        }
        let message = Message::new("just created, and ").code(status).text(" already");
        let finding = found.about_member(&Self::RULE, &invite.at, invite.node, "status", message);
        finding.help = "look whether the guest had an invite before".into();
    }
}
