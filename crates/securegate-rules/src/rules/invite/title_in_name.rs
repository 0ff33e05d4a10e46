//! `invite/title-in-name`: a title in a first name.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Guest, GuestField};
use crate::key::Folded;
use crate::options::options;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TitleInName {}

impl Definition for TitleInName {
    const RULE: Rule = Rule {
        name: "invite/title-in-name",
        severity: Severity::Info,
        summary: "A title before a first name: `Dr.`, `Mrs`, `Herr`.",
        why: "The API has no field for titles. In the first name they end up in the greeting twice, and the \
              name is not that of the guest's document.",
        bad: r#"{"first_name": "Dr. Ada"}"#,
        good: r#"{"first_name": "Ada"}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for TitleInName {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(field) = guest.field(GuestField::FirstName) else { return };
        if !field.classes.any(Classes::SPACE.and(Classes::DOT)) {
            return;
        }
        let text = field.trimmed();
        let (title, name) = text.split_once(' ').unwrap_or((text, ""));
        if !is_title(title, !name.is_empty()) {
            return;
        }
        let fix = guest.fix(&field, Safety::Unsafe, name.trim()).filter(|_| !name.trim().is_empty());
        let finding = found.about(&Self::RULE, guest, &field, "a title stands before the name");
        finding.help = "leave it away".into();
        finding.fix = fix;
    }
}

/// Words that are titles and hardly ever names; some only where a name follows.
fn is_title(word: &str, has_name: bool) -> bool {
    if word.len() > 10 {
        return false;
    }
    let word = Folded::new(word);
    let word = word.as_str();
    match word.strip_suffix('.').unwrap_or(word) {
        "dr" | "prof" | "mr" | "mrs" | "ms" | "mme" | "mlle" | "dipl-ing" | "ing" => {
            word.ends_with('.') || has_name
        }
        "herr" | "frau" | "monsieur" | "madame" | "se\u{f1}or" | "se\u{f1}ora" | "miss" => has_name,
        _ => false,
    }
}
