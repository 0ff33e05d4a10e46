//! What is generated from small documents.

use openapi_bindgen::{Bindings, Settings, generate};
use openapi_spec::Document;
use serde_json::{Value, json};

fn bindings(paths: &Value, schemas: &Value) -> Bindings {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "Shop", "version": "7"},
        "servers": [{"url": "https://shop.example/"}],
        "paths": paths, "components": {"schemas": schemas}
    });
    let (loaded, findings) = Document::load("shop.json", document.to_string().as_bytes());
    let settings = Settings::new("shop.json", "cargo test", "shop_models").client_inner("crate::Key");
    generate(&loaded.unwrap_or_else(|| panic!("{findings:?}")), &settings).expect("it generates")
}

/// The source without its first line and without what the checks of requests have in common.
fn body(source: &str) -> &str {
    let body = source.split_once("\n\n").map_or(source, |(_, body)| body);
    body.split_once("/// What the document demands of requests.").map_or(body, |(types, _)| types)
}

fn answer(schema: &Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}

#[test]
fn an_operation_of_each_kind() {
    let bindings = bindings(
        &json!({
            "/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "get": {
                    "operationId": "getThing", "summary": "Reads a thing",
                    "parameters": [
                        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                        {"name": "sort", "in": "query", "schema": {"enum": ["asc", "desc"]}}
                    ],
                    "responses": {"200": answer(&json!({"$ref": "#/components/schemas/Thing"})), "404": {"description": ""}}
                },
                "options": {"operationId": "options", "responses": {"204": {"description": ""}}},
                "put": {
                    "operationId": "put_thing",
                    "requestBody": {"required": true, "content": {"application/octet-stream": {}}},
                    "responses": {"200": {"description": "", "content": {"image/png": {}}}, "default": answer(&json!({"type": "string"}))}
                },
                "post": {
                    "operationId": "form_thing",
                    "requestBody": {"required": true, "content": {"application/x-www-form-urlencoded": {
                        "schema": {"$ref": "#/components/schemas/Thing"}
                    }}},
                    "responses": {"200": {"description": ""}}
                }
            }
        }),
        &json!({"Thing": {"type": "object", "required": ["b"], "properties": {
            "b": {"type": "string"}, "a": {"type": ["integer", "null"]}
        }}}),
    );
    insta::assert_snapshot!("operations_client", body(&bindings.client));
    insta::assert_snapshot!("operations_models", body(&bindings.models));
}

#[test]
fn unions_and_times_and_closed_objects() {
    let bindings = bindings(
        &json!({}),
        &json!({
            "Either": {"oneOf": [
                {"title": "Many", "type": "array", "items": {"type": "string"}, "description": "Several."},
                {"title": "One", "type": "string"}
            ]},
            "Slot": {"type": "object", "additionalProperties": false, "required": ["from"], "properties": {
                "until": {"type": ["string", "null"], "format": "date-time"},
                "from": {"type": "string", "format": "date-time", "description": "See https://shop.example/<x> and [y]."},
                "kind": {"$ref": "#/components/schemas/Kind", "default": "b"}
            }},
            "Kind": {"type": "string", "enum": ["a", "b", "unknown", "+1", "-1"]}
        }),
    );
    insta::assert_snapshot!("unions_models", body(&bindings.models));
}

#[test]
fn failures_are_told_apart_by_status() {
    let bindings = bindings(
        &json!({"/things": {"post": {
            "operationId": "add_thing",
            "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {"type": "object"}}}},
            "responses": {
                "201": {"description": ""},
                "404": answer(&json!({"$ref": "#/components/schemas/Problem"})),
                "422": {"description": "Which `fields` are wrong.", "content": {"application/json": {
                    "schema": {"type": "array", "items": {"type": "string"}}
                }}},
                "5XX": answer(&json!({"$ref": "#/components/schemas/Problem"})),
                "default": answer(&json!({"type": "integer"}))
            }
        }}}),
        &json!({"Problem": {"type": "object", "properties": {"detail": {"type": "string"}}}}),
    );
    insta::assert_snapshot!("failures_client", body(&bindings.client));
    let sum = bindings.models.split("/// What `add_thing` answers").nth(1);
    insta::assert_snapshot!("failures_models", sum.expect("there is a sum type"));
}
