//! Phone numbers: which national numbers a country code has, from the data of Google's libphonenumber.
//!
//! The data is a table for each code that walks digit by digit to a verdict. `tests/phones.rs` makes the tables of the
//! patterns that the `phonenumber` crate carries, and holds them against that crate's own verdicts.

mod tables;

/// What a national number is under its country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// No such number is assigned to anybody.
    Invalid,
    /// A number, but none that a mobile phone can have: a landline, a toll-free number.
    NotMobile,
    /// A number that a mobile phone can have.
    Mobile,
}

/// A country calling code that the API knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallingCode {
    /// As the API writes it.
    pub text: &'static str,
    /// What has it, in words.
    pub place: &'static str,
    /// What is dialled before a national number inside the country and is no part of it.
    pub trunk: &'static str,
    /// How many digits its national numbers have; a few services have others.
    pub digits: &'static str,
    table: &'static Table,
}

/// States of a walk, which begins in state 0.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// For each state ten next ones, one for each digit.
    pub(crate) next: &'static [u16],
    /// For each state what a number that ends there is: 0 none, 1 not mobile, 2 mobile.
    pub(crate) ends: &'static [u8],
}

/// The codes of the API but for `345`, which is an area code.
pub const CODES: [CallingCode; 4] = [
    CallingCode {
        text: "1",
        place: "the USA, Canada or the Caribbean",
        trunk: "1",
        digits: "10",
        table: &tables::CODE_1,
    },
    CallingCode {
        text: "44",
        place: "the United Kingdom",
        trunk: "0",
        digits: "10",
        table: &tables::CODE_44,
    },
    CallingCode { text: "61", place: "Australia", trunk: "0", digits: "9", table: &tables::CODE_61 },
    CallingCode { text: "91", place: "India", trunk: "0", digits: "10", table: &tables::CODE_91 },
];

/// The area code of the Cayman Islands within `1`, which the API lists beside real calling codes.
pub const CAYMAN: &str = "345";

impl CallingCode {
    /// The code as the API writes it.
    pub fn named(text: &str) -> Option<&'static CallingCode> {
        CODES.iter().find(|code| code.text == text)
    }

    /// What a national number of this code is. It is written in digits alone.
    pub fn kind(&self, national: &str) -> NumberKind {
        self.kind_of(national.bytes())
    }

    fn kind_of(&self, digits: impl Iterator<Item = u8>) -> NumberKind {
        let mut state = 0;
        for byte in digits {
            if !byte.is_ascii_digit() {
                return NumberKind::Invalid;
            }
            state = usize::from(self.table.next[state * 10 + usize::from(byte - b'0')]);
        }
        match self.table.ends[state] {
            0 => NumberKind::Invalid,
            1 => NumberKind::NotMobile,
            _ => NumberKind::Mobile,
        }
    }
}

/// The digits of a number, without what people write between them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits {
    bytes: [u8; Digits::MOST],
    len: usize,
}

impl Digits {
    /// No number has more: 15 and an international prefix (ITU-T E.164, section 6).
    const MOST: usize = 20;

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

/// A number as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    /// Its digits, without `+`, `00` or `011` before them.
    pub(crate) digits: Digits,
    /// Whether it begins with `+`, `00` or `011`, and so with a country code.
    pub(crate) is_international: bool,
}

/// Reads a number with what people write between digits: spaces, dashes, points, slashes, brackets. `None` where there
/// is anything else, or no digit.
pub(crate) fn written(text: &str) -> Option<Written> {
    let mut digits = Digits { bytes: [0; Digits::MOST], len: 0 };
    let mut has_plus = false;
    for c in text.chars() {
        if let Some(digit) = decimal(c) {
            *digits.bytes.get_mut(digits.len)? = b'0' + digit;
            digits.len += 1;
        } else if matches!(c, '+' | '\u{FF0B}') && digits.len == 0 && !has_plus {
            has_plus = true;
        } else if !is_between(c) {
            return None;
        }
    }
    let all = digits.as_str();
    let prefix = if has_plus {
        0
    } else {
        ["00", "011"].iter().find(|it| all.starts_with(**it)).map_or(0, |it| it.len())
    };
    digits.bytes.copy_within(prefix.., 0);
    digits.len -= prefix;
    (digits.len > 0).then_some(Written { digits, is_international: has_plus || prefix > 0 })
}

/// Digits as ASCII, Arabic and full-width writing have them.
fn decimal(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '/' | '\'' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '[' | ']' | '_' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
}

/// What is dialled for a country code as the API writes it.
pub(crate) fn calling_code(country_code: &str) -> &str {
    if country_code == CAYMAN { "1" } else { country_code }
}

/// The national number in digits that begin with the country code, with the digit that is dialled before numbers at
/// home, or with both. `None` where no valid number is left, or where the digits are one as they are.
pub(crate) fn national<'d>(country_code: &str, digits: &'d str) -> Option<&'d str> {
    let is_valid = |number: &str| kind(country_code, number).is_some_and(|kind| kind != NumberKind::Invalid);
    if is_valid(digits) {
        return None;
    }
    let code = calling_code(country_code);
    let trunk = CallingCode::named(code)?.trunk;
    let without_code = digits.strip_prefix(code);
    let candidates =
        [without_code, without_code.and_then(|rest| rest.strip_prefix(trunk)), digits.strip_prefix(trunk)];
    candidates.into_iter().flatten().find(|number| is_valid(number))
}

/// What a number is under a country code as the API writes it; `None` for a code that the API does not know. Under
/// `345` a number has seven digits, or carries the area code itself.
pub fn kind(country_code: &str, number: &str) -> Option<NumberKind> {
    if country_code != CAYMAN {
        return CallingCode::named(country_code).map(|code| code.kind(number));
    }
    let local = number.strip_prefix(CAYMAN).filter(|rest| rest.len() == 7).unwrap_or(number);
    Some(CODES[0].kind_of(CAYMAN.bytes().chain(local.bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, number: &str, expected: NumberKind) {
        assert_eq!(kind(code, number), Some(expected), "{code} {number}");
    }

    #[test]
    fn numbers_are_judged_under_their_code() {
        check("1", "2125551234", NumberKind::Mobile);
        check("1", "1125551234", NumberKind::Invalid);
        check("1", "212555123", NumberKind::Invalid);
        check("1", "8005551234", NumberKind::NotMobile);
        check("44", "7400123456", NumberKind::Mobile);
        check("44", "07400123456", NumberKind::Invalid);
        check("44", "2079460018", NumberKind::NotMobile);
        check("61", "412345678", NumberKind::Mobile);
        check("91", "8123456789", NumberKind::Mobile);
        check("91", "", NumberKind::Invalid);
        check("44", "74001234é", NumberKind::Invalid);
    }

    #[test]
    fn cayman_numbers_may_carry_their_area_code() {
        check("345", "3231234", NumberKind::Mobile);
        check("345", "3453231234", NumberKind::Mobile);
        check("345", "2125551234", NumberKind::Invalid);
        assert_eq!(kind("49", "15123456789"), None);
    }
}
