//! The header of a table: finding it, and finding the wanted columns in it.

use openapi_findings::Finding;
use openapi_source::{Source, Span};

use crate::block::BlockText;
use crate::cut::count_line_ends;
use crate::dialect::Dialect;
use crate::mapping::{Column, HeaderOptions, Mapping, NO_FIELD, Wanted};
use crate::names::{Likeness, folded, likeness};
use crate::row::{Quoting, Then, lex, offset};

mod words;

/// How many rows may stand before the header: a title, a date, a line that says who exported the file.
const ROWS_BEFORE: usize = 10;

/// How many headers without a field are compared with the fields that are still missing.
const COMPARED: usize = 256;

/// One header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeaderCell {
    /// What it says, without quotes and space around it.
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// The header of a table, and what stands before its first record.
#[derive(Debug, Clone)]
pub struct Header {
    pub(crate) cells: Vec<HeaderCell>,
    /// The bytes before the first record.
    pub end: usize,
    /// The lines before the first record.
    pub lines: u64,
    /// The rows before the first record, blank ones counted, a line `sep=;` not.
    pub rows: u64,
    /// The row as written; nothing where there is none.
    written: String,
    /// Where rows stand that are not blank and come before the header.
    titles: Option<Span>,
    is_given: bool,
    is_sheet: bool,
}

/// A row that may be the header.
struct Candidate {
    cells: Vec<HeaderCell>,
    start: usize,
    end: usize,
    next: usize,
    rows: u64,
}

impl Candidate {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

impl Header {
    /// Finds the header in the first block of a table. It is the first row that is not blank, unless only a later one
    /// names wanted columns. `None` where there is no row at all.
    pub fn read(
        block: &BlockText<'_>,
        dialect: &Dialect,
        columns: &[Column],
        options: &HeaderOptions,
    ) -> Option<Self> {
        let text = block.text();
        let mut candidates = Vec::new();
        let (mut at, mut rows) = (dialect.preamble.min(text.len()), 0);
        while at < text.len() && candidates.len() < ROWS_BEFORE {
            rows += 1;
            let candidate = read_candidate(text, at, rows, dialect.delimiter.value);
            at = candidate.next;
            if !candidate.is_blank() {
                candidates.push(candidate);
            }
        }
        let first_score = score(&candidates.first()?.cells, columns);
        let best = if options.no_header || first_score > 1 {
            0
        } else {
            let scores = candidates.iter().map(|candidate| score(&candidate.cells, columns));
            let later = scores.enumerate().skip(1).find(|(_, score)| *score > 1 && *score > first_score);
            later.map_or(0, |(idx, _)| idx)
        };
        let title = &candidates[0];
        let titles = (best > 0).then(|| Span::new(offset(title.start), offset(title.end)));
        let mut found = candidates.swap_remove(best);
        if options.no_header {
            for (idx, cell) in found.cells.iter_mut().enumerate() {
                cell.text = format!("column {}", idx + 1);
            }
            found.next = found.start;
            found.rows -= 1;
        }
        // Programs write delimiters for columns in which nothing stands.
        while found.cells.last().is_some_and(|cell| cell.text.is_empty()) {
            found.cells.pop();
        }
        Some(Self {
            end: found.next,
            lines: count_line_ends(&text.as_bytes()[..found.next]),
            rows: found.rows,
            written: if options.no_header { String::new() } else { text[found.start..found.end].to_owned() },
            cells: found.cells,
            titles,
            is_given: !options.no_header,
            is_sheet: dialect.is_sheet,
        })
    }

    /// Finds the wanted columns: first those that the caller maps, then by name, by name without case, accents, spaces
    /// and punctuation, by synonym, and where one slip of the finger explains it. `source` holds the text of the block.
    pub fn map(
        &self,
        source: &Source,
        columns: &[Column],
        options: &HeaderOptions,
    ) -> (Mapping, Vec<Finding>) {
        let mut matching = Matching::new(&self.cells, columns);
        if self.is_given || !options.map.is_empty() {
            matching.run(options);
        } else {
            matching.by_position();
        }
        let mut by_column = vec![NO_FIELD; self.cells.len()];
        for (field, column) in matching.column_of.iter().enumerate() {
            if let Some(column) = *column {
                by_column[column] = u16::try_from(field).unwrap_or(NO_FIELD);
            }
        }
        let fields: Vec<Wanted> = columns
            .iter()
            .zip(&matching.column_of)
            .map(|(column, found)| Wanted {
                name: column.name.clone(),
                key: format!(",{}:", json_name(&column.name)),
                kind: column.kind,
                is_required: column.is_required,
                column: found.map(offset),
            })
            .collect();
        let required = fields.iter().filter(|field| field.is_required);
        let mapping = Mapping {
            least_width: required.filter_map(|field| field.column).max().map_or(0, |column| column + 1),
            fields,
            by_column,
            headers: self.cells.iter().map(|cell| cell.text.clone()).collect(),
            header_row: self.written.clone(),
            empty: options.empty,
            is_sheet: self.is_sheet,
            marks: Vec::new(),
        };
        let findings = words::findings(self, source, &mapping, &matching);
        (mapping, findings)
    }

