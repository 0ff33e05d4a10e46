//! Whole messages: paths, servers, statuses, credentials, webhooks.

use openapi_findings::Severity;
use openapi_validator::{HttpOptions, HttpValidator, Request, Response};

use super::{JSON, requests, requests_with, responses, verdict};
use crate::support::{document, shown, with_paths};

#[test]
fn statuses_and_bodies_of_responses() {
    for version in ["3.0.3", "3.1.0"] {
        let document = with_paths(
            version,
            "
  /x:
    get:
      responses:
        '200': {description: ok, headers: {X-A: {required: true, schema: {type: integer}}}, content: {application/json: {schema: {type: array, items: {type: integer}}}}}
        '204': {description: none}
        2XX: {description: ok, content: {application/json: {schema: {type: string}}}}
        default: {description: no, content: {application/json: {schema: {type: object, required: [m]}}}}
    post:
      responses: {'201': {description: made}}
    head:
      responses: {'200': {description: ok, headers: {X-A: {schema: {type: integer}}}}}
",
            "",
        );
        responses(
            &document,
            &[
                &format!("v GET /x 200 | x-a: 1 | {JSON} || [1]"),
                &format!("i GET /x 200 | x-a: 1 | {JSON} || [\"1\"]"),
                &format!("i GET /x 200 | x-a: b | {JSON} || [1]"),
                &format!("i GET /x 200 | {JSON} || [1]"),
                "i GET /x 200 | x-a: 1 | content-type: text/html || <p>",
                "i GET /x 200 | x-a: 1",
                "v GET /x 204",
                &format!("i GET /x 204 | {JSON} || [1]"),
                &format!("v GET /x 202 | {JSON} || \"a\""),
                &format!("i GET /x 202 | {JSON} || 1"),
                &format!("v GET /x 500 | {JSON} || {{\"m\":1}}"),
                &format!("i GET /x 404 | {JSON} || {{}}"),
                "v POST /x 201",
                "n POST /x 500",
                "v HEAD /x 200 | x-a: 1",
                "i HEAD /x 200 | x-a: b",
            ],
        );
    }
}

#[test]
fn security() {
    let document = document(
        "
openapi: 3.0.3
info: {title: t, version: '1'}
security: [{bearer: []}]
paths:
  /bearer: {get: {responses: {}}}
  /none: {get: {security: [], responses: {}}}
  /optional: {get: {security: [{}, {key: []}], responses: {}}}
  /or: {get: {security: [{key: []}, {query: []}], responses: {}}}
  /and: {get: {security: [{key: [], cookie: []}], responses: {}}}
  /basic: {get: {security: [{basic: []}], responses: {}}}
  /oauth: {get: {security: [{oauth: [read]}], responses: {}}}
  /lost: {get: {security: [{lost: []}], responses: {}}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: k}
    cookie: {type: apiKey, in: cookie, name: c}
    oauth: {type: oauth2, flows: {}}
",
    );
    requests(
        &document,
        &[
            "i GET /bearer",
            "v GET /bearer | Authorization: Bearer x",
            "v GET /bearer | authorization: bearer x",
            "i GET /bearer | Authorization: Bearer",
            "i GET /bearer | Authorization: Basic YTpi",
            "v GET /none",
            "v GET /optional",
            "v GET /or | X-Key: a",
            "v GET /or?k=a",
            "i GET /or",
            "i GET /or?k=",
            "v GET /and | X-Key: a | Cookie: c=1",
            "i GET /and | X-Key: a",
            "v GET /basic | Authorization: Basic YTpi",
            "i GET /basic | Authorization: Basic ???",
            "v GET /oauth | Authorization: Bearer x",
            "i GET /oauth",
            "n GET /lost",
        ],
    );
}

#[test]
fn servers_and_their_paths() {
    let document = document(
        "
openapi: 3.0.3
info: {title: t, version: '1'}
servers:
  - url: https://api.example.com/v1
  - url: https://{region}.example.com:{port}/{base}
    variables: {region: {default: eu, enum: [eu, us]}, port: {default: '8443', enum: ['8443', '443']}, base: {default: v2}}
paths:
  /a: {get: {responses: {}}}
  /own: {servers: [{url: /other}], get: {responses: {}}, post: {servers: [{url: 'https://post.example'}], responses: {}}}
",
    );
    requests(
        &document,
        &[
            "v GET https://api.example.com/v1/a",
            "v GET /v1/a",
            "v GET https://us.example.com:8443/v2/a",
            "v GET https://eu.example.com:8443/anything/a",
            "v GET http://API.example.com:80/v1/a",
            "v GET http://localhost:8080/v1/a",
            "i GET https://asia.example.com:8443/v2/a",
            "i GET https://api.example.org/v1/a",
            "i GET https://api.example.com:444/v1/a",
            "i GET https://api.example.com/a",
            "v GET /other/own",
            "v GET https://whoever.example/other/own",
            "v POST https://post.example/own",
            "i POST https://get.example/own",
            "i POST /other/own",
        ],
    );
    let any_host = HttpOptions { check_host: false, ..HttpOptions::default() };
    requests_with(
        &document,
        &any_host,
        &["v GET https://api.example.org/v1/a", "i GET https://api.example.org/v3/b/a"],
    );
}

