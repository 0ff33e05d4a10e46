//! What holds in one direction only, and how strictly null is read.

use openapi_spec::Document;
use openapi_validator::{HttpOptions, Nullable};

use crate::support::{check_request, check_response, request_with, with_paths};

fn document(version: &str, schemas: &str) -> Document {
    with_paths(
        version,
        "
  /x:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}",
        &format!("components:\n  schemas:{schemas}"),
    )
}

const USER: &str = "
    Id: {type: string, readOnly: true}
    Base: {type: object, required: [id, name, password], properties: {id: {allOf: [{$ref: '#/components/schemas/Id'}]}, name: {type: string}, password: {type: string, writeOnly: true}}}
    User: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [id]}, {properties: {friends: {type: array, items: {$ref: '#/components/schemas/Base'}}}}]}
";

#[test]
fn properties_of_the_other_direction_are_neither_needed_nor_welcome() {
    for version in ["3.0.3", "3.1.0"] {
        let document = document(version, USER);
        let request = |json: &str, expected: &[&str]| {
            check_request(&document, &format!("POST /x\ncontent-type: application/json\n\n{json}"), expected);
        };
        request(r#"{"name": "a", "password": "b"}"#, &[]);
        request(r#"{"name": "a"}"#, &["E contract/required | request body | {\"name\": \"a\"}"]);
        request(
            r#"{"id": "1", "name": "a", "password": "b"}"#,
            &["E request/read-only | request body | \"id\""],
        );
        request(
            r#"{"name": "a", "password": "b", "friends": [{"name": "c", "password": "d", "id": "1"}]}"#,
            &["E request/read-only | request body | \"id\""],
        );
        let response = |json: &str, expected: &[&str]| {
            check_response(
                &document,
                "POST /x",
                &format!("200\ncontent-type: application/json\n\n{json}"),
                expected,
            );
        };
        response(r#"{"id": "1", "name": "a"}"#, &[]);
        response(r#"{"name": "a"}"#, &["E contract/required | response body | {\"name\": \"a\"}"]);
        response(
            r#"{"id": "1", "name": "a", "password": "b"}"#,
            &["E response/write-only | response body | \"password\""],
        );
    }
}

#[test]
fn null_is_read_leniently_unless_asked() {
    let document = document(
        "3.0.3",
        "
    Colour: {type: string, enum: [red]}
    User:
      type: object
      properties:
        a: {type: string, nullable: true, enum: [x]}
        b: {nullable: true, $ref: '#/components/schemas/Colour'}
        c: {nullable: true, allOf: [{$ref: '#/components/schemas/Colour'}]}
        d: {type: integer, nullable: true}
        e: {type: integer}
",
    );
    let with = |json: &str, nullable| {
        let options = HttpOptions { nullable, ..HttpOptions::default() };
        request_with(&document, &format!("POST /x\ncontent-type: application/json\n\n{json}"), &options)
    };
    for (name, lenient, strict) in [("a", 0, 1), ("b", 0, 1), ("c", 0, 1), ("d", 0, 0), ("e", 1, 1)] {
        let json = format!("{{\"{name}\": null}}");
        assert_eq!(with(&json, Nullable::Lenient).len(), lenient, "{name}");
        assert_eq!(with(&json, Nullable::Strict).len(), strict, "{name}");
    }
    let both = r#"{"a": "x", "b": "red", "c": "red", "d": 1, "e": 2}"#;
    assert!(with(both, Nullable::Strict).is_empty());
    assert_eq!(with(r#"{"b": "blue"}"#, Nullable::Strict), ["E contract/enum | request body | \"blue\""]);
}

#[test]
fn a_discriminator_that_names_nothing_is_noted_in_a_response_too() {
    let document = document(
        "3.1.0",
        "
    Cat: {type: object, properties: {kind: {type: string}}}
    User: {anyOf: [{$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind}}
",
    );
    let response = |json: &str, expected: &[&str]| {
        check_response(
            &document,
            "POST /x",
            &format!("200\ncontent-type: application/json\n\n{json}"),
            expected,
        );
    };
    response(r#"{"kind": "Cat"}"#, &[]);
    response(r#"{"kind": "cow"}"#, &["W response/unknown-discriminator | response body | \"cow\""]);
}
