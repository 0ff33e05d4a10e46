//! A decoded text and the way from an offset in it to a line and column.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::Syntax;

/// A half-open range of bytes in the decoded text of a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty range at `offset`.
    pub fn at(offset: u32) -> Self {
        Self::new(offset, offset)
    }

    pub(crate) fn from_usize(start: usize, end: usize) -> Self {
        // Texts are bounded to 4 GiB by `Limits::bytes` before any span is made.
        Self::new(u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
    }
}

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line. Lines end with `\n`, `\r\n` or a lone `\r`.
    pub line: u32,
    /// 1-based column in Unicode code points, not bytes.
    pub column: u32,
    /// 0-based offset in bytes of the input as it was given, before any decoding.
    pub offset: u64,
}

/// Where decoding changed the length of the text: from `decoded` on, the input is `shift` bytes longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shift {
    pub(crate) decoded: u32,
    pub(crate) shift: i64,
}

/// How an offset in the decoded text maps to one in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Offsets {
    /// By adding the shift of the last entry at or before it.
    Shifted(Vec<Shift>),
    /// The input was UTF-16: two bytes a code unit, after `start` bytes of mark.
    Utf16 { start: u64 },
    /// The input was UTF-32: four bytes a code point, after `start` bytes of mark.
    Utf32 { start: u64 },
}

/// How far the positions of a text were found: where [`Source::position_after`] goes on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Walk {
    at: usize,
    lines: u64,
    /// Code points of the line before `at`.
    chars: usize,
}

/// Where a text starts in the input that it is a piece of: what came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// Whole lines before the piece, which starts a line itself.
    pub lines: u64,
    /// Bytes before the piece.
    pub bytes: u64,
}

/// Every 1,024 bytes the index notes how many code points came before.
const CHUNK: usize = 1024;

#[derive(Debug, Default)]
struct Index {
    line_starts: Vec<u32>,
    /// Before each chunk: code points, and how many of them take two UTF-16 code units. Empty when the
    /// text is ASCII.
    before: Vec<(u32, u32)>,
}

/// A text with a name, able to tell the position of any offset in it. Cheap to clone.
#[derive(Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

// A text may be personal data, and anything that holds a place would print it.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.inner.name)
            .field("bytes", &self.inner.text.len())
            .finish_non_exhaustive()
    }
}

struct Inner {
    name: String,
    text: String,
    offsets: Offsets,
    origin: Origin,
    syntax: Syntax,
    /// The only place of a text that is not held.
    only: Option<Position>,
    index: OnceLock<Index>,
}

