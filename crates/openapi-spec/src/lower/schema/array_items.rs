//! `type: array` without `items`: 3.0 requires the keyword.

use serde_json::{Value, json};

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let mut added = false;
    if schema.get("type").and_then(Value::as_str) == Some("array") && !schema.contains_key("items") {
        schema.insert("items".to_owned(), json!({}));
        added = true;
    }
    // The branches that `type-array` made of a list of types are not visited themselves.
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        for branch in branches.iter_mut().filter_map(Value::as_object_mut) {
            if branch.get("type").and_then(Value::as_str) == Some("array") && !branch.contains_key("items") {
                branch.insert("items".to_owned(), json!({}));
                added = true;
            }
        }
    }
    if added {
        hits.record(LossClass::None, "an array without `items` got `items: {}`");
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn items_are_spelt_out() {
        check(run, json!({"type": "array"}), &json!({"type": "array", "items": {}}), &[LossClass::None]);
        check(
            run,
            json!({"anyOf": [{"type": "array"}, {"type": "string"}]}),
            &json!({"anyOf": [{"type": "array", "items": {}}, {"type": "string"}]}),
            &[LossClass::None],
        );
        check(run, json!({"type": "object"}), &json!({"type": "object"}), &[]);
    }
}
