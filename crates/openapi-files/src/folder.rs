//! A folder that is not left: not by a path, and not by a link.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use openapi_spec::{FilePath, FileReader};

/// Gives the plain files of a folder and of those below it. A link is followed where it stays in the folder. What
/// is no plain file is never opened, since that alone may block or act.
///
/// The folder is trusted not to change while it is read: whoever can swap a file for a link in that moment can
/// write to the folder anyway.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Its real path, found out on first use.
    real: Option<PathBuf>,
}

impl Folder {
    /// The folder at a path; it need not be there before a file is read.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), real: None }
    }

    fn real(&mut self) -> Result<&Path, String> {
        if self.real.is_none() {
            let real = fs::canonicalize(&self.path)
                .map_err(|error| format!("the folder of the document can't be read: {error}"))?;
            self.real = Some(real);
        }
        Ok(self.real.as_deref().unwrap_or(&self.path))
    }
}

impl FileReader for Folder {
    fn read(&mut self, path: &FilePath, max_bytes: usize) -> Result<Vec<u8>, String> {
        let root = self.real()?;
        let mut wanted = root.to_owned();
        wanted.extend(path.names());
        let real = fs::canonicalize(&wanted).map_err(|error| error.to_string())?;
        if !real.starts_with(root) {
            return Err("a link leads it out of the document's folder".to_owned());
        }
        let kind = fs::metadata(&real).map_err(|error| error.to_string())?;
        if kind.is_dir() {
            return Err("it is a directory".to_owned());
        }
        if !kind.is_file() {
            return Err("it is no plain file".to_owned());
        }
        let mut bytes = Vec::new();
        fs::File::open(&real)
            .and_then(|file| file.take(max_bytes as u64).read_to_end(&mut bytes))
            .map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(folder: &Path, path: &str) -> Result<String, String> {
        let path = FilePath::new(path).expect("a path");
        Folder::new(folder).read(&path, 10).map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
    }

    #[test]
    fn plain_files_are_read_up_to_the_bound() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("sub")).expect("made");
        fs::write(dir.path().join("sub/a.yaml"), "0123456789abc").expect("written");
        assert_eq!(read(dir.path(), "sub/a.yaml").as_deref(), Ok("0123456789"));
        assert_eq!(read(dir.path(), "sub").unwrap_err(), "it is a directory");
        assert!(read(dir.path(), "none.yaml").is_err());
        assert!(read(&dir.path().join("none"), "a.yaml").unwrap_err().contains("the folder of the document"));
    }

    #[cfg(unix)]
    #[test]
    fn links_count_by_where_they_lead() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().expect("a folder");
        let dir = outer.path().join("api");
        fs::create_dir_all(dir.join("sub")).expect("made");
        fs::write(outer.path().join("secret.yaml"), "secret").expect("written");
        fs::write(dir.join("sub/a.yaml"), "inside").expect("written");
        symlink("../secret.yaml", dir.join("out.yaml")).expect("linked");
        symlink(outer.path(), dir.join("up")).expect("linked");
        symlink("sub/a.yaml", dir.join("in.yaml")).expect("linked");
        symlink("loop.yaml", dir.join("loop.yaml")).expect("linked");
        assert_eq!(read(&dir, "in.yaml").as_deref(), Ok("inside"));
        for path in ["out.yaml", "up/secret.yaml"] {
            assert_eq!(
                read(&dir, path).unwrap_err(),
                "a link leads it out of the document's folder",
                "{path}"
            );
        }
        // It left the folder and came back.
        assert_eq!(read(&dir, "up/api/sub/a.yaml").as_deref(), Ok("inside"));
        assert!(read(&dir, "loop.yaml").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_not_opened() {
        let dir = tempfile::tempdir().expect("a folder");
        let made = std::process::Command::new("mkfifo").arg(dir.path().join("pipe.yaml")).status();
        assert!(made.expect("mkfifo runs").success());
        // Opening it would wait for a writer that never comes.
        assert_eq!(read(dir.path(), "pipe.yaml").unwrap_err(), "it is no plain file");
        let _listener =
            std::os::unix::net::UnixListener::bind(dir.path().join("socket.yaml")).expect("bound");
        assert_eq!(read(dir.path(), "socket.yaml").unwrap_err(), "it is no plain file");
    }
}
