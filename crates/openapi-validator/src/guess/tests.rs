//! What payloads are taken for.

use openapi_source::{Limits, parse_json};
use openapi_spec::Document;

use super::{Glance, guess, targets};
use crate::{Padded, glance};

const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /pets:
    post:
      operationId: add_pets
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [pets]
              properties:
                pets: {type: array, items: {$ref: '#/components/schemas/NewPet'}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
        default:
          description: error
          content:
            application/problem+json:
              schema: {$ref: '#/components/schemas/Problem'}
components:
  schemas:
    NewPet:
      type: object
      required: [name, kind]
      properties: {name: {type: string}, kind: {type: string}}
    Pet:
      allOf:
        - $ref: '#/components/schemas/NewPet'
        - type: object
          required: [id]
          properties: {id: {type: string}, nick_name: {type: string}}
    Problem:
      type: object
      properties: {title: {type: string}, detail: {type: string}}
";

#[track_caller]
fn check(payload: &str, expected: Option<&str>) {
    let (document, findings) = Document::load("t.yaml", DOCUMENT.as_bytes());
    assert!(findings.is_empty());
    let document = document.unwrap();
    let all: Vec<_> =
        document.operations().iter().flat_map(|operation| targets(&document, operation)).collect();
    let parsed = parse_json("p.json", payload.as_bytes(), &Limits::default());
    let tree = parsed.tree.unwrap();
    let seen = Glance::of(tree.root());
    assert_eq!(glance(&Padded::new(payload.into())), Some(seen.clone()), "the same without a tree");
    let guessed = guess(&document, &all, &seen);
    assert_eq!(guessed.map(|guess| guess.target.describe()).as_deref(), expected);
}

#[test]
fn the_shape_decides() {
    check(r#"{"pets": []}"#, Some("request body of add_pets"));
    check(r#"[{"name": "a", "kind": "b"}]"#, Some("the list `pets` in request body of add_pets"));
    check(r#"{"name": "a", "kind": "b"}"#, Some("one element of `pets` in request body of add_pets"));
    check(r#"[{"name": "a", "kind": "b", "id": "c"}]"#, Some("200 response of add_pets"));
    check(r#"{"detail": "x"}"#, Some("default response of add_pets"));
}

#[test]
fn misspelt_names_still_tell() {
    check(r#"[{"name": "a", "kynd": "b", "id": "c"}]"#, Some("200 response of add_pets"));
    check(r#"{"Name": "a", "kind": "b"}"#, Some("one element of `pets` in request body of add_pets"));
}

#[test]
fn nothing_tells_nothing() {
    check("{}", None);
    check("[]", None);
    check("3", None);
    check(r#"{"unrelated": 1}"#, None);
}
