//! Where a quoted field ends, and whether a quote opens one at all: the one answer that cutting and reading share.

use crate::scan::{find_any, find_byte};

/// The quote. Nothing else is taken for one: an apostrophe begins too many names.
pub(crate) const QUOTE: u8 = b'"';

/// A quoted field longer than this is taken for one that was never closed. Spreadsheet programs hold at most 32,767
/// characters in a cell.
pub(crate) const LONGEST_QUOTED: usize = 256 << 10;

/// What becomes of a quote that opens a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// Another closes it.
    Closed {
        /// The offset of that quote.
        at: usize,
        /// Whether doubled quotes stand between.
        has_escapes: bool,
    },
    /// None closes it, or only one that must have been meant to open a field of a later line.
    Never,
    /// Only what follows the bytes can tell.
    Unknown,
}

/// Whether a byte ends a line.
pub(crate) fn ends_line(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Looks for the end of the field that the quote at `open` opens. `at_end` says that nothing follows the bytes.
pub(crate) fn closing(bytes: &[u8], open: usize, delimiter: u8, at_end: bool) -> Closing {
    let limit = bytes.len().min(open + 1 + LONGEST_QUOTED);
    let mut from = open + 1;
    let mut has_escapes = false;
    loop {
        let at = find_byte(&bytes[..limit], from, QUOTE);
        if at == limit {
            return if limit < bytes.len() || at_end { Closing::Never } else { Closing::Unknown };
        }
        match bytes.get(at + 1) {
            Some(&QUOTE) => {
                has_escapes = true;
                from = at + 2;
            }
            None if !at_end => return Closing::Unknown,
            Some(&next) if next != delimiter && !ends_line(next) && breaks_line(&bytes[open..at]) => {
                return Closing::Never;
            }
            _ => return Closing::Closed { at, has_escapes },
        }
    }
}

/// Whether there is a line end in the bytes.
pub(crate) fn breaks_line(bytes: &[u8]) -> bool {
    find_any(bytes, 0, [b'\n', b'\r', b'\n', b'\r']) < bytes.len()
}
