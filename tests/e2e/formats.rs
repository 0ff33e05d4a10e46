//! The formats of reports beside text and JSON: what they look like, whether they keep their public schemas, and where
//! they go. `openapi-findings` tests that nothing hostile gets out of its place in them.

use std::path::PathBuf;
use std::process::Command;

use securegate_tests::{root, run, run_with_input};
use serde_json::Value;

/// Every format for machines.
const MACHINES: [&str; 8] = ["json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown", "html"];

#[track_caller]
fn check(format: &str) {
    let run = run(root(), ["lint", "samples/guests.json", "--format", format]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("report-{format}"), run.stdout));
}

#[test]
fn ndjson() {
    check("ndjson");
}

#[test]
fn sarif() {
    check("sarif");
}

#[test]
fn junit() {
    check("junit");
}

#[test]
fn github() {
    check("github");
}

#[test]
fn gitlab() {
    check("gitlab");
}

#[test]
fn markdown() {
    check("markdown");
}

#[test]
fn statistics_stand_in_place_of_the_findings() {
    let run = run(root(), ["lint", "samples/guests.json", "--statistics", "--max-findings", "1"]);
    assert_eq!(run.code, 1);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("report-statistics", run.stdout));
}

/// A payload with most kinds of findings, and personal values that are found nowhere else.
const PERSONAL: &str = r#"{"invites": [
    {"first_name": "Xaviera-Q", "last_name": 5551234567, "email": "xaviera@example.org", "country_code": "Xaviera",
     "mobile_number": "5551234567", "authentication_method": "Xaviera", "Xaviera Q": "Xaviera"},
    {"first_name": ["Xaviera"], "last_name": null, "email": {"Xaviera Q": 1}, "country_code": 5551234567,
     "mobile_number": "5551234567", "authentication_method": "qr code"},
], "Xaviera Q": 1}"#;

#[test]
fn personal_values_are_masked_in_every_format_for_machines() {
    for format in MACHINES {
        let lint = |more: &[&str]| {
            let arguments = ["lint", "-", "--format", format].into_iter().chain(more.iter().copied());
            let run = run_with_input(root(), arguments, PERSONAL.as_bytes());
            assert_eq!(run.code, 1, "{format}: {}", run.stderr);
            run.stdout
        };
        let masked = lint(&[]);
        for personal in ["Xaviera", "xaviera", "5551234567"] {
            assert!(!masked.contains(personal), "{format} holds {personal}: {masked}");
        }
        assert!(lint(&["--show-values"]).contains("Xaviera"), "{format} shows values when asked to");
    }
}

#[test]
fn lines_keep_their_schema() {
    let dir = tempfile::tempdir().expect("a folder");
    let schema = run(root(), ["report-schema", "--format", "ndjson"]).stdout;
    std::fs::write(dir.path().join("line.schema.json"), &schema).expect("it is written");
    let report = run_with_input(root(), ["lint", "-", "--format", "ndjson"], b"{\"invites\": [1, ").stdout
        + &run(root(), ["lint", "samples/guests.json", "--format", "ndjson"]).stdout;
    let check = |report: &str| {
        let arguments = ["lint", "-", "--lines", "--schema", "line.schema.json"];
        run_with_input(dir.path(), arguments, report.as_bytes())
    };
    let kept = check(&report);
    assert_eq!(kept.code, 0, "{}", kept.shown());
    for (right, wrong) in [
        ("\"type\":\"summary\"", "\"type\":\"sum\""),
        ("\"line\":15", "\"line\":\"15\""),
        ("\"rule\":", "\"rules\":"),
    ] {
        assert!(report.contains(right), "{right} in {report}");
        assert_eq!(check(&report.replacen(right, wrong, 1)).code, 1, "{wrong} passes");
    }
}

/// A file that `cargo xtask corpus --fetch` brings. Where it is missing, says that nothing was checked.
#[expect(clippy::print_stderr, reason = "whoever reads the test's output must know")]
fn fetched(path: &str) -> Option<PathBuf> {
    let file = root().join("target/corpus/report-schemas").join(path);
    if file.is_file() {
        return Some(file);
    }
    eprintln!("SKIPPED: there is no {}; fetch it with `cargo xtask corpus --fetch`", file.display());
    None
}

