//! Where the parts of an OpenAPI document are: one table, one recursion.
//!
//! The walk follows the structure and so never mistakes an example, an extension or a property
//! that happens to be called `schema` for a schema.

use serde_json::Value;

/// What a node of the document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The document itself.
    Document,
    /// `components`.
    Components,
    /// A Path Item Object, also of webhooks and callbacks.
    PathItem,
    /// An Operation Object.
    Operation,
    /// A Parameter Object or a Header Object.
    Parameter,
    /// A Request Body Object.
    RequestBody,
    /// A Response Object.
    Response,
    /// A Media Type Object.
    MediaType,
    /// An Encoding Object.
    Encoding,
    /// A Schema Object or a boolean schema.
    Schema,
}

#[derive(Clone, Copy)]
enum Shape {
    One,
    List,
    Map,
    /// A map in which a key with `x-` is an extension.
    PatternedMap,
    /// A map of patterned maps: `callbacks`.
    MapOfMaps,
}

/// The methods that a Path Item may have (OpenAPI 3.1.0, section 4.8.9).
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn children(kind: Kind) -> &'static [(&'static str, Shape, Kind)] {
    use Shape::{List, Map, MapOfMaps, One, PatternedMap};
    match kind {
        Kind::Document => &[
            ("paths", PatternedMap, Kind::PathItem),
            ("webhooks", Map, Kind::PathItem),
            ("components", One, Kind::Components),
        ],
        Kind::Components => &[
            ("schemas", Map, Kind::Schema),
            ("responses", Map, Kind::Response),
            ("parameters", Map, Kind::Parameter),
            ("requestBodies", Map, Kind::RequestBody),
            ("headers", Map, Kind::Parameter),
            ("callbacks", MapOfMaps, Kind::PathItem),
            ("pathItems", Map, Kind::PathItem),
        ],
        Kind::PathItem => &[
            ("parameters", List, Kind::Parameter),
            ("get", One, Kind::Operation),
            ("put", One, Kind::Operation),
            ("post", One, Kind::Operation),
            ("delete", One, Kind::Operation),
            ("options", One, Kind::Operation),
            ("head", One, Kind::Operation),
            ("patch", One, Kind::Operation),
            ("trace", One, Kind::Operation),
        ],
        Kind::Operation => &[
            ("parameters", List, Kind::Parameter),
            ("requestBody", One, Kind::RequestBody),
            ("responses", PatternedMap, Kind::Response),
            ("callbacks", MapOfMaps, Kind::PathItem),
        ],
        Kind::Parameter => &[("schema", One, Kind::Schema), ("content", Map, Kind::MediaType)],
        Kind::RequestBody => &[("content", Map, Kind::MediaType)],
        Kind::Response => &[("headers", Map, Kind::Parameter), ("content", Map, Kind::MediaType)],
        Kind::MediaType => &[("schema", One, Kind::Schema), ("encoding", Map, Kind::Encoding)],
        Kind::Encoding => &[("headers", Map, Kind::Parameter)],
        // JSON Schema 2020-12 Core, section 10, and Validation, section 8.
        Kind::Schema => &[
            ("$defs", Map, Kind::Schema),
            ("properties", Map, Kind::Schema),
            ("patternProperties", Map, Kind::Schema),
            ("dependentSchemas", Map, Kind::Schema),
            ("allOf", List, Kind::Schema),
            ("anyOf", List, Kind::Schema),
            ("oneOf", List, Kind::Schema),
            ("prefixItems", List, Kind::Schema),
            ("items", One, Kind::Schema),
            ("contains", One, Kind::Schema),
            ("additionalProperties", One, Kind::Schema),
            ("propertyNames", One, Kind::Schema),
            ("unevaluatedItems", One, Kind::Schema),
            ("unevaluatedProperties", One, Kind::Schema),
            ("not", One, Kind::Schema),
            ("if", One, Kind::Schema),
            ("then", One, Kind::Schema),
            ("else", One, Kind::Schema),
            ("contentSchema", One, Kind::Schema),
        ],
    }
}

