//! `--fix`, `--unsafe-fixes` and `--diff`: what becomes of files, byte by byte.

use std::fs;
use std::path::Path;

use securegate_tests::{Run, run, run_with_input};

/// Rules that look at what a guest list says would only be in the way.
const CONTRACT: &str = "--select=contract,json,yaml";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).expect("written");
    }
    dir
}

/// Fixes a file, expects these bytes, and nothing left to fix.
#[track_caller]
fn check(name: &str, before: &str, flags: &[&str], after: &str) -> Run {
    check_bytes(name, before.as_bytes(), flags, after.as_bytes())
}

#[track_caller]
fn check_bytes(name: &str, before: &[u8], flags: &[&str], after: &[u8]) -> Run {
    let dir = folder(&[(name, before)]);
    let arguments =
        |more: &'static str| ["lint", name, CONTRACT, more].into_iter().chain(flags.iter().copied());
    let shown = run(dir.path(), arguments("--diff"));
    assert_eq!(shown.code, i32::from(before != after), "{}", shown.shown());
    assert_eq!(fs::read(dir.path().join(name)).expect("read"), before, "--diff changes nothing");
    let fixed = run(dir.path(), arguments("--fix"));
    let held = fs::read(dir.path().join(name)).expect("read");
    assert_eq!(String::from_utf8_lossy(&held), String::from_utf8_lossy(after), "{}", fixed.shown());
    let again = run(dir.path(), arguments("--fix"));
    assert!(!again.stderr.contains("fixed"), "{}", again.shown());
    assert_eq!(fs::read(dir.path().join(name)).expect("read"), after);
    assert_eq!(run(dir.path(), arguments("--diff")).stdout, "");
    assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1, "nothing is left beside it");
    fixed
}

const DIRTY: &str = "\u{feff}{ 'invites':[\r\n\t{\"first_name\": \"Zoë\", \"last_name\":\"Łuć\",\r\n\
    \t \"Email\" : \"zoe@example.com\",  \"country_code\": 1, \"mobile_number\": 2025550143,\r\n\
    \t \"authentication_method\": \"qr code\", },\r\n]}";

const CLEAN: &str = "{ \"invites\":[\r\n\t{\"first_name\": \"Zoë\", \"last_name\":\"Łuć\",\r\n\
    \t \"email\" : \"zoe@example.com\",  \"country_code\": \"1\", \"mobile_number\": \"2025550143\",\r\n\
    \t \"authentication_method\": \"QR Code\" }\r\n]}";

#[test]
fn a_body_keeps_all_but_what_is_wrong() {
    let fixed = check("body.json", DIRTY, &[], CLEAN);
    assert_eq!(fixed.code, 0, "{}", fixed.shown());
    assert!(fixed.stderr.starts_with("fixed 8 in 1 file: contract/enum 1, "), "{}", fixed.shown());
    check("body.json", CLEAN, &[], CLEAN);
    let wide: Vec<u8> = DIRTY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_bytes("body.json", &wide, &[], CLEAN.as_bytes());
}

#[test]
fn guesses_are_made_where_they_are_asked_for() {
    let before = r#"[{"first_name": "A", "last_name": "B", "emial": "a@example.com", "country_code": "44",
        "mobile_number": "7700900123", "authentication_method": "Biometrc" /* ? */}]"#;
    let run = check("list.json", before, &[], before);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("3 fixable with --fix --unsafe-fixes\n"), "{}", run.shown());
    let after = before.replace("emial", "email").replace("Biometrc", "Biometric").replace(" /* ? */", " ");
    check("list.json", before, &["--unsafe-fixes"], &after);
    // With the operation's whole body asked for, the list lacks its wrapper.
    let list = after.replace("mail\": \"a", "mail\": \"b");
    let body = ["--unsafe-fixes", "--op=create_invites", "--direction=request"];
    check("list.json", &list, &body, &format!("{{\"invites\": {list}}}"));
}

#[test]
fn records_a_line_each_are_fixed_where_they_are() {
    let line = |n: usize, method: &str| {
        format!(
            "{{\"first_name\": \"A{n}\", \"last_name\": \"Ö\", \"email\": \"a{n}@example.com\", \"country_code\": \"44\", \
             \"mobile_number\": \"7700900{n}\", \"authentication_method\": \"{method}\"}}\r\n"
        )
    };
    let lines = |method: &dyn Fn(usize) -> &'static str| -> String {
        (0..5000).map(|n| line(n, method(n))).collect()
    };
    let before = lines(&|n| if n % 7 == 0 { "both" } else { "Biometric" });
    let run =
        check("guests.ndjson", &before, &[], &lines(&|n| if n % 7 == 0 { "Both" } else { "Biometric" }));
    assert!(run.stderr.starts_with("fixed 715 in 1 file"), "{}", run.stderr);
}

