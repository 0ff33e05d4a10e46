//! The Securegate document: requests and responses of all its operations, good and bad.

use std::collections::BTreeSet;

use openapi_spec::Document;
use openapi_validator::{HttpOptions, HttpValidator, PathMatch};
use serde_json::Value;

use crate::support::{check_request, check_response, document};

fn securegate() -> Document {
    document(include_str!("../../../../openapi/securegate.yaml"))
}

const KEY: &str = "x-api-key: k";
const JSON: &str = "content-type: application/json";

/// One good request for each operation.
fn good_requests() -> Vec<(&'static str, String)> {
    let invite = r#"{"first_name":"A","last_name":"B","email":"a@example.com","country_code":"44","mobile_number":"1","authentication_method":"QR Code"}"#;
    vec![
        (
            "create_event",
            format!(
                "POST /events\n{KEY}\n{JSON}\n\n{{\"title\":\"T\",\"start_timestamp\":1,\"end_timestamp\":2}}"
            ),
        ),
        ("get_events", format!("GET https://api.securegate.ai/events\n{KEY}")),
        ("get_event", format!("GET /events/event-1\n{KEY}")),
        ("delete_event", format!("DELETE /events/event-1\n{KEY}")),
        (
            "create_invites",
            format!(
                "POST /events/e/invites?onboarding_flow_type=kyc&notify=2\n{KEY}\n{JSON}\n\n{{\"invites\":[{invite}]}}"
            ),
        ),
        ("get_invites", format!("GET /events/e/invites?status=sent\n{KEY}")),
        (
            "update_invite_status",
            format!("PUT /events/e/invites/i\n{KEY}\n{JSON}\n\n{{\"status\":\"sent\"}}"),
        ),
        ("find_invite_by_email", format!("GET /invites?email=a%40example.com&event_id=e\n{KEY}")),
        ("get_invite", format!("GET /invites/i\n{KEY}")),
        ("get_invite_with_event", format!("GET /invites-with-event?session_id=s\n{KEY}")),
        (
            "identify_person",
            format!("POST /identity?event_id=e&image_url=https%3A%2F%2Fexample.com%2Fa.jpg\n{KEY}"),
        ),
    ]
}

#[test]
fn a_good_request_of_every_operation_is_clean_and_finds_its_operation() {
    let document = securegate();
    let validator = HttpValidator::new(&document, HttpOptions::default()).unwrap();
    let mut seen = BTreeSet::new();
    for (id, request) in good_requests() {
        check_request(&document, &request, &[]);
        let (method, url) = request.lines().next().unwrap().split_once(' ').unwrap();
        let PathMatch::Operation { operation, .. } = validator.match_path(method, url) else {
            panic!("{request}")
        };
        assert_eq!(operation.id, id);
        seen.insert(id.to_owned());
    }
    let all: BTreeSet<String> = document.operations().iter().map(|operation| operation.id.clone()).collect();
    assert_eq!(seen, all);
    assert_eq!(all.len(), 11);
}

#[test]
fn every_request_needs_the_key() {
    let document = securegate();
    for (_, request) in good_requests() {
        let without = request.replace(&format!("\n{KEY}"), "");
        let line = without.lines().next().unwrap().replace("https://api.securegate.ai", "");
        let line = line.split('?').next().unwrap();
        let expected = format!("E request/missing-credentials | request | {line}");
        check_request(&document, &without, &[&expected]);
    }
}

