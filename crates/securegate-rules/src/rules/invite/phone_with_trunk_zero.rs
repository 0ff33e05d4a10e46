//! `invite/phone-with-trunk-zero`: a phone number with the zero that is dialled at home.

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
pub(crate) struct PhoneWithTrunkZero {}

impl Definition for PhoneWithTrunkZero {
    const RULE: Rule = Rule {
        name: "invite/phone-with-trunk-zero",
        severity: Severity::Warning,
        summary: "A phone number with the zero before it that is only dialled inside its country: `07400 123456`.",
        why: "Behind a country code the zero must go: +44 07400 123456 does not connect.",
        bad: r#"{"country_code": "44", "mobile_number": "07400123456"}"#,
        good: r#"{"country_code": "44", "mobile_number": "7400123456"}"#,
        source: "ITU-T E.164, section 7.3.2; the vendor's page for Create Invites: its example has the digits of the national number alone, beside a country code of its own",
        fix: Some(Safety::Safe),
        options: options::<Self>(),
    };
}

impl Check for PhoneWithTrunkZero {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some((code, field, NumberKind::Invalid)) = guest.phone() else { return };
        let Some(written) = phone::written(field.text) else { return };
        let digits = written.digits.as_str();
        if !digits.starts_with('0') {
            return;
        }
        let Some(national) = phone::national(code, digits) else { return };
        guest.settle(field.of);
        let fix = guest.fix(&field, Safety::Safe, national);
        let message = "it begins with the zero that is dialled inside the country alone";
        let finding = found.about(&Self::RULE, guest, &field, message);
        finding.help = Message::new("write ").value(quoted(national));
        finding.fix = fix;
    }
}
