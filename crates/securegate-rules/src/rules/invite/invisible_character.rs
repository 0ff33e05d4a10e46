//! `invite/invisible-character`: a character that can't be seen.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Guest, GuestField};
use crate::options::options;
use crate::text::is_invisible;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct InvisibleCharacter {}

impl Definition for InvisibleCharacter {
    const RULE: Rule = Rule {
        name: "invite/invisible-character",
        severity: Severity::Warning,
        summary: "A character that can't be seen: zero-width, a control, or one that turns the direction of writing.",
        why: "Two values that look alike are not, so the guest is not found; an address with one is refused. \
              Marks of direction can make a text read as another.",
        bad: r#"{"email": "ada\u200b@okafor.net"}"#,
        good: r#"{"email": "ada@okafor.net"}"#,
        source: "Unicode Technical Report 36 (security considerations); else a likely mistake",
        fix: Some(Safety::Safe),
        options: options::<Self>(),
    };
}

impl Check for InvisibleCharacter {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for of in GuestField::TEXTS {
            let Some(field) = guest.field(of) else { continue };
            if !field.classes.any(Classes::CONTROL.and(Classes::ODD)) {
                continue;
            }
            let is_stray = |c: &char| is_invisible(*c) && !(is_joiner(*c) && is_joined(field.text));
            let Some(first) = field.text.chars().find(is_stray) else { continue };
            let tidy: String = field.text.chars().filter(|c| !is_stray(c)).collect();
            let fix = guest.fix(&field, Safety::Safe, tidy.trim());
            let message = format!("a character that can't be seen: U+{:04X}", u32::from(first));
            let finding = found.about(&Self::RULE, guest, &field, message);
            finding.help = "remove it".into();
            finding.fix = fix;
        }
    }
}

/// Persian and the scripts of India need joiners between some letters.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

fn is_joined(text: &str) -> bool {
    text.chars().any(|c| ('\u{600}'..='\u{1FFF}').contains(&c) && c.is_alphabetic())
}
