//! How a table is written as text: encoding, delimiter, line ends; found by looking, or told.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use openapi_findings::{Finding, Place, Severity};
use openapi_source::{Message, Source, Span, Syntax};

use crate::encoding::{self, Decoded};
use crate::quote::ends_line;
use crate::row::{Then, lex, offset};

/// How a thing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The caller said so.
    Told,
    /// The text says so: a byte order mark, or a first line `sep=;`.
    Marked,
    /// Nothing else fits.
    Found,
    /// It is the likeliest.
    Guessed,
}

/// A thing, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<T> {
    /// The thing.
    pub value: T,
    /// How it is known.
    pub basis: Basis,
}

/// What the caller says about a text; what is left out is found.
#[derive(Debug, Clone, Copy, Default)]
pub struct DialectOptions {
    /// The encoding; `Encoding::for_label` knows them by name.
    pub encoding: Option<&'static Encoding>,
    /// What separates fields: an ASCII character other than a quote or a line end.
    pub delimiter: Option<u8>,
}

/// How most lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// `\n`.
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r`, as very old programs for the Macintosh write.
    Cr,
}

/// How a table is written as text. Fields are quoted with `"` alone (RFC 4180, section 2).
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// The encoding.
    pub encoding: Known<&'static Encoding>,
    /// Bytes of the byte order mark that the text starts with.
    pub mark: usize,
    /// What separates fields.
    pub delimiter: Known<u8>,
    /// How its first line ends.
    pub line_end: LineEnd,
    /// Bytes of the decoded text before the first row: a line `sep=;` as Excel understands it.
    pub preamble: usize,
    /// Whether the text is made of a sheet of a workbook, where an empty cell and no cell are the same.
    pub is_sheet: bool,
}

/// What separates fields in practice, the likelier before the others.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a text is looked at to find its delimiter.
const LOOKED_AT: usize = 64 << 10;

/// How many rows are looked at to find the delimiter.
const ROWS_LOOKED_AT: usize = 100;

impl Dialect {
    /// UTF-8 with this delimiter.
    pub fn utf8(delimiter: u8) -> Self {
        Self {
            encoding: Known { value: UTF_8, basis: Basis::Told },
            mark: 0,
            delimiter: Known { value: delimiter, basis: Basis::Told },
            line_end: LineEnd::Lf,
            preamble: 0,
            is_sheet: false,
        }
    }

    /// The dialect of a text of which `start` is the first part, or all of it. The more of it is seen the better: 64 KiB
    /// tell the delimiter, but whether a text is UTF-8 only all of it can tell (see [`EncodingScan`](crate::EncodingScan)).
    pub fn detect(start: &[u8], is_whole: bool, options: &DialectOptions) -> Self {
        let (encoding, mark) = encoding::detect(start, is_whole, options.encoding);
        let part = &start[mark..];
        let is_whole = is_whole && part.len() <= LOOKED_AT;
        let part = &part[..part.len().min(LOOKED_AT)];
        let (text, _) = encoding.value.decode_without_bom_handling(part);
        let bytes = text.as_bytes();
        let (separator, preamble) = separator_line(bytes);
        let delimiter = if let Some(told) = options.delimiter {
            Known { value: told, basis: Basis::Told }
        } else if let Some(marked) = separator {
            Known { value: marked, basis: Basis::Marked }
        } else {
            find_delimiter(bytes, is_whole)
        };
        let line_end = match memchr::memchr2(b'\n', b'\r', bytes) {
            Some(at) if bytes[at] == b'\n' => LineEnd::Lf,
            Some(at) if bytes.get(at + 1) == Some(&b'\n') => LineEnd::CrLf,
            Some(_) => LineEnd::Cr,
            None => LineEnd::Lf,
        };
        Self { encoding, mark, delimiter, line_end, preamble, is_sheet: false }
    }

    /// The input as UTF-8 without its mark; to be given the whole input, with its start.
    pub fn decode<R: Read>(&self, input: R) -> Decoded<R> {
        Decoded::new(input, self.encoding.value, self.mark)
    }

