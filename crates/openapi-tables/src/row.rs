//! Rows and their fields, read from a piece of whole rows without a copy where nothing needs one.

use std::ops::Range;

use openapi_source::{RowField, RowValue, Source, Span, Tree};

use crate::block::BlockText;
use crate::dialect::{Dialect, LineEnd};
use crate::fault::{Fault, FaultKind};
use crate::json::{is_json_number, push_json_content};
use crate::mapping::{ColumnKind, Empty, Mapping, NO_FIELD};
use crate::quote::{Closing, QUOTE, closing};
use crate::scan::find_any;
use crate::tally::Tally;

/// What follows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Another field.
    Field,
    /// The end of the line.
    Line(LineEnd),
    /// The end of the text.
    End,
}

/// A field as it stands in the bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawField {
    /// Its first byte, the quote if it is quoted.
    pub(crate) start: usize,
    /// The offset after its last byte.
    pub(crate) end: usize,
    /// Where what follows starts.
    pub(crate) next: usize,
    pub(crate) then: Then,
    pub(crate) quoting: Quoting,
    /// A quote in a bare field, or the closing quote where more follows before the field ends.
    pub(crate) stray: Option<usize>,
}

/// How a field is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quoting {
    Bare,
    /// Up to the quote at `close`.
    Quoted {
        close: usize,
        has_escapes: bool,
    },
    /// A quote opens it that nothing closes.
    Unclosed,
}

/// Reads the field that starts at an offset of whole rows.
#[inline]
pub(crate) fn lex(bytes: &[u8], start: usize, delimiter: u8) -> RawField {
    let mut stray = None;
    let (from, quoting) = if bytes.get(start) == Some(&QUOTE) {
        match closing(bytes, start, delimiter, true) {
            Closing::Closed { at, has_escapes } => (at + 1, Quoting::Quoted { close: at, has_escapes }),
            Closing::Never | Closing::Unknown => (start + 1, Quoting::Unclosed),
        }
    } else {
        (start, Quoting::Bare)
    };
    let mut end = find_any(bytes, from, [delimiter, QUOTE, b'\n', b'\r']);
    if bytes.get(end) == Some(&QUOTE) {
        stray = Some(end);
        let rest = &bytes[end..];
        end += memchr::memchr3(delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
    }
    match quoting {
        Quoting::Quoted { close, .. } => stray = (close + 1 < end).then_some(close),
        Quoting::Unclosed => stray = None,
        Quoting::Bare => {}
    }
    let (then, length) = match bytes.get(end) {
        None => (Then::End, 0),
        Some(b'\n') => (Then::Line(LineEnd::Lf), 1),
        Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => (Then::Line(LineEnd::CrLf), 2),
        Some(b'\r') => (Then::Line(LineEnd::Cr), 1),
        Some(_) => (Then::Field, 1),
    };
    RawField { start, end, next: end + length, then, quoting, stray }
}

/// A field of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'r> {
    /// What it says, without quotes.
    pub text: &'r str,
    /// Where it stands in the text of the block, quotes included.
    pub span: Span,
    /// Its column in the table, from 0.
    pub column: u32,
}

/// Where a wanted field of the row at hand stands.
#[derive(Debug, Clone, Copy)]
struct Slot {
    column: u32,
    span: Span,
    /// Its content, in the text or among what was unescaped.
    from: u32,
    to: u32,
    is_unescaped: bool,
}

/// Reads the rows of a block, one at a time, in buffers that all of them share.
#[derive(Debug)]
pub struct Rows<'b> {
    block: &'b BlockText<'b>,
    mapping: &'b Mapping,
    delimiter: u8,
    at: usize,
    /// By the index of the wanted column.
    slots: Vec<Option<Slot>>,
    unescaped: String,
    tally: Tally,
    /// Rows of the input before the block.
    before: u64,
    faults: Vec<Fault>,
    /// What of `block.broken` was not met yet.
    next_broken: usize,
}

impl<'b> Rows<'b> {
    /// A reader of a block, before which the input has so many rows, the header and blank ones counted.
    pub fn new(block: &'b BlockText<'b>, dialect: &Dialect, mapping: &'b Mapping, rows_before: u64) -> Self {
        Self {
            block,
            mapping,
            delimiter: dialect.delimiter.value,
            at: 0,
            slots: vec![None; mapping.len()],
            unescaped: String::new(),
            tally: Tally::default(),
            before: rows_before,
            faults: Vec::new(),
            next_broken: 0,
        }
    }

