//! Documents, requests and responses in a few words, and findings as short lines.

use openapi_findings::{READER_RULES, Severity};
use openapi_source::Limits;
use openapi_spec::Document;
use openapi_validator::{
    CONTRACT_RULES, Checked, HTTP_RULES, HttpOptions, HttpValidator, PathMatch, Request, Response,
};

/// A document of one operation, `POST /x`, unless `paths` says otherwise.
pub(crate) fn document(yaml: &str) -> Document {
    let (document, findings) = Document::load("d.yaml", yaml.as_bytes());
    let wrong: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(wrong.iter().all(|finding| finding.rule == "document/external-ref"), "{findings:?}");
    document.expect("it reads")
}

/// A document of a version with paths, and what else stands at its top level.
pub(crate) fn with_paths(version: &str, paths: &str, more: &str) -> Document {
    document(&format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}\n{more}\n"))
}

/// Each finding as `severity rule | text | part of it`, and each thing not looked at as `? text | reason`.
pub(crate) fn shown(checked: &Checked) -> Vec<String> {
    let mut out = Vec::new();
    for finding in &checked.findings {
        let letter = match finding.severity {
            Severity::Error => 'E',
            Severity::Warning => 'W',
            Severity::Info => 'I',
        };
        let source = &finding.place.source;
        let span = finding.place.span;
        let part = source.text().get(span.start as usize..span.end as usize).expect("a place in the text");
        assert!(!finding.message.is_empty());
        let rules = HTTP_RULES.iter().chain(CONTRACT_RULES).chain(READER_RULES);
        let rule =
            rules.into_iter().find(|rule| rule.name == finding.rule).expect("a rule that is explained");
        assert!(finding.severity <= rule.severity, "{}", finding.rule);
        out.push(format!("{letter} {} | {} | {part}", finding.rule, source.name()));
    }
    for one in &checked.not_checked {
        out.push(format!("? {} | {}", one.file, one.reason.shown()));
    }
    out
}

/// What one request comes to: `METHOD url`, header lines, and after an empty line the body.
#[track_caller]
pub(crate) fn request(document: &Document, text: &str) -> Vec<String> {
    request_with(document, text, &HttpOptions::default())
}

#[track_caller]
pub(crate) fn request_with(document: &Document, text: &str, options: &HttpOptions) -> Vec<String> {
    shown(&check(document, text, options))
}

/// The same, with all that was found.
#[track_caller]
pub(crate) fn check(document: &Document, text: &str, options: &HttpOptions) -> Checked {
    let (head, body) = split(text);
    let mut lines = head.lines();
    let (method, url) = lines.next().and_then(|line| line.split_once(' ')).expect("METHOD url");
    let validator = HttpValidator::new(document, options.clone()).expect("it compiles");
    let mut request = Request::new(method, url);
    request.headers = headers(lines);
    request.body = body.map(str::as_bytes);
    let checked = validator.check_request(&request);
    let fully = HttpValidator::new(document, slowly(options)).expect("it compiles");
    assert_eq!(
        shown(&checked),
        shown(&fully.check_request(&request)),
        "with and without the fast pass: {text}"
    );
    checked
}

/// The same options without the fast pass, which goes by the default depth.
pub(crate) fn slowly(options: &HttpOptions) -> HttpOptions {
    let limits = Limits { depth: options.limits.depth - 1, ..options.limits.clone() };
    HttpOptions { limits, ..options.clone() }
}

/// What one response to `METHOD url` comes to: the status, header lines, and after an empty line the body.
#[track_caller]
pub(crate) fn response(document: &Document, to: &str, text: &str) -> Vec<String> {
    let (method, url) = to.split_once(' ').expect("METHOD url");
    let validator = HttpValidator::new(document, HttpOptions::default()).expect("it compiles");
    let PathMatch::Operation { operation, .. } = validator.match_path(method, url) else {
        panic!("no operation {to}");
    };
    let (head, body) = split(text);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.parse().ok()).expect("a status");
    let mut response = Response::new(status);
    response.headers = headers(lines);
    response.body = body.map(str::as_bytes);
    shown(&validator.check_response(operation, &response))
}

fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once("\n\n") {
        Some((head, body)) => (head, Some(body)),
        None => (text, None),
    }
}

fn headers<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<(&'t str, &'t str)> {
    lines.map(|line| line.split_once(": ").or_else(|| line.split_once(':')).expect("a header")).collect()
}

/// Asserts what a request comes to.
#[track_caller]
pub(crate) fn check_request(document: &Document, text: &str, expected: &[&str]) {
    assert_eq!(request(document, text), expected, "{text}");
}

/// Asserts what a response comes to.
#[track_caller]
pub(crate) fn check_response(document: &Document, to: &str, text: &str, expected: &[&str]) {
    assert_eq!(response(document, to, text), expected, "{to}: {text}");
}
