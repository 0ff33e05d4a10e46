//! What an operation sends and how its answers are read, as the emitter writes it. progenitor sees only
//! what it needs to make types.

use std::collections::BTreeMap;

/// The calls by the id of their operation.
pub(crate) type Calls = BTreeMap<String, Call>;

/// One operation on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Call {
    /// In the order of the document.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Answers,
    pub(crate) failure: Answers,
    /// Media types that the client asks for, as they stand in the header.
    pub(crate) accept: Option<String>,
}

/// An argument that is no body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// Name of the argument.
    pub(crate) argument: String,
    /// Name in the request.
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) style: Style,
    pub(crate) required: bool,
    pub(crate) description: String,
}

/// Where a parameter stands in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// The styles of the runtime, by the names that they have there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Form,
    Comma,
    Space,
    Pipe,
    Deep,
    Json,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) form: BodyForm,
    /// What it is sent as; nothing where the caller says it.
    pub(crate) media_type: Option<String>,
    /// Every media type that the document lists.
    pub(crate) listed: Vec<String>,
    pub(crate) description: String,
}

/// How a body becomes bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyForm {
    /// A value of the type that progenitor gives the body, as JSON.
    Json,
    /// The same as a form, with members that have a style of their own.
    Form(Vec<(String, Style)>),
    /// Parts of a multipart body, with a struct of them where the document tells them one by one.
    Multipart(Option<Parts>),
    /// Bytes as they are given.
    Bytes,
}

/// A struct of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Name of the struct.
    pub(crate) name: String,
    /// In the order of the document.
    pub(crate) parts: Vec<Part>,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Name of the field.
    pub(crate) field: String,
    /// Name in the request.
    pub(crate) name: String,
    pub(crate) kind: PartKind,
    pub(crate) required: bool,
    /// What the document says that it is.
    pub(crate) media_type: Option<String>,
    pub(crate) description: String,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartKind {
    File,
    Files,
    /// A value of the type that progenitor gives the argument of this name.
    Value(String),
}

/// The answers of an operation that are successes, or those that are failures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// Name of the sum type, where they are of several forms.
    pub(crate) sum: Option<String>,
    /// In the order of the document.
    pub(crate) all: Vec<Answer>,
}

/// What an operation answers with one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// As the document writes it: `404`, `4XX` or `default`.
    pub(crate) status: String,
    /// Name of its variant of a sum type.
    pub(crate) variant: String,
    pub(crate) form: AnswerForm,
    /// What the document says of it.
    pub(crate) description: String,
}

/// How an answer is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AnswerForm {
    /// JSON. In a sum type it is of this schema component, elsewhere of the type that progenitor gives
    /// the group.
    Json(Option<String>),
    Text,
    /// A text, as such or in JSON.
    TextOrJson,
    /// Bytes of another kind.
    Bytes,
    /// No body.
    Empty,
}
