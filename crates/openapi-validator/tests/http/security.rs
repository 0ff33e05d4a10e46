//! Credentials: there or not, in their form, and never in a message.

use openapi_validator::HttpOptions;

use crate::support::{check, check_request, request_with, with_paths};

const SCHEMES: &str = "
security: [{header: []}]
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: sid}
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: Bearer}
    digest: {type: http, scheme: digest}
    oauth: {type: oauth2, flows: {}}
    oidc: {type: openIdConnect, openIdConnectUrl: 'https://h.example'}
    mtls: {type: mutualTLS}
";

const MISSING: &str = "E request/missing-credentials | request | GET /x";

#[track_caller]
fn case(requirement: &str, request: &str, expected: &[&str]) {
    let security = if requirement.is_empty() { String::new() } else { format!("security: {requirement}, ") };
    let document = with_paths("3.1.0", &format!("  /x:\n    get: {{{security}responses: {{}}}}"), SCHEMES);
    check_request(&document, request, expected);
}

#[test]
fn one_alternative_has_to_be_met_in_full() {
    case("", "GET /x", &[MISSING]);
    case("", "GET /x\nx-key: k", &[]);
    case("", "GET /x\nx-key: ", &[MISSING]);
    case("[]", "GET /x", &[]);
    case("[{header: []}, {}]", "GET /x", &[]);
    case("[{header: [], query: []}]", "GET /x\nX-Key: k", &[MISSING]);
    case("[{header: [], query: []}]", "GET /x?key=k\nX-Key: k", &[]);
    case("[{header: []}, {query: []}]", "GET /x?key=k", &[]);
    case("[{cookie: []}]", "GET /x\nCookie: a=b; sid=1", &[]);
    case("[{cookie: []}]", "GET /x\nCookie: a=b", &[MISSING]);
}

#[test]
fn the_authorization_header_has_a_form() {
    case("[{basic: []}]", "GET /x\nAuthorization: Basic YTpi", &[]);
    case("[{basic: []}]", "GET /x\nAuthorization: basic YTpi", &[]);
    case("[{basic: []}]", "GET /x\nAuthorization: Basic a:b", &[MISSING]);
    case("[{basic: []}]", "GET /x\nAuthorization: Bearer YTpi", &[MISSING]);
    for bearer in ["bearer", "oauth", "oidc"] {
        let requirement = format!("[{{{bearer}: [read]}}]");
        case(&requirement, "GET /x\nAuthorization: Bearer t", &[]);
        case(&requirement, "GET /x\nAuthorization: Bearer ", &[MISSING]);
        case(&requirement, "GET /x\nAuthorization: Bearer", &[MISSING]);
        case(&requirement, "GET /x", &[MISSING]);
    }
    case("[{digest: []}]", "GET /x\nAuthorization: Digest username=a", &[]);
}

#[test]
fn what_a_request_does_not_show_is_not_checked() {
    case("[{mtls: []}]", "GET /x", &["? request | the client certificate, which a request does not show"]);
    case("[{mtls: [], header: []}]", "GET /x", &[MISSING]);
    case("[{mtls: []}, {header: []}]", "GET /x\nX-Key: k", &[]);
    case(
        "[{lost: []}]",
        "GET /x",
        &["? request | who sends the request: the document describes no security scheme `lost`"],
    );
}

#[test]
fn a_key_in_the_query_is_known_and_never_shown() {
    case(
        "[{query: []}]",
        "GET /x?key=hunter2&other=1",
        &["W request/unknown-parameter | query string | other"],
    );
    let document =
        with_paths("3.1.0", "  /x:\n    get: {security: [{basic: []}, {query: []}], responses: {}}", SCHEMES);
    let checked = check(
        &document,
        "GET /x?kee=hunter2\nAuthorization: Basic hunter2\nX-Key: hunter2",
        &HttpOptions::default(),
    );
    assert_eq!(checked.findings.len(), 2);
    for finding in &checked.findings {
        let texts = [finding.message.shown(), finding.help.shown(), finding.place.source.text().to_owned()];
        assert!(texts.iter().all(|text| !text.contains("hunter2")), "{texts:?}");
    }
}

#[test]
fn recorded_traffic_may_lack_credentials() {
    let document = with_paths("3.1.0", "  /x:\n    get: {responses: {}}", SCHEMES);
    let options = HttpOptions { check_security: false, ..HttpOptions::default() };
    assert!(request_with(&document, "GET /x", &options).is_empty());
}
