//! Whole processes, from start to exit: our command line against the least that a user would write, and against
//! tools that happen to be installed.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use openapi_spec::Document;

use crate::data::{self, Style};
use crate::peers;

/// Adds the table.
pub fn whole(document: &Document, out: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let Some(ours) = std::env::var_os("SECUREGATE_BINARY").map(PathBuf::from) else {
        let _ =
            writeln!(out, "\nWhole processes were not run: `cargo xtask bench` builds the binary for it.");
        return Ok(());
    };
    let minimal = std::env::current_exe()?.with_file_name("minimal");
    let dir = std::env::temp_dir().join(format!("securegate-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let write = |name: &str, bytes: &[u8]| -> std::io::Result<String> {
        let path = dir.join(name);
        std::fs::write(&path, bytes)?;
        Ok(path.to_string_lossy().into_owned())
    };
    let list_schema = write("list.json", &serde_json::to_vec(&peers::schema(document, crate::LIST))?)?;
    let invite_schema = write("invite.json", &serde_json::to_vec(&peers::schema(document, crate::INVITE))?)?;
    let small = write("small.payload.json", &data::list(2, Style::Compact, 0))?;
    let lines = write("million.ndjson", &data::lines(1_000_000, 0))?;
    let list = write("million.payload.json", &data::list(1_000_000, Style::Compact, 0))?;
    let response = |op: &str| {
        vec![
            "--op".to_owned(),
            op.to_owned(),
            "--direction".to_owned(),
            "response".to_owned(),
            "--status".to_owned(),
            "200".to_owned(),
        ]
    };
    let _ = writeln!(
        out,
        "\n### Whole processes, start to exit\n\n| work | ours, s | ours, MB | minimal program, s | its MB | ours is faster by |\n|---|--:|--:|--:|--:|--:|"
    );
    for (name, schema, file, op, by_line) in [
        ("one small response", &list_schema, &small, "get_invites", false),
        ("1,000,000 invites, one a line", &invite_schema, &lines, "get_invite", true),
        ("1,000,000 invites in one list", &list_schema, &list, "get_invites", false),
    ] {
        let mut arguments = vec!["lint".to_owned(), file.clone()];
        arguments.extend(response(op));
        let mut peer = vec![schema.clone(), file.clone()];
        if by_line {
            peer.push("--lines".to_owned());
        }
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            mine.push(run(&ours, &arguments)?);
            theirs.push(run(&minimal, &peer)?);
        }
        let (mine, theirs) = (median(&mut mine), median(&mut theirs));
        let _ = writeln!(
            out,
            "| {name} | {:.3} | {} | {:.3} | {} | {:.1} |",
            mine.0,
            megabytes(mine.1),
            theirs.0,
            megabytes(theirs.1),
            theirs.0 / mine.0
        );
    }
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}

fn megabytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "?".to_owned(), |bytes| (bytes / 1_000_000).to_string())
}

fn median(runs: &mut [(f64, Option<u64>)]) -> (f64, Option<u64>) {
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[runs.len() / 2]
}

/// Runs a program; its seconds and, where the system tells, its peak memory in bytes.
fn run(program: &Path, arguments: &[String]) -> Result<(f64, Option<u64>), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut child =
        Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn()?;
    let mut peak = None;
    loop {
        // Linux keeps the high-water mark of a process for as long as it lives.
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let kilobytes = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))
                .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = kilobytes.map(|kilobytes| kilobytes * 1024).or(peak);
        }
        if let Some(status) = child.try_wait()? {
            let seconds = start.elapsed().as_secs_f64();
            if !status.success() {
                return Err(format!("{} failed with {status}", program.display()).into());
            }
            return Ok((seconds, peak));
        }
        std::thread::sleep(std::time::Duration::from_micros(500));
    }
}
