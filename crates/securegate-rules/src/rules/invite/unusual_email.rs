//! `invite/unusual-email`: an address that is allowed and rare.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::email::{self, Address};
use crate::found::Found;
use crate::guest::{Guest, GuestField, quoted};
use crate::options::options;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnusualEmail {}

impl Definition for UnusualEmail {
    const RULE: Rule = Rule {
        name: "invite/unusual-email",
        severity: Severity::Warning,
        summary: "An e-mail address that is allowed, and that many systems can't cope with.",
        why: "Quoted texts, letters beyond ASCII before `@` and numbers of machines in place of a domain are \
              legal, but forms and mail servers refuse them often. A warning where letters of two alphabets \
              are mixed in a domain, which is how look-alikes are made; else an info.",
        bad: r#"{"email": "\"ada okafor\"@okafor.net"}"#,
        good: r#"{"email": "ada.okafor@okafor.net"}"#,
        source: "RFC 5321 and RFC 6531; else a heuristic",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for UnusualEmail {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(field) = guest.field(GuestField::Email).filter(|field| !email::is_plain(field.text)) else {
            return;
        };
        let Ok(Address { domain, unusual: Some(unusual), .. }) = email::read(field.trimmed(), field.classes)
        else {
            return;
        };
        let is_lookalike = unusual.contains("alphabets");
        let message = Message::new("allowed, and many systems refuse it: ").text(unusual);
        let finding = found.about(&Self::RULE, guest, &field, message);
        finding.severity = if is_lookalike { Severity::Warning } else { Severity::Info };
        finding.help = if is_lookalike {
            Message::new("type the domain ").value(quoted(domain)).text(" again by hand")
        } else {
            "make sure that it is right".into()
        };
    }
}
