//! What of a valid value does not come back out of a model. All else is equal as JSON is, and what is no longer
//! needed fails the test.

use std::net::Ipv6Addr;

use openapi_source::Pointer;
use serde_json::Value;

use crate::values::Values;

/// A thing that a model does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// A member of an open object that the document does not describe.
    Undescribed,
    /// That a list or map may be left out and was given empty.
    EmptyList,
    /// Upper case in a UUID, zeros in an IPv6 address.
    Spelling,
    /// That a whole number was written with a fraction of zero.
    Fraction,
    /// Digits of a number of the format `float`.
    Precision,
}

/// What may be lost of the types of one document, and how often it was.
pub(crate) struct RoundTrips(Vec<(Lost, usize)>);

impl RoundTrips {
    pub(crate) fn of_keywords() -> Self {
        use Lost::{EmptyList, Fraction, Precision, Spelling, Undescribed};
        Self([Undescribed, EmptyList, Spelling, Fraction, Precision].map(|lost| (lost, 0)).into())
    }

    pub(crate) fn of_securegate() -> Self {
        use Lost::{Fraction, Undescribed};
        Self([Undescribed, Fraction].map(|lost| (lost, 0)).into())
    }

    pub(crate) fn all_needed(&self) {
        for (lost, seen) in &self.0 {
            assert!(*seen > 0, "no longer needed: {lost:?}");
        }
    }

    /// Compares a value with what came back.
    pub(crate) fn check(
        &mut self,
        value: &Value,
        back: &Value,
        schema: &Pointer,
        values: &Values<'_>,
    ) -> Result<(), String> {
        let schemas = values.schemas(schema);
        self.compare(value, back, &schemas, values)
    }

    fn loses(&mut self, lost: Lost) -> Result<(), String> {
        match self.0.iter_mut().find(|(known, _)| *known == lost) {
            Some((_, seen)) => {
                *seen += 1;
                Ok(())
            }
            None => Err(format!("{lost:?} is not on the list")),
        }
    }

    fn compare(
        &mut self,
        value: &Value,
        back: &Value,
        schemas: &[&Value],
        values: &Values<'_>,
    ) -> Result<(), String> {
        match (value, back) {
            (Value::Object(members), Value::Object(back)) => {
                for (name, member) in members {
                    let described = values.member(schemas, name);
                    match back.get(name) {
                        Some(back) => self.compare(member, back, &described, values)?,
                        None if described.is_empty() => self.loses(Lost::Undescribed)?,
                        None if member.as_array().is_some_and(Vec::is_empty)
                            || member.as_object().is_some_and(serde_json::Map::is_empty) =>
                        {
                            self.loses(Lost::EmptyList)?;
                        }
                        None => return Err(format!("{name:?} does not come back")),
                    }
                }
                if let Some(name) = back.keys().find(|name| !members.contains_key(*name)) {
                    return Err(format!("{name:?} was not there"));
                }
                Ok(())
            }
            (Value::Array(items), Value::Array(back)) if items.len() == back.len() => {
                for (index, (item, back)) in items.iter().zip(back).enumerate() {
                    self.compare(item, back, &values.item(schemas, index), values)?;
                }
                Ok(())
            }
            (Value::String(text), Value::String(back)) if text != back => {
                let address = |text: &str| text.parse::<Ipv6Addr>().ok();
                let is_uuid = text.len() == 36 && text.eq_ignore_ascii_case(back);
                if is_uuid || (address(text).is_some() && address(text) == address(back)) {
                    self.loses(Lost::Spelling)
                } else {
                    Err(format!("{text:?} became {back:?}"))
                }
            }
            (Value::Number(number), Value::Number(back)) if number != back => {
                let is_single =
                    schemas.iter().any(|schema| schema.get("format").is_some_and(|name| name == "float"));
                // An integer that is written as a double, or the other way round, is the same where a double holds it.
                if number.is_f64() != back.is_f64() && number.as_f64() == back.as_f64() {
                    self.loses(Lost::Fraction)
                } else if is_single && single(number) == single(back) {
                    self.loses(Lost::Precision)
                } else {
                    Err(format!("{number} became {back}"))
                }
            }
            (value, back) if value == back => Ok(()),
            _ => Err(format!("{value} became {back}")),
        }
    }
}

/// The nearest number of single precision.
#[expect(clippy::cast_possible_truncation, reason = "it is what is asked for")]
fn single(number: &serde_json::Number) -> Option<f32> {
    number.as_f64().map(|real| real as f32)
}
