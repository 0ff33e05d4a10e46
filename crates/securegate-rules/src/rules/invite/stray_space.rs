//! `invite/stray-space`: white space before, after or doubled in a value.

use openapi_findings::{Rule, Severity};
use openapi_source::Message;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition, about};
use crate::found::Found;
use crate::guest::{Classes, Field, Guest, GuestField};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StraySpace {}

impl Definition for StraySpace {
    const RULE: Rule = Rule {
        name: "invite/stray-space",
        severity: Severity::Warning,
        summary: "White space before or after a value, or doubled in it.",
        why: "It comes from copying out of spreadsheets and can't be seen. Nobody finds the guest by name or e-mail \
              address then, and the same guest with and without the space is two.",
        bad: r#"{"first_name": "Jane "}"#,
        good: r#"{"first_name": "Jane"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
    };
}

/// What white space can be made of.
const SPACES: Classes = Classes::SPACE.and(Classes::CONTROL).and(Classes::NON_ASCII);

impl Check for StraySpace {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for field in guest.fields().filter(|field| field.classes.any(SPACES)) {
            // Values of an enum are judged letter by letter by the contract.
            if matches!(field.of, GuestField::CountryCode | GuestField::AuthenticationMethod) {
                continue;
            }
            if let Some(what) = stray(&field) {
                let message = Message::new(format!("{what} of ")).code(field.of.name());
                found.report(about(&Self::RULE, guest, &field, message).with_help("remove it"));
            }
        }
    }
}

fn stray(field: &Field<'_>) -> Option<&'static str> {
    let text = field.text;
    let trimmed = text.trim();
    if trimmed.is_empty() {
        None
    } else if trimmed.len() < text.len() {
        Some(match (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace)) {
            (true, true) => "white space around the value",
            (true, false) => "white space before the value",
            _ => "white space after the value",
        })
    } else {
        let doubled = text.as_bytes().windows(2).any(|pair| pair == b"  ");
        doubled.then_some("doubled white space in the value")
    }
}
