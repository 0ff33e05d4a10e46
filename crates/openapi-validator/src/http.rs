//! Requests and responses, whole, against a document: which operation they belong to, every parameter and header in
//! its style, credentials, and bodies of JSON, YAML, forms and text.
//!
//! Values that HTTP carries as text are written as JSON ([`carried`]) and held against the schema by the same
//! checker as bodies; findings are moved back to the text as it was sent. What can't be judged is in
//! [`crate::Checked::not_checked`] and never called valid.

mod beyond;
mod body;
mod carried;
mod deep;
pub(crate) mod discriminator;
mod form;
pub(crate) mod formats;
mod host;
mod media;
mod multipart;
mod pairs;
mod parameters;
mod path;
mod quick;
mod report;
mod request;
mod response;
mod rules;
mod security;
mod side;
mod styles;
mod tailor;
mod template;
mod url;
mod value;
mod wants;

use std::collections::{HashMap, HashSet};

use openapi_findings::Severity;
use openapi_source::{Limits, Pointer};
use openapi_spec::{Document, Operation, ParameterLocation, Parameters, SecurityKind, SecurityRequirement};

pub use rules::HTTP_RULES;
pub use tailor::Nullable;

use crate::CompileError;
use crate::guess::Direction;
use path::{Route, Router};
use side::Side;

/// How requests and responses are judged.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// How OpenAPI 3.0's `nullable` is read. Default: leniently.
    pub nullable: Nullable,
    /// Whether credentials are asked for. Recorded traffic often has them removed. Default true.
    pub check_security: bool,
    /// Whether the host of an absolute URL must be one that a server of the operation has. A loopback host serves any
    /// API, and a server whose URL is relative has any host. Default true.
    pub check_host: bool,
    /// How much a query parameter matters that the operation does not know. Default warning: most servers ignore it.
    pub unknown_parameter: Severity,
    /// How much a status matters that the operation does not document. Default warning: a document need not list all
    /// (OpenAPI 3.1.1, "Responses Object"). The response is not checked in any case.
    pub undocumented_status: Severity,
    /// How much a `readOnly` property in a request, or a `writeOnly` one in a response, matters. Default error, as
    /// servers refuse it and passwords come back by it; the specifications only advise against it.
    pub against_direction: Severity,
    /// What one text may cost.
    pub limits: Limits,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            nullable: Nullable::default(),
            check_security: true,
            check_host: true,
            unknown_parameter: Severity::Warning,
            undocumented_status: Severity::Warning,
            against_direction: Severity::Error,
            limits: Limits::default(),
        }
    }
}

/// A request. Not `Debug`: it holds credentials and personal data.
#[derive(Clone)]
pub struct Request<'a> {
    /// The method, in any case.
    pub method: &'a str,
    /// An absolute URL, or a path with its query. Of a webhook only the query counts.
    pub url: &'a str,
    /// All header lines in their order, names in any case.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The body; `None`, like an empty one, where there is none.
    pub body: Option<&'a [u8]>,
    /// What findings call the body. Default `request body`.
    pub body_name: &'a str,
    /// What the names of all texts of this request start with, so that those of many can be told apart. Default
    /// empty.
    pub prefix: &'a str,
}

impl<'a> Request<'a> {
    /// A request without headers and body.
    pub fn new(method: &'a str, url: &'a str) -> Self {
        Self { method, url, headers: Vec::new(), body: None, body_name: "request body", prefix: "" }
    }
}

/// A response. Not `Debug`: it holds personal data.
#[derive(Clone)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// All header lines in their order, names in any case.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The body; `None`, like an empty one, where there is none.
    pub body: Option<&'a [u8]>,
    /// What findings call the body. Default `response body`.
    pub body_name: &'a str,
    /// What the names of all texts of this response start with, so that those of many can be told apart. Default
    /// empty.
    pub prefix: &'a str,
}

impl Response<'_> {
    /// A response without headers and body.
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None, body_name: "response body", prefix: "" }
    }
}

/// Where a request leads.
#[derive(Debug)]
pub enum PathMatch<'v> {
    /// To an operation.
    Operation {
        /// The operation.
        operation: &'v Operation,
        /// The variables of its path, with what stands for them, still percent-encoded.
        variables: Vec<(String, String)>,
    },
    /// To a path of the document that does not have the method; the methods that it has.
    NoMethod(Vec<String>),
    /// To a path of the document whose description could not be read.
    Unread,
    /// To no path of the document.
    NoPath,
}

/// Judges requests and responses against one document. Schemas are compiled when first needed; it can be shared
/// between threads.
pub struct HttpValidator<'d> {
    document: &'d Document,
    options: HttpOptions,
    router: Router<'d>,
    /// What the document says of its operations, in their order, and after them of its webhooks.
    described: Vec<Described>,
    by_pointer: HashMap<Pointer, usize>,
    request: Side<'d>,
    response: Side<'d>,
    /// Parameters of the query that are keys of security schemes.
    query_keys: HashSet<String>,
}

/// What the document says of one operation beside its bodies.
struct Described {
    parameters: Parameters,
    security: Vec<SecurityRequirement>,
    /// The headers of its responses, by status as written.
    responses: Vec<(String, Parameters)>,
}

impl<'d> HttpValidator<'d> {
    /// Prepares a document.
    ///
    /// # Errors
    /// Its schemas can't be made ready at all. A single schema that is not valid is no error: what it describes is
    /// then not checked.
    pub fn new(document: &'d Document, options: HttpOptions) -> Result<Self, CompileError> {
        let describe = |operation: &Operation| Described {
            parameters: document.parameters(operation),
            security: document.security(operation),
            responses: operation
                .responses
                .iter()
                .map(|response| (response.status.clone(), document.response_headers(response)))
                .collect(),
        };
        let operations = || document.operations().iter().chain(document.webhooks());
        let side = |direction| Side::new(document, direction, &options);
        let keys = document.security_schemes().into_iter().filter_map(|scheme| match scheme.kind {
            SecurityKind::ApiKey { location: ParameterLocation::Query, name } => Some(name),
            _ => None,
        });
        Ok(Self {
            document,
            router: Router::new(document),
            described: operations().map(describe).collect(),
            by_pointer: operations().enumerate().map(|(idx, one)| (one.pointer.clone(), idx)).collect(),
            request: side(Direction::Request)?,
            response: side(Direction::Response)?,
            query_keys: keys.collect(),
            options,
        })
    }

    /// Which operation a method and an absolute URL, or a path, lead to. The host decides only where several operations
    /// fit.
    pub fn match_path(&self, method: &str, url: &str) -> PathMatch<'d> {
        let url::Target { authority, path, .. } = url::split(url);
        match self.router.route(method, authority, path) {
            Route::Operation { operation, variables: found, .. } => {
                let value = |at: openapi_source::Span| path[at.start as usize..at.end as usize].to_owned();
                PathMatch::Operation {
                    operation: &self.document.operations()[operation],
                    variables: found.into_iter().map(|(name, at)| (name.to_owned(), value(at))).collect(),
                }
            }
            Route::NoMethod { allowed, .. } => {
                PathMatch::NoMethod(allowed.into_iter().map(ToOwned::to_owned).collect())
            }
            Route::Unread => PathMatch::Unread,
            Route::NoPath => PathMatch::NoPath,
        }
    }
}
