//! Documents of several files: what is read of a folder, where findings point, and what is refused.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use securegate_tests::{Run, run, run_with_input};
use tempfile::TempDir;

use crate::fixtures::{findings, rules};

const API: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets: {$ref: paths/pets.yaml}
components:
  schemas:
    Pet: {$ref: './schemas/pet.yaml#/Pet'}
";

const PETS: &str = "
post:
  operationId: add_pet
  requestBody:
    content:
      application/json:
        schema: {$ref: '../api.yaml#/components/schemas/Pet'}
  responses:
    '201': {$ref: '../parts.json#/made'}
";

const PET: &str = "
Pet:
  type: object
  required: [name]
  properties:
    name: {type: string}
    kind: {$ref: 'kinds%20of.yaml'}
";

/// The folder `spec` with the document, in a folder with something else.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("spec/api.yaml", API),
        ("spec/paths/pets.yaml", PETS),
        ("spec/schemas/pet.yaml", PET),
        ("spec/schemas/kinds of.yaml", "type: string\nenum:\n  - cat\n  - dog\n"),
        (
            "spec/parts.json",
            r#"{"made": {"description": "made", "content": {"application/json": {"schema": {"$ref": "schemas/pet.yaml#/Pet"}}}}}"#,
        ),
        ("secret.yaml", "type: string\nenum: [hunter2]\n"),
    ] {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("it is made");
        fs::write(path, text).expect("it is written");
    }
    dir
}

fn lint(dir: &Path, payload: &str, arguments: &[&str]) -> Run {
    let all = ["lint", "-", "--format", "json", "--spec", "spec/api.yaml", "--op", "add_pet"];
    run_with_input(dir, all.iter().chain(arguments).copied(), payload.as_bytes())
}

/// The document with another target for the schema of a pet.
fn referring_to(dir: &TempDir, target: &str) {
    let api = API.replace("./schemas/pet.yaml#/Pet", target);
    fs::write(dir.path().join("spec/api.yaml"), api).expect("it is written");
}

