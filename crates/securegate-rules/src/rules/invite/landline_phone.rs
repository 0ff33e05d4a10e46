//! `invite/landline-phone`: a phone number that no mobile phone has.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::Guest;
use crate::options::options;
use crate::phone::NumberKind;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LandlinePhone {}

impl Definition for LandlinePhone {
    const RULE: Rule = Rule {
        name: "invite/landline-phone",
        severity: Severity::Info,
        summary: "A phone number that is valid, and that no mobile phone has: a landline or a service.",
        why: "The field is for a mobile number. Nothing that is sent to a landline as a message is read.",
        bad: r#"{"country_code": "44", "mobile_number": "2071234567"}"#,
        good: r#"{"country_code": "44", "mobile_number": "7400123456"}"#,
        source: "Google's libphonenumber; that the number must be a mobile one is only said by its name",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for LandlinePhone {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some((_, field, NumberKind::NotMobile)) = guest.phone() else { return };
        let finding = found.about(&Self::RULE, guest, &field, "a landline or a service, and no mobile phone");
        finding.help = "ask the guest for the mobile number".into();
    }
}
