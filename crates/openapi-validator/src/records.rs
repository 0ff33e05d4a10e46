//! Newline-delimited JSON: one payload a line, in constant memory, on all cores, findings in the order of the
//! input.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use openapi_findings::{Finding, NotChecked};
use openapi_source::{Limits, Locator, Origin, Parsed, parse_json_at};

use crate::checker::Checker;
use crate::fast::{FastPlan, FastScratch, Padded};

/// How much is read at once. Large enough that threads seldom wait for each other, small enough for a cache.
const BLOCK: usize = 1 << 20;

/// Blocks that may wait for each thread.
const WAITING: usize = 2;

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
    /// How many threads judge, at least 1.
    pub threads: usize,
}

/// What one record gave, if it gave anything.
#[derive(Debug)]
pub struct RecordFindings {
    /// What is wrong, by place.
    pub findings: Vec<Finding>,
    /// What could not be looked at.
    pub not_checked: Vec<NotChecked>,
}

/// Whole lines of the input.
struct Block {
    number: u64,
    text: Padded,
    origin: Origin,
}

/// What a block gave.
struct Judged {
    number: u64,
    records: u64,
    /// By the number of the record within the block, from 0.
    found: Vec<(u64, RecordFindings)>,
}

impl<'r> RecordCheck<'_, 'r> {
    /// Judges every record of an input, `first` being what was read of it already, and calls `found` in the order
    /// of the input for each of which there is something to say. Returns how many records there were.
    ///
    /// # Errors
    /// The input can't be read, or a line of it is longer than the limit (`InvalidData`); everything before has
    /// been judged.
    pub fn run(
        &self,
        first: &[u8],
        input: impl Read + Send,
        mut found: impl FnMut(RecordFindings),
    ) -> io::Result<u64> {
        let threads = self.threads.max(1);
        let blocks = Mutex::new(Blocks::new(first.chain(input), self.limits.bytes));
        let (to_collector, judged) = sync_channel::<Judged>(threads * WAITING);
        let records = std::thread::scope(|scope| {
            for _ in 0..threads {
                let (blocks, to_collector) = (&blocks, to_collector.clone());
                scope.spawn(move || self.work(blocks, &to_collector));
            }
            // Else the workers' ends would never close.
            drop(to_collector);
            collect(&judged, &mut found)
        });
        match blocks.into_inner() {
            Ok(Blocks { failure: None, .. }) => Ok(records),
            Ok(Blocks { failure: Some(failure), .. }) => Err(failure),
            Err(_) => Err(io::Error::other("the thread that read the input failed")),
        }
    }

    /// Each worker reads its blocks itself, while no other does, into a buffer that it keeps: a thread that only
    /// reads would take half as long as one that judges, most of it for memory that is new each time.
    fn work(&self, blocks: &Mutex<Blocks<impl Read>>, to_collector: &SyncSender<Judged>) {
        let mut scratch = self.fast.map(FastPlan::scratch);
        let mut buffer = Vec::with_capacity(BLOCK + BLOCK / 4);
        loop {
            let Ok(mut reader) = blocks.lock() else { return };
            let Some(block) = reader.next(buffer) else { return };
            drop(reader);
            let judged = self.judge(&block, scratch.as_mut());
            buffer = block.text.into_buffer();
            if to_collector.send(judged).is_err() {
                return;
            }
        }
    }

    fn judge(&self, block: &Block, scratch: Option<&mut FastScratch<'r>>) -> Judged {
        let bytes = block.text.bytes();
        let mut found = Vec::new();
        let mut lines_before = Lines { bytes, at: 0, count: block.origin.lines };
        let mut full = |record: u64, line: std::ops::Range<usize>| {
            let origin = Origin {
                lines: lines_before.until(line.start),
                bytes: block.origin.bytes + line.start as u64,
            };
            let record_findings = self.judge_fully(&bytes[line], origin);
            if !record_findings.findings.is_empty() || !record_findings.not_checked.is_empty() {
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
        Judged { number: block.number, records, found }
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

/// Puts what the workers found back in the order of the input. Returns how many records there were.
fn collect(judged: &Receiver<Judged>, found: &mut impl FnMut(RecordFindings)) -> u64 {
    let mut early: BTreeMap<u64, Judged> = BTreeMap::new();
    let (mut next, mut records) = (0, 0);
    for block in judged {
        early.insert(block.number, block);
        while let Some(block) = early.remove(&next) {
            for (record, mut one) in block.found {
                for finding in &mut one.findings {
                    finding.place.record = Some(records + record + 1);
                }
                for part in &mut one.not_checked {
                    let number = records + record + 1;
                    part.reason = std::mem::take(&mut part.reason).text(format!(" (record {number})"));
                }
                found(one);
            }
            records += block.records;
            next += 1;
        }
    }
    records
}

/// The input, cut into blocks of whole lines.
struct Blocks<R> {
    input: R,
    /// The most bytes of a line.
    max_line: usize,
    /// What was read behind the last whole line.
    rest: Vec<u8>,
    origin: Origin,
    number: u64,
    at_end: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Blocks<R> {
    fn new(input: R, max_line: usize) -> Self {
        let (rest, origin) = (Vec::new(), Origin::default());
        Self { input, max_line, rest, origin, number: 0, at_end: false, failure: None }
    }

    /// The next block, in a buffer whose contents are done with; nothing at the end, or after a failure.
    fn next(&mut self, mut buffer: Vec<u8>) -> Option<Block> {
        if self.at_end {
            return None;
        }
        match self.read(&mut buffer) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(failure) => {
                self.at_end = true;
                self.failure = Some(failure);
                return None;
            }
        }
        let block = Block { number: self.number, text: Padded::new(buffer), origin: self.origin };
        self.number += 1;
        let lines = memchr::memchr_iter(b'\n', block.text.bytes()).count() as u64;
        let bytes = block.text.len() as u64;
        self.origin = Origin { lines: self.origin.lines + lines, bytes: self.origin.bytes + bytes };
        Some(block)
    }

    /// Whether there was something.
    fn read(&mut self, buffer: &mut Vec<u8>) -> io::Result<bool> {
        buffer.clear();
        buffer.append(&mut self.rest);
        loop {
            let known = buffer.len();
            let wanted = BLOCK.saturating_sub(known).max(BLOCK / 4);
            if (&mut self.input).take(wanted as u64).read_to_end(buffer)? == 0 {
                self.at_end = true;
                return Ok(!buffer.is_empty());
            }
            // There is no line break in what was known.
            if let Some(newline) = memchr::memrchr(b'\n', &buffer[known..]) {
                let cut = known + newline + 1;
                self.rest.extend_from_slice(&buffer[cut..]);
                buffer.truncate(cut);
                return Ok(true);
            }
            if buffer.len() > self.max_line {
                let line = self.origin.lines + 1;
                let message = format!("line {line} is longer than {} bytes", self.max_line);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
        }
    }
}
