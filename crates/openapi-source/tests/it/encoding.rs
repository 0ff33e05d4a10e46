//! Bytes that are not plain UTF-8.

use openapi_source::{Limits, Parsed, parse_json, parse_yaml};
use serde_json::json;

use crate::{brief, check_invariants, wordings};

fn parse(bytes: &[u8]) -> Parsed {
    let parsed = parse_json("t.json", bytes, &Limits::default());
    check_invariants(&parsed);
    parsed
}

#[track_caller]
fn check(bytes: &[u8], faults: &[&str], value: Option<&serde_json::Value>) {
    let parsed = parse(bytes);
    assert_eq!(brief(&parsed), faults);
    assert_eq!(parsed.tree.map(|tree| tree.root().to_value()).as_ref(), value);
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn utf32(text: &str, unit: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().map(u32::from).flat_map(unit).collect()
}

const TEXT: &str = "{\"a\": \"é😀\",\n\"b\": NaN}";

/// All wide encodings of a text, each with and without its mark.
fn wide(text: &str) -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    vec![
        ("UTF-16LE", b"\xFF\xFE".to_vec(), utf16(text, u16::to_le_bytes)),
        ("UTF-16BE", b"\xFE\xFF".to_vec(), utf16(text, u16::to_be_bytes)),
        ("UTF-32LE", b"\xFF\xFE\0\0".to_vec(), utf32(text, u32::to_le_bytes)),
        ("UTF-32BE", b"\0\0\xFE\xFF".to_vec(), utf32(text, u32::to_be_bytes)),
    ]
}

#[test]
fn wide_encodings_are_one_fault_and_are_read() {
    for (name, mark, units) in wide(TEXT) {
        for with_mark in [true, false] {
            let bytes = if with_mark { [mark.as_slice(), &units].concat() } else { units.clone() };
            let parsed = parse(&bytes);
            let faults = ["json/wide-encoding 1:1", "json/non-finite-number 2:6"];
            assert_eq!(brief(&parsed), faults, "{name}, mark: {with_mark}");
            assert!(parsed.faults[0].help.shown().contains(name), "{}", parsed.faults[0].help.shown());
            let value = parsed.tree.expect("a tree").root().to_value();
            assert_eq!(value, json!({"a": "é😀", "b": null}));
            // Positions count bytes of the input.
            let at = parsed.source.position(parsed.faults[1].span.start).offset;
            let width: usize = if name.starts_with("UTF-16") { 2 } else { 4 };
            let before = TEXT.split("NaN").next().unwrap_or_default();
            let count = if width == 2 { before.encode_utf16().count() } else { before.chars().count() };
            let start = if with_mark { mark.len() } else { 0 };
            assert_eq!(at, (start + count * width) as u64, "{name}");
        }
    }
}

#[test]
fn yaml_may_be_in_any_unicode_encoding() {
    for (name, mark, units) in wide("a: [é, 1]\n") {
        let bytes = [mark, units].concat();
        let parsed = parse_yaml("t.yaml", &bytes, &Limits::default());
        check_invariants(&parsed);
        assert_eq!(brief(&parsed), [""; 0], "{name}");
        assert_eq!(parsed.tree.expect("a tree").root().to_value(), json!({"a": ["é", 1]}));
    }
    let marked = parse_yaml("t.yaml", b"\xEF\xBB\xBFa: 1", &Limits::default());
    assert_eq!(brief(&marked), [""; 0]);
    assert_eq!(marked.tree.expect("a tree").root().to_value(), json!({"a": 1}));
}

#[test]
fn shortest_wide_texts_are_known() {
    check(b"1\0", &["json/wide-encoding 1:1"], Some(&json!(1)));
    check(b"\x001", &["json/wide-encoding 1:1"], Some(&json!(1)));
    check(b"1\0\0\0", &["json/wide-encoding 1:1"], Some(&json!(1)));
    check(b"\xFF\xFE", &["json/wide-encoding 1:1", "json/empty 1:1!"], None);
}

