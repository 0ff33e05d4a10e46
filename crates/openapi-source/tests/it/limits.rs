//! Texts that are meant to hurt.

use std::time::{Duration, Instant};

use openapi_source::{FaultKind, Limits, Parsed, parse_json, parse_yaml};

use crate::{brief, check_invariants};

/// Far above what any of these takes in a debug build on a machine with much else to do, and below what a quadratic
/// reader would: a guard against hanging, no measurement.
const AT_ONCE: Duration = Duration::from_secs(60);

type Reader = fn(&str, &[u8], &Limits) -> Parsed;

#[track_caller]
fn check(reader: Reader, text: &[u8], limits: &Limits, faults: &[&str]) {
    let started = Instant::now();
    let parsed = reader("t", text, limits);
    let taken = started.elapsed();
    check_invariants(&parsed);
    assert_eq!(brief(&parsed), faults);
    assert!(taken < AT_ONCE, "{taken:?}");
}

#[test]
fn nesting_stops_at_the_limit_at_once() {
    let limits = Limits::default();
    check(parse_json, "[".repeat(100_000).as_bytes(), &limits, &["json/depth 1:257!"]);
    check(parse_json, "{\"a\":".repeat(100_000).as_bytes(), &limits, &["json/depth 1:1281!"]);
    check(parse_yaml, "[".repeat(100_000).as_bytes(), &limits, &["json/depth 1:258!"]);
    check(parse_yaml, "- ".repeat(100_000).as_bytes(), &limits, &["json/depth 1:513!"]);
    check(parse_yaml, "{a: ".repeat(100_000).as_bytes(), &limits, &["json/depth 1:1025!"]);
    let lines = (0..2_000).map(|indent| " ".repeat(indent)).collect::<Vec<_>>().join("-\n");
    check(parse_yaml, lines.as_bytes(), &limits, &["json/depth 257:257!"]);
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let limits = Limits { depth: 5, ..Limits::default() };
    for reader in [parse_json as Reader, parse_yaml] {
        check(reader, b"[[[[[1]]]]]", &limits, &[]);
        assert!(reader("t", b"[[[[[[1]]]]]]", &limits).tree.is_none());
    }
    check(parse_json, b"[[[[[[1]]]]]]", &limits, &["json/depth 1:6!"]);
    // Block and flow collections count together.
    check(parse_yaml, b"- - - [[1]]", &limits, &[]);
    check(parse_yaml, b"- - - [[[1]]]", &limits, &["json/depth 1:9!"]);
}

#[test]
fn aliases_may_not_stand_for_endlessly_many_values() {
    let mut bomb = vec!["a0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned()];
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push(format!("a{level}: &a{level} [{aliases}]"));
    }
    let bomb = bomb.join("\n");
    check(parse_yaml, bomb.as_bytes(), &Limits::default(), &["yaml/alias 7:35!"]);
    let few = Limits { expanded_nodes: 9, ..Limits::default() };
    check(parse_yaml, b"a: &a [1, 2]\nb: [*a, *a, *a]", &few, &[]);
    check(parse_yaml, b"a: &a [1, 2]\nb: [*a, *a, *a, *a]", &few, &["yaml/alias 2:17!"]);
}

#[test]
fn aliases_may_not_repeat_long_texts_without_end() {
    let long = "x".repeat(1_000_000);
    let values = format!("- &a {long}\n{}", "- *a\n".repeat(1_000));
    check(parse_yaml, values.as_bytes(), &Limits::default(), &["yaml/alias 257:3!"]);
    let keys = format!("- &a {long}\n{}", "- {*a : 1}\n".repeat(1_000));
    check(parse_yaml, keys.as_bytes(), &Limits::default(), &["yaml/alias 257:4!"]);
    let name = "k".repeat(1_000);
    let names = format!("- &a {{{name}: 1}}\n{}", "- *a\n".repeat(1_000));
    let few = Limits { expanded_nodes: 1_000, ..Limits::default() };
    check(parse_yaml, names.as_bytes(), &few, &["yaml/alias 57:3!"]);
}

#[test]
fn aliases_may_not_nest_deeper_than_brackets() {
    let limits = Limits { depth: 5, ..Limits::default() };
    check(parse_yaml, b"- &a [[1]]\n- [*a, *a]\n- [[*a]]", &limits, &[]);
    check(parse_yaml, b"- &a [[1]]\n- [[[*a]]]", &limits, &["json/depth 2:6!"]);
    check(parse_yaml, b"- &a [[1]]\n- &b [[*a]]\n- [*b]", &limits, &["json/depth 3:4!"]);
}

