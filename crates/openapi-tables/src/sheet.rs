//! Workbooks (XLSX): one sheet as the text of a table, a line a row, and what a text can't say about its cells.

use std::fmt::Write as _;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use openapi_findings::{Finding, Place, Severity};
use openapi_source::{Message, Source, Span, escape_controls};
use thiserror::Error;

use crate::dialect::Dialect;
use crate::fault::FaultKind;
use crate::mapping::{Mapping, Mark, reference};

mod archive;
mod render;

use render::Cells;

/// The most bytes of the text that is made of a sheet.
const MAX_TEXT: usize = 256 << 20;

/// The most bytes that all parts of a workbook come to when they are unpacked. A list of 300,000 guests has about 150 MB.
const MAX_UNPACKED: u64 = 1 << 30;

/// Why a workbook can't be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SheetError {
    /// It is no workbook of this kind.
    #[error("it is {0}, which can't be read; save it as XLSX or as CSV UTF-8")]
    OtherFormat(&'static str),
    /// It is protected by a password.
    #[error("the workbook is protected by a password; save it without one")]
    Encrypted,
    /// It is not as workbooks are.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// It holds more than is read.
    #[error("the workbook holds more than {0}, which is the limit")]
    TooLarge(&'static str),
    /// No sheet has this name.
    #[error("the workbook has no sheet `{wanted}`; its sheets are: {names}")]
    NoSuchSheet {
        /// The name that was asked for.
        wanted: String,
        /// Those that there are.
        names: String,
    },
    /// It has no sheet in which something stands.
    #[error("nothing stands in any sheet of the workbook")]
    Empty,
}

/// A sheet of a workbook as the text of a table.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows as comma-separated text; row 7 is the seventh row of the text.
    pub text: String,
    marks: Vec<Mark>,
    is_hidden: bool,
    /// Other sheets in which something stands and of which none was asked for.
    others: Vec<String>,
    merged: Vec<String>,
    /// Rows and columns of the workbook that are hidden.
    hidden: usize,
}

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

impl Sheet {
    /// Reads the sheet of that name, or the first that is shown and in which something stands.
    ///
    /// # Errors
    /// It is no XLSX workbook, is encrypted, damaged or too large, or has no such sheet.
    pub fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Self, SheetError> {
        if let Some(format) = archive::other_format(bytes) {
            return Err(format);
        }
        let hidden = archive::look(bytes, MAX_UNPACKED)?;
        // The reader is not ours, and what is damaged in new ways may surprise it.
        catch_unwind(AssertUnwindSafe(|| Self::read_workbook(bytes, wanted, hidden)))
            .unwrap_or_else(|_| Err(SheetError::Damaged("its reader gave up".to_owned())))
    }

    fn read_workbook(bytes: &[u8], wanted: Option<&str>, hidden: usize) -> Result<Self, SheetError> {
        let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| failure(&error))?;
        let sheets: Vec<_> = workbook
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
            .collect();
        let (name, is_hidden, others) = match wanted {
            Some(wanted) => named(&sheets, wanted)?,
            None => first_filled(&mut workbook, sheets)?,
        };
        let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|error| failure(&error))?;
        let merged = merged
            .iter()
            .map(|area| {
                let corner = |(row, column): (u32, u32)| reference(u64::from(row) + 1, column);
                format!("{}:{}", corner(area.start), corner(area.end))
            })
            .collect();
        let (text, marks) = read_cells(&mut workbook, &name)?;
        Ok(Self { name, text, marks, is_hidden, others, merged, hidden })
    }

    /// What it is, in words.
    pub fn describe(&self) -> String {
        format!("the sheet `{}`", escape_controls(&self.name))
    }

    /// How its text is written.
    pub fn dialect(&self) -> Dialect {
        Dialect { is_sheet: true, ..Dialect::utf8(b',') }
    }

    /// Tells a mapping what the text does not tell of the cells.
    pub fn mark(&self, mapping: &mut Mapping) {
        mapping.marks.clone_from(&self.marks);
    }

    /// What is to be said of the workbook. `source` is that of the text.
    pub fn findings(&self, source: &Source) -> Vec<Finding> {
        let place = || Place::new(source, Span::at(0));
        let list = |names: &[String]| {
            let shown = names.iter().take(10).enumerate();
            let message = shown.fold(Message::default(), |message, (idx, name)| {
                message.text(if idx > 0 { ", " } else { "" }).name(name)
            });
            message.text(match names.len().saturating_sub(10) {
                0 => String::new(),
                more => format!(" and {more} more"),
            })
        };
        let mut findings = Vec::new();
        if !self.others.is_empty() {
            let message =
                Message::new("only the sheet ").name(&self.name).text(" is read; something stands in ");
            findings.push(
                Finding::new(
                    "table/other-sheets",
                    Severity::Warning,
                    message.message(list(&self.others)),
                    place(),
                )
                .with_help("--sheet NAME reads another"),
            );
        }
        if self.is_hidden {
            let message = Message::new("the sheet ").name(&self.name).text(" is hidden");
            findings.push(Finding::new("table/hidden", Severity::Info, message, place()));
        }
        if self.hidden > 0 {
            let message = format!(
                "{} rows or columns of the workbook are hidden; they are read as all others",
                self.hidden
            );
            findings.push(
                Finding::new("table/hidden", Severity::Info, message, place())
                    .with_help("delete the rows that are not meant to be sent"),
            );
        }
        if !self.merged.is_empty() {
            let message = Message::new("cells are merged, and only the first of each area holds the value: ");
            findings.push(
                Finding::new(
                    "table/merged-cells",
                    Severity::Warning,
                    message.message(list(&self.merged)),
                    place(),
                )
                .with_help("unmerge them and fill in each cell"),
            );
        }
        findings
    }
}

