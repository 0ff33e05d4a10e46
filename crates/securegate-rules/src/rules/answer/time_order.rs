//! `answer/time-order`: times of an invite in an order that can't be.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Invite};
use crate::found::Found;
use crate::options::options;
use crate::text::member;
use crate::time::Moment;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TimeOrder {}

impl Definition for TimeOrder {
    const RULE: Rule = Rule {
        name: "answer/time-order",
        severity: Severity::Warning,
        summary: "An invite that was changed, or its guest seen, before it was created.",
        why: "`created_at` comes first. Where it does not, one of the times is wrong, and what is sorted or \
              counted by it.",
        bad: r#"[{"created_at": "2026-06-03T08:00:00Z", "updated_at": "2026-06-02T08:00:00Z"}]"#,
        good: r#"[{"created_at": "2026-06-03T08:00:00Z", "updated_at": "2026-06-03T08:00:00Z"}]"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for TimeOrder {
    fn invite(&self, invite: &Invite<'_>, found: &mut Found) {
        let time = |name| member(invite.node, name).and_then(|(text, _)| Moment::read(text));
        let Some(created) = time("created_at") else { return };
        for (name, what) in [("updated_at", "changed"), ("last_seen", "seen")] {
            if time(name).is_some_and(|moment| moment < created) {
                let message = Message::new(format!("{what} before it was created, by ")).code("created_at");
                let finding = found.about_member(&Self::RULE, &invite.at, invite.node, name, message);
                finding.help = "don't rely on either time".into();
            }
        }
    }
}
