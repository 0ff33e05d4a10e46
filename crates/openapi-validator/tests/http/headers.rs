//! Responses: statuses, headers, and bodies that are there or not.

use crate::support::{check_response, with_paths};

const PATHS: &str = "
  /x:
    get:
      responses:
        '200':
          description: ok
          headers:
            X-Left: {required: true, schema: {type: integer}}
            X-Tags: {schema: {type: array, items: {type: string, enum: [a, b]}}}
            X-Point: {explode: true, schema: {type: object, properties: {x: {type: integer}}}}
            X-Json: {content: {application/json: {schema: {type: object}}}}
            Content-Type: {required: true, schema: {type: integer}}
          content: {application/json: {schema: {type: object, required: [a]}}}
        '204': {description: none}
        4XX: {description: no, content: {application/json: {schema: {type: object, required: [detail]}}}}
        '404': {description: lost, headers: {X-A: {$ref: 'other.yaml#/h'}}}
    head:
      responses: {'200': {description: ok, content: {application/json: {schema: {}}}}}
  /default:
    get:
      responses:
        '200': {description: ok}
        default: {description: no, content: {application/json: {schema: {type: object, required: [detail]}}}}
";

#[track_caller]
fn case(to: &str, response: &str, expected: &[&str]) {
    for version in ["3.0.3", "3.1.0"] {
        check_response(&with_paths(version, PATHS, ""), to, response, expected);
    }
}

const JSON: &str = "content-type: application/json";

#[test]
fn the_exact_status_wins_over_its_class_and_the_default() {
    case("GET /x", &format!("200\nx-left: 5\n{JSON}\n\n{{\"a\": 1}}"), &[]);
    case("GET /x", &format!("418\n{JSON}\n\n{{\"detail\": 1}}"), &[]);
    case("GET /x", &format!("418\n{JSON}\n\n{{}}"), &["E contract/required | response body | {}"]);
    case(
        "GET /x",
        &format!("500\n{JSON}\n\n{{}}"),
        &[
            "W response/undocumented-status | response | HTTP 500",
            "? response | the document does not describe a response of its status",
        ],
    );
    case("GET /default", &format!("500\n{JSON}\n\n{{}}"), &["E contract/required | response body | {}"]);
    case("GET /default", "200", &[]);
    case(
        "GET /default",
        &format!("201\n{JSON}\n\n{{\"detail\": 1}}"),
        &["W response/undocumented-status | response | HTTP 201"],
    );
    case(
        "GET /x",
        "404",
        &[
            "? response | what `#/paths/~1x/get/responses/404/headers/X-A` describes: its reference leads to nothing that is read here",
        ],
    );
}

#[test]
fn headers_are_required_and_have_styles() {
    let body = "\n\n{\"a\": 1}";
    case("GET /x", &format!("200\n{JSON}{body}"), &["E response/missing-header | response | HTTP 200"]);
    case(
        "GET /x",
        &format!("200\n{JSON}\nX-LEFT: five{body}"),
        &["E contract/type | header \"X-Left\" | five"],
    );
    case("GET /x", &format!("200\n{JSON}\nx-left: 1\nx-tags: a, b\nx-tags: b{body}"), &[]);
    case(
        "GET /x",
        &format!("200\n{JSON}\nx-left: 1\nx-tags: a, c{body}"),
        &["E contract/enum | header \"X-Tags\" | c"],
    );
    case("GET /x", &format!("200\n{JSON}\nx-left: 1\nx-point: x=1{body}"), &[]);
    case(
        "GET /x",
        &format!("200\n{JSON}\nx-left: 1\nx-point: x{body}"),
        &["E response/header-style | header \"X-Point\" | x"],
    );
    case(
        "GET /x",
        &format!("200\n{JSON}\nx-left: 1\nx-left: 2{body}"),
        &["W response/repeated-header | header \"X-Left\" | 1, 2"],
    );
    case(
        "GET /x",
        &format!("200\n{JSON}\nx-left: 1\nx-json: [1]{body}"),
        &["E contract/type | header \"X-Json\" | [1]"],
    );
}

#[test]
fn bodies_are_there_where_they_should_be() {
    case("GET /x", "200\nx-left: 1", &["E response/missing-body | response | HTTP 200"]);
    case("GET /x", "400", &["W response/missing-body | response | HTTP 400"]);
    case("GET /x", "204", &[]);
    case(
        "GET /x",
        "204\n\nx",
        &["E response/unexpected-body | response | HTTP 204", "? response body | there should be no body"],
    );
    case("HEAD /x", "200", &[]);
    case(
        "HEAD /x",
        "200\n\n{}",
        &["E response/unexpected-body | response | HTTP 200", "? response body | there should be no body"],
    );
    case(
        "GET /default",
        "200\n\n{}",
        &[
            "W response/unexpected-body | response | HTTP 200",
            "? response body | the document describes no body for this response",
        ],
    );
}

#[test]
fn the_type_of_a_body_is_one_of_those_described() {
    case(
        "GET /x",
        "200\nx-left: 1\ncontent-type: text/html\n\n<p>",
        &[
            "E response/unknown-content-type | response body: header \"Content-Type\" | text/html",
            "? response body | the document does not describe a body of its media type",
        ],
    );
    case(
        "GET /x",
        "200\nx-left: 1\n\n{\"b\": 1}",
        &[
            "W response/missing-content-type | response body: headers | ",
            "E contract/required | response body | {\"b\": 1}",
        ],
    );
}
