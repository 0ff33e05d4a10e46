//! The positioned tree as the `jsonschema` crate's custom JSON representation.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use openapi_source as source;
use openapi_source::Kind;
use serde_json::{Number, Value};

use crate::steps::{step, take};

/// How many bytes of text are looked at, or copied, in one step.
const BYTES_PER_STEP: usize = 8;

/// How many steps an error counts for. It holds some kilobytes where its place is deep, and is what a value is copied for.
const ERROR: u64 = 40;

/// The steps that a text of so many bytes counts for.
fn steps_of(bytes: usize) -> u64 {
    1 + (bytes / BYTES_PER_STEP) as u64
}

/// The representation: values are [`Positioned`].
pub(crate) enum PositionedJson {}

/// A value of a tree, or a string or number on its own: `propertyNames` judges names like strings, and the
/// fast pass has no tree.
#[derive(Clone, Copy)]
pub(crate) enum Positioned<'a> {
    Node(source::Node<'a>),
    Name(&'a str),
    Literal(&'a str),
}

impl Json for PositionedJson {
    type Node<'a> = Positioned<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = String;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(buffer: &mut String, string: &str, f: impl FnOnce(Positioned<'_>) -> T) -> T {
        buffer.clear();
        buffer.push_str(string);
        f(Positioned::Name(buffer))
    }
}

/// A number as its literal.
pub(crate) struct Literal<'a>(&'a str);

impl JsonNumber for Literal<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, Number> {
        // The readers refuse numbers beyond a double, so that a literal always has a number.
        Cow::Owned(serde_json::from_str(self.0).unwrap_or_else(|_| Number::from(0)))
    }
}

impl<'a> Node<'a, PositionedJson> for Positioned<'a> {
    type Object = Members<'a>;
    type Array = Elements<'a>;
    type Number = Literal<'a>;

    fn as_object(&self) -> Option<Members<'a>> {
        step();
        match self {
            Positioned::Node(node) if node.kind() == Kind::Object => Some(Members(*node)),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Elements<'a>> {
        step();
        match self {
            Positioned::Node(node) if node.kind() == Kind::Array => Some(Elements(*node)),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        let string = match self {
            Positioned::Node(node) => node.as_str(),
            Positioned::Name(name) => Some(*name),
            Positioned::Literal(_) => None,
        };
        take(steps_of(string.map_or(0, str::len)));
        string.map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<Literal<'a>> {
        step();
        match self {
            Positioned::Node(node) => node.as_number().map(Literal),
            Positioned::Name(_) => None,
            Positioned::Literal(literal) => Some(Literal(literal)),
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        step();
        match self {
            Positioned::Node(node) => node.as_bool(),
            Positioned::Name(_) | Positioned::Literal(_) => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn is_number(&self) -> bool {
        self.json_type() == JsonType::Number
    }

    fn json_type(&self) -> JsonType {
        step();
        let node = match self {
            Positioned::Node(node) => node,
            Positioned::Name(_) => return JsonType::String,
            Positioned::Literal(_) => return JsonType::Number,
        };
        match node.kind() {
            // An invalid value has its own finding; whatever is said of it here is dropped later.
            Kind::Null | Kind::Invalid => JsonType::Null,
            Kind::Boolean => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match self {
            Positioned::Node(node) => {
                take(ERROR + steps_of(node.raw().len()));
                node.to_value()
            }
            Positioned::Name(name) => Value::String((*name).to_owned()),
            Positioned::Literal(literal) => Value::Number(Literal(literal).to_number().into_owned()),
        })
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match expected {
            Value::Null => self.is_null(),
            Value::Bool(expected) => self.as_boolean() == Some(*expected),
            Value::String(expected) => self.as_string().is_some_and(|string| string == expected.as_str()),
            Value::Number(_) => self.as_number().is_some_and(|number| {
                jsonschema::json::cmp::equal(&Value::Number(number.to_number().into_owned()), expected)
            }),
            Value::Array(expected) => self.as_array().is_some_and(|array| {
                array.len() == expected.len()
                    && array
                        .elements()
                        .zip(expected)
                        .all(|(element, expected)| element.equals_value(expected))
            }),
            Value::Object(expected) => self.as_object().is_some_and(|object| {
                object.len() == expected.len()
                    && object.members().all(|(name, member)| {
                        expected.get(name).is_some_and(|expected| member.equals_value(expected))
                    })
            }),
        }
    }

    fn identity(&self) -> Option<NodeIdentity> {
        step();
        match self {
            Positioned::Node(node) => {
                let tree = std::ptr::from_ref(node.tree()) as usize;
                Some(NodeIdentity::tagged(tree, node.id()))
            }
            // Without one, a schema that refers to itself would never end on it.
            Positioned::Name(text) | Positioned::Literal(text) => {
                Some(NodeIdentity::tagged(text.as_ptr() as usize, u32::MAX))
            }
        }
    }
}

/// The members of an object.
pub(crate) struct Members<'a>(source::Node<'a>);

impl<'a> Object<'a, PositionedJson> for Members<'a> {
    type Node = Positioned<'a>;
    type MemberName = &'a str;
    type MembersIter =
        std::iter::Map<source::Members<'a>, fn(source::Member<'a>) -> (&'a str, Positioned<'a>)>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &Box<str>) -> Option<Positioned<'a>> {
        step();
        self.0.get(key).map(Positioned::Node)
    }

    fn members(&self) -> Self::MembersIter {
        self.0.members().map(|member| {
            step();
            (member.name, Positioned::Node(member.value))
        })
    }
}

