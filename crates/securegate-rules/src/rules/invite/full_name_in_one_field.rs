//! `invite/full-name-in-one-field`: first and last name in one field.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Classes, Guest, GuestField, quoted};
use crate::options::options;
use crate::text::same;
use openapi_findings::{Edit, Fix};
use openapi_source::Message;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FullNameInOneField {}

impl Definition for FullNameInOneField {
    const RULE: Rule = Rule {
        name: "invite/full-name-in-one-field",
        severity: Severity::Warning,
        summary: "A whole name in one of the two fields for names.",
        why: "Lists often have one column for names. Split over two fields it is `Ada Okafor` and nothing, \
              or `Ada Okafor` and `Okafor`; the guest is then greeted as `Ada Okafor Okafor`.",
        bad: r#"{"first_name": "Ada Okafor", "last_name": "Okafor"}"#,
        good: r#"{"first_name": "Ada Maria", "last_name": "Okafor"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for FullNameInOneField {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(first) = guest.field(GuestField::FirstName) else { return };
        let Some(last) = guest.field(GuestField::LastName) else { return };
        if !first.classes.any(Classes::SPACE)
            && !first.classes.any(Classes::OTHER)
            && !last.classes.any(Classes::OTHER)
        {
            return;
        }
        let (first_text, last_text) = (first.trimmed(), last.trimmed());
        for (field, text) in [(&first, first_text), (&last, last_text)] {
            if let Some((before, after)) = text.split_once(',')
                && !is_suffix(after)
                && !before.is_empty()
                && !after.trim().is_empty()
            {
                let finding =
                    found.about(&Self::RULE, guest, field, "a comma in a name: it looks like a whole one");
                finding.help =
                    "put what stands after the comma in `first_name`, what stands before it in `last_name`"
                        .into();
                guest.settle(field.of);
                return;
            }
        }
        let Some((given, family)) = first_text.rsplit_once(' ') else { return };
        let (given, family) = (given.trim(), family.trim());
        if last_text.is_empty() {
            guest.settle(GuestField::LastName);
            let edits = [(&first, given), (&last, family)];
            let edits = edits.map(|(field, text)| Edit::string(guest.at.source, field.span, text));
            let fix = edits.into_iter().collect::<Option<Vec<Edit>>>().map(|edits| Fix {
                message: Message::new("split it before ").value(quoted(family)),
                safety: Safety::Unsafe,
                edits,
            });
            let message = "it holds a whole name, and `last_name` nothing";
            let finding = found.about(&Self::RULE, guest, &first, message);
            finding.help = "split it in two".into();
            finding.fix = fix;
        } else if same(family, last_text) && !given.is_empty() {
            let fix = guest.fix(&first, Safety::Unsafe, given);
            let finding = found.about(
                &Self::RULE,
                guest,
                &first,
                "it ends in the last name, which has a field of its own",
            );
            finding.help = "leave the last name away here".into();
            finding.fix = fix;
        }
    }
}

/// What stands after a comma in a single name: `Jr.`, `MD`.
fn is_suffix(text: &str) -> bool {
    let word = text.trim().trim_end_matches('.').to_ascii_lowercase().replace('.', "");
    matches!(
        word.as_str(),
        "jr" | "sr"
            | "ii"
            | "iii"
            | "iv"
            | "md"
            | "phd"
            | "esq"
            | "cpa"
            | "rn"
            | "dds"
            | "obe"
            | "mbe"
            | "qc"
            | "kc"
    )
}
