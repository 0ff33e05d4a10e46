//! The generated files on disk: compared as text, replaced as a whole.

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

/// A file as the command would write it.
pub(super) struct Output {
    /// Relative to the root.
    pub(super) path: String,
    pub(super) text: String,
}

impl Output {
    pub(super) fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text }
    }
}

/// A file that is not what the command would write.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stale {
    /// Relative to the root.
    pub(super) path: String,
    /// At least one.
    pub(super) reasons: Vec<String>,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reasons.join("; "))
    }
}

/// The text of a file, nothing if there is none. What is not UTF-8 equals no text that is written.
pub(super) fn read(root: &Path, path: &str) -> Result<Option<String>, String> {
    match std::fs::read(root.join(path)) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("failed to read {path}: {error}")),
    }
}

/// Writes a file unless it is what it should be. Whoever reads it meanwhile sees the old text or
/// the new one. Returns whether it wrote.
pub(super) fn write(root: &Path, file: &Output) -> Result<bool, String> {
    if read(root, &file.path)?.as_deref() == Some(file.text.as_str()) {
        return Ok(false);
    }
    let target = root.join(&file.path);
    let failed = |error: std::io::Error| format!("failed to write {}: {error}", file.path);
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // Beside the target, since a rename within a folder replaces it in one step.
    let beside = target.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&beside, &file.text).map_err(failed)?;
    std::fs::rename(&beside, &target).map_err(|error| {
        // The temporary file is of no use, and the failure to rename is what counts.
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })?;
    Ok(true)
}