    /// What the header says, cell by cell, with what is between words written as member names have it.
    pub fn names(&self) -> Vec<String> {
        let name = |cell: &HeaderCell| cell.text.to_lowercase().replace([' ', '-'], "_");
        if self.is_given { self.cells.iter().map(name).collect() } else { Vec::new() }
    }

    /// Whether the row looks like a record: a header has no e-mail address and no telephone number in it.
    fn looks_like_data(&self) -> bool {
        let is_data = |text: &str| {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            (text.contains('@') && text.contains('.')) || (digits >= 6 && digits * 2 > text.len())
        };
        self.is_given && self.cells.iter().any(|cell| is_data(&cell.text))
    }
}

fn json_name(name: &str) -> String {
    let mut out = Vec::new();
    crate::json::push_json_string(name, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

fn read_candidate(text: &str, start: usize, rows: u64, delimiter: u8) -> Candidate {
    let mut cells = Vec::new();
    let mut at = start;
    loop {
        let raw = lex(text.as_bytes(), at, delimiter);
        let content = match raw.quoting {
            Quoting::Bare => text[raw.start..raw.end].to_owned(),
            Quoting::Unclosed => text[raw.start + 1..raw.end].to_owned(),
            Quoting::Quoted { close, .. } => {
                text[raw.start + 1..close].replace("\"\"", "\"") + &text[close + 1..raw.end]
            }
        };
        // Space within a header is often a line break that a narrow column asked for.
        let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
        cells.push(HeaderCell { text: content, span: Span::new(offset(raw.start), offset(raw.end)) });
        at = raw.next;
        if raw.then != Then::Field {
            return Candidate { cells, start, end: raw.end, next: raw.next, rows };
        }
    }
}

/// How many wanted columns a row names.
fn score(cells: &[HeaderCell], columns: &[Column]) -> usize {
    let names: Vec<String> = cells.iter().map(|cell| folded(&cell.text)).collect();
    let is_named = |column: &&Column| {
        let mut meant = std::iter::once(&column.name).chain(&column.synonyms);
        meant.any(|name| names.contains(&folded(name)))
    };
    columns.iter().filter(is_named).count()
}

/// How a header came to stand for a field; the order is that of strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Told,
    Exact,
    Folded,
    Synonym(usize),
    Slip,
}

/// Two headers that claim one field with the same right, or one with less.
#[derive(Debug)]
struct Rival {
    field: usize,
    column: usize,
    /// Whether it has the same right as the one that was taken.
    is_equal: bool,
}

/// Headers and wanted columns while they are brought together.
struct Matching<'h> {
    cells: &'h [HeaderCell],
    columns: &'h [Column],
    /// By field: its column.
    column_of: Vec<Option<usize>>,
    /// By field: by what right it has its column.
    rank_of: Vec<Rank>,
    rivals: Vec<Rival>,
    /// What the caller mapped and is not there: the header and the field, and whether it is the field that is unknown.
    unknown: Vec<(String, String, bool)>,
}

impl<'h> Matching<'h> {
    fn new(cells: &'h [HeaderCell], columns: &'h [Column]) -> Self {
        Self {
            cells,
            columns,
            column_of: vec![None; columns.len()],
            rank_of: vec![Rank::Told; columns.len()],
            rivals: Vec::new(),
            unknown: Vec::new(),
        }
    }

    fn by_position(&mut self) {
        for (field, column) in self.column_of.iter_mut().enumerate() {
            *column = (field < self.cells.len()).then_some(field);
        }
    }

