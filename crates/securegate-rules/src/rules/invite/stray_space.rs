//! `invite/stray-space`: white space before, after or doubled in a value.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Field, Guest, GuestField};
use crate::options::options;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StraySpace {}

impl Definition for StraySpace {
    const RULE: Rule = Rule {
        name: "invite/stray-space",
        severity: Severity::Warning,
        summary: "White space before or after a value, doubled in it, or of a kind that looks like a space and is none.",
        why: "It comes from copying out of spreadsheets and web pages and can't be seen. Nobody finds the \
              guest by name or e-mail address then, and the same guest with and without the space is two.",
        bad: r#"{"first_name": "Ada "}"#,
        good: r#"{"first_name": "Ada"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: Some(Safety::Safe),
        options: options::<Self>(),
    };
}

/// What white space can be made of.
const SPACES: Classes = Classes::SPACE.and(Classes::CONTROL).and(Classes::ODD);

impl Check for StraySpace {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        // Values of an enum are judged letter by letter by the contract.
        let texts = GuestField::TEXTS.into_iter().filter_map(|of| guest.field(of));
        for field in texts.filter(|field| field.classes.any(SPACES)) {
            let Some(what) = stray(&field) else { continue };
            let fix = guest.fix(&field, Safety::Safe, &tidy(&field));
            let finding = found.about(&Self::RULE, guest, &field, what);
            finding.help = "remove it".into();
            finding.fix = fix;
        }
    }
}

fn stray(field: &Field<'_>) -> Option<&'static str> {
    let trimmed = field.text.trim();
    if trimmed.len() < field.text.len() {
        let around = (field.text.starts_with(char::is_whitespace), field.text.ends_with(char::is_whitespace));
        return Some(match around {
            (true, true) => "white space around the value",
            (true, false) => "white space before the value",
            _ => "white space after the value",
        });
    }
    if !GuestField::NAMES.contains(&field.of) {
        // Inside an address or a number it is a fault of another kind.
        return None;
    }
    if trimmed.contains("  ") {
        return Some("doubled white space in the value");
    }
    let is_odd = |c: char| c.is_whitespace() && !matches!(c, ' ' | IDEOGRAPHIC_SPACE);
    let odd = trimmed.chars().find(|c| is_odd(*c))?;
    Some(match odd {
        '\n' | '\r' => "a line break in the value",
        '\t' => "a tab in the value",
        _ => "a space in the value that is no plain one",
    })
}

/// What Japanese and Chinese texts have between names.
const IDEOGRAPHIC_SPACE: char = '\u{3000}';

fn tidy(field: &Field<'_>) -> String {
    let trimmed = field.text.trim();
    if !GuestField::NAMES.contains(&field.of) || trimmed.contains(IDEOGRAPHIC_SPACE) {
        return trimmed.to_owned();
    }
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}
