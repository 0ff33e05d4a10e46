//! Checks of requests: what a value breaks of the schema that the document gives for it.

pub(crate) mod formats;
pub(crate) mod judge;
pub(crate) mod numbers;
pub(crate) mod pattern;

use std::error::Error;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use judge::Schema;

/// What a value breaks; at least one thing. It holds no part of the value but names of members, in
/// pointers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    violations: Vec<Violation>,
}

/// One keyword that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where in the value, as JSON Pointer (RFC 6901); empty for the value as a whole.
    pub pointer: String,
    /// The keyword of JSON Schema; empty where none is broken and the value can't be taken all the
    /// same, for which the message has the reason.
    pub keyword: &'static str,
    /// What is wrong, in words that fit after the name of the place.
    pub message: String,
}

impl Invalid {
    /// All that is wrong, in the order of the schema; at most a thousand.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    fn of_the_whole(message: &str) -> Self {
        let violation = Violation { pointer: String::new(), keyword: "", message: message.to_owned() };
        Self { violations: vec![violation] }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the value" } else { &self.pointer };
        write!(f, "{place} {}", self.message)
    }
}

impl Error for Invalid {}

/// Checks a value that is a model already.
pub(crate) fn validate<T: Serialize>(model: &T, schema: Schema) -> Result<(), Invalid> {
    match serde_json::to_value(model) {
        Ok(value) => outcome(&value, schema),
        Err(_) => Err(Invalid::of_the_whole("can't be written as JSON")),
    }
}

/// Checks a value and makes a model of it.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value, schema: Schema) -> Result<T, Invalid> {
    outcome(&value, schema)?;
    if let Ok(model) = T::deserialize(&value) {
        return Ok(model);
    }
    // `1.0` is an integer for JSON Schema (2020-12 Core, section 4.2.3), and is none for serde.
    let whole = numbers::without_fractions(value);
    T::deserialize(whole).map_err(|_| Invalid::of_the_whole("is valid, but more than the type can hold"))
}

fn outcome(value: &Value, schema: Schema) -> Result<(), Invalid> {
    let violations = judge::violations(value, schema);
    if violations.is_empty() { Ok(()) } else { Err(Invalid { violations }) }
}
