//! Newline-delimited JSON: every record judged, at its own line, in the order of the file.

use std::fmt::Write;

use securegate_tests::{Run, run, run_with_input};
use serde_json::Value;

fn invite(idx: usize, method: &str) -> String {
    format!(
        r#"{{"first_name":"Ana","last_name":"Silva","email":"ana{idx}@example.com","country_code":"44","mobile_number":"7700900{idx:03}","authentication_method":"{method}"}}"#,
        idx = idx % 1000
    )
}

fn lint(text: &str, more: &[&str]) -> Run {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("guests.ndjson"), text).expect("it is written");
    let read = ["lint", "guests.ndjson", "--select", "contract,json", "--format", "json"];
    run(dir.path(), read.iter().chain(more))
}

fn places(report: &Value) -> Vec<(u64, u64, String)> {
    let findings = report["findings"].as_array().expect("a list");
    let place = |finding: &Value| {
        (
            finding["line"].as_u64().expect("a line"),
            finding["record"].as_u64().expect("a record"),
            finding["rule"].as_str().expect("a rule").to_owned(),
        )
    };
    findings.iter().map(place).collect()
}

#[test]
fn faults_stand_at_their_own_lines_in_the_order_of_the_file() {
    // Some megabytes, so that several blocks are judged at once; a blank line now and then.
    let mut text = String::new();
    let (mut line, mut record) = (0, 0);
    let mut expected = Vec::new();
    for idx in 0..30_000 {
        if idx % 1000 == 500 {
            text.push_str("\r\n \n");
            line += 2;
        }
        line += 1;
        record += 1;
        let is_bad = idx % 997 == 3;
        let _ = writeln!(text, "{}", invite(idx, if is_bad { "qr code" } else { "QR Code" }));
        if is_bad {
            expected.push((line, record, "contract/enum".to_owned()));
        }
    }
    let run = lint(&text, &[]);
    let report = run.json();
    assert_eq!(run.code, 1);
    assert_eq!(places(&report), expected);
    assert_eq!(report["summary"]["files"][0]["records"], 30_000);
    let first = &report["findings"][0];
    let offset = usize::try_from(first["offset"].as_u64().expect("an offset")).expect("it is small");
    assert_eq!(&text[offset..offset + 9], "\"qr code\"");
}

#[test]
fn a_record_that_is_no_json_spoils_only_itself() {
    let text = format!("{}\n{{\"first_name\":\n\"x\"}}\n[1,\n{}", invite(0, "Both"), invite(1, "both"));
    let report = lint(&text, &[]).json();
    let rules: Vec<_> = places(&report);
    assert_eq!(
        rules,
        [
            (2, 2, "json/truncated".to_owned()),
            (3, 3, "contract/type".to_owned()),
            (3, 3, "json/trailing-content".to_owned()),
            (4, 4, "json/truncated".to_owned()),
            (5, 5, "contract/enum".to_owned()),
        ]
    );
}

#[test]
fn each_record_gives_what_it_gives_alone() {
    let lines = [
        invite(0, "QR Code"),
        invite(1, "QRCode"),
        invite(2, "Both").replace("\"email\"", "\"emial\""),
        invite(3, "Both").replace("\"44\"", "44"),
        invite(4, "Both").replace("\"first_name\":\"Ana\",", ""),
        invite(5, "Both").replace('}', ",\"table\":3}"),
        invite(6, "Both").replace('}', ",\"email\":\"x\"}"),
    ];
    let together = lint(&lines.join("\n"), &["--show-values"]).json();
    let mut one_by_one = Vec::new();
    for (idx, line) in lines.iter().enumerate() {
        let alone = run_with_input(
            std::path::Path::new("."),
            ["lint", "-", "--select", "contract,json", "--format", "json", "--show-values"],
            line.as_bytes(),
        );
        for mut finding in alone.json()["findings"].as_array().expect("a list").clone() {
            finding["line"] = Value::from(idx + 1);
            one_by_one.push((finding["line"].clone(), finding["column"].clone(), finding["message"].clone()));
        }
    }
    let together: Vec<_> = together["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| (finding["line"].clone(), finding["column"].clone(), finding["message"].clone()))
        .collect();
    assert!(together.len() >= 6);
    assert_eq!(together, one_by_one);
}

#[test]
fn what_is_not_listed_is_counted() {
    let mut text = String::new();
    for idx in 0..5000 {
        let _ = writeln!(text, "{}", invite(idx, "never"));
    }
    let report = lint(&text, &["--max-findings", "7"]).json();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(7));
    assert_eq!(report["summary"]["errors"], 5000);
    assert_eq!(report["summary"]["omitted"], 4993);
    let all = lint(&text, &["--max-findings", "0"]).json();
    assert_eq!(all["findings"].as_array().map(Vec::len), Some(5000));
    let none = lint(&text, &["--ignore", "contract/enum"]).json();
    assert_eq!(none["summary"]["errors"], 0);
}

#[test]
fn standard_input_is_read_by_lines_where_it_has_them() {
    let text = format!("{}\n{}\n", invite(0, "Both"), invite(1, "Both"));
    for more in [&[][..], &["--lines"], &["--input", "ndjson"]] {
        let arguments = ["lint", "-"].iter().chain(more);
        let run = run_with_input(std::path::Path::new("."), arguments, text.as_bytes());
        assert_eq!(run.code, 0, "{}", run.shown());
        assert!(run.stdout.contains("<stdin>: valid, 2 records"), "{}", run.stdout);
    }
    let arguments = ["lint", "-", "--input", "json"];
    let told = run_with_input(std::path::Path::new("."), arguments, text.as_bytes());
    assert_eq!(told.code, 1);
    assert!(told.stdout.contains("--lines"), "{}", told.stdout);
}

#[test]
fn an_empty_file_has_no_records_and_is_not_called_valid() {
    let run = lint("\n\n", &[]);
    assert_eq!(run.json()["summary"]["files"][0]["verdict"], "not_checked", "{}", run.shown());
    assert_eq!(run.code, 2);
}
