//! `event/wrong-group`: groups of events that no moment allows.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Body, Check, Definition, Group};
use crate::found::Found;
use crate::options::options;
use crate::payload::Payload;
use crate::place::At;
use crate::text::member;
use crate::time::Stamp;
use openapi_findings::Related;
use openapi_source::Node;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WrongGroup {}

impl Definition for WrongGroup {
    const RULE: Rule = Rule {
        name: "event/wrong-group",
        severity: Severity::Info,
        summary: "Events in groups that they can't be in at one and the same moment.",
        why: "What has ended is over before what is to come begins. Whatever time it is, an event that ends \
              after another one starts can't have ended while that one is still to come. Events of type \
              `fixed` are left out: what their times mean is not documented.",
        bad: r#"{"ended": [{"type": "dated", "start_timestamp": 1789200000, "end_timestamp": 1789300000}], "up_coming": [{"type": "dated", "start_timestamp": 1789250000, "end_timestamp": 1789290000}]}"#,
        good: r#"{"ended": [{"type": "dated", "start_timestamp": 1789200000, "end_timestamp": 1789240000}], "up_coming": [{"type": "dated", "start_timestamp": 1789250000, "end_timestamp": 1789290000}]}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for WrongGroup {
    fn body(&self, body: &Body<'_>, found: &mut Found) {
        if body.payload != Payload::EventsByStatus {
            return;
        }
        // The present is after the last of these moments and before the first of those.
        let (mut after, mut before): (Option<Bound<'_>>, Option<Bound<'_>>) = (None, None);
        for group in [Group::Ongoing, Group::Ended, Group::UpComing] {
            let list = body.node.get(group.name()).into_iter().flat_map(Node::elements).enumerate();
            for (index, event) in list.filter(|(_, event)| is_dated(*event)) {
                let stamp = |name| {
                    let stamp = Stamp::of(event, name)?;
                    Some(Bound {
                        seconds: stamp.seconds(),
                        at: body.at.element(group.pointer(), index),
                        event,
                        name,
                    })
                };
                let (start, end) = (stamp("start_timestamp"), stamp("end_timestamp"));
                let (least, most) = match group {
                    Group::Ongoing => (start, end),
                    Group::Ended => (end, None),
                    _ => (None, start),
                };
                after = after.into_iter().chain(least).max_by_key(|bound| bound.seconds);
                before = before.into_iter().chain(most).min_by_key(|bound| bound.seconds);
            }
        }
        if let (Some(after), Some(before)) = (after, before)
            && after.seconds > before.seconds
        {
            let message = "by its group this moment is past, and by another event's group an earlier one is still to come";
            let finding = found.about_member(&Self::RULE, &after.at, after.event, after.name, message);
            finding.help = "work the groups out from the times of the events".into();
            let span = before.event.get(before.name).map_or(before.event.span(), Node::span);
            let place = before.at.place(before.name, span);
            finding.related.push(Related { message: "this is still to come".into(), place });
        }
    }
}

struct Bound<'t> {
    seconds: i64,
    at: At<'t>,
    event: Node<'t>,
    name: &'static str,
}

fn is_dated(event: Node<'_>) -> bool {
    member(event, "type").is_some_and(|(kind, _)| kind == "dated")
}
