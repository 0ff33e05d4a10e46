//! A list of types: `null` becomes `nullable`, several others become `anyOf`.

use serde_json::{Map, Value, json};

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let Some(Value::Array(listed)) = schema.get("type") else {
        return;
    };
    let mut types: Vec<String> = Vec::new();
    for name in listed.iter().filter_map(Value::as_str) {
        if !types.iter().any(|known| known == name) {
            types.push(name.to_owned());
        }
    }
    let nullable = types.iter().any(|name| name == "null");
    types.retain(|name| name != "null");
    // Every integer is a number: JSON Schema 2020-12 Core, section 4.2.3.
    if types.iter().any(|name| name == "number") {
        types.retain(|name| name != "integer");
    }
    match types.as_slice() {
        [] if nullable => {
            // The pass for a lone null goes on from here.
            schema.insert("type".to_owned(), json!("null"));
            return;
        }
        [] => {
            schema.shift_remove("type");
        }
        [one] => {
            schema.insert("type".to_owned(), json!(one));
        }
        several => split(schema, several),
    }
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    let note = match (types.len(), nullable) {
        (0 | 1, true) => "a type or null became `nullable`",
        (0 | 1, false) => "a list of one type became the type",
        (_, true) => "several types became `anyOf` with `nullable`",
        (_, false) => "several types became `anyOf`",
    };
    hits.record_at("type", LossClass::None, note);
}

/// Gives each type a branch with the keywords that speak about it.
fn split(schema: &mut Map<String, Value>, types: &[String]) {
    schema.shift_remove("type");
    let branches: Vec<Value> = types.iter().map(|name| branch(schema, name)).collect();
    for name in ["string", "number", "array", "object"] {
        for keyword in keywords(name) {
            schema.shift_remove(*keyword);
        }
    }
    schema.shift_remove("format");
    schema.shift_remove("enum");
    match schema.shift_remove("anyOf") {
        // Both unions hold.
        Some(other) => {
            let mut both = vec![json!({"anyOf": other}), json!({"anyOf": branches})];
            if let Some(Value::Array(more)) = schema.shift_remove("allOf") {
                both.extend(more);
            }
            schema.insert("allOf".to_owned(), Value::Array(both));
        }
        None => {
            schema.insert("anyOf".to_owned(), Value::Array(branches));
        }
    }
}

fn branch(schema: &Map<String, Value>, name: &str) -> Value {
    let mut branch = Map::new();
    branch.insert("type".to_owned(), json!(name));
    for keyword in keywords(name) {
        if let Some(value) = schema.get(*keyword) {
            branch.insert((*keyword).to_owned(), value.clone());
        }
    }
    if let Some(format) = schema.get("format").filter(|format| is_format_of(name, format)) {
        branch.insert("format".to_owned(), format.clone());
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        let of_type: Vec<&Value> = values.iter().filter(|value| is_of_type(name, value)).collect();
        branch.insert("enum".to_owned(), json!(of_type));
    }
    Value::Object(branch)
}

fn keywords(name: &str) -> &'static [&'static str] {
    match name {
        "string" => &["pattern", "minLength", "maxLength"],
        "integer" | "number" => &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
        "array" => &["items", "minItems", "maxItems", "uniqueItems"],
        "object" => &["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
        _ => &[],
    }
}

fn is_format_of(name: &str, format: &Value) -> bool {
    let numeric = matches!(format.as_str(), Some("int32" | "int64" | "float" | "double"));
    match name {
        "string" => !numeric,
        "integer" | "number" => numeric,
        _ => false,
    }
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn a_type_or_null_is_nullable() {
        check(
            run,
            json!({"type": ["integer", "null"], "default": 2}),
            &json!({"type": "integer", "default": 2, "nullable": true}),
            &[LossClass::None],
        );
        check(run, json!({"type": ["string"]}), &json!({"type": "string"}), &[LossClass::None]);
        check(run, json!({"type": ["null"]}), &json!({"type": "null"}), &[]);
        check(run, json!({"type": ["integer", "number"]}), &json!({"type": "number"}), &[LossClass::None]);
    }

    #[test]
    fn several_types_share_the_keywords_by_type() {
        check(
            run,
            json!({
                "description": "d", "type": ["string", "integer", "null"],
                "minLength": 1, "minimum": 0, "format": "date", "enum": ["a", 1]
            }),
            &json!({
                "description": "d",
                "anyOf": [
                    {"type": "string", "minLength": 1, "format": "date", "enum": ["a"]},
                    {"type": "integer", "minimum": 0, "enum": [1]}
                ],
                "nullable": true
            }),
            &[LossClass::None],
        );
    }

    #[test]
    fn an_existing_union_still_holds() {
        check(
            run,
            json!({"type": ["string", "boolean"], "anyOf": [{"minLength": 2}]}),
            &json!({"allOf": [
                {"anyOf": [{"minLength": 2}]},
                {"anyOf": [{"type": "string"}, {"type": "boolean"}]}
            ]}),
            &[LossClass::None],
        );
    }
}
