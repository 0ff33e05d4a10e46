//! A strict reader of JSON (RFC 8259) that goes on where the meaning is plain. Iterative: nesting costs
//! no stack.

mod faults;
mod guess;
mod number;
mod recover;
mod space;
mod string;
mod token;

pub(crate) use number::{overflow, overflows};

use std::collections::HashSet;
use std::ops::Range;

use crate::decode::{Format, decode};
use crate::fault::{Faults, Stop};
use crate::source::{Origin, floor_char_boundary};
use crate::tree::TreeBuilder;
use crate::{Fault, FaultKind, Limits, Parsed, Source, Span, Tree};

/// Reads one JSON text. The name is what findings show.
///
/// Each fault is reported at its own place; where the meaning stays plain (a trailing comma, a comment,
/// single quotes) reading goes on, so `tree` can be there although `faults` is not empty. What a fault
/// spoils, such as `NaN` or `0x1F`, is a node of kind `Invalid`: nothing is guessed.
pub fn parse_json(name: &str, bytes: &[u8], limits: &Limits) -> Parsed {
    parse_json_at(name, bytes, limits, Origin::default())
}

/// Reads one JSON text that is a piece of a larger input, such as a line of newline-delimited JSON. Positions
/// are those in the whole input.
pub fn parse_json_at(name: &str, bytes: &[u8], limits: &Limits, origin: Origin) -> Parsed {
    parse(name, bytes, limits, origin, &[])
}

/// Reads one JSON text that is a part of a text held already. Places are those in the whole, and so is the tree's source.
pub fn parse_json_within(source: &Source, part: Span, limits: &Limits) -> Parsed {
    let boundary = |offset| floor_char_boundary(source.text(), offset as usize);
    let part = boundary(part.start.min(part.end))..boundary(part.end);
    let mut reader = Reader::new(source, part, Faults::new(limits.faults), limits, &[]);
    let outcome = reader.document();
    reader.parsed(outcome)
}

/// Elements of an array in a row that a tree need not hold, because they are known to be fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// Offset of the first byte of the first.
    pub start: usize,
    /// Offset behind the last byte of the last.
    pub end: usize,
    /// How many there are.
    pub count: u32,
}

/// As [`parse_json`], but steps over elements of the outermost array, or of arrays in the outermost object, given in
/// the order of the text. The tree counts them and does not hold them: all that is there has the place and the pointer
/// that it has in the whole tree. Where two members of the outermost object have one name, and pointers could mean
/// either, nothing is left out.
///
/// The bytes must be UTF-8, without a byte order mark if elements are left out.
pub fn parse_json_without(name: &str, bytes: &[u8], limits: &Limits, left_out: &[LeftOut]) -> Parsed {
    let parsed = parse(name, bytes, limits, Origin::default(), left_out);
    if parsed.tree.as_ref().is_some_and(|tree| tree.has_gaps() && has_one_name_twice(tree)) {
        return parse(name, bytes, limits, Origin::default(), &[]);
    }
    parsed
}

/// Whether two members of the outermost object have one name.
fn has_one_name_twice(tree: &Tree) -> bool {
    let mut names = HashSet::new();
    tree.root().members().any(|member| !names.insert(member.name))
}

fn parse(name: &str, bytes: &[u8], limits: &Limits, origin: Origin, left_out: &[LeftOut]) -> Parsed {
    let decoded = decode(name, bytes, limits, Format::Json, origin);
    let source = decoded.source;
    // Offsets in the bytes are offsets in the text only where decoding left it as it was.
    let left_out = if source.text().len() == bytes.len() { left_out } else { &[] };
    let mut reader = Reader::new(&source, 0..source.text().len(), decoded.faults, limits, left_out);
    let outcome = decoded.outcome.and_then(|()| reader.document());
    reader.parsed(outcome)
}

/// What the grammar expects next.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// A value.
    Value,
    /// An element, or the end of an array just opened.
    FirstElement,
    /// A member, or the end of an object just opened.
    FirstMember,
    /// What may follow a comma whose offset this is.
    AfterComma(usize),
    /// A member name.
    Name,
    /// A comma or the end of the container.
    Separator,
    /// Nothing: the outermost value is complete.
    Nothing,
}

struct Reader<'t> {
    source: &'t Source,
    /// The source's text up to where reading ends.
    text: &'t str,
    bytes: &'t [u8],
    /// Offset of the next byte to read.
    pos: usize,
    builder: TreeBuilder,
    faults: Faults,
    depth: usize,
    /// The last string, if it has a raw line break in it.
    broken_string: Option<BrokenString>,
    /// What is to be left out from here on.
    left_out: &'t [LeftOut],
}

/// A string that goes on after the end of its line, which a forgotten quote looks like.
#[derive(Debug, Clone, Copy)]
struct BrokenString {
    start: usize,
    end: usize,
    /// How many faults came before it.
    faults_before: usize,
}

impl<'t> Reader<'t> {
    fn new(
        source: &'t Source,
        part: Range<usize>,
        faults: Faults,
        limits: &Limits,
        left_out: &'t [LeftOut],
    ) -> Self {
        let skipped: usize = left_out.iter().map(|one| one.end.saturating_sub(one.start)).sum();
        let read = part.len().saturating_sub(skipped);
        let text = &source.text()[..part.end];
        Self {
            source,
            text,
            bytes: text.as_bytes(),
            pos: part.start,
            builder: TreeBuilder::with_room(source.clone(), read),
            faults,
            depth: limits.depth as usize,
            broken_string: None,
            left_out,
        }
    }

