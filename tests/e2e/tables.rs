//! Tables: rows judged like JSON records, at their own row and column.

use std::fmt::Write;

use securegate_tests::{Run, run, run_with_input};
use serde_json::Value;

const HEADER: &str = "first_name,last_name,email,country_code,mobile_number,authentication_method";

/// A list as Excel writes it in Germany: semicolons, Windows-1252, CRLF.
const EXCEL: &[u8] = b"Vorname;Nachname;E-Mail;L\xE4ndervorwahl;Handy;Auth Method;Notiz\r\n\
    J\xFCrgen;M\xFCller;juergen@mail.de;44;7700900123;QR Code;x\r\n\
    Anna ;Schmidt;anna@mail.de;44;7700900124;qr code;\r\n\
    Ann;Schmidt;Anna@mail.de;+44;7700900125;Both;\"a\r\nb\"\r\n";

fn lint(name: &str, bytes: &[u8], more: &[&str]) -> Run {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join(name), bytes).expect("it is written");
    run(dir.path(), ["lint", name].iter().chain(more))
}

/// Rule, line, column, row, header, record.
fn places(report: &Value) -> Vec<(String, u64, u64, u64, String, u64)> {
    let findings = report["findings"].as_array().expect("a list");
    let place = |finding: &Value| {
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        (
            finding["rule"].as_str().expect("a rule").to_owned(),
            number(&finding["line"]),
            number(&finding["column"]),
            number(&finding["cell"]["row"]),
            finding["cell"]["column"].as_str().unwrap_or_default().to_owned(),
            number(&finding["record"]),
        )
    };
    findings.iter().map(place).collect()
}

#[test]
fn a_list_from_excel_is_judged_by_row_and_column() {
    insta::assert_snapshot!(
        lint("guests.csv", EXCEL, &["--select", "contract,table,invite/duplicate-email"]).stdout
    );
}

#[test]
fn every_way_of_writing_a_table_gives_the_same_findings() {
    let text = format!(
        "{HEADER}\nAna,Silva,ana@mail.com,44,7700900001,never\nBo,Ek,bo@mail.com,44,7700900002,Both\n\
         Cy,Ray,cy@mail.com,999,7700900003,Both\n"
    );
    let expected =
        [("contract/enum", 2, "authentication_method", 1), ("contract/enum", 4, "country_code", 3)];
    let tabs = text.replace(',', "\t");
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(tabs.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{}", text.replace(',', ";").replace('\n', "\r\n"));
    let quoted = text.lines().fold(String::new(), |mut out, line| {
        let _ = write!(out, "\"{}\"\r", line.replace(',', "\",\""));
        out
    });
    for (name, bytes) in [
        ("guests.csv", text.clone().into_bytes()),
        ("guests.tsv", tabs.into_bytes()),
        ("guests.txt", wide),
        ("guests", marked.into_bytes()),
        ("guests.csv", quoted.into_bytes()),
    ] {
        let run = lint(name, &bytes, &["--select", "contract,table", "--format", "json"]);
        let found: Vec<_> = places(&run.json())
            .into_iter()
            .map(|(rule, _, _, row, column, record)| (rule, row, column, record))
            .collect();
        let found: Vec<_> = found
            .iter()
            .map(|(rule, row, column, record)| (rule.as_str(), *row, column.as_str(), *record))
            .collect();
        assert_eq!(found, expected, "{name}: {}", run.shown());
        assert_eq!(run.code, 1);
        let piped =
            run_with_input(std::path::Path::new("."), ["lint", "-", "--select", "contract,table"], &bytes);
        assert_eq!(piped.code, 1, "{}", piped.shown());
        assert!(piped.stdout.ends_with("2 errors in 1 file\n"), "{}", piped.shown());
    }
}

#[test]
fn rows_are_counted_over_many_blocks() {
    let mut text = format!("{HEADER}\r\n");
    let mut expected = Vec::new();
    let (mut line, mut row) = (1, 1);
    for idx in 1..=30_000 {
        if idx % 7001 == 0 {
            text.push_str("\r\n");
            line += 1;
            row += 1;
        }
        line += 1;
        row += 1;
        let is_bad = idx % 9973 == 5;
        let method = if is_bad { "never" } else { "Both" };
        let name = if idx % 31 == 0 { "\"An\nna\"" } else { "Anna" };
        let _ = write!(text, "{name},Silva,anna{idx}@mail.com,44,7700{idx:06},{method}\r\n");
        if idx % 31 == 0 {
            line += 1;
        }
        if is_bad {
            expected.push((line, row, idx));
        }
    }
    let run = lint("guests.csv", text.as_bytes(), &["--select", "contract", "--format", "json"]);
    let report = run.json();
    let found: Vec<_> =
        places(&report).into_iter().map(|(_, line, _, row, _, record)| (line, row, record)).collect();
    assert_eq!(found, expected);
    assert_eq!(report["summary"]["files"][0]["records"], 30_000);
    let first = &report["findings"][0];
    let offset = usize::try_from(first["offset"].as_u64().expect("an offset")).expect("it is small");
    assert_eq!(&text[offset..offset + 5], "never");
}

#[test]
fn without_a_needed_column_no_row_is_called_valid() {
    let text = "first_name,last_name,email,country_code\nAna,Silva,ana@mail.com,44\n";
    let run = lint("guests.csv", text.as_bytes(), &["--format", "json"]);
    assert_eq!(run.code, 1);
    let report = run.json();
    assert_eq!(report["findings"][0]["rule"], "table/missing-column");
    assert_eq!(report["not_checked"].as_array().map(Vec::len), Some(1), "{report:#}");
    let mapped = "Ana,Silva,ana@mail.com,44,7700900001,Both\n";
    let run = lint("guests.csv", mapped.as_bytes(), &["--no-header", "--select", "contract,table"]);
    assert_eq!(run.code, 0, "{}", run.shown());
}

#[test]
fn the_same_guest_in_two_files_is_found() {
    let dir = tempfile::tempdir().expect("a folder");
    let row = "Ana,Silva,ana@mail.com,44,7700900001,Both\n";
    std::fs::write(dir.path().join("a.csv"), format!("{HEADER}\n{row}")).expect("written");
    let json = r#"[{"first_name":"Ana","last_name":"Silva","email":"ANA@mail.com","country_code":"44",
        "mobile_number":"7700900009","authentication_method":"Both"}]"#;
    std::fs::write(dir.path().join("b.json"), json).expect("written");
    let run = run(dir.path(), ["lint", ".", "--select", "invite/duplicate-email"]);
    assert!(run.stdout.contains("in row 2 of a.csv"), "{}", run.shown());
}
