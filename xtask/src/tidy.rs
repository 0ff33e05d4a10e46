//! What no compiler checks: that the architecture is as `ARCHITECTURE.md` says, and that the documents speak
//! of files that exist.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::workspace::{cargo, files, read, root, say};

/// Source files may be longer than this only with a reason in [`LONG_FILES`].
const MAX_LINES: usize = 600;

/// Longer files, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Files that are included in the middle of others, where `//!` may not stand; theirs is a plain comment.
const INCLUDED_FILES: &[&str] =
    &["crates/openapi-validator/src/fast/engine.rs", "crates/openapi-validator/src/fast/engine_lists.rs"];

/// Runs all checks and lists everything that is wrong.
///
/// # Errors
/// How many things are wrong.
pub(crate) fn run() -> Result<(), String> {
    let mut wrong = Vec::new();
    let files = files()?;
    let metadata = metadata()?;
    arrows(&metadata, &read("ARCHITECTURE.md")?, &mut wrong);
    rust_versions(&metadata, &mut wrong);
    for file in &files {
        if has_extension(file, "rs") {
            source_file(file, &read(file)?, &mut wrong);
        } else if has_extension(file, "md") {
            named_paths(file, &read(file)?, &mut wrong);
        }
    }
    for line in &wrong {
        say(line);
    }
    match wrong.len() {
        0 => Ok(()),
        count => Err(format!("{count} untidy {}", if count == 1 { "thing" } else { "things" })),
    }
}

fn has_extension(file: &str, extension: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|found| found == extension)
}

