//! Newline-delimited JSON: one payload a line, in constant memory, on all cores, findings in the order of the
//! input.

use std::io::{self, Read};

use openapi_findings::{Finding, NotChecked};
use openapi_source::{Limits, Locator, Origin, Parsed, parse_json_at};

use crate::blocks::{Before, Block, LineCut, in_order};
use crate::checker::Checker;
use crate::fast::{FastPlan, FastScratch};

/// What records are held against: every part is shared by all threads.
#[derive(Clone, Copy)]
pub struct RecordCheck<'c, 'r> {
    /// What findings call the input.
    pub name: &'c str,
    /// The schema, for the full pass.
    pub checker: &'c Checker<'r>,
    /// The schema, for the fast pass; without it every record goes through the full pass.
    pub fast: Option<&'c FastPlan<'r>>,
    /// Bounds on one record.
    pub limits: &'c Limits,
}

/// What one record gave, if it gave anything.
#[derive(Debug, Default)]
pub struct RecordFindings {
    /// What is wrong, by place.
    pub findings: Vec<Finding>,
    /// What could not be looked at.
    pub not_checked: Vec<NotChecked>,
}

impl RecordFindings {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.not_checked.is_empty()
    }

    /// Says of everything in it which record of the input it is about, counted from 1.
    pub fn number(&mut self, record: u64) {
        for finding in &mut self.findings {
            finding.place.record = Some(record);
        }
        for part in &mut self.not_checked {
            part.reason = std::mem::take(&mut part.reason).text(format!(" (record {record})"));
        }
    }
}

/// What a block gave.
#[derive(Debug)]
pub struct BlockFindings {
    /// How many records it has.
    pub records: u64,
    /// By the number of the record within the block, from 0.
    pub found: Vec<(u64, RecordFindings)>,
}

impl<'r> RecordCheck<'_, 'r> {
    /// Judges every record of an input, `first` being what was read of it already, on so many threads, and calls
    /// `found` in the order of the input for each of which there is something to say. Returns how many records there
    /// were.
    ///
    /// # Errors
    /// The input can't be read, or a line of it is longer than the limit (`InvalidData`); everything before has
    /// been judged.
    pub fn run(
        &self,
        first: &[u8],
        input: impl Read + Send,
        threads: usize,
        mut found: impl FnMut(RecordFindings),
    ) -> io::Result<u64> {
        let mut records = 0;
        let worker = || {
            let mut scratch = self.fast.map(FastPlan::scratch);
            move |block: &Block| self.judge(block, scratch.as_mut())
        };
        in_order(
            first.chain(input),
            Before::default(),
            LineCut,
            self.limits.bytes,
            threads,
            worker,
            |block| {
                for (record, mut one) in block.found {
                    one.number(records + record + 1);
                    found(one);
                }
                records += block.records;
            },
        )?;
        Ok(records)
    }

    /// Judges the lines of one block. `scratch` is what the fast pass works with; without it every record goes through
    /// the full pass.
    pub fn judge(&self, block: &Block, scratch: Option<&mut FastScratch<'r>>) -> BlockFindings {
        let bytes = block.text.bytes();
        let mut found = Vec::new();
        let mut lines_before = Lines { bytes, at: 0, count: block.before.origin.lines };
        let mut full = |record: u64, line: std::ops::Range<usize>| {
            let origin = Origin {
                lines: lines_before.until(line.start),
                bytes: block.before.origin.bytes + line.start as u64,
            };
            let record_findings = self.judge_fully(&bytes[line], origin);
            if !record_findings.is_empty() {
                found.push((record, record_findings));
            }
        };
        let records = if let (Some(fast), Some(scratch)) = (self.fast, scratch) {
            fast.judge_lines(&block.text, scratch, &mut full)
        } else {
            let mut count = 0;
            let mut start = 0;
            for line in bytes.split(|byte| *byte == b'\n') {
                if !line.iter().all(u8::is_ascii_whitespace) {
                    full(count, start..start + line.len());
                    count += 1;
                }
                start += line.len() + 1;
            }
            count
        };
        BlockFindings { records, found }
    }

    fn judge_fully(&self, line: &[u8], origin: Origin) -> RecordFindings {
        let Parsed { source, tree, faults } = parse_json_at(self.name, line, self.limits, origin);
        let mut out = RecordFindings { findings: Vec::new(), not_checked: Vec::new() };
        let is_whole = !faults.iter().any(|fault| fault.fatal);
        out.findings.extend(faults.into_iter().map(|fault| Finding::from_fault(fault, &source)));
        let Some(tree) = tree else { return out };
        let mut locator = Locator::new(&tree);
        out.findings = out.findings.into_iter().map(|finding| finding.located(&mut locator)).collect();
        if is_whole {
            let checked = self.checker.check(&tree);
            out.findings.extend(checked.findings);
            out.not_checked.extend(checked.not_checked);
        }
        out.findings.sort_by_key(|finding| finding.place.span.start);
        out
    }
}

/// Counts lines up to a place, each byte once.
struct Lines<'b> {
    bytes: &'b [u8],
    at: usize,
    count: u64,
}

impl Lines<'_> {
    fn until(&mut self, offset: usize) -> u64 {
        self.count += memchr::memchr_iter(b'\n', &self.bytes[self.at..offset]).count() as u64;
        self.at = offset;
        self.count
    }
}
