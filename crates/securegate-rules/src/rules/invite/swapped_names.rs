//! `invite/swapped-names`: first and last name in each other's place.

use openapi_findings::{Rule, Safety, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Field, Guest, GuestField};
use crate::key::Folded;
use crate::options::options;
use openapi_findings::{Edit, Fix};

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SwappedNames {}

impl Definition for SwappedNames {
    const RULE: Rule = Rule {
        name: "invite/swapped-names",
        severity: Severity::Info,
        summary: "A first name where the last name should be, and the other way round.",
        why: "The two columns were mixed up. It is told by a few names that are hardly ever the other kind, \
              so other guests of the list are mostly affected too.",
        bad: r#"{"first_name": "Kowalski", "last_name": "Agnieszka"}"#,
        good: r#"{"first_name": "Agnieszka", "last_name": "Kowalski"}"#,
        source: "a heuristic; no page of the vendor speaks of it",
        fix: Some(Safety::Unsafe),
        options: options::<Self>(),
    };
}

impl Check for SwappedNames {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        let Some(first) = guest.field(GuestField::FirstName) else { return };
        let Some(last) = guest.field(GuestField::LastName) else { return };
        if !is_given(&last) || !is_family(&first) {
            return;
        }
        let edits = [(&first, &last), (&last, &first)];
        let edits = edits.map(|(to, from)| Edit::string(guest.at.source, to.span, from.trimmed()));
        let fix = edits.into_iter().collect::<Option<Vec<Edit>>>().map(|edits| Fix {
            message: "swap the two names".into(),
            safety: Safety::Unsafe,
            edits,
        });
        let message = "this looks like a last name, and `last_name` like a first name";
        let finding = found.about(&Self::RULE, guest, &first, message);
        finding.help = "swap them; if all records are so, swap the columns".into();
        finding.fix = fix;
    }
}

const LONGEST: usize = 12;

fn is_given(field: &Field<'_>) -> bool {
    if field.text.len() > LONGEST {
        return false;
    }
    let folded = Folded::new(field.trimmed());
    matches!(
        folded.as_str(),
        "jennifer"
            | "jessica"
            | "stephanie"
            | "susan"
            | "karen"
            | "linda"
            | "barbara"
            | "nancy"
            | "emily"
            | "melissa"
            | "christopher"
            | "matthew"
            | "jonathan"
            | "andreas"
            | "wolfgang"
            | "j\u{fc}rgen"
            | "ulrike"
            | "katharina"
            | "giulia"
            | "francesca"
            | "giuseppe"
            | "guillaume"
            | "fran\u{e7}oise"
            | "agnieszka"
            | "katarzyna"
            | "ma\u{142}gorzata"
            | "pawe\u{142}"
            | "priya"
            | "deepika"
            | "fatima"
            | "aisha"
            | "yuki"
            | "hiroshi"
            | "svetlana"
            | "ekaterina"
            | "dmitri"
            | "guadalupe"
            | "alejandro"
    )
}

fn is_family(field: &Field<'_>) -> bool {
    if field.text.len() > LONGEST {
        return false;
    }
    let folded = Folded::new(field.trimmed());
    matches!(
        folded.as_str(),
        "smith"
            | "johnson"
            | "williams"
            | "robinson"
            | "wright"
            | "mitchell"
            | "garcia"
            | "rodriguez"
            | "martinez"
            | "hernandez"
            | "gonzalez"
            | "fernandez"
            | "m\u{fc}ller"
            | "mueller"
            | "schmidt"
            | "schneider"
            | "hoffmann"
            | "rossi"
            | "bianchi"
            | "ferrari"
            | "dupont"
            | "lefebvre"
            | "moreau"
            | "kowalski"
            | "kowalska"
            | "nowak"
            | "wi\u{15b}niewski"
            | "nguyen"
            | "patel"
            | "gupta"
            | "tanaka"
            | "yamamoto"
            | "watanabe"
            | "ivanov"
            | "ivanova"
            | "petrov"
            | "petrova"
            | "okafor"
            | "andersson"
            | "johansson"
            | "hansen"
    )
}
