//! `securegate convert`: lists as the programs write them that people have, in which no guest is lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use securegate_tests::{Run, run, run_with_input};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::workbooks::workbook;

/// The guests of every list here: the third has no method that there is.
const GUESTS: [[&str; 6]; 4] = [
    ["Jürgen", "Müller", "juergen@mailbox.de", "44", "7700900123", "QR Code"],
    ["Zoë", "O'Neill", "zoe@mailbox.de", "44", "7700900124", "Both"],
    ["Anna", "Weiß", "anna@mailbox.de", "44", "7700900125", "never"],
    ["Łukasz, Jr.", "Ek", "lukasz@mailbox.de", "44", "7700900126", "Biometric"],
];

const FIELDS: [&str; 6] =
    ["first_name", "last_name", "email", "country_code", "mobile_number", "authentication_method"];

fn guest(fields: [&str; 6]) -> Value {
    Value::Object(FIELDS.into_iter().zip(fields).map(|(name, text)| (name.to_owned(), json!(text))).collect())
}

/// A table of guests: cells of each row from the guest's fields.
fn table(
    header: &str,
    delimiter: &str,
    line_end: &str,
    guests: &[[&str; 6]],
    row: impl Fn([&str; 6]) -> Vec<String>,
) -> String {
    let quote = |cell: String| if cell.contains([',', ';']) { format!("\"{cell}\"") } else { cell };
    let mut text = header.to_owned() + line_end;
    for guest in guests {
        text += &row(*guest).into_iter().map(quote).collect::<Vec<_>>().join(delimiter);
        text += line_end;
    }
    text
}