#[test]
fn faults_stop_at_the_limit() {
    let limits = Limits { faults: 3, ..Limits::default() };
    let texts: [(Reader, &[u8], &[&str]); 6] = [
        (parse_json, b"[NaN,NaN]", &["json/non-finite-number 1:2", "json/non-finite-number 1:6"]),
        (
            parse_json,
            b"[NaN,NaN,NaN,NaN]",
            &["json/non-finite-number 1:2", "json/non-finite-number 1:6", "json/non-finite-number 1:10!"],
        ),
        (
            parse_json,
            b"\"\xFF\xFF\xFF\xFF\"",
            &["json/invalid-utf8 1:2", "json/invalid-utf8 1:3", "json/invalid-utf8 1:4!"],
        ),
        // The one that stops the reading is last, wherever it stands.
        (
            parse_json,
            b"{\"a\":1,\"a\":[NaN,01]}",
            &["json/non-finite-number 1:13", "json/invalid-number 1:17", "json/duplicate-key 1:8!"],
        ),
        (
            parse_yaml,
            b"- .nan\n- .nan\n- .nan\n- .nan",
            &["yaml/non-finite-number 1:3", "yaml/non-finite-number 2:3", "yaml/non-finite-number 3:3!"],
        ),
        (parse_yaml, b"- !a 1\n- !a 1\n- !a {}\n- !a 1", &["yaml/tag 1:3", "yaml/tag 2:3", "yaml/tag 3:3!"]),
    ];
    for (reader, text, faults) in texts {
        check(reader, text, &limits, faults);
    }
    let parsed = parse_json("t", b"[NaN,NaN,NaN,NaN]", &limits);
    let last = parsed.faults.last().expect("a fault").message.shown();
    assert!(last.ends_with("; reading stops here, at fault number 3"), "{last}");
}

#[test]
fn a_long_text_is_refused_unread() {
    let limits = Limits { bytes: 4, ..Limits::default() };
    for reader in [parse_json as Reader, parse_yaml] {
        assert!(reader("t", b"[12]", &limits).faults.is_empty());
        check(reader, b"[123]", &limits, &["json/too-large 1:1!"]);
    }
    // Two bytes each become three.
    check(parse_json, b"\xFF\xFE\x2D\x4E", &limits, &["json/wide-encoding 1:1", "json/syntax 1:1!"]);
    check(
        parse_json,
        b"\xFF\xFE\x2D\x4E\x2D\x4E",
        &Limits { bytes: 6, ..Limits::default() },
        &["json/wide-encoding 1:1", "json/syntax 1:1!"],
    );
}

/// Each of these once took, or could take, time that grows with the square of its length.
#[test]
fn long_texts_of_one_mistake_are_read_in_one_pass() {
    const LONG: usize = 200_000;
    let texts = [
        "// x\n".repeat(LONG),
        "/* x */".repeat(LONG),
        format!("[{}", "“x”,".repeat(LONG)),
        format!("[{}", "'x',".repeat(LONG)),
        format!("[{}", "x ".repeat(LONG)),
        format!("[{}", "\"a\"\"b\"".repeat(LONG)),
        format!("{{{}", "a:1 ".repeat(LONG)),
        format!("{{{}\"a\":1}}", "\"a\":1,".repeat(LONG)),
        format!("\"{}\"", "\\ud800".repeat(LONG)),
        format!("\"{}\"", "\u{1}".repeat(LONG)),
        format!("\"{}", "\n".repeat(LONG)),
        "-".repeat(LONG),
        format!("1{}", "0".repeat(LONG)),
        format!("[{}", "\u{a0}".repeat(LONG)),
        "\u{feff}".repeat(LONG),
        "&a ".repeat(LONG),
        "? a\n".repeat(LONG),
        "k: 1\n".repeat(LONG),
        format!("- &a x\n{}", "- *a\n".repeat(LONG)),
        format!("{}---\na", "%X y\n".repeat(LONG)),
        format!("a: >\n{}", " x\n\n".repeat(LONG)),
        format!("[{}]", "a: ,".repeat(LONG / 4)),
        "---\n".repeat(LONG),
        "\t".repeat(LONG),
    ];
    for text in &texts {
        for reader in [parse_json as Reader, parse_yaml] {
            let started = Instant::now();
            let parsed = reader("t", text.as_bytes(), &Limits::default());
            check_invariants(&parsed);
            let taken = started.elapsed();
            assert!(taken < AT_ONCE, "{taken:?} for {:?}...", &text[..20]);
        }
    }
}

#[test]
fn every_kind_has_one_rule_in_its_group() {
    let rules: Vec<&str> = FaultKind::ALL.iter().map(|kind| kind.rule()).collect();
    for (idx, rule) in rules.iter().enumerate() {
        assert!(rule.starts_with("json/") || rule.starts_with("yaml/"), "{rule}");
        assert!(!rules[..idx].contains(rule), "{rule} twice");
    }
}