#[test]
fn payloads_are_held_against_all_files_and_findings_name_them() {
    let dir = folder();
    let good = lint(dir.path(), r#"{"name": "Tom", "kind": "cat"}"#, &["--direction", "request"]);
    assert_eq!((good.code, good.stderr.as_str()), (0, ""), "{}", good.shown());
    let bad = lint(dir.path(), r#"{"kind": "cow"}"#, &["--direction", "request"]);
    assert_eq!(bad.code, 1, "{}", bad.shown());
    let report = bad.json();
    let demanded: Vec<(&str, &str, u64, &str)> = findings(&report)
        .iter()
        .map(|finding| {
            let by = &finding["demanded_by"];
            let text = |of: &'static str| by[of].as_str().expect("a text");
            let rule = finding["rule"].as_str().expect("a rule");
            (rule, text("file"), by["line"].as_u64().expect("a line"), text("pointer"))
        })
        .collect();
    assert_eq!(
        demanded,
        [
            ("contract/required", "spec/schemas/pet.yaml", 4, "/Pet/required"),
            ("contract/enum", "spec/schemas/kinds of.yaml", 2, "/enum"),
        ]
    );
    // The response is described by a third file.
    let answer = lint(dir.path(), r#"{"kind": "cow"}"#, &["--direction", "response", "--status", "201"]);
    assert_eq!(rules(&answer.json()), ["contract/required", "contract/enum"]);
}

#[test]
fn it_makes_no_difference_from_where() {
    let dir = folder();
    let arguments = ["lint", "-", "--spec", "api.yaml", "--op", "add_pet", "--direction", "request"];
    let inside = run_with_input(&dir.path().join("spec"), arguments, br#"{"kind": 1}"#);
    assert!(inside.stdout.contains("demanded by: schemas/pet.yaml:4:3"), "{}", inside.shown());
    let absolute = dir.path().join("spec/api.yaml").display().to_string();
    let arguments = ["lint", "-", "--spec", &absolute, "--op", "add_pet", "--direction", "request"];
    let outside = run_with_input(Path::new("/"), arguments, br#"{"kind": 1}"#);
    assert!(outside.stdout.contains("/spec/schemas/pet.yaml:4:3"), "{}", outside.shown());
    let listed = run(dir.path(), ["operations", "--spec", "spec/api.yaml"]);
    assert!(listed.stdout.contains("add_pet  POST"), "{}", listed.shown());
}

#[test]
fn no_other_file_is_read_unless_wanted() {
    let dir = folder();
    let run = lint(dir.path(), r#"{"kind": "cow"}"#, &["--refs", "none"]);
    assert_eq!(run.code, 2, "{}", run.shown());
    let listed = self::run(dir.path(), ["operations", "--spec", "spec/api.yaml", "--refs", "none"]);
    assert_eq!((listed.code, listed.stdout.as_str()), (0, ""), "{}", listed.shown());
    assert!(listed.stderr.contains("leads to another document, which is not read"), "{}", listed.shown());
    // Standard input stands in no folder.
    let piped = run_with_input(&dir.path().join("spec"), ["operations", "--spec", "-"], API.as_bytes());
    assert_eq!(piped.stdout, "", "{}", piped.shown());
}

#[test]
fn a_plain_schema_may_be_of_several_files() {
    let dir = folder();
    let root =
        "{type: object, properties: {pet: {$ref: 'schemas/pet.yaml#/Pet'}, old: {$ref: 'schemas/old.json'}}}";
    fs::write(dir.path().join("spec/root.yaml"), root).expect("it is written");
    let old = r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "integer"}"#;
    fs::write(dir.path().join("spec/schemas/old.json"), old).expect("it is written");
    let lint = |payload: &str, more: &[&str]| {
        let arguments = ["lint", "-", "--format", "json", "--schema", "spec/root.yaml"];
        run_with_input(dir.path(), arguments.iter().chain(more).copied(), payload.as_bytes())
    };
    let good = lint(r#"{"pet": {"name": "Tom", "kind": "dog"}, "old": 1}"#, &[]);
    assert_eq!((good.code, good.stderr.as_str()), (0, ""), "{}", good.shown());
    let bad = lint(r#"{"pet": {"name": "Tom", "kind": "cow"}, "old": "1"}"#, &[]);
    assert_eq!(rules(&bad.json()), ["contract/enum", "contract/type"], "{}", bad.shown());
    assert_eq!(findings(&bad.json())[0]["demanded_by"]["file"], "spec/schemas/kinds of.yaml");
    let alone = lint(r#"{"pet": {"kind": "cow"}}"#, &["--refs", "none"]);
    assert_eq!(alone.code, 2, "{}", alone.shown());
}

#[test]
fn what_leads_out_of_the_folder_is_not_read() {
    for target in ["../secret.yaml", "schemas/../../secret.yaml", "%2e%2e/secret.yaml", "//secret.yaml"] {
        let dir = folder();
        referring_to(&dir, target);
        refused(&dir, "external-ref");
    }
    let dir = folder();
    referring_to(&dir, &dir.path().join("secret.yaml").display().to_string());
    refused(&dir, "is an absolute path");
    referring_to(&dir, &format!("file://{}", dir.path().join("secret.yaml").display()));
    refused(&dir, "is a `file:` URL");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_and_what_is_no_plain_file_are_not_read() {
    use std::os::unix::fs::symlink;
    let dir = folder();
    let spec = dir.path().join("spec");
    symlink("../secret.yaml", spec.join("link.yaml")).expect("linked");
    symlink("..", spec.join("up")).expect("linked");
    symlink("/dev/zero", spec.join("zero.yaml")).expect("linked");
    let made = std::process::Command::new("mkfifo").arg(spec.join("pipe.yaml")).status();
    assert!(made.expect("mkfifo runs").success());
    for (target, why) in [
        ("link.yaml", "a link leads it out of the document's folder"),
        ("up/secret.yaml", "a link leads it out of the document's folder"),
        ("zero.yaml", "a link leads it out of the document's folder"),
        ("pipe.yaml", "it is no plain file"),
        ("schemas", "it is a directory"),
        ("none.yaml", "can't be read"),
    ] {
        referring_to(&dir, target);
        refused(&dir, why);
    }
}

/// Checks that the payload is not checked, that it is said why, and that nothing of the file gets out.
#[track_caller]
fn refused(dir: &TempDir, why: &str) {
    let start = Instant::now();
    let run = lint(dir.path(), r#""cow""#, &["--direction", "request"]);
    assert!(start.elapsed() < Duration::from_secs(60));
    assert_eq!(run.code, 2, "{}", run.shown());
    assert_eq!(run.json()["summary"]["files"][0]["verdict"], "not_checked");
    assert!(run.stderr.contains(why), "{}", run.shown());
    assert!(!run.shown().contains("hunter2"), "{}", run.shown());
}

#[test]
fn a_file_that_is_no_yaml_is_named() {
    let dir = folder();
    fs::write(dir.path().join("spec/schemas/pet.yaml"), [0x89, b'P', b'N', b'G', 0, 0xFF])
        .expect("it is written");
    let run = lint(dir.path(), "{}", &["--direction", "request"]);
    assert_eq!(run.code, 2, "{}", run.shown());
    assert!(run.stderr.contains("spec/schemas/pet.yaml:1:"), "{}", run.shown());
    assert!(run.stderr.contains("neither JSON nor YAML"), "{}", run.shown());
}

#[test]
fn large_files_and_many_files_end_soon() {
    let dir = folder();
    let mut api = String::from("openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents:\n  schemas:\n");
    let many = dir.path().join("spec/many");
    fs::create_dir(&many).expect("made");
    for n in 0..10_000 {
        let _ = writeln!(api, "    S{n}: {{$ref: many/{n}.yaml}}");
        fs::write(many.join(format!("{n}.yaml")), format!("maxLength: {n}")).expect("it is written");
    }
    fs::write(dir.path().join("spec/api.yaml"), api).expect("it is written");
    let start = Instant::now();
    let run = run(dir.path(), ["operations", "--spec", "spec/api.yaml"]);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("it has too many files"), "{}", run.stderr);
    // Twenty are listed, the rest is counted.
    assert!(run.stderr.matches("it has too many files").count() <= 20);
}

#[test]
fn a_name_of_a_file_steers_no_terminal() {
    let dir = folder();
    let api = API.replace("'./schemas/pet.yaml#/Pet'", r#""\e]0;title\a.yaml""#);
    fs::write(dir.path().join("spec/api.yaml"), api).expect("it is written");
    let run = lint(dir.path(), "{}", &["--direction", "request"]);
    assert_eq!(run.code, 2, "{}", run.shown());
    assert!(run.stderr.contains("control character"), "{}", run.shown());
    assert!(!run.shown().contains(['\u{1b}', '\u{7}']), "{}", run.shown());
}
