//! The other files of a document: how they are named and who gives them. This crate reads none itself.

use std::fmt;

/// The most bytes of a path.
const MAX_PATH: usize = 4096;

/// A file of the folder that a document stands in: names with `/` between them, none of which is `..` or
/// holds what means something else to some file system. It can't name anything outside of the folder, unless
/// a link in the folder leads there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePath(String);

impl FilePath {
    /// The file that a path relative to the folder names; `.` and empty names are skipped.
    ///
    /// # Errors
    /// Why it names none, as the end of a sentence about it.
    pub fn new(path: &str) -> Result<Self, &'static str> {
        Self::from_names(path.split('/'))
    }

    pub(crate) fn from_names<'n>(names: impl Iterator<Item = &'n str>) -> Result<Self, &'static str> {
        let mut path = String::new();
        for name in names.filter(|name| !matches!(*name, "" | ".")) {
            check_name(name)?;
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
            if path.len() > MAX_PATH {
                return Err("is too long");
            }
        }
        if path.is_empty() { Err("names no file") } else { Ok(Self(path)) }
    }

    /// The path, with `/` between the names.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names, from the folder down.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_name(name: &str) -> Result<(), &'static str> {
    if name == ".." {
        Err("leads out of the document's folder")
    } else if name.contains('\\') {
        Err("holds a backslash; folders are separated by `/`")
    } else if name.contains(':') {
        Err("holds a colon, which may name a drive or a stream")
    } else if name.contains('/') || name.chars().any(char::is_control) {
        Err("holds an encoded slash or control character")
    } else {
        Ok(())
    }
}

/// Gives the other files of a document. It decides what may be read at all; a closure may serve.
pub trait FileReader {
    /// The bytes of a file, of which `max_bytes` or fewer are taken.
    ///
    /// # Errors
    /// Why it can't be had, as the end of a sentence: `it is a directory`.
    fn read(&mut self, path: &FilePath, max_bytes: usize) -> Result<Vec<u8>, String>;
}

impl<F: FnMut(&FilePath, usize) -> Result<Vec<u8>, String>> FileReader for F {
    fn read(&mut self, path: &FilePath, max_bytes: usize) -> Result<Vec<u8>, String> {
        self(path, max_bytes)
    }
}

/// Bounds on a document of several files; what exceeds one is a finding that names it.
#[derive(Debug, Clone)]
pub struct FileLimits {
    /// The most files beside the document itself. Default 4,096.
    pub files: usize,
    /// The most bytes of those files together. Default 64 MiB.
    pub bytes: usize,
    /// The most values that are copied from them into one document, a file that is referred to from several
    /// places counted each time. Default 2,000,000.
    pub values: usize,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { files: 4096, bytes: 64 << 20, values: 2_000_000 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        assert_eq!(FilePath::new("./a//b.yaml").unwrap().as_str(), "a/b.yaml");
        for bad in ["", ".", "../a", "a/../../b", r"a\b", "C:/a", "a.txt:b", "a\0b", "a\nb"] {
            assert!(FilePath::new(bad).is_err(), "{bad:?}");
        }
        assert!(FilePath::new(&"a/".repeat(4000)).is_err());
    }
}
