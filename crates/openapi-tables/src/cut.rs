//! Cutting an input into pieces of whole rows, which can then be read in any order.

use std::ops::Range;

use crate::dialect::Dialect;
use crate::quote::{Closing, QUOTE, breaks_line, closing, ends_line};
use crate::scan::find_byte;

/// Whole rows at the start of a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// How many bytes they take, with the end of the last line.
    pub end: usize,
    /// How many lines end in them.
    pub lines: u64,
    /// How many rows end in them, blank ones counted.
    pub rows: u64,
}

/// Finds where whole rows end. It is a function of the bytes alone; what it keeps is room to work in.
#[derive(Debug)]
pub struct Cutter {
    delimiter: u8,
    /// Quoted fields of more than one line.
    quoted: Vec<Range<usize>>,
}

impl Cutter {
    /// A cutter for texts of a dialect.
    pub fn new(dialect: &Dialect) -> Self {
        Self { delimiter: dialect.delimiter.value, quoted: Vec::new() }
    }

    /// The whole rows of a buffer of UTF-8 that starts with a row. `at_end` says that nothing follows the buffer, all of
    /// which then is whole. `None` where no row is known to end in it: more must be read, and whoever reads bounds how
    /// much. A buffer that was not enough is looked at again from its start.
    pub fn cut(&mut self, buffer: &[u8], at_end: bool) -> Option<Cut> {
        let known = self.find_quoted(buffer, at_end);
        let end = if at_end { buffer.len() } else { self.last_row_end(buffer, known)? };
        let lines = count_line_ends(&buffer[..end]);
        let in_fields = self.quoted.iter().take_while(|range| range.start < end);
        let quoted: u64 = in_fields.map(|range| count_line_ends(&buffer[range.clone()])).sum();
        (end > 0).then_some(Cut { end, lines, rows: lines - quoted })
    }

    /// Notes the quoted fields of more than one line, and returns up to where that could be told.
    fn find_quoted(&mut self, buffer: &[u8], at_end: bool) -> usize {
        self.quoted.clear();
        let mut at = 0;
        loop {
            let open = next_quote(buffer, at);
            if open == buffer.len() {
                return open;
            }
            at = open + 1;
            let opens = open == 0 || buffer[open - 1] == self.delimiter || ends_line(buffer[open - 1]);
            if !opens {
                continue;
            }
            match closing(buffer, open, self.delimiter, at_end) {
                Closing::Closed { at: close, .. } => {
                    at = close + 1;
                    if breaks_line(&buffer[open..close]) {
                        self.quoted.push(open..at);
                    }
                }
                Closing::Never => {}
                Closing::Unknown => return open,
            }
        }
    }

    /// Where the last line ends that ends a row.
    fn last_row_end(&self, buffer: &[u8], known: usize) -> Option<usize> {
        let mut quoted = self.quoted.iter().rev();
        let mut field = quoted.next();
        let mut until = known;
        loop {
            let found = memchr::memrchr2(b'\n', b'\r', &buffer[..until])?;
            // A carriage return at the very end may be the first half of a line end.
            let is_cut = buffer[found] == b'\r' && found + 1 == buffer.len();
            if is_cut {
                until = found;
                continue;
            }
            match field {
                Some(range) if range.start < found => {
                    if found >= range.end {
                        return Some(found + 1);
                    }
                    until = range.start;
                    field = quoted.next();
                }
                _ => return Some(found + 1),
            }
        }
    }
}

/// The next quote, which is near where all fields are quoted and far where hardly any is.
fn next_quote(buffer: &[u8], from: usize) -> usize {
    let near = buffer.len().min(from + 16);
    let at = find_byte(&buffer[..near], from, QUOTE);
    if at < near {
        at
    } else {
        memchr::memchr(QUOTE, &buffer[near..]).map_or(buffer.len(), |more| near + more)
    }
}

/// How many lines end in a text: with `\n`, `\r\n` or a lone `\r`.
pub(crate) fn count_line_ends(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes).count();
    let pairs = if returns == 0 { 0 } else { count_pairs(bytes) };
    (feeds + returns - pairs) as u64
}

/// How many times `\r\n` stands in a text.
fn count_pairs(bytes: &[u8]) -> usize {
    let Some((_, shifted)) = bytes.split_first() else { return 0 };
    // Sums of a byte's width are what processors add many of at once.
    bytes
        .chunks(255)
        .zip(shifted.chunks(255))
        .map(|(here, next)| {
            let pairs = here.iter().zip(next).map(|(a, b)| u8::from(*a == b'\r') & u8::from(*b == b'\n'));
            usize::from(pairs.sum::<u8>())
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(buffer: &str, at_end: bool, expected: Option<(usize, u64, u64)>) {
        let cut = Cutter::new(&Dialect::utf8(b',')).cut(buffer.as_bytes(), at_end);
        assert_eq!(cut.map(|cut| (cut.end, cut.lines, cut.rows)), expected, "{buffer:?}");
    }

    #[test]
    fn rows_end_where_lines_do_but_in_quotes() {
        check("a,b\nc,d\ne", false, Some((8, 2, 2)));
        check("a,b\r\nc,d\r\ne", false, Some((10, 2, 2)));
        check("a,b\rc,d\re", false, Some((8, 2, 2)));
        check("a,\"b\nc\"\nd", false, Some((8, 2, 1)));
        check("a,\"b\nc\",\"\n\"\nd\n\"e\n", false, Some((14, 4, 2)));
        check("a,\"b\nc\"\nd", true, Some((9, 2, 1)));
        check("", true, None);
        check("a,b", false, None);
        check("a,b", true, Some((3, 0, 0)));
    }

    #[test]
    fn what_follows_may_decide() {
        // The return may be half of a line end, the quote half of a doubled one.
        check("a\rb\r", false, Some((2, 1, 1)));
        check("a\rb\r", true, Some((4, 2, 2)));
        check("a\n\"b\n\"", false, Some((2, 1, 1)));
        check("a\n\"b\n\"", true, Some((6, 2, 1)));
        check("a\n\"b\n", false, Some((2, 1, 1)));
        check("\"a\n", false, None);
    }

    #[test]
    fn a_quote_that_never_closes_does_not_swallow_the_rows_after_it() {
        check("x,\"Doe\nJane,\"Doe\"\nx", false, Some((18, 2, 2)));
        check("x,\"Doe\nJane,Doe\nx", true, Some((17, 2, 2)));
        let long = format!("x,\"{}\nrow\nrow", "y".repeat(crate::quote::LONGEST_QUOTED));
        check(&long, false, Some((long.len() - 3, 2, 2)));
    }

    #[test]
    fn quotes_inside_a_field_open_nothing() {
        check("5\" pipe,x\n6\" pipe,y\nz", false, Some((20, 2, 2)));
        check("a, \"b\nc\nd", false, Some((8, 2, 2)));
    }
}
