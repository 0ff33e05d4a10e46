//! OpenAPI 3.0 schemas in terms of JSON Schema 2020-12, in place and keeping every pointer but those in
//! the returned set, below which `anyOf/1` was inserted.
//!
//! What differs (OpenAPI 3.0.3, "Schema Object"): `nullable`, boolean `exclusiveMinimum` and
//! `exclusiveMaximum`, and `$ref` beside which everything else is ignored. `nullable` is read as real
//! documents mean it: also without `type`, and beside `$ref`.

use std::collections::HashSet;

use openapi_source::Pointer;
use serde_json::{Map, Value, json};

/// Adapts every schema of a 3.0 document.
pub(crate) fn to_2020_12(document: &mut Value) -> HashSet<Pointer> {
    let mut wrapped = HashSet::new();
    structure(document, &Pointer::root(), &mut wrapped);
    wrapped
}

/// Walks what is not a schema and finds the schemas: `schema` of parameters, headers and media types, and
/// `components.schemas`.
fn structure(value: &mut Value, at: &Pointer, wrapped: &mut HashSet<Pointer>) {
    match value {
        Value::Object(map) => {
            for (name, child) in map.iter_mut() {
                let here = at.member(name);
                match name.as_str() {
                    "schema" => schema(child, &here, wrapped),
                    "schemas" if at.as_str() == "/components" => schemas(child, &here, wrapped),
                    "example" | "examples" | "default" | "enum" => {}
                    _ if name.starts_with("x-") => {}
                    _ => structure(child, &here, wrapped),
                }
            }
        }
        Value::Array(items) => {
            for (idx, item) in items.iter_mut().enumerate() {
                structure(item, &at.item(idx), wrapped);
            }
        }
        _ => {}
    }
}

fn schemas(value: &mut Value, at: &Pointer, wrapped: &mut HashSet<Pointer>) {
    match value {
        Value::Object(map) => {
            for (name, child) in map.iter_mut() {
                schema(child, &at.member(name), wrapped);
            }
        }
        Value::Array(items) => {
            for (idx, item) in items.iter_mut().enumerate() {
                schema(item, &at.item(idx), wrapped);
            }
        }
        _ => {}
    }
}

fn schema(value: &mut Value, at: &Pointer, wrapped: &mut HashSet<Pointer>) {
    let Value::Object(map) = value else { return };
    let nullable = map.get("nullable") == Some(&Value::Bool(true));
    if let Some(reference) = map.get("$ref").filter(|reference| reference.is_string()).cloned() {
        *map = Map::from_iter([("$ref".to_owned(), reference)]);
    }
    exclusive_bound(map, "exclusiveMinimum", "minimum");
    exclusive_bound(map, "exclusiveMaximum", "maximum");
    let inner_at = if nullable && !allow_null_in_place(map) {
        let inner = std::mem::take(map);
        *map = Map::from_iter([("anyOf".to_owned(), json!([{"type": "null"}, inner]))]);
        wrapped.insert(at.clone());
        at.member("anyOf").item(1)
    } else {
        at.clone()
    };
    let inner = if inner_at == *at {
        Some(map)
    } else {
        map.get_mut("anyOf").and_then(|any_of| any_of[1].as_object_mut())
    };
    let Some(inner) = inner else { return };
    for (name, child) in inner.iter_mut() {
        let here = inner_at.member(name);
        match name.as_str() {
            "properties" | "allOf" | "anyOf" | "oneOf" => schemas(child, &here, wrapped),
            "items" | "not" | "additionalProperties" => schema(child, &here, wrapped),
            _ => {}
        }
    }
}

/// Lets null in by `type` and `enum` alone, if the schema's other keywords say nothing of null.
fn allow_null_in_place(map: &mut Map<String, Value>) -> bool {
    let judges_null =
        ["$ref", "allOf", "anyOf", "oneOf", "not"].iter().any(|keyword| map.contains_key(*keyword));
    if judges_null {
        return false;
    }
    if let Some(Value::String(name)) = map.get("type") {
        let both = json!([name, "null"]);
        map.insert("type".to_owned(), both);
    }
    if let Some(Value::Array(values)) = map.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    true
}

fn exclusive_bound(map: &mut Map<String, Value>, exclusive: &str, inclusive: &str) {
    match map.get(exclusive) {
        Some(Value::Bool(true)) => {
            if let Some(bound) = map.shift_remove(inclusive) {
                map.insert(exclusive.to_owned(), bound);
            } else {
                map.shift_remove(exclusive);
            }
        }
        Some(Value::Bool(false)) => {
            map.shift_remove(exclusive);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: impl Into<Value>, expected: &Value, wraps: bool) {
        let schema: Value = schema.into();
        let mut document = json!({"components": {"schemas": {"X": schema}}});
        let wrapped = to_2020_12(&mut document);
        assert_eq!(&document["components"]["schemas"]["X"], expected);
        assert_eq!(wrapped.contains(&Pointer::from_text("/components/schemas/X")), wraps);
    }

    #[test]
    fn nullable_becomes_a_type_or_a_union() {
        check(json!({"type": "string"}), &json!({"type": "string"}), false);
        check(
            json!({"type": "string", "nullable": true, "enum": ["a"]}),
            &json!({"type": ["string", "null"], "nullable": true, "enum": ["a", null]}),
            false,
        );
        check(
            json!({"nullable": true, "allOf": [{"$ref": "#/x"}]}),
            &json!({"anyOf": [{"type": "null"}, {"nullable": true, "allOf": [{"$ref": "#/x"}]}]}),
            true,
        );
        check(
            json!({"nullable": true, "$ref": "#/x", "description": "ignored"}),
            &json!({"anyOf": [{"type": "null"}, {"$ref": "#/x"}]}),
            true,
        );
    }

    #[test]
    fn children_are_adapted_below_a_union_too() {
        check(
            json!({"nullable": true, "oneOf": [{"type": "integer", "minimum": 1, "exclusiveMinimum": true}]}),
            &json!({"anyOf": [{"type": "null"},
                {"nullable": true, "oneOf": [{"type": "integer", "exclusiveMinimum": 1}]}]}),
            true,
        );
    }

    #[test]
    fn data_is_left_alone() {
        check(
            json!({"type": "object", "example": {"schema": {"nullable": true}}}),
            &json!({"type": "object", "example": {"schema": {"nullable": true}}}),
            false,
        );
    }
}