/// Visits every node of `document`, children before their parents, with its kind and pointer.
pub fn nodes(document: &mut Value, visit: &mut dyn FnMut(Kind, &mut Value, &str)) {
    node(document, Kind::Document, &mut String::new(), visit);
}

/// Visits every schema of `document`, subschemas before the schema that holds them.
pub fn schemas(document: &mut Value, visit: &mut dyn FnMut(&mut Value, &str)) {
    nodes(document, &mut |kind, value, pointer| {
        if kind == Kind::Schema {
            visit(value, pointer);
        }
    });
}

/// Visits `value` and everything in it, as [`nodes`] does; `pointer` is where `value` stands.
pub fn node(
    value: &mut Value,
    kind: Kind,
    pointer: &mut String,
    visit: &mut dyn FnMut(Kind, &mut Value, &str),
) {
    for (key, shape, child_kind) in children(kind) {
        let Some(child) = value.get_mut(*key) else {
            continue;
        };
        let length = pointer.len();
        push(pointer, key);
        members(child, *shape, *child_kind, pointer, visit);
        pointer.truncate(length);
    }
    visit(kind, value, pointer);
}

fn members(
    value: &mut Value,
    shape: Shape,
    kind: Kind,
    pointer: &mut String,
    visit: &mut dyn FnMut(Kind, &mut Value, &str),
) {
    let length = pointer.len();
    match (shape, value) {
        (Shape::One, value) => node(value, kind, pointer, visit),
        (Shape::List, Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                push(pointer, &index.to_string());
                node(item, kind, pointer, visit);
                pointer.truncate(length);
            }
        }
        (Shape::Map | Shape::PatternedMap | Shape::MapOfMaps, Value::Object(map)) => {
            for (key, item) in map.iter_mut() {
                if matches!(shape, Shape::PatternedMap) && key.starts_with("x-") {
                    continue;
                }
                push(pointer, key);
                if matches!(shape, Shape::MapOfMaps) {
                    members(item, Shape::PatternedMap, kind, pointer, visit);
                } else {
                    node(item, kind, pointer, visit);
                }
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// Appends one segment to a JSON Pointer, escaped as RFC 6901, section 3 asks.
pub fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// The segments of a JSON Pointer, unescaped (RFC 6901, section 4).
pub fn segments(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas_come_children_first_and_look_alikes_are_passed_over() {
        let mut document = json!({
            "paths": {
                "/a~b": {"get": {
                    "parameters": [{"schema": {"type": "string"}, "example": {"schema": {}}}],
                    "callbacks": {"done": {"{$url}": {"post": {"requestBody": {
                        "content": {"application/json": {"schema": true}}}}}}}
                }},
                "x-extra": {"get": {"parameters": [{"schema": {}}]}}
            },
            "components": {"schemas": {"A": {
                "properties": {"schema": {"items": {}}},
                "default": {"properties": {"no": {}}}
            }}}
        });
        let mut seen = Vec::new();
        schemas(&mut document, &mut |_, pointer| {
            seen.push(pointer.to_owned());
        });
        assert_eq!(
            seen,
            [
                "/paths/~1a~0b/get/parameters/0/schema",
                "/paths/~1a~0b/get/callbacks/done/{$url}/post/requestBody/content/application~1json/schema",
                "/components/schemas/A/properties/schema/items",
                "/components/schemas/A/properties/schema",
                "/components/schemas/A",
            ]
        );
    }

    #[test]
    fn segments_undo_push() {
        let mut pointer = String::new();
        push(&mut pointer, "a/b~1");
        push(&mut pointer, "");
        assert_eq!(pointer, "/a~1b~01/");
        assert_eq!(segments(&pointer), ["a/b~1", ""]);
        assert_eq!(segments(""), Vec::<String>::new());
    }
}
