//! One document: what is generated from it, and what it costs.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use openapi_bindgen::{LossClass, Package, PackageSettings, package, progenitor_alone};
use openapi_spec::Document;
use serde::{Deserialize, Serialize};

use super::check::Check;
use super::peak;
use crate::workspace::with_causes;

/// The figures of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) title: String,
    pub(super) bytes: usize,
    /// Operations under `paths`.
    pub(super) operations: usize,
    /// Methods of the client.
    pub(super) generated: usize,
    /// Why nothing was generated, if so.
    pub(super) failure: Option<String>,
    /// Hits by class.
    pub(super) losses: BTreeMap<String, usize>,
    /// Of loading and generating.
    pub(super) seconds: f64,
    /// Of loading and generating.
    pub(super) peak_kib: Option<u64>,
    /// Of models and client.
    pub(super) lines: usize,
    pub(super) check: Option<Check>,
    pub(super) plain: Plain,
}

/// What progenitor does with the document as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Plain {
    /// It refuses or panics.
    Refused(String),
    /// It generates; and how that compiles.
    Generated(Option<Check>),
}

impl Row {
    /// Every operation is generated, and everything compiles.
    pub(super) fn is_complete(&self) -> bool {
        self.generated == self.operations && self.check.as_ref().is_some_and(|check| check.failure.is_none())
    }
}

/// Generates into the folder. Nothing if the file is no OpenAPI 3 document.
pub(super) fn generate(document: &Path, out: &Path) -> Result<Option<Row>, String> {
    let bytes =
        std::fs::read(document).map_err(|error| format!("failed to read {}: {error}", document.display()))?;
    let start = Instant::now();
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    let (Some(loaded), _) = Document::load(&name, &bytes) else { return Ok(None) };
    let settings = PackageSettings::new("covered", name, "cargo xtask corpus");
    let outcome = package(&loaded, &settings);
    let mut row = Row {
        title: loaded
            .value()
            .pointer("/info/title")
            .and_then(|title| title.as_str())
            .unwrap_or_default()
            .to_owned(),
        bytes: bytes.len(),
        operations: loaded.operations().len(),
        generated: 0,
        failure: None,
        losses: BTreeMap::new(),
        seconds: start.elapsed().as_secs_f64(),
        peak_kib: peak::of("self"),
        lines: 0,
        check: None,
        plain: Plain::Generated(None),
    };
    match outcome {
        Ok(package) => {
            write(&package, out)?;
            count(&package, &mut row);
        }
        Err(error) => row.failure = Some(with_causes(&error)),
    }
    match progenitor_alone(loaded.value()) {
        Ok(source) => write_plain(&source, &out.join("plain"))?,
        Err(message) => row.plain = Plain::Refused(message),
    }
    Ok(Some(row))
}

fn count(package: &Package, row: &mut Row) {
    for class in LossClass::ALL {
        let hits = package.losses.iter().filter(|loss| loss.class == class).count();
        row.losses.insert(class.as_str().to_owned(), hits);
    }
    for file in &package.files {
        if file.path.ends_with("/types.rs") || file.path.ends_with("/client.rs") {
            row.lines += file.text.lines().count();
        }
        if file.path.ends_with("/client.rs") {
            row.generated = file.text.lines().filter(|line| is_operation(line)).count();
        }
    }
}

/// Whether a line of the client begins the method of an operation. A second one for bodies of other media
/// types does not count.
fn is_operation(line: &str) -> bool {
    let name = line.strip_prefix("    pub async fn ").and_then(|rest| rest.split(['(', '<']).next());
    name.is_some_and(|name| !name.ends_with("_with_content_type"))
}

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"covered-models\", \"covered-client\"]\n\n[profile.dev]\ndebug = false\n";

fn write(package: &Package, out: &Path) -> Result<(), String> {
    put(out, "Cargo.toml", WORKSPACE)?;
    package.files.iter().try_for_each(|file| put(out, &file.path, &file.text))
}

/// The manifest that progenitor's documentation asks for.
const PLAIN: &str = r#"[package]
name = "plain"
version = "0.1.0"
edition = "2021"

[features]
default = []

[dependencies]
base64 = "0.22"
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde", "std"] }
futures = "0.3"
progenitor-client = "=0.15.1"
rand = "0.9"
regress = "0.12"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde_urlencoded = "0.7"
uuid = { version = "1", features = ["serde"] }

[workspace]
"#;

fn write_plain(source: &str, out: &Path) -> Result<(), String> {
    put(out, "Cargo.toml", PLAIN)?;
    // Only whether it compiles is asked of it.
    put(out, "src/lib.rs", &format!("#![allow(warnings)]\n{source}"))
}

fn put(folder: &Path, path: &str, text: &str) -> Result<(), String> {
    let target = folder.join(path);
    let parent = target.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent)
        .and_then(|()| std::fs::write(&target, text))
        .map_err(|error| format!("failed to write {path}: {error}"))
}
