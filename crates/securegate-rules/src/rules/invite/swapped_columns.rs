//! `invite/swapped-columns`: values that stand in each other's place.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Guest, GuestField};
use crate::options::options;
use openapi_findings::{Edit, Fix};
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SwappedColumns {}

impl Definition for SwappedColumns {
    const RULE: Rule = Rule {
        name: "invite/swapped-columns",
        severity: Severity::Warning,
        summary: "An e-mail address where the phone number should be, or the other way round.",
        why: "The columns of the list were mixed up, mostly in the header: then all guests are affected, and \
              none can be reached.",
        bad: r#"{"email": "2128675309", "mobile_number": "ada@okafor.net"}"#,
        good: r#"{"email": "ada@okafor.net", "mobile_number": "2128675309"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for SwappedColumns {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let (email, phone) = (guest.field(GuestField::Email), guest.field(GuestField::MobileNumber));
        let address = phone.filter(|phone| phone.classes.any(Classes::AT) && phone.trimmed().contains('.'));
        let number = email.filter(|email| !email.classes.any(Classes::AT) && is_number(email.trimmed()));
        for field in [address, number].into_iter().flatten() {
            guest.settle(field.of);
        }
        match (number, address) {
            (Some(email), Some(phone)) => {
                let edits = [(email, phone), (phone, email)]
                    .map(|(to, from)| Edit::string(guest.at.source, to.span, from.text));
                let fix = edits.into_iter().collect::<Option<Vec<Edit>>>().map(|edits| Fix {
                    message: "swap the two values".into(),
                    safety: Safety::Unsafe,
                    edits,
                });
                let message = Message::new("a phone number in ")
                    .code("email")
                    .text(" and an address in ")
                    .code("mobile_number");
                let finding = found.about(&Self::RULE, guest, &email, message);
                finding.help = "swap them; if all records are so, swap the columns".into();
                finding.fix = fix;
            }
            (None, Some(phone)) => {
                let message = Message::new("an e-mail address in ").code("mobile_number");
                found.about(&Self::RULE, guest, &phone, message).help = "put the phone number there".into();
            }
            (Some(email), None) => {
                let message = Message::new("a phone number in ").code("email");
                found.about(&Self::RULE, guest, &email, message).help = "put the e-mail address there".into();
            }
            (None, None) => {}
        }
    }
}

/// Something that one could dial, written in whatever way.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 7 && text.bytes().all(|byte| byte.is_ascii_digit() || b" +-()./".contains(&byte))
}
