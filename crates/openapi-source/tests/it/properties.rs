//! What must hold of every text.

use openapi_source::{
    FaultKind, Kind, Limits, Parsed, Source, Span, parse_json, parse_json_within, parse_yaml,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use crate::repairs::repaired;
use crate::{check_invariants, walk};

fn json(bytes: &[u8]) -> Parsed {
    let parsed = parse_json("t.json", bytes, &Limits::default());
    check_invariants(&parsed);
    parsed
}

fn yaml(bytes: &[u8]) -> Parsed {
    let parsed = parse_yaml("t.yaml", bytes, &Limits::default());
    check_invariants(&parsed);
    parsed
}

fn numbers() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        (-100i64..100).prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", Number::from_f64),
        (-1000.0..1000.0f64).prop_filter_map("finite", Number::from_f64),
    ]
}

/// JSON values whose texts are made of strings of this pattern.
fn values(strings: &'static str) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        numbers().prop_map(Value::Number),
        strings.prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 64, 24, move |inner| {
        let members = vec((strings, inner.clone()), 0..24);
        prop_oneof![
            vec(inner, 0..8).prop_map(Value::Array),
            members.prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

/// Strings of any characters.
const ANY: &str = "(?s).{0,12}";

/// Strings that YAML allows raw in double quotes: no control character but those that JSON escapes.
const PRINTABLE: &str =
    "[ -~\n\t\u{85}\u{a0}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{1f6ff}]{0,12}";

fn texts(value: &Value) -> [String; 2] {
    [value.to_string(), serde_json::to_string_pretty(value).expect("text")]
}

/// Ways to spoil a text.
#[derive(Debug, Clone)]
enum Mutation {
    Delete(usize),
    Insert(usize, u8),
    Replace(usize, u8),
    Cut(usize),
    Repeat(usize, usize),
    Splice(usize, &'static str),
}

const TOKENS: &[&str] = &[
    ",",
    ":",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "//",
    "/*",
    "*/",
    "#",
    "NaN",
    "-Infinity",
    "True",
    "0x",
    "1e999",
    "-",
    "+",
    ".",
    "e",
    "\\",
    "\\u",
    "\\ud800",
    "\n",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "“",
    "é",
    "null",
    "\"a\":",
    "--- ",
    "&a ",
    "*a ",
    "!!str ",
    "|\n",
    "? ",
];

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let at = any::<prop::sample::Index>().prop_map(|index| index.index(usize::MAX));
    let one = prop_oneof![
        at.clone().prop_map(Mutation::Delete),
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Mutation::Insert(at, byte)),
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        at.clone().prop_map(Mutation::Cut),
        (at.clone(), at.clone()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
        (at, prop::sample::select(TOKENS)).prop_map(|(at, token)| Mutation::Splice(at, token)),
    ];
    vec(one, 1..4)
}

fn mutated(text: &str, mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for mutation in mutations {
        let len = bytes.len();
        match *mutation {
            Mutation::Delete(at) if len > 0 => {
                bytes.remove(at % len);
            }
            Mutation::Insert(at, byte) => bytes.insert(at % (len + 1), byte),
            Mutation::Replace(at, byte) if len > 0 => bytes[at % len] = byte,
            Mutation::Cut(at) => bytes.truncate(at % (len + 1)),
            Mutation::Repeat(from, to) => {
                let (from, to) = (from % (len + 1), to % (len + 1));
                let part = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(from..from, part);
            }
            Mutation::Splice(at, token) => {
                let at = at % (len + 1);
                bytes.splice(at..at, token.bytes());
            }
            Mutation::Delete(_) | Mutation::Replace(..) => {}
        }
    }
    bytes
}

/// Equal up to the last bit of a double: `serde_json` rounds a little off without `float_roundtrip`.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b
                || a.as_f64()
                    .zip(b.as_f64())
                    .is_some_and(|(a, b)| (a - b).abs() <= a.abs() * 2.0 * f64::EPSILON)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| alike(a, b)))
        }
        _ => a == b,
    }
}

/// A strict reader and ours agree on whether a text is JSON, and on its value.
fn check_agreement(bytes: &[u8]) {
    let parsed = json(bytes);
    // Policies of ours that the other does not have. None of these texts nests deeper than its limit.
    let is_clean = parsed.faults.iter().all(|fault| fault.kind == FaultKind::DuplicateKey && !fault.fatal);
    let theirs = serde_json::from_slice::<Value>(bytes);
    assert_eq!(is_clean, theirs.is_ok(), "{:?} against {theirs:?}", parsed.faults);
    if let (Ok(theirs), Some(tree)) = (theirs, parsed.tree) {
        let ours = tree.root().to_value();
        assert!(alike(&ours, &theirs), "{ours} is not {theirs}");
    }
}

