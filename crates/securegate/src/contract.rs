//! What payloads are held against: the built-in document, another one, or a plain JSON Schema.

use openapi_findings::{Finding, Report, Subject};
use openapi_source::{Pointer, escape_controls};
use openapi_spec::{Document, Resource};

use crate::cli::ColorWhen;
use crate::input;
use crate::output::{Failure, findings_text};

/// The OpenAPI document of the Securegate API.
pub(crate) const BUILT_IN_TEXT: &str = include_str!("../../../openapi/securegate.yaml");

/// What findings call it; `securegate document` prints it.
const BUILT_IN_NAME: &str = "openapi/securegate.yaml";

/// The operation that a payload is taken for where nothing in it tells.
pub(crate) const BUILT_IN_DEFAULT: &str = "create_invites";

/// The document to use: the one named, or the built-in one.
///
/// # Errors
/// It can't be read, or is no OpenAPI 3.0 or 3.1 document.
pub(crate) fn document(spec: Option<&str>, color: ColorWhen) -> Result<Document, Failure> {
    let (name, (document, findings)) = match spec {
        Some(name) => {
            let bytes = input::read(name)?;
            let name = input::shown_name(name);
            (name, Document::load(name, &bytes))
        }
        None => (BUILT_IN_NAME, Document::load(BUILT_IN_NAME, BUILT_IN_TEXT.as_bytes())),
    };
    document.ok_or_else(|| refusal(name, "an OpenAPI document", findings, color))
}

/// A plain JSON Schema, and the part of it that is named behind `#`.
///
/// # Errors
/// It can't be read.
pub(crate) fn schema(argument: &str, color: ColorWhen) -> Result<(Resource, Pointer), Failure> {
    // A file name may hold a `#`; a pointer starts with `#/` or is empty.
    let (name, pointer) = match argument.rsplit_once("#/") {
        Some((name, pointer)) => (name, Pointer::from_text(format!("/{pointer}"))),
        None => (argument.strip_suffix('#').unwrap_or(argument), Pointer::root()),
    };
    let bytes = input::read(name)?;
    let name = input::shown_name(name);
    let (resource, findings) = Resource::load(name, &bytes);
    let resource = resource.ok_or_else(|| refusal(name, "a JSON Schema", findings, color))?;
    Ok((resource, pointer))
}

fn refusal(file: &str, role: &'static str, findings: Vec<Finding>, color: ColorWhen) -> Failure {
    let mut report = Report::default();
    report.add(Subject { findings, ..Subject::new(file) }, 20);
    Failure::Contract {
        file: escape_controls(file).into_owned(),
        role,
        findings: findings_text(&report, color),
    }
}
