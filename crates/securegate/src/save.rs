//! The only place that writes files: as a whole or not at all. Whoever reads one sees what it held or what it holds now,
//! never a part of either.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// How much is compared at once.
const PIECE: usize = 64 << 10;

/// Writes a file of ours, such as a report, over what was there. A device or a pipe is written to.
///
/// # Errors
/// The folder or the file can't be written; then the old file is as it was.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::metadata(path).ok();
    // Nothing could take the place of `/dev/stderr`.
    if old.as_ref().is_some_and(|old| !old.is_file() && !old.is_dir()) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let file = beside(&path, bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    persist(file, &path)
}

/// Replaces what a file of the user holds, `before`, by something else. A link is followed to the file; its permissions
/// stay.
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
    let file = beside(&path, after)?;
    file.as_file().set_permissions(metadata.permissions())?;
    // As late as can be: what someone else wrote meanwhile must not be lost.
    if !holds(&path, before)? {
        return Err(io::Error::other("it was changed while it was being linted; run this again"));
    }
    persist(file, &path)
}

/// A file in the same folder, so that taking the place is one step, with these bytes safe on the disk.
fn beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = empty_beside(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// An empty file in the same folder, which is gone unless it takes the place.
///
/// # Errors
/// The folder can't be written.
pub(crate) fn empty_beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".securegate-");
    // A temporary file can be read by its owner alone unless it is told to be made as other programs make files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder(path))
}

/// Lets a file take the place.
///
/// # Errors
/// The folder can't be written.
pub(crate) fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Lets a file take the place, if nothing is there.
///
/// # Errors
/// Something is there (`AlreadyExists`), or the folder can't be written.
pub(crate) fn persist_new(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

fn sync_folder(path: &Path) {
    // The name is safe on the disk once the folder is; not every system can be asked for that.
    if let Ok(folder) = File::open(folder(path)) {
        let _ = folder.sync_all();
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
    fn files_of_ours_are_made_and_replaced_and_nothing_is_left_beside_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        write(&path, b"one").expect("made");
        write(&path, b"two").expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert!(write(&folder.path().join("missing/report.json"), b"x").is_err());
        assert!(write(folder.path(), b"x").is_err());
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
        let plain = folder.path().join("plain");
        fs::write(&plain, "").expect("made");
        let permissions = |path: &Path| fs::metadata(path).expect("there").permissions();
        assert_eq!(permissions(&path), permissions(&plain));
    }

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
