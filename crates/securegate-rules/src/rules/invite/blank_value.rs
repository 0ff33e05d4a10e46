//! `invite/blank-value`: a value with nothing in it.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Field, Guest, GuestField};
use crate::options::options;
use crate::text::is_invisible;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BlankValue {}

impl Definition for BlankValue {
    const RULE: Rule = Rule {
        name: "invite/blank-value",
        severity: Severity::Warning,
        summary: "A name, e-mail address or phone number with nothing in it.",
        why: "The API asks for all of them, and an empty text is not a value: the guest can't be greeted, \
              reached or found. White space and invisible characters count as nothing.",
        bad: r#"{"first_name": " ", "last_name": "Okafor"}"#,
        good: r#"{"first_name": "Ada", "last_name": "Okafor"}"#,
        source: "the vendor's page for Create Invites: each invite has these members",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for BlankValue {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let mut blank = GuestField::TEXTS.into_iter().filter_map(|of| guest.field(of)).filter(is_blank);
        let Some(first) = blank.next() else { return };
        let others: Vec<_> = blank.collect();
        if others.len() + 1 == GuestField::TEXTS.len() {
            // A row of nothing, as spreadsheets leave them behind: one finding says it.
            found.about(&Self::RULE, guest, &first, "there is no guest in this record: all is empty").help =
                "remove the record".into();
            for of in GuestField::TEXTS {
                guest.settle(of);
            }
            return;
        }
        for field in std::iter::once(first).chain(others) {
            guest.settle(field.of);
            let message =
                if field.text.is_empty() { "it is empty" } else { "there is nothing but white space in it" };
            found.about(&Self::RULE, guest, &field, message).help = match field.of {
                GuestField::LastName => "fill it in; a guest with a single name can have it twice",
                _ => "fill it in, or remove the guest",
            }
            .into();
        }
    }
}

fn is_blank(field: &Field<'_>) -> bool {
    field.classes.only(Classes::SPACE.and(Classes::CONTROL).and(Classes::NON_ASCII))
        && field.text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}
