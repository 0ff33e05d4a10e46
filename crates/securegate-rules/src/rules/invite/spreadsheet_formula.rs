//! `invite/spreadsheet-formula`: a value that a spreadsheet would run.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Guest, GuestField};
use crate::options::options;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SpreadsheetFormula {}

impl Definition for SpreadsheetFormula {
    const RULE: Rule = Rule {
        name: "invite/spreadsheet-formula",
        severity: Severity::Warning,
        summary: "A value that a spreadsheet program takes for a formula.",
        why: "Whoever opens the guest list in a spreadsheet runs it: it can send the whole list elsewhere or \
              start a program. Guests who fill in forms themselves can plant it. No name and no address \
              begins so.",
        bad: r#"{"first_name": "=HYPERLINK(\"https://example.net\")"}"#,
        good: r#"{"first_name": "Ada"}"#,
        source: "OWASP, CSV Injection",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for SpreadsheetFormula {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for of in GuestField::TEXTS {
            let Some(field) = guest.field(of) else { continue };
            let is_candidate =
                matches!(field.text.as_bytes(), [b'=' | b'+' | b'-' | b'@' | b' ' | b'\'' | b'"', _, ..]);
            if is_candidate && is_formula(field.text.trim_start_matches([' ', '\'', '"'])) {
                guest.settle(of);
                // Of a table, the rules about tables say what every spreadsheet program takes for a formula.
                if guest.at.row.is_some() && field.text.starts_with('=') {
                    continue;
                }
                let help = "remove it; ask the guest for the real value, and where the list comes from";
                let message = "a spreadsheet program takes this for a formula and runs it";
                found.about(&Self::RULE, guest, &field, message).help = help.into();
            }
        }
    }
}

/// `=` always begins one. `+`, `-` and `@` do where what follows calls something; alone they are signs of a phone
/// number, or a dash.
fn is_formula(text: &str) -> bool {
    match text.as_bytes() {
        [b'=', _, ..] => true,
        [b'+' | b'-' | b'@', rest @ ..] => {
            let calls = rest.iter().any(|byte| matches!(byte, b'|' | b'!'));
            let letter = rest.iter().position(u8::is_ascii_alphabetic);
            let bracket = rest.iter().position(|byte| *byte == b'(');
            calls || matches!((letter, bracket), (Some(letter), Some(bracket)) if letter < bracket)
        }
        _ => false,
    }
}
