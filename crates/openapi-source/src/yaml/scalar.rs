//! What a plain scalar means in the core schema (YAML 1.2.2, section 10.3.2).

use std::borrow::Cow;

use granit_parser::Tag;

use crate::json::overflows;

/// The meaning of a plain scalar.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plain<'t> {
    Null,
    Boolean(bool),
    /// The literal in JSON's grammar.
    Integer(Cow<'t, str>),
    /// The literal in JSON's grammar.
    Float(Cow<'t, str>),
    /// `.nan` or `.inf`.
    NonFinite,
    /// A number beyond the range of a double.
    Overflow,
    Text,
}

pub(super) fn plain(text: &str) -> Plain<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Boolean(true),
        "false" | "False" | "FALSE" => return Plain::Boolean(false),
        ".nan" | ".NaN" | ".NAN" => return Plain::NonFinite,
        _ => {}
    }
    // Most scalars are words; only these can start a number.
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Plain::Text;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Plain::NonFinite;
    }
    let number = if let Some(digits) = radix_digits(text, "0x", 16) {
        Plain::Integer(Cow::Owned(decimal(digits, 16)))
    } else if let Some(digits) = radix_digits(text, "0o", 8) {
        Plain::Integer(Cow::Owned(decimal(digits, 8)))
    } else if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        Plain::Integer(integer(text, unsigned))
    } else if let Some(float) = float(text, unsigned) {
        Plain::Float(float)
    } else {
        return Plain::Text;
    };
    match &number {
        Plain::Integer(literal) | Plain::Float(literal) if overflows(literal) => Plain::Overflow,
        _ => number,
    }
}

/// What a tag makes of a scalar.
pub(super) enum Tagged<'t> {
    As(Plain<'t>),
    /// The text cannot be what the tag says.
    Wrong,
    /// The tag is not of the core schema.
    Unknown,
}

pub(super) fn tagged<'t>(tag: &Tag, text: &'t str) -> Tagged<'t> {
    // The non-specific tag `!` makes a text of any scalar (YAML 1.2.2, section 6.9.1).
    if tag.original() == "!" {
        return Tagged::As(Plain::Text);
    }
    let Some(suffix) = tag.core_suffix() else {
        return Tagged::Unknown;
    };
    match (suffix, plain(text)) {
        ("str", _) => Tagged::As(Plain::Text),
        ("null", meaning @ Plain::Null)
        | ("bool", meaning @ Plain::Boolean(_))
        | ("int", meaning @ Plain::Integer(_))
        | ("float", meaning @ (Plain::Integer(_) | Plain::Float(_) | Plain::NonFinite))
        | ("int" | "float", meaning @ Plain::Overflow) => Tagged::As(meaning),
        _ => Tagged::Wrong,
    }
}

fn radix_digits<'t>(text: &'t str, prefix: &str, radix: u32) -> Option<&'t str> {
    let digits = text.strip_prefix(prefix)?;
    (!digits.is_empty() && digits.chars().all(|c| c.is_digit(radix))).then_some(digits)
}

/// Decimal digits of a number beyond which no double goes.
const MOST_DIGITS: usize = 310;

/// The decimal literal of digits in another radix, exact to the range of a double, and beyond it just
/// some literal that is beyond it.
fn decimal(digits: &str, radix: u32) -> String {
    // Little-endian decimal digits.
    let mut out: Vec<u32> = vec![0];
    for digit in digits.trim_start_matches('0').chars().filter_map(|c| c.to_digit(radix)) {
        let mut carry = digit;
        for place in &mut out {
            let value = *place * radix + carry;
            *place = value % 10;
            carry = value / 10;
        }
        while carry > 0 {
            out.push(carry % 10);
            carry /= 10;
        }
        if out.len() > MOST_DIGITS {
            break;
        }
    }
    out.iter().rev().filter_map(|&digit| char::from_digit(digit, 10)).collect()
}

/// An integer without plus sign and leading zeros.
fn integer<'t>(text: &'t str, unsigned: &str) -> Cow<'t, str> {
    let digits = match unsigned.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let negative = text.starts_with('-');
    if digits.len() + usize::from(negative) == text.len() {
        Cow::Borrowed(text)
    } else if negative {
        Cow::Owned(format!("-{digits}"))
    } else {
        Cow::Owned(digits.to_owned())
    }
}

/// A float in JSON's grammar: `.5` becomes `0.5`, `1.` becomes `1.0`; `None` if it is no float.
fn float<'t>(text: &'t str, unsigned: &str) -> Option<Cow<'t, str>> {
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fraction_digits = fraction.unwrap_or("");
    let has_digits = !whole.is_empty() || !fraction_digits.is_empty();
    if !has_digits || !is_digits(whole) || !is_digits(fraction_digits) {
        return None;
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits.is_empty() || !is_digits(digits) {
            return None;
        }
    }
    let is_json = !text.starts_with('+')
        && !whole.is_empty()
        && (whole == "0" || !whole.starts_with('0'))
        && fraction != Some("");
    if is_json {
        return Some(Cow::Borrowed(text));
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let mut out = format!("{sign}{whole}");
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        out.push('e');
        out.push_str(exponent);
    }
    Some(Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn integer(text: &str, literal: &str) {
        assert_eq!(plain(text), Plain::Integer(literal.into()));
    }

    #[track_caller]
    fn float(text: &str, literal: &str) {
        assert_eq!(plain(text), Plain::Float(literal.into()));
    }

    #[test]
    fn integers_become_json_literals() {
        integer("0", "0");
        integer("0777", "777");
        integer("+12", "12");
        integer("-007", "-7");
        integer("0o17", "15");
        integer("0x1F", "31");
        integer("0xFFFFFFFFFFFFFFFFFF", "4722366482869645213695");
        integer("123456789012345678901234567890", "123456789012345678901234567890");
    }

    #[test]
    fn floats_become_json_literals() {
        float("1.0", "1.0");
        float("-1.5e3", "-1.5e3");
        float(".5", "0.5");
        float("-.5", "-0.5");
        float("1.", "1.0");
        float("+1.5", "1.5");
        float("01.50", "1.50");
        float("1e3", "1e3");
        float("1.e+3", "1.0e+3");
        float("6.02E23", "6.02E23");
    }

    #[test]
    fn words_of_yaml_1_1_are_text() {
        for text in [
            "NO",
            "yes",
            "on",
            "Off",
            "y",
            "n",
            "nUll",
            "tRUE",
            "1_000",
            "0b1",
            "1:30",
            "-",
            "+",
            ".",
            "..",
            "1e",
            "e1",
            "-0x1F",
            "0x",
            "0o8",
            "1.2.3",
            "2024-01-01",
            "nan",
            "inf",
            ".INf",
            "--1",
            "+-1",
            ".e1",
        ] {
            assert_eq!(plain(text), Plain::Text, "{text}");
        }
    }

    #[test]
    fn what_json_lacks_is_told_apart() {
        assert_eq!(plain(".NaN"), Plain::NonFinite);
        assert_eq!(plain("-.inf"), Plain::NonFinite);
        assert_eq!(plain("1e999"), Plain::Overflow);
        assert_eq!(plain(&format!("0x{}", "F".repeat(400_000))), Plain::Overflow);
        assert_eq!(plain(&"9".repeat(400)), Plain::Overflow);
        assert_eq!(plain("~"), Plain::Null);
        assert_eq!(plain("TRUE"), Plain::Boolean(true));
    }
}
