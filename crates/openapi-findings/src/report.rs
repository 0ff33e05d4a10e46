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
    /// Errors, warnings and infos found in it, shown or not.
    pub counts: [u64; 3],
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
    pub fn add(&mut self, subject: Subject, max_findings: usize) {
        let mut counts = [0; 3];
        for finding in &subject.findings {
            counts[match finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Info => 2,
            }] += 1;
        }
        let verdict = if counts[0] > 0 {
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
        self.findings.extend(subject.findings.into_iter().take(room));
        self.not_checked.extend(subject.not_checked);
        self.outcomes.push(Outcome { file: subject.file, checked_as: subject.checked_as, verdict, counts });
    }

    /// How many findings of a severity there are, shown or not.
    pub fn count(&self, severity: Severity) -> u64 {
        let idx = match severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        };
        self.outcomes.iter().map(|outcome| outcome.counts[idx]).sum()
    }

    /// How many findings there are, shown or not.
    pub fn total(&self) -> u64 {
        self.outcomes.iter().flat_map(|outcome| outcome.counts).sum()
    }

    /// How many files came to a verdict.
    pub fn files(&self, verdict: Verdict) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.verdict == verdict).count()
    }
}
