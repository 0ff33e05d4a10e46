//! Files that are written completely or not at all, and never over others unless that is wanted.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::output::Failure;

/// Which files may be replaced.
#[derive(Debug, Clone, Default)]
pub(super) struct Replacing {
    /// Whether any may.
    pub(super) is_allowed: bool,
    /// Those that never may: the inputs.
    pub(super) never: Vec<PathBuf>,
}

impl Replacing {
    /// Why a file can't be written, if it can't.
    fn refuse(&self, path: &Path) -> Option<io::Error> {
        if fs::canonicalize(path).is_ok_and(|path| self.never.contains(&path)) {
            return Some(io::Error::new(io::ErrorKind::AlreadyExists, "it is an input"));
        }
        (!self.is_allowed && fs::symlink_metadata(path).is_ok()).then(exists)
    }
}

/// A file that is being written under another name. Until it is kept, nobody sees it; dropped, it is gone.
#[derive(Debug)]
pub(super) struct NewFile {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<BufWriter<File>>,
}

impl NewFile {
    /// Starts a file.
    ///
    /// # Errors
    /// A file of that name is there and may not be replaced, or the folder can't be written.
    pub(super) fn create(path: &Path, replacing: &Replacing) -> Result<Self, Failure> {
        let failed = |source| failure(path, source);
        if let Some(reason) = replacing.refuse(path) {
            return Err(failed(reason));
        }
        let Some(name) = path.file_name() else {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "it names no file")));
        };
        let mut own = std::ffi::OsString::from(".");
        own.push(name);
        own.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(own);
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary).map_err(|error| {
            failed(match error.kind() {
                io::ErrorKind::AlreadyExists => io::Error::new(
                    error.kind(),
                    "it is being written already; inputs of the same name need folders of their own",
                ),
                _ => error,
            })
        })?;
        Ok(Self { path: path.to_owned(), temporary, file: Some(BufWriter::with_capacity(1 << 18, file)) })
    }

    /// Its name.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds bytes to it.
    ///
    /// # Errors
    /// They can't be written.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.file {
            Some(file) => file.write_all(bytes).map_err(|source| failure(&self.path, source)),
            None => Ok(()),
        }
    }

    /// Brings all of it to the disk; nothing can be added any more.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error);
        file.and_then(|file| file.sync_all()).map_err(|source| failure(&self.path, source))
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// A file of that name has come meanwhile and may not be replaced.
    pub(super) fn keep(mut self, replacing: &Replacing) -> Result<(), Failure> {
        self.finish()?;
        let kept = if replacing.is_allowed {
            fs::rename(&self.temporary, &self.path)
        } else {
            // Unlike renaming, this fails where there is a file.
            match fs::hard_link(&self.temporary, &self.path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !self.path.exists() => {
                    // Some file systems know no links.
                    fs::rename(&self.temporary, &self.path)
                }
                Err(_) => Err(exists()),
                Ok(()) => Ok(()),
            }
        };
        kept.map_err(|source| failure(&self.path, source))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // It may have got its name already.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn exists() -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, "it is there already; --force replaces it")
}

fn failure(path: &Path, source: io::Error) -> Failure {
    Failure::WriteFile { file: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_come_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let mut file = NewFile::create(&path, &Replacing::default()).unwrap();
        file.write(b"one").unwrap();
        drop(file);
        assert!(names(folder.path()).is_empty());
        let mut file = NewFile::create(&path, &Replacing::default()).unwrap();
        file.write(b"two").unwrap();
        file.keep(&Replacing::default()).unwrap();
        assert_eq!(names(folder.path()), ["a.json"]);
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn nothing_is_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        assert!(NewFile::create(&path, &Replacing::default()).unwrap_err().to_string().contains("--force"));
        let forced = Replacing { is_allowed: true, never: Vec::new() };
        NewFile::create(&path, &forced).unwrap().keep(&forced).unwrap();
        let input = Replacing { is_allowed: true, never: vec![fs::canonicalize(&path).unwrap()] };
        assert!(NewFile::create(&path, &input).unwrap_err().to_string().contains("it is an input"));
        assert_eq!(fs::read(&path).unwrap(), b"");
        // Nor what comes while it is written.
        let other = folder.path().join("b.json");
        let file = NewFile::create(&other, &Replacing::default()).unwrap();
        fs::write(&other, "quicker").unwrap();
        assert!(file.keep(&Replacing::default()).is_err());
        assert_eq!(fs::read(&other).unwrap(), b"quicker");
        assert_eq!(names(folder.path()), ["a.json", "b.json"]);
    }
}
