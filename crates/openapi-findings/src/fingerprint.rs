//! Names for findings by which other tools know one again from run to run.

use std::collections::HashMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::json::JsonFinding;

/// A fingerprint for each finding, unique in the list: 32 lower-case hexadecimal digits.
///
/// It is made of the rule, the file and the member that the finding is about, without its place in a list, and of
/// how many like it came before. So lines and records may come and go above a finding, and of findings alike as many
/// are new as there are more of them. No value of a payload goes into it: whoever knows a fingerprint could try all
/// telephone numbers there are.
pub(crate) fn fingerprints(findings: &[JsonFinding]) -> Vec<String> {
    let mut seen: HashMap<[u8; 32], u64> = HashMap::new();
    findings
        .iter()
        .map(|finding| {
            let shape = shape(finding.pointer.as_deref().unwrap_or_default());
            let key = digest(&[&finding.rule, &portable_path(&finding.file), &shape]);
            let before = seen.entry(key).or_default();
            let unique = digest(&[&hex(&key), &before.to_string()]);
            *before += 1;
            hex(&unique[..16])
        })
        .collect()
}

/// A pointer in which indices of lists are stars.
pub(crate) fn shape(pointer: &str) -> String {
    let segments = pointer.split('/').map(|segment| {
        let is_index = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
        if is_index { "*" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// A path as it is written on every system: with slashes, and without a leading `./`.
pub(crate) fn portable_path(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let mut rest = path.as_str();
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter.trim_start_matches('/');
    }
    rest.to_owned()
}

/// The digest of some texts, each with its length in front, so that no two lists run together.
pub(crate) fn digest(texts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().into()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_stars_and_paths_are_portable() {
        assert_eq!(shape("/invites/12/email"), "/invites/*/email");
        assert_eq!(shape("/0"), "/*");
        assert_eq!(shape(""), "");
        assert_eq!(shape("/a1//"), "/a1//");
        assert_eq!(portable_path("././/a/b.json"), "a/b.json");
        assert_eq!(portable_path("../b.json"), "../b.json");
        assert_eq!(portable_path(".hidden"), ".hidden");
    }

    #[test]
    fn texts_do_not_run_together() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(hex(&[0, 255, 16]), "00ff10");
    }
}
