//! What the end-to-end tests share: the binary, built once, and a run of it.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The repository's root.
///
/// # Panics
/// Never: this package lies in it.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the root")
}

/// The `securegate` binary of the profile under test. Cargo builds no binary of another package for a test,
/// so the first call does.
///
/// # Panics
/// If it does not build.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let this = std::env::current_exe().expect("the test binary has a path");
        let profile_dir = this.parent().and_then(Path::parent).expect("it lies in target/PROFILE/deps");
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.args(["build", "--quiet", "--workspace", "--bin", "securegate"]).current_dir(root());
        if profile_dir.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo starts").success(), "securegate builds");
        profile_dir.join(format!("securegate{}", std::env::consts::EXE_SUFFIX))
    })
}

/// What a run of the binary did.
#[derive(Debug)]
pub struct Run {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit code.
    pub code: i32,
}

impl Run {
    /// Standard output as JSON.
    ///
    /// # Panics
    /// If it is not.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {} / {}", self.stdout, self.stderr))
    }

    /// The whole run for a snapshot.
    pub fn shown(&self) -> String {
        let mut out = format!("exit: {}\n--- stdout\n{}", self.code, self.stdout);
        if !self.stderr.is_empty() {
            out += "--- stderr\n";
            out += &self.stderr;
        }
        out
    }
}

/// Runs the binary in a directory, with nothing on standard input.
pub fn run(dir: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Run {
    run_with_input(dir, arguments, b"")
}

/// Runs the binary in a directory, with the bytes on standard input.
///
/// # Panics
/// If it does not start, or was ended by a signal.
pub fn run_with_input(
    dir: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    input: &[u8],
) -> Run {
    let mut child = Command::new(binary())
        .args(arguments)
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let input = input.to_vec();
    // From a thread of its own, since the child may write before it has read all.
    let writer = std::thread::spawn(move || {
        // A child that refuses its arguments closes its end early.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the binary ends");
    writer.join().expect("the writer ends");
    Run {
        stdout: String::from_utf8(output.stdout).expect("output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("complaints are UTF-8"),
        code: output.status.code().expect("no signal ended it"),
    }
}
