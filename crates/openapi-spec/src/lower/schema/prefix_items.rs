//! Tuples: `prefixItems` becomes one `items` schema for all places.

use serde_json::Value;

use super::{any_of, is_never};
use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let Some(Value::Array(mut members)) = schema.shift_remove("prefixItems") else {
        return;
    };
    let length = members.len();
    match schema.shift_remove("items") {
        Some(rest) if is_never(&rest) => {
            let shorter = schema
                .get("maxItems")
                .and_then(Value::as_u64)
                .map_or(length as u64, |max| max.min(length as u64));
            schema.insert("maxItems".to_owned(), shorter.into());
            hits.record_at("prefixItems", LossClass::Type, "a tuple became a list of its members");
        }
        Some(rest) => {
            members.push(rest);
            hits.record_at("prefixItems", LossClass::Type, "a tuple became a list of its members");
        }
        // Without `items`, whatever follows the prefix may be anything.
        None => {
            members = vec![Value::Object(serde_json::Map::new())];
            hits.record_at("prefixItems", LossClass::Type, "an open tuple became a list of anything");
        }
    }
    if !members.is_empty() {
        schema.insert("items".to_owned(), any_of(members));
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_closed_tuple_keeps_its_length() {
        check(
            run,
            json!({"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"not": {}}}),
            &json!({"maxItems": 2, "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}),
            &[LossClass::Type],
        );
    }

    #[test]
    fn equal_members_need_no_union_and_an_open_tuple_holds_anything() {
        check(
            run,
            json!({"prefixItems": [{"type": "number"}, {"type": "number"}], "items": false}),
            &json!({"maxItems": 2, "items": {"type": "number"}}),
            &[LossClass::Type],
        );
        check(run, json!({"prefixItems": [{"type": "number"}]}), &json!({"items": {}}), &[LossClass::Type]);
    }
}
