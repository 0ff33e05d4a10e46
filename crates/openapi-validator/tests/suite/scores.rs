//! Counts by draft and group, and the names of all cases that did not come out as the suite wants.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use openapi_validator::Answer;

use crate::cases::{Case, Group};
use crate::judge::{Judged, Verdict};

#[derive(Default)]
struct Tally {
    cases: usize,
    right: usize,
    not_checked: usize,
    plain_right: usize,
    /// Cases whose schema has a plan.
    planned: usize,
    /// Of those, the ones that the suite calls valid, and how many of them are clean.
    valid: usize,
    clean: usize,
}

#[derive(Default)]
pub(crate) struct Scores {
    /// By draft and group, in the order of the cases.
    tallies: Vec<(&'static str, BTreeMap<Group, Tally>)>,
    /// Against the suite, because formats are asserted here.
    asserted: Vec<String>,
    wrong: Vec<String>,
    needs_remotes: Vec<String>,
    not_checked: Vec<String>,
    /// Both the full pass and the `jsonschema` crate have a verdict, not the same.
    differing: Vec<String>,
    /// The `jsonschema` crate against the suite.
    plain_wrong: Vec<String>,
    /// Clean for the fast pass and not for the full pass. Never to be accepted.
    pub(crate) unsound: Vec<String>,
}

/// Whether the suite calls the format in this case an annotation. Here formats are asserted.
fn is_annotation_only(case: &Case) -> bool {
    case.group == Group::Required && case.file == "format" && case.is_valid
}

impl Scores {
    pub(crate) fn add(&mut self, case: &Case, judged: &Judged) {
        let expected = if case.is_valid { Verdict::Valid } else { Verdict::Invalid };
        let name = format!("{} {} / {}", case.draft.name, case.file, case.description);
        let tally = self.tally(case);
        tally.cases += 1;
        tally.plain_right += usize::from(judged.plain == expected);
        tally.not_checked += usize::from(matches!(judged.full, Verdict::NotChecked(_)));
        tally.right += usize::from(judged.full == expected);
        if let Some(answer) = judged.fast {
            tally.planned += 1;
            tally.valid += usize::from(case.is_valid);
            tally.clean += usize::from(answer == Answer::Clean && case.is_valid);
        }
        match &judged.full {
            Verdict::NotChecked(_) if judged.needs_remotes => self.needs_remotes.push(name.clone()),
            Verdict::NotChecked(why) => self.not_checked.push(format!("{name}: {why}")),
            verdict if *verdict == expected => {}
            _ if is_annotation_only(case) => self.asserted.push(name.clone()),
            verdict => self.wrong.push(format!("{name}: {verdict:?}")),
        }
        if judged.plain != expected && !is_annotation_only(case) {
            self.plain_wrong.push(format!("{name}: {:?}", judged.plain));
        }
        if !matches!(judged.full, Verdict::NotChecked(_)) && judged.full != judged.plain {
            self.differing.push(format!("{name}: {:?} against {:?}", judged.full, judged.plain));
        }
        if judged.fast == Some(Answer::Clean) && !judged.is_spotless {
            self.unsound.push(name);
        }
    }

    fn tally(&mut self, case: &Case) -> &mut Tally {
        if self.tallies.last().is_none_or(|(draft, _)| *draft != case.draft.name) {
            self.tallies.push((case.draft.name, BTreeMap::new()));
        }
        let (_, groups) = self.tallies.last_mut().expect("one was just added");
        groups.entry(case.group).or_default()
    }
}

impl Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (draft, groups) in &self.tallies {
            for (group, tally) in groups {
                writeln!(f, "{draft} {}: {} cases", group.name(), tally.cases)?;
                writeln!(f, "  full pass: {} right, {} not checked", tally.right, tally.not_checked)?;
                let Tally { planned, valid, clean, .. } = tally;
                writeln!(
                    f,
                    "  fast pass: {planned} have a plan; {clean} of their {valid} valid ones are clean"
                )?;
                writeln!(f, "  jsonschema crate, with remote documents: {} right", tally.plain_right)?;
            }
        }
        for (title, names) in [
            ("wrong", &self.wrong),
            ("against the suite on purpose: formats are asserted", &self.asserted),
            ("not checked", &self.not_checked),
            ("not checked, for want of a remote document", &self.needs_remotes),
            ("the full pass differs from the jsonschema crate", &self.differing),
            ("the jsonschema crate differs from the suite", &self.plain_wrong),
        ] {
            writeln!(f, "\n{title}: {}", names.len())?;
            for name in names {
                // A description may have lines of its own.
                writeln!(f, "  {}", name.replace('\n', "\\n"))?;
            }
        }
        Ok(())
    }
}
