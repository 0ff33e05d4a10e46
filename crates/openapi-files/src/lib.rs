//! Documents from the file system: the file that is named, and what it refers to in its own folder.

mod folder;

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use openapi_findings::Finding;
use openapi_source::Limits;
use openapi_spec::{Document, FileLimits, FilePath, Resource};

pub use folder::Folder;

/// Reads the document in a file and the files of its folder that it refers to. `name` is what findings call it;
/// they call a file beside it by the same folder.
///
/// As [`Document::load_with_files`].
///
/// # Errors
/// The file itself can't be read. Other files that can't are findings.
pub fn load(name: &str, path: &Path) -> io::Result<(Option<Document>, Vec<Finding>)> {
    if fs::metadata(path)?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    let mut bytes = Vec::new();
    // One more than the readers' limit is enough for them to refuse it.
    fs::File::open(path)?.take(Limits::default().bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(load_bytes(name, path, &bytes))
}

/// As [`load`], where the bytes of the file are at hand.
pub fn load_bytes(name: &str, path: &Path, bytes: &[u8]) -> (Option<Document>, Vec<Finding>) {
    match home(path) {
        Some((own, mut folder)) => {
            Document::load_with_files(name, &own, bytes, &mut folder, &FileLimits::default())
        }
        None => Document::load(name, bytes),
    }
}

/// As [`load_bytes`], for a plain JSON Schema.
pub fn load_schema_bytes(name: &str, path: &Path, bytes: &[u8]) -> (Option<Resource>, Vec<Finding>) {
    match home(path) {
        Some((own, mut folder)) => {
            Resource::load_with_files(name, &own, bytes, &mut folder, &FileLimits::default())
        }
        None => Resource::load(name, bytes),
    }
}

/// The folder that a file stands in, and its path there; `None` where that can't be said in a reference.
fn home(path: &Path) -> Option<(FilePath, Folder)> {
    let own = FilePath::new(path.file_name()?.to_str()?).ok()?;
    let folder = path.parent()?;
    // The parent of a mere name is empty.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Some((own, Folder::new(folder)))
}
