//! `unevaluatedProperties: false` beside plain `properties` says `additionalProperties: false`.

use serde_json::Value;

use super::is_never;
use crate::lower::{Hits, LossClass};

/// Keywords that evaluate properties in other places, so that the two are not the same.
const APPLICATORS: [&str; 10] = [
    "$ref",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "dependentSchemas",
    "patternProperties",
    "additionalProperties",
    "not",
];

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    if APPLICATORS.iter().any(|keyword| schema.contains_key(*keyword)) {
        return;
    }
    if schema.get("unevaluatedProperties").is_some_and(is_never) {
        schema.shift_remove("unevaluatedProperties");
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
        hits.record(LossClass::None, "`unevaluatedProperties: false` became `additionalProperties: false`");
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn closes_a_plain_object_and_leaves_a_composed_one_alone() {
        check(
            run,
            json!({"properties": {}, "unevaluatedProperties": false}),
            &json!({"properties": {}, "additionalProperties": false}),
            &[LossClass::None],
        );
        let composed = json!({"allOf": [{}], "unevaluatedProperties": false});
        check(run, composed.clone(), &composed, &[]);
    }
}
