//! What of the findings about one input counts, and how many are kept.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use openapi_findings::{Fate, Finding, NotChecked, Selection, Subject, Triage};

use crate::config::Level;

/// How many records that could not be checked are listed; the others are counted.
const MAX_NOT_CHECKED: usize = 100;

/// What counts in one input.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Which rules.
    pub(crate) selection: Selection,
    /// How much findings of rules and groups matter, where that is not what they say themselves.
    pub(crate) levels: BTreeMap<String, Level>,
    /// The most findings to keep, 0 for all; all are counted.
    pub(crate) max_findings: usize,
    /// What was decided about findings before; it counts what it decides, one input after another.
    pub(crate) triage: Rc<RefCell<Triage>>,
    /// Who sees each finding that counts, also those that are not kept.
    pub(crate) witness: Option<Witness>,
}

/// What is called with each finding that counts.
#[derive(Clone)]
pub(crate) struct Witness(pub(crate) Rc<dyn Fn(&Finding)>);

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Witness")
    }
}

impl Settings {
    /// The same for an input that is looked at on trial: what is decided there counts nowhere else.
    pub(crate) fn on_trial(&self, max_findings: usize) -> Self {
        let triage = Rc::new(RefCell::new(self.triage.borrow().clone()));
        Self { max_findings, triage, ..self.clone() }
    }

    /// A finding as it counts, if it does.
    fn admitted(&self, mut finding: Finding) -> Option<Finding> {
        if !self.selection.keeps(finding.rule) {
            return None;
        }
        let group = finding.rule.split('/').next().unwrap_or_default();
        if let Some(level) = self.levels.get(finding.rule).or_else(|| self.levels.get(group)) {
            finding.severity = level.severity()?;
        }
        Some(finding)
    }
}

/// Takes in what is found in one input, piece by piece.
pub(crate) struct Intake<'s> {
    settings: &'s Settings,
    subject: Subject,
    /// How many parts that could not be checked are not listed.
    unlisted: u64,
}

impl<'s> Intake<'s> {
    pub(crate) fn new(name: &str, settings: &'s Settings) -> Self {
        Self { settings, subject: Subject::new(name), unlisted: 0 }
    }

    /// What counts.
    pub(crate) fn settings(&self) -> &'s Settings {
        self.settings
    }

    /// What is known of the input so far.
    pub(crate) fn subject(&mut self) -> &mut Subject {
        &mut self.subject
    }

    /// Takes a finding, if it counts. Beyond the bound it is only counted.
    pub(crate) fn finding(&mut self, finding: Finding) {
        let Some(finding) = self.settings.admitted(finding) else { return };
        if let Some(Witness(witness)) = &self.settings.witness {
            witness(&finding);
        }
        let max = self.settings.max_findings;
        let finding = match self.settings.triage.borrow_mut().judge(finding) {
            Fate::Shown(finding) => finding,
            Fate::Suppressed(suppressed) => return self.subject.accepted.suppress(suppressed, max),
            Fate::Known => {
                self.subject.accepted.baselined += 1;
                return;
            }
        };
        if max == 0 || self.subject.findings.len() < max {
            self.subject.findings.push(finding);
        } else {
            self.subject.unlisted.add(&finding);
        }
    }

    /// Takes findings.
    pub(crate) fn findings(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.finding(finding));
    }

    /// Takes a part that could not be checked.
    pub(crate) fn not_checked(&mut self, part: NotChecked) {
        if self.subject.not_checked.len() < MAX_NOT_CHECKED {
            self.subject.not_checked.push(part);
        } else {
            self.unlisted += 1;
        }
    }

    /// Takes why the whole input, or the rest of it, was not checked.
    pub(crate) fn because(&mut self, reason: &str) {
        let file = self.subject.file.clone();
        self.subject.not_checked.push(NotChecked { file, pointer: None, reason: reason.into() });
    }

    /// All that was taken.
    pub(crate) fn done(mut self) -> Subject {
        if self.unlisted > 0 {
            self.because(&format!("{} more that could not be checked", self.unlisted));
        }
        self.subject
    }
}
