//! Nothing in a payload, a document or a file name steers the terminal.

use std::process::{Command, Stdio};

use openapi_source::escape_controls;
use securegate_tests::{Run, binary, run, run_with_input};

/// Every format of a report.
const FORMATS: [&str; 9] =
    ["text", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown", "html"];

/// Sequences that colour, move, retitle, link, disguise or ring, raw as a string may hold them.
const HOSTILE: &[&str] = &[
    "\u{1b}[35mred",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;http://example.com\u{1b}\\link",
    "\u{9b}35m",
    "a\u{202e}txt.exe",
    "\u{2066}isolate",
    "zero\u{200b}width",
    "\r overwritten",
    "\u{8}\u{8}\u{8}",
    "\u{7f}",
    "\u{e0041}tag",
];

/// Whether the text holds nothing but line feeds beyond what is safe to print.
#[track_caller]
fn check_text(text: &str) {
    for line in text.split('\n') {
        assert_eq!(escape_controls(line), line);
    }
}

#[track_caller]
fn check(run: &Run) {
    check_text(&run.stdout);
    check_text(&run.stderr);
}

/// A payload that holds the text as value, as name, in a list, raw where JSON allows that and escaped.
fn payload(text: &str) -> Vec<u8> {
    let json = serde_json::Value::from(text).to_string();
    let escaped: String = json
        .chars()
        .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
        .map(|unit| {
            if (0x20..0x7F).contains(&unit) {
                char::from_u32(unit.into()).map(String::from).unwrap_or_default()
            } else {
                format!("\\u{unit:04x}")
            }
        })
        .collect();
    let guest = |text: &str| {
        format!(
            "{{\"first_name\": 5, \"last_name\": [{text}], \"email\": \"a@example.com\", \"country_code\": {text},\n\
             \"mobile_number\": \"1\", \"authentication_method\": {text}, {text}: {text}}}"
        )
    };
    format!("{{\"invites\": [{}, {}, {text:?}\n, {json}], {json}: 1}}", guest(&json), guest(&escaped))
        .into_bytes()
}

#[test]
fn payloads_are_escaped_in_every_format() {
    for text in HOSTILE {
        for format in FORMATS {
            for more in [&[][..], &["--show-values"]] {
                let arguments = ["lint", "-", "--format", format].into_iter().chain(more.iter().copied());
                let run = run_with_input(&std::env::temp_dir(), arguments, &payload(text));
                assert_eq!(run.code, 1);
                check(&run);
            }
        }
    }
    // Text that is no JSON at all is shown too.
    for text in HOSTILE {
        check(&run_with_input(&std::env::temp_dir(), ["lint", "-"], text.as_bytes()));
    }
}

#[test]
fn the_json_report_still_holds_what_was_written() {
    let text = "a\u{202e}b\u{9b}c";
    let run = run_with_input(
        &std::env::temp_dir(),
        [
            "lint",
            "-",
            "--format",
            "json",
            "--show-values",
            "--op",
            "update_invite_status",
            "--direction",
            "request",
        ],
        format!("{{\"status\": \"sent\", \"{text}\": 1}}").as_bytes(),
    );
    check(&run);
    assert_eq!(run.json()["findings"][0]["pointer"], format!("/{text}"));
}

#[test]
#[cfg(unix)]
fn file_names_are_escaped() {
    let dir = tempfile::tempdir().expect("a folder");
    let name = "\u{1b}[35m\u{202e}\u{9b}.json";
    for format in FORMATS {
        std::fs::write(dir.path().join(name), "{\"invites\": 1}").expect("it can be named so");
        check(&run(dir.path(), ["lint", name, "--format", format]));
        std::fs::write(dir.path().join(name), "{\"invites\": ").expect("it can be named so");
        check(&run(dir.path(), ["lint", name, "--format", format]));
        check(&run(dir.path(), ["lint", &format!("no{name}"), "--format", format]));
        check(&run(dir.path(), ["lint", "-", "--spec", name, "--format", format]));
        check(&run(dir.path(), ["lint", "-", "--schema", name, "--format", format]));
    }
    check(&run(dir.path(), ["lint", "-", "--op", name]));
    check(&run(dir.path(), ["lint", "-", "--select", name]));
    check(&run(dir.path(), ["explain", name]));
}

#[test]
fn documents_are_escaped() {
    let dir = tempfile::tempdir().expect("a folder");
    for text in HOSTILE {
        let json = serde_json::Value::from(*text).to_string();
        let spec = format!(
            "{{\"openapi\": \"3.1.0\", \"paths\": {{\"/a\": {{\"post\": {{\"operationId\": {json}, \"summary\": {json},\n\
             \"requestBody\": {{\"content\": {{\"application/json\": {{\"schema\": {{\"required\": [{json}],\n\
             \"properties\": {{\"a\": {{\"enum\": [{json}]}}, \"b\": {{\"pattern\": {json}}}, \"c\": {{\"const\": {json}}},\n\
             \"d\": {{\"$ref\": {json}}}}}}}}}}}}},\n\
             \"responses\": {{\"200\": {{\"content\": {{\"application/json\": {{\"schema\": {{\"pattern\": {broken}}}}}}}}}}}}}}}}}}}",
            broken = serde_json::Value::from(format!("({text}"))
        );
        std::fs::write(dir.path().join("spec.json"), &spec).expect("it is written");
        for format in ["text", "json"] {
            check(&run(dir.path(), ["operations", "--spec", "spec.json", "--format", format]));
            for direction in ["request", "response"] {
                let arguments = ["lint", "-", "--spec", "spec.json", "--op", text, "--direction", direction];
                let arguments = arguments.into_iter().chain(["--format", format]);
                let run =
                    run_with_input(dir.path(), arguments, b"{\"a\": 1, \"b\": \"\", \"c\": \"\", \"d\": 1}");
                assert_ne!(run.code, 0, "{}", run.shown());
                check(&run);
            }
        }
        std::fs::write(dir.path().join("spec.json"), format!("{{\"openapi\": {json}}}"))
            .expect("it is written");
        check(&run(dir.path(), ["operations", "--spec", "spec.json"]));
    }
}

/// Standard output of a run with these variables set, in a pipe.
fn with_variables(color: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(binary());
    command.args(["lint", "bad-plus-one.json"]).args(color);
    command.current_dir(securegate_tests::root().join("tests/payloads/contract/enum"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).stdin(Stdio::null()).output().expect("it runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn colours_are_ours_and_only_where_wanted() {
    let plain = with_variables(&[], &[]);
    assert!(!plain.contains('\u{1b}'), "none in a pipe");
    assert_eq!(with_variables(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]), plain);
    assert_eq!(with_variables(&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), plain);
    let coloured = with_variables(&["--color", "always"], &[]);
    assert_eq!(with_variables(&[], &[("CLICOLOR_FORCE", "1")]), coloured);
    assert_eq!(with_variables(&["--color", "always"], &[("NO_COLOR", "1")]), coloured);
    // Without its colours it is the same text.
    let mut stripped = String::new();
    let mut codes = std::collections::BTreeSet::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped += before;
        let (code, after) = after.split_once('m').expect("the end of the sequence");
        codes.insert(code);
        rest = after;
    }
    stripped += rest;
    assert_eq!(stripped, plain);
    assert!(codes.len() > 2, "{codes:?}");
    assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_digit() || c == ';')), "{codes:?}");
    // A payload can't add to them.
    let run = run_with_input(&std::env::temp_dir(), ["lint", "-", "--color", "always"], &payload(HOSTILE[0]));
    assert!(!run.stdout.contains("\u{1b}[35m"));
}