    /// Text as the bytes that stand for it in the input's encoding. What the encoding has no character for, which only a
    /// damaged text has, is written as a reference as HTML has them.
    pub fn encode<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let encoding = self.encoding.value;
        if encoding == UTF_8 {
            return Cow::Borrowed(text);
        }
        let text = String::from_utf8_lossy(text);
        if encoding == UTF_16LE || encoding == UTF_16BE {
            let unit = if encoding == UTF_16LE { u16::to_le_bytes } else { u16::to_be_bytes };
            return Cow::Owned(text.encode_utf16().flat_map(unit).collect());
        }
        Cow::Owned(encoding.encode(&text).0.into_owned())
    }

    /// The byte order mark that the input starts with.
    pub fn byte_order_mark(&self) -> &'static [u8] {
        match (self.mark, self.encoding.value) {
            (0, _) => b"",
            (_, encoding) if encoding == UTF_16LE => b"\xFF\xFE",
            (_, encoding) if encoding == UTF_16BE => b"\xFE\xFF",
            _ => b"\xEF\xBB\xBF",
        }
    }

    /// Whether offsets in the decoded text, `mark` added, are offsets in the input. Where they aren't, lines and columns
    /// are right all the same.
    pub fn keeps_offsets(&self) -> bool {
        self.encoding.value == UTF_8
    }

    /// The encoding's name for people.
    pub fn encoding_name(&self) -> String {
        let name = self.encoding.value.name();
        name.strip_prefix("windows").map_or_else(|| name.to_owned(), |rest| format!("Windows{rest}"))
    }

    /// Says that the encoding is a guess, if it is one, with the first word in which it matters. `source` holds the start of
    /// the decoded text.
    pub fn guessed_encoding(&self, source: &Source) -> Option<Finding> {
        if self.encoding.basis != Basis::Guessed {
            return None;
        }
        let text = source.text();
        let at = text.find(|c: char| !c.is_ascii())?;
        let is_letter = |c: char| c.is_alphanumeric() || !c.is_ascii();
        let start = text[..at].rfind(|c| !is_letter(c)).map_or(0, |before| before + 1);
        let end = text[at..].find(|c| !is_letter(c)).map_or(text.len(), |length| at + length);
        let message = Message::new(format!("the text is not UTF-8 and read as {}: ", self.encoding_name()))
            .value(&text[start..end])
            .text(" is how the first word with a letter beyond ASCII reads");
        let place = Place::new(source, Span::new(offset(start), offset(end)));
        Some(
            Finding::new("table/guessed-encoding", Severity::Info, message, place).with_help(
                "if that is wrong, export the table as UTF-8, or name its encoding: --encoding NAME",
            ),
        )
    }

    /// How values are written in the text.
    pub fn syntax(&self) -> Syntax {
        if self.is_sheet {
            Syntax::Sheet
        } else {
            Syntax::Delimited { delimiter: char::from(self.delimiter.value) }
        }
    }

    /// The dialect in words: `semicolon-separated, Windows-1252 (guessed)`.
    pub fn describe(&self) -> String {
        if self.is_sheet {
            return "a sheet of a workbook".to_owned();
        }
        let delimiter = match self.delimiter.value {
            b',' => "comma-separated".to_owned(),
            b';' => "semicolon-separated".to_owned(),
            b'\t' => "tab-separated".to_owned(),
            other => format!("separated by `{}`", char::from(other).escape_default()),
        };
        let guessed = |basis| if basis == Basis::Guessed { " (guessed)" } else { "" };
        format!(
            "{delimiter}{}, {}{}",
            guessed(self.delimiter.basis),
            self.encoding_name(),
            guessed(self.encoding.basis)
        )
    }
}

/// The delimiter that a first line `sep=;` names, and how long that line is.
fn separator_line(bytes: &[u8]) -> (Option<u8>, usize) {
    let Some((b"sep=" | b"SEP=" | b"Sep=", rest)) = bytes.split_at_checked(4) else { return (None, 0) };
    let length = match rest {
        [_, b'\r', b'\n', ..] => 7,
        [_, b'\n' | b'\r', ..] => 6,
        _ => return (None, 0),
    };
    (Some(rest[0]).filter(|byte| is_delimiter(*byte)), length)
}

/// Whether a byte can separate fields.
pub fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii() && byte != 0 && byte != b'"' && !ends_line(byte)
}

/// The delimiter by which most rows have the same number of fields, and more than one.
fn find_delimiter(bytes: &[u8], is_whole: bool) -> Known<u8> {
    let mut best = (0, 0, b',');
    let mut rivals = 0;
    for delimiter in DELIMITERS {
        let widths = widths(bytes, delimiter, is_whole);
        let alike =
            |width: usize| widths.iter().filter(|other| **other == width).count() * 1000 / widths.len();
        // Not that of the first row, which may be a title.
        let usual = widths.iter().filter(|width| **width > 1).map(|width| (alike(*width), *width)).max();
        let Some((alike, width)) = usual else { continue };
        rivals += 1;
        if (alike, width) > (best.0, best.1) {
            best = (alike, width, delimiter);
        }
    }
    // One that fits well, or has no rival, was found rather than guessed.
    let is_sure = rivals < 2 || best.0 > 900;
    Known { value: best.2, basis: if is_sure { Basis::Found } else { Basis::Guessed } }
}

/// How many fields each of the first rows has, empty ones at its end aside; blank rows are passed over.
fn widths(bytes: &[u8], delimiter: u8, is_whole: bool) -> Vec<usize> {
    let mut widths = Vec::new();
    let (mut at, mut width, mut filled) = (0, 0, 0);
    while at < bytes.len() && widths.len() < ROWS_LOOKED_AT {
        let cell = lex(bytes, at, delimiter);
        width += 1;
        if cell.start < cell.end {
            filled = width;
        }
        at = cell.next;
        match cell.then {
            Then::Field => {}
            // The last row of a part may be cut.
            Then::End if !is_whole && !widths.is_empty() => {}
            Then::Line(_) | Then::End => {
                if filled > 0 {
                    widths.push(filled);
                }
                (width, filled) = (0, 0);
            }
        }
    }
    widths
}

#[cfg(test)]
mod tests;
