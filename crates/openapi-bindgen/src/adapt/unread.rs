//! Removes what progenitor does not read. It stops at faults there all the same, and some
//! extensions make it write other code.

use openapi_spec::lower::walk::{self, Kind, METHODS};
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::Types;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    walk::nodes(document, &mut |kind, value, pointer| {
        let Some(object) = value.as_object_mut() else { return };
        if object.contains_key("callbacks") && kind == Kind::Operation {
            losses.record(
                LossClass::Dropped,
                &format!("{pointer}/callbacks"),
                "a client does not receive requests",
            );
        }
        object.retain(|key, _| is_read(kind, key));
    });
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        paths.retain(|path, _| path.starts_with('/'));
    }
    let info = document.get("info").and_then(Value::as_object);
    let texts = ["title", "version", "description"].into_iter().filter_map(|key| {
        let text = info.and_then(|info| info.get(key)).and_then(Value::as_str);
        text.map(|text| (key.to_owned(), json!(text)))
    });
    let mut info: Map<String, Value> = texts.collect();
    info.entry("title").or_insert_with(|| json!("this API"));
    info.entry("version").or_insert_with(|| json!("not given"));
    if document.is_object() {
        document["info"] = Value::Object(info);
    }
}

fn is_read(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::Document => matches!(key, "openapi" | "info" | "paths" | "components"),
        Kind::Components => key == "schemas",
        Kind::PathItem => METHODS.contains(&key),
        Kind::Operation => matches!(
            key,
            "operationId" | "summary" | "description" | "parameters" | "requestBody" | "responses"
        ),
        Kind::Parameter => {
            matches!(key, "name" | "in" | "description" | "required" | "schema")
        }
        Kind::RequestBody => matches!(key, "description" | "required" | "content"),
        Kind::Response => matches!(key, "description" | "content"),
        Kind::MediaType => key == "schema",
        Kind::Encoding => false,
        Kind::Schema => {
            !key.starts_with("x-")
                && !matches!(key, "example" | "examples" | "externalDocs" | "xml" | "discriminator")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn what_is_not_read_goes() {
        check(
            run,
            json!({
                "openapi": "3.0.3", "servers": 1, "tags": {}, "info": {"title": "T", "contact": 5},
                "paths": {"x-a": 1, "/x": {"summary": "s", "get": {
                    "tags": [], "x-dropshot-websocket": {}, "callbacks": {},
                    "responses": {"200": {"description": "d", "links": 7}}
                }}},
                "components": {"schemas": {"A": {"x-rust-type": {}, "example": 1, "type": "string"}}}
            }),
            &json!({
                "openapi": "3.0.3", "info": {"title": "T", "version": "not given"},
                "paths": {"/x": {"get": {"responses": {"200": {"description": "d"}}}}},
                "components": {"schemas": {"A": {"type": "string"}}}
            }),
            &[("/paths/~1x/get/callbacks", LossClass::Dropped)],
        );
    }
}
