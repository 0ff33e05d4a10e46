//! `invite/broken-encoding`: characters that were read in the wrong encoding.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Guest, GuestField, quoted};
use crate::options::options;
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BrokenEncoding {}

impl Definition for BrokenEncoding {
    const RULE: Rule = Rule {
        name: "invite/broken-encoding",
        severity: Severity::Warning,
        summary: "Characters that a program read in the wrong encoding: `JosÃ©` for `José`, `M�ller`, `Jos?`.",
        why: "UTF-8 was read as Windows-1252 or the other way round. What is left is not the guest's name, \
              nor does it match a document that is shown at the door. Export the list again as UTF-8.",
        bad: r#"{"first_name": "JosÃ©"}"#,
        good: r#"{"first_name": "José"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for BrokenEncoding {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for of in GuestField::TEXTS {
            let Some(field) = guest.field(of) else { continue };
            if field.classes.any(Classes::NON_ASCII) {
                let meant = meant(field.text);
                if meant.is_none() && !field.text.contains(['\u{FFFD}', '\u{221A}']) {
                    continue;
                }
                guest.settle(of);
                let fix = meant.as_deref().and_then(|meant| guest.fix(&field, Safety::Unsafe, meant));
                let message =
                    Message::new("characters read in the wrong encoding: ").value(quoted(field.text));
                let finding = found.about(&Self::RULE, guest, &field, message);
                finding.help = match &meant {
                    Some(meant) => Message::new("most likely ").value(quoted(meant)).text(" is meant; "),
                    None => Message::default(),
                }
                .text("export the list again as UTF-8");
                finding.fix = fix;
            } else if field.classes.any(Classes::OTHER)
                && GuestField::NAMES.contains(&of)
                && has_lost_letter(field.text)
            {
                guest.settle(of);
                let message = Message::new("a question mark where a letter was: ").value(quoted(field.text));
                found.about(&Self::RULE, guest, &field, message).help =
                    "export the list again as UTF-8".into();
            }
        }
    }
}

/// What the text says if its characters are taken for bytes of Windows-1252 and those for UTF-8; `None` where that
/// makes no sense, as for every text that was read right.
fn meant(text: &str) -> Option<String> {
    // Most texts end here: the first two characters beyond ASCII are no beginning of one in UTF-8.
    let mut beyond = text.chars().skip_while(char::is_ascii).map(windows_1252);
    let is_lead = matches!(beyond.next(), Some(Some(0xC2..=0xF4)));
    if !is_lead || !matches!(beyond.next(), Some(Some(0x80..=0xBF))) {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(windows_1252).collect();
    String::from_utf8(bytes?).ok()
}

/// The characters of the bytes from 0x80 on, where they are not those of Latin-1.
const FROM_80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(c: char) -> Option<u8> {
    // Programs that read Latin-1 make control characters of the bytes from 0x80 on.
    u8::try_from(u32::from(c)).ok().or_else(|| {
        let at = FROM_80.iter().position(|it| *it == c)?;
        u8::try_from(0x80 + at).ok()
    })
}

/// `Jos?` and `M?ller`, but not `?`.
fn has_lost_letter(text: &str) -> bool {
    text.contains('?') && text.chars().any(char::is_alphabetic)
}
