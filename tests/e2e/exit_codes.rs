//! Exit codes 0, 1 and 2, and what is said where the command can't do what it was asked.

use std::path::Path;
use std::process::{Command, Stdio};

use securegate_tests::{Run, binary, root, run, run_with_input};

const GOOD: &str = "good-every-value.json";
const BAD: &str = "bad-plus-one.json";

/// Of these fixtures the contract is what is tried.
const CONTRACT: &str = "--select=contract";

fn enums() -> std::path::PathBuf {
    root().join("tests/payloads/contract/enum")
}

#[track_caller]
fn check(run: &Run, code: i32, stdout: &str, stderr: &str) {
    assert_eq!(run.code, code, "{}", run.shown());
    assert!(run.stdout.contains(stdout), "no `{stdout}` in\n{}", run.shown());
    assert!(run.stderr.contains(stderr), "no `{stderr}` in\n{}", run.shown());
    if stderr.is_empty() {
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn clean_warned_and_wrong() {
    let dir = enums();
    check(&run(&dir, ["lint", GOOD, CONTRACT]), 0, "no findings in 1 file", "");
    check(&run(&dir, ["lint", GOOD, CONTRACT, "--deny-warnings"]), 0, "no findings", "");
    check(&run(&dir, ["lint", BAD, CONTRACT]), 1, "1 error in 1 file", "");
    check(&run(&dir, ["lint", GOOD, BAD, GOOD, CONTRACT]), 1, "1 error in 2 files", "");
    let warned = ["lint", "bad-event-type.json", "--op", "create_event", "--direction", "request", CONTRACT];
    check(&run(&dir, warned), 0, "1 warning in 1 file", "");
    let denied = warned.iter().copied().chain(["--deny-warnings"]);
    check(&run(&dir, denied), 1, "1 warning in 1 file", "");
}

#[test]
fn what_is_ignored_does_not_count() {
    let dir = enums();
    check(&run(&dir, ["lint", BAD, "--ignore", "contract/enum,invite"]), 0, "no findings", "");
    check(&run(&dir, ["lint", BAD, "--ignore", "contract,invite"]), 0, "no findings", "");
    check(&run(&dir, ["lint", BAD, "--select", "json,contract/type"]), 0, "no findings", "");
    check(&run(&dir, ["lint", BAD, "--select", "contract/enum"]), 1, "1 error", "");
    let both = ["lint", BAD, "--select", "contract/enum", "--ignore", "contract"];
    check(&run(&dir, both), 1, "1 error", "");
}

#[test]
fn one_unreadable_file_does_not_hide_the_others() {
    let dir = enums();
    let missing = run(&dir, ["lint", "nowhere.json", BAD, CONTRACT]);
    check(&missing, 2, "1 error in 2 files", "failed to read nowhere.json");
    assert!(missing.stdout.contains("nowhere.json: not checked"), "{}", missing.shown());
    assert!(missing.stdout.contains(&format!("{BAD}: invalid")), "{}", missing.shown());
    let report = run(&dir, ["lint", "nowhere.json", GOOD, "--format", "json"]);
    assert_eq!(report.code, 2);
    let report = report.json();
    assert_eq!(report["summary"]["files"][0]["verdict"], "not_checked");
    assert_eq!(report["summary"]["files"][1]["verdict"], "valid");
}

#[test]
fn folders_and_patterns_name_the_payloads_in_them() {
    let folder = run(&enums().join(".."), ["lint", "enum", CONTRACT]);
    assert_eq!(folder.code, 1, "{}", folder.shown());
    let (bad, good) = (format!("enum/{BAD}: invalid"), format!("enum/{GOOD}: valid"));
    assert!(folder.stdout.contains(&bad) && folder.stdout.contains(&good), "{}", folder.shown());
    let pattern = run(&enums().join(".."), ["lint", "en*/good-*.json", "--exclude", "*-event-*", CONTRACT]);
    check(&pattern, 0, &good, "");
    let empty = tempfile::tempdir().expect("a folder");
    let nothing = run(empty.path(), ["lint", "."]);
    check(&nothing, 2, "", "nothing to lint in .");
    check(&run(empty.path(), ["lint", "*.json"]), 2, "", "no file fits the pattern *.json");
}

#[test]
fn standard_input_is_a_file_named_dash() {
    let bytes = std::fs::read(enums().join(BAD)).expect("a fixture");
    let read = run_with_input(root(), ["lint", "-", CONTRACT], &bytes);
    check(&read, 1, "--> <stdin>:7:23", "");
    let mixed = run_with_input(&enums(), ["lint", GOOD, "-", CONTRACT], &bytes);
    check(&mixed, 1, "1 error in 2 files", "");
}

#[test]
fn wrong_arguments_are_explained() {
    let dir = enums();
    let usage = |arguments: &[&str]| run(&dir, ["lint", GOOD].iter().chain(arguments).copied());
    check(&usage(&["--op", "createInvites"]), 2, "", "did you mean `create_invites`?");
    check(&usage(&["--op", "creat_invite"]), 2, "", "did you mean `create_invites`?");
    check(&usage(&["--op", "refund"]), 2, "", "`securegate operations` lists them");
    check(&usage(&["--op", "get_events", "--direction", "request"]), 2, "", "goes in a request");
    check(&usage(&["--op", "identify_person", "--direction", "request"]), 2, "", "identify_person");
    check(&usage(&["--select", "contract/enums"]), 2, "", "did you mean `contract/enum`?");
    check(&usage(&["--select", "enum"]), 2, "", "did you mean `contract/enum`?");
    check(&usage(&["--ignore", "nonsense"]), 2, "", "`securegate rules` lists them all");
    check(&usage(&["--schema", "x.yaml", "--op", "get_events"]), 2, "", "cannot be used with");
    check(&usage(&["--status", "42"]), 2, "", "42");
    check(&usage(&["--direction", "sideways"]), 2, "", "sideways");
    check(&usage(&["--format", "pdf"]), 2, "", "pdf");
    check(&usage(&["--spec", "nowhere.yaml"]), 2, "", "failed to read nowhere.yaml");
    check(&usage(&["--schema", "nowhere.yaml"]), 2, "", "failed to read nowhere.yaml");
    check(&usage(&["--spec", GOOD]), 2, "", "can't be used as an OpenAPI document");
    check(&run(&dir, ["lint"]), 2, "", "<FILE>");
    check(&run(&dir, ["explain", "contract/enums"]), 2, "", "did you mean `contract/enum`?");
    check(&run(&dir, ["frobnicate"]), 2, "", "frobnicate");
}

#[test]
fn an_operation_can_be_named_by_method_and_path() {
    let arguments = ["lint", "good-update-status.json", "--direction", "request", "--op"];
    let named = arguments.iter().copied().chain(["PUT /events/{event_id}/invites/{invite_id}"]);
    check(&run(&enums(), named), 0, "checked as request body of update_invite_status", "");
}

/// Runs the binary with a standard output whose reading end is closed at once.
fn with_closed_output(dir: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = Command::new(binary())
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_closed_pipe_is_no_failure() {
    for arguments in
        [&["rules"][..], &["document"], &["operations"], &["report-schema"], &["explain", "json/depth"]]
    {
        assert_eq!(with_closed_output(root(), arguments), (Some(0), String::new()), "{arguments:?}");
    }
    // What was found still shows in the exit code.
    assert_eq!(with_closed_output(&enums(), &["lint", GOOD]), (Some(0), String::new()));
    assert_eq!(with_closed_output(&enums(), &["lint", BAD]), (Some(1), String::new()));
}
