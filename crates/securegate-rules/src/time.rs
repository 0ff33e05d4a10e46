//! Times as the API writes them: RFC 3339 texts, and numbers that count seconds or milliseconds.

use openapi_source::{Node, Span};

/// A moment of an RFC 3339 text: seconds since 1970, then nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    seconds: i64,
    nanos: u32,
}

impl Moment {
    /// Reads a date and time with an offset (RFC 3339, section 5.6); `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| -> Option<i64> {
            let part = text.get(range)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
        };
        let separators = [(4, b"-"), (7, b"-"), (13, b":"), (16, b":")];
        if separators.iter().any(|(at, byte)| bytes.get(*at) != Some(&byte[0]))
            || !matches!(bytes.get(10)?, b'T' | b't' | b' ')
        {
            return None;
        }
        let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
        let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let mut rest = &text[19..];
        let mut nanos = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if len == 0 {
                return None;
            }
            let shown = format!("{:0<9}", &fraction[..len.min(9)]);
            nanos = shown.parse().ok()?;
            rest = &fraction[len..];
        }
        let offset = match rest.as_bytes() {
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2]
                if [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit()) =>
            {
                let two = |a: u8, b: u8| i64::from(a - b'0') * 10 + i64::from(b - b'0');
                let seconds = two(*h1, *h2) * 3600 + two(*m1, *m2) * 60;
                if *sign == b'-' { -seconds } else { seconds }
            }
            _ => return None,
        };
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
        Some(Self { seconds, nanos })
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, counted in years that begin in March, so that the leap
/// day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// What a number of time counts, told by its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Milliseconds,
}

/// A number of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    pub(crate) value: i64,
    pub(crate) unit: Unit,
    pub(crate) span: Span,
}

impl Stamp {
    /// From here on a number counts milliseconds: as seconds it would be in the year 5138.
    const MILLISECONDS_FROM: i64 = 100_000_000_000;

    /// The number of a member; `None` for anything but a whole number.
    pub(crate) fn of(node: Node<'_>, name: &str) -> Option<Self> {
        let member = node.get(name)?;
        let value: i64 = member.as_number()?.parse().ok()?;
        let unit = if value >= Self::MILLISECONDS_FROM { Unit::Milliseconds } else { Unit::Seconds };
        Some(Self { value, unit, span: member.span() })
    }

    /// Seconds since 1970, rounded down.
    pub(crate) fn seconds(&self) -> i64 {
        match self.unit {
            Unit::Seconds => self.value,
            Unit::Milliseconds => self.value.div_euclid(1000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_with_their_offsets() {
        let seconds = |text: &str| Moment::read(text).map(|moment| moment.seconds);
        assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(seconds("2023-02-28T18:40:00Z"), Some(1_677_609_600));
        assert_eq!(seconds("2024-02-29T00:00:00Z"), Some(1_709_164_800));
        assert_eq!(seconds("2023-02-28T19:40:00+01:00"), Some(1_677_609_600));
        assert_eq!(seconds("2023-02-28T18:40:00"), None);
        assert_eq!(seconds("yesterday"), None);
        assert_eq!(seconds("2023-02-28T18:40:00.é"), None);
        assert!(Moment::read("2023-01-01T00:00:00.5Z") > Moment::read("2023-01-01T00:00:00.25Z"));
        assert!(Moment::read("1969-12-31T23:59:59Z") < Moment::read("1970-01-01T00:00:00Z"));
    }
}
