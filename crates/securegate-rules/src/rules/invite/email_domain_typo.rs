//! `invite/email-domain-typo`: a domain that is most likely misspelt.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::domains;
use crate::found::Found;
use crate::guest::{Guest, GuestField, quoted};
use crate::key::Folded;
use crate::options::options;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EmailDomainTypo {}

impl Definition for EmailDomainTypo {
    const RULE: Rule = Rule {
        name: "invite/email-domain-typo",
        severity: Severity::Warning,
        summary: "A domain that is a letter away from one that everybody knows: `gmial.com`, `hotmail.con`.",
        why: "The invitation goes to nobody, or to a stranger: people buy such domains. Real domains that \
              look alike, such as `ymail.com` and `gmx.de`, are left in peace.",
        bad: r#"{"email": "ada@gmial.com"}"#,
        good: r#"{"email": "ada@gmail.com"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for EmailDomainTypo {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(field) = guest.field(GuestField::Email) else { return };
        let address = field.trimmed();
        let Some((local, domain)) = address.rsplit_once('@') else { return };
        // Half of all addresses end here.
        if matches!(domain, "gmail.com" | "outlook.com" | "hotmail.com" | "yahoo.com" | "icloud.com") {
            return;
        }
        if domain.is_empty() || domain.len() > LONGEST || !domain.is_ascii() {
            return;
        }
        let folded = Folded::new(domain);
        let Some(meant) = domains::meant(folded.as_str()) else { return };
        let fix = guest.fix(&field, Safety::Unsafe, &format!("{local}@{meant}"));
        let message = Message::new("the domain ").value(quoted(domain)).text(" is most likely misspelt");
        let finding = found.about(&Self::RULE, guest, &field, message);
        finding.help = Message::new("did you mean ").code(meant).text("?");
        finding.fix = fix;
    }
}

const LONGEST: usize = 64;
