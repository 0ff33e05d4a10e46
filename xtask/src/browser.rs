//! HTML reports in a real browser: made by the program, opened and used by `tests/browser/check.mjs`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::workspace::{cargo, root, say};

/// What browsers of the kind are called; the variable `CHROMIUM` names another.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Texts that would run, load or open something if a report let them out of their place.
const HOSTILE: [&str; 8] = [
    "</script><script>window.owned = 1</script>",
    "<img src=x onerror=\"window.owned = 1\">",
    "\"><svg onload=window.owned=1>",
    "<!--<script>",
    "<iframe src=\"data:text/html,x\"></iframe>",
    "javascript:window.owned=1",
    "</td></tr></table><form><a href=x>",
    "`<base href=//x>`",
];

/// Checks the report in a browser, if there is one. `true` if it was checked.
///
/// # Errors
/// A check failed, or the reports could not be made.
pub(crate) fn run() -> Result<bool, String> {
    let Some(browser) = browser() else {
        say(&format!("browser: SKIPPED, since none of {} is installed", BROWSERS.join(", ")));
        return Ok(false);
    };
    if !starts(Path::new("node")) {
        say("browser: SKIPPED, since node, which drives the browser, is not installed");
        return Ok(false);
    }
    let folder = root().join("target").join("browser");
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("failed to create {}: {error}", folder.display()))?;
    make_reports(&folder)?;
    let script = root().join("tests").join("browser").join("check.mjs");
    let status = Command::new("node").arg(script).arg(&browser).arg(&folder).status();
    let status = status.map_err(|error| format!("failed to start node: {error}"))?;
    if status.success() {
        say(&format!("browser: screenshots in {}", folder.display()));
        Ok(true)
    } else {
        Err("a report does not do in a browser what it should; repeat with `cargo xtask browser`".to_owned())
    }
}

fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.into_iter().chain(BROWSERS.map(PathBuf::from)).find(|name| starts(name))
}

fn starts(program: &Path) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// One report of a usual list, one of a hostile payload with its values shown, one of 100,000 findings.
fn make_reports(folder: &Path) -> Result<(), String> {
    let built = cargo().args(["build", "--quiet", "--package", "securegate"]).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("securegate does not build".to_owned());
    }
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text)
            .map_err(|error| format!("failed to write {}: {error}", path.display()))?;
        Ok::<_, String>(path)
    };
    let hostile = write("hostile.json", &hostile_payload())?;
    let many = write("many.ndjson", &many_records(100_000))?;
    let sample = root().join("samples").join("guests.json");
    report(folder, &sample, "sample.html", &[])?;
    report(folder, &hostile, "hostile.html", &["--show-values"])?;
    report(folder, &many, "many.html", &["--op", "create_invites", "--select", "contract/enum"])
}

fn report(folder: &Path, payload: &Path, name: &str, more: &[&str]) -> Result<(), String> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "securegate", "--", "lint"]).arg(payload).args(more);
    command.args(["--max-findings", "0", "--statistics", "--report"]).stdout(Stdio::null());
    let status = command.arg(format!("html={}", folder.join(name).display())).status();
    // Errors are found in all of them, or they would be no test of a report.
    if status.is_ok_and(|status| status.code() == Some(1)) {
        Ok(())
    } else {
        Err(format!("the report {name} could not be made"))
    }
}

fn hostile_payload() -> String {
    let guest = |text: &&str| {
        let text = serde_json::Value::from(*text);
        format!(
            "{{\"first_name\": [{text}], \"last_name\": 5, \"email\": {text}, \"country_code\": {text}, \
             \"authentication_method\": {text}, {text}: {text}}}"
        )
    };
    format!("{{\"invites\": [{}]}}", HOSTILE.iter().map(guest).collect::<Vec<_>>().join(",\n"))
}

/// Records with one fault each.
fn many_records(count: u32) -> String {
    let mut out = String::new();
    for number in 0..count {
        let _ = writeln!(
            out,
            "{{\"first_name\": \"Ann\", \"last_name\": \"Guest\", \"email\": \"guest{number}@example.com\", \"country_code\": \
             \"44\", \"mobile_number\": \"77009{number:05}\", \"authentication_method\": \"qr code\"}}"
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_are_json() {
        let payload: serde_json::Value = serde_json::from_str(&hostile_payload()).unwrap();
        assert_eq!(payload["invites"].as_array().unwrap().len(), HOSTILE.len());
        for line in many_records(3).lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
    }
}
