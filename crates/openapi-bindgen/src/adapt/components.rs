//! Components other than schemas: each use gets a copy that later passes can change.

use openapi_spec::lower::target::{Copies, TOO_MUCH, follow};
use openapi_spec::lower::walk::{self, Kind};
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Value, json};

use super::Types;

pub(super) fn inline(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    let original = document.clone();
    let mut copies = Copies::default();
    let mut moved = Vec::new();
    walk::nodes(document, &mut |kind, value, pointer| {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return };
        if matches!(kind, Kind::Schema | Kind::Document | Kind::Components) {
            return;
        }
        let target = follow(&original, reference);
        if let Some(copy) = target.and_then(|target| copies.copy(target)) {
            if let Some(place) = reference.strip_prefix('#') {
                moved.push((pointer.to_owned(), losses.original(place)));
            }
            *value = copy;
        } else {
            let note = if target.is_some() { TOO_MUCH } else { "the reference leads to nothing" };
            losses.record(LossClass::Dropped, pointer, note);
            *value = json!({});
        }
    });
    for (pointer, original) in moved {
        losses.moved(pointer, original);
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.retain(|kind, _| matches!(kind.as_str(), "schemas" | "securitySchemes"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn uses_hold_copies_and_only_schemas_stay() {
        check(
            inline,
            json!({
                "paths": {"/x": {"get": {"responses": {
                    "200": {"$ref": "#/components/responses/R"},
                    "404": {"$ref": "#/components/responses/Missing"}
                }}}},
                "components": {"responses": {"R": {"description": "r"}}, "schemas": {}}
            }),
            &json!({
                "paths": {"/x": {"get": {"responses": {"200": {"description": "r"}, "404": {}}}}},
                "components": {"schemas": {}}
            }),
            &[("/paths/~1x/get/responses/404", LossClass::Dropped)],
        );
    }
}