fn strings(cells: [&str; 6]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// What is not in the code page of Western Europe leaves.
fn western(guests: &[[&'static str; 6]]) -> Vec<[&'static str; 6]> {
    guests
        .iter()
        .map(|guest| guest.map(|cell| if cell.starts_with('Ł') { "Lukasz, Jr." } else { cell }))
        .collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Latin-1")).collect()
}

/// Lists of several origins: the name of the file, its bytes, and what the first name of the last guest has become.
fn lists() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let all = GUESTS.as_slice();
    let german = "Vorname;Nachname;E-Mail-Adresse;Ländervorwahl;Handynummer;Auth Method";
    let excel = table(german, ";", "\r\n", &western(all), strings);
    let sheets = table(&FIELDS.join(","), ",", "\n", all, strings);
    // An address book has many columns of which most are empty, and all of them in quotes.
    let many: Vec<String> = (0..84).map(|n| format!("Other Field {n}")).collect();
    let outlook = table(
        &format!(
            "\"Title\",\"First Name\",\"Last Name\",\"E-mail Address\",\"Country Code\",\"Mobile Phone\",\
             \"Authentication\",\"{}\"",
            many.join("\",\"")
        ),
        ",",
        "\r\n",
        all,
        |guest| {
            let mut cells = vec![String::new()];
            cells.extend(strings(guest));
            cells.extend(vec![String::new(); many.len()]);
            cells
        },
    );
    let numbers = format!("Gästeliste 2026;;;;;\n{}", table(&FIELDS.join(";"), ";", "\n", all, strings));
    let unicode = table(&FIELDS.join("\t"), "\t", "\r\n", all, strings);
    let unicode: Vec<u8> = format!("\u{feff}{unicode}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let tickets = table(
        "Order #,Order Date,Attendee First Name,Attendee Last Name,Attendee Email,Ticket Type,Cell Phone,\
         Country Code,Auth Method",
        ",",
        "\n",
        all,
        |[first, last, email, code, number, method]| {
            ["123", "2026-03-01", first, last, email, "VIP", number, code, method].map(str::to_owned).to_vec()
        },
    );
    let json = json!({"invites": all.iter().map(|fields| guest(*fields)).collect::<Vec<_>>()});
    let lines: String = all.iter().map(|fields| guest(*fields).to_string() + "\n").collect();
    let yaml = all.iter().fold(String::new(), |out, fields| out + "- " + &guest(*fields).to_string() + "\n");
    let rows: Vec<&[&str]> =
        std::iter::once(FIELDS.as_slice()).chain(all.iter().map(<[&str; 6]>::as_slice)).collect();
    vec![
        ("excel.csv", windows_1252(&excel), "Lukasz, Jr."),
        ("sheets.csv", sheets.trim_end().as_bytes().to_vec(), "Łukasz, Jr."),
        ("outlook.CSV", outlook.into_bytes(), "Łukasz, Jr."),
        ("numbers.csv", format!("\u{feff}{numbers}").into_bytes(), "Łukasz, Jr."),
        ("unicode.txt", unicode, "Łukasz, Jr."),
        ("tickets.csv", tickets.into_bytes(), "Łukasz, Jr."),
        ("body.json", serde_json::to_vec_pretty(&json).expect("JSON"), "Łukasz, Jr."),
        ("lines.ndjson", lines.into_bytes(), "Łukasz, Jr."),
        ("list.yaml", yaml.into_bytes(), "Łukasz, Jr."),
        ("book.xlsx", workbook(&[("Guests", &rows)]), "Łukasz, Jr."),
    ]
}

fn folder(name: &str, bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("it is written");
    folder
}

fn convert(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, ["convert"].iter().chain(arguments))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    entries
        .filter(|path| path.is_file())
        .map(|path| (name(&path), fs::read(&path).expect("it is read")))
        .collect()
}

#[test]
fn lists_of_every_origin_give_the_same_body() {
    for (name, bytes, last) in lists() {
        let folder = folder(name, &bytes);
        let run = convert(folder.path(), &[name, "--out", "out.json"]);
        assert_eq!(run.code, 1, "{name}: {}", run.shown());
        assert!(run.stderr.ends_with("4 records in = 3 converted + 1 invalid\n"), "{name}: {}", run.shown());
        let out = fs::read(folder.path().join("out.json")).expect("it is written");
        let body: Value = serde_json::from_slice(&out).expect("JSON");
        let mut fourth = GUESTS[3];
        fourth[0] = last;
        let expected = [guest(GUESTS[0]), guest(GUESTS[1]), guest(fourth)];
        assert_eq!(body, json!({"invites": expected}), "{name}");
        let linted = run_with_input(folder.path(), ["lint", "out.json", "--select", "contract,json"], b"");
        assert_eq!(linted.code, 0, "{}", linted.shown());
    }
}

#[test]
fn split_lists_hold_all_that_the_list_held() {
    for (name, bytes, _) in lists() {
        let folder = folder(name, &bytes);
        let run = convert(folder.path(), &[name, "--split", "sorted"]);
        assert_eq!(run.code, 1, "{name}: {}", run.shown());
        assert!(run.stderr.ends_with("4 records in = 3 valid + 1 invalid\n"), "{name}: {}", run.shown());
        assert_eq!(run.stdout, "");
        let sorted = files(&folder.path().join("sorted"));
        let (stem, extension) = name.split_once('.').expect("an extension");
        let extension = if extension == "xlsx" { "csv" } else { extension };
        let part = |part: &str| &sorted[&format!("{stem}.{part}.{extension}")];
        let reasons = String::from_utf8(sorted[&format!("{stem}.reasons.ndjson")].clone()).expect("UTF-8");
        let reason: Value = serde_json::from_str(reasons.trim()).expect("one line of JSON");
        assert_eq!((&reason["record"], &reason["rule"]), (&json!(3), &json!("contract/enum")), "{name}");
        assert!(!reasons.contains("never"), "values are masked: {reasons}");
        // Each of them is a list of the same notation, with its own records.
        for (kind, records) in [("valid", 3), ("invalid", 1)] {
            let file = format!("sorted/{stem}.{kind}.{extension}");
            let again = convert(folder.path(), &[&file, "--out", &format!("{kind}.json")]);
            assert!(again.stderr.contains(&format!("{records} record")), "{name} {kind}: {}", again.shown());
            assert_eq!(again.code, i32::from(kind == "invalid"), "{name} {kind}: {}", again.shown());
        }
        if extension.eq_ignore_ascii_case("csv") && name != "book.xlsx" || extension == "txt" {
            let unit: &[u8] = if extension == "txt" { b"\n\0" } else { b"\n" };
            assert_eq!(lines(part("valid"), unit).len() + 1, lines(&bytes, unit).len(), "{name}");
            for line in lines(part("valid"), unit).into_iter().chain(lines(part("invalid"), unit)) {
                assert!(lines(&bytes, unit).contains(&line), "{name}: rows stay byte for byte");
            }
        }
    }
}

/// The lines of a text, in code units that end with these bytes.
fn lines<'b>(bytes: &'b [u8], line_feed: &[u8]) -> Vec<&'b [u8]> {
    let (mut lines, mut start) = (Vec::new(), 0);
    let mut at = 0;
    while at + line_feed.len() <= bytes.len() {
        if bytes[at..].starts_with(line_feed) {
            lines.push(bytes[start..at].trim_ascii_end());
            start = at + line_feed.len();
            at = start;
        } else {
            at += line_feed.len();
        }
    }
    if start < bytes.len() {
        lines.push(bytes[start..].trim_ascii_end());
    }
    lines
}

