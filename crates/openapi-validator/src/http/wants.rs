//! Which types a schema has room for: what text is turned into, and whether a parameter is one value, a list or an
//! object.

use serde_json::Value;

use crate::shape::Shapes;

/// A set of JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wants(u8);

impl Wants {
    pub(super) const STRING: Self = Self(1);
    pub(super) const NUMBER: Self = Self(2);
    pub(super) const BOOLEAN: Self = Self(4);
    pub(super) const NULL: Self = Self(8);
    pub(super) const ARRAY: Self = Self(16);
    pub(super) const OBJECT: Self = Self(32);

    /// What the schemas of a shape have room for, all branches together. A schema that says nothing of types takes
    /// a string, which text is.
    pub(super) fn of(shapes: &Shapes<'_>, shape: Option<usize>) -> Self {
        let Some(shape) = shape.map(|shape| shapes.get(shape)) else { return Self::STRING };
        let mut out = Self::default();
        for name in &shape.types {
            out = out.and(match *name {
                "string" => Self::STRING,
                "number" | "integer" => Self::NUMBER,
                "boolean" => Self::BOOLEAN,
                "null" => Self::NULL,
                "array" => Self::ARRAY,
                "object" => Self::OBJECT,
                _ => Self::default(),
            });
        }
        if out == Self::NULL && !shape.values.is_empty() {
            // `nullable` beside an `enum` without a type.
            out = Self::default();
        }
        if out == Self::default() {
            out = shape.values.iter().fold(out, |out, value| out.and(Self::of_value(value)));
        }
        if out == Self::default() {
            out = match (shape.properties.is_empty(), shape.is_array()) {
                (false, false) => Self::OBJECT,
                (true, true) => Self::ARRAY,
                _ => Self::STRING,
            };
        }
        out
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has room for a type.
    pub(super) fn has(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }

    /// The set without one type.
    pub(super) fn without(self, one: Self) -> Self {
        Self(self.0 & !one.0)
    }

    /// Whether it has room for a value that is neither array nor object.
    pub(super) fn has_scalar(self) -> bool {
        self.0 & !(Self::ARRAY.0 | Self::OBJECT.0) != 0
    }
}

/// How readily text becomes something other than a string, where a schema has room for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Where it can.
    Typed,
    /// Where a string has no room.
    Textual,
}

/// The JSON of a text, as the types that its place has room for need it. Text that fits none stays a string, so
/// that the schema says what is wrong with it.
pub(super) fn literal(text: &str, wants: Wants, reading: Reading) -> String {
    let takes_string = wants.has(Wants::STRING);
    if !takes_string || reading == Reading::Typed {
        let is_other = (wants.has(Wants::NUMBER) && is_number(text))
            || (wants.has(Wants::BOOLEAN) && matches!(text, "true" | "false"))
            || (wants.has(Wants::NULL) && !takes_string && text == "null");
        if is_other {
            return text.to_owned();
        }
    }
    Value::from(text).to_string()
}

/// Whether a text is a number as JSON writes it, within the range of a double.
fn is_number(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    starts
        && text.ends_with(|c: char| c.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use openapi_source::Pointer;
    use openapi_spec::Resource;

    #[track_caller]
    fn check(schema: &str, text: &str, typed: &str, textual: &str) {
        let (resource, _) = Resource::load("s.yaml", schema.as_bytes());
        let resource = resource.unwrap();
        let mut shapes = Shapes::new(&resource);
        let shape = shapes.of(&Pointer::root());
        let wants = Wants::of(&shapes, shape);
        assert_eq!(literal(text, wants, Reading::Typed), typed, "{schema}");
        assert_eq!(literal(text, wants, Reading::Textual), textual, "{schema}");
    }

    #[test]
    fn text_becomes_what_the_schema_has_room_for() {
        check("{type: string}", "5", "\"5\"", "\"5\"");
        check("{type: integer}", "5", "5", "5");
        check("{type: integer}", "5.0", "5.0", "5.0");
        check("{type: integer}", "abc", "\"abc\"", "\"abc\"");
        check("{type: [integer, 'null']}", "null", "null", "null");
        check("{type: [string, 'null']}", "null", "\"null\"", "\"null\"");
        check("{type: [string, number]}", "5", "5", "\"5\"");
        check("{type: boolean}", "true", "true", "true");
        check("{type: boolean}", "True", "\"True\"", "\"True\"");
        check("{}", "5", "\"5\"", "\"5\"");
        check("{enum: [1, 2]}", "2", "2", "2");
        check("{const: true}", "true", "true", "true");
        check("{allOf: [{minimum: 1}, {type: number}]}", "-0.5e1", "-0.5e1", "-0.5e1");
        check("{anyOf: [{type: string}, {type: integer}]}", "7", "7", "\"7\"");
        check("{$ref: '#/$defs/x', $defs: {x: {type: integer}}}", "7", "7", "7");
    }

    #[test]
    fn what_json_does_not_write_is_no_number() {
        for bad in ["", "+5", "05", " 5", "5 ", "0x10", "1e999", "-", "1.", ".5", "NaN", "Infinity", "5\u{0}"]
        {
            assert!(!is_number(bad), "{bad:?}");
        }
        assert!(is_number(&"9".repeat(300)));
    }
}
