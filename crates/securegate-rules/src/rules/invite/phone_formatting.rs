//! `invite/phone-formatting`: a phone number with more than digits in it.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Guest, quoted};
use crate::options::options;
use crate::phone::{self, NumberKind};
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PhoneFormatting {}

impl Definition for PhoneFormatting {
    const RULE: Rule = Rule {
        name: "invite/phone-formatting",
        severity: Severity::Warning,
        summary: "A phone number with spaces, dashes, points or brackets, or in digits of another script.",
        why: "The vendor's examples are digits alone. Whether the server takes anything else is not \
              documented, and a number that is written in two ways is two.",
        bad: r#"{"country_code": "1", "mobile_number": "(212) 867-5309"}"#,
        good: r#"{"country_code": "1", "mobile_number": "2128675309"}"#,
        source: "the vendor's page for Create Invites: its example has the digits of the national number alone, beside a country code of its own",
        fix: Some(Safety::Safe),
        options: options::<Self>(),
    };
}

impl Check for PhoneFormatting {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some((code, field, NumberKind::Invalid)) = guest.phone() else { return };
        let Some(written) = phone::written(field.text) else { return };
        let digits = written.digits.as_str();
        // White space around it is invite/stray-space.
        if digits == field.trimmed()
            || phone::kind(code, digits).is_none_or(|kind| kind == NumberKind::Invalid)
        {
            return;
        }
        guest.settle(field.of);
        let fix = guest.fix(&field, Safety::Safe, digits);
        let finding = found.about(&Self::RULE, guest, &field, "there is more in it than digits");
        finding.help = Message::new("write ").value(quoted(digits));
        finding.fix = fix;
    }
}
