//! The passes together, on documents.

use serde_json::{Value, json};

use super::*;

#[track_caller]
fn lowered_schema(schema: &Value) -> Value {
    let document = json!({"openapi": "3.1.0", "components": {"schemas": {"A": schema}}});
    lower(&document).document.pointer("/components/schemas/A").cloned().unwrap_or_default()
}

#[test]
fn a_3_0_document_stays_as_it_is() {
    let document = json!({"openapi": "3.0.3", "webhooks": {}, "paths": {}, "components": {"schemas": {"A": {
        "type": "integer", "minimum": 1, "exclusiveMinimum": true, "nullable": true, "const": 1,
        "properties": {"b": {"$ref": "#/components/schemas/A", "description": "ignored"}}
    }}}});
    let lowered = lower(&document);
    assert_eq!(lowered.document, document);
    assert!(lowered.losses.is_empty());
}

#[test]
fn forms_of_3_1_in_a_3_0_document_are_read_as_they_are_meant() {
    let lowered = lower(&json!({"openapi": "3.0.3", "paths": {}, "components": {"schemas": {
        "A": {"type": ["integer", "null"], "exclusiveMinimum": 1},
        "B": {"properties": {"c": {"properties": {"d": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}}},
        "E": {"$ref": "#/components/schemas/B/properties/c"}
    }}}));
    assert_eq!(
        lowered.document["components"]["schemas"],
        json!({
            "A": {"type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true},
            "B": {"properties": {"c": {"properties": {"d": {"type": "string", "nullable": true}}}}},
            "E": {"$ref": "#/components/schemas/B_c"},
            "B_c": {"properties": {"d": {"type": "string", "nullable": true}}}
        })
    );
}

#[test]
fn a_null_branch_is_not_reported_as_a_lone_null() {
    let document = json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": {
        "A": {"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}], "description": "d"},
        "B": {"type": "object"}
    }}});
    let lowered = lower(&document);
    assert_eq!(
        lowered.document.pointer("/components/schemas/A"),
        Some(&json!({
            "description": "d", "allOf": [{"$ref": "#/components/schemas/B"}], "nullable": true
        }))
    );
    let hits: Vec<_> = lowered.losses.iter().map(|loss| (loss.pass, loss.pointer.as_str())).collect();
    assert_eq!(hits, [("null-union", "/components/schemas/A/anyOf"), ("version", "/openapi")]);
}

#[test]
fn passes_build_on_each_other() {
    // A boolean in a tuple, a list of types in a union with null, a reference with siblings.
    assert_eq!(
        lowered_schema(&json!({"prefixItems": [true, {"type": ["string", "null"]}], "items": false})),
        json!({"maxItems": 2, "items": {"anyOf": [{}, {"type": "string", "nullable": true}]}})
    );
    assert_eq!(
        lowered_schema(&json!({"type": ["null", "array", "object"], "minItems": 1})),
        json!({
            "anyOf": [{"type": "array", "minItems": 1, "items": {}}, {"type": "object"}],
            "nullable": true
        })
    );
    assert_eq!(lowered_schema(&json!({"const": null})), json!({"enum": [null]}));
    assert_eq!(
        lowered_schema(&json!({"type": "object", "additionalProperties": false})),
        json!({"type": "object", "additionalProperties": false})
    );
}

#[test]
fn losses_in_a_hoisted_schema_name_its_first_place() {
    let document = json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": {
        "A": {"$ref": "#/components/schemas/A/$defs/B", "$defs": {"B": {"if": {}}}}
    }}});
    let lowered = lower(&document);
    assert_eq!(lowered.document.pointer("/components/schemas/A_B"), Some(&json!({})));
    let place = "/components/schemas/A/$defs/B/if";
    assert!(lowered.losses.iter().any(|loss| loss.pointer == place));
    assert_eq!(lowered.origins.original("/components/schemas/A_B/if"), place);
}

#[test]
fn lowering_twice_changes_nothing_more() {
    let document = json!({"openapi": "3.1.0", "webhooks": {}, "components": {"schemas": {
        "A": {"type": ["integer", "null"], "exclusiveMinimum": 0, "examples": [1], "const": 5}
    }}});
    let once = lower(&document);
    let twice = lower(&once.document);
    assert_eq!(once.document, twice.document);
    assert_eq!(twice.losses, []);
}

#[test]
fn misshapen_documents_are_left_alone() {
    for document in [
        json!(null),
        json!([]),
        json!({"openapi": "3.1.0", "paths": [], "components": 3}),
        json!({"openapi": "3.1.0", "paths": {"/x": []}, "components": {"schemas": [1]}}),
        json!({"openapi": "3.1.0", "paths": {"/x": {"get": 1}}, "info": "x", "webhooks": 2}),
        json!({"openapi": "3.1.0", "components": {"schemas": {
            "A": {"type": [1, {}], "enum": {}, "anyOf": "x", "prefixItems": 5, "$ref": 7},
            "B": {"type": [], "prefixItems": [], "patternProperties": []}
        }}}),
    ] {
        let _ = lower(&document);
    }
}

#[test]
fn pass_names_are_unique_and_kebab_case() {
    let mut names: Vec<&str> = BEFORE.iter().chain(AFTER).map(|pass| pass.name).collect();
    names.extend(SCHEMA.iter().map(|pass| pass.name));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
}
