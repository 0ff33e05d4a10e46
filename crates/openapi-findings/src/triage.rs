//! What becomes of a finding: shown, suppressed, or known to the baseline.

use openapi_source::{Message, Span, Tree};

use crate::baseline::{self, Baseline};
use crate::content::Contents;
use crate::fingerprint::portable_path;
use crate::suppress::{Date, Suppress, Suppressions};
use crate::{Finding, Place, Severity, Suppressed};

/// What becomes of a finding.
#[derive(Debug)]
pub enum Fate {
    /// It is shown and counts.
    Shown(Finding),
    /// It is suppressed.
    Suppressed(Suppressed),
    /// The baseline knows it.
    Known,
}

/// Judges the findings of a run, one after another in the order of the input.
#[derive(Clone)]
pub struct Triage {
    suppressions: Suppressions,
    baseline: Option<Known>,
    contents: Contents,
}

/// A baseline in use.
#[derive(Clone)]
struct Known {
    name: String,
    baseline: Baseline,
    /// Whether findings are added to it, in place of being looked for.
    is_written: bool,
}

impl std::fmt::Debug for Triage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Triage").field("suppressions", &self.suppressions).finish_non_exhaustive()
    }
}

impl Triage {
    /// One with the suppressions of a configuration, each with its place there. `known` are the names of all rules.
    pub fn new(entries: Vec<(Suppress, Place)>, known: &[&str], today: Date) -> Self {
        let suppressions = Suppressions::new(entries, known, today);
        Self { suppressions, baseline: None, contents: Contents::default() }
    }

    /// With a baseline of that name, whose findings are left out.
    #[must_use]
    pub fn with_baseline(mut self, name: impl Into<String>, baseline: Baseline) -> Self {
        self.baseline = Some(Known { name: name.into(), baseline, is_written: false });
        self
    }

    /// With a baseline that all findings are added to.
    #[must_use]
    pub fn writing_baseline(mut self, name: impl Into<String>, baseline: Baseline) -> Self {
        self.baseline = Some(Known { name: name.into(), baseline, is_written: true });
        self
    }

    /// Takes the suppressions that stand as comments in a YAML text, before its findings are judged.
    pub fn read_comments(&mut self, tree: &Tree) {
        self.suppressions.read_comments(tree);
    }

    /// What becomes of a finding.
    pub fn judge(&mut self, finding: Finding) -> Fate {
        if let Some(reason) = self.suppressions.suppress(&finding) {
            return Fate::Suppressed(Suppressed {
                finding,
                reason: reason.text,
                in_source: reason.in_source,
            });
        }
        let Some(known) = &mut self.baseline else { return Fate::Shown(finding) };
        if known.is_written {
            known.baseline.add(&finding, &mut self.contents);
            Fate::Known
        } else if known.baseline.take(&finding, &mut self.contents) {
            Fate::Known
        } else {
            Fate::Shown(finding)
        }
    }

    /// What is wrong with suppressions and baseline, after all findings about `files` of the rules that `keeps` names;
    /// and the baseline, if it is to be written.
    pub fn finish(self, files: &[String], keeps: &dyn Fn(&str) -> bool) -> (Vec<Finding>, Option<Baseline>) {
        let files: Vec<String> = files.iter().map(|file| portable_path(file)).collect();
        let mut findings = self.suppressions.problems(&files, keeps);
        let Some(Known { name, baseline, is_written }) = self.baseline else { return (findings, None) };
        if is_written {
            return (findings, Some(baseline));
        }
        for left in baseline.left(&|file| files.iter().any(|looked_at| looked_at == file), keeps) {
            let many = if left.count == 1 { "finding occurs" } else { "findings occur" };
            let message = Message::new(format!("{} known {many} no more: ", left.count))
                .code(&left.rule)
                .text(" in ")
                .code(&left.file);
            let place = Place::new(&baseline::source(&name), Span::at(0));
            let finding = Finding::new("suppress/stale-baseline", Severity::Info, message, place);
            findings.push(finding.with_help("write the baseline anew with `--write-baseline`"));
        }
        (findings, None)
    }
}
