//! Generation in a build script.

use std::path::{Path, PathBuf};

use openapi_findings::Finding;
use openapi_spec::Document;

use crate::{BindgenError, Bindings, Settings, generate};

/// Generates from a file, for a `build.rs`:
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bindings = openapi_bindgen::Builder::new("../../openapi/shop.yaml")
///     .input("openapi/shop.yaml")
///     .command("cargo build")
///     .models_crate("shop_models")
///     .generate()?;
/// for file in &bindings.inputs {
///     println!("cargo::rerun-if-changed={}", file.display());
/// }
/// let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
/// std::fs::write(out.join("models.rs"), bindings.models)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Builder {
    document: PathBuf,
    settings: Settings,
}

impl Builder {
    /// A builder for the document in this file, JSON or YAML.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        let document = document.into();
        let input = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { document, settings: Settings::new(input, "cargo build", "models") }
    }

    /// How the first line of the output names the document; by default its file name.
    #[must_use]
    pub fn input(mut self, name: impl Into<String>) -> Self {
        self.settings.input = name.into();
        self
    }

    /// The command that makes the output, for its first line; by default `cargo build`.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.settings.command = command.into();
        self
    }

    /// The crate of the models as `use` names it; by default `models`.
    #[must_use]
    pub fn models_crate(mut self, name: impl Into<String>) -> Self {
        self.settings.models_crate = name.into();
        self
    }

    /// Path of the type that the client carries along for its hooks; by default `crate::Inner`.
    #[must_use]
    pub fn client_inner(mut self, path: impl Into<String>) -> Self {
        self.settings.client_inner = path.into();
        self
    }

    /// The settings so far.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The file with the document.
    pub fn document(&self) -> &Path {
        &self.document
    }

    /// Reads the document and generates.
    ///
    /// # Errors
    ///
    /// As [`generate`], and where the file can't be read or loaded.
    pub fn generate(&self) -> Result<Bindings, BindgenError> {
        let document = self.load()?;
        let mut bindings = generate(&document, &self.settings)?;
        let folder = self.document.parent().unwrap_or(Path::new(""));
        let others = bindings.inputs.into_iter().map(|path| folder.join(path));
        bindings.inputs = std::iter::once(self.document.clone()).chain(others).collect();
        Ok(bindings)
    }

    /// Reads the document, with the files of its folder that it refers to.
    ///
    /// # Errors
    ///
    /// Where the file can't be read or is no document. Of other files that can't be read, the parts that needed them
    /// are left out, with an entry in the losses.
    pub fn load(&self) -> Result<Document, BindgenError> {
        let (document, findings) = openapi_files::load(&self.settings.input, &self.document)
            .map_err(|source| BindgenError::File { action: "read", path: self.document.clone(), source })?;
        document.ok_or_else(|| BindgenError::Document {
            message: findings.first().map_or_else(String::new, describe),
        })
    }
}

/// What a finding says, and where.
pub(crate) fn describe(finding: &Finding) -> String {
    let place = finding.place.start();
    let name = finding.place.source.name();
    format!("{} ({name}:{}:{})", finding.message.shown(), place.line, place.column)
}
