//! Tables, of delimiter-separated values or sheets of workbooks: each row is a record, read as the JSON object that its
//! header makes of it, on all cores, in memory that does not grow with the input but for what rules remember of each
//! record.

use std::fs::File;
use std::io::{self, Read};

use openapi_findings::{Cell, Finding, NotChecked, Subject};
use openapi_source::{Limits, Origin, Source};
use openapi_tables::{
    Basis, BlockText, Cutter, Dialect, EncodingScan, Fault, Header, HeaderOptions, Mapping, Row, Rows, Sheet,
    Tally,
};
use openapi_validator::{
    Before, Block, Checker, Cut, FastPlan, FastScratch, Padded, RecordFindings, Whole, in_order,
};
use securegate_rules::{At, Found, Guest, GuestField, Memory, Payload, RuleSet};

use super::linter::{Decision, Linter, UNDECIDED};
use super::settings::{Intake, Settings};
use crate::input::{self, Opened};
use crate::output::Failure;
use crate::table_options::TableOptions;

/// How much of a table is read to find its header.
const HEADER_IN: u64 = 1 << 20;

/// How the rows of a table are read.
pub(crate) struct Table<'n> {
    name: &'n str,
    pub(crate) dialect: Dialect,
    pub(crate) mapping: Mapping,
}

/// A table that was read up to its first record.
pub(super) struct OpenTable<'n> {
    read_as: String,
    findings: Vec<Finding>,
    decision: Option<Decision>,
    /// The rows, or why none can be read.
    pub(super) rows: Result<TableRows<'n>, String>,
}

/// The rows of a table, which are still to be read.
pub(crate) struct TableRows<'n> {
    pub(crate) table: Table<'n>,
    /// The text up to the first record.
    pub(crate) head: Vec<u8>,
    /// What comes before the first record.
    pub(crate) before: Before,
    /// The text from the first record on.
    pub(crate) input: Box<dyn Read + Send>,
}

/// The text of a table, and what is known of it before it is read.
struct Text<'n> {
    file: &'n str,
    dialect: Dialect,
    input: Box<dyn Read + Send>,
    sheet: Option<Sheet>,
}

/// What came of one block.
struct Linted {
    before: Before,
    source: Source,
    rules: Found,
    /// By the number of the record within the block, from 0.
    contract: Vec<(u64, RecordFindings)>,
    faults: Vec<Fault>,
    tally: Tally,
}

