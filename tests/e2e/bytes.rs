//! Payloads that are made here, so that no editor can repair them: odd encodings, hostile depth and size.

use std::fmt::Write;

use securegate_tests::run_with_input;
use serde_json::{Value, json};

use crate::fixtures::{findings, rules};

/// The JSON report of some bytes, checked as a Create Invites body.
#[track_caller]
fn report(bytes: &[u8]) -> Value {
    report_with(bytes, &["--op", "create_invites", "--direction", "request"])
}

#[track_caller]
fn report_with(bytes: &[u8], more: &[&str]) -> Value {
    let dir = std::env::temp_dir();
    let read = ["lint", "-", "--input", "json", "--select", "contract,json", "--format", "json"];
    let arguments = read.into_iter().chain(more.iter().copied());
    let run = run_with_input(&dir, arguments, bytes);
    assert_eq!(run.stderr, "");
    let report = run.json();
    let has_errors = report["summary"]["errors"].as_u64() > Some(0);
    assert_eq!(run.code, i32::from(has_errors), "{report:#}");
    assert!(run.stdout.len() < 2_000_000, "a report of {} bytes", run.stdout.len());
    report
}

/// What a finding points at: rule, line, column, pointer, and the bytes between its offsets.
fn place<'b>(finding: &Value, bytes: &'b [u8]) -> (String, u64, u64, Option<String>, &'b [u8]) {
    let number = |name: &str| finding[name].as_u64().expect("a number");
    let offset = |name: &str| usize::try_from(number(name)).expect("an offset");
    (
        finding["rule"].as_str().expect("a rule").to_owned(),
        number("line"),
        number("column"),
        finding["pointer"].as_str().map(ToOwned::to_owned),
        &bytes[offset("offset")..offset("end_offset")],
    )
}

/// One guest whose family name has accents and whose method has a wrong case.
const GUEST: &str = "{\"invites\": [\n  {\"first_name\": \"Zoë\", \"last_name\": \"Ångström 😀\",\n   \
                     \"email\": \"zoe@example.com\", \"country_code\": \"44\",\n   \
                     \"mobile_number\": \"7700900143\", \"authentication_method\": \"qr code\"}\n]}\n";

/// Checks that the text in some encoding has one finding about it, and the wrong value at its own place.
#[track_caller]
fn check_encoding(bytes: &[u8], rule: &str, encode: impl Fn(&str) -> Vec<u8>) {
    let report = report(bytes);
    assert_eq!(rules(&report), [rule, "contract/enum"], "{report:#}");
    let first = &findings(&report)[0];
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(1), Some(1)));
    let expected = encode("\"qr code\"");
    let line = GUEST.lines().nth(3).expect("the line of the fault");
    let (before, _) = line.split_once("\"qr code\"").expect("the fault");
    let column = before.chars().count() as u64 + 1;
    assert_eq!(
        place(&findings(&report)[1], bytes),
        (
            "contract/enum".into(),
            4,
            column,
            Some("/invites/0/authentication_method".into()),
            expected.as_slice()
        )
    );
    assert_eq!(findings(&report)[1]["record"], 1);
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn utf32(text: &str, order: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().map(u32::from).flat_map(order).collect()
}

#[test]
fn a_byte_order_mark_is_one_finding_and_shifts_no_place() {
    let bytes = [b"\xEF\xBB\xBF", GUEST.as_bytes()].concat();
    check_encoding(&bytes, "json/byte-order-mark", |text| text.as_bytes().to_vec());
}

#[test]
fn utf_16_is_read_with_and_without_a_mark() {
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in ["", "\u{feff}"] {
            let bytes = utf16(&format!("{mark}{GUEST}"), order);
            check_encoding(&bytes, "json/wide-encoding", |text| utf16(text, order));
        }
    }
}

