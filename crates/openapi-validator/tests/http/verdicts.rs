//! Verdicts on what other validators' suites try, by topic: valid, invalid or not checked.

use openapi_findings::Severity;
use openapi_spec::Document;
use openapi_validator::{Checked, HttpOptions, HttpValidator, PathMatch, Request, Response};

use crate::support::{shown, slowly, with_paths};

mod messages;
mod parameters;
mod schemas;

/// `v` valid, `i` invalid, `n` not checked.
fn verdict(checked: &Checked) -> char {
    if checked.findings.iter().any(|finding| finding.severity == Severity::Error) {
        'i'
    } else if checked.not_checked.is_empty() {
        'v'
    } else {
        'n'
    }
}

/// Judges requests, each as `VERDICT METHOD url`, header lines separated by ` | `, and after ` || ` the body.
#[track_caller]
fn requests(document: &Document, cases: &[&str]) {
    requests_with(document, &HttpOptions::default(), cases);
}

#[track_caller]
fn requests_with(document: &Document, options: &HttpOptions, cases: &[&str]) {
    let validator = HttpValidator::new(document, options.clone()).expect("it compiles");
    let fully = HttpValidator::new(document, slowly(options)).expect("it compiles");
    let mut wrong = Vec::new();
    for case in cases {
        let (expected, method, url, headers, body) = parts(case);
        let mut request = Request::new(method, url);
        request.headers = headers;
        request.body = body.map(str::as_bytes);
        let checked = validator.check_request(&request);
        assert_eq!(shown(&checked), shown(&fully.check_request(&request)), "the fast pass: {case}");
        if verdict(&checked) != expected {
            wrong.push(format!("{case}\n    {:?}", shown(&checked)));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Judges responses, each as `VERDICT METHOD url STATUS`, headers and body as of requests.
#[track_caller]
fn responses(document: &Document, cases: &[&str]) {
    let options = HttpOptions::default();
    let validator = HttpValidator::new(document, options.clone()).expect("it compiles");
    let fully = HttpValidator::new(document, slowly(&options)).expect("it compiles");
    let mut wrong = Vec::new();
    for case in cases {
        let (expected, method, rest, headers, body) = parts(case);
        let (url, status) = rest.split_once(' ').expect("url status");
        let PathMatch::Operation { operation, .. } = validator.match_path(method, url) else {
            panic!("no operation: {case}");
        };
        let mut response = Response::new(status.parse().expect("a status"));
        response.headers = headers;
        response.body = body.map(str::as_bytes);
        let checked = validator.check_response(operation, &response);
        let slow = fully.check_response(operation, &response);
        assert_eq!(shown(&checked), shown(&slow), "the fast pass: {case}");
        if verdict(&checked) != expected {
            wrong.push(format!("{case}\n    {:?}", shown(&checked)));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

type Parts<'c> = (char, &'c str, &'c str, Vec<(&'c str, &'c str)>, Option<&'c str>);

fn parts(case: &str) -> Parts<'_> {
    let (head, body) = match case.split_once(" || ") {
        Some((head, body)) => (head, Some(body)),
        None => (case, None),
    };
    let mut head = head.split(" | ");
    let line = head.next().expect("a line");
    let mut words = line.splitn(3, ' ');
    let expected = words.next().and_then(|word| word.chars().next()).expect("a verdict");
    let (method, url) = (words.next().expect("a method"), words.next().expect("a url"));
    let headers = head.map(|line| line.split_once(": ").expect("a header")).collect();
    (expected, method, url, headers, body)
}

/// `GET /x` with these parameters, of both versions.
fn parameters(list: &str) -> [Document; 2] {
    ["3.0.3", "3.1.0"].map(|version| {
        with_paths(
            version,
            &format!("  /x:\n    get:\n      parameters: [{list}]\n      responses: {{}}"),
            "",
        )
    })
}

#[track_caller]
fn parameter_cases(list: &str, cases: &[&str]) {
    for document in parameters(list) {
        requests(&document, cases);
    }
}

/// `POST /x` with this `content`, of both versions.
#[track_caller]
fn body_cases(content: &str, cases: &[&str]) {
    for version in ["3.0.3", "3.1.0"] {
        versioned_body_cases(version, content, "", cases);
    }
}

#[track_caller]
fn versioned_body_cases(version: &str, content: &str, more: &str, cases: &[&str]) {
    let paths =
        format!("  /x:\n    post:\n      requestBody: {{content: {{{content}}}}}\n      responses: {{}}");
    requests(&with_paths(version, &paths, more), cases);
}

const JSON: &str = "content-type: application/json";

/// Bodies of JSON, each as `VERDICT json`, against a schema.
#[track_caller]
fn json(version: &str, schema: &str, more: &str, cases: &[&str]) {
    let cases: Vec<String> = cases
        .iter()
        .map(|case| {
            let (expected, json) = case.split_once(' ').expect("verdict json");
            format!("{expected} POST /x | {JSON} || {json}")
        })
        .collect();
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    versioned_body_cases(version, &format!("application/json: {{schema: {schema}}}"), more, &cases);
}
