//! What the JSON reader says about texts, one mistake each unless several are meant.

use openapi_source::{Limits, Parsed, parse_json};
use serde_json::Value;

use crate::{brief, check_invariants, wordings};

/// A text, its faults as `rule line:column` (`!` where fatal), and the value that is left (`-` for none).
type Case = (&'static str, &'static [&'static str], &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Nothing wrong.
    ("{}", &[], "{}"),
    (" [ ] ", &[], "[]"),
    ("\"\"", &[], "\"\""),
    ("-0.5e+10", &[], "-5000000000.0"),
    ("[true,false,null]", &[], "[true,false,null]"),
    ("\r\n\t {\"a\" : [ 1 , {\"b\":[]} ] }\n", &[], "{\"a\":[1,{\"b\":[]}]}"),
    ("\"\\u00e9\\uD83D\\uDE00\\/\\b\\f\\n\\r\\t\\\"\\\\\"", &[], "\"é😀/\\b\\f\\n\\r\\t\\\"\\\\\""),
    ("\"\u{7f}é😀\"", &[], "\"\u{7f}é😀\""),
    ("[123456789012345678901234567890]", &[], "[1.2345678901234568e29]"),

    // Commas.
    ("[1, 2,]", &["json/trailing-comma 1:6"], "[1,2]"),
    ("{\"a\": 1,\n}", &["json/trailing-comma 1:8"], "{\"a\":1}"),
    ("{\"a\": [1,], \"b\": 2,}", &["json/trailing-comma 1:9", "json/trailing-comma 1:19"], "{\"a\":[1],\"b\":2}"),
    ("[1,,2]", &["json/syntax 1:4"], "[1,2]"),
    ("[,1]", &["json/syntax 1:2"], "[1]"),
    ("[1 2]", &["json/syntax 1:3"], "[1,2]"),
    ("[{\"a\":1}\n{\"a\":2}]", &["json/syntax 1:9"], "[{\"a\":1},{\"a\":2}]"),
    ("{\"a\": 1\n \"b\": 2}", &["json/syntax 1:8"], "{\"a\":1,\"b\":2}"),
    ("{\"a\":\"x\"\"b\":1}", &["json/syntax 1:9"], "{\"a\":\"x\",\"b\":1}"),
    ("[\"a\"\"b\"]", &["json/syntax 1:5"], "[\"a\",\"b\"]"),
    ("{\"a\":1;\"b\":2}", &["json/syntax 1:7"], "{\"a\":1,\"b\":2}"),

    // Colons and missing values.
    ("{\"a\" 1}", &["json/syntax 1:5"], "{\"a\":1}"),
    ("{\"a\"{}}", &["json/syntax 1:5"], "{\"a\":{}}"),
    ("{\"a\"\"b\"}", &["json/syntax 1:5!"], "-"),
    ("{\"a\" = 1}", &["json/syntax 1:6"], "{\"a\":1}"),
    ("{\"a\" => 1}", &["json/syntax 1:6"], "{\"a\":1}"),
    ("{\"a\":: 1}", &["json/syntax 1:6"], "{\"a\":1}"),
    ("{\"a\"}", &["json/syntax 1:5"], "{\"a\":null}"),
    ("{\"a\":}", &["json/syntax 1:6"], "{\"a\":null}"),
    ("{\"a\":,\"b\":1}", &["json/syntax 1:6"], "{\"a\":null,\"b\":1}"),
    ("[\"a\": 1]", &["json/syntax 1:5!"], "-"),

    // Comments; a run of them is one mistake.
    ("// one\n# two\n/* three\n */ {\"a\": 1} // four", &["json/comment 1:1", "json/comment 4:14"], "{\"a\":1}"),
    ("[1 /* x */, 2]", &["json/comment 1:4"], "[1,2]"),
    ("[1] /* x", &["json/truncated 1:9!"], "-"),
    ("/*/ [1]", &["json/truncated 1:8!"], "-"),
    ("/**/[1]/***/", &["json/comment 1:1", "json/comment 1:8"], "[1]"),
    ("[1 / 2]", &["json/syntax 1:4!"], "-"),

    // Quotes.
    ("{'a': 'it\\'s \"so\"'}", &["json/quotes 1:2"], "{\"a\":\"it's \\\"so\\\"\"}"),
    ("{first-name: 1, $b: 2}", &["json/quotes 1:2"], "{\"first-name\":1,\"$b\":2}"),
    ("{“a”: “é”}", &["json/quotes 1:2"], "{\"a\":\"é\"}"),
    ("{“a: 1}", &["json/quotes 1:2!"], "-"),

    // Names.
    ("{\"a\":1,\"b\":2,\"a\":3}", &["json/duplicate-key 1:14"], "{\"a\":3,\"b\":2}"),
    ("{\"a\":1,\"\\u0061\":2}", &["json/duplicate-key 1:8"], "{\"a\":2}"),
    ("[{\"x\":1,\n\"x\":1},{\"x\":1}]", &["json/duplicate-key 2:1"], "[{\"x\":1},{\"x\":1}]"),
    ("{\"a\":1, 5}", &["json/syntax 1:9!"], "-"),
    ("{{}: 1}", &["json/syntax 1:2!"], "-"),

    // Words of other languages.
    ("{\"a\": True, \"b\": FALSE, \"c\": None}", &["json/syntax 1:7", "json/syntax 1:18", "json/syntax 1:30"], "{\"a\":true,\"b\":false,\"c\":null}"),
    ("[undefined]", &["json/syntax 1:2"], "[null]"),
    ("{\"a\": hello world, \"b\": 1}", &["json/syntax 1:7"], "{\"a\":null,\"b\":1}"),
    ("{\"a\": hello\", \"b\": 1}", &["json/syntax 1:7"], "{\"a\":null,\"b\":1}"),
    ("[truex]", &["json/syntax 1:2"], "[null]"),
    ("[@, `x`]", &["json/syntax 1:2", "json/syntax 1:5"], "[null,null]"),

    // Numbers.
    ("[NaN, Infinity, -Infinity, -inf, nan]", &["json/non-finite-number 1:2", "json/non-finite-number 1:7", "json/non-finite-number 1:17", "json/non-finite-number 1:28", "json/non-finite-number 1:34"], "[null,null,null,null,null]"),
    ("[01, -007]", &["json/invalid-number 1:2", "json/invalid-number 1:6"], "[null,null]"),
    ("[+1, +1 555 0100]", &["json/invalid-number 1:2", "json/invalid-number 1:6"], "[null,null]"),
    ("[.5, 1., -.5, -1.e5]", &["json/invalid-number 1:2", "json/invalid-number 1:6", "json/invalid-number 1:10", "json/invalid-number 1:15"], "[null,null,null,null]"),
    ("[0x1F, 1_000, 1e, 12abc, 1.2.3, -]", &["json/invalid-number 1:2", "json/invalid-number 1:8", "json/invalid-number 1:15", "json/invalid-number 1:19", "json/invalid-number 1:26", "json/invalid-number 1:33"], "[null,null,null,null,null,null]"),
    ("{\"on\": 2024-01-01}", &["json/invalid-number 1:8"], "{\"on\":null}"),
    ("[1e999, -1e999, 1e-999]", &["json/number-overflow 1:2", "json/number-overflow 1:9"], "[null,null,0.0]"),

    // In strings.
    ("[\"\\ud800\", \"\\udc00x\", \"\\ud800\\u0041\"]", &["json/lone-surrogate 1:3", "json/lone-surrogate 1:13", "json/lone-surrogate 1:24"], "[\"\u{fffd}\",\"\u{fffd}x\",\"\u{fffd}A\"]"),
    ("[\"\\x41\", \"\\u12G4\", \"\\'\"]", &["json/invalid-escape 1:3", "json/invalid-escape 1:11", "json/invalid-escape 1:21"], "[\"\\\\x41\",\"\\\\u12G4\",\"\\\\'\"]"),
    ("{\"path\": \"C:\\Users\"}", &["json/invalid-escape 1:13"], "{\"path\":\"C:\\\\Users\"}"),
    ("[\"a\tb\u{1}\", \"c\nd\"]", &["json/control-character 1:4", "json/control-character 1:12"], "[\"a\\tb\\u0001\",\"c\\nd\"]"),
    ("{\"a\": \"John \"Johnny\" Doe\"}", &["json/syntax 1:14!"], "-"),
    ("{\"a\": \"say \"\"hi\"\" now\"}", &["json/syntax 1:13!"], "-"),
    ("{\n  \"a\": \"Jane,\n  \"b\": \"x\"\n}", &["json/syntax 2:8!"], "-"),
    ("{\n  \"a: 1,\n  \"b\": 2\n}", &["json/syntax 2:3!"], "-"),

    // Brackets.
    ("[1}", &["json/syntax 1:3!"], "-"),
    ("{\"a\": [1, 2}", &["json/syntax 1:12!"], "-"),
    ("}", &["json/syntax 1:1!"], "-"),
    (",}", &["json/syntax 1:1!"], "-"),

    // The end.
    ("", &["json/empty 1:1!"], "-"),
    (" \n\t\n", &["json/empty 1:1!"], "-"),
    ("{", &["json/truncated 1:2!"], "-"),
    ("[{\"a\": 1,\n  \"b\": [1, 2\n", &["json/truncated 2:13!"], "-"),
    ("{\"a\"", &["json/truncated 1:5!"], "-"),
    ("{\"a\":", &["json/truncated 1:6!"], "-"),
    ("{\"a\": 1,", &["json/truncated 1:9!"], "-"),
    ("[tru", &["json/truncated 1:5!"], "-"),
    ("[1.", &["json/truncated 1:4!"], "-"),
    ("{\"a\": \"x\\", &["json/truncated 1:10!"], "-"),
    ("{\"a\": \"x\n", &["json/truncated 1:9!"], "-"),
    ("{\"a\": 1, b", &["json/truncated 1:11!"], "-"),

    // After the end.
    ("{}{}", &["json/trailing-content 1:3"], "{}"),
    ("{\"a\":1}\n{\"a\":2}\n", &["json/trailing-content 2:1"], "{\"a\":1}"),
    ("{\"a\":1}}", &["json/trailing-content 1:8"], "{\"a\":1}"),
    ("{\"a\":1},\n{\"a\":2}", &["json/trailing-content 1:8"], "{\"a\":1}"),
    ("\"a\": 1", &["json/trailing-content 1:4"], "\"a\""),
    ("\"name\",\"mail\"\n\"Jane\",\"x\"", &["json/trailing-content 1:7"], "\"name\""),
    ("{} x", &["json/trailing-content 1:4"], "{}"),

    // Other formats.
    ("<!doctype html>\n<html>", &["json/syntax 1:1!"], "-"),
    ("<?xml version=\"1.0\"?>", &["json/syntax 1:1!"], "-"),
    ("name,mail\nJane,x", &["json/syntax 1:1!"], "-"),
    ("# guests\nname: Jane\n", &["json/syntax 2:1!"], "-"),
    ("---\n- a\n", &["json/syntax 1:1!"], "-"),
    ("- a\n- b\n", &["json/syntax 1:1!"], "-"),
    ("2025-01-01,Jane\n", &["json/syntax 1:1!"], "-"),
    ("1,Jane\n", &["json/trailing-content 1:2"], "1"),
    ("0x1F\n", &["json/invalid-number 1:1"], "null"),
    ("a=1&b=2", &["json/syntax 1:1!"], "-"),
    ("tru", &["json/syntax 1:1!"], "-"),

    // Spaces that only look like ones.
    ("{\"a\":\u{a0}1}", &["json/syntax 1:6"], "{\"a\":1}"),
    ("[1]\u{feff}", &["json/byte-order-mark 1:4"], "[1]"),
    ("[1,\u{200b}2]", &["json/syntax 1:4"], "[1,2]"),
];

fn parse(text: &str) -> Parsed {
    let parsed = parse_json("t.json", text.as_bytes(), &Limits::default());
    check_invariants(&parsed);
    parsed
}

#[track_caller]
fn check(&(text, faults, value): &Case) {
    let parsed = parse(text);
    assert_eq!(brief(&parsed), faults, "{text:?}");
    let left = parsed.tree.as_ref().map(|tree| tree.root().to_value());
    let expected = (value != "-").then(|| serde_json::from_str::<Value>(value).expect("a value"));
    assert_eq!(left, expected, "{text:?}");
}

#[test]
fn each_mistake_is_one_fault_at_its_place_and_the_rest_is_read() {
    CASES.iter().for_each(check);
}

/// A mistake is told from the same text in one case only by its wording, which a person reviews.
#[test]
fn wording_of_faults() {
    let out: String = CASES.iter().map(|(text, _, _)| wordings(&format!("{text:?}"), &parse(text))).collect();
    insta::assert_snapshot!(out);
}
