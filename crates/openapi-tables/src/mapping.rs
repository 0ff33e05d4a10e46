//! Which column of a table is which wanted field.

use openapi_findings::Cell;

use crate::fault::FaultKind;

/// A field that is wanted of each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The member name.
    pub name: String,
    /// What its cells are read as.
    pub kind: ColumnKind,
    /// Whether a row without it is wrong.
    pub is_required: bool,
    /// Other headers that mean it, the likelier before the others. Case, accents, spaces and punctuation don't count.
    pub synonyms: Vec<String>,
}

impl Column {
    /// A required column of text, without synonyms.
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: ColumnKind::Text, is_required: true, synonyms: Vec::new() }
    }

    /// The column with other headers that mean it.
    #[must_use]
    pub fn with_synonyms(mut self, synonyms: &[&str]) -> Self {
        self.synonyms.extend(synonyms.iter().map(|&synonym| synonym.to_owned()));
        self
    }
}

/// What the cells of a column are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, whatever it looks like.
    Text,
    /// A number where it is one in JSON's grammar, else text.
    Number,
    /// A boolean where it is `true` or `false` in any case, else text.
    Boolean,
}

/// What an empty cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Empty {
    /// That nobody filled it in: the field is missing. The default, since a table has no other way to leave a field out.
    #[default]
    Absent,
    /// An empty text.
    Text,
}

/// What the caller says about a header; what is left out is found.
#[derive(Debug, Clone, Default)]
pub struct HeaderOptions {
    /// Headers (or `column 3`, in a table without one) and the names of the columns that they stand for.
    pub map: Vec<(String, String)>,
    /// That the first row is a record already: its fields are the wanted columns, in their order.
    pub no_header: bool,
    /// What an empty cell means.
    pub empty: Empty,
}

/// No wanted field, in [`Mapping::by_column`].
pub(crate) const NO_FIELD: u16 = u16::MAX;

/// A wanted field, and where it is found.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    /// The name as the start of a JSON member after another: `,"name":`.
    pub(crate) key: String,
    pub(crate) kind: ColumnKind,
    pub(crate) is_required: bool,
    pub(crate) column: Option<u32>,
}

/// A cell of which the text does not tell what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// As a spreadsheet program numbers it.
    pub(crate) row: u64,
    /// From 0.
    pub(crate) column: u32,
    pub(crate) kind: FaultKind,
}

/// Which column of a table is which wanted field.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(crate) fields: Vec<Wanted>,
    /// For each column of the table the index of its field.
    pub(crate) by_column: Vec<u16>,
    pub(crate) headers: Vec<String>,
    /// The header as it is written; empty if there is none.
    pub(crate) header_row: String,
    pub(crate) empty: Empty,
    /// Whether the table is a sheet of a workbook.
    pub(crate) is_sheet: bool,
    /// Cells of which the text does not tell what is wrong with them, by row and column.
    pub(crate) marks: Vec<Mark>,
    /// How many fields a row must have to reach all required columns.
    pub(crate) least_width: u32,
}

impl Mapping {
    /// How many fields are wanted.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// How many columns the table has, by its header.
    pub fn width(&self) -> usize {
        self.by_column.len()
    }

    /// The name of a wanted field.
    pub fn name(&self, field: usize) -> &str {
        &self.fields[field].name
    }

    /// The wanted field of that name.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The column in which a wanted field stands, from 0.
    pub fn column(&self, field: usize) -> Option<u32> {
        self.fields[field].column
    }

    /// The header of a wanted field as written; nothing where the table has no such column.
    pub fn header(&self, field: usize) -> Option<&str> {
        Some(self.header_at(self.fields[field].column?))
    }

    /// The header of a column of the table as written; empty where it has none.
    pub fn header_at(&self, column: u32) -> &str {
        self.headers.get(column as usize).map_or("", String::as_str)
    }

    /// A cell, or the row as a whole, as a spreadsheet program names it.
    pub fn cell(&self, row: u64, column: Option<u32>) -> Cell {
        let reference = column.filter(|_| self.is_sheet).map(|column| reference(row, column));
        Cell { row, column: column.map_or("", |column| self.header_at(column)).to_owned(), reference }
    }

    /// The required fields that the table has no column for. While there is one, every row would be wrong for the same
    /// reason, which is one fault of the header.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(|field| field.is_required && field.column.is_none())
            .map(|field| field.name.as_str())
    }

    /// Whether no wanted field has a column.
    pub fn finds_nothing(&self) -> bool {
        self.fields.iter().all(|field| field.column.is_none())
    }

    pub(crate) fn is_header(&self, row: &str) -> bool {
        !self.header_row.is_empty() && row == self.header_row
    }

    pub(crate) fn reaches_past(&self, width: u32) -> bool {
        width < self.least_width && !self.is_sheet
    }

    pub(crate) fn marks_of(&self, row: u64) -> &[Mark] {
        let from = self.marks.partition_point(|mark| mark.row < row);
        let until = from + self.marks[from..].partition_point(|mark| mark.row == row);
        &self.marks[from..until]
    }
}

/// `B7` for row 7 of column 1.
pub(crate) fn reference(row: u64, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_are_named_as_spreadsheet_programs_do() {
        let names =
            [(1, 0, "A1"), (7, 1, "B7"), (1, 25, "Z1"), (1, 26, "AA1"), (9, 701, "ZZ9"), (9, 702, "AAA9")];
        for (row, column, name) in names {
            assert_eq!(super::reference(row, column), name);
        }
        assert_eq!(super::reference(1_048_576, 16_383), "XFD1048576");
    }
}