#[test]
fn utf_32_is_read_with_and_without_a_mark() {
    for order in [u32::to_le_bytes, u32::to_be_bytes] {
        for mark in ["", "\u{feff}"] {
            let bytes = utf32(&format!("{mark}{GUEST}"), order);
            check_encoding(&bytes, "json/wide-encoding", |text| utf32(text, order));
        }
    }
}

#[test]
fn a_latin_1_name_is_found_at_its_byte() {
    let text = GUEST.replace("qr code", "QR Code").replace("Ångström 😀", "Angstrom");
    let (before, after) = text.split_once("ë").expect("the accent");
    let bytes = [before.as_bytes(), b"\xEB", after.as_bytes()].concat();
    let report = report(&bytes);
    assert_eq!(rules(&report), ["json/invalid-utf8"]);
    let (_, line, column, _, at) = place(&findings(&report)[0], &bytes);
    assert_eq!((line, column, at), (2, 21, &b"\xEB"[..]));
    let text = run_with_input(&std::env::temp_dir(), ["lint", "-"], &bytes).stdout;
    assert!(text.contains('ë'), "it says what the byte means in Windows-1252:\n{text}");
}

#[test]
fn places_behind_broken_bytes_stay_right() {
    let (before, after) = GUEST.split_once("ë").expect("the accent");
    let bytes = [before.as_bytes(), b"\xF0\x9F\x98", after.as_bytes()].concat();
    let report = report(&bytes);
    assert_eq!(rules(&report), ["json/invalid-utf8", "contract/enum"]);
    let (_, line, column, _, at) = place(&findings(&report)[1], &bytes);
    assert_eq!((line, column, at), (4, 60, &b"\"qr code\""[..]));
}

#[test]
fn a_half_character_at_the_end_is_a_truncation() {
    let report = report(b"{\"invites\": [{\"first_name\": \"Zo\xC3");
    assert_eq!(rules(&report), ["json/truncated"]);
}

#[test]
fn an_empty_input_is_not_valid() {
    for bytes in [&b""[..], b"\xEF\xBB\xBF", b" \r\n\t", b"\0"] {
        let report = report(bytes);
        assert_eq!(report["summary"]["files"][0]["verdict"], "invalid");
    }
    assert_eq!(rules(&report(b"")), ["json/empty"]);
}

#[test]
fn random_bytes_end_in_findings() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    for length in [1, 2, 3, 5, 17, 1000, 100_000] {
        let bytes: Vec<u8> = (0..length).map(|_| next()).collect();
        assert!(!rules(&report(&bytes)).is_empty());
    }
}

#[test]
fn depth_has_a_limit_and_costs_no_stack() {
    for open in ["[", "{\"a\":", "[{\"a\":", "[[],"] {
        let report = report(open.repeat(100_000).as_bytes());
        assert_eq!(rules(&report), ["json/depth"], "{open}");
        assert_eq!(report["summary"]["files"][0]["verdict"], "invalid");
    }
    assert_eq!(rules(&report(&b"[".repeat(20_000_000))), ["json/depth"]);
    let closed = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(rules(&report(closed.as_bytes())), ["json/depth"]);
    // As deep as the limit allows, and no deeper.
    let text = format!("{{\"metadata\": {}{}}}", "[".repeat(255), "]".repeat(255));
    let arguments = ["--op", "identify_person"];
    assert_eq!(rules(&report_with(text.as_bytes(), &arguments)), ["contract/type"]);
    let text = format!("{{\"metadata\": {}{}}}", "[".repeat(256), "]".repeat(256));
    assert_eq!(rules(&report_with(text.as_bytes(), &arguments)), ["json/depth"]);
}

/// A batch of 100,000 guests whose last one has a wrong method.
fn large_batch() -> Value {
    let guest = |idx: u32| {
        let method = if idx == 99_999 { "qr code" } else { "QR Code" };
        json!({
            "first_name": "Guest", "last_name": format!("Number {idx}"),
            "email": format!("guest{idx}@example.com"), "country_code": "44",
            "mobile_number": "7700900143", "authentication_method": method,
        })
    };
    json!({"invites": (0..100_000).map(guest).collect::<Vec<_>>()})
}

