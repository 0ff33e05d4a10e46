//! Walking operations, and names for what stands inside them.

use std::collections::BTreeMap;

use openapi_spec::lower::walk::{self, METHODS};
use serde_json::{Map, Value};

use crate::names;

/// Calls `visit` on each operation with its pointer, path and method.
pub(super) fn each(document: &mut Value, mut visit: impl FnMut(&mut Map<String, Value>, &str, &str)) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths.iter_mut() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                let mut pointer = String::from("/paths");
                walk::push(&mut pointer, path);
                walk::push(&mut pointer, method);
                visit(operation, &pointer, path);
            }
        }
    }
}

/// The operation's id; pass `operation-id` has set one on each.
pub(super) fn id(operation: &Map<String, Value>) -> &str {
    operation.get("operationId").and_then(Value::as_str).unwrap_or("operation")
}

/// Type names for places inside operations, by pointer. A schema found deeper is called after the
/// nearest of them.
pub(super) struct Places(BTreeMap<String, String>);

impl Places {
    pub(super) fn of(document: &mut Value) -> Self {
        let mut places = BTreeMap::new();
        each(document, |operation, pointer, _| {
            let id = names::type_name(id(operation));
            for (key, suffix) in [("requestBody", "Body"), ("responses", "Response")] {
                places.insert(format!("{pointer}/{key}"), format!("{id}{suffix}"));
            }
            let parameters = operation.get("parameters").and_then(Value::as_array);
            for (index, parameter) in parameters.into_iter().flatten().enumerate() {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                places.insert(
                    format!("{pointer}/parameters/{index}"),
                    format!("{id}{}", names::type_name(name)),
                );
            }
            places.insert(pointer.to_owned(), id);
        });
        Self(places)
    }

    /// A type name for the schema at `pointer`: the place that holds it and the properties between.
    pub(super) fn name(&self, pointer: &str) -> String {
        let mut end = pointer.len();
        let (mut name, rest) = loop {
            if let Some(name) = self.0.get(&pointer[..end]) {
                break (name.clone(), &pointer[end..]);
            }
            match pointer[..end].rfind('/') {
                Some(slash) => end = slash,
                None => break (String::new(), pointer),
            }
        };
        let segments = walk::segments(rest);
        let mut segments = segments.iter().map(String::as_str).peekable();
        while let Some(segment) = segments.next() {
            let keeps_name = match segment {
                // The member of a map carries the name, and so do the elements of a path.
                "properties" | "schemas" | "paths" | "$defs" | "patternProperties" => true,
                "items" | "additionalProperties" => {
                    name.push_str(if segment == "items" { "Item" } else { "Value" });
                    false
                }
                _ => false,
            };
            if keeps_name && let Some(member) = segments.next() {
                name.push_str(&names::type_name(member));
            }
        }
        if name.is_empty() { "Value".to_owned() } else { name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas_are_called_after_where_they_stand() {
        let mut document = json!({"paths": {"/x": {"get": {
            "operationId": "list_things", "parameters": [{"name": "sort-by"}]
        }}}});
        let places = Places::of(&mut document);
        for (pointer, name) in [
            ("/paths/~1x/get/parameters/0/schema", "ListThingsSortBy"),
            ("/paths/~1x/get/parameters/0/schema/items", "ListThingsSortByItem"),
            ("/paths/~1x/get/requestBody/content/a~1b/schema/properties/kind", "ListThingsBodyKind"),
            ("/components/schemas/Invite/properties/status", "InviteStatus"),
            ("/components/schemas/A/allOf/0/properties/properties", "AProperties"),
            ("", "Value"),
        ] {
            assert_eq!(places.name(pointer), name);
        }
    }
}
