//! Peak memory of this process, and of a compiler that runs below this one.

use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// Names the file into which peaks go, and makes this program act as a compiler's wrapper.
pub(super) const VARIABLE: &str = "XTASK_PEAK_FILE";

/// Kibibytes that the process held in memory at most. Only Linux tells.
pub(super) fn of(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Runs the compiler that cargo names, if this program was started as its wrapper, and notes its
/// peak memory.
pub(crate) fn run_measured_compiler() -> Option<ExitCode> {
    let file = std::env::var_os(VARIABLE)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut child = Command::new(arguments.next()?).args(arguments).spawn().ok()?;
    let process = child.id().to_string();
    let mut peak = 0;
    let code = loop {
        peak = peak.max(of(&process).unwrap_or(0));
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Ok(Some(status)) => break status.code().unwrap_or(1),
            Err(_) => break 1,
        }
    };
    if let Ok(mut log) = std::fs::OpenOptions::new().create(true).append(true).open(file) {
        // A lost figure must not fail the compiler.
        let _ = writeln!(log, "{peak}");
    }
    Some(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}