#[test]
fn lines_in_utf_16_are_read_as_what_they_are_and_become_utf_8() {
    let line = r#"{"first_name":"Zoë","last_name":"Ek","email":"zoe@mail.se","country_code":"44","mobile_number":"7400123456","authentication_method":"qr code"}"#;
    let text = format!("{line}\r\n{line}\n");
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let dir = folder(&[("guests.ndjson", &wide)]);
    let seen = run(dir.path(), ["lint", "guests.ndjson", CONTRACT, "--format", "json"]).json();
    let rules: Vec<_> = seen["findings"].as_array().expect("a list").iter().map(|it| &it["rule"]).collect();
    assert_eq!(rules, ["json/wide-encoding", "contract/enum", "contract/enum"]);
    assert_eq!(seen["findings"][2]["line"], 2);
    let fixed = text.replace("qr code", "QR Code");
    check_bytes("guests.ndjson", &wide, &[], fixed.as_bytes());
    let clean: Vec<u8> =
        "\u{feff}".encode_utf16().chain(fixed.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    check_bytes("guests.ndjson", &clean, &[], fixed.as_bytes());
}

#[test]
fn yaml_keeps_its_style() {
    let before = "# guests\ninvites:\n- first_name: José   # the first\n  last_name: 'O''Neill'\n  e-mail: jose@example.com\n  \
                  country_code: 44\n  mobile_number: 7700900123\n  authentication_method: 'qr code'\n";
    let after = before
        .replace("e-mail", "email")
        .replace(": 44", ": \"44\"")
        .replace(": 7700900123", ": \"7700900123\"")
        .replace("'qr code'", "'QR Code'");
    check("guests.yaml", before, &[], &after);
}

#[test]
fn tables_keep_their_quotes_and_ends() {
    let header = "First name;Last name;Email;Country code;Mobile number;Authentication method\r\n";
    let before = format!(
        "{header}Jörg;\"de \"\"la\"\" Cruz\";j@example.com;44;7700900123;\"qr code\"\r\nA;B;a@example.com;+44;7700900124;both"
    );
    let after = before.replace("\"qr code\"", "\"QR Code\"").replace("+44", "44").replace("both", "Both");
    check("guests.csv", &before, &[], &after);
    let latin: Vec<u8> = before.chars().map(|c| u8::try_from(u32::from(c)).expect("latin")).collect();
    let run = check_bytes("guests.csv", &latin, &[], after.as_bytes());
    assert!(run.stderr.contains("it becomes UTF-8"), "{}", run.shown());
    let wide: Vec<u8> = format!("\u{feff}{before}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_bytes("guests.csv", &wide, &[], after.as_bytes());
}

#[test]
fn what_is_ignored_is_not_fixed() {
    let before = "[{\"country_code\": \"+44\", \"authentication_method\": \"both\",}]";
    let dir = folder(&[("a.json", before.as_bytes())]);
    run(dir.path(), ["lint", "a.json", "--select=contract", "--ignore=contract/enum", "--fix"]);
    assert_eq!(fs::read_to_string(dir.path().join("a.json")).expect("read"), before);
}

#[test]
fn standard_input_comes_out_fixed() {
    let dir = folder(&[]);
    let fixed = run_with_input(dir.path(), ["lint", "-", CONTRACT, "--fix"], DIRTY.as_bytes());
    assert_eq!((fixed.code, fixed.stdout.as_str()), (0, CLEAN), "{}", fixed.shown());
    assert!(fixed.stderr.contains("no findings in 1 file"), "{}", fixed.shown());
    let shown = run_with_input(dir.path(), ["lint", "-", CONTRACT, "--diff"], DIRTY.as_bytes());
    assert_eq!(shown.code, 1);
    assert!(shown.stdout.starts_with("--- <stdin>\n+++ <stdin>\n"), "{}", shown.shown());
    let clean = run_with_input(dir.path(), ["lint", "-", CONTRACT, "--fix"], CLEAN.as_bytes());
    assert_eq!(clean.stdout, CLEAN);
}

#[test]
fn a_file_that_can_not_be_written_stays_and_is_named() {
    let dir = folder(&[("a.json", b"[{\"country_code\": \"+44\"}]")]);
    let path = dir.path().join("a.json");
    let mut permissions = fs::metadata(&path).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("set");
    let failed = run(dir.path(), ["lint", "a.json", "--fix"]);
    assert_eq!(failed.code, 2, "{}", failed.shown());
    assert!(
        failed.stderr.contains("failed to write a.json: it is read-only; it is as it was"),
        "{}",
        failed.shown()
    );
    let gone = run(dir.path(), ["lint", "gone.json", "--fix"]);
    assert!(gone.stderr.contains("failed to read gone.json"), "{}", gone.shown());
    assert_eq!(gone.code, 2);
}

#[test]
fn the_options_exclude_each_other() {
    let refused = run(Path::new("."), ["lint", "a.json", "--fix", "--diff"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("cannot be used with"), "{}", refused.shown());
}
