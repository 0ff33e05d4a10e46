//! Numbers: the grammar of RFC 8259, section 6, and what is written in its stead.

use super::{Reader, token};
use crate::fault::Stop;
use crate::{Fault, FaultKind, Message, Repair, Span};

/// A literal with fewer digits and no exponent is within the range of a double (1.8e308).
const SAFE_LEN: usize = 308;

impl Reader<'_> {
    /// Reads what starts with a digit or a minus sign.
    pub(super) fn number(&mut self) -> Result<(), Stop> {
        let start = self.pos;
        let Some(number) = scan(self.bytes, start) else {
            return self.odd_number();
        };
        let span = Span::from_usize(start, number.end);
        if number.may_overflow && overflows(&self.text[start..number.end]) {
            self.builder.invalid(span);
            self.pos = number.end;
            return self.faults.push(overflow(span, &self.text[start..number.end]));
        }
        self.builder.number(span, span);
        self.pos = number.end;
        Ok(())
    }

    /// Reads what is meant as a number but is none in JSON.
    #[cold]
    pub(super) fn odd_number(&mut self) -> Result<(), Stop> {
        let start = self.pos;
        let rest = &self.text[start..];
        let end = start + token::bare_len(rest);
        if end == self.text.len() && self.builder.depth() > 0 {
            return Err(self.truncated());
        }
        let literal = &self.text[start..end];
        let is_non_finite = is_non_finite(literal);
        // A whole text that starts so is rather CSV or YAML than a number.
        if self.builder.depth() == 0 && !is_non_finite && !self.text[end..].trim_ascii_start().is_empty() {
            return Err(self.not_json());
        }
        let span = Span::from_usize(start, end);
        self.pos = end;
        self.builder.invalid(span);
        if self.faults.has_in(FaultKind::InvalidUtf8, span) {
            return Ok(());
        }
        self.faults.push(if is_non_finite { non_finite(span, literal) } else { invalid(span, literal) })
    }
}

struct Scanned {
    end: usize,
    may_overflow: bool,
}

/// Scans a number; `None` if what stands there is none, or goes on as none.
fn scan(bytes: &[u8], start: usize) -> Option<Scanned> {
    let negative = usize::from(bytes.get(start) == Some(&b'-'));
    let integer = start + negative;
    let mut pos = digits(bytes, integer)?;
    if bytes[integer] == b'0' && pos > integer + 1 {
        return None;
    }
    let mut has_exponent = false;
    if bytes.get(pos) == Some(&b'.') {
        pos = digits(bytes, pos + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(pos) {
        has_exponent = true;
        let signed = usize::from(matches!(bytes.get(pos + 1), Some(b'+' | b'-')));
        pos = digits(bytes, pos + 1 + signed)?;
    }
    if bytes.get(pos).is_some_and(|&byte| token::continues_word(byte)) {
        return None;
    }
    Some(Scanned { end: pos, may_overflow: has_exponent || pos - start > SAFE_LEN })
}

/// The offset after one or more digits.
fn digits(bytes: &[u8], start: usize) -> Option<usize> {
    let mut pos = start;
    while bytes.get(pos).is_some_and(u8::is_ascii_digit) {
        pos += 1;
    }
    (pos > start).then_some(pos)
}

/// Whether a literal is beyond the range of a double.
pub(crate) fn overflows(literal: &str) -> bool {
    literal.parse::<f64>().is_ok_and(f64::is_infinite)
}

/// A number beyond the range of a double.
pub(crate) fn overflow(span: Span, literal: &str) -> Fault {
    let message = Message::new("")
        .value(literal)
        .text(" is beyond the largest number that common readers can hold (about 1.8e308)");
    Fault::new(FaultKind::NumberOverflow, span, message)
        .with_help("write a smaller number, or quote it if it is text")
}

/// Whether this is infinity or not-a-number in one of the spellings of common languages.
pub(super) fn is_non_finite(word: &str) -> bool {
    let unsigned = word.trim_start_matches(['+', '-']);
    ["nan", "inf", "infinity"].iter().any(|name| unsigned.eq_ignore_ascii_case(name))
}

pub(super) fn non_finite(span: Span, literal: &str) -> Fault {
    let message = Message::new("")
        .code(literal)
        .text(" is not JSON, which has finite numbers only (RFC 8259, section 6)");
    Fault::new(FaultKind::NonFiniteNumber, span, message)
        .with_help(Message::new("write a number, or ").code("null").text(" where there is none"))
}

fn invalid(span: Span, literal: &str) -> Fault {
    let message = Message::new("").value(literal).text(" is not a number in JSON");
    let (help, instead) = advice(literal);
    let repair =
        instead.map(|text| Repair::guess(Message::new("write ").value(text.as_str())).edit(span, text));
    Fault::new(FaultKind::InvalidNumber, span, message.text(reason(literal)))
        .with_help(help)
        .with_repair(repair)
}

/// What JSON forbids in this literal.
fn reason(literal: &str) -> &'static str {
    let unsigned = literal.trim_start_matches(['+', '-']);
    let is_number_like = unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_'));
    match unsigned.as_bytes() {
        [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', ..] => ": only decimal numbers are",
        _ if literal.starts_with('+') => ": it must not start with `+`",
        [b'.', ..] => ": a digit must come before the point",
        [.., b'.'] => ": a digit must follow the point",
        _ if unsigned.contains('_') && is_number_like => ": digits must not be grouped",
        [b'0', b'0'..=b'9', ..] if is_number_like => ": it must not start with `0`",
        _ => "",
    }
}

/// What to do, and what to write instead where one thing is likely.
fn advice(literal: &str) -> (Message, Option<String>) {
    let quoted = Message::new("quote it if it is text, such as a phone number, a date or an identifier");
    let (sign, digits) = match literal.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", literal.strip_prefix('+').unwrap_or(literal)),
    };
    let whole = digits.replace('_', "");
    if !whole.bytes().any(|byte| byte.is_ascii_digit()) {
        return (Message::new("write a decimal number, or ").message(quoted), None);
    }
    let whole = match whole.as_bytes() {
        [b'.', ..] => format!("0{whole}"),
        [.., b'.'] => format!("{whole}0"),
        _ => {
            let trimmed = whole.trim_start_matches('0');
            if trimmed.starts_with(|c: char| c.is_ascii_digit()) {
                trimmed.to_owned()
            } else {
                format!("0{trimmed}")
            }
        }
    };
    let suggestion = format!("{sign}{whole}");
    let is_number = scan(suggestion.as_bytes(), 0).is_some_and(|number| number.end == suggestion.len())
        && !overflows(&suggestion);
    // What starts with `0` or `+` mostly is a phone number, whose digits count.
    if literal.starts_with('+') || (digits.starts_with('0') && !digits.contains(['.', 'x', 'X'])) {
        let advice = Message::new("write it in quotes if it is text, such as a phone number: ")
            .value(format!("\"{literal}\""));
        let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '.');
        let instead = literal.chars().all(is_plain).then(|| format!("\"{literal}\""));
        let advice = if is_number { advice.text("; as a number it is ").value(suggestion) } else { advice };
        return (advice, instead);
    }
    if is_number {
        let advice = Message::new("write ").value(suggestion.as_str()).text(", or ").message(quoted);
        (advice, Some(suggestion))
    } else {
        (Message::new("write a decimal number, or ").message(quoted), None)
    }
}
