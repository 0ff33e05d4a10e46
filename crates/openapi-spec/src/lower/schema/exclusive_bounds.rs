//! Numeric `exclusiveMinimum` and `exclusiveMaximum`: booleans beside the bound in 3.0.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    bound(schema, "exclusiveMinimum", "minimum", Ordering::Greater, hits);
    bound(schema, "exclusiveMaximum", "maximum", Ordering::Less, hits);
}

/// `tighter` is how a bound compares with a looser one.
fn bound(
    schema: &mut Map<String, Value>,
    exclusive: &str,
    inclusive: &str,
    tighter: Ordering,
    hits: &mut Hits<'_>,
) {
    let Some(limit) = schema.get(exclusive).filter(|limit| limit.is_number()).cloned() else {
        return;
    };
    let inclusive_is_tighter = schema
        .get(inclusive)
        .is_some_and(|other| other.as_f64().partial_cmp(&limit.as_f64()) == Some(tighter));
    if inclusive_is_tighter {
        schema.shift_remove(exclusive);
        hits.record_at(exclusive, LossClass::None, format!("dropped: `{inclusive}` is tighter"));
    } else {
        schema.insert(inclusive.to_owned(), limit);
        schema.insert(exclusive.to_owned(), Value::Bool(true));
        hits.record_at(exclusive, LossClass::None, format!("became `{inclusive}` and a boolean"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn the_tighter_bound_wins() {
        check(
            run,
            json!({"exclusiveMinimum": 0}),
            &json!({"exclusiveMinimum": true, "minimum": 0}),
            &[LossClass::None],
        );
        check(run, json!({"minimum": 5, "exclusiveMinimum": 0}), &json!({"minimum": 5}), &[LossClass::None]);
        check(
            run,
            json!({"maximum": 5, "exclusiveMaximum": 5}),
            &json!({"maximum": 5, "exclusiveMaximum": true}),
            &[LossClass::None],
        );
        let already = json!({"minimum": 0, "exclusiveMinimum": true});
        check(run, already.clone(), &already, &[]);
    }
}
