//! What can be wrong with a row as a row of a table, before anyone asks what its fields mean.

use openapi_findings::{Finding, Place, Severity};
use openapi_source::{Message, Source, Span};

use crate::mapping::Mapping;

/// One thing wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Where, in the text of the block.
    pub span: Span,
    /// The row as a spreadsheet program numbers it: 1-based, the header counted.
    pub row: u64,
    /// The record among those of the block, from 0; a row that is passed over is none.
    pub record: Option<u64>,
    /// The column, from 0, where the fault is that of one field.
    pub column: Option<u32>,
}

/// The kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// More fields than the header, and not just empty ones.
    RowTooLong {
        /// How many it has.
        width: u32,
    },
    /// It ends before a column that is wanted.
    RowTooShort {
        /// How many fields it has.
        width: u32,
    },
    /// A quote opens a field and none closes it.
    UnclosedQuote,
    /// A quote inside a field that is not quoted, or text behind the closing quote.
    StrayQuote,
    /// A zero byte.
    Nul,
    /// Bytes that are no character of the encoding.
    Undecodable {
        /// They, if they are known, filled up with zeros.
        bytes: Option<[u8; 3]>,
    },
    /// The row repeats the header.
    HeaderAgain,
    /// A formula where its value is wanted.
    Formula,
    /// An error of a spreadsheet program, such as `#REF!`.
    ErrorValue,
    /// A number as a spreadsheet program shows it when its column is narrow: `5.55E+09`.
    ScientificNumber,
    /// A number of more digits than a spreadsheet program keeps.
    LongNumber,
    /// A date where a text is wanted.
    Date,
    /// A formula whose value the workbook does not hold.
    FormulaWithoutValue,
}

