//! Why a reference was not followed.

use openapi_source::Message;

use crate::FilePath;

/// Why a reference was not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It leads to a URL that is the name of nothing that was read.
    Url,
    /// Its path is none that would be read; what is wrong with it.
    Path(&'static str),
    /// The file can't be had; why.
    Unreadable(String),
    /// The file holds neither JSON nor YAML.
    Malformed,
    /// A limit was reached; which.
    Limit(&'static str),
    /// The file has nothing there.
    Nowhere(FilePath),
    /// It leads back to itself.
    Circle,
}

impl Refusal {
    /// What is not checked because of it, and why.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Url => "its `$ref` leads to a URL, which is not fetched",
            Self::Path(_) => "its `$ref` leads to no file of the document's folder, and no other is read",
            Self::Unreadable(_) => "its `$ref` leads to a file that can't be read",
            Self::Malformed => "its `$ref` leads to a file that is neither JSON nor YAML",
            Self::Limit(_) => "its `$ref` leads to more than is read of one document",
            Self::Nowhere(_) => "its `$ref` leads to nothing in the file that it names",
            Self::Circle => "its `$ref` leads back to itself",
        }
    }

    /// The rule that is broken, and what to do.
    pub(crate) fn rule(&self) -> (&'static str, &'static str) {
        match self {
            Self::Url => (
                "document/external-ref",
                "put a copy into the document's folder and refer to it there; nothing behind this reference is \
                 checked",
            ),
            Self::Path(_) | Self::Unreadable(_) | Self::Malformed | Self::Limit(_) => (
                "document/external-ref",
                "refer to a JSON or YAML file in the document's folder or below; nothing behind this reference is \
                 checked",
            ),
            Self::Nowhere(_) => (
                "document/unresolved-ref",
                "correct the reference or add what it names; nothing behind it is checked",
            ),
            Self::Circle => (
                "document/circular-ref",
                "let one reference of the circle lead to a schema; nothing behind it is checked",
            ),
        }
    }

    /// The words behind `the reference X`.
    pub(crate) fn said_of(&self, reference: &str) -> Message {
        let message = Message::new("the reference ").code(reference);
        match self {
            Self::Url => message.text(" leads to a URL, which is not fetched"),
            Self::Path(wrong) => message.text(" ").text(*wrong),
            Self::Unreadable(why) => message.text(" leads to a file that can't be read: ").text(why.as_str()),
            Self::Malformed => message.text(" leads to a file that is neither JSON nor YAML"),
            Self::Limit(limit) => message.text(" leads to more than is read of one document: ").text(*limit),
            Self::Nowhere(path) => message.text(" leads to nothing in ").code(path.as_str()),
            Self::Circle => message.text(" leads back to itself"),
        }
    }
}
