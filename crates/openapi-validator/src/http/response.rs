//! A response against the document.

use openapi_findings::Severity;
use openapi_source::{Message, Source};
use openapi_spec::Operation;

use super::body::{self, Body};
use super::parameters::header;
use super::report::{Report, Words};
use super::value::{judge, source_name, subject};
use super::{HttpValidator, Response};
use crate::Checked;

impl<'d> HttpValidator<'d> {
    /// Everything that is wrong with a response to an operation of the document: its status, headers and body.
    pub fn check_response(&self, operation: &Operation, response: &Response<'_>) -> Checked {
        let mut report = Report::new(self.document);
        let line = Source::new(format!("{}response", response.prefix), format!("HTTP {}", response.status));
        let found = operation.response(response.status);
        status(operation, response, found, self.options.undocumented_status, &line, &mut report);
        let Some(found) = found else { return report.checked };
        self.headers(operation, found, response, &line, &mut report);
        self.response_body(operation, found, response, &line, &mut report);
        report.checked
    }

    fn headers(
        &self,
        operation: &Operation,
        found: &openapi_spec::Response,
        response: &Response<'_>,
        line: &Source,
        report: &mut Report<'d>,
    ) {
        let known = self.by_pointer.get(&operation.pointer).map(|&idx| &self.described[idx]);
        let known = known.and_then(|described| {
            let (_, headers) = described.responses.iter().find(|(status, _)| *status == found.status)?;
            Some(headers)
        });
        let Some(headers) = known else { return };
        for reference in &headers.unfollowed {
            let reason = Message::new("what ")
                .code(format!("#{reference}"))
                .text(" describes: its reference leads to nothing that is read here");
            report.not_checked(line.name(), reason);
        }
        // "If a response header is defined with the name Content-Type, it SHALL be ignored" (OpenAPI 3.1.1,
        // "Response Object").
        for one in headers.list.iter().filter(|one| !one.name.eq_ignore_ascii_case("content-type")) {
            let name = source_name(response.prefix, one);
            match header(name, &response.headers, &one.name) {
                Some(received) => judge(&self.response, one, &received, report),
                None if one.required => {
                    let words = Words {
                        rule: "response/missing-header",
                        severity: Severity::Error,
                        message: subject(one).text(" is missing"),
                        help: Message::new("the server should send it; the document requires it"),
                    };
                    report.add_whole(words, line, Some(&one.pointer.member("required")));
                }
                None => {}
            }
        }
    }

    fn response_body(
        &self,
        operation: &Operation,
        found: &openapi_spec::Response,
        response: &Response<'_>,
        line: &Source,
        report: &mut Report<'d>,
    ) {
        let bytes = response.body.unwrap_or_default();
        let name = format!("{}{}", response.prefix, response.body_name);
        let is_head = operation.method == "HEAD";
        let is_bodyless = is_head || matches!(response.status, 100..200 | 204 | 205 | 304);
        match (bytes.is_empty(), is_bodyless, found.content.is_empty()) {
            (true, true, _) | (true, _, true) => {}
            (false, true, _) => {
                let message = if is_head {
                    Message::new("a response to ").code("HEAD").text(" has no body (RFC 9110, section 9.3.2)")
                } else {
                    Message::new("a response of status ")
                        .code(response.status.to_string())
                        .text(" has no body (RFC 9110, section 15)")
                };
                let words = Words {
                    rule: "response/unexpected-body",
                    severity: Severity::Error,
                    message: message.text(", but there is one"),
                    help: Message::new("send another status, or no body"),
                };
                report.add_whole(words, line, None);
                report.not_checked(&name, "there should be no body");
            }
            (false, false, true) => {
                let words = Words {
                    rule: "response/unexpected-body",
                    severity: Severity::Warning,
                    message: Message::new("there is a body, but the response describes none"),
                    help: Message::new("describe it in the document, or send none"),
                };
                report.add_whole(words, line, Some(&found.pointer));
                report.not_checked(&name, "the document describes no body for this response");
            }
            (true, false, false) => {
                // Of errors many documents describe a body that proxies and frameworks leave out.
                let is_success = (200..300).contains(&response.status);
                let words = Words {
                    rule: "response/missing-body",
                    severity: if is_success { Severity::Error } else { Severity::Warning },
                    message: Message::new(
                        "the document describes a body for this response, and there is none",
                    ),
                    help: Message::new("send one, or describe a response without"),
                };
                report.add_whole(words, line, Some(&found.pointer.member("content")));
            }
            (false, false, false) => {
                let body = Body { name, bytes, headers: &response.headers };
                body::check(&self.response, &body, &found.content, &found.pointer, report);
            }
        }
    }
}

/// Reports a status that nobody documented.
fn status(
    operation: &Operation,
    response: &Response<'_>,
    found: Option<&openapi_spec::Response>,
    severity: Severity,
    line: &Source,
    report: &mut Report<'_>,
) {
    let is_success = (200..300).contains(&response.status);
    let is_other_success =
        |one: &openapi_spec::Response| one.status.starts_with('2') && one.status.len() == 3;
    let other = operation.responses.iter().find(|one| is_other_success(one));
    let message = match (found, other) {
        (None, _) => Message::new("the operation documents no status ").code(response.status.to_string()),
        // `default` is about errors where a success is described.
        (Some(found), Some(other)) if is_success && found.status.eq_ignore_ascii_case("default") => {
            Message::new("the operation documents success as ")
                .code(other.status.as_str())
                .text(", not as ")
                .code(response.status.to_string())
                .text("; only ")
                .code("default")
                .text(" covers it")
        }
        _ => return,
    };
    let words = Words {
        rule: "response/undocumented-status",
        severity,
        message,
        help: Message::new("describe it in the document, or let the server answer with a documented status"),
    };
    report.add_whole(words, line, Some(&operation.pointer.member("responses")));
    if found.is_none() {
        report.not_checked(line.name(), "the document does not describe a response of its status");
    }
}
