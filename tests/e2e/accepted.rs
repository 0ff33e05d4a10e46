//! Baselines and suppressions through the program: what is accepted is counted, what is new is shown.

use std::path::Path;

use securegate_tests::{Run, root, run};
use serde_json::Value;

/// A guest with a fault in its method and, by that name, in its phone.
fn guest(name: &str) -> String {
    format!(
        "{{\"first_name\": \"{name}\", \"last_name\": \"Obi\", \"email\": \"{name}@mail.example.org\", \"country_code\": \
         \"44\", \"mobile_number\": \"7400123456\", \"authentication_method\": \"qr code\"}}"
    )
}

fn write(dir: &Path, names: &[&str]) {
    let guests: Vec<String> = names.iter().map(|name| guest(name)).collect();
    std::fs::write(dir.join("guests.json"), format!("[\n{}\n]\n", guests.join(",\n")))
        .expect("it is written");
}

/// Only the rule of interest, so that other rules do not change what is counted here.
fn lint(dir: &Path, more: &[&str]) -> Run {
    let arguments = ["lint", "guests.json", "--select", "contract,suppress"].into_iter();
    run(dir, arguments.chain(more.iter().copied()))
}

const BASELINE: &[&str] = &["--baseline", "securegate-baseline.json", "--format", "json"];

#[test]
fn a_baseline_leaves_out_what_was_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    write(dir, &["Ada", "Bea", "Cem"]);
    assert_eq!(lint(dir, BASELINE).code, 2, "there is none yet");
    let written = lint(dir, &["--write-baseline"]);
    assert_eq!(written.code, 0, "{}", written.shown());
    assert_eq!(written.stderr, "securegate-baseline.json knows 3 findings\n");
    let text = std::fs::read_to_string(dir.join("securegate-baseline.json")).expect("it is there");
    for personal in ["Ada", "mail", "7400123456", "qr code"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let same = lint(dir, BASELINE);
    assert_eq!((same.code, same.json()["summary"]["baselined"].as_u64()), (0, Some(3)));

    // Someone comes in above, someone goes, the rest moves.
    write(dir, &["New", "Bea", "Ada"]);
    let changed = lint(dir, BASELINE);
    assert_eq!(changed.code, 1);
    let report = changed.json();
    let rules: Vec<(&str, &Value)> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| (finding["rule"].as_str().unwrap_or_default(), &finding["record"]))
        .collect();
    assert_eq!(rules, [("contract/enum", &Value::from(1)), ("suppress/stale-baseline", &Value::Null)]);
    assert_eq!(report["summary"]["baselined"], 2);
    // Written anew, the salt and so what is known stays as it was.
    assert_eq!(lint(dir, &["--write-baseline"]).code, 0);
    let anew = std::fs::read_to_string(dir.join("securegate-baseline.json")).expect("it is there");
    let same_lines = anew.lines().filter(|line| text.contains(line.trim_end_matches(','))).count();
    assert_eq!(same_lines, anew.lines().count() - 1, "{text}\n{anew}");

    std::fs::write(dir.join("securegate-baseline.json"), "{}").expect("it is written");
    let broken = lint(dir, BASELINE);
    assert_eq!(broken.code, 2);
    assert!(broken.stderr.contains("is no baseline"), "{}", broken.stderr);
}

#[test]
fn a_written_baseline_keeps_its_schema() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), &["Ada", "Ada"]);
    assert_eq!(lint(dir.path(), &["--write-baseline"]).code, 0);
    let schema = run(root(), ["report-schema", "--format", "baseline"]).stdout;
    std::fs::write(dir.path().join("schema.json"), schema).expect("it is written");
    let check = || run(dir.path(), ["lint", "--schema", "schema.json", "securegate-baseline.json"]);
    assert_eq!(check().code, 0, "{}", check().shown());
    std::fs::write(dir.path().join("securegate-baseline.json"), "{\"version\": 1}").expect("it is written");
    assert_eq!(check().code, 1);
}

#[test]
fn comments_of_yaml_suppress_and_are_checked_themselves() {
    let dir = tempfile::tempdir().expect("a folder");
    let method = |comment: &str| {
        format!(
            "- first_name: Ada\n  last_name: Obi\n  email: ada@mail.example.org\n  country_code: \"44\"\n  mobile_number: \
             \"7400123456\"\n  authentication_method: qr code{comment}\n"
        )
    };
    let text = method(" # securegate: ignore contract/enum -- the importer corrects it")
        + &method(" # securegate: ignore contract/enum")
        + &method(" # securegate: ignore contract/enumm -- misspelt")
        + "# securegate: ignore contract -- nothing is wrong with it\n"
        + &method("").replace("qr code", "QR Code");
    std::fs::write(dir.path().join("guests.yaml"), text).expect("it is written");
    let lint = |more: &[&str]| {
        let arguments = ["lint", "guests.yaml", "--select", "contract,suppress"].into_iter();
        run(dir.path(), arguments.chain(more.iter().copied()))
    };
    let report = lint(&["--format", "json"]).json();
    let mut rules: Vec<(u64, &str)> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| (finding["line"].as_u64().unwrap_or(0), finding["rule"].as_str().unwrap_or_default()))
        .collect();
    rules.sort_unstable();
    let expected = [
        (12, "contract/enum"),
        (12, "suppress/missing-reason"),
        (18, "contract/enum"),
        (18, "suppress/unknown-rule"),
        (19, "suppress/unused"),
    ];
    assert_eq!(rules, expected);
    assert_eq!(report["summary"]["suppressed"], 1);
    assert_eq!(report["suppressed"][0]["reason"], "the importer corrects it");
    let sarif = lint(&["--format", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    let suppressed: Vec<_> = results.iter().filter_map(|result| result.get("suppressions")).collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0][0]["kind"], "inSource");
    assert!(lint(&[]).stdout.contains("; 1 suppressed"), "{}", lint(&[]).stdout);
}
