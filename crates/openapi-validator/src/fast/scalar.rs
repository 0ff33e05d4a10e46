//! What both backends of the fast pass share: the parts of JSON that gain nothing from wide loads.

use std::borrow::Cow;

use openapi_source::{Limits, Parsed, Pointer, parse_json};

use super::plan::{Plan, RangePlan, Scratch};
use super::{Reason, Stop};
use crate::representation::Positioned;

pub(crate) fn stop<T>(at: usize, reason: Reason) -> Result<T, Stop> {
    Err(Stop { at, reason })
}

/// The word at `i`, least significant byte first.
#[inline]
pub(crate) fn word(text: &[u8], i: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&text[i..i + 8]);
    u64::from_le_bytes(bytes)
}

/// A literal such as `true`; returns the index behind it.
pub(crate) fn literal(text: &[u8], i: usize, word: &[u8]) -> Result<usize, Stop> {
    if text[i..].starts_with(word) { Ok(i + word.len()) } else { stop(i, Reason::Syntax) }
}

/// A number (RFC 8259, section 6): the index behind it, and whether it has neither fraction nor exponent.
pub(crate) fn number(text: &[u8], start: usize) -> Result<(usize, bool), Stop> {
    let mut i = start + usize::from(text[start] == b'-');
    match text[i] {
        b'0' => i += 1,
        b'1'..=b'9' => i = digits(text, i),
        _ => return stop(i, Reason::Syntax),
    }
    let mut is_plain = true;
    if text[i] == b'.' {
        is_plain = false;
        let fraction = digits(text, i + 1);
        if fraction == i + 1 {
            return stop(fraction, Reason::Syntax);
        }
        i = fraction;
    }
    if matches!(text[i], b'e' | b'E') {
        is_plain = false;
        let sign = i + 1 + usize::from(matches!(text[i + 1], b'+' | b'-'));
        i = digits(text, sign);
        if i == sign {
            return stop(i, Reason::Syntax);
        }
    }
    // A double holds any number of up to 300 digits without an exponent.
    if (!is_plain || i - start > 300) && !is_finite(&text[start..i]) {
        return stop(start, Reason::Syntax);
    }
    Ok((i, is_plain))
}

fn is_finite(literal: &[u8]) -> bool {
    std::str::from_utf8(literal).ok().and_then(|text| text.parse::<f64>().ok()).is_some_and(f64::is_finite)
}

fn digits(text: &[u8], mut i: usize) -> usize {
    while text[i].is_ascii_digit() {
        i += 1;
    }
    i
}

/// The end of a string from a backslash, quote or control character on: checks escapes as the reader does,
/// byte by byte. Returns the index of the closing quote.
#[cold]
pub(crate) fn string_end(text: &[u8], mut i: usize) -> Result<usize, Stop> {
    loop {
        match text[i] {
            b'"' => return Ok(i),
            b'\\' => match text[i + 1] {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => i += 2,
                b'u' => i = unicode_escape(text, i)?,
                _ => return stop(i, Reason::Syntax),
            },
            0..0x20 => return stop(i, Reason::Syntax),
            _ => i += 1,
        }
    }
}

/// `\uXXXX` at `i`, with its other half if it is a surrogate; returns the index behind it.
fn unicode_escape(text: &[u8], i: usize) -> Result<usize, Stop> {
    match hex(text, i + 2) {
        Some(0xD800..0xDC00) => {
            let has_other_half = text[i + 6] == b'\\'
                && text[i + 7] == b'u'
                && matches!(hex(text, i + 8), Some(0xDC00..0xE000));
            if has_other_half { Ok(i + 12) } else { stop(i, Reason::Syntax) }
        }
        Some(0xDC00..0xE000) | None => stop(i, Reason::Syntax),
        Some(_) => Ok(i + 6),
    }
}

fn hex(text: &[u8], i: usize) -> Option<u32> {
    let mut code = 0;
    for offset in 0..4 {
        code = code * 16 + char::from(text[i + offset]).to_digit(16)?;
    }
    Some(code)
}