    /// The next row that is not blank; faults of rows in between are noted too.
    #[expect(clippy::should_implement_trait, reason = "a row borrows the buffers, which no iterator allows")]
    pub fn next(&mut self) -> Option<Row<'_>> {
        loop {
            let start = self.at;
            if start >= self.block.text().len() {
                return None;
            }
            let first_fault = self.faults.len();
            let read = self.read_row();
            let row = self.before + self.tally.rows;
            let span = Span::new(offset(start), offset(read.end));
            // A lone quote is no nothing.
            if read.is_blank && self.faults.len() == first_fault {
                self.tally.note_blank(self.block.text(), start);
                continue;
            }
            if self.mapping.is_header(&self.block.text()[start..read.end]) {
                self.faults.truncate(first_fault);
                self.faults.push(Fault {
                    kind: FaultKind::HeaderAgain,
                    span,
                    row,
                    record: None,
                    column: None,
                });
                self.tally.headers_again += 1;
                continue;
            }
            let record = self.tally.records;
            self.note_row_faults(&read, span, row, record);
            for fault in &mut self.faults[first_fault..] {
                fault.record = Some(record);
            }
            self.tally.records += 1;
            return Some(Row {
                text: self.block.text(),
                unescaped: &self.unescaped,
                slots: &self.slots,
                mapping: self.mapping,
                span,
                number: row,
                record,
                faults: &self.faults[first_fault..],
            });
        }
    }

    /// What the rows read so far came to.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What is wrong with the rows read so far, in the order of the text.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The faults and the tally of a block that was read to its end.
    pub fn finish(self) -> (Vec<Fault>, Tally) {
        (self.faults, self.tally)
    }

    fn read_row(&mut self) -> ReadRow {
        self.slots.fill(None);
        self.unescaped.clear();
        self.tally.rows += 1;
        let bytes = self.block.text().as_bytes();
        let mut read = ReadRow { is_blank: true, width: 0, beyond: None, end: 0 };
        loop {
            let raw = lex(bytes, self.at, self.delimiter);
            self.at = raw.next;
            let column = read.width;
            read.width += 1;
            if raw.start < raw.end {
                self.take(&raw, column, &mut read);
            } else if let Some(&field) = self.mapping.by_column.get(column as usize)
                && field != NO_FIELD
            {
                let from = offset(raw.start);
                let slot = Slot { column, span: Span::at(from), from, to: from, is_unescaped: false };
                self.slots[field as usize] = Some(slot);
            }
            match raw.then {
                Then::Field => continue,
                Then::Line(line_end) => self.tally.note_line_end(line_end),
                Then::End => {}
            }
            read.end = raw.end;
            return read;
        }
    }

    /// Takes a field that is not empty.
    fn take(&mut self, raw: &RawField, column: u32, read: &mut ReadRow) {
        let text = self.block.text();
        let content = self.content(raw, column);
        if read.is_blank {
            read.is_blank = text[content.clone()].trim_start().is_empty();
        }
        let Some(&field) = self.mapping.by_column.get(column as usize) else {
            read.beyond = read.beyond.or((!content.is_empty()).then_some((column, span_of(raw))));
            return;
        };
        if field == NO_FIELD {
            return;
        }
        let mut slot = Slot {
            column,
            span: span_of(raw),
            from: offset(content.start),
            to: offset(content.end),
            is_unescaped: false,
        };
        if let Quoting::Quoted { close, has_escapes } = raw.quoting
            && (has_escapes || raw.stray.is_some())
        {
            slot.from = offset(self.unescaped.len());
            self.unescape(&text[raw.start + 1..close]);
            self.unescaped.push_str(&text[close + 1..raw.end]);
            slot.to = offset(self.unescaped.len());
            slot.is_unescaped = true;
        }
        if let Some(kind) = FaultKind::of_cell(&text[content]) {
            self.fault(kind, slot.span, column);
        }
        self.slots[field as usize] = Some(slot);
    }

    /// The content of a field as far as it stands in the text; notes what is wrong with its quotes.
    fn content(&mut self, raw: &RawField, column: u32) -> Range<usize> {
        if let Some(at) = raw.stray {
            let at = offset(at);
            self.fault(FaultKind::StrayQuote, Span::new(at, at + 1), column);
        }
        match raw.quoting {
            Quoting::Bare => raw.start..raw.end,
            Quoting::Quoted { close, .. } => raw.start + 1..close,
            Quoting::Unclosed => {
                let at = offset(raw.start);
                self.fault(FaultKind::UnclosedQuote, Span::new(at, at + 1), column);
                raw.start + 1..raw.end
            }
        }
    }

    fn unescape(&mut self, quoted: &str) {
        let mut rest = quoted;
        while let Some(at) = rest.find("\"\"") {
            self.unescaped.push_str(&rest[..=at]);
            rest = &rest[at + 2..];
        }
        self.unescaped.push_str(rest);
    }

    fn fault(&mut self, kind: FaultKind, span: Span, column: u32) {
        let row = self.before + self.tally.rows;
        self.faults.push(Fault { kind, span, row, record: None, column: Some(column) });
    }

    /// Notes what is wrong with a row as a whole, and characters in it that are none.
    fn note_row_faults(&mut self, read: &ReadRow, span: Span, row: u64, record: u64) {
        let record = Some(record);
        if let Some((column, beyond)) = read.beyond {
            let kind = FaultKind::RowTooLong { width: read.width };
            self.faults.push(Fault { kind, span: beyond, row, record, column: Some(column) });
        } else if self.mapping.reaches_past(read.width) {
            let kind = FaultKind::RowTooShort { width: read.width };
            self.faults.push(Fault { kind, span, row, record, column: None });
        }
        if !self.mapping.marks.is_empty() {
            self.note_marks(span, row);
        }
        if self.block.has_nul() {
            let text = &self.block.text().as_bytes()[span.start as usize..span.end as usize];
            if let Some(at) = memchr::memchr(0, text) {
                let at = span.start + offset(at);
                self.faults.push(Fault {
                    kind: FaultKind::Nul,
                    span: Span::new(at, at + 1),
                    row,
                    record,
                    column: None,
                });
            }
        }
        while let Some(broken) = self.block.broken.get(self.next_broken)
            && broken.at < span.end
        {
            self.next_broken += 1;
            if broken.at >= span.start {
                let span = Span::new(broken.at, broken.at + 3);
                let kind = FaultKind::Undecodable { bytes: broken.bytes };
                self.faults.push(Fault { kind, span, row, record, column: None });
            }
        }
    }

    /// Notes what only the workbook tells of the cells of a row.
    fn note_marks(&mut self, row_span: Span, row: u64) {
        for mark in self.mapping.marks_of(row) {
            let field = self.mapping.by_column.get(mark.column as usize);
            let Some(&field) = field.filter(|field| **field != NO_FIELD) else { continue };
            let span = self.slots[field as usize].map_or(Span::at(row_span.end), |slot| slot.span);
            self.fault(mark.kind, span, mark.column);
        }
    }
}

