//! What can go wrong while generating.

/// A failure to generate. None of them stands for a fault of the user's program, and none is a
/// panic: progenitor runs on a thread of its own.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindgenError {
    /// A setting is not what it has to be.
    #[error("the setting `{setting}` is not {expected}: {found:?}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// What it has to be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// The document is not one that progenitor can read, even after lowering.
    #[error("the lowered document does not read as OpenAPI 3.0{}", at(.pointer.as_deref()))]
    Unreadable {
        /// Place in the document as written, where it could be told.
        pointer: Option<String>,
        /// What the reader says.
        #[source]
        source: serde_json::Error,
    },
    /// The generator refuses the document or panics on it.
    #[error("the generator does not get along with this document{}: {message}", at(.pointer.as_deref()))]
    Generator {
        /// Place in the document as written, where it could be told.
        pointer: Option<String>,
        /// What the generator says.
        message: String,
    },
    /// The generator wrote something that is not Rust.
    #[error("the generator wrote something that is not Rust")]
    Syntax(#[from] syn::Error),
    /// The generator's output is not of the form that this crate knows how to edit.
    #[error("the generated code has an unknown form: {what}")]
    Form {
        /// What was expected and what was found.
        what: String,
    },
    /// Two items of the output have one name.
    #[error("two generated items are called `{name}`")]
    NameTwice {
        /// The name.
        name: String,
    },
    /// The document can't be loaded.
    #[error("failed to load the document: {message}")]
    Document {
        /// The first fault and its place.
        message: String,
    },
    /// A file can't be read or written.
    #[error("failed to {action} {path}")]
    File {
        /// `read` or `write`.
        action: &'static str,
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The thread for the generator can't be started.
    #[error("failed to start a thread")]
    Thread(#[source] std::io::Error),
}

fn at(pointer: Option<&str>) -> String {
    pointer.map_or_else(String::new, |pointer| format!(" at `{pointer}`"))
}

impl BindgenError {
    pub(crate) fn form(what: impl Into<String>) -> Self {
        Self::Form { what: what.into() }
    }
}
