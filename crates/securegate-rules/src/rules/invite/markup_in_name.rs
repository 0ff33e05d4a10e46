//! `invite/markup-in-name`: HTML in a name.

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
pub(crate) struct MarkupInName {}

impl Definition for MarkupInName {
    const RULE: Rule = Rule {
        name: "invite/markup-in-name",
        severity: Severity::Warning,
        summary: "HTML in a name: `&amp;`, `&#39;`, `<b>`.",
        why: "The list was taken from a web page or a form that escapes its input; guests are greeted as \
              `O&#39;Neill`. Markup that a page shows unescaped can do worse.",
        bad: r#"{"last_name": "O&#39;Neill"}"#,
        good: r#"{"last_name": "O'Neill"}"#,
        source: "a likely mistake; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for MarkupInName {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for of in GuestField::NAMES {
            let Some(field) = guest.field(of) else { continue };
            // Each mark is looked for to the end of the text, which a text made for it would make long.
            if !field.classes.any(Classes::MARKUP) || field.text.len() > LONGEST {
                continue;
            }
            let plain = plain(field.text);
            if plain == field.text {
                continue;
            }
            guest.settle(of);
            let fix = guest.fix(&field, Safety::Unsafe, plain.trim()).filter(|_| !plain.trim().is_empty());
            let finding = found.about(&Self::RULE, guest, &field, "HTML in a name");
            finding.help = Message::new("most likely ").value(quoted(plain.trim())).text(" is meant");
            finding.fix = fix;
        }
    }
}

/// No name has more bytes.
const LONGEST: usize = 1000;

/// The text without tags, and with characters in the place of their references.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = tag(rest) {
            rest = after;
        } else if let Some((c, after)) = reference(rest) {
            out.push(c);
            rest = after;
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// What follows the tag that the text begins with.
fn tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    inner.split_once('>').map(|(_, after)| after)
}

/// The character that the reference stands for which the text begins with, and what follows it.
fn reference(text: &str) -> Option<(char, &str)> {
    let (name, after) = text.strip_prefix('&')?.split_once(';')?;
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "aacute" => 'á',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "ntilde" => 'ñ',
        "ccedil" => 'ç',
        "aring" => 'å',
        "oslash" => 'ø',
        name => match name.strip_prefix("#x").or(name.strip_prefix("#X")) {
            Some(digits) => number(digits, 16)?,
            None => number(name.strip_prefix('#')?, 10)?,
        },
    };
    Some((c, after))
}
