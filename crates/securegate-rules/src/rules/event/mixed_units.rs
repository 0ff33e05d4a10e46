//! `event/mixed-units`: seconds and milliseconds in one payload.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Body, Check, Definition, Group};
use crate::found::Found;
use crate::options::options;
use crate::payload::Payload;
use crate::time::{Stamp, Unit};
use openapi_source::Node;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MixedUnits {}

impl Definition for MixedUnits {
    const RULE: Rule = Rule {
        name: "event/mixed-units",
        severity: Severity::Warning,
        summary: "Times in seconds and times in milliseconds in one payload.",
        why: "The vendor's examples have both, in different operations. In one payload a program that takes \
              all for the same unit is wrong about some.",
        bad: r#"{"start_timestamp": 1789200000, "end_timestamp": 1789207200000}"#,
        good: r#"{"start_timestamp": 1789200000, "end_timestamp": 1789207200}"#,
        source: "the vendor's pages for Create Event (seconds) and Get All Events (milliseconds)",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for MixedUnits {
    fn body(&self, body: &Body<'_>, found: &mut Found) {
        let mut events = Vec::new();
        match body.payload {
            Payload::EventsByStatus => {
                for group in Group::ALL {
                    let list = body.node.get(group.name()).into_iter().flat_map(Node::elements);
                    events.extend(
                        list.enumerate().map(|(at, event)| (body.at.element(group.pointer(), at), event)),
                    );
                }
            }
            Payload::InviteWithEvent => {
                events.extend(body.node.get("event").map(|event| (body.at.inside("/event"), event)));
            }
            _ => events.push((body.at, body.node)),
        }
        let mut first = None;
        for (at, event) in events {
            for name in ["start_timestamp", "end_timestamp"] {
                let Some(stamp) = Stamp::of(event, name) else { continue };
                let unit = *first.get_or_insert(stamp.unit);
                if stamp.unit != unit {
                    let message = match unit {
                        Unit::Seconds => {
                            "this counts milliseconds, and the first time of the payload seconds"
                        }
                        Unit::Milliseconds => {
                            "this counts seconds, and the first time of the payload milliseconds"
                        }
                    };
                    let finding = found.about_member(&Self::RULE, &at, event, name, message);
                    finding.help =
                        "judge each time by its size: from 100,000,000,000 on it counts milliseconds".into();
                }
            }
        }
    }
}
