//! The whole gate, as it runs before a change lands.

use std::process::Command;
use std::time::Instant;

use crate::workspace::{cargo, root, say};

/// Runs every check, stopping at the first that fails.
///
/// # Errors
/// The name of the check that failed, and the command that repeats it.
pub(crate) fn run() -> Result<(), String> {
    let start = Instant::now();
    let before = changes()?;
    step("format", cargo().args(["fmt", "--all", "--check"]))?;
    step("lints", cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    step("tests", cargo().args(["test", "--workspace"]))?;
    // The workspace is built without this feature, as most people build the command line.
    let generator = ["--package", "securegate", "--features", "generate", "--all-targets"];
    step(
        "lints with the generator",
        cargo().arg("clippy").args(generator).args(["--", "--deny", "warnings"]),
    )?;
    step("tests with the generator", cargo().arg("test").args(generator))?;
    step(
        "documentation",
        cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"),
    )?;
    say("==> reports in a browser");
    crate::browser::run()?;
    say("==> generated files");
    crate::codegen::run(true)?;
    say("==> tidiness");
    crate::tidy::run()?;
    if changes()? != before {
        return Err("the checks changed files of the work tree: see `git status`".to_owned());
    }
    say(&format!("all checks passed in {} s", start.elapsed().as_secs()));
    Ok(())
}

fn step(name: &str, command: &mut Command) -> Result<(), String> {
    say(&format!("==> {name}"));
    let status = command.status().map_err(|error| format!("failed to start {name}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    Err(format!("{name} failed; repeat with `cargo {}`", words.join(" ")))
}

/// What differs from the last commit, so that a check which writes can be caught.
fn changes() -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    for arguments in [["status", "--porcelain"], ["diff", "HEAD"]] {
        let output = Command::new("git").args(arguments).current_dir(root()).output();
        all.extend(output.map_err(|error| format!("failed to run git: {error}"))?.stdout);
    }
    Ok(all)
}
