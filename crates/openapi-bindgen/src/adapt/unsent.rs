//! Defaults of members that a request may leave out: filling them in is for the server, which knows better
//! what they are today. typify would send them always.

use std::collections::BTreeSet;

use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::Types;

const COMPONENTS: &str = "#/components/schemas/";

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    let sent = sent(document);
    walk::schemas(document, &mut |schema, pointer| {
        let component = pointer.strip_prefix("/components/schemas/").and_then(|rest| rest.split('/').next());
        let is_sent = match component {
            Some(name) => sent.contains(name),
            None => pointer.starts_with("/paths/") && pointer.contains("/requestBody/"),
        };
        if !is_sent {
            return;
        }
        let required: Vec<String> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
        for (name, property) in properties.iter_mut().filter(|(name, _)| !required.contains(name)) {
            let Some(property) = property.as_object_mut() else { continue };
            if leave_out(property) {
                let mut place = format!("{pointer}/properties");
                walk::push(&mut place, name);
                place.push_str("/default");
                losses.record(
                    LossClass::None,
                    &place,
                    "filled in by the server: what is not set is not sent",
                );
            }
        }
    });
}

/// Moves the default into the description.
fn leave_out(property: &mut Map<String, Value>) -> bool {
    let Some(default) = property.shift_remove("default") else { return false };
    let text = property.get("description").and_then(Value::as_str).unwrap_or_default();
    let default = default.to_string().replace('`', "'");
    let text = format!("{text}\n\nWithout it, the server takes `{default}`.").trim().to_owned();
    property.insert("description".to_owned(), json!(text));
    true
}

/// The schema components that request bodies hold.
fn sent(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Value> = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for item in paths.into_iter().flat_map(Map::values).filter_map(Value::as_object) {
        open.extend(item.values().filter_map(|operation| operation.get("requestBody")));
    }
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                let name =
                    members.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix(COMPONENTS));
                if let Some(name) = name
                    && found.insert(name.to_owned())
                    && let Some(schema) =
                        document.pointer("/components/schemas").and_then(|all| all.get(name))
                {
                    open.push(schema);
                }
                open.extend(members.values());
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn defaults_of_what_is_sent_are_for_the_server() {
        let (sent, read) =
            (json!({"$ref": "#/components/schemas/Sent"}), json!({"$ref": "#/components/schemas/Read"}));
        let members = |kind: Value, maybe: Value| {
            json!({"type": "object", "required": ["always"], "properties": {
                "always": {"type": "string", "default": "a"}, "kind": kind, "maybe": maybe
            }})
        };
        let before = members(
            json!({"type": "string", "default": "b", "description": "What it is."}),
            json!({"type": "string", "nullable": true, "default": "a"}),
        );
        let after = members(
            json!({"type": "string", "description": "What it is.\n\nWithout it, the server takes `\"b\"`."}),
            json!({"type": "string", "nullable": true, "description": "Without it, the server takes `\"a\"`."}),
        );
        let document = |sent_schema: &Value, inner: &Value| {
            json!({
                "paths": {"/x": {"post": {
                    "requestBody": {"content": {"application/json": {"schema": {"items": sent}}}},
                    "responses": {"2XX": {"content": {"application/json": {"schema": read}}}}
                }}},
                "components": {"schemas": {"Sent": {"allOf": [{"$ref": "#/components/schemas/Inner"}, sent_schema]}, "Read": before, "Inner": inner}}
            })
        };
        check(
            run,
            document(&before, &before),
            &document(&after, &after),
            &[
                ("/components/schemas/Sent/allOf/1/properties/kind/default", LossClass::None),
                ("/components/schemas/Sent/allOf/1/properties/maybe/default", LossClass::None),
                ("/components/schemas/Inner/properties/kind/default", LossClass::None),
                ("/components/schemas/Inner/properties/maybe/default", LossClass::None),
            ],
        );
    }
}
