//! What has an instruction of its own, and what it answers; that it is right is for `tests/fast_agreement`.

use openapi_source::Pointer;
use openapi_spec::Resource;
use serde_json::{Value, json};

use super::{Answer, Padded};
use crate::checker::Validator;

/// Judges payloads by a plan that sends no value as a whole to the `jsonschema` crate.
#[track_caller]
fn check(schema: &Value, clean: &[Value], broken: &[Value]) {
    let (resource, findings) = Resource::load("s.json", schema.to_string().as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    let resource = resource.unwrap();
    let validator = Validator::new(&resource).unwrap();
    let plan = validator.fast_plan(&Pointer::root()).unwrap().unwrap();
    assert_eq!(plan.plan.reached, 0, "{schema} has an island");
    let judge =
        |payload: &Value| plan.judge(&Padded::new(payload.to_string().into_bytes()), &mut plan.scratch());
    for payload in clean {
        assert_eq!(judge(payload), Answer::Clean, "{schema} and {payload}");
    }
    for payload in broken {
        assert!(matches!(judge(payload), Answer::Broken { .. }), "{schema} and {payload}");
    }
}

#[test]
fn a_fixed_text_chooses_among_kinds_of_object() {
    let schema = json!({
        "oneOf": [{"$ref": "#/$defs/card"}, {"$ref": "#/$defs/iban"}, {"type": "null"}],
        "discriminator": {"propertyName": "kind"},
        "$defs": {
            "card": {
                "type": "object", "required": ["kind", "number"],
                "properties": {"kind": {"const": "card"}, "number": {"type": "string"}}
            },
            "iban": {
                "allOf": [{"properties": {"kind": {"enum": ["iban", "sepa"]}}}],
                "type": "object", "properties": {"iban": {"type": "string"}, "holder": {"type": "string"}}
            }
        }
    });
    check(
        &schema,
        &[
            json!({"kind": "card", "number": "1"}),
            json!({"iban": "1", "holder": "a", "kind": "sepa"}),
            json!(null),
        ],
        &[json!({"kind": "card"}), json!({"kind": "iban", "iban": 1}), json!({"kind": "cash"}), json!(1)],
    );
}

#[test]
fn many_kinds_are_told_apart_as_fast_as_few() {
    let branches: Vec<Value> = (0..2_000)
        .map(|idx| json!({"properties": {"k": {"const": format!("kind {idx}")}, "v": {"type": "integer"}}}))
        .collect();
    let of = |kind: &str| json!((0..500).map(|_| json!({"v": 1, "k": kind})).collect::<Vec<_>>());
    check(&json!({"items": {"oneOf": branches}}), &[of("kind 1999")], &[of("kind 2000")]);
}

#[test]
fn overlapping_alternatives_are_tried() {
    let either = |keyword: &str| {
        json!({
            "type": "object", "properties": {"a": {"type": "integer"}, "b": {}, "c": {}},
            keyword: [{"required": ["a"]}, {"required": ["b"]}]
        })
    };
    check(
        &either("anyOf"),
        &[json!({"a": 1}), json!({"a": 1, "b": 2})],
        &[json!({"c": 1}), json!({"a": ""})],
    );
    check(&either("oneOf"), &[json!({"a": 1}), json!({"b": 1})], &[json!({}), json!({"a": 1, "b": 2})]);
}

#[test]
fn alternatives_that_exclude_each_other_are_told_apart_by_names() {
    let schema = json!({
        "definitions": {
            "reference": {"type": "object", "required": ["$ref"], "patternProperties": {"^\\$ref$": {"type": "string"}}},
            "node": {
                "type": "object", "properties": {"next": {"oneOf": [
                    {"$ref": "#/definitions/node"}, {"$ref": "#/definitions/reference"}
                ]}},
                "patternProperties": {"^x-": {}}, "additionalProperties": false
            }
        },
        "$ref": "#/definitions/node"
    });
    let deep = |inner: &str| {
        let text = format!("{}{inner}{}", "{\"next\":".repeat(50), "}".repeat(50));
        serde_json::from_str::<Value>(&text).unwrap()
    };
    check(
        &schema,
        &[deep("{}"), deep(r##"{"$ref": "#/a"}"##)],
        &[deep("1"), deep(r#"{"$ref": 1}"#), deep(r#"{"a": 1}"#)],
    );
}

#[test]
fn members_beyond_counting_are_told_apart() {
    let members =
        |count: usize| (0..count).map(|idx| format!("\"n{idx}\": {idx}")).collect::<Vec<_>>().join(",");
    let schema = json!({"additionalProperties": {"type": "integer"}});
    let (resource, _) = Resource::load("s.json", schema.to_string().as_bytes());
    let resource = resource.unwrap();
    let plan = Validator::new(&resource).unwrap().fast_plan(&Pointer::root()).unwrap().unwrap();
    for count in [23, 24, 25, 5_000] {
        for (twice, answer) in [
            ("", Answer::Clean),
            (", \"n7\": 0", Answer::Broken { at: 0 }),
            (", \"n22\": 0", Answer::Broken { at: 0 }),
        ] {
            let text = Padded::new(format!("{{{}{twice}}}", members(count)).into_bytes());
            let judged = plan.judge(&text, &mut plan.scratch());
            assert_eq!(std::mem::discriminant(&judged), std::mem::discriminant(&answer), "{count} {twice}");
        }
    }
}

#[test]
fn what_one_alternative_declares_is_no_stranger_to_the_others() {
    let schema = json!({"anyOf": [
        {"properties": {"k": {"const": "a"}, "x": {"type": "object"}}, "additionalProperties": true},
        {"properties": {"k": {"const": "b"}, "x": {"properties": {"y": {}}}}}
    ]});
    check(&schema, &[json!({"k": "a", "x": {"y": 1}}), json!({"k": "a", "z": 1})], &[]);
    // The full pass has a warning for `z`: only it can tell.
    let (resource, _) = Resource::load("s.json", schema.to_string().as_bytes());
    let resource = resource.unwrap();
    let plan = Validator::new(&resource).unwrap().fast_plan(&Pointer::root()).unwrap().unwrap();
    let text = Padded::new(br#"{"k": "a", "x": {"z": 1}}"#.to_vec());
    assert!(matches!(plan.judge(&text, &mut plan.scratch()), Answer::Unsure { .. }));
}

#[test]
fn conditions() {
    let schema = json!({
        "type": "object", "properties": {"a": {}, "b": {}}, "not": {"required": ["a", "b"]},
        "if": {"required": ["a"]}, "then": {"properties": {"a": {"type": "string"}}}, "else": {"required": ["b"]}
    });
    check(
        &schema,
        &[json!({"a": ""}), json!({"b": 1})],
        &[json!({}), json!({"a": 1}), json!({"a": "", "b": 1})],
    );
}

#[test]
fn names() {
    let patterns = json!({
        "properties": {"a": {"type": "string"}},
        "patternProperties": {"^x-": {}, "^n": {"type": "integer"}}, "additionalProperties": false
    });
    check(&patterns, &[json!({"a": "", "x-1": [], "n1": 1})], &[json!({"b": 1}), json!({"n": ""})]);
    let short = json!({"propertyNames": {"maxLength": 2}, "minProperties": 1, "maxProperties": 2});
    check(
        &short,
        &[json!({"a": 1}), json!({"aa": 1, "b": 2})],
        &[json!({}), json!({"aaa": 1}), json!({"a": 1, "b": 2, "c": 3})],
    );
    let dependent = json!({
        "type": "object", "additionalProperties": {"type": "integer"}, "dependentRequired": {"a": ["b"]}
    });
    check(&dependent, &[json!({"a": 1, "b": 2}), json!({"b": 1, "c": 2})], &[json!({"a": 1})]);
}

#[test]
fn objects_with_many_members() {
    let names: Vec<String> = (0..200).map(|idx| format!("member {idx}")).collect();
    let properties: Value = names.iter().map(|name| (name.clone(), json!({"type": "integer"}))).collect();
    let schema = json!({"type": "object", "properties": properties, "required": ["member 0", "member 199"]});
    let all: Value = names.iter().map(|name| (name.clone(), json!(1))).collect();
    check(&schema, &[all, json!({"member 199": 1, "member 0": 1})], &[json!({"member 0": 1})]);
}

#[test]
fn elements_that_are_unique() {
    let schema = json!({"type": "array", "uniqueItems": true});
    check(
        &schema,
        &[json!(["a", "b"]), json!([]), json!([1, "1", [1]])],
        &[json!(["a", "b", "a"]), json!([1, 1.0])],
    );
}

#[test]
fn older_dialects() {
    let draft4 = json!({
        "$schema": "http://json-schema.org/draft-04/schema#", "id": "https://example.com/s",
        "properties": {
            "a": {"$ref": "#/definitions/n", "type": "null"}, "b": {"const": 1}, "c": {"type": "integer"}
        },
        "dependencies": {"a": ["c"]}, "definitions": {"n": {"minimum": 0, "exclusiveMinimum": true}}
    });
    check(&draft4, &[json!({"a": 1, "c": 2, "b": 2})], &[json!({"a": 0, "c": 1}), json!({"a": 1})]);
    let draft7 = json!({
        "$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.com/s",
        "properties": {"a": {"$ref": "#/definitions/n", "type": "null"}, "b": {"const": 1}},
        "dependentRequired": {"a": ["b"]}, "definitions": {"n": {"type": "integer", "exclusiveMinimum": 0}}
    });
    check(&draft7, &[json!({"a": 1}), json!({"b": 1.0})], &[json!({"a": 0}), json!({"b": 2})]);
}

#[test]
fn conditions_that_lead_to_themselves_end() {
    let schema =
        json!({"anyOf": [{"$ref": "#/$defs/a"}, {"$ref": "#"}], "$defs": {"a": {"not": {"$ref": "#"}}}});
    let (resource, _) = Resource::load("s.json", schema.to_string().as_bytes());
    let resource = resource.unwrap();
    let validator = Validator::new(&resource).unwrap();
    if let Some(plan) = validator.fast_plan(&Pointer::root()).unwrap() {
        let text = Padded::new(b"1".to_vec());
        assert_ne!(plan.judge(&text, &mut plan.scratch()), Answer::Clean);
    }
}

#[test]
fn lengths_are_in_code_points_and_bounds_are_exact() {
    let length = json!({"minLength": 2, "maxLength": 3});
    check(
        &length,
        &[json!("ab"), json!("äöü"), json!("😀😀"), json!("\u{1}\u{2}\u{3}"), json!("\"\"\"")],
        &[json!(""), json!("ä"), json!("abcd"), json!("😀😀😀😀"), json!("\u{1}")],
    );
    let bounds = json!({"type": "integer", "minimum": -1, "exclusiveMaximum": 1_000_000_000_000_000_000_i64});
    check(
        &bounds,
        &[json!(-1), json!(0), json!(999_999_999_999_999_999_i64), json!(1.0)],
        &[json!(-2), json!(1_000_000_000_000_000_000_i64), json!(1e30), json!(0.5), json!("1")],
    );
}
