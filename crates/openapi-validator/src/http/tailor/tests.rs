//! What changes in the schemas by direction and strictness, and what does not.

use super::*;

fn document(version: &str, schemas: &str) -> Document {
    let yaml = format!(
        "openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas: {schemas}\n"
    );
    let (document, findings) = Document::load("d.yaml", yaml.as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    document.expect("it reads")
}

#[track_caller]
fn check(version: &str, schemas: &str, direction: Direction, nullable: Nullable, at: &str, expected: &Value) {
    let document = document(version, schemas);
    let tailored = tailored(&document, direction, nullable);
    let whole = tailored.as_ref().unwrap_or(document.adapted());
    assert_eq!(whole.pointer(&format!("/components/schemas/{at}")), Some(expected));
}

#[test]
fn what_is_only_read_need_not_be_sent() {
    let schemas =
        "{A: {required: [id, n, w], properties: {id: {readOnly: true}, n: {}, w: {writeOnly: true}}}}";
    let lenient = Nullable::Lenient;
    check("3.1.0", schemas, Direction::Request, lenient, "A/required", &json!(["n", "w"]));
    check("3.1.0", schemas, Direction::Response, lenient, "A/required", &json!(["id", "n"]));
    check("3.0.3", schemas, Direction::Request, lenient, "A/required", &json!(["n", "w"]));
}

#[test]
fn marks_are_found_through_references_and_combinators() {
    let schemas = "
    Id: {type: string, readOnly: true}
    Base: {properties: {id: {$ref: '#/components/schemas/Id'}, at: {nullable: true, allOf: [{$ref: '#/components/schemas/Id'}]}}}
    All: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [id, at, x]}]}
    Loop: {required: [id], properties: {id: {readOnly: true}}, allOf: [{$ref: '#/components/schemas/Loop'}]}";
    let lenient = Nullable::Lenient;
    check("3.0.3", schemas, Direction::Request, lenient, "All/allOf/1/required", &json!(["x"]));
    check("3.0.3", schemas, Direction::Response, lenient, "All/allOf/1/required", &json!(["id", "at", "x"]));
    check("3.0.3", schemas, Direction::Request, lenient, "Loop/required", &json!([]));
}

#[test]
fn formats_of_openapi_become_a_keyword() {
    let schemas = "{A: {properties: {format: {type: integer, format: int32}, d: {format: date}}}}";
    check(
        "3.1.0",
        schemas,
        Direction::Request,
        Nullable::Lenient,
        "A/properties",
        &json!({"format": {"type": "integer", "format": "int32", formats::KEYWORD: "int32"}, "d": {"format": "date"}}),
    );
    let document = document("3.1.0", "{A: {type: string}}");
    assert_eq!(tailored(&document, Direction::Request, Nullable::Strict), None);
}

#[test]
fn nullable_to_the_letter_only_adds_to_the_type_beside_it() {
    let schemas = "
    A: {type: string, nullable: true, enum: [a]}
    B: {nullable: true, $ref: '#/components/schemas/A'}
    C: {type: object, nullable: true, allOf: [{type: object}]}
    D: {nullable: true, anyOf: [{type: string}]}";
    let strict = Nullable::Strict;
    let check = |at, expected| check("3.0.3", schemas, Direction::Request, strict, at, &expected);
    check("A", json!({"type": ["string", "null"], "nullable": true, "enum": ["a"]}));
    check("B", json!({"allOf": [true, {"$ref": "#/components/schemas/A"}]}));
    check("C/allOf/1/type", json!(["object", "null"]));
    check("D", json!({"allOf": [true, {"nullable": true, "anyOf": [{"type": "string"}]}]}));
}
