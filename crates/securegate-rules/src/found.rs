//! What rules leave behind: findings, and claims on keys that only one record may have.

use openapi_findings::{Finding, Rule, Severity};
use openapi_source::{Message, Node, Position, Source, Span, Walk};

use crate::guest::{Field, Guest};
use crate::place::{At, Inside};

/// Among which records a key must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of one file.
    File,
    /// Those of all files of a run.
    Run,
}

/// A record's claim on a key. Two claims of one rule on one key are a finding about the later one. It holds no text
/// of the payload.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Digest of what must be unique.
    pub(crate) key: u64,
    /// Digests of what else would tell whether two records are the same.
    pub(crate) rest: [u16; 3],
    /// Whether the text itself is another, which most likely means the same.
    pub(crate) is_alias: bool,
    pub(crate) kind: &'static ClaimKind,
    pub(crate) span: Span,
    pub(crate) position: Position,
    /// Which of the claimants beside it.
    pub(crate) claimant: u32,
}

/// A record that claims something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claimant {
    pub(crate) inside: Inside,
    pub(crate) record: Option<u64>,
    pub(crate) row: Option<u64>,
    /// Which of the sources beside it.
    pub(crate) source: u32,
}

impl Claimant {
    /// Whether it is the same record. Pointers are compared by address: there is one text of each, and comparing
    /// empty texts by content is slow.
    fn is(&self, other: &Self) -> bool {
        (self.source, self.record, self.row) == (other.source, other.record, other.row)
            && self.inside.element() == other.inside.element()
            && std::ptr::eq(self.inside.pointer(), other.inside.pointer())
    }
}

/// How a rule words a repeated claim.
#[derive(Debug)]
pub(crate) struct ClaimKind {
    pub(crate) rule: &'static str,
    /// The member that holds the key.
    pub(crate) member: &'static str,
    pub(crate) scope: Scope,
    pub(crate) severity: fn(&Repeat) -> Severity,
    /// What is the same: `e-mail address`.
    pub(crate) what: &'static str,
    /// What `rest` are digests of; empty where they are not used.
    pub(crate) rest: &'static [&'static str],
    pub(crate) help: &'static str,
}

/// Two claims on one key.
#[derive(Debug)]
pub(crate) struct Repeat {
    /// Whether what `rest` are digests of is the same.
    pub(crate) same: [bool; 3],
    /// Whether they come from two files.
    pub(crate) across_files: bool,
    /// Whether one of them only claims it by another spelling that most likely means the same.
    pub(crate) is_alias: bool,
}

/// What was found in a piece of input, in the order of the input.
#[derive(Debug, Default)]
pub struct Found {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What is said once a file, of the first record that gives reason to.
    pub(crate) once: Vec<Finding>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) claimants: Vec<Claimant>,
    /// The texts that claimants are in.
    pub(crate) sources: Vec<Source>,
    /// How far the positions of the last of them were found.
    walk: Walk,
}

impl Found {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds a finding about a field of a guest.
    pub(crate) fn about(
        &mut self,
        rule: &Rule,
        guest: &Guest<'_>,
        field: &Field<'_>,
        message: impl Into<Message>,
    ) -> &mut Finding {
        self.push(Finding::new(rule.name, rule.severity, message, guest.place(field)))
    }

    /// Adds a finding about a member of an object, or about the object where it has none of that name.
    pub(crate) fn about_member(
        &mut self,
        rule: &Rule,
        at: &At<'_>,
        node: Node<'_>,
        member: &str,
        message: impl Into<Message>,
    ) -> &mut Finding {
        let place = match node.get(member) {
            Some(value) => at.place(member, value.span()),
            None => at.record_place(node.span()),
        };
        self.push(Finding::new(rule.name, rule.severity, message, place))
    }

    fn push(&mut self, finding: Finding) -> &mut Finding {
        let last = self.findings.len();
        self.findings.push(finding);
        &mut self.findings[last]
    }

    /// Whether a rule that speaks once a file has something to say here already.
    pub(crate) fn has_said(&self, rule: &str) -> bool {
        self.once.iter().any(|finding| finding.rule == rule)
    }

    /// Adds a finding that is only reported if its rule has not reported one in this file.
    pub(crate) fn report_once(&mut self, finding: Finding) {
        if !self.has_said(finding.rule) {
            self.once.push(finding);
        }
    }

    /// Whether there is neither a finding nor a claim.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.once.is_empty() && self.claims.is_empty()
    }

    /// Claims a key for a record.
    pub(crate) fn claim(
        &mut self,
        kind: &'static ClaimKind,
        key: u64,
        rest: [u16; 3],
        is_alias: bool,
        at: &At<'_>,
        span: Span,
    ) {
        let is_last = |source: &Source| std::ptr::eq(source.text(), at.source.text());
        if !self.sources.last().is_some_and(is_last) {
            self.sources.push(at.source.clone());
            self.walk = Walk::default();
        }
        let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let At { inside, record, row, .. } = *at;
        let claimant = Claimant { inside, record, row, source: count(self.sources.len() - 1) };
        if !self.claimants.last().is_some_and(|last| last.is(&claimant)) {
            self.claimants.push(claimant);
        }
        let position = at.source.position_after(&mut self.walk, span.start);
        let claimant = count(self.claimants.len() - 1);
        self.claims.push(Claim { key, rest, is_alias, kind, span, position, claimant });
    }

    /// Counts records and rows from elsewhere: those before a block of a stream, which the thread that judged the block
    /// did not know.
    pub fn shift(&mut self, records: u64, rows: u64) {
        let places = self.findings.iter_mut().chain(&mut self.once).flat_map(|finding| {
            std::iter::once(&mut finding.place).chain(finding.related.iter_mut().map(|it| &mut it.place))
        });
        for place in places {
            place.record = place.record.map(|record| record + records);
            if let Some(cell) = &mut place.cell {
                cell.row += rows;
            }
        }
        for claimant in &mut self.claimants {
            claimant.record = claimant.record.map(|record| record + records);
            claimant.row = claimant.row.map(|row| row + rows);
        }
    }
}
