//! `cargo xtask corpus`: how much of real documents our bindings hold, against progenitor as it is.
//!
//! Each document is generated in a process of its own, so that its memory can be told, and what was
//! generated is given to `cargo check` with warnings denied. All documents share one target folder,
//! so that dependencies are built once. Documents that were not named are fetched.

mod check;
mod peak;
mod row;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub(crate) use peak::run_measured_compiler;
use row::{Plain, Row};

use crate::workspace::{root, say};

/// Where the figures are kept.
const FIGURES: &str = "docs/coverage.md";

/// How long one document may take to check.
const CHECK_LIMIT: Duration = Duration::from_secs(600);

/// Measures every OpenAPI document in the folders and prints a table; with `write` it also replaces
/// the one in the documentation.
///
/// # Errors
/// A folder can't be read, no document is in it, or a document is not covered as a whole.
pub(crate) fn run(folders: Vec<PathBuf>, write: bool) -> Result<(), String> {
    let folders = if folders.is_empty() { crate::fetch::run()? } else { folders };
    let documents = documents(&folders)?;
    if documents.is_empty() {
        return Err("no file named *.json, *.yaml or *.yml is in the folders".to_owned());
    }
    let scratch = check::target().join("corpus-crates");
    let mut rows = Vec::new();
    for (name, document) in &documents {
        let out = scratch.join(safe(name));
        match measure(document, &out)? {
            Some(row) => {
                say(&table::line(name, &row));
                rows.push((name.clone(), row));
            }
            None => say(&format!("{name}: no OpenAPI 3 document")),
        }
    }
    let text = table::text(&rows);
    say(&text);
    if write {
        std::fs::write(root().join(FIGURES), &text)
            .map_err(|error| format!("failed to write {FIGURES}: {error}"))?;
    }
    let lacking = rows.iter().filter(|(_, row)| !row.is_complete()).count();
    if lacking == 0 {
        Ok(())
    } else {
        Err(format!("{lacking} of {} documents are not covered as a whole", rows.len()))
    }
}

/// The part of `run` that takes place in a process of its own: generates and leaves the row beside
/// the crates.
///
/// # Errors
/// A file can't be read or written.
pub(crate) fn one(document: &Path, out: &Path) -> Result<(), String> {
    let row = row::generate(document, out)?;
    let text = serde_json::to_string(&row).map_err(|error| error.to_string())?;
    std::fs::write(out.join(ROW), text).map_err(|error| format!("failed to write {ROW}: {error}"))
}

/// Checks the crate in a folder, with warnings denied and without TLS.
///
/// # Errors
/// It does not compile.
pub(crate) fn check_crates(folder: &Path) -> Result<(), String> {
    match check::check(folder, &["--offline"], None, CHECK_LIMIT)?.failure {
        None => Ok(()),
        Some(failure) => Err(format!("{} does not compile: {failure}", folder.display())),
    }
}

const ROW: &str = "row.json";

fn measure(document: &Path, out: &Path) -> Result<Option<Row>, String> {
    fresh(out)?;
    let this = std::env::current_exe().map_err(|error| format!("failed to find this program: {error}"))?;
    let status = Command::new(&this)
        .arg("corpus-one")
        .args([document, out])
        .status()
        .map_err(|error| format!("failed to start a process: {error}"))?;
    let text = std::fs::read(out.join(ROW));
    let Ok(text) = text else {
        return Err(format!("generating from {} ended with {status}", document.display()));
    };
    let row: Option<Row> = serde_json::from_slice(&text).map_err(|error| format!("{ROW}: {error}"))?;
    let Some(mut row) = row else { return Ok(None) };
    if row.failure.is_none() {
        row.check = Some(check::check(out, &everything(out)?, Some(&this), CHECK_LIMIT)?);
    }
    if let Plain::Generated(_) = row.plain {
        // It stands on a crate that ours don't, so that cargo may have to fetch it.
        row.plain = Plain::Generated(Some(check::check(&out.join("plain"), &[], Some(&this), CHECK_LIMIT)?));
    }
    Ok(Some(row))
}

/// Arguments for both crates with all there is in them.
fn everything(out: &Path) -> Result<Vec<&'static str>, String> {
    let manifest = std::fs::read_to_string(out.join("covered-client").join("Cargo.toml"))
        .map_err(|error| format!("failed to read a manifest: {error}"))?;
    let features: &[&str] = if manifest.contains("\nfull = [") { &["--features", "full"] } else { &[] };
    Ok([&["--workspace", "--offline"], features].concat())
}

/// An empty folder in place of what an earlier run left.
fn fresh(folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("failed to empty {}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)
}

fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// The files in the folders, and in folders in these, that may be documents: by the path below the folder, without
/// its end.
fn documents(folders: &[PathBuf]) -> Result<BTreeMap<String, PathBuf>, String> {
    let mut documents = BTreeMap::new();
    for folder in folders {
        let mut waiting = vec![folder.clone()];
        while let Some(one) = waiting.pop() {
            let failed = |error: std::io::Error| format!("failed to read {}: {error}", one.display());
            for entry in std::fs::read_dir(&one).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let path = entry.path();
                let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
                if entry.file_type().map_err(failed)?.is_dir() {
                    waiting.push(path);
                } else if matches!(extension, "json" | "yaml" | "yml") {
                    let below = path.strip_prefix(folder).unwrap_or(&path).with_extension("");
                    let name = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                    let name = free_name(name, extension, folder, &documents);
                    documents.insert(name, path);
                }
            }
        }
    }
    Ok(documents)
}

/// A name that no document has yet: of two in two forms or folders, the second is called after its form, or its
/// folder. It holds no path of this machine.
fn free_name(name: String, extension: &str, folder: &Path, documents: &BTreeMap<String, PathBuf>) -> String {
    let folder = folder.file_name().unwrap_or_default().to_string_lossy();
    let with_form = format!("{name}.{extension}");
    let in_folder = [format!("{folder}/{name}"), format!("{folder}/{with_form}")];
    let numbered = (2_u64..).map(|number| format!("{with_form} ({number})"));
    let mut names = [name, with_form.clone()].into_iter().chain(in_folder).chain(numbered);
    names.find(|name| !documents.contains_key(name)).unwrap_or(with_form)
}

#[cfg(test)]
mod tests;
