//! The benchmark, in a workspace of its own so that its peers never weigh on the build: `bench/`.

use crate::workspace::{cargo, root};

/// Builds the binary and the benchmark in release and runs it; with `write` it leaves its tables in `docs/`, and adds
/// those with the system's allocator. Of the OpenAPI documents in a folder a few schemas are measured too.
///
/// # Errors
/// Something does not build, or the benchmark fails.
pub(crate) fn run(write: bool, documents: Option<&std::path::Path>) -> Result<(), String> {
    let mut build = cargo();
    build.args(["build", "--release", "--package", "securegate"]);
    succeed(&mut build, "the release build")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let mut bench = cargo();
    bench
        .args(["run", "--release", "--manifest-path", "bench/Cargo.toml", "--bin", "securegate-bench", "--"])
        .env("SECUREGATE_BINARY", target.join("release").join("securegate"));
    if write {
        bench.arg("--write").arg(root().join("docs"));
    }
    if let Some(documents) = documents {
        bench.arg("--documents").arg(documents);
    }
    // The peer that whole processes are compared with stands beside the benchmark.
    let mut peers = cargo();
    peers.args(["build", "--release", "--manifest-path", "bench/Cargo.toml", "--bins"]);
    succeed(&mut peers, "the build of the peers")?;
    succeed(&mut bench, "the benchmark")?;
    if !write {
        return Ok(());
    }
    let mut build = with_system_allocator(&target, "build");
    succeed(build.arg("--bins"), "the build with the system's allocator")?;
    let mut again = with_system_allocator(&target, "run");
    again.args(["--bin", "securegate-bench", "--", "--append"]).arg(root().join("docs"));
    again.env("SECUREGATE_BINARY", target.join("release").join("securegate"));
    succeed(&mut again, "the benchmark with the system's allocator")
}

/// cargo on the benchmark without mimalloc, apart from the other, so that neither is built again for the other.
fn with_system_allocator(target: &std::path::Path, command: &str) -> std::process::Command {
    let mut cargo = cargo();
    cargo
        .args([command, "--release", "--no-default-features", "--manifest-path", "bench/Cargo.toml"])
        .arg("--target-dir")
        .arg(target.join("bench-system"));
    cargo
}

fn succeed(command: &mut std::process::Command, what: &str) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("failed to start {what}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what} failed")) }
}
