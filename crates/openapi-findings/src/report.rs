//! What one run has to say, before it is printed in some format.

pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod ndjson;
pub mod sarif;
pub mod text;
mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Finding, NotChecked, Rule, Severity, Tally, Verdict};

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
    /// How it was read, where that had to be found out: `semicolon-separated, Windows-1252 (guessed)`.
    pub read_as: Option<String>,
    /// What it was checked as; `None` where nothing was.
    pub checked_as: Option<Assumption>,
    /// The verdict.
    pub verdict: Verdict,
    /// How many records it has, where it is read record by record.
    pub records: Option<u64>,
    /// Errors, warnings and infos found in it, shown or not.
    pub counts: Counts,
    /// How many findings were suppressed, with a reason.
    pub suppressed: u64,
    /// How many findings the baseline knew.
    pub baselined: u64,
}

/// Everything that one file gave.
#[derive(Debug)]
pub struct Subject {
    /// Its name.
    pub file: String,
    /// How it was read, where that had to be found out.
    pub read_as: Option<String>,
    /// What it was checked as; `None` where nothing was.
    pub checked_as: Option<Assumption>,
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub not_checked: Vec<NotChecked>,
    /// How many records it has, where it is read record by record.
    pub records: Option<u64>,
    /// Findings that were counted and not kept in `findings`.
    pub unlisted: Tally,
    /// Findings that someone decided to live with.
    pub accepted: Accepted,
}

impl Subject {
    /// A file about which nothing is known yet.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            read_as: None,
            checked_as: None,
            findings: Vec::new(),
            not_checked: Vec::new(),
            records: None,
            unlisted: Tally::default(),
            accepted: Accepted::default(),
        }
    }
}

/// Findings that someone decided to live with: they change no verdict, and are counted so that nothing vanishes
/// silently.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Suppressed ones, as far as they were kept.
    pub suppressed: Vec<Suppressed>,
    /// Suppressed ones that were counted and not kept.
    pub unlisted: u64,
    /// How many the baseline knew.
    pub baselined: u64,
}

impl Accepted {
    /// Takes a suppressed finding, and keeps it while there are fewer than `max` (0: no bound).
    pub fn suppress(&mut self, suppressed: Suppressed, max: usize) {
        if max == 0 || self.suppressed.len() < max {
            self.suppressed.push(suppressed);
        } else {
            self.unlisted += 1;
        }
    }
}

/// A finding that was suppressed.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why it is accepted, in the words of who suppressed it.
    pub reason: String,
    /// Whether a comment beside it did so, and not the configuration.
    pub in_source: bool,
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
        self.add_many(severity, 1);
    }

    /// Counts that many more.
    pub fn add_many(&mut self, severity: Severity, more: u64) {
        match severity {
            Severity::Error => self.errors += more,
            Severity::Warning => self.warnings += more,
            Severity::Info => self.infos += more,
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
    /// Suppressed findings, as far as they were kept.
    pub suppressed: Vec<Suppressed>,
    /// All findings by rule, shown or not.
    pub tally: Tally,
}

impl Report {
    /// Adds what one file gave. Findings beyond `max_findings` in all (0: no bound) are counted, not kept.
    pub fn add(&mut self, mut subject: Subject, max_findings: usize) {
        let mut tally = subject.unlisted;
        for finding in &subject.findings {
            tally.add(finding);
        }
        let counts = tally.counts();
        self.tally.merge(&tally);
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
        let Subject { file, read_as, checked_as, records, accepted, .. } = subject;
        let suppressed = accepted.suppressed.len() as u64 + accepted.unlisted;
        let room = match max_findings {
            0 => usize::MAX,
            max => max.saturating_sub(self.suppressed.len()),
        };
        self.suppressed.extend(accepted.suppressed.into_iter().take(room));
        let baselined = accepted.baselined;
        self.outcomes.push(Outcome {
            file,
            read_as,
            checked_as,
            verdict,
            records,
            counts,
            suppressed,
            baselined,
        });
    }

    /// Adds a finding that came up when all files were done, whatever it is about.
    pub fn add_late(&mut self, finding: Finding, max_findings: usize) {
        self.tally.add(&finding);
        let file = finding.place.source.name();
        let outcome = self.outcomes.iter_mut().find(|outcome| outcome.file == file);
        if let Some(outcome) = outcome {
            outcome.counts.add(finding.severity);
            if finding.severity == Severity::Error {
                outcome.verdict = Verdict::Invalid;
            }
        }
        if max_findings == 0 || self.findings.len() < max_findings {
            self.findings.push(finding);
        }
    }

    /// How many findings of a severity there are, shown or not.
    pub fn count(&self, severity: Severity) -> u64 {
        self.tally.counts().of(severity)
    }

    /// How many findings there are, shown or not.
    pub fn total(&self) -> u64 {
        self.tally.counts().total()
    }

    /// How many findings were suppressed.
    pub fn suppressed(&self) -> u64 {
        self.outcomes.iter().map(|outcome| outcome.suppressed).sum()
    }

    /// How many findings the baseline knew.
    pub fn baselined(&self) -> u64 {
        self.outcomes.iter().map(|outcome| outcome.baselined).sum()
    }

    /// How many files came to a verdict.
    pub fn files(&self, verdict: Verdict) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.verdict == verdict).count()
    }
}

/// What a report tells of the run, beside what was found.
#[derive(Debug, Clone, Copy)]
pub struct Run<'r> {
    /// The version of the tool.
    pub version: &'r str,
    /// All rules, for those formats that bring the texts of the rules along.
    pub rules: &'r [&'r Rule],
    /// The exit code that the run will end with.
    pub exit_code: u8,
    /// Whether warnings fail the run too.
    pub deny_warnings: bool,
}

impl Run<'_> {
    /// Whether a finding of this severity fails the run.
    pub fn fails(&self, severity: Severity) -> bool {
        severity == Severity::Error || (self.deny_warnings && severity == Severity::Warning)
    }

    /// Whether so many errors and warnings fail the run.
    pub(crate) fn fails_any(&self, errors: u64, warnings: u64) -> bool {
        errors > 0 || (self.deny_warnings && warnings > 0)
    }

    /// The rule of that name; `None` for one that has no text.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().copied().find(|rule| rule.name == name)
    }
}
