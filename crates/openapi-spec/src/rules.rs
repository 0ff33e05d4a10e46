//! What the rules about documents mean.

openapi_findings::rules! {
    /// The rules that loading a document can find broken.
    pub const DOCUMENT_RULES;

    "document/version", Error, "OpenAPI 3.1.1, section 4.1 (Versions)",
    "A document that is not OpenAPI 3.0 or 3.1.",
    "Its keywords would be read with the wrong meaning.",
    "swagger: '2.0'", "openapi: 3.1.0";

    "document/unresolved-ref", Error, "OpenAPI 3.1.1, Reference Object",
    "A `$ref` that leads to nothing in the document.",
    "What it should describe is described by nothing, so payloads are not checked there.",
    "$ref: '#/components/schemas/Invit'", "$ref: '#/components/schemas/Invite'";

    "document/external-ref", Error, "OpenAPI 3.1.1, Reference Object",
    "A `$ref` to another document that is not read.",
    "A document is its own folder at most: nothing in it makes this tool read other files or the network.",
    "$ref: 'https://example.com/invite.yaml'", "$ref: '#/components/schemas/Invite'";

    "document/circular-ref", Error, "JSON Schema 2020-12 Core, section 9.4.1",
    "A chain of `$ref` that only leads back to itself.",
    "It names no schema at all.",
    "A: {$ref: '#/components/schemas/A'}", "A: {type: string}";

    "document/duplicate-enum-value", Warning, "JSON Schema 2020-12 Validation, section 6.1.2",
    "A value that an `enum` lists twice.",
    "Validation is not changed by it, but it often hides a value that was meant to be another.",
    "enum: ['1', '44', '1']", "enum: ['1', '44']";
}
