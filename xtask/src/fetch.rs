//! Public test data that is fetched, never committed: by name, version and digest, through a package client,
//! into `target/corpus`.

mod unpack;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{root, say};

/// Test data inside a package.
struct Data {
    /// The folder below `target/corpus`.
    folder: &'static str,
    client: Client,
    package: &'static str,
    version: &'static str,
    /// Of the archive, in lower-case hexadecimal.
    sha256: &'static str,
    /// The folders of the archive that are kept, and what they are called here.
    kept: &'static [(&'static str, &'static str)],
}

/// What fetches packages.
#[derive(Clone, Copy)]
enum Client {
    Pip,
    Npm,
}

/// The JSON-Schema-Test-Suite as a Python package carries it for its own tests.
const SUITE: Data = Data {
    folder: "json-schema-test-suite",
    client: Client::Pip,
    package: "jsonschema",
    version: "4.26.0",
    sha256: "0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326",
    kept: &[("jsonschema-4.26.0/json/tests", "tests"), ("jsonschema-4.26.0/json/remotes", "remotes")],
};

/// OpenAPI documents that packages carry.
const DOCUMENTS: [Data; 2] = [
    Data {
        folder: "documents/oas-examples",
        client: Client::Npm,
        package: "@readme/oas-examples",
        version: "8.2.2",
        sha256: "df951ee87b5b069c86148bf5bbf3923d6cfd27fb95a45aacb95f06b31f604241",
        kept: &[("package/3.0/json", "3.0"), ("package/3.1/json", "3.1")],
    },
    Data {
        folder: "documents/galaxy",
        client: Client::Npm,
        package: "@scalar/galaxy",
        version: "0.2.20",
        sha256: "fa55e73b78b4f98a4ec76fd04bf91bfa78e2b8a306c47375d853a4d937c20392",
        kept: &[("package/dist", "galaxy")],
    },
];

/// Schemas of formats of reports, as the tests of other tools carry them.
const SCHEMAS: [Data; 2] = [
    Data {
        folder: "report-schemas/sarif",
        client: Client::Npm,
        package: "@microsoft/jest-sarif",
        version: "1.0.0-beta.0",
        sha256: "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102",
        kept: &[("package/lib/schemas", "")],
    },
    Data {
        folder: "report-schemas/junit",
        client: Client::Pip,
        package: "pytest",
        version: "8.4.2",
        sha256: "86c0d0b93306b961d58d62a4db4879f27fe25513d4b969df351abdddb3c30e01",
        kept: &[("pytest-8.4.2/testing/example_scripts", "")],
    },
];

/// A package that the build needs anyway, and whose sources hold documents. cargo checks its digest.
const CRATE_WITH_DOCUMENTS: &str = "openapiv3";

/// Fetches what is not there yet; returns the folders with OpenAPI documents.
///
/// # Errors
/// There is no package client, a package can't be had, or it is not the one whose digest stands here.
pub(crate) fn run() -> Result<Vec<PathBuf>, String> {
    let home = root().join("target").join("corpus");
    SUITE.fetch(&home)?;
    for data in DOCUMENTS.iter().chain(&SCHEMAS) {
        data.fetch(&home)?;
    }
    Ok(vec![home.join("documents"), fixtures_of_crate()?])
}

/// Where cargo keeps the fixtures of the crate.
fn fixtures_of_crate() -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .map_err(|error| format!("failed to start cargo: {error}"))?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages
        .filter(|package| package["name"] == CRATE_WITH_DOCUMENTS)
        .find_map(|package| package["manifest_path"].as_str())
        .ok_or_else(|| format!("{CRATE_WITH_DOCUMENTS} is not among the dependencies"))?;
    Ok(Path::new(manifest).with_file_name("fixtures"))
}

impl Data {
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

    /// Downloads the archive and checks its digest.
    fn download(&self, work: &Path) -> Result<Vec<u8>, String> {
        std::fs::create_dir_all(work).map_err(|error| failed("create", work, &error))?;
        match self.client {
            Client::Pip => self.pip(work)?,
            Client::Npm => self.npm(work)?,
        }
        // Archives are called by npm after the package with its scope in front, without signs.
        let name = self.package.trim_start_matches('@').replace('/', "-");
        let end = match self.client {
            Client::Pip => "tar.gz",
            Client::Npm => "tgz",
        };
        let archive = work.join(format!("{name}-{}.{end}", self.version));
        let bytes = std::fs::read(&archive).map_err(|error| failed("read", &archive, &error))?;
        let digest = openapi_bindgen::digest(&bytes);
        if digest == self.sha256 {
            Ok(bytes)
        } else {
            Err(format!("{} {} has the digest {digest}, not the pinned one", self.package, self.version))
        }
    }

    /// `pip` checks the digest too, before it looks inside.
    fn pip(&self, work: &Path) -> Result<(), String> {
        let wanted = work.join("requirements.txt");
        let line = format!("{}=={} --hash=sha256:{}\n", self.package, self.version, self.sha256);
        std::fs::write(&wanted, line).map_err(|error| failed("write", &wanted, &error))?;
        let (package, requirements) = (self.package, "requirements.txt");
        let arguments = ["download", "--quiet", "--no-deps", "--no-binary", package];
        let arguments =
            [&arguments[..], &["--require-hashes", "--dest", ".", "--requirement", requirements]].concat();
        run_client("pip", &[&["python3", "-m", "pip"], &["python", "-m", "pip"], &["pip"]], &arguments, work)
    }

    fn npm(&self, work: &Path) -> Result<(), String> {
        let wanted = format!("{}@{}", self.package, self.version);
        run_client("npm", &[&["npm"]], &["pack", "--silent", "--ignore-scripts", &wanted], work)
    }

    /// Unpacks beside the place where the data belongs, and puts it there at once when it is whole.
    fn unpack(&self, archive: &[u8], work: &Path, folder: &Path) -> Result<usize, String> {
        let fresh = work.join("unpacked");
        let files = unpack::data_files(archive, self.kept, &fresh)?;
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

/// Runs a package client in a folder, by whichever of the names it has here.
fn run_client(name: &str, ways: &[&[&str]], arguments: &[&str], work: &Path) -> Result<(), String> {
    let mut output = None;
    for way in ways {
        let Some((program, first)) = way.split_first() else { continue };
        match Command::new(program).args(first).args(arguments).current_dir(work).output() {
            Ok(done) if done.status.success() => return Ok(()),
            Ok(done) => output = output.or(Some(done)),
            Err(_) => {}
        }
    }
    Err(match output {
        Some(output) => format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim()),
        None => format!("there is no `{name}`, which a part of the test data is fetched with; install it"),
    })
}

/// The path of an archive's entry here.
fn kept_path(entry: &Path, kept: &[(&str, &str)]) -> Option<PathBuf> {
    let is_plain = entry.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let (folder, name) = kept.iter().find(|(folder, _)| entry.starts_with(folder))?;
    if is_plain { Some(Path::new(name).join(entry.strip_prefix(folder).ok()?)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_of_the_kept_folders_are_unpacked() {
        let kept = |path: &str| kept_path(Path::new(path), &[("p-1/json/tests", "suite")]);
        assert_eq!(kept("p-1/json/tests/draft4/a.json"), Some(PathBuf::from("suite/draft4/a.json")));
        assert_eq!(kept("p-1/json/tests2/a.json"), None);
        assert_eq!(kept("p-1/json/tests/../../../a.json"), None);
        assert_eq!(kept("/p-1/json/tests/a.json"), None);
        assert_eq!(kept("p-1/setup.py"), None);
    }
}
