//! A request against the document.

use openapi_findings::Severity;
use openapi_source::{Message, Pointer, Source, Span};
use openapi_spec::{Operation, RequestBody};

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
        match self.router.route(request.method, target.authority, target.path) {
            Route::Operation { operation, variables, is_served } => {
                if let Some(host) = target.authority
                    && !is_served
                    && self.options.check_host
                {
                    self.unknown_server(
                        &self.document.operations()[operation],
                        host,
                        request.prefix,
                        &mut report,
                    );
                }
                let described = &self.document.operations()[operation];
                self.operation(operation, described, variables, request, line, &mut report);
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
                let at = Pointer::root().member("paths").member(path);
                report.add_whole(words, &line, Some(&at));
            }
            Route::Unread => report.not_checked(line.name(), "the description of its path could not be read"),
            Route::NoPath => self.no_path(request, target, &line, &mut report),
        }
        report.checked
    }

    /// Everything that is wrong with a request that the API sends for a webhook of that name (OpenAPI 3.1.1, section
    /// 4.8.1): its method, parameters, credentials and body. The path of its URL is the receiver's own affair.
    pub fn check_webhook(&self, name: &str, request: &Request<'_>) -> Checked {
        let mut report = Report::new(self.document);
        let line = Source::new(format!("{}request", request.prefix), format!("{} {name}", request.method));
        let webhooks = self.document.webhooks();
        let is_meant = |one: &Operation| one.path == name && one.method.eq_ignore_ascii_case(request.method);
        if let Some(webhook) = webhooks.iter().position(is_meant) {
            let described = self.document.operations().len() + webhook;
            self.operation(described, &webhooks[webhook], Vec::new(), request, line, &mut report);
        } else {
            let words = Words {
                rule: "request/unknown-webhook",
                severity: Severity::Error,
                message: Message::new("the document describes no webhook ")
                    .code(name)
                    .text(" with the method ")
                    .value(request.method),
                help: Message::new("correct the name or the method, or describe it in the document"),
            };
            report.add_whole(words, &line, Some(&Pointer::root().member("webhooks")));
        }
        report.checked
    }

    /// Judges what goes to an operation, given with its number among those described.
    fn operation<'r>(
        &self,
        number: usize,
        operation: &Operation,
        variables: Vec<(&'r str, Span)>,
        request: &Request<'r>,
        line: Source,
        report: &mut Report<'d>,
    ) {
        let target = split(request.url);
        let incoming = Incoming {
            prefix: request.prefix,
            line,
            path: target.path,
            variables,
            query: Pairs::of_query(target.query.unwrap_or_default()),
            cookies: Pairs::of_cookies(&request.headers),
            headers: &request.headers,
        };
        let described = &self.described[number];
        let unknown = self.options.unknown_parameter;
        parameters::check(&self.request, &described.parameters, &incoming, &self.query_keys, unknown, report);
        if self.options.check_security {
            security::check(&described.security, &incoming, report);
        }
        self.request_body(request, operation.request_body.as_ref(), &incoming, report);
    }

    fn unknown_server(&self, operation: &Operation, host: &str, prefix: &str, report: &mut Report<'d>) {
        let servers = self.document.servers(operation);
        let mut names = Message::default();
        for server in servers.iter().take(8) {
            names = if names.is_empty() { names } else { names.text(", ") };
            names = names.code(server.url.as_str());
        }
        let words = Words {
            rule: "request/unknown-server",
            severity: Severity::Error,
            message: Message::new("no server of the operation has the host ").value(host),
            help: Message::new("send it to ").message(names),
        };
        let source = Source::new(format!("{prefix}host"), host);
        report.add_whole(words, &source, servers.first().map(|server| &server.pointer));
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
        report.add_whole(words, line, Some(&Pointer::root().member("paths")));
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
        if !described.is_read {
            let reason = "the reference to the description of the body leads to nothing that is read here";
            return report.not_checked(&name, reason);
        }
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
