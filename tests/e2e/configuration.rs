//! `securegate.toml` as users meet it.

use std::fs;

use securegate_tests::{root, run, run_with_input};

const GUESTS: &str = r#"{"invites": [{"first_name": "A", "last_name": "B", "email": "a@example.com", "country_code": "+44",
    "mobile_number": "7700900123", "authentication_method": "Both"}]}"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    dir
}

#[test]
fn the_nearest_file_counts_and_the_command_line_wins() {
    let dir = folder(&[
        ("securegate.toml", "select = ['contract']\n"),
        ("a.json", GUESTS),
        ("mild/securegate.toml", "select = ['contract']\nseverity = { 'contract/enum' = 'warning' }\n"),
        ("mild/deep/a.json", GUESTS),
        ("off/securegate.toml", "select = ['contract']\n[severity]\ncontract = 'off'\n"),
        ("off/a.json", GUESTS),
    ]);
    let check = |arguments: &[&str], code: i32, expected: &str| {
        let run = run(dir.path(), ["lint"].iter().chain(arguments));
        assert_eq!(run.code, code, "{}", run.shown());
        assert!(run.stdout.contains(expected), "{}", run.shown());
    };
    check(&["a.json"], 1, "1 error in 1 file");
    check(&["mild/deep/a.json"], 0, "1 warning in 1 file");
    check(&["off/a.json"], 0, "no findings in 1 file");
    check(&["."], 1, "1 error, 1 warning in 3 files");
    check(&["off/a.json", "--config=securegate.toml"], 1, "1 error in 1 file");
    check(&["off/a.json", "--no-config", "--select=contract"], 1, "1 error in 1 file");
    check(&["mild/deep/a.json", "--select=json"], 0, "no findings");
    let stdin = run_with_input(&dir.path().join("mild"), ["lint", "-"], GUESTS.as_bytes());
    assert!(stdin.stdout.contains("1 warning in 1 file"), "{}", stdin.shown());
}

#[test]
fn documents_and_operations_are_chosen_for_each_file() {
    let dir = folder(&[
        (
            "securegate.toml",
            "exclude = ['old']\ndeny-warnings = true\nformat = 'json'\n[[per-file]]\nfiles = ['one-*.json']\n\
             op = 'create_invites'\ndirection = 'request'\nselect = ['contract']\n[[per-file]]\nfiles = ['pets/**']\n\
             select = ['contract']\n",
        ),
        ("one-guest.json", "{}"),
        ("pets/securegate.toml", "spec = 'api.yaml'\n"),
        (
            "pets/api.yaml",
            "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    post:\n      operationId: createPet\n      \
             requestBody:\n        content:\n          application/json:\n            schema: {type: object, required: [name]}\n      \
             responses: {'200': {description: ok}}\n",
        ),
        ("pets/p.json", "{\"nam\": 1}"),
        ("old/broken.json", "{"),
    ]);
    let run = run(dir.path(), ["lint", "one-guest.json", "pets/p.json"]);
    let report = run.json();
    let checked: Vec<_> = report["summary"]["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| file["checked_as"]["checked_as"].clone())
        .collect();
    assert_eq!(checked, ["request body of create_invites", "request body of createPet"], "{}", run.shown());
    let all = securegate_tests::run(dir.path(), ["lint", "."]);
    assert!(!all.stdout.contains("broken"), "{}", all.shown());
}

#[test]
fn what_is_accepted_changes_no_exit_code_and_is_not_fixed() {
    let suppress = "select = ['contract']\n[[suppress]]\nrule = 'contract/enum'\nfile = '**/a.json'\nreason = 'agreed'\n";
    let dir = folder(&[("securegate.toml", suppress), ("a.json", GUESTS), ("b.json", GUESTS)]);
    let first = run(dir.path(), ["lint", "a.json"]);
    assert_eq!(first.code, 0, "{}", first.shown());
    assert!(first.stdout.contains("1 suppressed"), "{}", first.shown());
    assert_eq!(run(dir.path(), ["lint", "b.json"]).code, 1);
    run(dir.path(), ["lint", "a.json", "--fix"]);
    assert_eq!(fs::read_to_string(dir.path().join("a.json")).expect("read"), GUESTS);
    let known = "select = ['contract']\nbaseline = 'known.json'\n";
    fs::write(dir.path().join("securegate.toml"), known).expect("written");
    assert_eq!(run(dir.path(), ["lint", "a.json"]).code, 2, "there is no baseline yet");
    run(dir.path(), ["lint", "a.json", "--write-baseline"]);
    assert!(dir.path().join("known.json").is_file());
    let later = run(dir.path(), ["lint", "a.json"]);
    assert_eq!(later.code, 0, "{}", later.shown());
    run(dir.path(), ["lint", "a.json", "--fix"]);
    assert_eq!(fs::read_to_string(dir.path().join("a.json")).expect("read"), GUESTS);
}

#[test]
fn what_is_wrong_in_it_is_named() {
    let dir = folder(&[("securegate.toml", "\nignroe = ['x']\n"), ("a.json", GUESTS)]);
    let run = run(dir.path(), ["lint", "a.json"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .starts_with("error: securegate.toml:2:1: there is no key `ignroe` here; did you mean `ignore`?"),
        "{}",
        run.shown()
    );
    assert_eq!(securegate_tests::run(dir.path(), ["lint", "a.json", "--config=nowhere.toml"]).code, 2);
}

#[test]
fn what_is_in_force_can_be_seen() {
    let dir = folder(&[("securegate.toml", "select = ['contract']\n\n[severity]\ncontract = 'info'\n")]);
    let run = run(dir.path(), ["config", "lists/a.json", "--ignore=contract/format"]);
    assert_eq!(run.code, 0, "{}", run.shown());
    for line in [
        "# lists/a.json: securegate.toml",
        "# spec is not set",
        "select = [\"contract\"]  # securegate.toml:1",
        "ignore = [\"contract/format\"]  # command line",
        "severity.\"contract\" = \"info\"  # securegate.toml:4",
        "format = \"text\"  # default",
    ] {
        assert!(run.stdout.lines().any(|shown| shown == line), "no `{line}` in\n{}", run.shown());
    }
}

#[test]
fn its_schema_describes_the_examples() {
    let schema = run(root(), ["config-schema"]).json();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let holds = |value: serde_json::Value| validator.is_valid(&value);
    assert!(holds(serde_json::json!({"select": ["contract"], "per-file": [{"files": ["*"], "op": "x"}]})));
    assert!(holds(
        serde_json::json!({"suppress": [{"rule": "json", "reason": "x"}], "rules": {"a/b": {"max": 1}}})
    ));
    assert!(!holds(serde_json::json!({"selct": []})));
    assert!(!holds(serde_json::json!({"severity": {"json": "warn"}})));
    assert!(!holds(serde_json::json!({"per-file": [{"op": "x"}]})));
}
