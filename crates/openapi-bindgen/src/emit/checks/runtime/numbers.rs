//! Numbers as JSON Schema compares and divides them, and values that are equal.

use std::cmp::Ordering;
use std::fmt;
use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

/// A value of a schema: of `const` and `enum`.
#[derive(Debug)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(&'static str),
    List(&'static [Literal]),
    Members(&'static [(&'static str, Literal)]),
}

/// A number: exact where 64 bits hold it as an integer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Decimal {
    Whole(i128),
    Real(f64),
}

use Decimal::{Real, Whole};

/// The first integer that a double can't tell from its neighbour.
const TWO_53: f64 = 9_007_199_254_740_992.0;
const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

impl Decimal {
    pub(crate) fn of(number: &Number) -> Self {
        let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        // Without the feature that keeps digits, each number is one of the three.
        whole.map_or_else(|| Real(number.as_f64().unwrap_or(f64::NAN)), Whole)
    }

    /// Whether it is an integer, however it is written.
    pub(crate) fn is_integer(self) -> bool {
        match self {
            Whole(_) => true,
            Real(real) => real.fract() == 0.0,
        }
    }

    /// The nearest double.
    #[expect(clippy::cast_precision_loss, reason = "the nearest is what is asked for")]
    fn rounded(self) -> f64 {
        match self {
            Whole(whole) => whole as f64,
            Real(real) => real,
        }
    }

    /// The exact order; numbers that are no numbers have none.
    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Whole(left), Whole(right)) => Some(left.cmp(&right)),
            (Real(left), Real(right)) => left.partial_cmp(&right),
            (Whole(left), Real(right)) => compare_exactly(left, right),
            (Real(left), Whole(right)) => compare_exactly(right, left).map(Ordering::reverse),
        }
    }

    /// Whether division gives an integer, both read as the decimals that they are written as
    /// (2020-12 Validation, section 6.2.1).
    pub(crate) fn is_multiple_of(self, divisor: Self) -> bool {
        if let Whole(divisor) = divisor.narrowed()
            && divisor > 0
        {
            return match self {
                Whole(whole) => whole % divisor == 0,
                Real(real) => real.fract() == 0.0 && real % Whole(divisor).rounded() == 0.0,
            };
        }
        let (value, divisor) = (self.rounded(), divisor.rounded());
        value == 0.0 || divides(value, divisor).unwrap_or(false)
    }

    /// As an integer where it is one that a double tells from its neighbours.
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and fits")]
    fn narrowed(self) -> Self {
        match self {
            Real(real) if real.fract() == 0.0 && real.abs() <= TWO_53 => Whole(real as i128),
            other => other,
        }
    }

    pub(crate) fn is_int32(self) -> bool {
        (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&self.rounded())
    }

    pub(crate) fn is_int64(self) -> bool {
        match self {
            Whole(whole) => i64::try_from(whole).is_ok(),
            Real(real) => real.abs() < TWO_63,
        }
    }

    pub(crate) fn is_float(self) -> bool {
        self.rounded().abs() <= f64::from(f32::MAX)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Whole(whole) => whole.fmt(f),
            Real(real) => real.fmt(f),
        }
    }
}

fn compare_exactly(whole: i128, real: f64) -> Option<Ordering> {
    if real.is_nan() {
        return None;
    }
    // Integers here have 64 bits at most.
    if real.abs() >= 2.0 * TWO_64 {
        return Some(if real > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and fits")]
    let floor = real.floor() as i128;
    let of_floor = whole.cmp(&floor);
    Some(if of_floor.is_eq() && real.fract() != 0.0 { Ordering::Less } else { of_floor })
}

/// Whether `value / divisor` is an integer. `None` for what is no finite number, and for zero.
fn divides(value: f64, divisor: f64) -> Option<bool> {
    let (mut value, value_exponent) = digits(value)?;
    let (mut divisor, divisor_exponent) = digits(divisor)?;
    if divisor == 0 {
        return None;
    }
    if value_exponent >= divisor_exponent {
        value %= divisor;
        for _ in 0..value_exponent - divisor_exponent {
            value = value * 10 % divisor;
        }
    } else {
        for _ in 0..divisor_exponent - value_exponent {
            // A larger divisor than the value itself can't divide it.
            let Some(larger) = divisor.checked_mul(10).filter(|_| divisor <= value) else {
                return Some(value == 0);
            };
            divisor = larger;
        }
        value %= divisor;
    }
    Some(value == 0)
}

/// The shortest decimal that stands for a double: its digits without a sign, and the power of ten.
fn digits(real: f64) -> Option<(i128, i32)> {
    let text = format!("{:e}", real.abs());
    let (mantissa, exponent) = text.split_once('e')?;
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let exponent: i32 = exponent.parse().ok()?;
    Some((mantissa.replace('.', "").parse().ok()?, exponent - i32::try_from(decimals).ok()?))
}

/// Whether a value is the one of the schema (2020-12 Core, section 4.2.2).
pub(crate) fn is_equal(value: &Value, literal: &Literal) -> bool {
    match (value, literal) {
        (Value::Null, Literal::Null) => true,
        (Value::Bool(value), Literal::Bool(literal)) => value == literal,
        (Value::String(value), Literal::Text(literal)) => value == literal,
        (Value::Number(value), Literal::Number(literal)) => {
            Decimal::of(value).compare(*literal) == Some(Ordering::Equal)
        }
        (Value::Array(value), Literal::List(literal)) => {
            value.len() == literal.len()
                && value.iter().zip(*literal).all(|(value, literal)| is_equal(value, literal))
        }
        (Value::Object(value), Literal::Members(literal)) => {
            value.len() == literal.len()
                && literal
                    .iter()
                    .all(|(name, literal)| value.get(*name).is_some_and(|value| is_equal(value, literal)))
        }
        _ => false,
    }
}

/// Writes a value so that equal values, and only those, are written alike.
pub(crate) fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => {
            let number = match Decimal::of(number) {
                // Every double below 2 to the power of 64 that has no fraction is exactly an integer.
                #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and fits")]
                Real(real) if real.fract() == 0.0 && real.abs() < TWO_64 => Whole(real as i128),
                other => other,
            };
            // Writing to a string can't fail.
            let _ = match number {
                Whole(whole) => write!(out, "{whole}"),
                Real(real) => write!(out, "{real:e}"),
            };
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in sorted {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// The value with its whole numbers written without a fraction, which serde asks of integers.
pub(crate) fn without_fractions(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(whole_number(&number).unwrap_or(number)),
        Value::Array(items) => Value::Array(items.into_iter().map(without_fractions).collect()),
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (name, without_fractions(value)));
            Value::Object(members.collect::<Map<String, Value>>())
        }
        other => other,
    }
}

fn whole_number(number: &Number) -> Option<Number> {
    let real = number.as_f64().filter(|real| number.is_f64() && real.fract() == 0.0)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it has no fraction, and what does not fit fails below"
    )]
    let whole = if real.abs() < TWO_64 { real as i128 } else { return None };
    i64::try_from(whole).map(Number::from).or_else(|_| u64::try_from(whole).map(Number::from)).ok()
}
