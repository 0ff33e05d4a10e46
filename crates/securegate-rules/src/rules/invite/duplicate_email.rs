//! `invite/duplicate-email`: two guests with one e-mail address.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::{ClaimKind, Found, Scope};
use crate::guest::{Guest, GuestField};
use crate::key::{digest, folded, short};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DuplicateEmail {}

impl Definition for DuplicateEmail {
    const RULE: Rule = Rule {
        name: "invite/duplicate-email",
        severity: Severity::Warning,
        summary: "Two guests with one e-mail address.",
        why: "One person gets two invites with two codes, and two people who share an address can't be told apart. \
              Upper and lower case count as equal, as every mail service takes them.",
        bad: r#"{"invites": [{"email": "jane@mail.com"}, {"email": "Jane@mail.com"}]}"#,
        good: r#"{"invites": [{"email": "jane@mail.com"}, {"email": "joe@mail.com"}]}"#,
        source: "the vendor's page for Create Invites: each person gets a code of their own",
    };
}

static KIND: ClaimKind = ClaimKind {
    rule: DuplicateEmail::RULE.name,
    member: "email",
    scope: Scope::Run,
    severity: Severity::Warning,
    what: "e-mail address",
    rest: &["name", "phone number", "authentication method"],
    help: "keep one of them",
};

impl Check for DuplicateEmail {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(email) = guest.field(GuestField::Email) else { return };
        let address = email.trimmed();
        if address.is_empty() {
            return;
        }
        let text = |of| guest.any_field(of).map_or("", |field| field.trimmed());
        let rest = [
            short(&[text(GuestField::FirstName), text(GuestField::LastName)]),
            short(&[text(GuestField::MobileNumber)]),
            short(&[text(GuestField::AuthenticationMethod)]),
        ];
        found.claim(&KIND, digest(&folded(address)), rest, &guest.at, email.span);
    }
}
