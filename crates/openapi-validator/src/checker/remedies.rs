//! What is offered to mend a payload, and what is not.

use openapi_findings::{Fix, Safety};
use openapi_source::{Limits, Pointer, parse_json, parse_yaml};
use openapi_spec::Resource;

use super::Validator;

/// The payload after each fix that is offered, one at a time, with `!` before an unsafe one.
fn mended(schema: &str, payload: &str, name: &str) -> Vec<String> {
    let (resource, findings) = Resource::load("s.yaml", schema.as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    let resource = resource.expect("it loads");
    let parse = if name.ends_with("yaml") { parse_yaml } else { parse_json };
    let parsed = parse(name, payload.as_bytes(), &Limits::default());
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    let validator = Validator::new(&resource).expect("it compiles");
    let checker = validator.schema(&Pointer::root()).expect("it compiles");
    let found = checker.check(&parsed.tree.expect("it reads"));
    let fixes = found.findings.iter().filter_map(|finding| finding.fix.as_ref());
    fixes.map(|fix| after(payload, fix)).collect()
}

fn after(payload: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let mut out = String::from(if fix.safety == Safety::Safe { "" } else { "!" });
    let mut at = 0;
    for edit in edits {
        out += &payload[at..edit.span.start as usize];
        out += &edit.text;
        at = edit.span.end as usize;
    }
    out + &payload[at..]
}

#[track_caller]
fn check(schema: &str, payload: &str, expected: &[&str]) {
    assert_eq!(mended(schema, payload, "p.json"), expected, "{payload}");
}

#[track_caller]
fn check_yaml(schema: &str, payload: &str, expected: &[&str]) {
    assert_eq!(mended(schema, payload, "p.yaml"), expected, "{payload}");
}

const METHOD: &str = "{type: string, enum: [QR Code, Biometric, Both, qr-only]}";

#[test]
fn case_and_spaces_of_a_listed_value() {
    check(METHOD, "\"qr code\"", &["\"QR Code\""]);
    check(METHOD, "\" QR_CODE \"", &["\"QR Code\""]);
    check(METHOD, "\"QRCode\"", &["\"QR Code\""]);
    check(METHOD, "\"Biometrc\"", &["!\"Biometric\""]);
    check(METHOD, "\"Face\"", &[]);
    check(METHOD, "\"\"", &[]);
    // Which of two is meant can't be told.
    check("{enum: [QR Code, qr-code]}", "\"qrcode\"", &[]);
    check("{const: Both}", "\"both\"", &["\"Both\""]);
}

#[test]
fn numbers_and_texts() {
    const CODES: &str = "{type: string, enum: ['1', '44', '345']}";
    check(CODES, "1", &["\"1\""]);
    check(CODES, "\"+44\"", &["\"44\""]);
    check(CODES, "\" 44\"", &["\"44\""]);
    check(CODES, "\"0044\"", &["!\"44\""]);
    check(CODES, "\"-1\"", &[]);
    check(CODES, "99", &[]);
    check_yaml(CODES, "+44", &["\"44\""]);
    check("{type: string}", "5550100", &["\"5550100\""]);
    check("{type: string}", "1.50", &["!\"1.50\""]);
    check("{type: string}", "true", &["!\"true\""]);
    check("{type: string, maxLength: 3}", "5550100", &[]);
    check_yaml("{type: string}", "0777", &["!\"0777\""]);
    check("{type: integer, enum: [0, 1, 2]}", "\"2\"", &["2"]);
    check("{type: integer}", "\" 2 \"", &["2"]);
    check("{type: integer, maximum: 1}", "\"2\"", &[]);
    check("{type: integer}", "\"02\"", &[]);
    check("{type: integer}", "\"2.5\"", &[]);
    check("{type: number}", "\"2.5\"", &["2.5"]);
    check("{type: boolean}", "\"TRUE\"", &["true"]);
    check("{type: boolean}", "\"yes\"", &[]);
    check_yaml("{type: integer}", "'2'", &["2"]);
}

const BATCH: &str =
    "{type: object, required: [invites], properties: {invites: {type: array, items: {type: integer}}}}";

#[test]
fn names() {
    const GUEST: &str = "{type: object, required: [email], properties: {email: {type: string}, \
                         country_code: {type: string, maxLength: 3}}}";
    check(GUEST, r#"{"Email": "a"}"#, &[r#"{"email": "a"}"#]);
    check(GUEST, r#"{"emial": "a"}"#, &[r#"!{"email": "a"}"#]);
    // The right one is there.
    check(GUEST, r#"{"email": "a", "Email": "b"}"#, &[]);
    // Both can't be it.
    check(
        GUEST,
        r#"{"email": "a", "countryCode": "1", "Country Code": "2"}"#,
        &[r#"{"email": "a", "country_code": "1", "Country Code": "2"}"#],
    );
    // What would be wrong there is not moved there.
    check(GUEST, r#"{"email": "a", "countryCode": "0001"}"#, &[]);
    check_yaml(GUEST, "e-mail: a\n", &["email: a\n"]);
    // What is wrong inside shows once it has its name.
    check(BATCH, r#"{"Invites": ["a", "b", "c"]}"#, &[r#"{"invites": ["a", "b", "c"]}"#]);
    check(BATCH, r#"{"Invites": 7}"#, &[r#"{"invites": 7}"#]);
    check_yaml(GUEST, "'E-Mail': a\n", &["'email': a\n"]);
}

#[test]
fn containers() {
    const LIST: &str = "{type: array, items: {type: integer}}";
    check("{type: array, items: {type: object}}", "{\"a\": 1}", &["![{\"a\": 1}]"]);
    check("{type: array, items: {type: object, required: [b]}}", "{\"a\": 1}", &[]);
    check(BATCH, "[1, 2]", &["!{\"invites\": [1, 2]}"]);
    let long = format!("[{}]", vec!["1"; 5000].join(","));
    check(BATCH, &long, &[&format!("!{{\"invites\": {long}}}")]);
    check(BATCH, "[\"x\"]", &[]);
    check("{type: integer}", "[ 7 ]", &["!7"]);
    check(LIST, "\"[1, 2]\"", &["![1, 2]"]);
    check(LIST, "\"[1, x]\"", &[]);
}

#[test]
fn null_where_nothing_need_be() {
    const GUEST: &str =
        "{type: object, required: [name], properties: {name: {type: string}, image: {type: string}}}";
    check(GUEST, r#"{"name": "a", "image": null}"#, &[r#"!{"name": "a"}"#]);
    check(GUEST, r#"{"image": null, "name": "a"}"#, &[r#"!{"name": "a"}"#]);
    check(GUEST, r#"{"name": null}"#, &[]);
    check_yaml(GUEST, "name: a\nimage: null\n", &["!name: a\n"]);
    check_yaml(GUEST, "{name: a, image: ~}\n", &["!{name: a}\n"]);
}

#[test]
fn formats() {
    check("{type: string, format: email}", "\" jane@example.com\\t\"", &["\"jane@example.com\""]);
    check("{type: string, format: email}", "\"jane\"", &[]);
    check(
        "{type: string, format: date-time}",
        "\"2023-03-01 09:30:00+00:00\"",
        &["!\"2023-03-01T09:30:00+00:00\""],
    );
    check("{type: string, pattern: '^[0-9]+$'}", "\"12 \"", &["\"12\""]);
    check("{type: string, pattern: '^[0-9]+$'}", "\"1 2\"", &[]);
}

#[test]
fn a_fix_holds_among_what_stands_around_it() {
    // Elsewhere in the list is much that is wrong, and stays so.
    let schema = "{type: array, items: {type: object, required: [m], properties: {m: {enum: [Both]}, n: {type: integer}}}}";
    check(schema, r#"[{"n": []}, {"m": "both", "n": true}]"#, &[r#"[{"n": []}, {"m": "Both", "n": true}]"#]);
    // With this value another member would have to be there.
    let schema = "{properties: {m: {enum: [Both, QR]}}, if: {properties: {m: {const: Both}}, required: [m]}, then: {required: [flow]}}";
    check(schema, r#"{"m": "both"}"#, &[]);
    check(schema, r#"{"m": "both", "flow": 1}"#, &[r#"{"m": "Both", "flow": 1}"#]);
    check(schema, r#"{"m": "qr"}"#, &[r#"{"m": "QR"}"#]);
}
