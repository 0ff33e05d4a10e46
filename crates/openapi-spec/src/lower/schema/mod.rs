//! The passes over one schema, one file each.

pub(super) mod array_items;
pub(super) mod boolean;
pub(super) mod const_value;
pub(super) mod content;
pub(super) mod examples;
pub(super) mod exclusive_bounds;
pub(super) mod null;
pub(super) mod pattern_properties;
pub(super) mod prefix_items;
pub(super) mod siblings;
pub(super) mod type_array;
pub(super) mod unevaluated;
pub(super) mod unknown;

use serde_json::{Map, Value};

/// Whether the schema accepts nothing: `false`, or what [`boolean`] makes of it.
fn is_never(schema: &Value) -> bool {
    match schema {
        Value::Bool(accepts) => !accepts,
        Value::Object(map) => map.len() == 1 && map.get("not") == Some(&Value::Object(Map::new())),
        _ => false,
    }
}

/// One schema that accepts what any of `schemas` accepts.
fn any_of(schemas: Vec<Value>) -> Value {
    let mut distinct: Vec<Value> = Vec::new();
    for schema in schemas {
        if !distinct.contains(&schema) {
            distinct.push(schema);
        }
    }
    if distinct.len() == 1 {
        return distinct.remove(0);
    }
    let mut union = Map::new();
    union.insert("anyOf".to_owned(), Value::Array(distinct));
    Value::Object(union)
}

/// Runs one pass on `before` and compares the outcome and the classes of its hits.
#[cfg(test)]
#[track_caller]
fn check(
    run: fn(&mut Value, &mut super::Hits<'_>),
    mut before: Value,
    after: &Value,
    classes: &[super::LossClass],
) {
    let mut losses = Vec::new();
    run(&mut before, &mut super::Hits::new("pass", "/place".to_owned(), &mut losses));
    assert_eq!(&before, after);
    assert_eq!(losses.iter().map(|loss| loss.class).collect::<Vec<_>>(), classes);
    assert!(losses.iter().all(|loss| loss.pointer.starts_with("/place") && !loss.note.is_empty()));
}
