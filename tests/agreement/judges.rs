//! The two judges: the generated types, and the validator of whole requests.

use openapi_findings::Finding;
use openapi_source::Pointer;
use openapi_spec::Document;
use openapi_validator::{HttpOptions, HttpValidator, Request};
use serde_json::Value;

/// What a type makes of a value.
pub(crate) struct Verdict {
    /// What `from_value` makes of it.
    pub(crate) accepted: Result<Back, String>,
    /// What serde alone makes of it.
    pub(crate) plain: Option<Back>,
}

/// A model written as JSON again.
pub(crate) struct Back {
    pub(crate) json: Value,
    /// What `validate` says.
    pub(crate) is_valid: bool,
}

/// A generated type.
pub(crate) struct Model {
    pub(crate) name: &'static str,
    pub(crate) judge: fn(&Value) -> Verdict,
}

/// A type as a [`Model`]. Its methods are its own, so that only a macro can call those of all types.
macro_rules! model {
    ($type:path, $name:expr) => {
        $crate::judges::Model {
            name: $name,
            judge: |value| {
                use $type as Type;
                let back = |model: &Type| $crate::judges::Back {
                    json: serde_json::to_value(model).expect("a model is JSON"),
                    is_valid: model.validate().is_ok(),
                };
                $crate::judges::Verdict {
                    accepted: Type::from_value(value.clone())
                        .map(|model| back(&model))
                        .map_err(|invalid| invalid.to_string()),
                    plain: serde_json::from_value::<Type>(value.clone()).ok().map(|model| back(&model)),
                }
            },
        }
    };
}
pub(crate) use model;

/// The validator, with an operation for each schema.
pub(crate) struct Validators<'d> {
    http: HttpValidator<'d>,
    document: &'d Document,
}

impl<'d> Validators<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        let http = HttpValidator::new(document, HttpOptions::default()).expect("it compiles");
        Self { http, document }
    }

    /// Where the schema of a type stands.
    pub(crate) fn schema(&self, name: &str) -> Pointer {
        let mut operations = self.document.operations().iter();
        let operation = operations.find(|operation| operation.path == format!("/post/{name}"));
        let body = operation.and_then(|operation| operation.request_body.as_ref()).expect("an operation");
        body.content[0].schema.clone().expect("a schema")
    }

    /// Whether a request with this body is as the document has it, and holds nothing that only the server sets.
    pub(crate) fn accept(&self, name: &str, body: &str) -> bool {
        let url = format!("/post/{name}");
        let mut request = Request::new("POST", &url);
        request.headers = vec![("content-type", "application/json")];
        request.body = Some(body.as_bytes());
        let checked = self.http.check_request(&request);
        assert!(checked.not_checked.is_empty(), "{name}: {body}: {:?}", checked.not_checked);
        !checked.findings.iter().any(is_demanded)
    }
}

/// Whether the document demands it, unlike the mere notice that an open object has an undeclared member.
fn is_demanded(finding: &Finding) -> bool {
    let keyword = finding.demanded_by.as_ref().and_then(|place| place.pointer.as_ref());
    let keyword = keyword.and_then(Pointer::split_last).map(|(_, keyword)| keyword);
    finding.rule != "contract/unknown-property" || keyword.is_some_and(|keyword| keyword != "properties")
}
