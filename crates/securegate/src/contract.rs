//! What payloads are held against: the built-in document, another one, or a plain JSON Schema.

use std::path::Path;

use openapi_findings::{Finding, Report, Severity, Subject};
use openapi_source::{Pointer, escape_controls};
use openapi_spec::{Document, Resource};

use crate::cli::{ColorWhen, Refs, SpecArgs};
use crate::input;
use crate::output::{Failure, findings_text, warn};

/// The OpenAPI document of the Securegate API.
pub(crate) const BUILT_IN_TEXT: &str = include_str!("../../../openapi/securegate.yaml");

/// What findings call it; `securegate document` prints it.
const BUILT_IN_NAME: &str = "openapi/securegate.yaml";

/// The operation that a payload is taken for where nothing in it tells.
pub(crate) const BUILT_IN_DEFAULT: &str = "create_invites";

/// The most findings about a document that are listed.
const MAX_LISTED: usize = 20;

/// The document to use: the one named, or the built-in one. What it refers to outside of itself and what of that could
/// not be read is said on standard error, since it is missing from whatever comes next.
///
/// # Errors
/// It can't be read, or is no OpenAPI 3.0 or 3.1 document.
pub(crate) fn document(spec: &SpecArgs, color: ColorWhen) -> Result<Document, Failure> {
    let Some(name) = spec.document.as_deref() else {
        let (document, findings) = Document::load(BUILT_IN_NAME, BUILT_IN_TEXT.as_bytes());
        return document.ok_or_else(|| refusal(BUILT_IN_NAME, "an OpenAPI document", findings, color));
    };
    let bytes = input::read(name)?;
    let shown = input::shown_name(name);
    // Standard input stands in no folder.
    let (document, findings) = if spec.refs == Refs::None || name == "-" {
        Document::load(shown, &bytes)
    } else {
        openapi_files::load_bytes(shown, Path::new(name), &bytes)
    };
    let Some(document) = document else {
        return Err(refusal(shown, "an OpenAPI document", findings, color));
    };
    tell_unread(shown, findings, color);
    Ok(document)
}

/// A plain JSON Schema, and the part of it that is named behind `#`.
///
/// # Errors
/// It can't be read.
pub(crate) fn schema(argument: &str, refs: Refs, color: ColorWhen) -> Result<(Resource, Pointer), Failure> {
    // A file name may hold a `#`; a pointer starts with `#/` or is empty.
    let (name, pointer) = match argument.rsplit_once("#/") {
        Some((name, pointer)) => (name, Pointer::from_text(format!("/{pointer}"))),
        None => (argument.strip_suffix('#').unwrap_or(argument), Pointer::root()),
    };
    let bytes = input::read(name)?;
    let shown = input::shown_name(name);
    let (resource, findings) = if refs == Refs::None || name == "-" {
        Resource::load(shown, &bytes)
    } else {
        openapi_files::load_schema_bytes(shown, Path::new(name), &bytes)
    };
    let Some(resource) = resource else {
        return Err(refusal(shown, "a JSON Schema", findings, color));
    };
    tell_unread(shown, findings, color);
    Ok((resource, pointer))
}

/// Says what is missing of a document or schema that can be used all the same.
fn tell_unread(shown: &str, findings: Vec<Finding>, color: ColorWhen) {
    let unread: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| {
            let is_of_the_document = finding.place.source.name() == shown;
            finding.rule == "document/external-ref"
                || !is_of_the_document && finding.severity == Severity::Error
        })
        .collect();
    if !unread.is_empty() {
        let mut report = Report::default();
        report.add(Subject { findings: unread, ..Subject::new(shown) }, MAX_LISTED);
        warn(
            &format!(
                "parts of {} are missing, and nothing that needs them can be checked",
                escape_controls(shown)
            ),
            &findings_text(&report, color),
            color,
        );
    }
}

fn refusal(file: &str, role: &'static str, findings: Vec<Finding>, color: ColorWhen) -> Failure {
    let mut report = Report::default();
    report.add(Subject { findings, ..Subject::new(file) }, MAX_LISTED);
    Failure::Contract {
        file: escape_controls(file).into_owned(),
        role,
        findings: findings_text(&report, color),
    }
}