#[test]
fn a_host_that_no_server_has_is_named() {
    let document = document(
        "{openapi: 3.1.0, info: {title: t, version: '1'}, servers: [{url: 'https://h.example'}], paths: {/a: {get: {responses: {}}}}}",
    );
    crate::support::check_request(
        &document,
        "GET https://other.example/a",
        &["E request/unknown-server | host | other.example"],
    );
}

#[test]
fn paths_by_precedence_and_method() {
    let document = document(
        "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {}}, head: {responses: {}}}
  /a/me: {get: {responses: {}}}
  /a/{x}-{y}: {get: {parameters: [{name: x, in: path, required: true, schema: {type: integer}}, {name: y, in: path, required: true, schema: {type: string}}], responses: {}}}
  /b/{p}/c: {$ref: '#/components/pathItems/C'}
  /lost/{id}: {$ref: 'lost.yaml'}
  x-extension: {get: {responses: {}}}
components:
  pathItems:
    C: {parameters: [{name: p, in: path, required: true, schema: {type: boolean}}], get: {responses: {}}}
",
    );
    requests(
        &document,
        &[
            "v GET /a/1",
            "i GET /a/x",
            "v GET /a/me",
            "v GET /a/1-b",
            "i GET /a/x-b",
            "v get /a/me",
            "n HEAD /a/1",
            "i HEAD /a/me2/x",
            "i HEAD /b/true/c",
            "v GET /b/true/c",
            "i GET /b/1/c",
            "n GET /lost/1",
            "i GET /lost",
            "i GET /x-extension",
            "i OPTIONS /a/1",
        ],
    );
}

#[test]
fn requests_of_webhooks() {
    let document = document(
        "
openapi: 3.1.0
info: {title: t, version: '1'}
webhooks:
  changed:
    post:
      parameters: [{name: X-Sign, in: header, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}
      responses: {'204': {description: ok}}
  x-named: {$ref: '#/components/pathItems/P'}
components: {pathItems: {P: {put: {responses: {}}}}}
",
    );
    let validator = HttpValidator::new(&document, HttpOptions::default()).expect("it compiles");
    let check = |name: &str, method: &str, sign: bool, body: &str| {
        let mut request = Request::new(method, "https://receiver.example/hooks/7");
        request.headers = vec![("content-type", "application/json")];
        if sign {
            request.headers.push(("x-sign", "s"));
        }
        request.body = Some(body.as_bytes());
        shown(&validator.check_webhook(name, &request))
    };
    assert_eq!(check("changed", "POST", true, r#"{"id": 1}"#), [""; 0]);
    assert_eq!(check("changed", "post", true, r#"{"id": "1"}"#), ["E contract/type | request body | \"1\""]);
    assert_eq!(
        check("changed", "POST", false, ""),
        [
            "E request/missing-parameter | request | POST changed",
            "E request/missing-body | request | POST changed"
        ]
    );
    assert_eq!(check("changed", "PUT", true, "{}"), ["E request/unknown-webhook | request | PUT changed"]);
    assert_eq!(check("lost", "POST", true, "{}"), ["E request/unknown-webhook | request | POST lost"]);
    assert_eq!(check("x-named", "PUT", true, ""), [""; 0]);
    let changed = &document.webhooks()[0];
    assert_eq!(shown(&validator.check_response(changed, &Response::new(204))), [""; 0]);
    assert_eq!(document.operations().len(), 0);
}

#[test]
fn what_is_left_to_the_reader_can_be_asked_for() {
    let document = with_paths(
        "3.0.3",
        "
  /x:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: integer, readOnly: true}}}}}}
      responses: {'200': {description: ok}}",
        "",
    );
    let strict = HttpOptions {
        unknown_parameter: Severity::Error,
        undocumented_status: Severity::Error,
        ..HttpOptions::default()
    };
    requests(&document, &["v POST /x?a=1"]);
    requests_with(&document, &strict, &["i POST /x?a=1", "v POST /x"]);
    let lenient = HttpOptions { against_direction: Severity::Warning, ..HttpOptions::default() };
    let read_only = format!("POST /x | {JSON} || {{\"id\":1}}");
    requests(&document, &[&format!("i {read_only}")]);
    requests_with(&document, &lenient, &[&format!("v {read_only}")]);
    let validator = HttpValidator::new(&document, strict).expect("it compiles");
    let checked = validator.check_response(&document.operations()[0], &Response::new(500));
    assert_eq!(verdict(&checked), 'i', "{:?}", shown(&checked));
}

#[test]
fn what_can_not_be_read_is_not_checked() {
    let document = with_paths(
        "3.1.0",
        "
  /x:
    post:
      requestBody: {$ref: 'lost.yaml'}
      responses: {'200': {$ref: 'lost.yaml'}, '201': {description: ok, content: {application/json: {schema: {$ref: 'lost.yaml'}}}}}",
        "",
    );
    requests(&document, &[&format!("n POST /x | {JSON} || {{}}"), "n POST /x"]);
    responses(&document, &["n POST /x 200", &format!("n POST /x 201 | {JSON} || {{}}")]);
}
