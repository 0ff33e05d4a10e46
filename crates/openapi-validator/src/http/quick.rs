//! The fast pass for bodies of JSON: whether nothing is wrong with one, from its bytes alone.
//!
//! A plan knows the schemas as the document has them, and JSON Schema only. So there is none where a schema that is
//! reached says more than that of this direction: marks, discriminators, Base64; and none at all where 3.0's `nullable` is
//! read strictly, which changes schemas throughout. Numbers with a range of their own get a second look.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use openapi_source::{Limits, Pointer};
use openapi_spec::Document;
use serde_json::Value;

use super::formats;
use crate::guess::Direction;
use crate::{Answer, FastPlan, FastScratch, Padded, Validator};

/// A plan for one schema, and what it leaves open.
pub(super) struct Quick<'d> {
    plan: FastPlan<'d>,
    /// The formats of numbers that some schema has.
    formats: Vec<&'static str>,
    /// What threads have needed so far.
    scratches: Mutex<Vec<FastScratch<'d>>>,
}

impl<'d> Quick<'d> {
    /// The fast pass for a schema; `None` where only the full pass can tell.
    pub(super) fn new(
        document: &'d Document,
        validator: &Validator<'d>,
        direction: Direction,
        limits: &Limits,
        schema: &Pointer,
    ) -> Option<Self> {
        // The plan goes by the default.
        if limits.depth < Limits::default().depth {
            return None;
        }
        let formats = formats_within(document, direction, schema)?;
        let plan = validator.fast_plan(schema).ok()??;
        Some(Self { plan, formats, scratches: Mutex::default() })
    }

    /// Whether the full pass would find nothing at all in a body. False where that can't be told.
    pub(super) fn is_clean(&self, bytes: &[u8]) -> bool {
        let text = {
            let mut padded = Vec::with_capacity(bytes.len() + 128);
            padded.extend_from_slice(bytes);
            Padded::new(padded)
        };
        let known = self.scratches.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = known.unwrap_or_else(|| self.plan.scratch());
        let is_clean = self.plan.judge(&text, &mut scratch) == Answer::Clean
            && (self.formats.is_empty() || numbers_fit(bytes, &self.formats));
        self.scratches.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        is_clean
    }
}

/// The formats of numbers in a schema and all that it leads to; `None` where something in it is beyond a plan. It looks
/// at examples and extensions too, which can only make it more careful.
fn formats_within(document: &Document, direction: Direction, schema: &Pointer) -> Option<Vec<&'static str>> {
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    let mut stack = vec![document.adapted().pointer(schema.as_str())?];
    while let Some(value) = stack.pop() {
        if !seen.insert(std::ptr::from_ref(value) as usize) {
            continue;
        }
        match value {
            Value::Object(map) => {
                // Also where it is the name of a property: the plan is then missed, and nothing else.
                if map.get(direction.mark()) == Some(&Value::Bool(true)) || map.contains_key("discriminator")
                {
                    return None;
                }
                if let Some(format) = map.get("format").and_then(Value::as_str).and_then(formats::known) {
                    if !formats::is_of_numbers(format) {
                        return None;
                    }
                    if !out.contains(&format) {
                        out.push(format);
                    }
                }
                if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                    stack.push(document.follow(reference)?.1);
                }
                stack.extend(map.values());
            }
            Value::Array(items) => stack.extend(items),
            _ => {}
        }
    }
    Some(out)
}

/// Whether every number of a JSON text fits every format. Which number has which format is not known here, so a number
/// may be refused that is right where it stands.
fn numbers_fit(json: &[u8], formats: &[&str]) -> bool {
    let mut idx = 0;
    while let Some(&byte) = json.get(idx) {
        match byte {
            b'"' => idx = after_string(json, idx),
            b'-' | b'0'..=b'9' => {
                let is_of_number =
                    |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
                let len = json[idx..].iter().take_while(|byte| is_of_number(byte)).count();
                let literal = &json[idx..idx + len];
                // Nine digits fit all of them.
                let is_short = len <= 9 && !literal.iter().any(|byte| matches!(byte, b'e' | b'E'));
                let fits = is_short
                    || std::str::from_utf8(literal).is_ok_and(|literal| {
                        formats.iter().all(|format| formats::is_in_range(format, literal))
                    });
                if !fits {
                    return false;
                }
                idx += len;
            }
            _ => idx += 1,
        }
    }
    true
}

/// The offset behind a string that starts at an offset.
fn after_string(json: &[u8], start: usize) -> usize {
    let mut idx = start + 1;
    while let Some(at) = memchr::memchr2(b'"', b'\\', json.get(idx..).unwrap_or_default()) {
        if json[idx + at] == b'"' {
            return idx + at + 1;
        }
        idx += at + 2;
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seen_outside_of_strings_only() {
        for (json, fits) in [
            (r#"{"a": 123456789, "b": [1.5, -7]}"#, true),
            (r#"{"a": 2147483647}"#, true),
            (r#"{"a": 2147483648}"#, false),
            (r#"{"a": "2147483648"}"#, true),
            (r#"{"a": "\"2147483648", "9999999999\\": 1}"#, true),
            (r#"["\\", 9999999999]"#, false),
            ("1e10", false),
            ("1e9", true),
            ("-2147483649", false),
            ("[]", true),
            ("\"", true),
            ("\"\\", true),
        ] {
            assert_eq!(numbers_fit(json.as_bytes(), &["int32"]), fits, "{json}");
        }
        assert!(numbers_fit(b"9223372036854775807", &["int64"]));
        assert!(!numbers_fit(b"9223372036854775808", &["float", "int64"]));
    }
}
