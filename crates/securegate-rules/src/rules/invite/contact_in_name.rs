//! `invite/contact-in-name`: something in a name that is no name.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Guest, GuestField};
use crate::options::options;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ContactInName {}

impl Definition for ContactInName {
    const RULE: Rule = Rule {
        name: "invite/contact-in-name",
        severity: Severity::Warning,
        summary: "An e-mail address, a web address, a phone number or a digit in a name.",
        why: "Columns were mixed up, or one field holds two things. The name is shown at the door and \
              compared with a document.",
        bad: r#"{"first_name": "ada@okafor.net"}"#,
        good: r#"{"first_name": "Ada"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for ContactInName {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for of in GuestField::NAMES {
            let Some(field) = guest.field(of) else { continue };
            let text = field.text;
            let what = if field.classes.any(Classes::AT) {
                Some("an e-mail address, or a name of some network,")
            } else if field.classes.any(Classes::DIGIT) {
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                if digits >= 7 {
                    Some("a phone number")
                } else {
                    has_digit_beside_ordinals(text).then_some("a digit")
                }
            } else {
                let is_address = field.classes.any(Classes::OTHER.and(Classes::DOT))
                    && (text.contains("://") || text.starts_with("www."));
                is_address.then_some("a web address")
            };
            if let Some(what) = what {
                guest.settle(of);
                let finding = found.about(&Self::RULE, guest, &field, format!("{what} in a name"));
                finding.help = "leave only the name in it".into();
            }
        }
    }
}

/// `Jane2`, but not `John Smith 3rd`.
fn has_digit_beside_ordinals(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_ordinal = letters.len() < word.len()
            && ["st", "nd", "rd", "th", "st.", "nd.", "rd.", "th."]
                .contains(&letters.to_ascii_lowercase().as_str());
        !is_ordinal && word.bytes().any(|byte| byte.is_ascii_digit())
    })
}
