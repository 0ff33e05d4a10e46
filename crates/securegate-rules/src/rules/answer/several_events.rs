//! `answer/several-events`: invites of several events in one answer.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Body, Check, Definition};
use crate::found::Found;
use crate::guest::quoted;
use crate::options::options;
use crate::payload::Payload;
use crate::text::member;
use openapi_source::{Kind, Message};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SeveralEvents {}

impl Definition for SeveralEvents {
    const RULE: Rule = Rule {
        name: "answer/several-events",
        severity: Severity::Warning,
        summary: "Invites of one answer that belong to different events.",
        why: "The request named one event, so each invite of its answer belongs to that one. Else guests are \
              let in where they are not invited.",
        bad: r#"[{"event_id": "event-1"}, {"event_id": "event-2"}]"#,
        good: r#"[{"event_id": "event-1"}, {"event_id": "event-1"}]"#,
        source: "follows from the paths of the operations: one event_id each",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for SeveralEvents {
    fn body(&self, body: &Body<'_>, found: &mut Found) {
        if !matches!(body.payload, Payload::Invites | Payload::NewInvites) || body.node.kind() != Kind::Array
        {
            return;
        }
        let mut invites = body.node.elements().enumerate();
        let Some((_, (first, _))) =
            invites.by_ref().find_map(|(at, node)| Some((at, member(node, "event_id")?)))
        else {
            return;
        };
        for (index, node) in invites {
            let Some((id, _)) = member(node, "event_id").filter(|(id, _)| *id != first) else { continue };
            let at = body.at.element("", index);
            let message = Message::new("of event ")
                .value(quoted(id))
                .text(", while the first is of ")
                .value(quoted(first));
            let finding = found.about_member(&Self::RULE, &at, node, "event_id", message);
            finding.help = "answers of several requests must not be joined; else tell the vendor".into();
        }
    }
}
