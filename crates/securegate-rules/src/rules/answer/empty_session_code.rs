//! `answer/empty-session-code`: a guest to check in by QR code who has none.

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
pub(crate) struct EmptySessionCode {}

impl Definition for EmptySessionCode {
    const RULE: Rule = Rule {
        name: "answer/empty-session-code",
        severity: Severity::Error,
        summary: "An invite with `QR Code` or `Both` and an empty `session_code`.",
        why: "The QR code at the door carries the session code. This guest can't check in.",
        bad: r#"[{"authentication_method": "QR Code", "session_code": ""}]"#,
        good: r#"[{"authentication_method": "QR Code", "session_code": "H4KQ7M"}]"#,
        source: "the vendor's page for Get Invite By Id: check-in by QR code uses the session code",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for EmptySessionCode {
    fn invite(&self, invite: &Invite<'_>, found: &mut Found) {
        let Some((code, _)) = member(invite.node, "session_code") else { return };
        let Some((method, _)) = member(invite.node, "authentication_method") else { return };
        if !code.trim().is_empty() || !matches!(method, "QR Code" | "Both") {
            return;
        }
        let message = Message::new("empty, and the guest checks in with ").code(method);
        let finding = found.about_member(&Self::RULE, &invite.at, invite.node, "session_code", message);
        finding.help = "read the invite again; if it stays empty, tell the vendor".into();
    }
}
