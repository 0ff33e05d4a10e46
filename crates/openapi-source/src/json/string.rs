//! Strings: RFC 8259, section 7, and the quotes that other notations allow.

use super::{BrokenString, Reader, faults};
use crate::Span;
use crate::decode::lone_surrogate;
use crate::fault::Stop;

const ONES: u64 = u64::MAX / 0xFF;
const HIGHS: u64 = ONES << 7;

/// The offset of the first quote, backslash or control character from `pos` on, or the length.
fn scan(bytes: &[u8], mut pos: usize, quote: u8) -> usize {
    let quotes = ONES * u64::from(quote);
    let backslashes = ONES * u64::from(b'\\');
    // Eight bytes at a time: subtracting with borrow sets the high bit of bytes that are zero, or below
    // 0x20. A borrow can only mislead above the first byte found, and the first is all we take.
    while let Some(chunk) = bytes.get(pos..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ quotes;
        let backslash = word ^ backslashes;
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let found = found & HIGHS;
        if found != 0 {
            return pos + (found.trailing_zeros() / 8) as usize;
        }
        pos += 8;
    }
    while let Some(&byte) = bytes.get(pos) {
        if byte == quote || byte == b'\\' || byte < 0x20 {
            break;
        }
        pos += 1;
    }
    pos
}

/// Raw control characters of one string.
#[derive(Default)]
struct Controls {
    first: Option<(usize, u8)>,
    count: usize,
    has_line_break: bool,
}

