//! Which types get checks, and what is in them.

use openapi_spec::Document;
use openapi_spec::lower::LossClass;
use serde_json::{Value, json};

use crate::{Bindings, Settings, generate};

/// Bindings of a document in which `POST /x` takes the schema `In` and answers with `Out`.
fn bindings(schemas: &Value) -> Bindings {
    let content = |name: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/x": {"post": {
            "requestBody": {"required": true, "content": content("In")},
            "responses": {"200": {"description": "", "content": content("Out")}}
        }}},
        "components": {"schemas": schemas}
    });
    let document = Document::load("d.json", document.to_string().as_bytes()).0.expect("it loads");
    generate(&document, &Settings::new("d.json", "cargo test", "models")).expect("it generates")
}

/// Types that have the methods.
fn checked(models: &str) -> Vec<&str> {
    let mut name = "";
    let mut out = Vec::new();
    for line in models.lines() {
        name = line.strip_prefix("impl ").and_then(|rest| rest.strip_suffix(" {")).unwrap_or(name);
        if line.starts_with("    pub fn validate(") {
            out.push(name);
        }
    }
    out
}

#[test]
fn only_types_of_requests_have_checks() {
    let schemas = json!({
        "In": {"type": "object", "properties": {
            "list": {"type": "array", "items": {"type": "object", "properties": {"deep": {"type": "integer"}}}},
            "part": {"$ref": "#/components/schemas/part-of-it"}
        }},
        "part-of-it": {"type": "object", "properties": {"again": {"$ref": "#/components/schemas/In"}}},
        "Out": {"type": "object", "properties": {"in": {"type": "string", "minLength": 1}}}
    });
    assert_eq!(checked(&bindings(&schemas).models), ["In", "InListItem", "PartOfIt"]);
    let nothing = bindings(&json!({"In": true, "Out": {}})).models;
    assert!(!nothing.contains("mod formats") && !nothing.contains("mod pattern"));
}

#[test]
fn members_that_may_be_null_or_the_server_s_change_in_requests_only() {
    let properties = json!({
        "may": {"type": ["string", "null"]}, "id": {"type": "integer", "readOnly": true}
    });
    let schema = json!({"type": "object", "required": ["id"], "properties": properties});
    let models = bindings(&json!({"In": schema, "Out": schema})).models;
    let (of_request, of_response) = models.split_once("pub struct Out").expect("both are there");
    assert!(of_request.contains("pub may: Option<Option<String>>"));
    assert!(of_request.contains("pub id: Option<i64>"));
    assert!(of_response.contains("pub may: Option<String>"));
    assert!(of_response.contains("pub id: i64"));
}

#[test]
fn what_is_left_out_is_in_the_report_and_in_the_docs() {
    let bindings = bindings(&json!({
        "In": {"type": "array", "items": {"type": "string", "format": "iri"}, "unevaluatedItems": false},
        "Out": {"type": "string", "format": "iri"}
    }));
    let losses = bindings.losses.iter().filter(|loss| loss.pass == "check");
    let losses: Vec<(&str, LossClass)> = losses.map(|loss| (loss.pointer.as_str(), loss.class)).collect();
    assert_eq!(
        losses,
        [
            ("/components/schemas/In/items/format", LossClass::Validation),
            ("/components/schemas/In/unevaluatedItems", LossClass::Validation),
        ]
    );
    assert!(bindings.models.contains("Not checked: `format: iri` at"));
}

#[test]
fn texts_of_the_document_are_literals_only() {
    let evil = "\"]; fn evil() {} /* */ \\ \n#}";
    let bindings = bindings(&json!({
        "In": {
            "type": "object", "required": [evil], "additionalProperties": false, "propertyNames": {"pattern": evil},
            "patternProperties": {evil: {"const": {evil: evil}}}, "dependentRequired": {evil: [evil]},
            "properties": {evil: {"enum": [evil, [evil]], "format": evil, "unevaluatedItems": {"$ref": evil}}}
        },
        "Out": {"type": "string"}
    }));
    let file = syn::parse_file(&bindings.models).expect("it is Rust");
    assert!(!functions(&file.items).iter().any(|name| name == "evil"));
}

/// Names of all functions, however deep.
fn functions(items: &[syn::Item]) -> Vec<String> {
    let of = |item: &syn::Item| match item {
        syn::Item::Fn(item) => vec![item.sig.ident.to_string()],
        syn::Item::Mod(item) => item.content.as_ref().map(|(_, items)| functions(items)).unwrap_or_default(),
        _ => Vec::new(),
    };
    items.iter().flat_map(of).collect()
}
