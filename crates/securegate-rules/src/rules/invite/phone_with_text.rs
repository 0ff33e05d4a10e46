//! `invite/phone-with-text`: a phone number with something else in the field.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Guest, quoted};
use crate::options::options;
use crate::phone::{self, NumberKind, Written};
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PhoneWithText {}

impl Definition for PhoneWithText {
    const RULE: Rule = Rule {
        name: "invite/phone-with-text",
        severity: Severity::Warning,
        summary: "A phone number with an extension, a second number or words beside it.",
        why: "Nothing but digits can be dialled by a program, and no message can be sent to an extension.",
        bad: r#"{"country_code": "1", "mobile_number": "212-867-5309 ext. 12"}"#,
        good: r#"{"country_code": "1", "mobile_number": "2128675309"}"#,
        source: "the vendor's page for Create Invites: its example has the digits of the national number alone, beside a country code of its own",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for PhoneWithText {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some((code, field, NumberKind::Invalid)) = guest.phone() else { return };
        if field.text.trim().is_empty() || phone::written(field.text).is_some() {
            return;
        }
        guest.settle(field.of);
        let first = first_number(field.text);
        let national = first.as_ref().and_then(|written| {
            let digits = written.digits.as_str();
            let is_valid = phone::kind(code, digits).is_some_and(|kind| kind != NumberKind::Invalid);
            if is_valid { Some(digits) } else { phone::national(code, digits) }
        });
        let fix = national.and_then(|national| guest.fix(&field, Safety::Unsafe, national));
        let has_letters = field.text.chars().any(char::is_alphabetic);
        let message = if has_letters {
            "there are letters in it: an extension, or words"
        } else {
            "there is more in it than one number"
        };
        let finding = found.about(&Self::RULE, guest, &field, message);
        finding.help = match national {
            Some(national) => Message::new("leave only the number: ").value(quoted(national)),
            None => "leave only the number".into(),
        };
        finding.fix = fix;
    }
}

/// The number before whatever follows it.
fn first_number(text: &str) -> Option<Written> {
    let is_other = |c: char| c.is_alphabetic() || matches!(c, ',' | ';' | '#' | '|' | '&' | ':');
    let end = text.find(is_other).unwrap_or(text.len());
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    // Several numbers may have only a slash between them, and one number may have slashes in it.
    let head = &text[..end];
    let head = if digits(head) > 13 { head.split('/').next().unwrap_or(head) } else { head };
    phone::written(head)
}