impl FaultKind {
    /// What a cell says that no program can take for its value.
    pub(crate) fn of_cell(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [b'=', _, ..] => Some(Self::Formula),
            [b'#', ..] if is_error_value(text) => Some(Self::ErrorValue),
            [b'0'..=b'9', ..] if is_scientific(text) => Some(Self::ScientificNumber),
            _ => None,
        }
    }

    /// The rule that its finding carries.
    pub fn rule(self) -> &'static str {
        match self {
            Self::RowTooLong { .. } | Self::RowTooShort { .. } => "table/ragged-row",
            Self::UnclosedQuote => "table/unclosed-quote",
            Self::StrayQuote => "table/stray-quote",
            Self::Nul => "table/nul",
            Self::Undecodable { .. } => "table/undecodable",
            Self::HeaderAgain => "table/header-again",
            Self::Formula | Self::FormulaWithoutValue => "table/formula",
            Self::ErrorValue => "table/error-value",
            Self::ScientificNumber | Self::LongNumber => "table/scientific-number",
            Self::Date => "table/date",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::StrayQuote | Self::HeaderAgain | Self::Date => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

fn is_error_value(text: &str) -> bool {
    const ERRORS: [&str; 12] = [
        "#REF!",
        "#N/A",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#ERROR!",
        "#GETTING_DATA",
    ];
    ERRORS.contains(&text) || (text.len() > 2 && text.bytes().all(|byte| byte == b'#'))
}

/// Whether it is digits, perhaps a fraction, and an exponent with its sign.
fn is_scientific(text: &str) -> bool {
    // The exponent has one to three digits; looking for it from the end spares most numbers the search.
    let bytes = text.as_bytes();
    let ending = &bytes[bytes.len().saturating_sub(5)..];
    if !ending.iter().any(|byte| matches!(byte, b'E' | b'e')) {
        return false;
    }
    let Some((number, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = match number.split_once(['.', ',']) {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(number),
    };
    is_number && exponent.strip_prefix(['+', '-']).is_some_and(digits)
}

impl Fault {
    /// The fault as a finding. `source` is the text of its block, before which there are so many records.
    pub fn finding(&self, source: &Source, mapping: &Mapping, records_before: u64) -> Finding {
        let mut place = Place::new(source, self.span);
        place.record = self.record.map(|record| records_before + record + 1);
        place.cell = Some(mapping.cell(self.row, self.column));
        let (message, help) = self.words(source, mapping);
        Finding::new(self.kind.rule(), self.kind.severity(), message, place).with_help(help)
    }

    fn words(&self, source: &Source, mapping: &Mapping) -> (Message, Message) {
        let written = || {
            let written = source.text().get(self.span.start as usize..self.span.end as usize);
            written.unwrap_or_default().trim_matches('"').to_owned()
        };
        let columns = mapping.width();
        let (message, help) = match self.kind {
            FaultKind::RowTooLong { width } => (
                Message::new(format!(
                    "the row has {width} fields, the header {columns}, so its values may stand in the wrong columns"
                )),
                "put a field that holds the delimiter in double quotes, or delete what is too much",
            ),
            FaultKind::RowTooShort { width } => (
                Message::new(format!(
                    "the row has {width} fields, the header {columns}, so fields are missing from it"
                )),
                "a line break inside a field tears a row in two: put the field in double quotes, or fill in what is missing",
            ),
            FaultKind::UnclosedQuote => (
                Message::new(
                    "a double quote opens a field here and none closes it; the field is taken to end on its line",
                ),
                "close the quote, or write a quote that belongs to the text twice and the field in quotes",
            ),
            FaultKind::StrayQuote => (
                Message::new(
                    "a double quote stands inside a field that is not quoted as a whole; programs disagree on what it says",
                ),
                "put the whole field in double quotes, without space before them, and write each quote in it twice",
            ),
            FaultKind::Nul => (
                Message::new("there is a zero byte in the row, which no text holds"),
                "the file is damaged, or in another encoding: export it again as UTF-8",
            ),
            FaultKind::Undecodable { bytes } => {
                let what = match bytes {
                    Some(bytes) => {
                        let hex: Vec<String> = bytes
                            .iter()
                            .filter(|byte| **byte != 0)
                            .map(|byte| format!("{byte:02X}"))
                            .collect();
                        Message::new("the bytes ").code(hex.join(" ")).text(" are not UTF-8")
                    }
                    None => Message::new("bytes here are no character of the file's encoding"),
                };
                (
                    what.text(", so what was meant is lost"),
                    "export the file as UTF-8, or name its encoding: --encoding windows-1252",
                )
            }
            FaultKind::HeaderAgain => (
                Message::new("the row repeats the header; it is passed over"),
                "delete it: the file was put together from several, perhaps, and their columns must be the same",
            ),
            FaultKind::Formula => (
                Message::new("the cell holds a formula, ").value(written()).text(", and not its value"),
                "export values instead of formulas",
            ),
            FaultKind::ErrorValue => (
                Message::new("the cell holds an error of the spreadsheet program, ")
                    .value(written())
                    .text(", and no value"),
                "mend the formula in the spreadsheet; of `####`, make the column wider; and export it again",
            ),
            FaultKind::ScientificNumber => (
                Message::new("the cell holds ")
                    .value(written())
                    .text(": a spreadsheet program shortened the number for display, and digits are lost"),
                "format the column as text or as a number without decimals, and export it again",
            ),
            FaultKind::LongNumber => (
                Message::new("the cell holds a number of more than 15 digits, ")
                    .value(written())
                    .text(", of which spreadsheet programs keep 15 and put zeros for the others"),
                "format the column as text and enter the number again",
            ),
            FaultKind::Date => (
                Message::new("the cell holds a date, ")
                    .value(written())
                    .text(", where a text is wanted: spreadsheet programs make dates of much that is typed"),
                "format the column as text and enter the value again",
            ),
            FaultKind::FormulaWithoutValue => (
                Message::new("the cell holds a formula whose value is not in the workbook"),
                "open the workbook in a spreadsheet program and save it: that computes the values",
            ),
        };
        (message, help.into())
    }
}

#[cfg(test)]
mod tests {
    use super::FaultKind;

    #[test]
    fn cells_that_hold_no_value_are_told() {
        for cell in ["=A1", "=\"0123\""] {
            assert_eq!(FaultKind::of_cell(cell), Some(FaultKind::Formula), "{cell}");
        }
        for cell in ["#REF!", "#N/A", "#####"] {
            assert_eq!(FaultKind::of_cell(cell), Some(FaultKind::ErrorValue), "{cell}");
        }
        for cell in ["5.55E+09", "5,55E+12", "1E-07"] {
            assert_eq!(FaultKind::of_cell(cell), Some(FaultKind::ScientificNumber), "{cell}");
        }
        for cell in ["", "=", "#1", "Ed", "5551234567", "12E4", "+1", "-", "@jane", "5E", "1.2.3E+4", "##"] {
            assert_eq!(FaultKind::of_cell(cell), None, "{cell}");
        }
    }
}