impl Linter<'_> {
    /// Lints a table.
    ///
    /// # Errors
    /// The start of the input can't be read. Where reading fails later, the rest is not checked.
    pub(super) fn lint_table(
        &mut self,
        file: &str,
        opened: Opened,
        options: &TableOptions,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        self.lint_text(separated(file, opened, options)?, options, settings, memory)
    }

    /// Lints a sheet of a workbook.
    ///
    /// # Errors
    /// It can't be read, or the workbook has no such sheet.
    pub(super) fn lint_sheet(
        &mut self,
        file: &str,
        opened: Opened,
        options: &TableOptions,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        self.lint_text(sheet(file, opened, options)?, options, settings, memory)
    }

    /// Lints the text of a table.
    fn lint_text(
        &mut self,
        text: Text<'_>,
        options: &TableOptions,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        let mut intake = Intake::new(input::shown_name(text.file), settings);
        let open = self.open_text(text, options)?;
        intake.subject().read_as = Some(open.read_as);
        intake.findings(open.findings);
        if let Some(decision) = &open.decision {
            intake.subject().checked_as = Some(decision.assumption.clone());
        }
        match (open.rows, &open.decision) {
            (Ok(rows), Some(decision)) => {
                self.lint_rows(&rows.table, rows.input, rows.before, decision, &mut intake, memory);
            }
            (Ok(_), None) => intake.because(UNDECIDED),
            (Err(reason), _) => intake.because(&reason),
        }
        Ok(intake.done())
    }

    /// Reads a table up to its first record: one of delimiter-separated values, or a sheet of a workbook.
    ///
    /// # Errors
    /// It can't be read, or the workbook has no such sheet.
    pub(super) fn open_table<'n>(
        &self,
        file: &'n str,
        opened: Opened,
        is_sheet: bool,
        options: &TableOptions,
    ) -> Result<OpenTable<'n>, Failure> {
        let text = if is_sheet { sheet(file, opened, options)? } else { separated(file, opened, options)? };
        self.open_text(text, options)
    }

    fn open_text<'n>(&self, text: Text<'n>, options: &TableOptions) -> Result<OpenTable<'n>, Failure> {
        let Text { file, dialect, input, sheet } = text;
        let name = input::shown_name(file);
        let failed = |source| Failure::Read { file: name.to_owned(), source };
        let mut input = dialect.decode(input);
        let mut first = Vec::new();
        input.by_ref().take(HEADER_IN).read_to_end(&mut first).map_err(failed)?;
        let read_as = sheet.as_ref().map_or_else(|| dialect.describe(), Sheet::describe);
        let start = BlockText::new(&first, &dialect);
        let mark = dialect.mark as u64;
        let origin = Origin { lines: 0, bytes: mark };
        let source = Source::piece(name, start.text(), origin, dialect.syntax());
        let (decision, columns) = self.columns(&start, &dialect, &options.header);
        let Some(header) = Header::read(&start, &dialect, &columns, &options.header) else {
            let rows = Err("there is no row in it".to_owned());
            return Ok(OpenTable { read_as, findings: Vec::new(), decision: None, rows });
        };
        let (mut mapping, of_header) = header.map(&source, &columns, &options.header);
        let mut findings: Vec<Finding> = dialect.guessed_encoding(&source).into_iter().collect();
        if let Some(sheet) = &sheet {
            sheet.mark(&mut mapping);
            findings.extend(sheet.findings(&source));
        }
        findings.extend(of_header);
        let missing: Vec<&str> = mapping.missing().collect();
        if decision.is_some() && !missing.is_empty() {
            let columns = missing.join("`, `");
            let rows = Err(format!("no row was looked at, for want of a column for `{columns}`"));
            return Ok(OpenTable { read_as, findings, decision, rows });
        }
        let lines = Origin { lines: header.lines, bytes: mark + header.end as u64 };
        let before = Before { origin: lines, rows: header.rows };
        // What is not UTF-8 takes other bytes in the text than in the file, from which nothing is cut again.
        let rest = first.split_off(header.end.min(first.len()));
        let input = Box::new(io::Cursor::new(rest).chain(input));
        let table = Table { name, dialect, mapping };
        Ok(OpenTable {
            read_as,
            findings,
            decision,
            rows: Ok(TableRows { table, head: first, before, input }),
        })
    }

    /// What the rows are, by the names in the header, and the columns that are wanted of them.
    fn columns(
        &self,
        start: &BlockText<'_>,
        dialect: &Dialect,
        options: &HeaderOptions,
    ) -> (Option<Decision>, Vec<openapi_tables::Column>) {
        let names =
            Header::read(start, dialect, &[], options).map(|header| header.names()).unwrap_or_default();
        let decision = self.decide_row(&names).filter(|decision| decision.schema.is_some());
        let columns = decision.as_ref().map(|decision| self.columns_of(decision)).unwrap_or_default();
        (decision, columns)
    }

    fn lint_rows(
        &mut self,
        table: &Table<'_>,
        rows: impl Read + Send,
        before: Before,
        decision: &Decision,
        intake: &mut Intake<'_>,
        memory: &mut Memory,
    ) {
        let settings = intake.settings();
        let Some(tools) = self.tools(decision, settings) else { return };
        let checker = match tools.checker {
            Ok(checker) => checker,
            Err(message) => return intake.because(message),
        };
        let limits = Limits::default();
        let worker = || {
            let rules = tools.rules.filter(|rules| rules.payload() == Payload::Guests);
            let mut worker =
                Worker { table, checker, fast: tools.fast, rules, scratch: None, json: Vec::new() };
            worker.scratch = worker.fast.map(FastPlan::scratch);
            move |block: &Block| worker.judge(block)
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let cut = RowCut(Cutter::new(&table.dialect));
        let mut tally = Tally::default();
        let read = in_order(rows, before, cut, limits.bytes, threads, worker, |linted: Linted| {
            let records = tally.records;
            let Before { origin, .. } = linted.before;
            tally.add(&linted.tally, origin.lines, origin.bytes);
            take(linted, records, table, intake, memory);
        });
        intake.findings(tally.findings(table.name));
        match read {
            Ok(()) if tally.records == 0 => intake.because("there is no row under the header"),
            Ok(()) => {}
            // What was read before has been judged; the rest was not.
            Err(error) => intake.because(&format!("reading stopped: {error}")),
        }
        intake.subject().records = Some(tally.records);
    }
}

