//! Whole crates: manifests, sources, texts and the runtime, as data for whoever writes files.

mod credentials;
mod features;
mod lock;
mod plan;
mod runtime;
mod text;

use openapi_spec::Document;
use serde::Serialize;
use serde_json::Value;

pub use lock::{LOCK, Lock};
pub use plan::{Conflict, Plan, Stale, plan};
pub use runtime::embedded_runtime;

use crate::{
    BindgenError, Items, Loss, Settings, digest, document_digest, emit, generator_version, items, loss_table,
};

const FACE: &str = include_str!("templates/face.rs");
const SECRET: &str = include_str!("templates/secret.rs");

/// What a user decides about generated crates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackageSettings {
    /// The crates are `NAME-models` and `NAME-client`: lower-case ASCII letters, digits and single
    /// hyphens, with a letter in front.
    pub name: String,
    /// How the first line of each file names the document.
    pub input: String,
    /// The command that makes the crates, for the first line of each file.
    pub command: String,
    /// Version of both crates; `0.1.0` by default.
    pub version: String,
}

impl PackageSettings {
    /// Settings for crates of that name from a document that the first lines shall call `input`.
    pub fn new(name: impl Into<String>, input: impl Into<String>, command: impl Into<String>) -> Self {
        Self { name: name.into(), input: input.into(), command: command.into(), version: "0.1.0".to_owned() }
    }

    /// A name for the crates out of the document's title; `api` where the title has no use.
    pub fn name_for(document: &Document) -> String {
        let mut name = String::new();
        for word in
            title(document).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
        {
            if name.len() + word.len() > MAX_NAME {
                break;
            }
            if !name.is_empty() {
                name.push('-');
            }
            name.push_str(&word.to_ascii_lowercase());
        }
        if is_name(&name) { name } else { "api".to_owned() }
    }

    /// The crate of that kind as `use` names it.
    fn ident(&self, kind: &str) -> String {
        format!("{}_{kind}", self.name.replace('-', "_"))
    }
}

/// Bytes of a name; with a suffix it still is a file name everywhere.
const MAX_NAME: usize = 48;

fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('-').all(|word| !word.is_empty())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Relative to the folder, with `/` between names; ASCII letters, digits, `-`, `_` and `.` only.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// Two crates and what was lost on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Every file but the lock.
    pub files: Vec<PackageFile>,
    /// What they were made of; it belongs into the file [`LOCK`].
    pub lock: Lock,
    /// Every rewriting of the document.
    pub losses: Vec<Loss>,
}

impl Package {
    fn new(files: Vec<PackageFile>, document: String, settings: Value, losses: Vec<Loss>) -> Self {
        let digests = files.iter().map(|file| (file.path.clone(), digest(file.text.as_bytes()))).collect();
        let lock = Lock { document, generator: generator_version(), settings, files: digests };
        Self { files, lock, losses }
    }
}

/// Generates a models and a client crate. They need nothing but published crates: what the client
/// stands on is a module of it.
///
/// # Errors
///
/// As [`crate::generate`], and [`BindgenError::Setting`] for a name or a version that is none.
pub fn package(document: &Document, settings: &PackageSettings) -> Result<Package, BindgenError> {
    check(settings)?;
    let models_crate = settings.ident("models");
    let inner = Settings::new(&settings.input, &settings.command, &models_crate)
        .client_inner("crate::Credentials")
        .runtime("crate::runtime");
    let Items { mut models, mut client, methods, losses: lost, types, .. } = items(document, &inner)?;
    let features = match types.groups.len() {
        features::LARGE.. => features::gate(&mut models, &mut client, &methods, &types.groups),
        _ => Vec::new(),
    };
    let source_digest = document_digest(document);
    let header = emit::header(&inner, &source_digest);
    let models = format!("{header}\n{}", emit::format(&models));
    let client = format!("{header}\n{}", emit::format(&client));
    // What does not depend on the document must not change with it.
    let fixed = emit::header_without_input(&inner);
    let title = title(document);
    let name = &settings.name;
    let origin = header.trim_start_matches("// ").trim_end().to_owned();
    let losses = loss_table(&origin, &lost, document);
    let has_features = !features.is_empty();
    let has_secrets = !types.security.schemes.is_empty();

    let mut files = Vec::new();
    let mut add = |path: String, text: String| files.push(PackageFile { path, text });
    add(format!("{name}-models/Cargo.toml"), text::models_manifest(settings, title, &models, &features));
    add(format!("{name}-models/README.md"), text::readme(settings, title, "models", &lost, &features));
    add(format!("{name}-models/losses.txt"), losses.clone());
    add(format!("{name}-models/src/lib.rs"), format!("{fixed}\n{}", text::models_root(has_features)));
    add(format!("{name}-models/src/types.rs"), models);
    add(format!("{name}-client/Cargo.toml"), text::client_manifest(settings, title, &client, &features));
    add(format!("{name}-client/README.md"), text::readme(settings, title, "client", &lost, &features));
    add(format!("{name}-client/losses.txt"), losses);
    add(
        format!("{name}-client/src/lib.rs"),
        format!("{fixed}\n{}", text::client_root(has_secrets, has_features)),
    );
    add(format!("{name}-client/src/client.rs"), client);
    let credentials = credentials::source(&types.security)?;
    add(format!("{name}-client/src/credentials.rs"), format!("{fixed}\n{credentials}"));
    add(format!("{name}-client/src/face.rs"), format!("{fixed}\n{FACE}"));
    if has_secrets {
        add(format!("{name}-client/src/secret.rs"), format!("{fixed}\n{SECRET}"));
    }
    for (file, source) in embedded_runtime() {
        add(format!("{name}-client/src/runtime/{file}"), format!("{fixed}\n{source}"));
    }
    let settings = serde_json::json!({"package": settings, "bindings": inner});
    Ok(Package::new(files, source_digest, settings, lost))
}

fn title(document: &Document) -> &str {
    document.value().pointer("/info/title").and_then(Value::as_str).unwrap_or("an API")
}

fn check(settings: &PackageSettings) -> Result<(), BindgenError> {
    if !is_name(&settings.name) {
        return Err(BindgenError::Setting {
            setting: "name",
            expected: "lower-case letters, digits and single hyphens, at most 48, with a letter in front",
            found: settings.name.clone(),
        });
    }
    let parts: Vec<&str> = settings.version.split('.').collect();
    let is_version = parts.len() == 3
        && parts.iter().all(|part| part.parse::<u32>().is_ok_and(|number| number.to_string() == **part));
    if !is_version {
        return Err(BindgenError::Setting {
            setting: "version",
            expected: "three numbers with dots between",
            found: settings.version.clone(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
