//! Bodies of requests by media type.

use openapi_spec::Document;
use openapi_validator::{HttpOptions, HttpValidator, Request};

use crate::support::{check_request, shown, with_paths};

fn body(content: &str) -> Document {
    with_paths(
        "3.1.0",
        &format!(
            "  /x:\n    post:\n      requestBody: {{required: true, content: {{{content}}}}}\n      responses: {{}}"
        ),
        "",
    )
}

const OBJECT: &str =
    "{schema: {type: object, required: [a], properties: {a: {type: integer, format: int32}}}}";

#[track_caller]
fn case(content: &str, content_type: &str, text: &str, expected: &[&str]) {
    let header =
        if content_type.is_empty() { String::new() } else { format!("\nContent-Type: {content_type}") };
    check_request(&body(content), &format!("POST /x{header}\n\n{text}"), expected);
}

#[test]
fn json_is_read_strictly_and_judged() {
    let json = format!("application/json: {OBJECT}");
    let json = json.as_str();
    case(json, "application/json", "{\"a\": 1}", &[]);
    case(json, "APPLICATION/JSON ; charset=UTF-8", "{\"a\": 1}", &[]);
    case(json, "application/json", "{\"a\": \"1\"}", &["E contract/type | request body | \"1\""]);
    case(json, "application/json", "{\"a\": 3000000000}", &["E contract/format | request body | 3000000000"]);
    case(json, "application/json", "{\"a\": 1, \"a\": 2}", &["E json/duplicate-key | request body | \"a\""]);
    case(
        json,
        "application/json",
        "{\"a\": 1, \"b\": 2}",
        &["W contract/unknown-property | request body | \"b\""],
    );
    case(
        json,
        "application/json",
        "{\"a\": ",
        &[
            "E json/truncated | request body | ",
            "? request body | what follows line 1 can't be read, so it was not looked at",
        ],
    );
    case(json, "application/json", "", &["E request/missing-body | request | POST /x"]);
    case(json, "", "{\"a\": 1}", &["W request/missing-content-type | request body: headers | "]);
    case(
        json,
        "text/plain",
        "x",
        &[
            "E request/unknown-content-type | request body: header \"Content-Type\" | text/plain",
            "? request body | the document does not describe a body of its media type",
        ],
    );
    case(
        json,
        "nonsense",
        "x",
        &[
            "E request/unknown-content-type | request body: header \"Content-Type\" | nonsense",
            "? request body | the document does not describe a body of its media type",
        ],
    );
}

#[test]
fn media_types_go_by_suffix_range_and_parameters() {
    let problem = format!("application/problem+json: {OBJECT}");
    case(&problem, "application/problem+json", "{}", &["E contract/required | request body | {}"]);
    case(
        &format!("application/*: {OBJECT}"),
        "application/json",
        "{}",
        &["E contract/required | request body | {}"],
    );
    case(&format!("'*/*': {OBJECT}"), "application/json", "{}", &["E contract/required | request body | {}"]);
    let two = format!("'*/*': {{}}, application/json: {OBJECT}");
    case(&two, "application/json", "{}", &["E contract/required | request body | {}"]);
    case(&two, "application/vnd.x+json", "{}", &["? request body | the document describes no schema for it"]);
    let versions = format!("application/json;v=1: {{}}, application/json;v=2: {OBJECT}");
    case(&versions, "application/json; v=2", "{}", &["E contract/required | request body | {}"]);
}

#[test]
fn text_yaml_and_bytes() {
    let text = "text/plain: {schema: {type: string, maxLength: 3}}";
    case(text, "text/plain", "abc", &[]);
    case(text, "text/plain; charset=utf-8", "abcd", &["E contract/max-length | request body | abcd"]);
    case(
        text,
        "text/plain; charset=koi8-r",
        "abc",
        &["? request body | its charset is not one that is read here"],
    );
    case("text/plain: {schema: {type: integer}}", "text/plain", "12", &[]);
    case(
        "text/csv: {schema: {type: array}}",
        "text/csv",
        "1,2",
        &["? request body | a text of the type `text/csv` is not taken apart, as its schema would need"],
    );
    case(
        &format!("application/yaml: {OBJECT}"),
        "application/yaml",
        "a: x",
        &["E contract/type | request body | x"],
    );
    case(
        "application/octet-stream: {schema: {type: string, format: binary}}",
        "application/octet-stream",
        "abc",
        &["? request body | a body of the type `application/octet-stream` is not looked into"],
    );
    case(
        "application/xml: {schema: {type: object}}",
        "application/xml",
        "<a/>",
        &["? request body | a body of the type `application/xml` is not looked into"],
    );
    case("image/*: {}", "image/png", "", &["E request/missing-body | request | POST /x"]);
    case(
        "application/json: {}",
        "application/json",
        "{}",
        &["? request body | the document describes no schema for it"],
    );
    case("", "application/json", "{}", &["? request body | the document describes no media type for it"]);
}