/// A table of delimiter-separated values.
fn separated<'n>(file: &'n str, opened: Opened, options: &TableOptions) -> Result<Text<'n>, Failure> {
    let (dialect, input) = dialect(file, opened, options)?;
    Ok(Text { file, dialect, input, sheet: None })
}

/// A sheet of a workbook.
fn sheet<'n>(file: &'n str, opened: Opened, options: &TableOptions) -> Result<Text<'n>, Failure> {
    let sheet = Sheet::read(&opened.read()?, options.sheet.as_deref());
    let mut sheet = sheet.map_err(|why| Failure::Read {
        file: input::shown_name(file).to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidData, why),
    })?;
    let text = std::mem::take(&mut sheet.text);
    let (dialect, input) = (sheet.dialect(), Box::new(io::Cursor::new(text.into_bytes())));
    Ok(Text { file, dialect, input, sheet: Some(sheet) })
}

/// How the table is written, and the table from its first byte on. Whether it is UTF-8 only all of it can tell: a file is
/// read once more for that, other inputs are held.
fn dialect(
    file: &str,
    mut opened: Opened,
    options: &TableOptions,
) -> Result<(Dialect, Box<dyn Read + Send>), Failure> {
    let mut options = options.dialect;
    let failed = |source| Failure::Read { file: input::shown_name(file).to_owned(), source };
    if input::is_plain_file(file) && !opened.is_held() {
        let start = opened.start()?.to_vec();
        let mut guessed = None;
        if options.encoding.is_none() && Dialect::detect(&start, false, &options).mark == 0 {
            guessed = scan(File::open(file).map_err(failed)?).map_err(failed)?;
        }
        options.encoding = options.encoding.or(guessed);
        let mut dialect = Dialect::detect(&start, false, &options);
        if guessed.is_some() {
            dialect.encoding.basis = Basis::Guessed;
        }
        return Ok((dialect, Box::new(opened)));
    }
    let bytes = opened.read()?;
    Ok((Dialect::detect(&bytes, true, &options), Box::new(io::Cursor::new(bytes))))
}

/// The encoding to force, if it is one that the start of a text may not tell.
fn scan(mut input: impl Read) -> io::Result<Option<&'static openapi_tables::Encoding>> {
    let mut scan = EncodingScan::default();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = input.read(&mut buffer)?;
        if read == 0 || !scan.feed(&buffer[..read]) {
            return Ok(scan.finish());
        }
    }
}

/// Cuts a table into blocks of whole rows.
pub(crate) struct RowCut(pub(crate) Cutter);

impl Cut for RowCut {
    fn whole(&mut self, read: &[u8], _known: usize, at_end: bool) -> Option<Whole> {
        let cut = self.0.cut(read, at_end)?;
        Some(Whole { end: cut.end, lines: cut.lines, rows: cut.rows })
    }
}

/// What one thread judges blocks with.
struct Worker<'w, 'r> {
    table: &'w Table<'w>,
    checker: &'w Checker<'r>,
    fast: Option<&'w FastPlan<'r>>,
    rules: Option<&'w RuleSet>,
    scratch: Option<FastScratch<'r>>,
    /// Room for the rows of a block as JSON.
    json: Vec<u8>,
}