    fn run(&mut self, options: &HeaderOptions) {
        self.take_told(options);
        let headers: Vec<String> = self.cells.iter().map(|cell| folded(&cell.text)).collect();
        let wanted: Vec<Vec<String>> = self
            .columns
            .iter()
            .map(|column| {
                std::iter::once(&column.name).chain(&column.synonyms).map(|name| folded(name)).collect()
            })
            .collect();
        let mut claims = Vec::new();
        for (column, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
            for (field, names) in wanted.iter().enumerate() {
                let rank = if self.cells[column].text == self.columns[field].name {
                    Rank::Exact
                } else {
                    match names.iter().position(|name| name == header) {
                        None => continue,
                        Some(0) => Rank::Folded,
                        Some(synonym) => Rank::Synonym(synonym),
                    }
                };
                claims.push((rank, column, field));
            }
        }
        claims.sort_by_key(|(rank, column, _)| (*rank, *column));
        for (rank, column, field) in claims {
            self.claim(rank, column, field);
        }
        self.take_slips(&headers, &wanted);
    }

    fn take_told(&mut self, options: &HeaderOptions) {
        for (header, name) in &options.map {
            let field = self.columns.iter().position(|column| column.name == *name);
            let exact = self.cells.iter().position(|cell| cell.text == *header);
            let like = || self.cells.iter().position(|cell| folded(&cell.text) == folded(header));
            match (exact.or_else(like), field) {
                (Some(column), Some(field)) => self.claim(Rank::Told, column, field),
                _ => self.unknown.push((header.clone(), name.clone(), field.is_none())),
            }
        }
    }

    fn claim(&mut self, rank: Rank, column: usize, field: usize) {
        if self.column_of.contains(&Some(column)) {
            return;
        }
        match self.column_of[field] {
            None => {
                self.column_of[field] = Some(column);
                self.rank_of[field] = rank;
            }
            Some(_) => self.rivals.push(Rival { field, column, is_equal: self.rank_of[field] == rank }),
        }
    }

    /// The headers that no field has and no other header rivals.
    fn left_over(&self) -> impl Iterator<Item = usize> {
        (0..self.cells.len()).filter(|column| {
            let is_rival = self.rivals.iter().any(|rival| rival.column == *column);
            !is_rival && !self.cells[*column].text.is_empty() && !self.column_of.contains(&Some(*column))
        })
    }

    /// Takes the one header that is a slip of the finger away from a missing field.
    fn take_slips(&mut self, headers: &[String], wanted: &[Vec<String>]) {
        let left: Vec<usize> = self.left_over().take(COMPARED).collect();
        for (field, names) in wanted
            .iter()
            .enumerate()
            .filter(|(field, _)| self.column_of[*field].is_none())
            .collect::<Vec<_>>()
        {
            let is_slip = |column: &&usize| {
                let header = &headers[**column];
                names.iter().any(|name| likeness(header, name) == Likeness::Slip)
            };
            let mut slips = left.iter().filter(is_slip);
            if let (Some(&column), None) = (slips.next(), slips.next()) {
                self.claim(Rank::Slip, column, field);
            }
        }
    }

    /// The headers left over that are like a field or its synonyms, or have one of them among their words.
    fn near(&self, field: usize) -> Vec<usize> {
        let column = &self.columns[field];
        let names: Vec<String> =
            std::iter::once(&column.name).chain(&column.synonyms).map(|name| folded(name)).collect();
        let is_near = |column: &usize| {
            let header = &self.cells[*column].text;
            let whole = folded(header);
            let parts = parts(header);
            names.iter().any(|name| parts.contains(name) || likeness(&whole, name) > Likeness::Unlike)
        };
        self.left_over().take(COMPARED).filter(is_near).collect()
    }

    /// A header left over that may hold a missing field and others that are missing too: `Full Name` for `first_name` and
    /// `last_name`, which end with the same word.
    fn shared(&self, field: usize) -> Option<usize> {
        let last_word = |name: &str| parts(name).into_iter().next_back();
        let word = last_word(&self.columns[field].name)?;
        let is_missing = |other: &usize| self.columns[*other].is_required && self.column_of[*other].is_none();
        let ends_so = |other: &usize| last_word(&self.columns[*other].name).as_ref() == Some(&word);
        let alike = (0..self.columns.len()).filter(|other| is_missing(other) && ends_so(other)).count();
        let mut left = self.left_over().take(COMPARED);
        if alike > 1 {
            left.find(|column| last_word(&self.cells[*column].text).as_ref() == Some(&word))
        } else {
            None
        }
    }
}

/// What a few words in a row of a name are when they are folded, the last word last.
fn parts(name: &str) -> Vec<String> {
    const WORDS: usize = 8;
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = &words[words.len().saturating_sub(WORDS)..];
    let mut parts = Vec::new();
    for end in 1..=words.len() {
        parts.extend((0..end).map(|start| folded(&words[start..end].concat())));
    }
    parts
}

#[cfg(test)]
mod tests;