#[test]
fn one_fault_in_a_request_is_one_finding() {
    let document = securegate();
    let case = |head: &str, body: &str, expected: &[&str]| {
        let body = if body.is_empty() { String::new() } else { format!("\n{JSON}\n\n{body}") };
        check_request(&document, &format!("{head}\n{KEY}{body}"), expected);
    };
    case(
        "POST /events",
        r#"{"title":"T","start_timestamp":1,"end_timestamp":"2"}"#,
        &["E contract/type | request body | \"2\""],
    );
    // Required by inference only.
    case(
        "POST /events",
        r#"{"title":"T","start_timestamp":1}"#,
        &["W contract/required | request body | {\"title\":\"T\",\"start_timestamp\":1}"],
    );
    case("POST /events", "", &["W request/missing-body | request | POST /events"]);
    case("GET /events?page=2", "", &["W request/unknown-parameter | query string | page"]);
    case(
        "GET /events/",
        "",
        &[
            "E request/unknown-path | request | GET /events/",
            "? request | no operation of the document has its path",
        ],
    );
    case("PATCH /events/1", "", &["E request/unknown-method | request | PATCH /events/1"]);
    case(
        "POST /events/e/invites?onboarding_flow_type=KYC",
        r#"{"invites":[]}"#,
        &["E contract/enum | query parameter \"onboarding_flow_type\" | KYC"],
    );
    case(
        "POST /events/e/invites?notify=yes",
        r#"{"invites":[]}"#,
        &["E contract/type | query parameter \"notify\" | yes"],
    );
    case("POST /events/e/invites?notify=null", r#"{"invites":[]}"#, &[]);
    case(
        "POST /events/e/invites",
        r#"{"invite":[]}"#,
        &["E contract/unknown-property | request body | \"invite\""],
    );
    case("GET /events/e/invites?status=open", "", &["E contract/enum | query parameter \"status\" | open"]);
    case("PUT /events/e/invites/i", r#"{"status":"Sent"}"#, &["E contract/enum | request body | \"Sent\""]);
    case("GET /invites", "", &["E request/missing-parameter | request | GET /invites"]);
    case("GET /invites?e-mail=a", "", &["E request/unknown-parameter | query string | e-mail"]);
    case("POST /identity?event_id=e", "", &["E request/missing-parameter | request | POST /identity"]);
    case(
        "POST /identity?event_id=e&image_url=a",
        "{}",
        &[
            "W request/unexpected-body | request | POST /identity",
            "? request body | the operation describes no body",
        ],
    );
}

#[test]
fn the_examples_of_the_document_are_good_responses() {
    let document = securegate();
    let mut count = 0;
    for operation in document.operations() {
        for response in &operation.responses {
            let media = &response.content[0];
            let at = media.schema.as_ref().unwrap().split_last().unwrap().0.member("examples");
            let examples = document.value().pointer(at.as_str()).and_then(Value::as_object).unwrap();
            let status = if response.status == "default" { "500" } else { &response.status };
            for example in examples.values() {
                let text = format!("{status}\n{JSON}\n\n{}", example["value"]);
                let found = crate::support::response(
                    &document,
                    &format!("{} {}", operation.method, operation.path),
                    &text,
                );
                let errors: Vec<_> = found.iter().filter(|line| line.starts_with(['E', '?'])).collect();
                assert!(errors.is_empty(), "{} {status}: {errors:?}", operation.id);
                count += 1;
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn one_fault_in_a_response_is_one_finding() {
    let document = securegate();
    let case = |to: &str, status: u16, body: &str, expected: &[&str]| {
        check_response(&document, to, &format!("{status}\n{JSON}\n\n{body}"), expected);
    };
    case(
        "GET /events",
        200,
        r#"{"ongoing":[],"ended":[],"up_coming":[],"archived":3}"#,
        &["E contract/type | response body | 3"],
    );
    case("GET /invites/i", 200, "[]", &["E contract/type | response body | []"]);
    case(
        "GET /invites/i",
        422,
        r#"{"detail":[{"loc":["a"],"msg":1,"type":"t"}]}"#,
        &["W contract/type | response body | 1"],
    );
    case("GET /invites/i", 500, r#"{"detail":3}"#, &["W contract/type | response body | 3"]);
    check_response(
        &document,
        "GET /invites/i",
        "500\ncontent-type: text/html\n\n<p>",
        &[
            "I response/unknown-content-type | response body: header \"Content-Type\" | text/html",
            "? response body | the document does not describe a body of its media type",
        ],
    );
    check_response(&document, "GET /invites/i", "200", &["E response/missing-body | response | HTTP 200"]);
}
