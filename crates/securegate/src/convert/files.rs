//! Files that are written piece by piece and come whole or not at all, and never over others unless that is wanted.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use tempfile::NamedTempFile;

use crate::output::Failure;
use crate::save;

/// Which files may be written. Its clones know of each other's files.
#[derive(Debug, Clone, Default)]
pub(super) struct Replacing {
    /// Whether files that are there may be replaced.
    pub(super) is_allowed: bool,
    /// Those that never may: the inputs.
    pub(super) never: Vec<PathBuf>,
    /// Those that were begun: no file is written twice.
    begun: Rc<RefCell<BTreeSet<PathBuf>>>,
}

impl Replacing {
    /// Nothing, or everything but the inputs, may be replaced.
    pub(super) fn new(is_allowed: bool, never: Vec<PathBuf>) -> Self {
        Self { is_allowed, never, begun: Rc::default() }
    }

    /// Why a file can't be written, if it can't.
    fn refuse(&self, path: &Path) -> Option<io::Error> {
        let refused = |why: &str| Some(io::Error::new(io::ErrorKind::AlreadyExists, why));
        if !self.begun.borrow_mut().insert(path.to_owned()) {
            return refused("two inputs have this name; split them into folders of their own");
        }
        let Ok(old) = fs::symlink_metadata(path) else { return None };
        if fs::canonicalize(path).is_ok_and(|path| self.never.contains(&path)) {
            refused("it is an input")
        } else if !old.is_file() {
            // A device or a link would be replaced, and not what it stands for.
            refused("it is there already and no regular file")
        } else {
            (!self.is_allowed).then(exists)
        }
    }
}

/// A file that is being written under another name. Until it is kept, nobody sees it; dropped, it is gone.
#[derive(Debug)]
pub(super) struct NewFile {
    path: PathBuf,
    state: State,
}

#[derive(Debug)]
enum State {
    Open(BufWriter<NamedTempFile>),
    /// All of it is on the disk.
    Whole(NamedTempFile),
    /// Writing it failed.
    Lost,
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
        let file = save::empty_beside(path).map_err(failed)?;
        Ok(Self { path: path.to_owned(), state: State::Open(BufWriter::with_capacity(1 << 18, file)) })
    }

    /// Its name.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds bytes to it; to be called before it is finished.
    ///
    /// # Errors
    /// They can't be written.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.state {
            State::Open(file) => file.write_all(bytes).map_err(|source| failure(&self.path, source)),
            State::Whole(_) | State::Lost => Err(failure(&self.path, io::Error::other("it is closed"))),
        }
    }

    /// Brings all of it to the disk; nothing can be added any more.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        let State::Open(file) = std::mem::replace(&mut self.state, State::Lost) else {
            return Err(failure(&self.path, io::Error::other("it is closed")));
        };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error);
        let synced = file.and_then(|file| file.as_file().sync_all().map(|()| file));
        self.state = State::Whole(synced.map_err(|source| failure(&self.path, source))?);
        Ok(())
    }

    /// Gives it its name, once it is finished.
    ///
    /// # Errors
    /// A file of that name has come meanwhile and may not be replaced.
    pub(super) fn keep(self, replacing: &Replacing) -> Result<(), Failure> {
        let State::Whole(file) = self.state else {
            return Err(failure(&self.path, io::Error::other("it is not whole")));
        };
        let kept = if replacing.is_allowed {
            save::persist(file, &self.path)
        } else {
            save::persist_new(file, &self.path).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => exists(),
                _ => error,
            })
        };
        kept.map_err(|source| failure(&self.path, source))
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
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Writes a file, up to giving it its name.
    fn written(path: &Path, text: &str, replacing: &Replacing) -> NewFile {
        let mut file = NewFile::create(path, replacing).unwrap();
        file.write(text.as_bytes()).unwrap();
        file.finish().unwrap();
        file
    }

    #[test]
    fn files_come_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let none = || Replacing::new(false, Vec::new());
        drop(written(&path, "one", &none()));
        assert!(names(folder.path()).is_empty());
        let mut open = NewFile::create(&path, &none()).unwrap();
        open.write(b"half").unwrap();
        assert!(open.keep(&none()).is_err());
        assert!(names(folder.path()).is_empty());
        written(&path, "two", &none()).keep(&none()).unwrap();
        assert_eq!(names(folder.path()), ["a.json"]);
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn nothing_is_replaced_unasked_and_some_files_never() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        let why =
            |path: &Path, replacing: &Replacing| NewFile::create(path, replacing).unwrap_err().to_string();
        let none = Replacing::new(false, Vec::new());
        assert!(why(&path, &none).contains("--force"));
        let forced = Replacing::new(true, Vec::new());
        written(&path, "new", &forced).keep(&forced).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(why(&path, &forced.clone()).contains("two inputs"));
        let input = Replacing::new(true, vec![fs::canonicalize(&path).unwrap()]);
        assert!(why(&path, &input).contains("it is an input"));
        assert!(why(folder.path(), &Replacing::new(true, Vec::new())).contains("no regular file"));
        // Nor what comes while it is written.
        let other = folder.path().join("b.json");
        let file = written(&other, "slow", &none);
        fs::write(&other, "quick").unwrap();
        assert!(file.keep(&none).is_err());
        assert_eq!(fs::read(&other).unwrap(), b"quick");
        assert_eq!(names(folder.path()), ["a.json", "b.json"]);
    }
}
