//! An operation for each schema, so that each is a request body of its own.

use serde_json::{Value, json};

/// The document with `POST /post/NAME` for each schema among its components, and for each of these
/// names with a place below its component.
pub(crate) fn with_posts(document: &Value, more: &[(&str, &str)]) -> Value {
    let mut out = document.clone();
    let components = document.pointer("/components/schemas").and_then(Value::as_object);
    let components = components.into_iter().flatten();
    let components = components.map(|(name, _)| (name.clone(), format!("#/components/schemas/{name}")));
    let more = more.iter().map(|(name, at)| ((*name).to_owned(), format!("#/components/schemas/{at}")));
    for (name, reference) in components.chain(more) {
        out["paths"][format!("/post/{name}")] = json!({"post": {
            "operationId": format!("post_{name}"),
            "security": [],
            "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": reference}}}
            },
            "responses": {"204": {"description": "done"}}
        }});
    }
    out
}
