//! `examples` of a schema: 3.0 has one `example`.

use serde_json::Value;

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let Some(examples) = schema.shift_remove("examples") else {
        return;
    };
    let Value::Array(mut examples) = examples else {
        hits.record_at("examples", LossClass::Docs, "dropped: not a list");
        return;
    };
    let (class, note) = match examples.len() {
        _ if schema.contains_key("example") => (LossClass::Docs, "dropped beside `example`"),
        0 => (LossClass::None, "dropped: it is empty"),
        1 => (LossClass::None, "became `example`"),
        _ => (LossClass::Docs, "the first became `example`; the others are dropped"),
    };
    hits.record_at("examples", class, note);
    if !examples.is_empty() {
        schema.entry("example").or_insert_with(|| examples.swap_remove(0));
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_example_stays() {
        check(run, json!({"examples": [1]}), &json!({"example": 1}), &[LossClass::None]);
        check(run, json!({"examples": [1, 2, 3]}), &json!({"example": 1}), &[LossClass::Docs]);
        check(run, json!({"examples": []}), &json!({}), &[LossClass::None]);
        check(run, json!({"example": 0, "examples": [1]}), &json!({"example": 0}), &[LossClass::Docs]);
    }
}
