//! The positioned tree as the `jsonschema` crate's custom JSON representation.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use openapi_source as source;
use openapi_source::Kind;
use serde_json::{Number, Value};

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
        match self {
            Positioned::Node(node) if node.kind() == Kind::Object => Some(Members(*node)),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Elements<'a>> {
        match self {
            Positioned::Node(node) if node.kind() == Kind::Array => Some(Elements(*node)),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Positioned::Node(node) => node.as_str().map(Cow::Borrowed),
            Positioned::Name(name) => Some(Cow::Borrowed(name)),
            Positioned::Literal(_) => None,
        }
    }

    fn as_number(&self) -> Option<Literal<'a>> {
        match self {
            Positioned::Node(node) => node.as_number().map(Literal),
            Positioned::Name(_) => None,
            Positioned::Literal(literal) => Some(Literal(literal)),
        }
    }

    fn as_boolean(&self) -> Option<bool> {
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
            Positioned::Node(node) => node.to_value(),
            Positioned::Name(name) => Value::String((*name).to_owned()),
            Positioned::Literal(literal) => Value::Number(Literal(literal).to_number().into_owned()),
        })
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.as_string(), expected) {
            (Some(string), Value::String(expected)) => string == expected.as_str(),
            (Some(_), _) | (None, Value::String(_)) => false,
            (None, _) => jsonschema::json::cmp::equal(&self.to_value(), expected),
        }
    }

    fn identity(&self) -> Option<NodeIdentity> {
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
        self.0.get(key).map(Positioned::Node)
    }

    fn members(&self) -> Self::MembersIter {
        self.0.members().map(|member| (member.name, Positioned::Node(member.value)))
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
        self.0.elements().map(Positioned::Node)
    }
}