/// What was seen of a row while its fields were read.
struct ReadRow {
    /// Whether nothing but space stands in its fields.
    is_blank: bool,
    /// How many fields it has.
    width: u32,
    /// The first field that is not empty and has no header.
    beyond: Option<(u32, Span)>,
    /// The offset after its last field.
    end: usize,
}

/// One row. It borrows the buffers of the reader.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    text: &'r str,
    unescaped: &'r str,
    slots: &'r [Option<Slot>],
    mapping: &'r Mapping,
    /// Where it stands in the text of the block, without its line end.
    pub span: Span,
    /// Its number as a spreadsheet program shows it: 1-based, the header and blank rows counted.
    pub number: u64,
    /// Its number among the records of the block, from 0.
    pub record: u64,
    /// What is wrong with it as a row of a table.
    pub faults: &'r [Fault],
}

impl<'r> Row<'r> {
    /// The field of a wanted column. `None` where the table has no such column, the row ends before it, or its cell is
    /// empty and the mapping takes that as absent.
    pub fn get(&self, field: usize) -> Option<Field<'r>> {
        let slot = self.slots.get(field).copied().flatten()?;
        if slot.from == slot.to && self.mapping.empty == Empty::Absent {
            return None;
        }
        let text = if slot.is_unescaped { self.unescaped } else { self.text };
        Some(Field {
            text: &text[slot.from as usize..slot.to as usize],
            span: slot.span,
            column: slot.column,
        })
    }

    /// The fields by wanted column.
    pub fn fields(&self) -> impl Iterator<Item = Option<Field<'r>>> {
        let row = *self;
        (0..self.slots.len()).map(move |field| row.get(field))
    }

    /// Appends the row as a JSON object, its members in the order of the wanted columns.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        let start = out.len();
        for (idx, wanted) in self.mapping.fields.iter().enumerate() {
            let Some(field) = self.get(idx) else { continue };
            out.extend_from_slice(wanted.key.as_bytes());
            match typed(field.text, wanted.kind) {
                RowValue::String(text) => {
                    out.push(b'"');
                    push_json_content(text, out);
                    out.push(b'"');
                }
                RowValue::Number(literal) => out.extend_from_slice(literal.as_bytes()),
                RowValue::Boolean(true) => out.extend_from_slice(b"true"),
                RowValue::Boolean(false) => out.extend_from_slice(b"false"),
                RowValue::Null => out.extend_from_slice(b"null"),
            }
        }
        match out.get_mut(start) {
            // The comma before the first member.
            Some(first) => *first = b'{',
            None => out.push(b'{'),
        }
        out.push(b'}');
    }

    /// The row as a tree, whose values have their places in the source, which is that of the block.
    pub fn tree(&self, source: &Source) -> Tree {
        let fields = self.mapping.fields.iter().enumerate().filter_map(|(idx, wanted)| {
            let field = self.get(idx)?;
            Some(RowField { name: &wanted.name, span: field.span, value: typed(field.text, wanted.kind) })
        });
        Tree::of_row(source, self.span, fields)
    }
}

/// A cell as the kind of its column: text that does not read so stays text, for the schema to judge.
fn typed(text: &str, kind: ColumnKind) -> RowValue<'_> {
    match kind {
        ColumnKind::Number if is_json_number(text) => RowValue::Number(text),
        ColumnKind::Boolean if text.eq_ignore_ascii_case("true") => RowValue::Boolean(true),
        ColumnKind::Boolean if text.eq_ignore_ascii_case("false") => RowValue::Boolean(false),
        _ => RowValue::String(text),
    }
}

fn span_of(raw: &RawField) -> Span {
    Span::new(offset(raw.start), offset(raw.end))
}

/// An offset as spans hold it. Blocks are far smaller than 4 GiB.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
