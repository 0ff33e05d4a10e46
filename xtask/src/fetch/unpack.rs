//! The JSON files and XML schemas of an archive, and nothing else of it.

use std::io::Read;
use std::path::Path;

use super::{failed, kept_path};

/// Far more than a test suite has; beyond, the archive is not what it should be.
const MAX_FILES: usize = 10_000;

/// Unpacked, in all.
const MAX_BYTES: u64 = 64 << 20;

/// Writes the regular `.json` and `.xsd` files of the kept folders of a `.tar.gz` below a folder; returns how many.
///
/// # Errors
/// The archive can't be read, holds too much or nothing, or a file can't be written.
pub(super) fn data_files(archive: &[u8], kept: &[(&str, &str)], into: &Path) -> Result<usize, String> {
    let broken = |error: std::io::Error| format!("failed to unpack: {error}");
    // Bounded before it is unpacked: a few bytes of an archive can stand for gigabytes.
    let unpacked = flate2::read::GzDecoder::new(archive).take(MAX_BYTES);
    let mut tar = tar::Archive::new(unpacked);
    let mut files = 0;
    for entry in tar.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.into_owned();
        let is_data = path.extension().is_some_and(|extension| extension == "json" || extension == "xsd");
        let Some(path) = kept_path(&path, kept).filter(|_| is_data && entry.header().entry_type().is_file())
        else {
            continue;
        };
        files += 1;
        if files > MAX_FILES {
            return Err(format!("failed to unpack: more than {MAX_FILES} files"));
        }
        let mut text = Vec::new();
        entry.read_to_end(&mut text).map_err(broken)?;
        let path = into.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed("create", folder, &error))?;
        }
        std::fs::write(&path, text).map_err(|error| failed("write", &path, &error))?;
    }
    if files == 0 {
        Err("failed to unpack: the archive holds none of the test data".to_owned())
    } else {
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// An archive of files and one link.
    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            tar.append_data(&mut header, path, text.as_bytes()).unwrap();
        }
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        tar.append_link(&mut header, "p/tests/link.json", "/etc/hostname").unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&tar.into_inner().unwrap()).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn files_of_the_kept_folders_are_written_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let packed =
            archive(&[("p/tests/a/b.json", "[1]"), ("p/tests/run.py", "x"), ("p/other/c.json", "[2]")]);
        assert_eq!(data_files(&packed, &[("p/tests", "tests")], folder.path()), Ok(1));
        assert_eq!(std::fs::read_to_string(folder.path().join("tests/a/b.json")).unwrap(), "[1]");
        assert!(!folder.path().join("tests/run.py").exists());
        assert!(!folder.path().join("tests/link.json").exists());
    }

    #[test]
    fn an_archive_that_is_none_or_holds_nothing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(data_files(b"not an archive", &[("p/tests", "tests")], folder.path()).is_err());
        assert!(data_files(&archive(&[]), &[("p/tests", "tests")], folder.path()).is_err());
    }
}
