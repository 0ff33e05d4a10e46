//! `cargo xtask new-rule GROUP/NAME`: everything that a rule of `securegate-rules` consists of, to be filled in.

use std::fmt::Write;
use std::path::Path;

use crate::workspace::{root, say};

/// The groups, each with what its rules look at, as the trait names it, and with an example of a payload.
const GROUPS: &[(&str, &str, &str, &str)] = &[
    ("invite", "guest", "Guest", r#"{"first_name": "Ada"}"#),
    ("answer", "invite", "Invite", r#"[{"id": "invite-1"}]"#),
    ("event", "event", "Event", r#"{"title": "Board Meeting"}"#),
];

/// The table of rules.
const TABLE: &str = "crates/securegate-rules/src/rules.rs";

/// Writes the frame of a rule.
///
/// # Errors
/// The name is not one for a rule, or is taken, or something can't be read or written.
pub(crate) fn run(name: &str) -> Result<(), String> {
    for path in write(&root(), name)? {
        say(&format!("wrote {path}"));
    }
    say("Fill in the texts, the check and the fixtures; then");
    say("  INSTA_UPDATE=always cargo test -p securegate-rules --test rules");
    say("  cargo xtask codegen");
    Ok(())
}

/// The paths of what was written, from the root.
fn write(root: &Path, name: &str) -> Result<Vec<String>, String> {
    let (group, short) = name.split_once('/').ok_or("a rule is named GROUP/NAME")?;
    let known: Vec<&str> = GROUPS.iter().map(|(group, ..)| *group).collect();
    let (_, method, looks_at, example) = *GROUPS
        .iter()
        .find(|(known, ..)| *known == group)
        .ok_or_else(|| format!("there is no group `{group}`; there are {}", known.join(", ")))?;
    let words: Vec<&str> = short.split('-').collect();
    let is_word = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if !words.iter().all(is_word) {
        return Err(format!(
            "`{short}` is no name of a rule: small letters and hyphens, such as `stray-space`"
        ));
    }
    if words.iter().any(|word| matches!(*word, "no" | "require")) && words.len() < 3 {
        return Err(format!(
            "a name reads after \"allow\" and names what is wrong, not the cure: not `{short}`"
        ));
    }
    let module = words.join("_");
    let check: String = words.iter().map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    let source = format!("crates/securegate-rules/src/rules/{group}/{module}.rs");
    if root.join(&source).exists() {
        return Err(format!("{source} is there already"));
    }
    let table = std::fs::read_to_string(root.join(TABLE))
        .map_err(|error| format!("failed to read {TABLE}: {error}"))?;
    let table = with_rule(&table, group, &module, &check)?;
    let fixtures = format!("crates/securegate-rules/tests/fixtures/{group}/{short}");
    let files = [
        (source, source_text(name, &check, method, looks_at, example)),
        (TABLE.to_owned(), table),
        (format!("{fixtures}/bad-todo.json"), format!("{example}\n")),
        (format!("{fixtures}/near-todo.json"), format!("{example}\n")),
    ];
    for (path, text) in &files {
        let failed = |error: std::io::Error| format!("failed to write {path}: {error}");
        let target = root.join(path);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&target, text).map_err(failed)?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// The table with one more module, in the order of the alphabet, and one more line, the last of its group.
fn with_rule(table: &str, group: &str, module: &str, check: &str) -> Result<String, String> {
    let mut out = String::new();
    let (mut in_group, mut has_module, mut has_line) = (false, false, false);
    let line = format!("    {group} / {module} / {check},");
    let mut lines = table.lines().peekable();
    while let Some(row) = lines.next() {
        in_group |= row == format!("mod {group} {{");
        if in_group && !has_module {
            let known = row.strip_prefix("    pub(super) mod ").and_then(|rest| rest.strip_suffix(';'));
            if row == "}" || known.is_some_and(|known| known > module) {
                let _ = writeln!(out, "    pub(super) mod {module};");
                has_module = true;
            }
        }
        let _ = writeln!(out, "{row}");
        let of_group = format!("    {group} / ");
        if !has_line
            && row.starts_with(&of_group)
            && !lines.peek().is_some_and(|next| next.starts_with(&of_group))
        {
            let _ = writeln!(out, "{line}");
            has_line = true;
        }
    }
    if has_module && has_line {
        Ok(out)
    } else {
        Err(format!("{TABLE} has no place for a rule of `{group}`"))
    }
}

fn source_text(name: &str, check: &str, method: &str, looks_at: &str, example: &str) -> String {
    let (use_check, use_more) = match looks_at {
        "Guest" => ("Check, Definition", "use crate::guest::Guest;\n"),
        other => {
            (if other == "Event" { "Check, Definition, Event" } else { "Check, Definition, Invite" }, "")
        }
    };
    let fixture = example.replace("Ada", "TODO").replace("invite-1", "TODO").replace("Board Meeting", "TODO");
    format!(
        r##"//! `{name}`: TODO: in half a line, what it finds.

use openapi_findings::{{Rule, Severity}};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{{{use_check}}};
use crate::found::Found;
{use_more}use crate::options::options;

/// It has no options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct {check} {{}}

impl Definition for {check} {{
    const RULE: Rule = Rule {{
        name: "{name}",
        severity: Severity::Info,
        summary: "TODO: one line, what it finds.",
        why: "TODO: why it matters, and to whom.",
        bad: r#"{fixture}"#,
        good: r#"{example}"#,
        source: "TODO: the page or clause that it rests on, or that it is a heuristic",
        fix: None,
        options: options::<Self>(),
    }};
}}

impl Check for {check} {{
    fn {method}(&self, _{method}: &{looks_at}<'_>, _found: &mut Found) {{}}
}}
"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as it is, in a folder of its own.
    fn scratch() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join(TABLE);
        std::fs::create_dir_all(table.parent().unwrap()).unwrap();
        std::fs::copy(root().join(TABLE), table).unwrap();
        folder
    }

    #[test]
    fn a_rule_is_one_file_a_module_a_line_and_fixtures() {
        for (group, _, looks_at, _) in GROUPS {
            let folder = scratch();
            let before = std::fs::read_to_string(folder.path().join(TABLE)).unwrap();
            let name = format!("{group}/odd-thing");
            let written = write(folder.path(), &name).unwrap();
            assert_eq!(written.len(), 4);
            let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
            let after = read(TABLE);
            let added: Vec<&str> = after.lines().filter(|line| line.contains("odd_thing")).collect();
            let line = format!("    {group} / odd_thing / OddThing,");
            assert_eq!(added, ["    pub(super) mod odd_thing;", line.as_str()]);
            let without: Vec<&str> = after.lines().filter(|line| !line.contains("odd_thing")).collect();
            assert_eq!(without, before.lines().collect::<Vec<_>>(), "nothing else is changed");
            let source = read(&written[0]);
            assert!(source.starts_with(&format!("//! `{name}`:")), "{source}");
            assert!(source.contains(&format!("&{looks_at}<'_>")));
            for fixture in &written[2..] {
                serde_json::from_str::<serde_json::Value>(&read(fixture)).unwrap();
            }
            let again = write(folder.path(), &name).unwrap_err();
            assert!(again.contains("already"), "{again}");
        }
    }

    /// The frame is what `rustfmt` makes of it, so it is Rust.
    #[test]
    fn the_frame_is_formatted_rust() {
        for (group, ..) in GROUPS {
            let folder = scratch();
            let written = write(folder.path(), &format!("{group}/odd-thing")).unwrap();
            let mut command = std::process::Command::new("rustfmt");
            command.args(["--check", "--edition", "2024", "--config-path"]).arg(root().join("rustfmt.toml"));
            let output = command.arg(folder.path().join(&written[0])).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
    }

    #[test]
    fn names_that_are_none_are_refused() {
        let folder = scratch();
        let refused = |name: &str| write(folder.path(), name).unwrap_err();
        for name in [
            "odd-thing",
            "guest/odd-thing",
            "invite/Odd",
            "invite/../../x",
            "invite/odd--thing",
            "invite/",
            "invite/no-thing",
        ] {
            assert!(!refused(name).is_empty(), "{name}");
        }
    }
}
