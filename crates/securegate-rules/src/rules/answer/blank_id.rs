//! `answer/blank-id`: an identifier with nothing in it.

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
pub(crate) struct BlankId {}

impl Definition for BlankId {
    const RULE: Rule = Rule {
        name: "answer/blank-id",
        severity: Severity::Warning,
        summary: "An `id`, `event_id` or `session_id` of an answer with nothing in it.",
        why: "Identifiers have no promised form, but one that is empty leads to nothing: the invite can't be \
              read, changed or traced.",
        bad: r#"[{"id": ""}]"#,
        good: r#"[{"id": "invite-1"}]"#,
        source: "follows from the vendor's pages: these members identify something",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for BlankId {
    fn invite(&self, invite: &Invite<'_>, found: &mut Found) {
        for name in ["id", "event_id", "session_id"] {
            let is_blank = member(invite.node, name).is_some_and(|(text, _)| text.trim().is_empty());
            if is_blank {
                let message = Message::new("there is nothing in ").code(name);
                let finding = found.about_member(&Self::RULE, &invite.at, invite.node, name, message);
                finding.help = "tell the vendor".into();
            }
        }
    }
}
