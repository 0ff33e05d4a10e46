//! What a user decides about the generated code.

use serde::Serialize;

/// Settings of one generation. They are part of what makes the output stale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// How the first line of the output names the input.
    pub input: String,
    /// The command that makes the output, for its first line.
    pub command: String,
    /// The crate of the models, as `use` names it; a Rust identifier.
    pub models_crate: String,
    /// Path of the type that the client carries along for its hooks, such as `crate::ApiKey`.
    pub client_inner: String,
    /// Path of the crate or module that the client stands on: `openapi_client_runtime`, or a copy.
    pub runtime: String,
}

impl Settings {
    /// Settings for a document that the first line shall call `input`.
    pub fn new(
        input: impl Into<String>,
        command: impl Into<String>,
        models_crate: impl Into<String>,
    ) -> Self {
        Self {
            input: input.into(),
            command: command.into(),
            models_crate: models_crate.into(),
            client_inner: "crate::Inner".to_owned(),
            runtime: "openapi_client_runtime".to_owned(),
        }
    }

    /// Sets the path of the type that the client carries along.
    #[must_use]
    pub fn client_inner(mut self, path: impl Into<String>) -> Self {
        self.client_inner = path.into();
        self
    }

    /// Sets the path of what the client stands on.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }
}
