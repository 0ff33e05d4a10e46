//! `invite/duplicate-email`: two guests with one e-mail address.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::found::{ClaimKind, Scope};
use crate::guest::{Classes, Guest, GuestField};
use crate::key::{Folded, digest};
use crate::options::options;

/// Options.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DuplicateEmail {
    /// Whether addresses count that most likely lead to the same mailbox: with a tag after `+`, or with other dots at Gmail.
    aliases: bool,
}

impl Default for DuplicateEmail {
    fn default() -> Self {
        Self { aliases: true }
    }
}

impl Definition for DuplicateEmail {
    const RULE: Rule = Rule {
        name: "invite/duplicate-email",
        severity: Severity::Warning,
        summary: "Two guests with one e-mail address, in one file or in several of a run.",
        why: "One person gets two invites with two codes, and two people who share an address can't be told \
              apart. Upper and lower case count as equal, as every mail service takes them. Addresses that \
              most likely lead to one mailbox (`ada+1@okafor.net`, `a.da@gmail.com`) are an info, and so are \
              guests of two files, which may be for two events. For each address about 70 bytes are \
              remembered.",
        bad: r#"{"invites": [{"email": "ada@okafor.net"}, {"email": "Ada@okafor.net"}]}"#,
        good: r#"{"invites": [{"email": "ada@okafor.net"}, {"email": "bo@okafor.net"}]}"#,
        source: "the vendor's page for Create Invites: each person gets a code of their own",
        fix: None,
        options: options::<Self>(),
    };
}

static KIND: ClaimKind = ClaimKind {
    rule: DuplicateEmail::RULE.name,
    member: "email",
    scope: Scope::Run,
    severity: |repeat| {
        if repeat.is_alias || repeat.across_files { Severity::Info } else { Severity::Warning }
    },
    what: "e-mail address",
    rest: &["name", "phone number", "authentication method"],
    help: "keep one of them",
};

impl Check for DuplicateEmail {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(email) = guest.field(GuestField::Email) else { return };
        let folded = Folded::new(email.trimmed());
        let address = folded.as_str();
        let digests = guest.digests();
        let rest = [digests.name, digests.phone, digests.method];
        found.claim(&KIND, digest(address), rest, false, &guest.at, email.span);
        if self.aliases
            && (email.classes.any(Classes::OTHER) || address.ends_with("mail.com"))
            && let Some(mailbox) = mailbox(address)
        {
            found.claim(&KIND, digest(&mailbox), rest, true, &guest.at, email.span);
        }
    }
}

/// The address that the mailbox most likely has, where this is another spelling of it: many services drop what follows
/// a `+`, and Gmail drops dots.
fn mailbox(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let is_gmail = matches!(domain, "gmail.com" | "googlemail.com");
    let tagless = local.split_once('+').map_or(local, |(before, _)| before);
    let has_dots = is_gmail && tagless.contains('.');
    if tagless.is_empty() || (tagless.len() == local.len() && !has_dots && domain != "googlemail.com") {
        return None;
    }
    Some(if is_gmail {
        format!("{}@gmail.com", tagless.replace('.', ""))
    } else {
        format!("{tagless}@{domain}")
    })
}