#[track_caller]
fn check_large(text: &str) {
    let at = text.find("\"qr code\"").expect("the fault");
    let line = text[..at].matches('\n').count() + 1;
    let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1) + 1;
    let report = report(text.as_bytes());
    assert_eq!(rules(&report), ["contract/enum"]);
    let finding = &findings(&report)[0];
    assert_eq!(finding["record"], 100_000);
    let (_, found_line, found_column, pointer, bytes) = place(finding, text.as_bytes());
    assert_eq!(pointer.as_deref(), Some("/invites/99999/authentication_method"));
    assert_eq!((found_line, found_column), (line as u64, column as u64));
    assert_eq!(bytes, b"\"qr code\"");
}

#[test]
fn a_fault_in_the_last_of_100_000_invites_is_found_on_the_one_line_of_the_file() {
    check_large(&large_batch().to_string());
}

#[test]
fn a_fault_in_the_last_of_100_000_invites_is_found_in_its_line() {
    check_large(&format!("{:#}", large_batch()));
}

#[test]
fn a_fault_in_every_invite_is_counted_and_the_list_of_them_bounded() {
    let guest = json!({"first_name": "A", "last_name": "B", "email": "a@example.com", "country_code": 44,
        "mobile_number": "7700900143", "authentication_method": "Both"});
    let text = Value::from(vec![guest; 20_000]).to_string();
    let run = run_with_input(&std::env::temp_dir(), ["lint", "-", "--select", "contract"], text.as_bytes());
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout.matches("error[contract/type]").count(), 1000);
    assert!(run.stdout.contains("19000 more findings not shown"));
    assert!(run.stdout.contains("\n20000 errors in 1 file\n"));
}

#[test]
fn the_second_document_is_named_where_it_starts() {
    let mut text = String::new();
    for idx in 0..50 {
        let _ = writeln!(text, "{{\"status\": \"sent\", \"note{idx}\": 1}}");
    }
    text += "{\"status\": \"sen\"}\n";
    let arguments = ["--op", "update_invite_status", "--direction", "request"];
    let report = report_with(text.as_bytes(), &arguments);
    assert_eq!(rules(&report), ["contract/unknown-property", "json/trailing-content"]);
    assert_eq!(findings(&report)[1]["line"], 2);
    // What was not looked at is said, so that nobody takes the last line for judged.
    assert_eq!(report["not_checked"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_million_names_in_one_object_are_bounded() {
    let mut text = String::from("{\"invites\": [], \"k\": 0");
    for idx in 0..1_000_000 {
        let _ = write!(text, ",\"k{idx}\":0");
    }
    text += ",\"k7\":1}";
    let report = report_with(text.as_bytes(), &["--max-findings", "5"]);
    assert_eq!(findings(&report).len(), 5);
    assert_eq!(report["summary"]["errors"], 1, "the one name that is there twice");
    assert!(report["summary"]["omitted"].as_u64() > Some(90_000));
    assert_eq!(report["not_checked"].as_array().map(Vec::len), Some(1), "{:#}", report["not_checked"]);
}

#[test]
fn a_string_of_50_mb_is_not_printed() {
    let long = "x".repeat(50_000_000);
    let text = format!("{{\"invites\": [{{\"first_name\": \"{long}\"}}], \"{long}\": 1}}");
    let run = run_with_input(&std::env::temp_dir(), ["lint", "-", "--select", "contract"], text.as_bytes());
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("5 errors, 1 warning in 1 file"));
    assert!(run.stdout.len() < 10_000, "{} bytes", run.stdout.len());
    let text = format!("[\"{long}\", {long}, {}]", "9".repeat(1_000_000));
    let report = report(text.as_bytes());
    assert!(rules(&report).contains(&"json/number-overflow"));
}
