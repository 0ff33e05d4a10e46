//! What the rules about documents mean.

use openapi_findings::{Rule, Severity};

/// The rules that loading a document can find broken.
pub const DOCUMENT_RULES: &[Rule] = &[
    Rule {
        name: "document/version",
        severity: Severity::Error,
        summary: "A document that is not OpenAPI 3.0 or 3.1.",
        why: "Its keywords would be read with the wrong meaning.",
        bad: "swagger: '2.0'",
        good: "openapi: 3.1.0",
        source: "OpenAPI 3.1.1, section 4.1 (Versions)",
    },
    Rule {
        name: "document/unresolved-ref",
        severity: Severity::Error,
        summary: "A `$ref` that leads to nothing in the document.",
        why: "What it should describe is described by nothing, so payloads are not checked there.",
        bad: "$ref: '#/components/schemas/Invit'",
        good: "$ref: '#/components/schemas/Invite'",
        source: "OpenAPI 3.1.1, Reference Object",
    },
    Rule {
        name: "document/external-ref",
        severity: Severity::Error,
        summary: "A `$ref` to another document that is not read.",
        why: "A document is its own folder at most: nothing in it makes this tool read other files or the network.",
        bad: "$ref: 'https://example.com/invite.yaml'",
        good: "$ref: '#/components/schemas/Invite'",
        source: "OpenAPI 3.1.1, Reference Object",
    },
    Rule {
        name: "document/circular-ref",
        severity: Severity::Error,
        summary: "A chain of `$ref` that only leads back to itself.",
        why: "It names no schema at all.",
        bad: "A: {$ref: '#/components/schemas/A'}",
        good: "A: {type: string}",
        source: "JSON Schema 2020-12 Core, section 9.4.1",
    },
    Rule {
        name: "document/duplicate-enum-value",
        severity: Severity::Warning,
        summary: "A value that an `enum` lists twice.",
        why: "Validation is not changed by it, but it often hides a value that was meant to be another.",
        bad: "enum: ['1', '44', '1']",
        good: "enum: ['1', '44']",
        source: "JSON Schema 2020-12 Validation, section 6.1.2",
    },
];