/// A text means what it meant before once all is mended that can be mended safely, which takes a few rounds.
fn check_repairs(bytes: &[u8]) {
    let mut parsed = json(bytes);
    for _ in 0..40 {
        let Some(text) = repaired(&parsed, |repair| repair.is_safe) else {
            return;
        };
        let after = json(text.as_bytes());
        if let Some(tree) = &parsed.tree {
            let left = after.tree.as_ref();
            let left = left.unwrap_or_else(|| panic!("{text:?} does not read: {:?}", after.faults));
            let mut is_whole = true;
            walk(tree.root(), &mut |node| is_whole &= node.kind() != Kind::Invalid);
            if is_whole {
                assert_eq!(left.root().to_value(), tree.root().to_value(), "{text:?}");
            }
        }
        parsed = after;
    }
    panic!("there is no end of repairs");
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(value in values(ANY)) {
        for text in texts(&value) {
            let parsed = json(text.as_bytes());
            prop_assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
            let tree = parsed.tree.expect("a tree");
            prop_assert_eq!(tree.root().to_value(), value.clone());
            prop_assert_eq!(tree.root().raw(), text.as_str());
        }
    }

    #[test]
    fn the_text_of_each_value_reads_as_that_value(value in values(ANY)) {
        let text = serde_json::to_string_pretty(&value).expect("text");
        let parsed = json(text.as_bytes());
        let tree = parsed.tree.expect("a tree");
        walk(tree.root(), &mut |node| {
            let alone = json(node.raw().as_bytes());
            assert!(alone.faults.is_empty());
            assert_eq!(alone.tree.expect("a tree").root().to_value(), node.to_value());
            for member in node.members() {
                let span = member.name_span;
                let name = &text[span.start as usize..span.end as usize];
                assert_eq!(serde_json::from_str::<String>(name).expect("a name"), member.name);
            }
        });
    }

    #[test]
    fn a_spoilt_text_is_judged_as_a_strict_reader_does(value in values("[a-c\"é]{0,3}"), mutations in mutations()) {
        for text in texts(&value) {
            let spoilt = mutated(&text, &mutations);
            check_agreement(&spoilt);
            check_repairs(&spoilt);
        }
    }

    #[test]
    fn any_tokens_are_judged_as_a_strict_reader_does(tokens in vec(prop::sample::select(TOKENS), 0..12)) {
        check_agreement(tokens.concat().as_bytes());
        check_repairs(tokens.concat().as_bytes());
    }

    #[test]
    fn a_part_of_a_text_reads_as_it_does_alone(
        value in values("[a-c\"é]{0,3}"),
        mutations in mutations(),
        before in "[\\[{\"é,\n]{0,9}",
        after in "[\\]}\"é,\n]{0,9}",
    ) {
        let Ok(text) = String::from_utf8(mutated(&value.to_string(), &mutations)) else { return Ok(()) };
        prop_assume!(!text.trim().is_empty() && !text.starts_with('\u{feff}') && !text.contains('\0'));
        let offset = u32::try_from(before.len()).expect("short");
        let source = Source::new("t.json", format!("{before}{text}{after}"));
        let part = Span::new(offset, offset + u32::try_from(text.len()).expect("short"));
        let (alone, within) = (json(text.as_bytes()), parse_json_within(&source, part, &Limits::default()));
        let faults = |parsed: &Parsed, by: u32| -> Vec<_> {
            parsed.faults.iter().map(|fault| (fault.kind, fault.span.start - by, fault.message.shown())).collect()
        };
        prop_assert_eq!(faults(&alone, 0), faults(&within, offset));
        let values = |parsed: &Parsed| parsed.tree.as_ref().map(|tree| tree.root().to_value());
        prop_assert_eq!(values(&alone), values(&within));
    }

    #[test]
    fn any_bytes_are_judged_as_a_strict_reader_does(bytes in vec(any::<u8>(), 0..64)) {
        check_agreement(&bytes);
    }

    #[test]
    fn any_bytes_and_tokens_can_be_read_as_yaml(
        bytes in vec(any::<u8>(), 0..64),
        tokens in vec(prop::sample::select(TOKENS), 0..16),
    ) {
        yaml(&bytes);
        yaml(tokens.concat().as_bytes());
    }

    #[test]
    fn a_spoilt_text_can_be_read_as_yaml(value in values("[a-c:#&*! é\n-]{0,4}"), mutations in mutations()) {
        for text in texts(&value) {
            yaml(&mutated(&text, &mutations));
        }
    }

    #[test]
    fn json_means_the_same_as_yaml(value in values(PRINTABLE)) {
        for text in texts(&value) {
            let parsed = yaml(text.as_bytes());
            prop_assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
            prop_assert_eq!(parsed.tree.expect("a tree").root().to_value(), value.clone());
        }
    }
}
