//! What the YAML reader makes of texts.

use openapi_source::{Limits, Node, Parsed, parse_yaml};
use serde_json::Value;

use crate::{brief, check_invariants, wordings};

/// A text, its faults as `rule line:column` (`!` where fatal), and the value that is left (`-` for none).
type Case = (&'static str, &'static [&'static str], &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // The core schema.
    ("a: 1\nb: text\nc: [x, y]\nd: {e: f}\n", &[], r#"{"a":1,"b":"text","c":["x","y"],"d":{"e":"f"}}"#),
    ("[~, null, Null, NULL, nUll]", &[], r#"[null,null,null,null,"nUll"]"#),
    ("a:\nb: ''\n", &[], r#"{"a":null,"b":""}"#),
    ("[true, True, TRUE, tRUE, false, False, FALSE]", &[], r#"[true,true,true,"tRUE",false,false,false]"#),
    ("[yes, NO, on, Off, y, n]", &[], r#"["yes","NO","on","Off","y","n"]"#),
    ("[0777, 0o17, 0x1F, +12, -07, 1_000, 0b1, 1:30]", &[], r#"[777,15,31,12,-7,"1_000","0b1","1:30"]"#),
    ("[.5, 1., +1.5, 1e3, -.5E-1, 1.2.3]", &[], r#"[0.5,1.0,1.5,1e3,-0.05,"1.2.3"]"#),
    ("[99999999999999999999, 0xFFFFFFFFFFFFFFFFF]", &[], "[99999999999999999999,295147905179352825855]"),
    ("[2024-01-01, '1', \"true\"]", &[], r#"["2024-01-01","1","true"]"#),
    ("[.nan, -.inf, .INF]", &["yaml/non-finite-number 1:2", "yaml/non-finite-number 1:8", "yaml/non-finite-number 1:15"], "[null,null,null]"),
    ("a: 1e999", &["json/number-overflow 1:4"], r#"{"a":null}"#),
    ("<<: {a: 1}\nb: 2", &[], r#"{"<<":{"a":1},"b":2}"#),
    ("%YAML 1.1\n---\na: yes", &[], r#"{"a":"yes"}"#),

    // Keys become text.
    ("200: a\n1.0: b\ntrue: c\n~: d\n0x1F: e\n.nan: f\n? \n: g", &[], r#"{"200":"a","1.0":"b","true":"c","~":"d","0x1F":"e",".nan":"f","":"g"}"#),
    ("? a\n? b", &[], r#"{"a":null,"b":null}"#),
    ("a: 1\na: 2\n'a': 3", &["yaml/duplicate-key 2:1", "yaml/duplicate-key 3:1"], r#"{"a":3}"#),
    ("1: a\n'1': b", &["yaml/duplicate-key 2:1"], r#"{"1":"b"}"#),
    ("[a]: 1", &["yaml/key 1:1!"], "-"),
    ("? {a: 1}\n: 1", &["yaml/key 1:3!"], "-"),
    ("x: [{a: 1}: 2]", &["yaml/key 1:5!"], "-"),

    // Scalars in all styles.
    ("a: |\n  x\n   y\n\nb: >-\n  one\n  two\n", &[], r#"{"a":"x\n y\n","b":"one two"}"#),
    ("a: 'it''s'\nb: \"\\u00e9\\x41\\/\\ud83d\\ude00\"", &[], r#"{"a":"it's","b":"éA/😀"}"#),
    ("a: one\n  two\nb: \"one\n  two\"", &[], r#"{"a":"one two","b":"one two"}"#),
    ("- '42'\n- |-\n  42\n- \"\"", &[], r#"["42","42",""]"#),

    // Tags.
    ("[!!str 1, !!int '12', !!float 1, !!bool 'true', !!null '', ! 12]", &[], r#"["1",12,1,true,null,"12"]"#),
    ("a: !!map {b: !!seq [1]}", &[], r#"{"a":{"b":[1]}}"#),
    ("!<tag:yaml.org,2002:str> 1", &[], "\"1\""),
    ("a: !foo 1\nb: !!set {c}\nc: !!binary aGk=", &["yaml/tag 1:4", "yaml/tag 2:4", "yaml/tag 3:4"], r#"{"a":1,"b":{"c":null},"c":"aGk="}"#),
    ("a: !!int x\nb: !!seq {}\nc: !!map 1\nd: !!bool yes", &["yaml/tag 1:4", "yaml/tag 2:4", "yaml/tag 3:4", "yaml/tag 4:4"], r#"{"a":"x","b":{},"c":1,"d":"yes"}"#),
    ("a: !!float .nan", &["yaml/non-finite-number 1:12"], r#"{"a":null}"#),

    // Anchors and aliases.
    ("a: &x {b: 1}\nc: *x", &[], r#"{"a":{"b":1},"c":{"b":1}}"#),
    ("&k a: 1\n*k : 2\nb: *k", &["yaml/duplicate-key 2:1"], r#"{"a":2,"b":"a"}"#),
    ("&k 200: a\nb: *k", &[], r#"{"200":"a","b":200}"#),
    ("- &n 0x1F\n- *n : 1\n- *n", &[], r#"[31,{"0x1F":1},31]"#),
    ("a: &x 1\nb: &x 2\nc: *x", &[], r#"{"a":1,"b":2,"c":2}"#),
    ("a: &x {b: [*x]}", &["yaml/alias 1:12!"], "-"),
    ("a: *nope\n*nope : 1", &["yaml/alias 1:4", "yaml/alias 2:1"], r#"{"a":null,"*nope":1}"#),
    ("- &x [1]\n- *x : 1", &["yaml/key 2:3!"], "-"),

    // Documents.
    ("", &["json/empty 1:1!"], "-"),
    ("# only a comment\n", &["json/empty 1:1!"], "-"),
    ("---\n", &[], "null"),
    ("--- 1\n...\n", &[], "1"),
    ("a: 1\n---\nb: 2\n---\nc: 3", &["json/trailing-content 2:1"], r#"{"a":1}"#),

    // Not YAML.
    ("a:\n\t- b", &["yaml/syntax 2:2!"], "-"),
    ("a: b: c", &["yaml/syntax 1:5!"], "-"),
    ("é: 1\nb: \"x\nc: 2", &["yaml/syntax 2:4!"], "-"),
    ("é: [1, 2\n", &["yaml/syntax 1:4!"], "-"),
    ("a: }", &["yaml/syntax 1:4!"], "-"),
    ("a: @b", &["yaml/syntax 1:4!"], "-"),
    ("a: 1\n  b: 2", &["yaml/syntax 2:4!"], "-"),
    ("a: \"\\q\"", &["yaml/syntax 1:4!"], "-"),
    ("a: \"\\ud800\"", &["yaml/syntax 1:4!"], "-"),
    ("a: 1\nb", &["yaml/syntax 2:1!"], "-"),
];

fn parse(text: &str) -> Parsed {
    let parsed = parse_yaml("t.yaml", text.as_bytes(), &Limits::default());
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
fn scalars_are_typed_by_the_core_schema_and_mistakes_have_their_place() {
    CASES.iter().for_each(check);
}

#[test]
fn wording_of_faults() {
    let out: String = CASES.iter().map(|(text, _, _)| wordings(&format!("{text:?}"), &parse(text))).collect();
    insta::assert_snapshot!(out);
}

#[track_caller]
fn check_raw(text: &str, pointer: &str, raw: &str) {
    let parsed = parse(text);
    let tree = parsed.tree.expect("a tree");
    let node = tree.at(&openapi_source::Pointer::from_text(pointer)).expect("a value");
    assert_eq!(node.raw(), raw);
}

#[test]
fn spans_reach_from_the_first_to_the_last_character_of_the_content() {
    let text = "# é\nkéy:\n  - one\n  - {b: 'ü'} # after\n\n  # between\nlast: |\n  öne\n\n  two\n\n# end\n";
    check_raw(text, "", "kéy:\n  - one\n  - {b: 'ü'} # after\n\n  # between\nlast: |\n  öne\n\n  two");
    check_raw(text, "/kéy", "- one\n  - {b: 'ü'}");
    check_raw(text, "/kéy/1", "{b: 'ü'}");
    check_raw(text, "/kéy/1/b", "'ü'");
    check_raw(text, "/last", "öne\n\n  two");
    check_raw("a:\n  b:\nc: 1", "/a", "b");
    check_raw("a:\n  b: [\n  ]\nc: 1", "/a", "b: [\n  ]");
    check_raw("a: !!str 12\n", "/a", "12");
    check_raw("a: &x [1]\nb: *x", "/b", "[1]");
    check_raw("[]", "", "[]");
}

#[test]
fn numbers_carry_a_literal_of_json() {
    let parsed = parse("[0777, .5, 0x1F, 1.50]");
    let tree = parsed.tree.expect("a tree");
    let literals: Vec<&str> = tree.root().elements().filter_map(Node::as_number).collect();
    assert_eq!(literals, ["777", "0.5", "31", "1.50"]);
    let raws: Vec<&str> = tree.root().elements().map(Node::raw).collect();
    assert_eq!(raws, ["0777", ".5", "0x1F", "1.50"]);
}
