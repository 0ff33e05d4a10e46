//! Defaults that their own schema refuses: typify fails on them, or writes code that does.

use std::cmp::Ordering;

use openapi_spec::lower::target::follow;
use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value};

use super::Types;

/// References in references end here.
const MAX_DEPTH: usize = 16;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let original = document.clone();
    walk::schemas(document, &mut |schema, pointer| {
        let Some(schema) = schema.as_object_mut() else { return };
        let Some(default) = schema.get("default") else { return };
        if !conforms(&original, types, schema, default, 0) {
            schema.shift_remove("default");
            losses.record(
                LossClass::Docs,
                &format!("{pointer}/default"),
                "dropped: it can't be told to fit its schema",
            );
        }
    });
}

/// Whether the value surely is one of the schema. Formats that typify turns into types of their
/// own, and keywords that it checks with code, count as unsure.
fn conforms(
    document: &Value,
    types: &Types,
    schema: &Map<String, Value>,
    value: &Value,
    depth: usize,
) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        if is_ours(types, reference) {
            return value.is_string();
        }
        let target = follow(document, reference).and_then(Value::as_object);
        return target.is_some_and(|target| conforms(document, types, target, value, depth + 1));
    }
    if let Some(Value::Array(all)) = schema.get("allOf") {
        return matches!(all.as_slice(), [Value::Object(one)]
            if conforms(document, types, one, value, depth + 1));
    }
    let unsure = ["anyOf", "oneOf", "not", "pattern", "minLength", "maxLength", "multipleOf"];
    if unsure.iter().any(|keyword| schema.contains_key(*keyword)) {
        return false;
    }
    if let Some(Value::Array(values)) = schema.get("enum")
        && !values.contains(value)
    {
        return false;
    }
    let each = |schema: Option<&Value>, value: &Value| match schema {
        Some(Value::Object(schema)) => conforms(document, types, schema, value, depth + 1),
        _ => true,
    };
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => value.is_string() && !schema.contains_key("format"),
        Some("integer") => (value.is_i64() || value.is_u64()) && in_bounds(schema, value),
        Some("number") => value.is_number() && in_bounds(schema, value),
        Some("boolean") => value.is_boolean(),
        Some("array") => {
            value.as_array().is_some_and(|items| items.iter().all(|item| each(schema.get("items"), item)))
        }
        Some("object") => value.as_object().is_some_and(|members| {
            let required = schema.get("required").and_then(Value::as_array);
            let complete = required
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .all(|name| members.contains_key(name));
            let properties = schema.get("properties").and_then(Value::as_object);
            complete
                && members.iter().all(|(name, member)| {
                    match properties.and_then(|properties| properties.get(name)) {
                        Some(property) => each(Some(property), member),
                        None => each(schema.get("additionalProperties"), member),
                    }
                })
        }),
        _ => false,
    }
}

/// Whether the reference names a type that this crate writes; any string is one.
fn is_ours(types: &Types, reference: &str) -> bool {
    let Some(name) = reference.strip_prefix("#/components/schemas/") else { return false };
    types.date_time.as_deref() == Some(name) || types.open_enums.iter().any(|open| open.name == name)
}

fn in_bounds(schema: &Map<String, Value>, value: &Value) -> bool {
    let Some(value) = value.as_f64() else { return false };
    let within = |bound: &str, exclusive: &str, inside: Ordering| {
        let Some(bound) = schema.get(bound).and_then(Value::as_f64) else { return true };
        match value.partial_cmp(&bound) {
            Some(Ordering::Equal) => schema.get(exclusive) != Some(&Value::Bool(true)),
            order => order == Some(inside),
        }
    };
    within("minimum", "exclusiveMinimum", Ordering::Greater)
        && within("maximum", "exclusiveMaximum", Ordering::Less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(schema: &Value, stays: bool) {
        let mut document = json!({"components": {"schemas": {
            "A": schema,
            "Ours": {"type": "string"},
            "Loop": {"$ref": "#/components/schemas/Loop"},
            "Object": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
        }}});
        let mut losses = Vec::new();
        let mut origins = openapi_spec::lower::Origins::default();
        let mut types = Types { date_time: Some("Ours".into()), ..Types::default() };
        run(&mut document, &mut Losses::new("pass", &mut losses, &mut origins), &mut types);
        let kept = document.pointer("/components/schemas/A/default").is_some();
        assert_eq!((kept, losses.len()), (stays, usize::from(!stays)), "{schema}");
    }

    #[test]
    fn only_a_default_that_surely_fits_stays() {
        check(&json!({"type": "string", "default": ""}), true);
        check(&json!({"type": "string", "default": 1}), false);
        check(&json!({"type": "string", "format": "uuid", "default": "x"}), false);
        check(&json!({"type": "integer", "default": 2, "nullable": true}), true);
        check(&json!({"type": "integer", "default": 0, "minimum": 0, "exclusiveMinimum": true}), false);
        check(&json!({"type": "integer", "enum": [1], "default": 2}), false);
        check(&json!({"type": "boolean", "default": false}), true);
        check(&json!({"type": "array", "items": {"type": "string"}, "default": ["a", 1]}), false);
        check(&json!({"allOf": [{"$ref": "#/components/schemas/Ours"}], "default": "x"}), true);
        check(&json!({"allOf": [{"$ref": "#/components/schemas/Ours"}], "default": 5}), false);
        check(&json!({"$ref": "#/components/schemas/Object", "default": {"a": 1}}), true);
        check(&json!({"$ref": "#/components/schemas/Object", "default": {}}), false);
        check(&json!({"$ref": "#/components/schemas/Loop", "default": 1}), false);
        check(&json!({"default": 1}), false);
    }
}
