//! Siblings of `$ref`: 3.0 ignores them, so the reference moves into an `allOf`.

use serde_json::{Value, json};

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    if schema.len() < 2 || !schema.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let Some(reference) = schema.shift_remove("$ref") else {
        return;
    };
    let mut all = vec![json!({"$ref": reference})];
    if let Some(Value::Array(more)) = schema.shift_remove("allOf") {
        all.extend(more);
    }
    schema.insert("allOf".to_owned(), Value::Array(all));
    hits.record_at("$ref", LossClass::None, "a reference with siblings moved into `allOf`");
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn a_reference_with_siblings_becomes_all_of() {
        check(
            run,
            json!({"$ref": "#/a", "description": "d", "allOf": [{}]}),
            &json!({"description": "d", "allOf": [{"$ref": "#/a"}, {}]}),
            &[LossClass::None],
        );
        check(run, json!({"$ref": "#/a"}), &json!({"$ref": "#/a"}), &[]);
    }
}