impl Source {
    /// A source over plain text that was UTF-8 as given.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::piece(name, text, Origin::default(), Syntax::Plain)
    }

    /// A source over a piece of a larger input that was UTF-8 as given.
    pub fn piece(name: impl Into<String>, text: impl Into<String>, origin: Origin, syntax: Syntax) -> Self {
        Self::decoded(name.into(), text.into(), Offsets::Shifted(Vec::new()), origin, syntax)
    }

    /// One place in a text that is not held any more, or never was. Every offset in it means that place.
    pub fn elsewhere(name: impl Into<String>, position: Position) -> Self {
        let (name, text, offsets) = (name.into(), String::new(), Offsets::Shifted(Vec::new()));
        let (origin, syntax, only) = (Origin::default(), Syntax::Plain, Some(position));
        let index = OnceLock::new();
        Self { inner: Arc::new(Inner { name, text, offsets, origin, syntax, only, index }) }
    }

    pub(crate) fn decoded(
        name: String,
        text: String,
        offsets: Offsets,
        origin: Origin,
        syntax: Syntax,
    ) -> Self {
        let index = OnceLock::new();
        Self { inner: Arc::new(Inner { name, text, offsets, origin, syntax, only: None, index }) }
    }

    /// The name that findings show: a path as the user wrote it, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// How values are written in the text.
    pub fn syntax(&self) -> Syntax {
        self.inner.syntax
    }

    /// Whether the input was UTF-8. Else it was UTF-16 or UTF-32.
    pub fn is_utf8(&self) -> bool {
        matches!(self.inner.offsets, Offsets::Shifted(_))
    }

    /// Whether the text is held, and not only the position of one place in it.
    pub fn is_held(&self) -> bool {
        self.inner.only.is_none()
    }

    /// The position of an offset of the decoded text. An offset past the end means the end, one inside a
    /// character means that character.
    pub fn position(&self, offset: u32) -> Position {
        if let Some(only) = self.inner.only {
            return only;
        }
        let text = self.text();
        let offset = floor_char_boundary(text, offset as usize);
        let index = self.index();
        let line = index.line_starts.partition_point(|&start| start as usize <= offset);
        let line_start = index.line_starts[line - 1] as usize;
        let column = index.before(text, offset).0 - index.before(text, line_start).0 + 1;
        Position {
            line: u32::try_from(line as u64 + self.inner.origin.lines).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            offset: self.inner.origin.bytes + self.input_offset(offset),
        }
    }

    /// The position of an offset, as [`position`](Source::position) gives it, found from the one before: for offsets
    /// in ascending order, of which there are many, so that no part of the text is looked at twice.
    pub fn position_after(&self, walk: &mut Walk, offset: u32) -> Position {
        let text = self.text();
        let bytes = text.as_bytes();
        let offset = floor_char_boundary(text, offset as usize);
        let is_plain = matches!(&self.inner.offsets, Offsets::Shifted(shifts) if shifts.is_empty());
        if self.inner.only.is_some() || !is_plain || offset < walk.at {
            return self.position(u32::try_from(offset).unwrap_or(u32::MAX));
        }
        let mut new_from = walk.at;
        for idx in memchr::memchr2_iter(b'\n', b'\r', &bytes[walk.at..offset]) {
            let at = walk.at + idx;
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                walk.lines += 1;
                walk.chars = 0;
                new_from = at + 1;
            }
        }
        walk.at = offset;
        walk.chars += count_chars(&bytes[new_from..offset]).0;
        let column = walk.chars + 1;
        Position {
            line: u32::try_from(walk.lines + 1 + self.inner.origin.lines).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            offset: self.inner.origin.bytes + offset as u64,
        }
    }

    /// The range of the line (1-based) in the decoded text, without its line ending.
    pub fn line_span(&self, line: u32) -> Option<Span> {
        let starts = &self.index().line_starts;
        let idx =
            usize::try_from(u64::from(line.checked_sub(1)?).checked_sub(self.inner.origin.lines)?).ok()?;
        let start = *starts.get(idx)? as usize;
        let end = starts.get(idx + 1).map_or(self.text().len(), |&next| next as usize);
        let trimmed = self.text()[start..end].trim_end_matches(['\r', '\n']).len();
        Some(Span::from_usize(start, start + trimmed))
    }

    /// How many lines the text has, at least 1. Those before a piece are not counted.
    pub fn line_count(&self) -> usize {
        self.index().line_starts.len()
    }

    fn index(&self) -> &Index {
        self.inner.index.get_or_init(|| Index::new(self.text()))
    }

    fn input_offset(&self, offset: usize) -> u64 {
        match &self.inner.offsets {
            Offsets::Shifted(shifts) => {
                let before = shifts.partition_point(|shift| shift.decoded as usize <= offset);
                let shift = before.checked_sub(1).map_or(0, |last| shifts[last].shift);
                (offset as u64).saturating_add_signed(shift)
            }
            Offsets::Utf16 { start } => {
                let (chars, pairs) = self.index().before(self.text(), offset);
                start + 2 * (chars + pairs) as u64
            }
            Offsets::Utf32 { start } => start + 4 * self.index().before(self.text(), offset).0 as u64,
        }
    }
}

