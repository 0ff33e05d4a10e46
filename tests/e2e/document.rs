//! The built-in document: its examples keep its own schemas, its evidence is well formed.

use openapi_source::{Limits, Pointer, parse_json};
use openapi_spec::Document;
use openapi_validator::Validator;
use securegate_tests::root;
use serde_json::Value;

fn document() -> Document {
    let bytes = std::fs::read(root().join("openapi/securegate.yaml")).expect("the document");
    Document::load("openapi/securegate.yaml", &bytes).0.expect("it loads")
}

/// Every value that the document gives as an example or a default, with the pointer of its schema.
fn examples(value: &Value, at: &Pointer, out: &mut Vec<(Pointer, Pointer, Value)>) {
    match value {
        Value::Object(map) => {
            let example_of = |schema: &Pointer, out: &mut Vec<(Pointer, Pointer, Value)>| {
                for (name, example) in map.get("examples").and_then(Value::as_object).into_iter().flatten() {
                    if let Some(example) = example.get("value") {
                        let place = at.member("examples").member(name).member("value");
                        out.push((place, schema.clone(), example.clone()));
                    }
                }
                for (idx, example) in
                    map.get("examples").and_then(Value::as_array).into_iter().flatten().enumerate()
                {
                    out.push((at.member("examples").item(idx), schema.clone(), example.clone()));
                }
                for name in ["example", "default"] {
                    if let Some(example) = map.get(name) {
                        out.push((at.member(name), schema.clone(), example.clone()));
                    }
                }
            };
            if map.contains_key("schema") {
                example_of(&at.member("schema"), out);
            } else if map.contains_key("type") || map.contains_key("$ref") || map.contains_key("anyOf") {
                example_of(at, out);
            }
            for (name, child) in map {
                if !matches!(name.as_str(), "examples" | "example" | "default") && !name.starts_with("x-") {
                    examples(child, &at.member(name), out);
                }
            }
        }
        Value::Array(items) => {
            for (idx, item) in items.iter().enumerate() {
                examples(item, &at.item(idx), out);
            }
        }
        _ => {}
    }
}

#[test]
fn every_example_keeps_its_schema() {
    let document = document();
    let validator = Validator::new(document.resource()).expect("it compiles");
    let mut found = Vec::new();
    examples(document.value(), &Pointer::root(), &mut found);
    assert!(found.len() > 40, "only {} examples found", found.len());
    for (place, schema, example) in found {
        let parsed = parse_json(place.as_str(), example.to_string().as_bytes(), &Limits::default());
        let tree = parsed.tree.expect("an example is JSON");
        let checked = validator.schema(&schema).expect("its schema compiles").check(&tree);
        let messages: Vec<String> = checked.findings.iter().map(|finding| finding.message.shown()).collect();
        assert!(messages.is_empty() && checked.not_checked.is_empty(), "{place}: {messages:?}");
    }
}

#[test]
fn every_operation_has_an_example_of_each_body() {
    let document = document();
    assert_eq!(document.operations().len(), 11);
    for operation in document.operations() {
        let bodies = operation.request_body.iter().flat_map(|body| &body.content);
        let success = operation.responses.iter().filter(|response| response.status == "200");
        let mut count = 0;
        for media in bodies.chain(success.flat_map(|response| &response.content)) {
            let schema = media.schema.as_ref().expect("a schema");
            let (media_at, _) = schema.split_last().expect("a media type");
            let media = document.value().pointer(media_at.as_str()).expect("it is there");
            assert!(media["examples"].as_object().is_some_and(|all| !all.is_empty()), "{media_at}");
            count += 1;
        }
        assert!(count > 0, "{} describes no body", operation.id);
    }
}

#[test]
fn only_the_duplicate_of_the_vendor_is_found_in_it() {
    let bytes = std::fs::read(root().join("openapi/securegate.yaml")).expect("the document");
    let (_, findings) = Document::load("openapi/securegate.yaml", &bytes);
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["document/duplicate-enum-value"]);
}

#[test]
fn evidence_uses_the_four_levels_only() {
    fn check(value: &Value, at: &Pointer) {
        match value {
            Value::Object(map) => {
                for (name, child) in map {
                    let here = at.member(name);
                    if name == "x-evidence" {
                        let levels: Vec<&Value> =
                            child.as_object().map_or_else(|| vec![child], |map| map.values().collect());
                        for level in levels {
                            let known = ["published", "prose", "inferred", "unknown"];
                            assert!(level.as_str().is_some_and(|level| known.contains(&level)), "{here}");
                        }
                    } else {
                        check(child, &here);
                    }
                }
            }
            Value::Array(items) => {
                for (idx, item) in items.iter().enumerate() {
                    check(item, &at.item(idx));
                }
            }
            _ => {}
        }
    }
    check(document().value(), &Pointer::root());
}
