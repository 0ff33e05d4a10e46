//! Newline-delimited JSON, each line a payload of its own, on all cores, in memory that does not grow with the input
//! but for what rules remember of each record.

use std::io::{self, Read};

use openapi_findings::{Finding, Place, Severity, Subject};
use openapi_source::{Limits, Origin, Position, Source, Span, Syntax, parse_json_at, parse_json_within};
use openapi_tables::{Dialect, DialectOptions};
use openapi_validator::{
    Before, Block, BlockFindings, FastPlan, Glance, LineCut, Padded, RecordCheck, glance, in_order,
};
use securegate_rules::{Found, Memory, RuleSet};

use super::linter::{Linter, UNDECIDED};
use super::settings::{Intake, Settings};
use crate::input;
use crate::output::Failure;

/// What came of one block.
struct Linted {
    contract: BlockFindings,
    rules: Found,
}

impl Linter<'_> {
    /// Lints newline-delimited JSON.
    ///
    /// # Errors
    /// The start of the input can't be read. Where reading fails later, the rest is not checked.
    pub(super) fn lint_lines(
        &mut self,
        name: &str,
        mut input: Box<dyn Read + Send>,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        let failed = |source| Failure::Read { file: name.to_owned(), source };
        let mut first = input::first_line(&mut input).map_err(failed)?;
        let mut intake = Intake::new(name, settings);
        if let Some(encoding) = utf16(&first) {
            intake.finding(not_utf8(name, &encoding));
            input = Box::new(encoding.decode(io::Cursor::new(first).chain(input)));
            first = input::first_line(&mut input).map_err(failed)?;
        }
        let decision = self.decide(&first_glance(&first));
        let Some(decision) = decision.filter(|decision| decision.schema.is_some()) else {
            intake.because(UNDECIDED);
            return Ok(intake.done());
        };
        intake.subject().checked_as = Some(decision.assumption.clone());
        let Some(tools) = self.tools(&decision, settings) else { return Ok(intake.done()) };
        let checker = match tools.checker {
            Ok(checker) => checker,
            Err(message) => {
                intake.because(message);
                return Ok(intake.done());
            }
        };
        let limits = Limits::default();
        let check = RecordCheck { name, checker, fast: tools.fast, limits: &limits };
        let worker = || {
            let mut scratch = check.fast.map(FastPlan::scratch);
            let check = &check;
            move |block: &Block| Linted {
                contract: check.judge(block, scratch.as_mut()),
                rules: tools.rules.map_or_else(Found::new, |rules| look_at_lines(rules, name, block)),
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut records = 0;
        let input = first.chain(input);
        let read = in_order(input, Before::default(), LineCut, limits.bytes, threads, worker, |linted| {
            records = take(linted, records, &mut intake, memory);
        });
        match read {
            Ok(()) if records == 0 => intake.because("there is no record in it"),
            Ok(()) => {}
            // What was read before has been judged; the rest was not.
            Err(error) => intake.because(&format!("reading stopped: {error}")),
        }
        if records > 0 {
            intake.subject().records = Some(records);
        }
        Ok(intake.done())
    }
}

/// How lines are written that start with the mark of UTF-16, and not with that of UTF-32.
pub(super) fn utf16(start: &[u8]) -> Option<Dialect> {
    let is_marked = matches!(start, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    let is_wider = matches!(start, [0xFF, 0xFE, 0, 0, ..]);
    (is_marked && !is_wider).then(|| Dialect::detect(start, false, &DialectOptions::default()))
}

fn not_utf8(name: &str, encoding: &Dialect) -> Finding {
    let start = Source::elsewhere(name, Position { line: 1, column: 1, offset: 0 });
    let message = format!(
        "the text is {}; JSON that systems exchange is UTF-8 (RFC 8259, section 8.1)",
        encoding.encoding_name()
    );
    Finding::new("json/wide-encoding", Severity::Error, message, Place::new(&start, Span::at(0)))
        .with_help("save the file as UTF-8; --fix does")
}

/// Takes in what came of a block before which there were `before` records. Returns how many there are behind it.
fn take(linted: Linted, before: u64, intake: &mut Intake<'_>, memory: &mut Memory) -> u64 {
    let Linted { contract, mut rules } = linted;
    rules.shift(before, 0);
    memory.admit(&mut rules);
    let mut findings = rules.findings;
    for (record, mut one) in contract.found {
        one.number(before + record + 1);
        findings.extend(one.findings);
        one.not_checked.into_iter().for_each(|part| intake.not_checked(part));
    }
    findings.sort_by_cached_key(|finding: &Finding| finding.place.start().offset);
    intake.findings(findings);
    before + contract.records
}

/// What the rules find in the lines of a block.
fn look_at_lines(rules: &RuleSet, name: &str, block: &Block) -> Found {
    let mut found = Found::new();
    let bytes = block.text.bytes();
    let whole = std::str::from_utf8(bytes)
        .ok()
        .map(|text| Source::piece(name, text, block.before.origin, Syntax::Json));
    let (mut record, mut start, mut line) = (0, 0, block.before.origin.lines);
    for text in bytes.split(|byte| *byte == b'\n') {
        let (from, to) = (start, start + text.len());
        start = to + 1;
        line += 1;
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        record += 1;
        let parsed = if let Some(source) = &whole {
            parse_json_within(source, span(from, to), &Limits::default())
        } else {
            let origin = Origin { lines: line - 1, bytes: block.before.origin.bytes + from as u64 };
            parse_json_at(name, text, &Limits::default(), origin)
        };
        if let Some(tree) = parsed.tree {
            rules.look_at_tree(&tree, Some(record), &mut found);
        }
    }
    found
}

/// Blocks are far smaller than 4 GiB.
fn span(start: usize, end: usize) -> Span {
    Span::new(u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
}

/// How many records are looked at to tell what all of them are.
const GLANCED_RECORDS: usize = 16;

/// What the first record looks like that can be read.
fn first_glance(bytes: &[u8]) -> Glance {
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .take(GLANCED_RECORDS)
        .find_map(|line| glance(&Padded::new(line.to_vec())))
        .unwrap_or_else(Glance::nothing)
}
