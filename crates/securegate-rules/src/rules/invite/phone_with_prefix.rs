//! `invite/phone-with-prefix`: a phone number that carries its country code.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Guest, GuestField, quoted};
use crate::options::options;
use crate::phone::{self, NumberKind};
use openapi_findings::{Edit, Fix};
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PhoneWithPrefix {}

impl Definition for PhoneWithPrefix {
    const RULE: Rule = Rule {
        name: "invite/phone-with-prefix",
        severity: Severity::Warning,
        summary: "A phone number that begins with a country code: `+1 212 ...`, `0044 ...`, `1212...`.",
        why: "The country code has a field of its own, so the number that is dialled has it twice. A number \
              of another country than the field says is dialled in the wrong one.",
        bad: r#"{"country_code": "1", "mobile_number": "+12128675309"}"#,
        good: r#"{"country_code": "1", "mobile_number": "2128675309"}"#,
        source: "the vendor's page for Create Invites: its example has the digits of the national number alone, beside a country code of its own",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for PhoneWithPrefix {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some((code, field, NumberKind::Invalid)) = guest.phone() else { return };
        let Some(written) = phone::written(field.text) else { return };
        let digits = written.digits.as_str();
        if !written.is_international && !digits.starts_with(phone::calling_code(code)) {
            return;
        }
        if let Some(national) = phone::national(code, digits) {
            guest.settle(field.of);
            let fix = guest.fix(&field, Safety::Safe, national);
            let message = Message::new("it begins with the country code ")
                .code(phone::calling_code(code))
                .text(", which has a field of its own");
            let finding = found.about(&Self::RULE, guest, &field, message);
            finding.help = Message::new("write ").value(quoted(national));
            finding.fix = fix;
            return;
        }
        if !written.is_international {
            return;
        }
        guest.settle(field.of);
        let other = phone::CODES.iter().find_map(|other| {
            let national = digits.starts_with(other.text).then(|| phone::national(other.text, digits))?;
            Some((other, national?))
        });
        let said = Message::new("it begins with a country code, and ")
            .code("country_code")
            .text(" says ")
            .code(code);
        let Some((other, national)) = other else {
            let message = said.text(": no number of that code is left");
            found.about(&Self::RULE, guest, &field, message).help =
                "make sure of the number; the API takes the codes 1, 44, 61, 91 and 345 alone".into();
            return;
        };
        let fix = country_edit(guest, other.text).and_then(|country| {
            let number = Edit::string(guest.at.source, field.span, national)?;
            let message = Message::new("write ").code(other.text).text(" and ").value(quoted(national));
            Some(Fix { message, safety: Safety::Unsafe, edits: vec![country, number] })
        });
        let message = said.text(format!(": the number is one of {}", other.place));
        let finding = found.about(&Self::RULE, guest, &field, message);
        finding.help = Message::new("write ")
            .code(other.text)
            .text(" there, and ")
            .value(quoted(national))
            .text(" here");
        finding.fix = fix;
    }
}

fn country_edit(guest: &Guest<'_>, code: &str) -> Option<Edit> {
    let country = guest.any_field(GuestField::CountryCode)?;
    Edit::string(guest.at.source, country.span, code)
}
