//! Path items that are referred to: `components.pathItems` does not exist in 3.0.

use serde_json::Value;

use crate::lower::target::{Copies, TOO_MUCH, follow};
use crate::lower::walk::{self, Kind};
use crate::lower::{LossClass, Losses};

/// Replaces a referring path item by its target; fields beside the reference win.
pub(in crate::lower) fn inline(document: &mut Value, losses: &mut Losses<'_>) {
    let original = document.clone();
    let mut copies = Copies::default();
    walk::nodes(document, &mut |kind, value, pointer| {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return;
        };
        if kind != Kind::PathItem {
            return;
        }
        let target = follow(&original, reference);
        let copy = target.and_then(|target| copies.copy(target));
        let Some(item) = value.as_object_mut() else {
            return;
        };
        item.shift_remove("$ref");
        match copy {
            Some(Value::Object(copy)) => {
                for (key, part) in copy {
                    item.entry(key).or_insert(part);
                }
                losses.record(LossClass::None, pointer, "the reference was resolved in place");
            }
            None if target.is_some() => losses.record(LossClass::Dropped, pointer, TOO_MUCH),
            _ => losses.record(LossClass::Dropped, pointer, "the reference leads to nothing"),
        }
    });
}

/// Removes `components.pathItems`; whatever referred to it has been resolved.
pub(in crate::lower) fn remove(document: &mut Value, losses: &mut Losses<'_>) {
    let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) else {
        return;
    };
    if components.shift_remove("pathItems").is_some() {
        losses.record(LossClass::None, "/components/pathItems", "dropped: paths that use one hold a copy");
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_takes_over_what_it_refers_to() {
        check(
            inline,
            json!({
                "paths": {"/x": {"$ref": "#/components/pathItems/X", "summary": "s"}},
                "components": {"pathItems": {"X": {"get": {}, "summary": "t"}}}
            }),
            &json!({
                "paths": {"/x": {"summary": "s", "get": {}}},
                "components": {"pathItems": {"X": {"get": {}, "summary": "t"}}}
            }),
            &[("/paths/~1x", LossClass::None)],
        );
        check(
            inline,
            json!({"paths": {"/x": {"$ref": "#/nowhere"}}}),
            &json!({"paths": {"/x": {}}}),
            &[("/paths/~1x", LossClass::Dropped)],
        );
    }

    #[test]
    fn the_component_goes() {
        check(
            remove,
            json!({"components": {"pathItems": {}}}),
            &json!({"components": {}}),
            &[("/components/pathItems", LossClass::None)],
        );
    }
}