/// Reports of what a run can come to.
fn reports(format: &str) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("a b#?ü.json"), PERSONAL).expect("it is written");
    std::fs::write(dir.path().join("cut.json"), "{\"invites\": [").expect("it is written");
    std::fs::write(dir.path().join("empty.json"), "[]").expect("it is written");
    let lint = |arguments: &[&str]| {
        let arguments = ["lint", "--format", format].into_iter().chain(arguments.iter().copied());
        run(dir.path(), arguments).stdout
    };
    vec![
        run(root(), ["lint", "--format", format, "samples/guests.json"]).stdout,
        lint(&["a b#?ü.json", "cut.json", "empty.json", "nowhere.json", "empty.json"]),
        lint(&["a b#?ü.json", "--show-values", "--max-findings", "2"]),
        lint(&["empty.json", "--deny-warnings"]),
    ]
}

#[test]
fn sarif_keeps_its_public_schema() {
    let Some(schema) = fetched("sarif/sarif-2.1.0-rtm.5.json") else { return };
    // One of its patterns has a bracket too many, which is a literal to some dialects and a fault to others.
    let text = std::fs::read_to_string(schema).expect("it reads").replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    for report in reports("sarif") {
        let mut log: Value = serde_json::from_str(&report).expect("it is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?} in {report}");
        log["runs"][0]["invocations"][0]["exitCode"] = Value::from("none");
        assert!(!validator.is_valid(&log), "the schema checks something");
    }
}

#[test]
fn junit_keeps_a_public_schema() {
    let Some(schema) = fetched("junit/junit-10.xsd") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("report.xml");
    let validate = |text: &str| {
        std::fs::write(&path, text).expect("it is written");
        Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(&schema).arg(&path).output()
    };
    for report in reports("junit") {
        let Ok(done) = validate(&report) else {
            eprintln!("SKIPPED: there is no `xmllint`, which checks XML by a schema");
            return;
        };
        assert!(done.status.success(), "{}\n{report}", String::from_utf8_lossy(&done.stderr));
        let damaged =
            validate(&report.replacen("<testcase ", "<test ", 1).replacen("</testcase>", "</test>", 1));
        assert!(!damaged.expect("it ran before").status.success(), "the schema checks something");
    }
}

#[test]
fn reports_go_to_files_beside_the_one_on_standard_output() {
    let dir = tempfile::tempdir().expect("a folder");
    let sample = root().join("samples/guests.json");
    let sample = sample.to_str().expect("UTF-8");
    let arguments =
        ["lint", sample, "--report", "sarif=a.sarif", "--report", "html=a.html", "--report", "text=a.txt"];
    let run_here = |arguments: &[&str]| run(dir.path(), arguments);
    let plain = run_here(&arguments);
    assert_eq!(plain.code, 1, "{}", plain.shown());
    assert_eq!(plain.stdout, run_here(&["lint", sample]).stdout);
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("it is there");
    assert_eq!(read("a.txt"), plain.stdout);
    assert_eq!(read("a.sarif"), run_here(&["lint", sample, "--format", "sarif"]).stdout);
    assert_eq!(read("a.html"), run_here(&["lint", sample, "--format", "html"]).stdout);
    let names = std::fs::read_dir(dir.path()).expect("a folder").count();
    assert_eq!(names, 3, "nothing is left beside the reports");
}

#[test]
fn a_report_that_can_not_be_written_is_a_failure() {
    let run = run(root(), ["lint", "samples/guests.json", "--report", "json=no/such/folder/a.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("error: failed to write no/such/folder/a.json: "), "{}", run.stderr);
    let unknown = securegate_tests::run(root(), ["lint", "samples/guests.json", "--report", "pdf=a.pdf"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("there is no format `pdf`"), "{}", unknown.stderr);
}
