//! Null as a type, a value of an enum, a branch of a union and a default.

use serde_json::{Map, Value, json};

use crate::lower::{Hits, LossClass};

/// Whether the schema accepts null and nothing else.
pub(in crate::lower) fn is_null(schema: &Value) -> bool {
    let Some(schema) = schema.as_object() else {
        return false;
    };
    match schema.get("type") {
        Some(Value::String(name)) if name == "null" => return true,
        Some(Value::Array(names)) if names.as_slice() == [json!("null")] => return true,
        _ => {}
    }
    schema.get("const").is_some_and(Value::is_null)
        || schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
}

/// `type: null` alone. 3.0 has no such type; an enum of null comes nearest.
pub(in crate::lower) fn only_type(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    if schema.get("type").and_then(Value::as_str) != Some("null") {
        return;
    }
    schema.shift_remove("type");
    schema.insert("nullable".to_owned(), Value::Bool(true));
    schema.insert("enum".to_owned(), json!([null]));
    hits.record_at("type", LossClass::Type, "`null` alone became an enum of null");
}

/// Null among the values of an enum is allowed in 3.0 only with `nullable`.
pub(in crate::lower) fn in_enum(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let Some(Value::Array(values)) = schema.get("enum") else {
        return;
    };
    if values.len() > 1
        && values.iter().any(Value::is_null)
        && schema.get("nullable") != Some(&Value::Bool(true))
    {
        schema.insert("nullable".to_owned(), Value::Bool(true));
        hits.record_at("enum", LossClass::None, "null among the values: `nullable` was added");
    }
}

/// A union with a null branch: the branch goes, `nullable` stays.
pub(in crate::lower) fn in_union(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    for union in ["anyOf", "oneOf"] {
        let Some(Value::Array(branches)) = schema.get_mut(union) else {
            continue;
        };
        if !branches.iter().any(is_null) {
            continue;
        }
        branches.retain(|branch| !is_null(branch));
        let note = match branches.len() {
            0 => {
                schema.shift_remove(union);
                schema.insert("enum".to_owned(), json!([null]));
                "only null remained: an enum of null"
            }
            1 => {
                let branch = branches.remove(0);
                schema.shift_remove(union);
                absorb(schema, branch);
                "a branch or null became `nullable`"
            }
            _ => "null left the union, which is `nullable` now",
        };
        schema.insert("nullable".to_owned(), Value::Bool(true));
        hits.record_at(union, LossClass::None, note);
    }
}

/// Makes the only branch part of the schema: merged where no keyword speaks twice, else `allOf`.
fn absorb(schema: &mut Map<String, Value>, branch: Value) {
    const ANNOTATIONS: [&str; 6] = ["title", "description", "default", "example", "deprecated", "nullable"];
    match branch {
        Value::Object(branch)
            if !branch.contains_key("$ref")
                && branch.keys().all(|keyword| {
                    !schema.contains_key(keyword) || ANNOTATIONS.contains(&keyword.as_str())
                }) =>
        {
            for (keyword, value) in branch {
                schema.entry(keyword).or_insert(value);
            }
        }
        branch => {
            let mut all = vec![branch];
            if let Some(Value::Array(more)) = schema.shift_remove("allOf") {
                all.extend(more);
            }
            schema.insert("allOf".to_owned(), Value::Array(all));
        }
    }
}

/// `default: null`: the same as no default, and 3.0 readers trip over it.
pub(in crate::lower) fn as_default(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    if schema.get("default").is_some_and(Value::is_null) {
        schema.shift_remove("default");
        hits.record_at("default", LossClass::Docs, "`null` dropped: absent means the same");
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn a_lone_null_type_is_an_enum_of_null() {
        check(
            only_type,
            json!({"type": "null"}),
            &json!({"nullable": true, "enum": [null]}),
            &[LossClass::Type],
        );
    }

    #[test]
    fn null_in_an_enum_asks_for_nullable() {
        check(
            in_enum,
            json!({"enum": ["a", null]}),
            &json!({"enum": ["a", null], "nullable": true}),
            &[LossClass::None],
        );
        check(in_enum, json!({"enum": ["a"]}), &json!({"enum": ["a"]}), &[]);
    }

    #[test]
    fn one_branch_is_absorbed() {
        check(
            in_union,
            json!({"description": "outer", "anyOf": [
                {"type": "string", "description": "inner"}, {"type": "null"}
            ]}),
            &json!({"description": "outer", "type": "string", "nullable": true}),
            &[LossClass::None],
        );
        check(
            in_union,
            json!({"oneOf": [{"const": null}, {"$ref": "#/components/schemas/A"}]}),
            &json!({"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true}),
            &[LossClass::None],
        );
    }

    #[test]
    fn a_clash_keeps_both_sides() {
        check(
            in_union,
            json!({"minLength": 1, "anyOf": [{"minLength": 2}, {"enum": [null]}]}),
            &json!({"minLength": 1, "allOf": [{"minLength": 2}], "nullable": true}),
            &[LossClass::None],
        );
    }

    #[test]
    fn several_branches_stay_a_union() {
        check(
            in_union,
            json!({"anyOf": [{"type": "string"}, {"type": "null"}, {"type": "integer"}]}),
            &json!({"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": true}),
            &[LossClass::None],
        );
        check(
            in_union,
            json!({"anyOf": [{"type": "null"}]}),
            &json!({"enum": [null], "nullable": true}),
            &[LossClass::None],
        );
    }

    #[test]
    fn a_null_default_goes() {
        check(as_default, json!({"default": null}), &json!({}), &[LossClass::Docs]);
        check(as_default, json!({"default": 0}), &json!({"default": 0}), &[]);
    }
}
