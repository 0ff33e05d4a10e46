//! Names of operations and schemas: Rust identifiers, unique, and the same after each run.

use std::collections::{BTreeMap, BTreeSet};

use openapi_spec::lower::walk::{self, METHODS};
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::Types;
use crate::names;

/// Methods that the client has anyway.
pub(crate) const TAKEN_METHODS: [&str; 7] =
    ["base_url", "connection", "new", "prepare", "send", "with_http_client", "with_options"];

/// Types that generated code names without a path.
const TAKEN_TYPES: [&str; 24] = [
    "Box",
    "Clone",
    "Client",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Err",
    "From",
    "FromStr",
    "Hash",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// Gives each operation an id that is a function name.
pub(super) fn operation_ids(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    let mut taken: BTreeSet<String> = TAKEN_METHODS.map(str::to_owned).into();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths.iter_mut() {
        for method in METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
                continue;
            };
            let written = operation.get("operationId").and_then(Value::as_str).map(str::to_owned);
            let text = match &written {
                Some(id) => without_path(id, path, method).unwrap_or(id).to_owned(),
                None => format!("{method} {path}"),
            };
            let name = names::unique(names::function_name(&text), &mut taken);
            if written.as_deref() != Some(&name) {
                let mut pointer = String::from("/paths");
                walk::push(&mut pointer, path);
                walk::push(&mut pointer, method);
                losses.record(LossClass::None, &pointer, format!("is called `{name}`"));
            }
            operation.insert("operationId".to_owned(), json!(name));
        }
    }
}

/// The name of the function, where `FastAPI` appended path and method to it by itself.
fn without_path<'a>(id: &'a str, path: &str, method: &str) -> Option<&'a str> {
    let mut suffix: String = path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    suffix.push('_');
    suffix.push_str(method);
    id.strip_suffix(&suffix).filter(|name| !name.is_empty())
}

/// Gives each schema component a name that is a type name.
pub(super) fn component_names(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    let mut taken: BTreeSet<String> = TAKEN_TYPES.map(str::to_owned).into();
    taken.extend(types.reserved.iter().cloned());
    let mut renamed = BTreeMap::new();
    let mut moved = Vec::new();
    let mut named = Map::new();
    for (written, schema) in std::mem::take(schemas) {
        let name = names::unique_type(&written, &mut taken);
        if name != written {
            let (from, to) = (component(&written), component(&name));
            losses.record(LossClass::None, &from, format!("is called `{name}`"));
            moved.push((to, losses.original(&from)));
        }
        renamed.insert(written, name.clone());
        named.insert(name, schema);
    }
    *schemas = named;
    for (to, original) in moved {
        losses.moved(to, original);
    }
    walk::schemas(document, &mut |schema, _| {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return };
        let target = reference.strip_prefix("#/components/schemas/");
        if let Some(name) = target.and_then(|written| renamed.get(written)) {
            schema["$ref"] = json!(format!("#/components/schemas/{name}"));
        }
    });
}

fn component(name: &str) -> String {
    let mut pointer = String::from("/components/schemas");
    walk::push(&mut pointer, name);
    pointer
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn operation_ids_become_unique_function_names() {
        check(
            operation_ids,
            json!({"paths": {
                "/a": {
                    "get": {"operationId": "get_a"},
                    "put": {"operationId": "getA"},
                    "post": {"operationId": "new"}
                },
                "/b/{id}": {"get": {}, "delete": {"operationId": "drop_b__id__delete"}}
            }}),
            &json!({"paths": {
                "/a": {
                    "get": {"operationId": "get_a"},
                    "put": {"operationId": "get_a2"},
                    "post": {"operationId": "new2"}
                },
                "/b/{id}": {"get": {"operationId": "get_b_id"}, "delete": {"operationId": "drop"}}
            }}),
            &[
                ("/paths/~1a/put", LossClass::None),
                ("/paths/~1a/post", LossClass::None),
                ("/paths/~1b~1{id}/get", LossClass::None),
                ("/paths/~1b~1{id}/delete", LossClass::None),
            ],
        );
    }

    #[test]
    fn schemas_get_unique_type_names_and_references_follow() {
        check(
            component_names,
            json!({"components": {"schemas": {
                "invite_status": {"type": "string"},
                "InviteStatus": {"$ref": "#/components/schemas/invite_status"},
                "Result": {"items": {"$ref": "#/components/schemas/InviteStatus"}}
            }}}),
            &json!({"components": {"schemas": {
                "InviteStatus": {"type": "string"},
                "InviteStatus2": {"$ref": "#/components/schemas/InviteStatus"},
                "Result2": {"items": {"$ref": "#/components/schemas/InviteStatus2"}}
            }}}),
            &[
                ("/components/schemas/invite_status", LossClass::None),
                ("/components/schemas/InviteStatus", LossClass::None),
                ("/components/schemas/Result", LossClass::None),
            ],
        );
    }
}