    fn parsed(self, outcome: Result<(), Stop>) -> Parsed {
        Parsed {
            tree: outcome.ok().and_then(|()| self.builder.finish()),
            faults: self.faults.into_sorted(),
            source: self.source.clone(),
        }
    }

    fn document(&mut self) -> Result<(), Stop> {
        self.skip_space()?;
        if self.peek().is_none() {
            return Err(self.empty());
        }
        let mut next = Next::Value;
        loop {
            next = match next {
                Next::Value => self.value()?,
                Next::Separator => self.separator()?,
                Next::AfterComma(comma) => self.after_comma(comma)?,
                Next::Name => self.name()?,
                Next::FirstMember => self.first(b'}')?,
                Next::FirstElement => self.first(b']')?,
                Next::Nothing => break,
            };
        }
        self.skip_space()?;
        if self.peek().is_some() {
            self.trailing_content()?;
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    /// The span of the character at the reader's place.
    fn char_span(&self) -> Span {
        let len = self.text[self.pos..].chars().next().map_or(0, char::len_utf8);
        Span::from_usize(self.pos, self.pos + len)
    }

    fn value(&mut self) -> Result<Next, Stop> {
        self.skip_space()?;
        if let Some((next, later)) = self.left_out.split_first()
            && self.pos >= next.start
        {
            self.left_out = later;
            let is_element = matches!(self.builder.innermost(), Some((_, false)));
            if self.pos == next.start && is_element && self.text.is_char_boundary(next.end) {
                self.pos = next.end;
                self.builder.leave_out(next.count);
                return Ok(Next::Separator);
            }
        }
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{') => {
                self.open_one()?;
                self.builder.open_object(offset(self.pos));
                self.pos += 1;
                return Ok(Next::FirstMember);
            }
            Some(b'[') => {
                self.open_one()?;
                self.builder.open_array(offset(self.pos));
                self.pos += 1;
                return Ok(Next::FirstElement);
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') if self.word("true") => {
                let span = self.take(4);
                self.builder.boolean(span, true);
            }
            Some(b'f') if self.word("false") => {
                let span = self.take(5);
                self.builder.boolean(span, false);
            }
            Some(b'n') if self.word("null") => {
                let span = self.take(4);
                self.builder.null(span);
            }
            _ => return self.odd_value(),
        }
        Ok(Next::Separator)
    }

    /// Whether this word of JSON stands here as a whole.
    fn word(&self, word: &str) -> bool {
        self.bytes[self.pos..].starts_with(word.as_bytes())
            && !self.bytes.get(self.pos + word.len()).is_some_and(|&byte| token::continues_word(byte))
    }

    /// The span of the next `len` bytes, which are thereby read.
    fn take(&mut self, len: usize) -> Span {
        let start = self.pos;
        self.pos += len;
        Span::from_usize(start, self.pos)
    }

    fn open_one(&mut self) -> Result<(), Stop> {
        if self.builder.depth() < self.depth {
            return Ok(());
        }
        let message =
            format!("arrays and objects are nested more than {} deep, where reading stops", self.depth);
        let fault = Fault::new(FaultKind::Depth, self.char_span(), message)
            .with_help("no honest payload nests so deep: see what wrote this one");
        Err(self.faults.stop(fault))
    }

    fn first(&mut self, closer: u8) -> Result<Next, Stop> {
        self.skip_space()?;
        match self.peek() {
            Some(byte) if byte == closer => self.close(),
            Some(b',') => self.extra_comma(),
            Some(_) if closer == b'}' => Ok(Next::Name),
            Some(_) => Ok(Next::Value),
            None => Err(self.truncated()),
        }
    }

    fn name(&mut self) -> Result<Next, Stop> {
        self.skip_space()?;
        match self.peek() {
            Some(b'"') => self.string()?,
            _ => self.odd_name()?,
        }
        let name_end = self.pos;
        self.skip_space()?;
        if self.peek() == Some(b':') {
            self.pos += 1;
            return Ok(Next::Value);
        }
        self.missing_colon(name_end)
    }

    fn separator(&mut self) -> Result<Next, Stop> {
        let Some((_, in_object)) = self.builder.innermost() else {
            return Ok(Next::Nothing);
        };
        let value_end = self.pos;
        self.skip_space()?;
        match self.peek() {
            Some(b',') => {
                self.pos += 1;
                Ok(Next::AfterComma(self.pos - 1))
            }
            Some(b'}') if in_object => self.close(),
            Some(b']') if !in_object => self.close(),
            _ => self.missing_comma(value_end, in_object),
        }
    }

    fn after_comma(&mut self, comma: usize) -> Result<Next, Stop> {
        self.skip_space()?;
        match self.peek() {
            Some(b'}' | b']') => self.trailing_comma(comma),
            Some(b',') => self.extra_comma(),
            None => Err(self.truncated()),
            Some(_) if matches!(self.builder.innermost(), Some((_, true))) => Ok(Next::Name),
            Some(_) => Ok(Next::Value),
        }
    }

    /// Closes the innermost container at its closing bracket.
    fn close(&mut self) -> Result<Next, Stop> {
        self.pos += 1;
        for repeated in self.builder.close(offset(self.pos)) {
            self.faults.push(faults::duplicate_key(repeated, self.text))?;
        }
        Ok(Next::Separator)
    }
}

/// Texts are bounded to 4 GiB before a reader sees them.
fn offset(pos: usize) -> u32 {
    u32::try_from(pos).unwrap_or(u32::MAX)
}
