//! What the committed files were made of, so that a stale one can be explained.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::files;

/// Inputs and outputs of the last run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lock {
    /// Digest of the document.
    pub(super) document: String,
    /// Versions of the generator.
    pub(super) generator: String,
    /// Settings of the generator.
    pub(super) settings: Value,
    /// Digests of the other files, by path.
    pub(super) files: BTreeMap<String, String>,
}

impl Lock {
    /// The lock of the last run; nothing if it is missing or unreadable.
    ///
    /// # Errors
    /// The file is there and can't be opened.
    pub(super) fn read(root: &Path, path: &str) -> Result<Option<Self>, String> {
        let text = files::read(root, path)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Which inputs differ from those of an earlier run.
    pub(super) fn changes_since(&self, earlier: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.document != earlier.document {
            changes.push(format!("the document {} changed", super::DOCUMENT));
        }
        if self.generator != earlier.generator {
            changes.push(format!("the generator changed from {} to {}", earlier.generator, self.generator));
        }
        if self.settings != earlier.settings {
            changes.push("the settings of the generator changed".to_owned());
        }
        changes
    }
}
