//! What may stand where in a document, as far as references go.

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Callback,
    /// Or a header.
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Example,
    Link,
    SecurityScheme,
    Schema,
    /// Something without parts of the other kinds.
    Other,
}

/// A place for values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// One value of a kind, or a list of them.
    One(Kind),
    /// An object whose members are of a kind.
    Map(Kind),
    /// The `mapping` of a discriminator: names or references as plain texts.
    Mapping,
    /// An instance or an extension, in which `$ref` means nothing.
    Data,
}

impl Slot {
    /// Whether the specification lets a reference stand here, so that it may stay one.
    pub(super) fn may_refer(self) -> bool {
        use Kind::{
            Callback, Example, Link, Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme,
        };
        matches!(
            self,
            Self::One(
                Callback
                    | Example
                    | Link
                    | Parameter
                    | PathItem
                    | RequestBody
                    | Response
                    | Schema
                    | SecurityScheme
            )
        )
    }

    /// The place of an element.
    pub(super) fn item(self) -> Self {
        match self {
            Self::Map(_) => Self::Data,
            other => other,
        }
    }

    /// The place of a member.
    pub(super) fn member(self, name: &str) -> Self {
        match self {
            Self::Map(Kind::PathItem | Kind::Response) if name.starts_with("x-") => Self::Data,
            Self::Map(kind) => Self::One(kind),
            Self::One(kind) => of(kind, name),
            Self::Mapping | Self::Data => Self::Data,
        }
    }
}

/// OpenAPI 3.1.1, section 4.8; JSON Schema 2020-12 Core, section 10, and the older `definitions` and
/// `dependencies`.
fn of(kind: Kind, name: &str) -> Slot {
    use Slot::{Data, Map, One};
    if name.starts_with("x-") && kind != Kind::Callback {
        return Data;
    }
    match (kind, name) {
        (Kind::Document, "paths" | "webhooks") | (Kind::Components, "pathItems") => Map(Kind::PathItem),
        (Kind::Document, "components") => One(Kind::Components),
        (Kind::Components | Kind::Operation, "responses") => Map(Kind::Response),
        (Kind::Components, "parameters" | "headers") | (Kind::Response | Kind::Encoding, "headers") => {
            Map(Kind::Parameter)
        }
        (Kind::Components, "requestBodies") => Map(Kind::RequestBody),
        (Kind::Components | Kind::Parameter | Kind::MediaType, "examples") => Map(Kind::Example),
        (Kind::Components, "securitySchemes") => Map(Kind::SecurityScheme),
        (Kind::Components | Kind::Response, "links") => Map(Kind::Link),
        (Kind::Components | Kind::Operation, "callbacks") => Map(Kind::Callback),
        (Kind::Callback, _) => One(Kind::PathItem),
        (Kind::PathItem | Kind::Operation, "parameters") => One(Kind::Parameter),
        (
            Kind::PathItem,
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query",
        ) => One(Kind::Operation),
        (Kind::Operation, "requestBody") => One(Kind::RequestBody),
        (Kind::Parameter | Kind::RequestBody | Kind::Response, "content") => Map(Kind::MediaType),
        (Kind::MediaType, "encoding") => Map(Kind::Encoding),
        (Kind::Components, "schemas")
        | (
            Kind::Schema,
            "properties" | "patternProperties" | "dependentSchemas" | "dependencies" | "$defs"
            | "definitions",
        ) => Map(Kind::Schema),
        (Kind::Schema, "discriminator") => Slot::Mapping,
        (Kind::Schema, "default" | "const" | "enum" | "example" | "examples")
        | (Kind::Other | Kind::Parameter | Kind::MediaType, "default" | "example" | "examples")
        | (Kind::Example | Kind::Link | Kind::SecurityScheme, _) => Data,
        (Kind::Parameter | Kind::MediaType, "schema") | (Kind::Schema, _) => One(Kind::Schema),
        _ => One(Kind::Other),
    }
}
