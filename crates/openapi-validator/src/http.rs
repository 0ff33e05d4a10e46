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
mod media;
mod multipart;
mod pairs;
mod parameters;
mod path;
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
    /// What one text may cost.
    pub limits: Limits,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self { nullable: Nullable::default(), check_security: true, limits: Limits::default() }
    }
}

/// A request. Not `Debug`: it holds credentials and personal data.
#[derive(Clone)]
pub struct Request<'a> {
    /// The method, in any case.
    pub method: &'a str,
    /// An absolute URL, or a path with its query. The host is not looked at.
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
    /// To no path of the document.
    NoPath,
}

/// Judges requests and responses against one document. Schemas are compiled when first needed; it can be shared
/// between threads.
pub struct HttpValidator<'d> {
    document: &'d Document,
    options: HttpOptions,
    router: Router<'d>,
    /// What the document says of its operations, in their order.
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
        let operations = document.operations();
        let side = |direction| Side::new(document, direction, options.nullable, options.limits.clone());
        let keys = document.security_schemes().into_iter().filter_map(|scheme| match scheme.kind {
            SecurityKind::ApiKey { location: ParameterLocation::Query, name } => Some(name),
            _ => None,
        });
        Ok(Self {
            document,
            router: Router::new(document),
            described: operations.iter().map(describe).collect(),
            by_pointer: operations.iter().enumerate().map(|(idx, one)| (one.pointer.clone(), idx)).collect(),
            request: side(Direction::Request)?,
            response: side(Direction::Response)?,
            query_keys: keys.collect(),
            options,
        })
    }

    /// Which operation a method and an absolute URL, or a path, lead to.
    pub fn match_path(&self, method: &str, url: &str) -> PathMatch<'d> {
        let path = url::split(url).path;
        match self.router.route(method, path) {
            Route::Operation(operation, found) => {
                let value = |at: openapi_source::Span| path[at.start as usize..at.end as usize].to_owned();
                PathMatch::Operation {
                    operation: &self.document.operations()[operation],
                    variables: found.into_iter().map(|(name, at)| (name.to_owned(), value(at))).collect(),
                }
            }
            Route::NoMethod { allowed, .. } => {
                PathMatch::NoMethod(allowed.into_iter().map(ToOwned::to_owned).collect())
            }
            Route::NoPath => PathMatch::NoPath,
        }
    }
}
