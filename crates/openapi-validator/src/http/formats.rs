//! The formats of OpenAPI's own that JSON Schema leaves open: `int32`, `int64`, `float` and `byte`.
//!
//! The `jsonschema` crate judges formats of strings only and knows none of these, so they are a keyword of our
//! own, which [`super::tailor`] puts beside `format`. This is where a request or response can be refused although
//! that crate alone would take it (OpenAPI Format Registry; OpenAPI 3.1.1, "Data Type Format").

use jsonschema::json::{JsonNumber, Node};
use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use crate::representation::{Positioned, PositionedJson};

/// The name of the keyword. No document has it by chance.
pub(crate) const KEYWORD: &str = "x-openapi-validator-format";

/// The formats that the keyword judges. `double` is not among them: the readers refuse a number that a double
/// can't hold.
const NAMES: [&str; 4] = ["int32", "int64", "float", "byte"];

/// Whether the keyword judges a format.
pub(crate) fn judges(format: &str) -> bool {
    known(format).is_some()
}

/// A format that the keyword judges, by its name.
pub(crate) fn known(format: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == format)
}

/// Whether a format is one of numbers, for [`is_in_range`].
pub(crate) fn is_of_numbers(format: &str) -> bool {
    format != "byte"
}

/// A factory of the keyword for the `jsonschema` crate. A value that is no format of these judges nothing.
#[expect(clippy::unnecessary_wraps, reason = "the signature is that of the jsonschema crate")]
pub(crate) fn compile<'a>(
    _schema: &'a Map<String, Value>,
    value: &'a Value,
    _at: Location,
) -> Result<Box<dyn for<'i> Keyword<'i, PositionedJson>>, ValidationError<'a>> {
    let name = value.as_str().unwrap_or_default();
    Ok(Box::new(Format(known(name).unwrap_or_default())))
}

struct Format(&'static str);

impl<'i> Keyword<'i, PositionedJson> for Format {
    fn validate(&self, instance: Positioned<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.0)) }
    }

    fn is_valid(&self, instance: Positioned<'i>) -> bool {
        match self.0 {
            "byte" => instance.as_string().is_none_or(|text| is_base64(&text)),
            format => instance.as_number().is_none_or(|number| is_in_range(format, &number.as_str())),
        }
    }
}

/// Whether a number, as its literal, lies in the range of a format. Whether it must be whole is the business of
/// `type`.
pub(crate) fn is_in_range(format: &str, literal: &str) -> bool {
    let number: f64 = literal.parse().unwrap_or(f64::INFINITY);
    match format {
        "int32" => (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number),
        // The bounds are not doubles: what parses as an integer is judged exactly, anything else, such as `1e18`,
        // by the next double.
        "int64" => {
            literal.parse::<i64>().is_ok() || (has_exponent_or_point(literal) && number.abs() < TWO_63)
        }
        "float" => number.abs() <= f64::from(f32::MAX),
        _ => true,
    }
}

const TWO_63: f64 = 9_223_372_036_854_775_808.0;

fn has_exponent_or_point(literal: &str) -> bool {
    literal.contains(['.', 'e', 'E'])
}

/// Whether a text is Base64 (RFC 4648), in either alphabet, with or without padding and line breaks: all of these
/// are in use under this format.
fn is_base64(text: &str) -> bool {
    let mut n_digits = 0usize;
    let mut n_padding = 0usize;
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_' if n_padding == 0 => {
                n_digits += 1;
            }
            b'=' => n_padding += 1,
            b'\r' | b'\n' => {}
            _ => return false,
        }
    }
    n_digits % 4 != 1 && (n_padding == 0 || (n_padding <= 2 && (n_digits + n_padding).is_multiple_of(4)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_exact_at_their_ends() {
        let check =
            |format, literal, expected| assert_eq!(is_in_range(format, literal), expected, "{literal}");
        check("int32", "2147483647", true);
        check("int32", "2147483648", false);
        check("int32", "-2147483648", true);
        check("int32", "-2147483649", false);
        check("int32", "2.0e9", true);
        check("int32", "3e9", false);
        check("int64", "9223372036854775807", true);
        check("int64", "9223372036854775808", false);
        check("int64", "-9223372036854775808", true);
        check("int64", "-9223372036854775809", false);
        check("int64", "1e18", true);
        check("int64", "1e19", false);
        check("int64", "-1.5", true);
        check("float", "3.4e38", true);
        check("float", "3.5e38", false);
        check("float", "-1e300", false);
    }

    #[test]
    fn base64_in_every_usual_dress() {
        for good in ["", "YQ==", "YWI=", "YWJj", "YQ", "YW-_", "YWJj\r\nYWJj"] {
            assert!(is_base64(good), "{good}");
        }
        for bad in ["Y", "YQ=", "YQ===", "Y Q=", "ü", "YQ==YQ==", "%%%", "=", "===="] {
            assert!(!is_base64(bad), "{bad}");
        }
    }
}
