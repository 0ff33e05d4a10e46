//! The operations of a document: thin views that resolve references and keep pointers.

use openapi_source::Pointer;
use serde_json::Value;

use crate::reference::resolve;

/// The fixed fields of a path item that hold operations (OpenAPI 3.1.1, "Path Item Object").
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `operationId`, or `METHOD /path` where it has none.
    pub id: String,
    /// The method in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Its `summary`; may be empty.
    pub summary: String,
    /// Where it stands.
    pub pointer: Pointer,
    /// The request body, if it takes one.
    pub request_body: Option<RequestBody>,
    /// Its responses in the order of the document.
    pub responses: Vec<Response>,
}

/// What an operation takes.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Where it stands, references followed.
    pub pointer: Pointer,
    /// Whether it must be sent. Default false.
    pub required: bool,
    /// What it may be sent as.
    pub content: Vec<MediaType>,
}

/// What an operation answers.
#[derive(Debug, Clone)]
pub struct Response {
    /// `200`, `4XX` or `default`.
    pub status: String,
    /// Where it stands, references followed.
    pub pointer: Pointer,
    /// What it may be sent as; empty where it has no body.
    pub content: Vec<MediaType>,
}

/// One media type of a body.
#[derive(Debug, Clone)]
pub struct MediaType {
    /// Its name as written, such as `application/json`.
    pub name: String,
    /// Its schema; `None` where anything goes.
    pub schema: Option<Pointer>,
}

impl MediaType {
    /// Whether a body of it is JSON: `application/json` or a `+json` type (RFC 6839, section 3.1).
    pub fn is_json(&self) -> bool {
        let essence = self.name.split(';').next().unwrap_or_default().trim();
        let essence = essence.to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
    }
}

impl Operation {
    /// The response for a status code: the exact one, else its class (`4XX`), else `default`
    /// (OpenAPI 3.1.1, "Responses Object").
    pub fn response(&self, status: u16) -> Option<&Response> {
        let exact = status.to_string();
        let class = format!("{}XX", status / 100);
        [exact.as_str(), class.as_str(), "default"].iter().find_map(|wanted| {
            self.responses.iter().find(|response| response.status.eq_ignore_ascii_case(wanted))
        })
    }
}

pub(crate) fn operations(document: &Value) -> Vec<Operation> {
    let mut out = Vec::new();
    let paths = Pointer::root().member("paths");
    let items = document.get("paths").and_then(Value::as_object);
    for path in items.into_iter().flat_map(|items| items.keys()) {
        let Some((item_at, item)) = resolve(document, &paths.member(path)) else {
            continue;
        };
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|operation| operation.is_object()) {
                out.push(view(document, operation, method, path, item_at.member(method)));
            }
        }
    }
    out
}

fn view(document: &Value, operation: &Value, method: &str, path: &str, pointer: Pointer) -> Operation {
    let method = method.to_ascii_uppercase();
    let text = |name: &str| operation.get(name).and_then(Value::as_str);
    let request_body = resolve(document, &pointer.member("requestBody")).map(|(at, body)| RequestBody {
        required: body.get("required") == Some(&Value::Bool(true)),
        content: content(body, &at),
        pointer: at,
    });
    let responses_at = pointer.member("responses");
    let responses = operation
        .get("responses")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|responses| responses.keys())
        .filter(|status| !status.starts_with("x-"))
        .filter_map(|status| {
            let (at, response) = resolve(document, &responses_at.member(status))?;
            Some(Response { status: status.clone(), content: content(response, &at), pointer: at })
        })
        .collect();
    Operation {
        id: text("operationId").map_or_else(|| format!("{method} {path}"), ToOwned::to_owned),
        summary: text("summary").unwrap_or_default().to_owned(),
        method,
        path: path.to_owned(),
        pointer,
        request_body,
        responses,
    }
}

fn content(holder: &Value, at: &Pointer) -> Vec<MediaType> {
    let at = at.member("content");
    holder
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, media)| MediaType {
            name: name.clone(),
            schema: media.get("schema").map(|_| at.member(name).member("schema")),
        })
        .collect()
}
