//! What one run has to say, before it is printed in some format.

pub mod json;
pub mod text;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Finding, NotChecked, Severity, Verdict};

/// How a payload was read: the contract that it was held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assumption {
    /// What it was checked as, in words: `request body of create_invites`.
    pub checked_as: String,
    /// Whether the payload's shape decided, and not the user.
    pub assumed: bool,
    /// What in the payload decided; empty where the user did.
    pub because: String,
}

/// What came of one file.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its name.
    pub file: String,
    /// What it was checked as; `None` where nothing was.
    pub checked_as: Option<Assumption>,
    /// The verdict.
    pub verdict: Verdict,
    /// How many records it has, where it is read record by record.
    pub records: Option<u64>,
    /// Errors, warnings and infos found in it, shown or not.
    pub counts: Counts,
}

/// Everything that one file gave.
#[derive(Debug)]
pub struct Subject {
    /// Its name.
    pub file: String,
    /// What it was checked as; `None` where nothing was.
    pub checked_as: Option<Assumption>,
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub not_checked: Vec<NotChecked>,
    /// How many records it has, where it is read record by record.
    pub records: Option<u64>,
    /// Errors, warnings and infos that were counted and not kept in `findings`.
    pub unlisted: Counts,
}

impl Subject {
    /// A file about which nothing is known yet.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            checked_as: None,
            findings: Vec::new(),
            not_checked: Vec::new(),
            records: None,
            unlisted: Counts::default(),
        }
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Of severity error.
    pub errors: u64,
    /// Of severity warning.
    pub warnings: u64,
    /// Of severity info.
    pub infos: u64,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }

    /// How many of one severity.
    pub fn of(&self, severity: Severity) -> u64 {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.infos,
        }
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.errors + self.warnings + self.infos
    }
}

/// What one run found.
#[derive(Debug, Default)]
pub struct Report {
    /// What is shown, file by file in the order given, in each by place.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub not_checked: Vec<NotChecked>,
    /// What came of each file.
    pub outcomes: Vec<Outcome>,
}

impl Report {
    /// Adds what one file gave. Findings beyond `max_findings` in all (0: no bound) are counted, not kept.
    pub fn add(&mut self, mut subject: Subject, max_findings: usize) {
        let mut counts = subject.unlisted;
        for finding in &subject.findings {
            counts.add(finding.severity);
        }
        let verdict = if counts.errors > 0 {
            Verdict::Invalid
        } else if subject.not_checked.is_empty() {
            Verdict::Valid
        } else {
            Verdict::NotChecked
        };
        let room = match max_findings {
            0 => usize::MAX,
            max => max.saturating_sub(self.findings.len()),
        };
        self.findings.extend(subject.findings.drain(..).take(room));
        self.not_checked.append(&mut subject.not_checked);
        let Subject { file, checked_as, records, .. } = subject;
        self.outcomes.push(Outcome { file, checked_as, verdict, records, counts });
    }

    /// How many findings of a severity there are, shown or not.
    pub fn count(&self, severity: Severity) -> u64 {
        self.outcomes.iter().map(|outcome| outcome.counts.of(severity)).sum()
    }

    /// How many findings there are, shown or not.
    pub fn total(&self) -> u64 {
        self.outcomes.iter().map(|outcome| outcome.counts.total()).sum()
    }

    /// How many files came to a verdict.
    pub fn files(&self, verdict: Verdict) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.verdict == verdict).count()
    }
}