impl Worker<'_, '_> {
    fn judge(&mut self, block: &Block) -> Linted {
        let Table { name, dialect, mapping } = self.table;
        let text = BlockText::new(block.text.bytes(), dialect);
        let source = Source::piece(*name, text.text(), block.before.origin, dialect.syntax());
        let mut rules = Found::new();
        let mut json = std::mem::take(&mut self.json);
        json.clear();
        let mut rows = Rows::new(&text, dialect, mapping, block.before.rows);
        let fields = GuestField::ALL.map(|field| mapping.index(field.name()));
        while let Some(row) = rows.next() {
            if let Some(set) = self.rules {
                set.look_at_guest(&guest(&row, &fields, &source), &mut rules);
            }
            row.write_json(&mut json);
            json.push(b'\n');
        }
        let (faults, tally) = rows.finish();
        let json = Padded::new(json);
        let mut unclean = Vec::new();
        if let (Some(fast), Some(scratch)) = (self.fast, &mut self.scratch) {
            fast.judge_lines(&json, scratch, |record, _| unclean.push(record));
        } else {
            unclean.extend(0..tally.records);
        }
        self.json = json.into_buffer();
        let contract = self.judge_fully(&unclean, &text, &source, block.before.rows);
        Linted { before: block.before, source, rules, contract, faults, tally }
    }

    /// The full pass over some records of a block, given in their order.
    fn judge_fully(
        &self,
        records: &[u64],
        text: &BlockText<'_>,
        source: &Source,
        rows_before: u64,
    ) -> Vec<(u64, RecordFindings)> {
        let mut found = Vec::new();
        let mut wanted = records.iter().copied().peekable();
        let mut rows = Rows::new(text, &self.table.dialect, &self.table.mapping, rows_before);
        while let (Some(next), Some(row)) = (wanted.peek().copied(), rows.next()) {
            if row.record != next {
                continue;
            }
            wanted.next();
            let outcome = self.checker.check(&row.tree(source));
            let mut one = RecordFindings { findings: outcome.findings, not_checked: outcome.not_checked };
            for finding in &mut one.findings {
                let member = finding.place.pointer.as_ref().and_then(|pointer| pointer.segments().next());
                let column = member.map(std::borrow::Cow::into_owned).unwrap_or_default();
                finding.place.cell = Some(Cell { row: row.number, column, reference: None });
            }
            if !one.is_empty() {
                found.push((row.record, one));
            }
        }
        found
    }
}

fn guest<'t>(row: &Row<'t>, fields: &[Option<usize>; 6], source: &'t Source) -> Guest<'t> {
    let at = At { record: Some(row.record + 1), row: Some(row.number), ..At::whole(source) };
    let texts = fields.map(|field| {
        let field = row.get(field?)?;
        Some((field.text, field.span))
    });
    Guest::of_row(texts, at)
}

/// Takes in what came of a block before which there were so many records.
fn take(linted: Linted, records: u64, table: &Table<'_>, intake: &mut Intake<'_>, memory: &mut Memory) {
    let Linted { source, mut rules, contract, faults, .. } = linted;
    rules.shift(records, 0);
    memory.admit(&mut rules);
    let mut findings = rules.findings;
    for (record, mut one) in contract {
        one.number(records + record + 1);
        findings.extend(one.findings);
        one.not_checked.into_iter().for_each(|part: NotChecked| intake.not_checked(part));
    }
    for finding in &mut findings {
        name_columns(finding, &table.mapping);
    }
    findings.extend(faults.iter().map(|fault| fault.finding(&source, &table.mapping, records)));
    findings.sort_by_key(|finding: &Finding| finding.place.span.start);
    intake.findings(findings);
}

/// Puts the cell of a column where the name of its member stands.
fn name_columns(finding: &mut Finding, mapping: &Mapping) {
    let places = finding.related.iter_mut().map(|related| &mut related.place);
    for cell in places.chain([&mut finding.place]).filter_map(|place| place.cell.as_mut()) {
        if let Some(column) = mapping.index(&cell.column).and_then(|field| mapping.column(field)) {
            *cell = mapping.cell(cell.row, Some(column));
        }
    }
}
