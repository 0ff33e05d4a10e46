//! Cells, in whatever order they come, as the text of a table.

use super::{MAX_TEXT, SheetError};
use crate::fault::FaultKind;
use crate::mapping::Mark;

/// The most cells of a sheet.
const MAX_CELLS: usize = 20_000_000;

/// The last row and column that a sheet can have, from 0.
const LAST: (u32, u32) = (1_048_575, 16_383);

/// The cells of a sheet in which something stands.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Row and column, and where the text of the cell ends.
    ends: Vec<(u32, u32, u32)>,
    text: String,
    marks: Vec<Mark>,
    is_unordered: bool,
}

impl Cells {
    /// Adds a cell, rows and columns counted from 0.
    pub(super) fn add(
        &mut self,
        row: u32,
        column: u32,
        text: &str,
        kind: Option<FaultKind>,
    ) -> Result<(), SheetError> {
        if row > LAST.0 || column > LAST.1 {
            return Err(SheetError::Damaged("a cell lies outside of what a sheet can be".to_owned()));
        }
        if let Some(kind) = kind {
            self.marks.push(Mark { row: u64::from(row) + 1, column, kind });
        }
        if text.is_empty() {
            return Ok(());
        }
        if self.ends.len() >= MAX_CELLS {
            return Err(SheetError::TooLarge("20,000,000 cells"));
        }
        if self.text.len() + text.len() > MAX_TEXT {
            return Err(SheetError::TooLarge("256 MiB of text"));
        }
        self.is_unordered |=
            self.ends.last().is_some_and(|(last_row, last, _)| (*last_row, *last) >= (row, column));
        self.text.push_str(text);
        self.ends.push((row, column, u32::try_from(self.text.len()).unwrap_or(u32::MAX)));
        Ok(())
    }

    /// The text, a line a row, and the marks by row and column.
    pub(super) fn render(mut self) -> Result<(String, Vec<Mark>), SheetError> {
        let mut start = 0;
        let mut cells: Vec<(u32, u32, std::ops::Range<usize>)> = Vec::with_capacity(self.ends.len());
        for (row, column, end) in self.ends {
            cells.push((row, column, start..end as usize));
            start = end as usize;
        }
        if self.is_unordered {
            cells.sort_by_key(|(row, column, _)| (*row, *column));
            // Of a cell that comes twice the first counts.
            cells.dedup_by_key(|(row, column, _)| (*row, *column));
        }
        self.marks.sort_by_key(|mark| (mark.row, mark.column));
        let mut out = String::with_capacity(self.text.len() + cells.len());
        let (mut at_row, mut at_column) = (0, 0);
        for (row, column, text) in cells {
            while at_row < row {
                out.push('\n');
                at_row += 1;
                at_column = 0;
            }
            while at_column < column {
                out.push(',');
                at_column += 1;
            }
            push_field(&self.text[text], &mut out);
            if out.len() > MAX_TEXT {
                return Err(SheetError::TooLarge("256 MiB of text"));
            }
        }
        out.push('\n');
        Ok((out, self.marks))
    }
}

fn push_field(text: &str, out: &mut String) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}
