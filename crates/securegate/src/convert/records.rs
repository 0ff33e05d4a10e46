//! The records of an input, whatever its notation, each as it is written and as the guests that it holds.

use std::io::Read;
use std::sync::Arc;

use openapi_source::{Kind, Limits, Node, Parsed, Syntax, parse_json, parse_yaml};
use openapi_tables::{BlockText, Cutter, Rows, Tally};
use openapi_validator::{Before, Block, LineCut, in_order};

use crate::format::InputFormat;
use crate::input::{self, Opened};
use crate::lint::{RowCut, Sieve, TableRows};
use crate::output::Failure;

/// The member of a body that holds the guests.
pub(super) const LIST: &str = "invites";

/// One record.
pub(super) struct Record<'r> {
    /// Its number, from 1, as findings have it.
    pub(super) number: u64,
    /// The guests in it as JSON: one, but for a line or a payload that is a whole body.
    pub(super) guests: &'r [Vec<u8>],
    /// It as it is written in the input.
    pub(super) written: &'r [u8],
}

/// How the records of an input stand in it.
pub(super) enum Frame {
    /// A line each.
    Lines,
    /// Elements of a list.
    List {
        /// Whether the list is a member of a body.
        is_wrapped: bool,
        /// Whether the text is YAML, and not JSON.
        is_yaml: bool,
    },
    /// The whole text is one record.
    Single,
    /// Rows of a table.
    Rows {
        /// What stands before the first row, as it is written.
        head: Vec<u8>,
        /// How lines end.
        line_end: Vec<u8>,
    },
}

/// What the records of an input came to.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counted {
    /// How many there are.
    pub(super) records: u64,
    /// Rows that are none: blank ones, and headers that are repeated.
    pub(super) other_rows: u64,
}

