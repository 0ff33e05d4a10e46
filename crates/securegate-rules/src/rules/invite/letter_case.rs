//! `invite/letter-case`: a name in capitals, or without any.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Field, Guest, GuestField};
use crate::options::options;
use crate::text::capitalised;
use openapi_findings::{Edit, Fix};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LetterCase {}

impl Definition for LetterCase {
    const RULE: Rule = Rule {
        name: "invite/letter-case",
        severity: Severity::Info,
        summary: "A name in capital letters throughout, or without a single one.",
        why: "Guests are greeted as they are written. A last name alone in capitals, as is the custom in \
              French, is left in peace, and so are initials, names of two letters and scripts that have no \
              capitals.",
        bad: r#"{"first_name": "ADA", "last_name": "OKAFOR"}"#,
        good: r#"{"first_name": "Ada", "last_name": "OKAFOR"}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for LetterCase {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(first) = guest.field(GuestField::FirstName) else { return };
        let last = guest.field(GuestField::LastName);
        let Some(case) = case(&first) else { return };
        let mut fields = vec![first];
        // Only together: a list may have last names in capitals throughout.
        fields.extend(last.filter(|last| self::case(last) == Some(case)));
        let edits = fields
            .iter()
            .map(|field| Edit::string(guest.at.source, field.span, &capitalised(field.trimmed())));
        let fix = edits.collect::<Option<Vec<Edit>>>().map(|edits| Fix {
            message: "begin each name with a capital letter, and leave the others small".into(),
            safety: Safety::Unsafe,
            edits,
        });
        let message = match case {
            Case::Capitals => "a name in capital letters",
            Case::Small => "a name without a capital letter",
        };
        let finding = found.about(&Self::RULE, guest, &first, message);
        finding.help = "write it as the guest does".into();
        finding.fix = fix;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Capitals,
    Small,
}

/// What all its letters are that have case, if they are three or more.
fn case(field: &Field<'_>) -> Option<Case> {
    let (has_lower, has_upper) = (field.classes.any(Classes::LOWER), field.classes.any(Classes::UPPER));
    if has_lower && has_upper {
        return None;
    }
    let (mut lower, mut upper) = (0, 0);
    for c in field.text.chars() {
        lower += u32::from(c.is_lowercase());
        upper += u32::from(c.is_uppercase());
    }
    match (lower, upper) {
        (0, 3..) if !field.classes.any(Classes::DOT) => Some(Case::Capitals),
        (3.., 0) => Some(Case::Small),
        _ => None,
    }
}
