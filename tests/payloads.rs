//! One test a fixture: `payloads/GROUP/RULE/{bad,good}-CASE.json`, see `payloads/README.md`.
//!
//! A snapshot can be accepted by mistake, so what the name says is asserted as well: `bad-*` reports the very
//! rule that its folder names, `good-*` reports nothing. And for every finding the place in the document that
//! it names must hold the keyword that it names.

use std::path::Path;

use openapi_source::Pointer;
use securegate_tests::{root, run};

fn check(path: &Path) -> datatest_stable::Result<()> {
    let dir = path.parent().ok_or("a fixture lies in a folder")?;
    let rule = {
        let mut parts = dir.components().rev().map(|part| part.as_os_str().to_string_lossy());
        let name = parts.next().ok_or("a rule's folder")?;
        let group = parts.next().ok_or("a group's folder")?;
        format!("{group}/{name}")
    };
    let file = path.file_name().and_then(|name| name.to_str()).ok_or("a readable name")?;
    // Rules that look at what guests are called have fixtures of their own; here they would only be in the way.
    let mut arguments =
        ["lint", file, "--select=contract,json", "--no-config"].map(ToOwned::to_owned).to_vec();
    if let Ok(more) = std::fs::read_to_string(path.with_extension("args")) {
        arguments.extend(more.split_whitespace().map(ToOwned::to_owned));
    }
    let text = run(dir, &arguments);
    arguments.extend(["--format".to_owned(), "json".to_owned()]);
    let report = run(dir, &arguments).json();
    let findings = report["findings"].as_array().ok_or("a list of findings")?;
    let reported = |wanted: &str| findings.iter().any(|finding| finding["rule"] == wanted);
    match file.split_once('-') {
        Some(("bad", _)) if !reported(&rule) => {
            return Err(format!("{file} must report {rule}:\n{}", text.shown()).into());
        }
        Some(("good", _)) if !findings.is_empty() || text.code != 0 => {
            return Err(format!("{file} must report nothing:\n{}", text.shown()).into());
        }
        Some(("bad" | "good", _)) => {}
        _ => return Err(format!("{file} is named neither bad-* nor good-*").into()),
    }
    for finding in findings {
        demanded_place_holds_its_keyword(&finding["demanded_by"], dir)?;
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(dir);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_input_file();
    // Lines of the document move with every edit of it; that they are right is asserted above.
    settings.add_filter(r"(securegate\.yaml):\d+:\d+", "$1:LINE");
    settings.bind(|| insta::assert_snapshot!(file, text.shown()));
    Ok(())
}

fn demanded_place_holds_its_keyword(
    place: &serde_json::Value,
    dir: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    if place.is_null() {
        return Ok(());
    }
    let file = place["file"].as_str().ok_or("a file")?;
    let path = if file == "openapi/securegate.yaml" { root().join(file) } else { dir.join(file) };
    let text = std::fs::read_to_string(path)?;
    let line = usize::try_from(place["line"].as_u64().ok_or("a line")?)?;
    let column = usize::try_from(place["column"].as_u64().ok_or("a column")?)?;
    let pointer = Pointer::from_text(place["pointer"].as_str().ok_or("a pointer")?);
    let (_, keyword) = pointer.split_last().ok_or("a keyword's pointer")?;
    let there: String = text.lines().nth(line - 1).ok_or("that line")?.chars().skip(column - 1).collect();
    if there.trim_start_matches('"').starts_with(&*keyword) {
        Ok(())
    } else {
        Err(format!("{file}:{line}:{column} should hold `{keyword}` but holds `{there}`").into())
    }
}

datatest_stable::harness! {
    { test = check, root = "payloads", pattern = r".*\.json$" },
}
