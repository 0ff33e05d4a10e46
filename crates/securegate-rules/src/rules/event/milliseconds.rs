//! `event/milliseconds`: milliseconds where seconds belong.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, Event, Told};
use crate::found::Found;
use crate::options::options;
use crate::time::{Stamp, Unit};
use openapi_findings::{Edit, Fix};
use openapi_source::{Message, Syntax};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Milliseconds {}

impl Definition for Milliseconds {
    const RULE: Rule = Rule {
        name: "event/milliseconds",
        severity: Severity::Warning,
        summary: "A time in milliseconds in a request to create an event.",
        why: "The vendor's example of this request counts seconds. Milliseconds taken for seconds are some \
              55,000 years from now, and JavaScript counts in them.",
        bad: r#"{"start_timestamp": 1789200000000}"#,
        good: r#"{"start_timestamp": 1789200000}"#,
        source: "the vendor's page for Create Event: its example counts seconds",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for Milliseconds {
    fn event(&self, event: &Event<'_>, found: &mut Found) {
        if event.told != Told::ToCreate {
            return;
        }
        for name in ["start_timestamp", "end_timestamp"] {
            let Some(stamp) = Stamp::of(event.node, name).filter(|stamp| stamp.unit == Unit::Milliseconds)
            else {
                continue;
            };
            let is_whole =
                stamp.value % 1000 == 0 && matches!(event.at.source.syntax(), Syntax::Json | Syntax::Yaml);
            let fix = is_whole.then(|| {
                let text = (stamp.value / 1000).to_string();
                let message = Message::new("write ").value(text.clone());
                Fix { message, safety: Safety::Unsafe, edits: vec![Edit { span: stamp.span, text }] }
            });
            let message = "this counts milliseconds, where seconds are expected";
            let finding = found.about_member(&Self::RULE, &event.at, event.node, name, message);
            finding.help = "divide it by 1000".into();
            finding.fix = fix;
        }
    }
}