/// Takes the records of an input.
pub(super) trait Taker {
    /// Says how the records stand in the input, before the first of them comes.
    fn begin(&mut self, frame: Frame) -> Result<(), Failure>;
    /// Takes a record.
    fn take(&mut self, record: &Record<'_>) -> Result<(), Failure>;
}

/// Reads an input that was sifted again, and hands over its records in order.
///
/// # Errors
/// It can't be read, or the taker failed.
pub(super) fn each(
    sieve: &Sieve<'_>,
    file: &str,
    held: Option<&Arc<[u8]>>,
    format: InputFormat,
    taker: &mut dyn Taker,
) -> Result<Counted, Failure> {
    let open = || match held {
        Some(bytes) => Ok(Opened::of_bytes(file, bytes.to_vec())),
        None => Opened::new(file),
    };
    match format {
        InputFormat::Json => {
            let bytes = open()?.read()?;
            each_element(&parse_json(file, &bytes, &Limits::default()), false, taker)
        }
        InputFormat::Yaml => {
            let bytes = open()?.read()?;
            each_element(&parse_yaml(file, &bytes, &Limits::default()), true, taker)
        }
        InputFormat::Ndjson => each_line(file, open()?, taker),
        InputFormat::Csv | InputFormat::Xlsx => {
            each_row(file, sieve.rows(file, held, format == InputFormat::Xlsx)?, taker)
        }
    }
}

fn compact(node: Node<'_>) -> Vec<u8> {
    node.to_value().to_string().into_bytes()
}

/// The list of guests that a payload is, or holds.
fn list(root: Node<'_>) -> Option<Node<'_>> {
    root.get(LIST).into_iter().chain([root]).find(|node| node.kind() == Kind::Array)
}

/// The guests of a payload: those of a list, or the one that it is.
fn guests(root: Node<'_>) -> Vec<Vec<u8>> {
    list(root).map_or_else(|| vec![compact(root)], |list| list.elements().map(compact).collect())
}

fn each_element(parsed: &Parsed, is_yaml: bool, taker: &mut dyn Taker) -> Result<Counted, Failure> {
    let Some(tree) = &parsed.tree else { return Ok(Counted::default()) };
    let root = tree.root();
    let mut counted = Counted::default();
    let Some(list) = list(root) else {
        taker.begin(Frame::Single)?;
        let text = parsed.source.text().trim();
        taker.take(&Record { number: 1, guests: &[compact(root)], written: text.as_bytes() })?;
        return Ok(Counted { records: 1, ..counted });
    };
    taker.begin(Frame::List { is_wrapped: root.kind() == Kind::Object, is_yaml })?;
    for node in list.elements() {
        counted.records += 1;
        let guest = [compact(node)];
        // YAML's elements are indented as their surroundings want it; as JSON they fit everywhere.
        let written = if is_yaml { &guest[0] } else { node.raw().as_bytes() };
        taker.take(&Record { number: counted.records, guests: &guest, written })?;
    }
    Ok(counted)
}

/// The records of a block, their texts one after the other.
#[derive(Default)]
struct Batch {
    /// For each record its guests, and where what is written of it ends.
    records: Vec<(Vec<Vec<u8>>, usize)>,
    written: Vec<u8>,
    tally: Tally,
}

/// Reads an input in blocks, makes records of each, and hands them over.
fn each_block(
    file: &str,
    input: impl Read + Send,
    before: Before,
    cut: impl openapi_validator::Cut,
    make: impl Fn(&Block) -> Batch + Sync,
    taker: &mut dyn Taker,
) -> Result<Counted, Failure> {
    let mut counted = Counted::default();
    let mut outcome = Ok(());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let collect = |batch: Batch| {
        counted.other_rows += batch.tally.blank + batch.tally.headers_again;
        let mut start = 0;
        for (guests, end) in &batch.records {
            counted.records += 1;
            let record = Record { number: counted.records, guests, written: &batch.written[start..*end] };
            if outcome.is_ok() {
                outcome = taker.take(&record);
            }
            start = *end;
        }
    };
    let read = in_order(input, before, cut, Limits::default().bytes, threads, || &make, collect);
    outcome?;
    read.map_err(|source| Failure::Read { file: input::shown_name(file).to_owned(), source })?;
    Ok(counted)
}

fn each_line(file: &str, opened: Opened, taker: &mut dyn Taker) -> Result<Counted, Failure> {
    taker.begin(Frame::Lines)?;
    let make = |block: &Block| {
        let mut batch = Batch::default();
        for line in block.text.bytes().split(|byte| *byte == b'\n') {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let parsed = parse_json(file, line, &Limits::default());
            let guests = parsed.tree.as_ref().map(|tree| guests(tree.root())).unwrap_or_default();
            batch.written.extend_from_slice(line);
            batch.records.push((guests, batch.written.len()));
        }
        batch
    };
    each_block(file, opened, Before::default(), LineCut, make, taker)
}

fn each_row(file: &str, rows: TableRows<'_>, taker: &mut dyn Taker) -> Result<Counted, Failure> {
    let TableRows { table, head, before, input } = rows;
    let (dialect, mapping) = (&table.dialect, &table.mapping);
    let line_end: &[u8] = match (dialect.syntax(), dialect.line_end) {
        (Syntax::Sheet, _) | (_, openapi_tables::LineEnd::Lf) => b"\n",
        (_, openapi_tables::LineEnd::CrLf) => b"\r\n",
        (_, openapi_tables::LineEnd::Cr) => b"\r",
    };
    let head = [dialect.byte_order_mark(), &*dialect.encode(&head)].concat();
    taker.begin(Frame::Rows { head, line_end: dialect.encode(line_end).into_owned() })?;
    let make = |block: &Block| {
        let text = BlockText::new(block.text.bytes(), dialect);
        let mut rows = Rows::new(&text, dialect, mapping, block.before.rows);
        let mut batch = Batch::default();
        while let Some(row) = rows.next() {
            let mut json = Vec::new();
            row.write_json(&mut json);
            batch.written.extend_from_slice(&dialect.encode(&text.written(row.span)));
            batch.records.push((vec![json], batch.written.len()));
        }
        batch.tally = rows.finish().1;
        batch
    };
    each_block(file, input, before, RowCut(Cutter::new(dialect)), make, taker)
}
