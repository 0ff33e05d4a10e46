//! What runs the program in the workflows of other people: the action for GitHub and the hooks for pre-commit. Neither
//! service is here, so their files are read and their steps carried out as those services do.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use openapi_source::{Limits, parse_yaml};
use securegate_tests::{binary, root};
use serde_json::{Value, json};

fn read(name: &str) -> Value {
    let bytes = std::fs::read(root().join(name)).expect("it is there");
    let parsed = parse_yaml(name, &bytes, &Limits::default());
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    parsed.tree.expect("it reads").root().to_value()
}

/// The value of an expression, as far as the action uses any.
fn evaluate(text: &str, inputs: &BTreeMap<String, String>) -> String {
    let Some(expression) = text.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}")) else {
        assert!(!text.contains("${{"), "{text}");
        return text.to_owned();
    };
    let first = expression.split(" || ").next().unwrap_or_default();
    match first.strip_prefix("inputs.") {
        Some(name) => inputs.get(name).cloned().unwrap_or_else(|| panic!("no input {name}")),
        None if first == "github.action_path" => root().display().to_string(),
        None => panic!("what is {text}?"),
    }
}

/// Carries out the step that lints.
fn act(dir: &Path, given: &[(&str, &str)]) -> Output {
    let action = read("action.yml");
    let mut inputs: BTreeMap<String, String> = action["inputs"]
        .as_object()
        .expect("inputs")
        .iter()
        .map(|(name, input)| (name.clone(), input["default"].as_str().unwrap_or_default().to_owned()))
        .collect();
    inputs.insert("program".to_owned(), binary().display().to_string());
    for (name, value) in given {
        assert!(inputs.insert((*name).to_owned(), (*value).to_owned()).is_some(), "{name} is an input");
    }
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["id"] == "lint").expect("the step that lints");
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().expect("a script")]);
    for (name, value) in step["env"].as_object().expect("variables") {
        command.env(name, evaluate(value.as_str().expect("a string"), &inputs));
    }
    command.env("GITHUB_OUTPUT", dir.join("output")).env("GITHUB_STEP_SUMMARY", dir.join("summary.md"));
    command.current_dir(dir).output().expect("bash starts")
}

#[test]
fn no_input_reaches_a_script_but_as_a_variable() {
    let action = read("action.yml");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 2);
    for step in steps {
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "{script}");
        assert_eq!(step["shell"], "bash");
    }
    for (name, input) in action["inputs"].as_object().expect("inputs") {
        assert!(input["description"].is_string(), "{name} says what it is");
        assert!(input["required"] == true || input["default"].is_string(), "{name} has a default");
    }
}

#[test]
#[cfg(unix)]
fn the_action_lints() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    std::fs::copy(root().join("samples/guests.json"), dir.join("my guests.json")).expect("it is copied");
    let done = act(dir, &[("files", "my guests.json\r\n\n"), ("options", "--select\ncontract\n")]);
    let stdout = String::from_utf8(done.stdout).expect("UTF-8");
    assert_eq!(done.status.code(), Some(1), "{stdout}{}", String::from_utf8_lossy(&done.stderr));
    assert!(stdout.starts_with("::error file=my guests.json,line=15,col=23,"), "{stdout}");
    let read = |name: &str| std::fs::read_to_string(dir.join(name)).expect("it is there");
    assert_eq!(read("output"), "exit-code=1\n");
    assert!(read("summary.md").contains("### By rule"), "{}", read("summary.md"));
    let sarif: Value = serde_json::from_str(&read("securegate.sarif")).expect("JSON");
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "my%20guests.json");

    let lenient =
        act(dir, &[("files", "my guests.json"), ("fail", "false"), ("sarif", ""), ("summary", "false")]);
    assert_eq!(lenient.status.code(), Some(0));
    assert_eq!(read("output"), "exit-code=1\nexit-code=1\n");
    assert_eq!(read("summary.md").matches("### By rule").count(), 1);
}

#[test]
#[cfg(unix)]
fn inputs_of_the_action_are_no_commands() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::copy(root().join("samples/guests.json"), dir.path().join("-n.json")).expect("it is copied");
    let hostile =
        "-n.json\n$(touch owned)\n`touch owned`\n; touch owned\n\" && touch owned #\n--report=html=owned\n";
    let done = act(
        dir.path(),
        &[
            ("files", hostile),
            ("sarif", "a$(touch owned).sarif"),
            ("fail", "$(touch owned)"),
            ("summary", "`touch owned`"),
        ],
    );
    assert_eq!(done.status.code(), Some(2), "names that are no files can't be read");
    assert!(!dir.path().join("owned").exists());
    assert!(dir.path().join("a$(touch owned).sarif").exists());
    let stdout = String::from_utf8_lossy(&done.stdout);
    assert!(stdout.contains("file=-n.json,"), "{stdout}");
}

#[test]
fn hooks_are_whole_and_meant_for_guest_lists() {
    let hooks = read(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().expect("a list of hooks");
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        for name in ["id", "name", "description", "entry", "language"] {
            assert!(hook[name].is_string(), "{name} of {hook}");
        }
        let pattern = jsonschema::validator_for(&json!({"pattern": hook["files"]})).expect("a pattern");
        for (file, is_meant) in [
            ("guests.csv", true),
            ("lists/guest-list 2026.xlsx", true),
            ("a/invites.ndjson", true),
            ("package.json", false),
            ("guests.rs", false),
        ] {
            assert_eq!(pattern.is_valid(&json!(file)), is_meant, "{file}");
        }
    }
    let script = hooks[0]["entry"].as_str().expect("a script");
    assert!(root().join(script).is_file());
}

#[test]
#[cfg(unix)]
fn the_hook_runs_what_it_built() {
    let dir = tempfile::tempdir().expect("a folder");
    let bin = dir.path().join("target/pre-commit/bin");
    std::fs::create_dir_all(&bin).expect("it is made");
    std::os::unix::fs::symlink(binary(), bin.join("securegate")).expect("it is linked");
    std::fs::create_dir(dir.path().join("ci")).expect("it is made");
    let script = dir.path().join("ci/pre-commit.sh");
    std::fs::copy(root().join("ci/pre-commit.sh"), &script).expect("it is copied");
    let run = |file: &str| {
        let output = Command::new(&script).arg(file).current_dir(root().join("samples")).output();
        output.expect("it starts").status.code()
    };
    assert_eq!(run("guests.json"), Some(1));
    assert_eq!(run("nowhere.json"), Some(2));
}
