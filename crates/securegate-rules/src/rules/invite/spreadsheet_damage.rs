//! `invite/spreadsheet-damage`: a value that a spreadsheet spoilt.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Guest, GuestField};
use crate::options::options;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SpreadsheetDamage {}

impl Definition for SpreadsheetDamage {
    const RULE: Rule = Rule {
        name: "invite/spreadsheet-damage",
        severity: Severity::Warning,
        summary: "A phone number that a spreadsheet took for a number, or an error of a cell in place of a value.",
        why: "`5.55123E+09` has lost its last digits for good, `5551234567.0` has gained two characters, and \
              `#N/A` was never a value. Format the column as text before numbers are pasted into it.",
        bad: r#"{"country_code": "1", "mobile_number": "2.12555E+09"}"#,
        good: r#"{"country_code": "1", "mobile_number": "2125558199"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: Some(Safety::Safe),
        options: options::<Self>(),
    };
}

impl Check for SpreadsheetDamage {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        // Of a table, the rules about tables say most of it.
        let is_row = guest.at.row.is_some();
        for of in GuestField::TEXTS {
            let Some(field) = guest.field(of) else { continue };
            if field.text.starts_with('#') && is_cell_error(field.trimmed()) {
                guest.settle(of);
                if is_row && !IN_OTHER_LANGUAGES.contains(&field.trimmed()) {
                    continue;
                }
                let message = "an error of a spreadsheet cell, and no value";
                found.about(&Self::RULE, guest, &field, message).help =
                    "look the value up at its origin".into();
            }
        }
        let Some(phone) = guest.field(GuestField::MobileNumber) else { return };
        if phone.classes.only(Classes::DIGIT) {
            return;
        }
        let text = phone.trimmed();
        if is_scientific(text) {
            guest.settle(phone.of);
            if is_row && text.contains(['+', '-']) {
                return;
            }
            let message = "a spreadsheet wrote this number in short, and its last digits are lost";
            let help = "take it from its origin again, with the column formatted as text";
            found.about(&Self::RULE, guest, &phone, message).help = help.into();
        } else if let Some(digits) = without_decimals(text) {
            guest.settle(phone.of);
            let fix = guest.fix(&phone, Safety::Safe, digits);
            let message = "a spreadsheet took this number for one with decimals";
            let finding = found.about(&Self::RULE, guest, &phone, message);
            finding.help = "leave the decimals away".into();
            finding.fix = fix;
        }
    }
}

/// Errors of cells as other programs than English ones write them.
const IN_OTHER_LANGUAGES: &[&str] =
    &["#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#N/D", "#VALEUR!", "#NOM?", "#ARG!", "#ADR!"];

fn is_cell_error(text: &str) -> bool {
    ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!"]
        .contains(&text)
        || IN_OTHER_LANGUAGES.contains(&text)
        || (text.len() > 2 && text.bytes().all(|byte| byte == b'#'))
}

/// `5.55E+09`, with a comma where that separates decimals.
fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.trim_start_matches(['+', '-']);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(exponent) && is_digits(&number.replacen(['.', ','], "", 1))
}

fn without_decimals(text: &str) -> Option<&str> {
    let (digits, zeros) = text.split_once(['.', ','])?;
    let is_number = digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && matches!(zeros, "0" | "00")).then_some(digits)
}