#[test]
fn bodies_are_as_large_as_asked() {
    let folder = folder("list.ndjson", &lists()[7].1);
    let run = convert(folder.path(), &["list.ndjson", "--max-invites", "2", "--out", "body.json"]);
    assert_eq!(run.code, 1, "{}", run.shown());
    let sizes: Vec<(String, usize)> = files(folder.path())
        .into_iter()
        .filter(|(name, _)| name.starts_with("body"))
        .map(|(name, bytes)| {
            let body: Value = serde_json::from_slice(&bytes).expect("JSON");
            (name, body["invites"].as_array().expect("a list").len())
        })
        .collect();
    assert_eq!(sizes, [("body-001.json".to_owned(), 2), ("body-002.json".to_owned(), 1)]);
    // On standard output each body is a line.
    let run = convert(folder.path(), &["list.ndjson", "--max-invites", "2"]);
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.shown());
    assert!(run.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

#[test]
fn notations_lead_back_to_the_same_guests() {
    let folder = folder("list.json", &lists()[6].1);
    for (to, file) in [("csv", "a.csv"), ("yaml", "a.yaml"), ("ndjson", "a.ndjson")] {
        let run = convert(folder.path(), &["list.json", "--to", to, "--out", file]);
        assert_eq!(run.code, 1, "{}", run.shown());
        let back = convert(folder.path(), &[file]);
        assert_eq!(back.code, 0, "{}", back.shown());
        let body: Value = serde_json::from_str(&back.stdout).expect("JSON");
        assert_eq!(body["invites"][2], guest(GUESTS[3]), "{to}");
        assert!(back.stderr.ends_with("3 records in = 3 converted + 0 invalid\n"), "{}", back.shown());
    }
}

#[test]
fn nothing_is_replaced_unasked_and_no_input_ever() {
    let folder = folder("list.json", &lists()[6].1);
    let before = files(folder.path());
    fs::write(folder.path().join("out.json"), "mine").expect("it is written");
    let run = convert(folder.path(), &["list.json", "--out", "out.json"]);
    assert_eq!(run.code, 2, "{}", run.shown());
    assert!(run.stderr.contains("out.json: it is there already; --force replaces it"), "{}", run.shown());
    assert_eq!(fs::read(folder.path().join("out.json")).expect("it is read"), b"mine");
    assert_eq!(convert(folder.path(), &["list.json", "--out", "out.json", "--force"]).code, 1);
    let run = convert(folder.path(), &["list.json", "--out", "list.json", "--force"]);
    assert!(run.stderr.contains("it is an input"), "{}", run.shown());
    assert_eq!(files(folder.path())["list.json"], before["list.json"]);
}

#[test]
fn what_can_not_be_checked_is_not_converted() {
    let cases: [(&str, &[u8]); 6] = [
        ("empty.json", br#"{"invites": []}"#),
        ("cut.json", br#"{"invites": [{"first_name": "Ja"#),
        ("none.csv", b"first_name,last_name\nJane,Doe\n"),
        ("data.csv", b"Jane,Doe,jane@example.com,44,7700900123,Both\n"),
        ("twice.json", br#"{"invites": [], "invites": []}"#),
        ("event.json", br#"{"title": "Gala", "start_timestamp": 1, "end_timestamp": 2}"#),
    ];
    for (name, bytes) in cases {
        let folder = folder(name, bytes);
        let run = convert(folder.path(), &[name, "--out", "out.json", "--split", "sorted"]);
        let code = if name == "event.json" { 1 } else { 2 };
        assert_eq!(run.code, code, "{name}: {}", run.shown());
        assert_eq!(files(folder.path()).len(), 1, "{name}: nothing is written");
    }
}

#[test]
fn cells_that_run_as_formulas_stay_and_are_said() {
    let mut evil = GUESTS[0];
    evil[0] = "=cmd|' /C calc'!A0";
    let list = json!([guest(evil)]).to_string();
    let folder = folder("list.json", list.as_bytes());
    let run = convert(folder.path(), &["list.json", "--to", "csv", "--select", "contract"]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert!(run.stdout.contains("\n=cmd|' /C calc'!A0,"), "{}", run.shown());
    assert!(run.stderr.contains("caution: 1 cell of the table start"), "{}", run.shown());
}

#[test]
fn standard_input_and_several_lists_become_one() {
    let folder = folder("list.ndjson", &lists()[7].1);
    let run = run_with_input(folder.path(), ["convert", "list.ndjson", "-", "--to", "ndjson"], &lists()[1].1);
    assert_eq!(run.code, 1, "{}", run.shown());
    assert_eq!(run.stdout.lines().count(), 6, "{}", run.shown());
    assert!(run.stderr.ends_with("8 records in = 6 converted + 2 invalid\n"), "{}", run.shown());
}