/// The content of a string that was checked before, without its escapes. `raw` is what stands between its
/// quotes.
pub(crate) fn unescaped(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut i = 0;
    while i < raw.len() {
        if raw[i] != b'\\' {
            out.push(raw[i]);
            i += 1;
            continue;
        }
        let escape = raw.get(i + 1).copied().unwrap_or_default();
        i += 2;
        match escape {
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'u' => {
                let mut code = raw.get(i..i + 4).and_then(|digits| hex(digits, 0)).unwrap_or(0xFFFD);
                i += 4;
                if (0xD800..0xDC00).contains(&code) {
                    let low = raw.get(i + 2..i + 6).and_then(|digits| hex(digits, 0)).unwrap_or(0xDC00);
                    code = 0x1_0000 + ((code - 0xD800) << 10) + (low & 0x3FF);
                    i += 6;
                }
                let c = char::from_u32(code).unwrap_or('\u{fffd}');
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// Whether a string, given as it is written between its quotes, has so many code points.
pub(crate) fn has_length(raw: &[u8], least: u64, most: u64) -> bool {
    let bytes = raw.len() as u64;
    // A code point takes one byte to four, or is an escape, of twelve at most.
    if bytes / 12 >= least && bytes <= most {
        return true;
    }
    let count = unescaped(raw).iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
    (least..=most).contains(&count)
}

/// Whether a whole number, given as its digits, is small enough to be read here, and within a range.
pub(crate) fn is_between(range: &RangePlan, literal: &[u8]) -> bool {
    // Any number of 18 digits fits 64 bits.
    if literal.len() > 18 {
        return false;
    }
    let (is_negative, digits) = match literal {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let size = digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
    let number = if is_negative { -size } else { size };
    (range.least..=range.most).contains(&number)
}

/// Whether the island takes a string whose raw text, between its quotes, is given.
#[cold]
pub(crate) fn island_takes_string(plan: &Plan, island: u32, raw: &[u8]) -> bool {
    let content = unescaped(raw);
    std::str::from_utf8(&content)
        .is_ok_and(|content| plan.islands[island as usize].validator.is_valid(Positioned::Name(content)))
}

/// Whether the island takes a number, given as its literal.
#[cold]
pub(crate) fn island_takes_number(plan: &Plan, island: u32, literal: &[u8]) -> bool {
    std::str::from_utf8(literal)
        .is_ok_and(|literal| plan.islands[island as usize].validator.is_valid(Positioned::Literal(literal)))
}

/// Whether the full pass would find nothing in a value, which stands at `start..end`.
#[cold]
pub(crate) fn island_takes_value(
    plan: &Plan,
    island: u32,
    text: &[u8],
    start: usize,
    end: usize,
    scratch: &mut Scratch<'_>,
) -> Result<(), Stop> {
    let Parsed { tree, faults, .. } = parse_json("", &text[start..end], &Limits::default());
    let Some(tree) = tree.filter(|_| faults.is_empty()) else {
        return stop(start, Reason::Unsure);
    };
    let island = &plan.islands[island as usize];
    if !island.validator.is_valid(Positioned::Node(tree.root())) {
        return stop(start, Reason::Schema);
    }
    let Some(schemas) = &island.shape else { return Ok(()) };
    let Some(shape) = scratch.shapes.of_all(schemas) else {
        return stop(start, Reason::Unsure);
    };
    let mut is_clean = true;
    scratch.shapes.undeclared(shape, tree.root(), &Pointer::root(), &mut |_| is_clean = false);
    if is_clean { Ok(()) } else { stop(start, Reason::Unsure) }
}

/// Whether no two of an array's elements are equal; of many, or of other things than plain texts, the island tells.
#[cold]
pub(crate) fn are_unique(
    plan: &Plan,
    island: u32,
    text: &[u8],
    elements: &mut [(usize, usize)],
    scratch: &mut Scratch<'_>,
) -> Result<bool, Stop> {
    let (Some(&(start, _)), Some(&(_, end))) = (elements.first(), elements.last()) else {
        return Ok(true);
    };
    // Texts without escapes are equal as they are written.
    let is_plain = |&(from, to): &(usize, usize)| text[from] == b'"' && !text[from..to].contains(&b'\\');
    if elements.iter().all(is_plain) {
        let written = |&(from, to): &(usize, usize)| &text[from..to];
        elements.sort_unstable_by(|a, b| written(a).cmp(written(b)));
        return Ok(elements.windows(2).all(|pair| written(&pair[0]) != written(&pair[1])));
    }
    let mut list = Vec::with_capacity(end - start + 2);
    list.push(b'[');
    list.extend_from_slice(&text[start..end]);
    list.push(b']');
    match island_takes_value(plan, island, &list, 0, list.len(), scratch) {
        Ok(()) => Ok(true),
        Err(Stop { reason: Reason::Schema, .. }) => Ok(false),
        Err(Stop { .. }) => stop(start, Reason::Unsure),
    }
}

/// Two-digit number at `i` of a text whose bytes there are digits.
fn two(text: &[u8], i: usize) -> u32 {
    u32::from(text[i] - b'0') * 10 + u32::from(text[i + 1] - b'0')
}

/// Eight bytes in which `0` stands for any digit and every other byte for itself.
struct Shape {
    bytes: u64,
    /// 0xFF at the digits.
    digits: u64,
}

impl Shape {
    const fn new(bytes: [u8; 8]) -> Self {
        let mut digits = [0; 8];
        let mut i = 0;
        while i < 8 {
            if bytes[i] == b'0' {
                digits[i] = 0xFF;
            }
            i += 1;
        }
        Self { bytes: u64::from_le_bytes(bytes), digits: u64::from_le_bytes(digits) }
    }

    fn fits(&self, word: u64) -> bool {
        // A byte of the difference is 0 to 9 at a digit, and must be 0 elsewhere.
        let difference = word ^ self.bytes;
        let at_digits = difference & self.digits;
        // 0x76 + 0..9 stays below 0x80; anything larger, or a high bit, shows.
        let too_large = at_digits.wrapping_add(0x7676_7676_7676_7676) | at_digits;
        too_large & 0x8080_8080_8080_8080 == 0 && difference & !self.digits == 0
    }
}

/// An RFC 3339 date-time from behind its opening quote; returns the index behind the closing one. Written in
/// any unusual but legal way (escapes, a long fraction, a leap second) it is left to the full pass.
pub(crate) fn date_time(text: &[u8], i: usize) -> Result<usize, Stop> {
    const DATE: Shape = Shape::new(*b"0000-00-");
    const TIME: Shape = Shape::new(*b"00T00:00");
    let unusual = || stop(i, Reason::Unsure);
    if !DATE.fits(word(text, i)) || !TIME.fits(word(text, i + 8)) {
        return unusual();
    }
    let seconds = &text[i + 16..i + 19];
    if seconds[0] != b':' || !seconds[1].is_ascii_digit() || !seconds[2].is_ascii_digit() {
        return unusual();
    }
    let (month, day) = (two(text, i + 5), two(text, i + 8));
    let year = two(text, i) * 100 + two(text, i + 2);
    let is_date = (1..=12).contains(&month) && day >= 1 && (day <= 28 || day <= days_in(year, month));
    if !is_date || two(text, i + 11) > 23 || two(text, i + 14) > 59 || two(text, i + 17) > 59 {
        return unusual();
    }
    let mut end = i + 19;
    if text[end] == b'.' {
        let fraction = digits(text, end + 1);
        if fraction == end + 1 {
            return unusual();
        }
        end = fraction;
    }
    match text[end] {
        b'Z' => end += 1,
        b'+' | b'-' => {
            let offset = &text[end + 1..end + 6];
            let is_offset = [0, 1, 3, 4].iter().all(|&at| offset[at].is_ascii_digit()) && offset[2] == b':';
            if !is_offset || two(offset, 0) > 23 || two(offset, 3) > 59 {
                return unusual();
            }
            end += 6;
        }
        _ => return unusual(),
    }
    if text[end] == b'"' { Ok(end + 1) } else { unusual() }
}

fn days_in(year: u32, month: u32) -> u32 {
    let is_leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