impl Reader<'_> {
    /// Reads a string, or a name, in double quotes.
    #[inline]
    pub(super) fn string(&mut self) -> Result<(), Stop> {
        let start = self.pos;
        let end = scan(self.bytes, start + 1, b'"');
        if self.bytes.get(end) == Some(&b'"') {
            self.builder.string(Span::from_usize(start, end + 1), Span::from_usize(start + 1, end));
            self.pos = end + 1;
            return Ok(());
        }
        self.escaped_string(end, b'"')
    }

    /// Reads a string, or a name, in single quotes.
    pub(super) fn single_quoted(&mut self) -> Result<(), Stop> {
        let start = self.pos;
        let end = scan(self.bytes, start + 1, b'\'');
        self.escaped_string(end, b'\'')?;
        let span = Span::from_usize(start, self.pos);
        self.faults.push_habit("single quotes", faults::quotes(span, &self.text[start..self.pos]))
    }

    /// Reads on in a string where `at` is the first character that is not plain.
    fn escaped_string(&mut self, mut at: usize, quote: u8) -> Result<(), Stop> {
        let start = self.pos;
        let faults_before = self.faults.count();
        let mut controls = Controls::default();
        let mut content = String::with_capacity(at - start + 16);
        content.push_str(&self.text[start + 1..at]);
        loop {
            match self.bytes.get(at) {
                None => {
                    self.faults.forget_after(faults_before);
                    return Err(self.unclosed_string(start));
                }
                Some(&byte) if byte == quote => break,
                Some(b'\\') => at = self.escape(at, quote, &mut content)?,
                Some(&byte) if byte < 0x20 => {
                    controls.first.get_or_insert((at, byte));
                    controls.count += 1;
                    controls.has_line_break |= matches!(byte, b'\n' | b'\r');
                    content.push(char::from(byte));
                    at += 1;
                }
                Some(_) => {
                    let end = scan(self.bytes, at, quote);
                    content.push_str(&self.text[at..end]);
                    at = end;
                }
            }
        }
        self.pos = at + 1;
        self.builder.owned_string(Span::from_usize(start, self.pos), content);
        let Some((first, byte)) = controls.first else {
            return Ok(());
        };
        if controls.has_line_break {
            self.broken_string = Some(BrokenString { start, end: self.pos, faults_before });
        }
        let string = Span::from_usize(start, self.pos);
        self.faults.push(faults::control_character(first, byte, controls.count - 1, string, self.text))
    }

    /// Reads the escape at `at` and returns the offset after it. What is no escape is kept as it stands.
    fn escape(&mut self, at: usize, quote: u8, content: &mut String) -> Result<usize, Stop> {
        let plain = match self.bytes.get(at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(at, content),
            // The quotes are the fault of such a string, which its escapes merely follow.
            Some(b'\'') if quote == b'\'' => '\'',
            None => {
                content.push('\\');
                return Ok(at + 1);
            }
            Some(_) => {
                let escaped = self.text[at + 1..].chars().next().map_or(0, char::len_utf8);
                return self.invalid_escape(at, at + 1 + escaped, content);
            }
        };
        content.push(plain);
        Ok(at + 2)
    }

    #[cold]
    fn invalid_escape(&mut self, at: usize, end: usize, content: &mut String) -> Result<usize, Stop> {
        let written = &self.text[at..end];
        content.push_str(written);
        self.faults.push(faults::invalid_escape(Span::from_usize(at, end), written))?;
        Ok(end)
    }

    fn unicode_escape(&mut self, at: usize, content: &mut String) -> Result<usize, Stop> {
        let Some(unit) = self.hex4(at + 2) else {
            let digits =
                self.bytes[at + 2..].iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
            return self.invalid_escape(at, at + 2 + digits, content);
        };
        if let Some(c) = char::from_u32(unit) {
            content.push(c);
            return Ok(at + 6);
        }
        let second = match self.bytes.get(at + 6..at + 8) {
            Some(b"\\u") if unit < 0xDC00 => self.hex4(at + 8),
            _ => None,
        };
        if let Some(second @ 0xDC00..0xE000) = second {
            let code = 0x1_0000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
            content.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            return Ok(at + 12);
        }
        content.push(char::REPLACEMENT_CHARACTER);
        self.faults.push(lone_surrogate(Span::from_usize(at, at + 6), unit))?;
        Ok(at + 6)
    }

    fn hex4(&self, at: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + 4)?;
        digits.iter().try_fold(0, |unit, &byte| Some(unit * 16 + char::from(byte).to_digit(16)?))
    }

    /// Reads a string in typographic quotes, as word processors put them; escapes in it are kept as they
    /// stand.
    pub(super) fn curly_quoted(&mut self) -> Result<(), Stop> {
        let start = self.pos;
        let content = start + self.text[start..].chars().next().map_or(0, char::len_utf8);
        let rest = &self.text[content..];
        let closer = rest
            .char_indices()
            .find(|&(_, c)| is_curly_quote(c) || matches!(c, '\n' | '\r'))
            .filter(|&(_, c)| is_curly_quote(c));
        let Some((len, closer)) = closer else {
            let opener = self.char_span();
            return Err(self.faults.stop(faults::curly_quotes(opener, None, self.text)));
        };
        let end = content + len;
        let after = end + closer.len_utf8();
        let span = Span::from_usize(start, after);
        let content = Span::from_usize(content, end);
        self.builder.string(span, content);
        self.pos = after;
        self.faults.push_habit("typographic quotes", faults::curly_quotes(span, Some(content), self.text))
    }

    /// The end of the text inside a string.
    #[cold]
    pub(super) fn unclosed_string(&mut self, start: usize) -> Stop {
        self.cut_off("a string", Some(Span::from_usize(start, start + 1)), "the string opens here")
    }

    /// Replaces what was noted about a string that goes on after its line by the better guess that its
    /// closing quote was forgotten.
    #[cold]
    pub(super) fn forgotten_quote(&mut self, string: BrokenString) -> Stop {
        self.faults.forget_after(string.faults_before);
        let line = &self.text[string.start..string.end];
        let end = string.start + line.find(['\n', '\r']).unwrap_or(line.len());
        self.faults.stop(faults::forgotten_quote(Span::from_usize(string.start, end)))
    }
}

/// Whether this is a double quote of a word processor.
pub(super) fn is_curly_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '«' | '»')
}