fn metadata() -> Result<Value, String> {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .map_err(|error| format!("failed to run cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata printed no JSON: {error}"))
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

/// Every dependency between our crates must stand in the table, and every crate too.
fn arrows(metadata: &Value, architecture: &str, wrong: &mut Vec<String>) {
    let allowed = allowed_arrows(architecture);
    let ours: BTreeSet<&str> = packages(metadata)
        .filter(|package| package["source"].is_null())
        .filter_map(|package| package["name"].as_str())
        .collect();
    for package in packages(metadata).filter(|package| package["source"].is_null()) {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(may_use) = allowed.get(name) else {
            wrong.push(format!("ARCHITECTURE.md: the crate table has no row for `{name}`"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            let is_dev = dependency["kind"] == "dev";
            if ours.contains(used) && !is_dev && !may_use.contains("anything") && !may_use.contains(used) {
                wrong.push(format!("{name} depends on {used}, an arrow that ARCHITECTURE.md does not allow"));
            }
        }
    }
    for name in allowed.keys().filter(|name| !ours.contains(name.as_str())) {
        wrong.push(format!("ARCHITECTURE.md: the crate table names `{name}`, which is no crate here"));
    }
}

/// The table's rows: first column the crate, last column what it may use.
fn allowed_arrows(architecture: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut allowed = BTreeMap::new();
    for line in architecture.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        if let [name, .., may_use] = cells.as_slice()
            && let [name] = quoted(name).as_slice()
        {
            let mut used: BTreeSet<String> = quoted(may_use).into_iter().collect();
            if may_use.trim() == "anything" {
                used.insert("anything".to_owned());
            }
            allowed.insert(name.clone(), used);
        }
    }
    allowed
}

/// What stands in backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

/// No dependency may ask for a newer Rust than we promise.
fn rust_versions(metadata: &Value, wrong: &mut Vec<String>) {
    let number = |package: &Value| -> Option<Vec<u32>> {
        let parts = package["rust_version"].as_str()?.split('.').map(|part| part.parse().ok());
        let mut parts: Vec<u32> = parts.collect::<Option<_>>()?;
        // 1.88 is 1.88.0.
        parts.resize(3, 0);
        Some(parts)
    };
    let Some(ours) = packages(metadata).filter(|package| package["source"].is_null()).find_map(number) else {
        wrong.push("Cargo.toml: no rust-version".to_owned());
        return;
    };
    for package in packages(metadata) {
        if number(package).is_some_and(|theirs| theirs > ours) {
            wrong.push(format!(
                "{} asks for Rust {}, newer than the rust-version in Cargo.toml",
                package["name"].as_str().unwrap_or_default(),
                package["rust_version"].as_str().unwrap_or_default()
            ));
        }
    }
}

fn source_file(file: &str, text: &str, wrong: &mut Vec<String>) {
    let header = if INCLUDED_FILES.contains(&file) { "// " } else { "//! " };
    if !text.starts_with(header) {
        wrong.push(format!("{file}: the first line must say its job after `//!`"));
    }
    let lines = text.lines().count();
    let is_excused = LONG_FILES.iter().any(|(long, _)| *long == file);
    if lines > MAX_LINES && !is_excused {
        wrong.push(format!("{file}: {lines} lines; split it, or give the reason in xtask/src/tidy.rs"));
    }
    if lines <= MAX_LINES && is_excused {
        wrong.push(format!("{file}: no longer needs its excuse in xtask/src/tidy.rs"));
    }
}

/// Every path that a document names in backticks or links to must exist. A path is known by its first part,
/// a file or folder of the root.
fn named_paths(file: &str, text: &str, wrong: &mut Vec<String>) {
    let base = root();
    let folder = std::path::Path::new(file).parent().unwrap_or_else(|| std::path::Path::new(""));
    for (number, line) in text.lines().enumerate() {
        for path in quoted(line) {
            let is_plain = !path.contains([' ', '*', '{', '<', '$', ':', '#']);
            let first = path.split('/').next().unwrap_or_default();
            let looks_like_one = path.contains('/')
                && !first.is_empty()
                && !first.starts_with("..")
                // What builds and chores make comes and goes.
                && first != "target"
                && base.join(first).is_dir();
            if is_plain && looks_like_one && !base.join(&path).exists() {
                wrong.push(format!("{file}:{}: `{path}` does not exist", number + 1));
            }
        }
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty()
                && !target.contains("://")
                && !target.starts_with("mailto:")
                && !base.join(folder).join(target).exists()
            {
                wrong.push(format!("{file}:{}: the link to {target} leads nowhere", number + 1));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TABLE: &str =
        "| crate | job | may use |\n|---|---|---|\n| `a` | x | nothing of ours |\n| `b` | y | `a` |\n";

    fn package(name: &str, uses: &[&str]) -> Value {
        let dependencies: Vec<Value> = uses.iter().map(|used| json!({"name": used, "kind": null})).collect();
        json!({"name": name, "source": null, "dependencies": dependencies, "rust_version": "1.88"})
    }

    #[track_caller]
    fn check(packages: &[Value], expected: &[&str]) {
        let mut wrong = Vec::new();
        arrows(&json!({"packages": packages}), TABLE, &mut wrong);
        assert_eq!(wrong, expected);
    }

    #[test]
    fn an_arrow_that_is_not_in_the_table_is_found() {
        check(&[package("a", &["serde"]), package("b", &["a"])], &[]);
        check(
            &[package("a", &["b"]), package("b", &[])],
            &["a depends on b, an arrow that ARCHITECTURE.md does not allow"],
        );
        check(
            &[package("a", &[]), package("b", &[]), package("c", &[])],
            &["ARCHITECTURE.md: the crate table has no row for `c`"],
        );
        check(&[package("a", &[])], &["ARCHITECTURE.md: the crate table names `b`, which is no crate here"]);
    }

    #[test]
    fn a_newer_rust_in_a_dependency_is_found() {
        let mut newer = package("c", &[]);
        newer["source"] = json!("registry");
        newer["rust_version"] = json!("1.100.0");
        let mut same = newer.clone();
        same["rust_version"] = json!("1.88.0");
        let mut wrong = Vec::new();
        rust_versions(&json!({"packages": [package("a", &[]), newer, same]}), &mut wrong);
        assert_eq!(wrong.len(), 1);
    }

    #[test]
    fn paths_that_do_not_exist_are_found() {
        let mut wrong = Vec::new();
        named_paths(
            "README.md",
            "see `xtask/src/main.rs`, `xtask/nothing.rs` and [x](nowhere.md)",
            &mut wrong,
        );
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }

    #[test]
    fn a_file_without_a_header_is_found() {
        let mut wrong = Vec::new();
        source_file("a.rs", "fn main() {}", &mut wrong);
        source_file("b.rs", "//! Its job.\n", &mut wrong);
        assert_eq!(wrong.len(), 1);
    }
}
