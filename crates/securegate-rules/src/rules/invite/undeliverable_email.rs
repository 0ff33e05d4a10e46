//! `invite/undeliverable-email`: an address that no mail server takes.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::email::{self, Undeliverable};
use crate::found::Found;
use crate::guest::{Guest, GuestField, quoted};
use crate::options::options;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UndeliverableEmail {}

impl Definition for UndeliverableEmail {
    const RULE: Rule = Rule {
        name: "invite/undeliverable-email",
        severity: Severity::Error,
        summary: "An e-mail address that can't be delivered, by its syntax alone.",
        why: "The invitation goes there, and comes to nobody. Only what is certain is reported: an address \
              that is merely rare is `invite/unusual-email`.",
        bad: r#"{"email": "ada@okafor"}"#,
        good: r#"{"email": "ada@okafor.net"}"#,
        source: "RFC 5321, section 4.1.2, and RFC 5322, section 3.4.1; the API's own schema names no format",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for UndeliverableEmail {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(field) = guest.field(GuestField::Email).filter(|field| !email::is_plain(field.text)) else {
            return;
        };
        let Err(Undeliverable { reason, meant }) = email::read(field.trimmed(), field.classes) else {
            return;
        };
        guest.settle(field.of);
        let fix = meant.as_deref().and_then(|meant| guest.fix(&field, Safety::Unsafe, meant));
        let message =
            Message::new("no mail can be delivered to ").value(quoted(field.text)).text(": ").text(reason);
        let finding = found.about(&Self::RULE, guest, &field, message);
        finding.help = match &meant {
            Some(meant) => Message::new("write ").value(quoted(meant)),
            None => "ask the guest for the address".into(),
        };
        finding.fix = fix;
    }
}
