//! A request against the document.

use openapi_findings::Severity;
use openapi_source::{Message, Source};
use openapi_spec::RequestBody;

use super::body::{self, Body};
use super::pairs::Pairs;
use super::parameters::{self, Incoming};
use super::path::{Hint, Route};
use super::report::{Report, Words, undecodable};
use super::url::{Decoding, Target, decode, split, whole};
use super::{HttpValidator, Request, security};
use crate::Checked;

impl<'d> HttpValidator<'d> {
    /// Everything that is wrong with a request: its path, method, parameters, credentials and body.
    pub fn check_request(&self, request: &Request<'_>) -> Checked {
        let mut report = Report::new(self.document);
        let target = split(request.url);
        // Without the query, which may hold a key.
        let line = format!("{} {}", request.method, target.path);
        let line = Source::new(format!("{}request", request.prefix), line);
        match self.router.route(request.method, target.path) {
            Route::Operation(operation, variables) => {
                let incoming = Incoming {
                    prefix: request.prefix,
                    line,
                    path: target.path,
                    variables,
                    query: Pairs::of_query(target.query.unwrap_or_default()),
                    cookies: Pairs::of_cookies(&request.headers),
                    headers: &request.headers,
                };
                let described = &self.described[operation];
                parameters::check(
                    &self.request,
                    &described.parameters,
                    &incoming,
                    &self.query_keys,
                    &mut report,
                );
                if self.options.check_security {
                    security::check(&described.security, &incoming, &mut report);
                }
                let body = self.document.operations()[operation].request_body.as_ref();
                self.request_body(request, body, &incoming, &mut report);
            }
            Route::NoMethod { path, allowed } => {
                let mut names = Message::default();
                for name in allowed {
                    names = if names.is_empty() { names } else { names.text(", ") };
                    names = names.code(name);
                }
                let words = Words {
                    rule: "request/unknown-method",
                    severity: Severity::Error,
                    message: Message::new("the document describes ")
                        .code(path)
                        .text(", but not with the method ")
                        .value(request.method),
                    help: Message::new("use ").message(names),
                };
                let at = openapi_source::Pointer::root().member("paths").member(path);
                report.add_whole(words, &line, Some(&at));
            }
            Route::NoPath => self.no_path(request, target, &line, &mut report),
        }
        report.checked
    }

    fn no_path(&self, request: &Request<'_>, target: Target<'_>, line: &Source, report: &mut Report<'d>) {
        if let Err(fault) = decode(target.path, whole(target.path), Decoding::Percent) {
            let subject = Message::new("the path");
            let (words, span) = undecodable("request/percent-encoding", subject, target.path, fault);
            let source = Source::new(format!("{}path", request.prefix), target.path);
            report.add(words, &source, span, None);
        }
        let help = match self.router.hint(request.method, target.path) {
            Some(Hint::TrailingSlash(meant)) => {
                Message::new("the document has ").code(meant).text("; mind the slash at the end")
            }
            Some(Hint::BasePath(base)) => {
                Message::new("put the base path of the server before it: ").code(base)
            }
            Some(Hint::Alike(meant)) => Message::new("did you mean ").code(meant).text("?"),
            None => Message::new("correct the path, or describe it in the document"),
        };
        let words = Words {
            rule: "request/unknown-path",
            severity: Severity::Error,
            message: Message::new("the document describes no path like ").value(target.path),
            help,
        };
        report.add_whole(words, line, Some(&openapi_source::Pointer::root().member("paths")));
        report.not_checked(line.name(), "no operation of the document has its path");
    }

    fn request_body(
        &self,
        request: &Request<'_>,
        described: Option<&RequestBody>,
        incoming: &Incoming<'_>,
        report: &mut Report<'d>,
    ) {
        let bytes = request.body.unwrap_or_default();
        let name = format!("{}{}", request.prefix, request.body_name);
        let Some(described) = described else {
            if !bytes.is_empty() {
                let words = Words {
                    rule: "request/unexpected-body",
                    severity: Severity::Warning,
                    message: Message::new("there is a body, but the operation describes none"),
                    help: Message::new("leave it out; most servers ignore it"),
                };
                report.add_whole(words, &incoming.line, None);
                report.not_checked(&name, "the operation describes no body");
            }
            return;
        };
        let is_form = request.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type")
                && value.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
        });
        // A form without fields is empty, and still a form.
        let is_there = !bytes.is_empty() || (request.body.is_some() && is_form);
        if !is_there {
            if described.required {
                let words = Words {
                    rule: "request/missing-body",
                    severity: Severity::Error,
                    message: Message::new("the operation requires a body, and there is none"),
                    help: Message::new("send one"),
                };
                report.add_whole(words, &incoming.line, Some(&described.pointer.member("required")));
            }
            return;
        }
        if ["GET", "HEAD"].iter().any(|method| request.method.eq_ignore_ascii_case(method)) {
            let words = Words {
                rule: "request/unexpected-body",
                severity: Severity::Info,
                message: Message::new("a body has no meaning in a ").code(request.method.to_ascii_uppercase()).text(
                    " request (RFC 9110, section 9.3.1), though the document describes one; proxies may drop it",
                ),
                help: Message::default(),
            };
            report.add_whole(words, &incoming.line, Some(&described.pointer));
        }
        let body = Body { name, bytes, headers: &request.headers };
        body::check(&self.request, &body, &described.content, &described.pointer, report);
    }
}
