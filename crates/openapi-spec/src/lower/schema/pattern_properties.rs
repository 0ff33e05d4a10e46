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
    let closed = schema.get("additionalProperties").is_some_and(is_never);
    if !closed || patterns.is_empty() {
        hits.record_at(
            "patternProperties",
            LossClass::Validation,
            "dropped: other properties are allowed as well",
        );
        return;
    }
    let (class, note) = if patterns.len() == 1 {
        (LossClass::Validation, "became `additionalProperties`; the pattern of the keys is lost")
    } else {
        (LossClass::Type, "became one `additionalProperties` for all patterns")
    };
    hits.record_at("patternProperties", class, note);
    let values = patterns.into_iter().map(|(_, value)| value).collect();
    schema.insert("additionalProperties".to_owned(), any_of(values));
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
    fn an_open_object_stays_open() {
        check(
            run,
            json!({"patternProperties": {"^x": {"type": "string"}}}),
            &json!({}),
            &[LossClass::Validation],
        );
    }
}
