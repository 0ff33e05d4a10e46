//! A rule as people look it up: one space of names for payloads, documents, traffic and code.

use crate::Severity;

/// What `explain` prints and what a finding's rule name refers to.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// `group/name`; the name reads after "allow" and names the pattern, not the cure.
    pub name: &'static str,
    /// The highest severity that a finding of it has.
    pub severity: Severity,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// A text that breaks it, or a piece of one.
    pub bad: &'static str,
    /// The same, right.
    pub good: &'static str,
    /// The clause or page it rests on.
    pub source: &'static str,
}

impl Rule {
    /// The part of the name before the slash.
    pub fn group(&self) -> &'static str {
        self.name.split('/').next().unwrap_or(self.name)
    }
}
