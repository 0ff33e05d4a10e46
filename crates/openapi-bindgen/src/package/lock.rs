//! What the files of a package were made of, so that a stale one can be explained and a foreign one
//! is never touched.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Name of the file with the [`Lock`], at the top of the folder.
pub const LOCK: &str = "openapi-bindgen.lock.json";

/// Inputs and outputs of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Digest of the document.
    pub document: String,
    /// Versions of the generator.
    pub generator: String,
    /// The settings.
    pub settings: Value,
    /// Digests of the other files, by path relative to the folder.
    pub files: BTreeMap<String, String>,
}

impl Lock {
    /// The lock in a file; nothing if it is none.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// As it is written.
    pub(super) fn text(&self) -> String {
        // Texts and maps of texts always have a JSON form.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Which inputs differ from those of an earlier run.
    pub fn changes_since(&self, earlier: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.document != earlier.document {
            changes.push("the document changed".to_owned());
        }
        if self.generator != earlier.generator {
            changes.push(format!("the generator changed from {} to {}", earlier.generator, self.generator));
        }
        if self.settings != earlier.settings {
            changes.push("the settings changed".to_owned());
        }
        changes
    }
}
