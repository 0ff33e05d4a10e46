//! `patternProperties`: 3.0 has only `additionalProperties`, which cannot restrict the keys.

use serde_json::Value;

use super::{any_of, is_never};
use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else {
        return;
    };
    let additional = schema.get("additionalProperties").filter(|additional| restricts(additional)).cloned();
    let Some(additional) = additional.filter(|_| !patterns.is_empty()) else {
        hits.record_at(
            "patternProperties",
            LossClass::Validation,
            "dropped: other properties are allowed as well",
        );
        return;
    };
    let closed = is_never(&additional);
    let (class, note) = if !closed {
        (LossClass::Type, "became one `additionalProperties` for all patterns and the rest")
    } else if patterns.len() == 1 {
        (LossClass::Validation, "became `additionalProperties`; the pattern of the keys is lost")
    } else {
        (LossClass::Type, "became one `additionalProperties` for all patterns")
    };
    hits.record_at("patternProperties", class, note);
    let mut values: Vec<Value> = patterns.into_iter().map(|(_, value)| value).collect();
    values.extend((!closed).then_some(additional));
    schema.insert("additionalProperties".to_owned(), any_of(values));
}

/// Whether a schema says anything of the properties that match no pattern.
fn restricts(additional: &Value) -> bool {
    *additional != Value::Bool(true) && additional.as_object().is_none_or(|schema| !schema.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_closed_object_keeps_the_type_of_its_values() {
        check(
            run,
            json!({"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}),
            &json!({"additionalProperties": {"type": "string"}}),
            &[LossClass::Validation],
        );
        check(
            run,
            json!({
                "patternProperties": {"^x": {"type": "string"}, "^y": {"type": "integer"}},
                "additionalProperties": false
            }),
            &json!({"additionalProperties": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}),
            &[LossClass::Type],
        );
    }

    #[test]
    fn the_rest_may_have_a_type_of_its_own() {
        check(
            run,
            json!({"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "boolean"}}),
            &json!({"additionalProperties": {"anyOf": [{"type": "string"}, {"type": "boolean"}]}}),
            &[LossClass::Type],
        );
    }

    #[test]
    fn an_open_object_stays_open() {
        check(
            run,
            json!({"patternProperties": {"^x": {"type": "string"}}}),
            &json!({}),
            &[LossClass::Validation],
        );
    }
}
