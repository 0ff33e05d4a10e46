//! `cargo check` on generated crates.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::peak;
use crate::workspace::root;

/// How a check went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Check {
    /// The first error, or that the time ran out; nothing if the crates compile.
    pub(super) failure: Option<String>,
    pub(super) seconds: f64,
    /// Of the largest compiler process.
    pub(super) peak_kib: Option<u64>,
}

/// The folder that cargo builds into.
pub(super) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Checks the crates in a folder with warnings denied. Versions of dependencies are those of this workspace.
/// `wrapper` is this program, which notes how much memory the compiler takes.
pub(super) fn check(
    folder: &Path,
    arguments: &[&str],
    wrapper: Option<&Path>,
    limit: Duration,
) -> Result<Check, String> {
    let failed = |error: std::io::Error| format!("failed to check {}: {error}", folder.display());
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;
    let peaks = folder.join("peaks.txt");
    let messages = folder.join("messages.txt");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["check", "--quiet", "--no-default-features"])
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target().join("corpus-target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "--deny warnings")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&messages).map_err(failed)?);
    // One group, so that the compilers end with cargo.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut cargo, 0);
    if let Some(wrapper) = wrapper {
        cargo.env("RUSTC_WRAPPER", wrapper).env(peak::VARIABLE, &peaks);
    }
    let start = Instant::now();
    let mut child = cargo.spawn().map_err(failed)?;
    let status = loop {
        match child.try_wait().map_err(failed)? {
            Some(status) => break Some(status),
            None if start.elapsed() > limit => {
                end(&mut child);
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    let failure = match status {
        Some(status) if status.success() => None,
        Some(_) => Some(first_error(&std::fs::read_to_string(&messages).map_err(failed)?)),
        None => Some(format!("not done after {} s", limit.as_secs())),
    };
    let peaks = std::fs::read_to_string(&peaks).unwrap_or_default();
    let peak_kib = peaks.lines().filter_map(|line| line.parse().ok()).max();
    Ok(Check { failure, seconds: start.elapsed().as_secs_f64(), peak_kib })
}

/// Ends a process that leads a group, and the group.
fn end(child: &mut Child) {
    // What has ended by itself in the meantime needs no signal.
    #[cfg(unix)]
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).status();
    let _ = child.kill();
    let _ = child.wait();
}

fn first_error(messages: &str) -> String {
    let error = messages.lines().find(|line| line.starts_with("error"));
    error.or_else(|| messages.lines().next()).unwrap_or("no message").to_owned()
}