#[test]
fn broken_wide_units_are_faults_of_their_own() {
    let lone = [b"\xFF\xFE\"\0".as_slice(), b"\x00\xD8", b"\"\0"].concat();
    check(&lone, &["json/wide-encoding 1:1", "json/lone-surrogate 1:2"], Some(&json!("\u{fffd}")));
    let not_a_character = [b"\0\0\0\"".as_slice(), b"\0\x11\0\0", b"\0\0\0\""].concat();
    check(&not_a_character, &["json/wide-encoding 1:1", "json/invalid-utf8 1:2"], Some(&json!("\u{fffd}")));
    check(b"\xFF\xFE[\0]\0\0", &["json/wide-encoding 1:1", "json/invalid-utf8 1:3"], Some(&json!([])));
}

#[test]
fn a_byte_order_mark_is_a_fault_in_json() {
    check(b"\xEF\xBB\xBF[1]", &["json/byte-order-mark 1:1"], Some(&json!([1])));
    let parsed = parse(b"\xEF\xBB\xBF[1,]");
    assert_eq!(brief(&parsed), ["json/byte-order-mark 1:1", "json/trailing-comma 1:3"]);
    assert_eq!(parsed.source.position(parsed.faults[1].span.start).offset, 5);
}

#[test]
fn bytes_that_are_no_text_are_faults_each_and_keep_their_offsets() {
    check(b"\"caf\xE9\"", &["json/invalid-utf8 1:5"], Some(&json!("caf\u{fffd}")));
    let parsed = parse(b"[\"\xE9\xFF\", \"\xF0\x9F\x98\", NaN]");
    let faults = [
        "json/invalid-utf8 1:3",
        "json/invalid-utf8 1:4",
        "json/invalid-utf8 1:9",
        "json/non-finite-number 1:13",
    ];
    assert_eq!(brief(&parsed), faults);
    let offsets: Vec<u64> =
        parsed.faults.iter().map(|fault| parsed.source.position(fault.span.start).offset).collect();
    assert_eq!(offsets, [2, 3, 8, 14]);
    // Surrogates and overlong forms are not UTF-8 either.
    assert_eq!(parse(b"\"\xED\xA0\x80\"").faults.len(), 3);
    assert_eq!(parse(b"\"\xC0\xAF\"").faults.len(), 2);
}

#[test]
fn a_text_cut_inside_a_character_is_one_mistake() {
    check(b"[\"abc\xE2\x82", &["json/truncated 1:7!"], None);
    check(b"[1]\xE2\x82", &["json/invalid-utf8 1:4"], Some(&json!([1])));
}

#[test]
fn binary_files_are_named() {
    for (bytes, name) in [
        (b"PK\x03\x04rest".as_slice(), "XLSX"),
        (b"\x1F\x8B\x08\0\0\0", "gzip"),
        (b"%PDF-1.7\n%\xE2\xE3", "PDF"),
    ] {
        let parsed = parse(bytes);
        assert_eq!(brief(&parsed), ["json/syntax 1:1!"]);
        assert!(parsed.faults[0].message.shown().contains(name));
        let yaml = parse_yaml("t.yaml", bytes, &Limits::default());
        assert_eq!(brief(&yaml), ["yaml/syntax 1:1!"]);
    }
}

#[test]
fn wording_of_faults() {
    let texts: [&[u8]; 9] = [
        b"\xEF\xBB\xBF[]",
        b"\xFF\xFE[\0]\0",
        b"[\0\0\0]\0\0\0",
        b"\xFF\xFE\"\0\x00\xDC\"\0",
        b"\"caf\xE9 \x80 \x81\"",
        b"[1\xE9, x\xFF]",
        b"\"\xE2\x82\"",
        b"[]\xE2\x82",
        b"\x1F\x8B",
    ];
    let out: String =
        texts.iter().map(|text| wordings(&text.escape_ascii().to_string(), &parse(text))).collect();
    insta::assert_snapshot!(out);
}
