//! `answer/duplicate-session-code`: two invites of an answer with one session code.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Invite};
use crate::found::Found;
use crate::found::{ClaimKind, Scope};
use crate::key::digest;
use crate::options::options;
use crate::text::member;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DuplicateSessionCode {}

impl Definition for DuplicateSessionCode {
    const RULE: Rule = Rule {
        name: "answer/duplicate-session-code",
        severity: Severity::Error,
        summary: "Two invites of an answer with the same `session_code`.",
        why: "Each person gets a code of their own; with one code for two, the one lets the other in. Two \
              files are not held against each other: the same invite may be in both.",
        bad: r#"[{"session_code": "H4KQ7M"}, {"session_code": "H4KQ7M"}]"#,
        good: r#"[{"session_code": "H4KQ7M"}, {"session_code": "V9TR2C"}]"#,
        source: "the vendor's page for Create Invites: unique invitation codes for each person",
        fix: None,
        options: options::<Self>(),
    };
}

static KIND: ClaimKind = ClaimKind {
    rule: DuplicateSessionCode::RULE.name,
    member: "session_code",
    scope: Scope::File,
    severity: |_| Severity::Error,
    what: "session code",
    rest: &[],
    help: "tell the vendor, and don't send these codes to guests",
};

impl Check for DuplicateSessionCode {
    fn invite(&self, invite: &Invite<'_>, found: &mut Found) {
        if let Some((code, span)) = member(invite.node, "session_code")
            && !code.trim().is_empty()
        {
            found.claim(&KIND, digest(code), [0; 3], false, &invite.at, span);
        }
    }
}
