//! `invite/invalid-phone`: a phone number that nobody can have.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::Guest;
use crate::options::options;
use crate::phone::{self, CallingCode, NumberKind};
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct InvalidPhone {}

impl Definition for InvalidPhone {
    const RULE: Rule = Rule {
        name: "invite/invalid-phone",
        severity: Severity::Warning,
        summary: "A phone number that nobody can have under its country code.",
        why: "It is too short, too long, or begins with digits that are not assigned. The code `1` stands \
              for the USA, Canada and the Caribbean. The code `345` is no calling code but the area code of \
              the Cayman Islands within `1`: its numbers have seven digits, or ten with the 345 before them.",
        bad: r#"{"country_code": "1", "mobile_number": "212867530"}"#,
        good: r#"{"country_code": "1", "mobile_number": "2128675309"}"#,
        source: "Google's libphonenumber, which follows the number plan of each country; what the vendor's server checks is not documented",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for InvalidPhone {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some((code, field, NumberKind::Invalid)) = guest.phone() else { return };
        let Some(written) = phone::written(field.text) else { return };
        let digits = written.digits.as_str();
        let is_valid = |code: &str| phone::kind(code, digits).is_some_and(|kind| kind != NumberKind::Invalid);
        if is_valid(code) {
            // White space alone is wrong with it, and another rule says so.
            return;
        }
        guest.settle(field.of);
        let count = digits.len();
        let message = if code == phone::CAYMAN {
            Message::new("no number of the Cayman Islands: ").code("345").text(
                " is their area code within 1, and a number has seven more digits, with or without the 345 before them",
            )
        } else {
            let (place, usual) = CallingCode::named(code).map_or(("", ""), |code| (code.place, code.digits));
            let reason = if usual.parse() == Ok(count) {
                "it begins with digits that are assigned to nobody".to_owned()
            } else {
                let digits = if count == 1 { "digit" } else { "digits" };
                format!("it has {count} {digits}, where numbers there have {usual}")
            };
            Message::new(format!("no number of {place} (")).code(code).text(format!("): {reason}"))
        };
        // A landline elsewhere is chance more often than not.
        let is_mobile = |code: &str| phone::kind(code, digits) == Some(NumberKind::Mobile);
        let other = phone::CODES.iter().find(|other| other.text != code && is_mobile(other.text));
        let finding = found.about(&Self::RULE, guest, &field, message);
        finding.help = match other {
            Some(other) => Message::new(format!("it would be a number of {}: is ", other.place))
                .code("country_code")
                .text(" right?"),
            None => "ask the guest for the number".into(),
        };
    }
}