/// A sheet's name, whether it is hidden, and the other sheets that are to be mentioned.
type Choice = (String, bool, Vec<String>);

fn named(sheets: &[(String, bool)], wanted: &str) -> Result<Choice, SheetError> {
    let folded = |name: &str| name.trim().to_lowercase();
    let exact = sheets.iter().find(|(name, _)| name == wanted);
    let found = exact.or_else(|| sheets.iter().find(|(name, _)| folded(name) == folded(wanted)));
    let Some((name, is_hidden)) = found else {
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        return Err(SheetError::NoSuchSheet { wanted: wanted.to_owned(), names: names.join(", ") });
    };
    Ok((name.clone(), *is_hidden, Vec::new()))
}

fn first_filled(workbook: &mut Workbook<'_>, sheets: Vec<(String, bool)>) -> Result<Choice, SheetError> {
    let mut filled = Vec::new();
    for (name, is_hidden) in sheets {
        if has_cells(workbook, &name)? {
            filled.push((name, is_hidden));
        }
    }
    if filled.is_empty() {
        return Err(SheetError::Empty);
    }
    let shown = filled.iter().position(|(_, is_hidden)| !is_hidden).unwrap_or(0);
    let (name, is_hidden) = filled.remove(shown);
    Ok((name, is_hidden, filled.into_iter().map(|(name, _)| name).collect()))
}

fn failure(error: &XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::Encrypted,
        other => SheetError::Damaged(other.to_string()),
    }
}

fn has_cells(workbook: &mut Workbook<'_>, name: &str) -> Result<bool, SheetError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| failure(&error))?;
    while let Some(cell) = cells.next_cell().map_err(|error| failure(&error))? {
        if *cell.get_value() != DataRef::Empty {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The text of a sheet, and the cells that it does not tell all about.
fn read_cells(workbook: &mut Workbook<'_>, name: &str) -> Result<(String, Vec<Mark>), SheetError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| failure(&error))?;
    let mut cells = Cells::default();
    let mut written = String::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|error| failure(&error))? {
        written.clear();
        let kind = write_value(&cell.value, &mut written);
        let kind = if written.is_empty() && cell.formula.is_some() {
            Some(FaultKind::FormulaWithoutValue)
        } else {
            kind
        };
        let (row, column) = cell.pos;
        cells.add(row, column, &written, kind)?;
    }
    cells.render()
}

/// Writes a value as text. Returns what is wrong with it, if something is that the text does not show.
fn write_value(value: &DataRef<'_>, out: &mut String) -> Option<FaultKind> {
    // Writing to a string does not fail.
    match value {
        DataRef::Empty => None,
        DataRef::String(text) => {
            out.push_str(text);
            None
        }
        DataRef::SharedString(text) => {
            out.push_str(text);
            None
        }
        DataRef::Int(number) => {
            let _ = write!(out, "{number}");
            None
        }
        DataRef::Float(number) => {
            // Whole numbers without a point, whatever the cell shows: 5551234567 and not 5.55E+09.
            let _ = write!(out, "{number}");
            (number.abs() >= 1e15).then_some(FaultKind::LongNumber)
        }
        DataRef::Bool(value) => {
            let _ = write!(out, "{value}");
            None
        }
        DataRef::Error(error) => {
            let _ = write!(out, "{error}");
            None
        }
        DataRef::DateTime(value) => {
            write_date(value, out);
            Some(FaultKind::Date)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            out.push_str(text);
            Some(FaultKind::Date)
        }
    }
}

fn write_date(value: &ExcelDateTime, out: &mut String) {
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let _ = if value.is_duration() || value.as_f64() < 1.0 {
        write!(out, "{hour:02}:{minute:02}:{second:02}")
    } else if (hour, minute, second) == (0, 0, 0) {
        write!(out, "{year:04}-{month:02}-{day:02}")
    } else {
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    };
}

#[cfg(test)]
mod tests;
