//! The only place that overwrites a file of the user: as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// How much is compared at once.
const PIECE: usize = 64 << 10;

/// Replaces what a file holds, `before`, by something else. The new bytes are written to a file beside it, which then
/// takes its name, so that whoever reads it sees the one or the other and a failure leaves it as it was. A link is
/// followed to the file; its permissions stay.
///
/// # Errors
/// It is gone, is no file, is read-only, or does not hold `before` any more; the folder can't be written to.
pub(crate) fn replace(name: &str, before: &[u8], after: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(name)?;
    let metadata = fs::metadata(&path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    if metadata.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::with_prefix_in(".securegate-", folder)?;
    file.write_all(after)?;
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    // As late as can be: what someone else wrote meanwhile must not be lost.
    if !holds(&path, before)? {
        return Err(io::Error::other("it was changed while it was being linted; run this again"));
    }
    file.persist(&path).map_err(|error| error.error)?;
    // The name is safe on the disk once the folder is; not every system can be asked for that.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Whether a file holds exactly these bytes.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut piece = vec![0; PIECE];
    let mut left = bytes;
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(left.is_empty());
        }
        let Some(rest) = left.strip_prefix(&piece[..read]) else { return Ok(false) };
        left = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a.json");
        let name = path.to_str().expect("text");
        fs::write(&path, "old").expect("written");
        replace(name, b"old", b"new").expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_someone_else_wrote_stays() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a.json");
        let name = path.to_str().expect("text");
        for theirs in ["other", "longer than before"] {
            fs::write(&path, theirs).expect("written");
            let error = replace(name, b"older", b"new").expect_err("it was changed");
            assert!(error.to_string().contains("changed"), "{error}");
            assert_eq!(fs::read_to_string(&path).expect("read"), theirs);
        }
        fs::remove_file(&path).expect("removed");
        assert_eq!(replace(name, b"old", b"new").expect_err("gone").kind(), io::ErrorKind::NotFound);
        assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 0);
    }

    #[test]
    fn a_read_only_file_stays() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a.json");
        fs::write(&path, "old").expect("written");
        let mut permissions = fs::metadata(&path).expect("there").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("set");
        let error = replace(path.to_str().expect("text"), b"old", b"new").expect_err("read-only");
        assert_eq!(error.to_string(), "it is read-only");
        assert_eq!(fs::read(&path).expect("read"), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().expect("a folder");
        let (path, link) = (dir.path().join("a.json"), dir.path().join("link.json"));
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("a.json", &link).expect("linked");
        replace(link.to_str().expect("text"), b"old", b"new").expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
    }
}