impl Index {
    fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut line_starts = vec![0];
        for idx in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let ends_line = bytes[idx] == b'\n' || bytes.get(idx + 1) != Some(&b'\n');
            if ends_line {
                line_starts.push(u32::try_from(idx + 1).unwrap_or(u32::MAX));
            }
        }
        let mut before = Vec::new();
        if !text.is_ascii() {
            let (mut chars, mut pairs) = (0u32, 0u32);
            for chunk in bytes.chunks(CHUNK) {
                before.push((chars, pairs));
                let (more_chars, more_pairs) = count_chars(chunk);
                chars += u32::try_from(more_chars).unwrap_or(u32::MAX);
                pairs += u32::try_from(more_pairs).unwrap_or(u32::MAX);
            }
            before.push((chars, pairs));
        }
        Self { line_starts, before }
    }

    /// Code points before an offset, and how many of them take two UTF-16 code units.
    fn before(&self, text: &str, offset: usize) -> (usize, usize) {
        if self.before.is_empty() {
            return (offset, 0);
        }
        let chunk = offset / CHUNK;
        let (chars, pairs) = self.before[chunk];
        let (more_chars, more_pairs) = count_chars(&text.as_bytes()[chunk * CHUNK..offset]);
        (chars as usize + more_chars, pairs as usize + more_pairs)
    }
}

/// Code points that start in these bytes (every byte but a UTF-8 continuation starts one), and how many
/// of them lie beyond the basic plane (they start with `F0` or above).
fn count_chars(bytes: &[u8]) -> (usize, usize) {
    let chars = bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    let pairs = bytes.iter().filter(|&&byte| byte >= 0xF0).count();
    (chars, pairs)
}

pub(crate) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, offset: u32, line: u32, column: u32) {
        let position = Source::new("t", text).position(offset);
        assert_eq!((position.line, position.column), (line, column));
    }

    #[test]
    fn columns_count_code_points_and_lines_every_ending() {
        check("", 0, 1, 1);
        check("abc", 2, 1, 3);
        check("a\nbc", 2, 2, 1);
        check("a\r\nbc", 4, 2, 2);
        check("a\rb", 2, 2, 1);
        check("é😀x", 6, 1, 3);
        check("é", 1, 1, 1);
        check("ab", 99, 1, 3);
    }

    #[test]
    fn line_span_leaves_out_the_line_ending() {
        let source = Source::new("t", "one\r\ntwo\n");
        assert_eq!(source.line_span(1), Some(Span::new(0, 3)));
        assert_eq!(source.line_span(2), Some(Span::new(5, 8)));
        assert_eq!(source.line_span(3), Some(Span::new(9, 9)));
        assert_eq!(source.line_span(4), None);
        assert_eq!(source.line_span(0), None);
    }

    #[test]
    fn a_piece_counts_from_where_it_starts() {
        let origin = Origin { lines: 9, bytes: 100 };
        let text = "ab\ncd".to_owned();
        let source = Source::piece("t", text, origin, Syntax::Json);
        assert_eq!(source.position(4), Position { line: 11, column: 2, offset: 104 });
        assert_eq!(source.line_span(11), Some(Span::new(3, 5)));
        assert_eq!(source.line_span(9), None);
    }

    #[test]
    fn a_place_elsewhere_is_where_it_is() {
        let position = Position { line: 7, column: 3, offset: 90 };
        let source = Source::elsewhere("t", position);
        assert_eq!(source.position(0), position);
        assert_eq!(source.position(12), position);
        assert!(!source.is_held());
    }

    proptest! {
        #[test]
        fn agrees_with_counting_from_the_front(text in "(\\PC|\n|\r){0,3000}", at in 0.0f64..1.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let offset = floor_char_boundary(&text, (text.len() as f64 * at) as usize);
            let before = &text[..offset];
            let mut line = 1;
            let mut column = 1;
            let mut chars = text.char_indices().peekable();
            while let Some((idx, c)) = chars.next() {
                if idx >= before.len() { break }
                let newline = c == '\n' || (c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n'));
                if newline { line += 1; column = 1 } else { column += 1 }
            }
            let source = Source::new("t", text.clone());
            let position = source.position(u32::try_from(offset).unwrap());
            prop_assert_eq!((position.line, position.column), (line, column));
            let mut walk = Walk::default();
            for at in (0..offset).step_by(7).chain([offset]) {
                let at = u32::try_from(at).unwrap();
                prop_assert_eq!(source.position_after(&mut walk, at), source.position(at));
            }
        }
    }
}
