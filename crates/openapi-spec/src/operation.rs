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
    /// The path template; of a webhook its name.
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
    /// Whether its description was read: false where a reference leads to nothing.
    pub is_read: bool,
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

/// The path items of one map of a document.
#[derive(Debug, Default)]
pub(crate) struct Items {
    /// Their operations.
    pub(crate) operations: Vec<Operation>,
    /// The keys of those whose reference leads to nothing that was read.
    pub(crate) unread: Vec<String>,
}

/// What stands in the map `paths` or `webhooks` of a document.
pub(crate) fn items(document: &Value, map: &str) -> Items {
    let mut out = Items::default();
    let all = Pointer::root().member(map);
    let items = document.get(map).and_then(Value::as_object);
    let keys = items.into_iter().flat_map(|items| items.keys());
    // Webhooks are called as one likes; in `paths` such a key is an extension.
    for path in keys.filter(|path| map == "webhooks" || !path.starts_with("x-")) {
        let Some((item_at, item)) = resolve(document, &all.member(path)) else {
            out.unread.push(path.clone());
            continue;
        };
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|operation| operation.is_object()) {
                out.operations.push(view(document, operation, method, path, item_at.member(method)));
            }
        }
    }
    out
}

fn view(document: &Value, operation: &Value, method: &str, path: &str, pointer: Pointer) -> Operation {
    let method = method.to_ascii_uppercase();
    let text = |name: &str| operation.get(name).and_then(Value::as_str);
    let body_at = pointer.member("requestBody");
    let request_body = operation.get("requestBody").map(|_| match resolve(document, &body_at) {
        Some((at, body)) => RequestBody {
            required: body.get("required") == Some(&Value::Bool(true)),
            content: content(body, &at),
            pointer: at,
            is_read: true,
        },
        None => RequestBody { required: false, content: Vec::new(), pointer: body_at, is_read: false },
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
