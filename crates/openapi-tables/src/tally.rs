//! What the rows of a table come to: counts that add up, so that nothing is left out in silence.

use openapi_findings::{Finding, Place, Severity};
use openapi_source::{Position, Source, Span};

use crate::cut::count_line_ends;
use crate::dialect::LineEnd;

/// Counts of rows. Those of blocks are added in the order of the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All rows after the header: `records + blank + headers_again`.
    pub rows: u64,
    /// Rows that are records.
    pub records: u64,
    /// Rows in whose fields nothing stands but space.
    pub blank: u64,
    /// Rows that repeat the header.
    pub headers_again: u64,
    /// Rows that end with `\n`, with `\r\n` and with `\r`.
    pub line_ends: [u64; 3],
    /// Where the first blank row stands: lines and bytes before it, in the text that was counted.
    first_blank: Option<(u64, u64)>,
}

impl Tally {
    pub(crate) fn note_blank(&mut self, text: &str, start: usize) {
        self.blank += 1;
        if self.first_blank.is_none() {
            self.first_blank = Some((count_line_ends(&text.as_bytes()[..start]), start as u64));
        }
    }

    pub(crate) fn note_line_end(&mut self, line_end: LineEnd) {
        self.line_ends[line_end as usize] += 1;
    }

    /// Adds the tally of a block before which the input has so many lines and bytes.
    pub fn add(&mut self, block: &Tally, lines: u64, bytes: u64) {
        self.rows += block.rows;
        self.records += block.records;
        self.blank += block.blank;
        self.headers_again += block.headers_again;
        for (mine, theirs) in self.line_ends.iter_mut().zip(block.line_ends) {
            *mine += theirs;
        }
        let first = block.first_blank.map(|(before, offset)| (before + lines, offset + bytes));
        self.first_blank = self.first_blank.or(first);
    }

    /// What is to be said of the whole table: rows that were passed over, line ends of several kinds.
    pub fn findings(&self, name: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some((lines, bytes)) = self.first_blank {
            let line = u32::try_from(lines + 1).unwrap_or(u32::MAX);
            let message = match self.blank {
                1 => "a row is blank; it is passed over".to_owned(),
                count => format!("{count} rows are blank, the first of them here; they are passed over"),
            };
            let finding = Finding::new("table/blank-row", Severity::Info, message, at(name, line, bytes));
            findings.push(finding.with_help("delete them, if a guest was meant to stand there"));
        }
        let [lf, crlf, cr] = self.line_ends;
        let kinds: Vec<String> = [(lf, "LF"), (crlf, "CRLF"), (cr, "CR")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} with {name}"))
            .collect();
        if kinds.len() > 1 {
            let message = format!("rows end in different ways: {}", kinds.join(", "));
            let finding = Finding::new("table/mixed-line-ends", Severity::Info, message, at(name, 1, 0));
            findings
                .push(finding.with_help("harmless here; the file was put together from several, perhaps"));
        }
        findings
    }
}

fn at(name: &str, line: u32, offset: u64) -> Place {
    Place::new(&Source::elsewhere(name, Position { line, column: 1, offset }), Span::at(0))
}
