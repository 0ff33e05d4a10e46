//! `answer/duplicate-id`: two invites of an answer with one id.

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
pub(crate) struct DuplicateId {}

impl Definition for DuplicateId {
    const RULE: Rule = Rule {
        name: "answer/duplicate-id",
        severity: Severity::Warning,
        summary: "Two invites of an answer with the same `id`.",
        why: "Whoever stores invites by their id loses one of the two. Two files are not held against each \
              other: the same invite may be in both.",
        bad: r#"[{"id": "invite-1"}, {"id": "invite-1"}]"#,
        good: r#"[{"id": "invite-1"}, {"id": "invite-2"}]"#,
        source: "follows from the vendor's page for Get Invite By Id: an id leads to one invite",
        fix: None,
        options: options::<Self>(),
    };
}

static KIND: ClaimKind = ClaimKind {
    rule: DuplicateId::RULE.name,
    member: "id",
    scope: Scope::File,
    severity: |_| Severity::Warning,
    what: "id",
    rest: &[],
    help: "tell the vendor; until then, don't store invites by their id",
};

impl Check for DuplicateId {
    fn invite(&self, invite: &Invite<'_>, found: &mut Found) {
        if let Some((id, span)) = member(invite.node, "id")
            && !id.trim().is_empty()
        {
            found.claim(&KIND, digest(id), [0; 3], false, &invite.at, span);
        }
    }
}
