//! How often each rule is broken, and how much of that can be mended by the tool.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Counts, Finding, Safety, Severity};

/// Findings by rule, in whatever order they came.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    by_rule: BTreeMap<(&'static str, Severity), RuleCount>,
}

/// What a tally has of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct RuleCount {
    count: u64,
    safe: u64,
    risky: u64,
}

/// One line of the statistics. A rule that gave findings of two severities has two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RuleStatistics {
    /// The rule, `group/name`.
    pub rule: String,
    /// The severity of these findings.
    pub severity: Severity,
    /// How many there are, listed or not.
    pub count: u64,
    /// How many of them have a fix that keeps the meaning.
    pub fixable: u64,
    /// How many of them have a fix that is a guess.
    pub fixable_unsafe: u64,
}

impl Tally {
    /// Counts one finding.
    pub fn add(&mut self, finding: &Finding) {
        let line = self.by_rule.entry((finding.rule, finding.severity)).or_default();
        line.count += 1;
        match finding.fix.as_ref().map(|fix| fix.safety) {
            Some(Safety::Safe) => line.safe += 1,
            Some(Safety::Unsafe) => line.risky += 1,
            None => {}
        }
    }

    /// Counts all of another tally.
    pub fn merge(&mut self, other: &Self) {
        for (key, more) in &other.by_rule {
            let line = self.by_rule.entry(*key).or_default();
            line.count += more.count;
            line.safe += more.safe;
            line.risky += more.risky;
        }
    }

    /// How many findings of each severity were counted.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for ((_, severity), line) in &self.by_rule {
            counts.add_many(*severity, line.count);
        }
        counts
    }

    /// How many findings a safe fix mends, and how many more a guess may mend.
    pub fn fixable(&self) -> (u64, u64) {
        let lines = self.by_rule.values();
        lines.fold((0, 0), |(safe, risky), line| (safe + line.safe, risky + line.risky))
    }

    /// The lines: most severe first, in each severity the most frequent, then by name.
    pub fn lines(&self) -> Vec<RuleStatistics> {
        let mut lines: Vec<RuleStatistics> = self
            .by_rule
            .iter()
            .map(|((rule, severity), line)| RuleStatistics {
                rule: (*rule).to_owned(),
                severity: *severity,
                count: line.count,
                fixable: line.safe,
                fixable_unsafe: line.risky,
            })
            .collect();
        // Stable, so that names stay in the order of the map.
        lines.sort_by_key(|line| (std::cmp::Reverse(line.severity), std::cmp::Reverse(line.count)));
        lines
    }
}

#[cfg(test)]
mod tests {
    use openapi_source::{Source, Span};

    use super::*;
    use crate::{Fix, Place};

    fn finding(rule: &'static str, severity: Severity, safety: Option<Safety>) -> Finding {
        let source = Source::new("t", "");
        let mut finding = Finding::new(rule, severity, "m", Place::new(&source, Span::at(0)));
        finding.fix = safety.map(|safety| Fix { message: "f".into(), safety, edits: Vec::new() });
        finding
    }

    #[test]
    fn severe_and_frequent_rules_come_first() {
        let mut tally = Tally::default();
        for (rule, severity, safety) in [
            ("a/info", Severity::Info, None),
            ("a/rare", Severity::Error, Some(Safety::Unsafe)),
            ("a/often", Severity::Error, Some(Safety::Safe)),
            ("a/often", Severity::Error, None),
            ("a/often", Severity::Warning, None),
        ] {
            tally.add(&finding(rule, severity, safety));
        }
        let mut twice = tally.clone();
        twice.merge(&tally);
        let lines = twice.lines();
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (line.rule.as_str(), line.count, line.fixable, line.fixable_unsafe))
            .collect();
        assert_eq!(
            shown,
            [("a/often", 4, 2, 0), ("a/rare", 2, 0, 2), ("a/often", 2, 0, 0), ("a/info", 2, 0, 0)]
        );
        assert_eq!(twice.counts(), Counts { errors: 6, warnings: 2, infos: 2 });
    }
}
