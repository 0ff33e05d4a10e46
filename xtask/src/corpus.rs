//! Public test data that is fetched, never committed: by name, version and digest, through a package client,
//! into `target/corpus`.

mod unpack;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{root, say};

/// Test data inside a source package.
struct Corpus {
    /// The folder below `target/corpus`.
    folder: &'static str,
    package: &'static str,
    version: &'static str,
    /// Of the archive, in lower-case hexadecimal.
    sha256: &'static str,
    /// The folders of the archive that are kept.
    kept: &'static [&'static str],
}

/// The JSON-Schema-Test-Suite as a Python package carries it for its own tests.
const SUITE: Corpus = Corpus {
    folder: "json-schema-test-suite",
    package: "jsonschema",
    version: "4.26.0",
    sha256: "0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326",
    kept: &["jsonschema-4.26.0/json/tests", "jsonschema-4.26.0/json/remotes"],
};

/// Fetches what is not there yet.
///
/// # Errors
/// There is no `pip`, the package can't be had, or it is not the one whose digest stands here.
pub(crate) fn run() -> Result<(), String> {
    let home = root().join("target").join("corpus");
    SUITE.fetch(&home)?;
    Ok(())
}

impl Corpus {
    /// What the fetched folder says of its origin, written last.
    fn stamp(&self) -> String {
        format!("{} {} sha256:{}\n", self.package, self.version, self.sha256)
    }

    fn fetch(&self, home: &Path) -> Result<(), String> {
        let folder = home.join(self.folder);
        if std::fs::read_to_string(folder.join("ORIGIN")).is_ok_and(|stamp| stamp == self.stamp()) {
            say(&format!("{}: already there", self.folder));
            return Ok(());
        }
        // A process of its own for each download, so that two chores at once do not meet.
        let work = home.join(format!("{}.{}", self.folder, std::process::id()));
        let done = self.download(&work).and_then(|archive| self.unpack(&archive, &work, &folder));
        let cleaned = std::fs::remove_dir_all(&work).map_err(|error| failed("remove", &work, &error));
        done.and_then(|files| {
            say(&format!("{}: {files} files in {}", self.folder, folder.display()));
            cleaned
        })
    }

    /// Downloads the archive and checks its digest. `pip` checks it too, before it looks inside.
    fn download(&self, work: &Path) -> Result<Vec<u8>, String> {
        std::fs::create_dir_all(work).map_err(|error| failed("create", work, &error))?;
        let wanted = work.join("requirements.txt");
        let line = format!("{}=={} --hash=sha256:{}\n", self.package, self.version, self.sha256);
        std::fs::write(&wanted, line).map_err(|error| failed("write", &wanted, &error))?;
        pip(&[
            "download".as_ref(),
            "--quiet".as_ref(),
            "--no-deps".as_ref(),
            "--no-binary".as_ref(),
            self.package.as_ref(),
            "--require-hashes".as_ref(),
            "--dest".as_ref(),
            work.as_os_str(),
            "--requirement".as_ref(),
            wanted.as_os_str(),
        ])?;
        let archive = work.join(format!("{}-{}.tar.gz", self.package, self.version));
        let bytes = std::fs::read(&archive).map_err(|error| failed("read", &archive, &error))?;
        let digest = openapi_bindgen::digest(&bytes);
        if digest == self.sha256 {
            Ok(bytes)
        } else {
            Err(format!("{} {} has the digest {digest}, not the pinned one", self.package, self.version))
        }
    }

    /// Unpacks beside the place where the data belongs, and puts it there at once when it is whole.
    fn unpack(&self, archive: &[u8], work: &Path, folder: &Path) -> Result<usize, String> {
        let fresh = work.join("unpacked");
        let files = unpack::json_files(archive, self.kept, &fresh)?;
        let stamp = fresh.join("ORIGIN");
        std::fs::write(&stamp, self.stamp()).map_err(|error| failed("write", &stamp, &error))?;
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(|error| failed("remove", folder, &error))?;
        }
        std::fs::rename(&fresh, folder).map_err(|error| failed("move", folder, &error))?;
        Ok(files)
    }
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("failed to {what} {}: {error}", path.display())
}

/// Runs `pip`, by whichever name it has here.
fn pip(arguments: &[&std::ffi::OsStr]) -> Result<(), String> {
    let mut output = None;
    for (program, first) in [("python3", &["-m", "pip"][..]), ("python", &["-m", "pip"]), ("pip", &[])] {
        let tried = Command::new(program).args(first).args(arguments).output();
        match tried {
            Ok(done) if done.status.success() => return Ok(()),
            Ok(done) => output = output.or(Some(done)),
            Err(_) => {}
        }
    }
    Err(match output {
        Some(output) => format!("pip failed: {}", String::from_utf8_lossy(&output.stderr).trim()),
        None => {
            "there is no `pip`, which the test data is fetched with; install Python 3 with pip".to_owned()
        }
    })
}

/// The path of an archive's entry below the folder it is kept from: the folder's own name and what is in it.
fn kept_path(entry: &Path, kept: &[&str]) -> Option<PathBuf> {
    let is_plain = entry.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let folder = kept.iter().map(Path::new).find(|folder| entry.starts_with(folder))?;
    if is_plain { entry.strip_prefix(folder.parent()?).ok().map(Path::to_path_buf) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_of_the_kept_folders_are_unpacked() {
        let kept = |path: &str| kept_path(Path::new(path), &["p-1/json/tests"]);
        assert_eq!(kept("p-1/json/tests/draft4/a.json"), Some(PathBuf::from("tests/draft4/a.json")));
        assert_eq!(kept("p-1/json/tests2/a.json"), None);
        assert_eq!(kept("p-1/json/tests/../../../a.json"), None);
        assert_eq!(kept("/p-1/json/tests/a.json"), None);
        assert_eq!(kept("p-1/setup.py"), None);
    }
}
