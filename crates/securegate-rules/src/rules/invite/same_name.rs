//! `invite/same-name`: two guests with one name.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::found::{ClaimKind, Scope};
use crate::guest::{Guest, GuestField};
use crate::key::{Folded, digest};
use crate::options::options;

/// Options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SameName {
    /// Whether to look for guests of one name at all.
    enabled: bool,
}

impl Definition for SameName {
    const RULE: Rule = Rule {
        name: "invite/same-name",
        severity: Severity::Info,
        summary: "Two guests with one name and different contact details. Off unless its option turns it on.",
        why: "It may be one guest with two addresses, or two people: in a long list there are always some.",
        bad: r#"{"invites": [{"first_name": "Ada", "last_name": "Okafor", "email": "ada@okafor.net"}, {"first_name": "Ada", "last_name": "Okafor", "email": "ada@mail.com"}]}"#,
        good: r#"{"invites": [{"first_name": "Ada", "last_name": "Okafor", "email": "ada@okafor.net"}, {"first_name": "Bo", "last_name": "Okafor", "email": "bo@mail.com"}]}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

static KIND: ClaimKind = ClaimKind {
    rule: SameName::RULE.name,
    member: "last_name",
    scope: Scope::File,
    severity: |_| Severity::Info,
    what: "name",
    rest: &["e-mail address", "phone number", "authentication method"],
    help: "make sure that they are two people",
};

impl Check for SameName {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        if !self.enabled {
            return;
        }
        let Some(first) = guest.field(GuestField::FirstName) else { return };
        let Some(last) = guest.field(GuestField::LastName) else { return };
        let (first, surname) = (Folded::new(first.trimmed()), Folded::new(last.trimmed()));
        let digests = guest.digests();
        let rest = [digests.email, digests.phone, digests.method];
        found.claim(&KIND, digest((first.as_str(), surname.as_str())), rest, false, &guest.at, last.span);
    }
}