#[test]
fn what_is_compressed_is_not_looked_into() {
    let document = body(&format!("application/json: {OBJECT}"));
    let validator = HttpValidator::new(&document, HttpOptions::default()).unwrap();
    let check = |encoding: &str, bytes: &[u8]| {
        let mut request = Request::new("POST", "/x");
        request.headers = vec![("content-type", "application/json"), ("content-encoding", encoding)];
        request.body = Some(bytes);
        shown(&validator.check_request(&request))
    };
    assert_eq!(
        check("gzip", b"\x1f\x8b\x08\0"),
        ["? request body | it is encoded as `gzip`, which is not undone here"]
    );
    // What recorded it undid the encoding and kept the header.
    assert_eq!(check("gzip", b"{\"a\": 1}"), [""; 0]);
    assert!(check("identity", b"\xff{}")[0].starts_with("E json/invalid-utf8 |"));
}

#[test]
fn bodies_that_nobody_expects_are_noted() {
    let document = with_paths(
        "3.1.0",
        "  /x:\n    get:\n      requestBody: {content: {application/json: {schema: {type: object}}}}\n      responses: {}\n    delete: {responses: {}}",
        "",
    );
    check_request(
        &document,
        "GET /x\ncontent-type: application/json\n\n{}",
        &["I request/unexpected-body | request | GET /x"],
    );
    check_request(&document, "GET /x", &[]);
    check_request(
        &document,
        "DELETE /x\n\n{}",
        &[
            "W request/unexpected-body | request | DELETE /x",
            "? request body | the operation describes no body",
        ],
    );
}

#[test]
fn texts_bear_the_names_that_the_caller_gives() {
    let document = body(&format!("application/json: {OBJECT}"));
    let validator = HttpValidator::new(&document, HttpOptions::default()).unwrap();
    let mut request = Request::new("POST", "/x?q=1");
    request.headers = vec![("content-type", "application/json")];
    request.body = Some(b"{}");
    request.prefix = "log.har entry 3: ";
    request.body_name = "payload";
    let found = shown(&validator.check_request(&request));
    assert_eq!(
        found,
        [
            "W request/unknown-parameter | log.har entry 3: query string | q",
            "E contract/required | log.har entry 3: payload | {}",
        ]
    );
}

#[test]
fn a_discriminator_chooses_what_is_reported() {
    let document = with_paths(
        "3.0.3",
        "  /x:\n    post:\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n      responses: {}",
        "
components:
  schemas:
    Pet:
      nullable: true
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: Dog}}
    Cat: {type: object, required: [kind, lives], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [kind, bark], properties: {kind: {type: string}, bark: {type: string}}}
",
    );
    let case = |json: &str, expected: &[&str]| {
        check_request(&document, &format!("POST /x\ncontent-type: application/json\n\n{json}"), expected);
    };
    case(r#"{"kind": "cat", "lives": 9}"#, &[]);
    case("null", &[]);
    case(r#"{"kind": "cat", "lives": "9", "bark": 1}"#, &["E contract/type | request body | \"9\""]);
    case(r#"{"kind": "dog", "bark": 1, "lives": "9"}"#, &["E contract/type | request body | 1"]);
    // One alternative takes it all the same, but no reader that goes by the discriminator does.
    case(r#"{"kind": "cow", "lives": 9}"#, &["E request/unknown-discriminator | request body | \"cow\""]);
    case(r#"{"kind": "cow", "lives": "9"}"#, &["E contract/enum | request body | \"cow\""]);
    case(r#"{"lives": "9"}"#, &["E contract/required | request body | {\"lives\": \"9\"}"]);
}
