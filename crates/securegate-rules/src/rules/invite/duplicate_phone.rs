//! `invite/duplicate-phone`: two guests with one phone number.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::found::{ClaimKind, Scope};
use crate::guest::{Classes, Guest, GuestField};
use crate::key::digest;
use crate::options::options;
use crate::phone::{self, NumberKind};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DuplicatePhone {}

impl Definition for DuplicatePhone {
    const RULE: Rule = Rule {
        name: "invite/duplicate-phone",
        severity: Severity::Warning,
        summary: "Two guests with one phone number, however it is written.",
        why: "Codes that are sent there reach one person for two. A warning where the two have one name, and \
              so are one guest; people of two names may share a phone, and guests of two files may be for \
              two events, so those are infos. For each number about 70 bytes are remembered.",
        bad: r#"{"invites": [{"first_name": "Ada", "country_code": "1", "mobile_number": "2128675309"}, {"first_name": "Ada", "country_code": "1", "mobile_number": "+1 212 867 5309"}]}"#,
        good: r#"{"invites": [{"first_name": "Ada", "country_code": "1", "mobile_number": "2128675309"}, {"first_name": "Ada", "country_code": "44", "mobile_number": "2128675309"}]}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: None,
        options: options::<Self>(),
    };
}

static KIND: ClaimKind = ClaimKind {
    rule: DuplicatePhone::RULE.name,
    member: "mobile_number",
    scope: Scope::Run,
    severity: |repeat| {
        if repeat.same[0] && !repeat.across_files { Severity::Warning } else { Severity::Info }
    },
    what: "phone number",
    rest: &["name", "e-mail address", "authentication method"],
    help: "keep one of them, or ask for the other's own number",
};

impl Check for DuplicatePhone {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        // A number that is spoilt or stands for any is none, even if many have it; one that is only written oddly is.
        let Some(field) = guest.any_field(GuestField::MobileNumber) else { return };
        let Some(code) = guest.any_field(GuestField::CountryCode).map(|code| code.text) else { return };
        let written;
        let mut number = field.text;
        if !field.classes.only(Classes::DIGIT) || guest.field(field.of).is_none() {
            let Some(digits) = phone::written(field.text) else { return };
            written = digits;
            let digits = written.digits.as_str();
            number = phone::national(code, digits).unwrap_or(digits);
            if phone::kind(code, number).is_none_or(|kind| kind == NumberKind::Invalid) {
                return;
            }
        }
        if number.is_empty() {
            return;
        }
        let local = if code == phone::CAYMAN { number.strip_prefix(code).unwrap_or(number) } else { number };
        let digests = guest.digests();
        let rest = [digests.name, digests.email, digests.method];
        found.claim(&KIND, digest((code, local)), rest, false, &guest.at, field.span);
    }
}