/// The elements of an array.
pub(crate) struct Elements<'a>(source::Node<'a>);

impl<'a> Array<'a, PositionedJson> for Elements<'a> {
    type Node = Positioned<'a>;
    type ElementsIter = std::iter::Map<source::Elements<'a>, fn(source::Node<'a>) -> Positioned<'a>>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> Self::ElementsIter {
        self.0.elements().map(|element| {
            step();
            Positioned::Node(element)
        })
    }

    fn is_unique(&self) -> bool {
        let mut seen = HashSet::new();
        self.0.elements().all(|element| {
            take(steps_of(element.raw().len()));
            let mut written = String::new();
            canonical(element, &mut written);
            seen.insert(written)
        })
    }
}

/// Writes a value so that equal values, and only those, are written alike (JSON Schema 2020-12 Core, section 4.2.2).
/// As a text it can be looked up however many there are; the structure of a value hashes badly.
fn canonical(node: source::Node<'_>, out: &mut String) {
    match node.kind() {
        Kind::Null | Kind::Invalid => out.push('n'),
        Kind::Boolean => out.push(if node.as_bool() == Some(true) { 't' } else { 'f' }),
        Kind::Number => match canonical_number(node.as_number().unwrap_or_default()) {
            Ok(integer) => out.push_str(&integer.to_string()),
            Err(float) => {
                // Writing to a string can't fail.
                let _ = write!(out, "{float:e}");
            }
        },
        Kind::String => out.push_str(&Value::from(node.as_str().unwrap_or_default()).to_string()),
        Kind::Array => {
            out.push('[');
            for element in node.elements() {
                canonical(element, out);
                out.push(',');
            }
            out.push(']');
        }
        Kind::Object => {
            // Of members with one name the last counts.
            let members: BTreeMap<&str, source::Node<'_>> =
                node.members().map(|member| (member.name, member.value)).collect();
            out.push('{');
            for (name, value) in members {
                out.push_str(&Value::from(name).to_string());
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
    }
}

/// A number as an integer if it is one that a double or 64 bits can hold, else as a double.
fn canonical_number(literal: &str) -> Result<i128, f64> {
    if let Some(integer) = literal
        .parse::<i128>()
        .ok()
        .filter(|integer| i64::try_from(*integer).is_ok() || u64::try_from(*integer).is_ok())
    {
        return Ok(integer);
    }
    let float: f64 = literal.parse().unwrap_or(0.0);
    // Every double below 2 to the power of 64 that has no fraction is exactly an integer.
    let is_integer = float.fract() == 0.0 && float.abs() < 18_446_744_073_709_551_616.0;
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and fits")]
    if is_integer { Ok(float as i128) } else { Err(float) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openapi_source::{Limits, parse_json};

    #[track_caller]
    fn check(items: &str, is_unique: bool) {
        let tree = parse_json("a.json", items.as_bytes(), &Limits::default()).tree.unwrap();
        assert_eq!(Elements(tree.root()).is_unique(), is_unique, "{items}");
        // As the crate has it, which compares values.
        let value: Vec<Value> = serde_json::from_str(items).unwrap();
        assert_eq!(jsonschema::json::unique::is_unique(&value), is_unique, "{items}");
    }

    #[test]
    fn items_are_unique_as_json_has_it() {
        check("[]", true);
        check(r#"[1, true, "1", null, "null", [1], [[1]], {}, [], "", 0, false]"#, true);
        check("[1, 1.0]", false);
        check("[0, -0.0]", false);
        check("[100, 1e2]", false);
        check("[0.1, 0.10]", false);
        check("[9007199254740993, 9007199254740992.0]", true);
        check("[9007199254740992, 9007199254740992.0]", false);
        check("[18446744073709551615, 18446744073709551616]", true);
        check("[1e300, 1e301]", true);
        check(r#"["\u0061", "a"]"#, false);
        check(r#"[{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}]"#, false);
        check(r#"[{"a": 1}, {"a": 1, "b": null}]"#, true);
        check(r#"[["a", "b"], ["a,b"], ["a\",\"b"]]"#, true);
    }
}
