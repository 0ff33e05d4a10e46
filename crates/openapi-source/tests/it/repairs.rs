//! What repairs make of a text.

use openapi_source::{Limits, Parsed, Repair, parse_json, parse_yaml};

/// The text with all repairs that are `wanted` and don't overlap; `None` if there are none.
pub(crate) fn repaired(parsed: &Parsed, wanted: impl Fn(&Repair) -> bool) -> Option<String> {
    let text = parsed.source.text();
    let mut edits: Vec<(usize, usize, &str)> = Vec::new();
    let mut is_repaired = false;
    for repair in parsed.faults.iter().filter_map(|fault| fault.repair.as_ref()).filter(|one| wanted(one)) {
        let new: Vec<_> = repair
            .edits
            .iter()
            .map(|(span, text)| (span.start as usize, span.end as usize, text.as_str()))
            .collect();
        let overlaps = |(start, end, _): &(usize, usize, &str)| {
            edits.iter().any(|(from, to, _)| start == from || (*start < *to && *from < *end))
        };
        if new.iter().any(overlaps) {
            continue;
        }
        is_repaired = true;
        edits.extend(new);
    }
    edits.sort_unstable();
    let mut out = String::new();
    let mut at = 0;
    for (start, end, text_there) in edits {
        out.push_str(&text[at..start]);
        out.push_str(text_there);
        at = end;
    }
    out.push_str(&text[at..]);
    is_repaired.then_some(out)
}

/// Repairs until nothing is left to repair.
#[track_caller]
fn mended(text: &str, parse: impl Fn(&str) -> Parsed, wanted: impl Fn(&Repair) -> bool) -> String {
    let mut text = text.to_owned();
    for _ in 0..20 {
        match repaired(&parse(&text), &wanted) {
            Some(better) => text = better,
            None => return text,
        }
    }
    panic!("there is no end of repairs: {text:?}");
}

/// A text, what safe repairs make of it, and what guesses make of it beside.
#[track_caller]
fn check(text: &str, safe: &str, guessed: &str) {
    let parse = |text: &str| parse_json("t.json", text.as_bytes(), &Limits::default());
    assert_eq!(mended(text, parse, |repair| repair.is_safe), safe, "safe repairs of {text:?}");
    assert_eq!(mended(text, parse, |_| true), guessed, "all repairs of {text:?}");
}

#[track_caller]
fn check_safe(text: &str, mended: &str) {
    check(text, mended, mended);
}

#[track_caller]
fn check_guess(text: &str, mended: &str) {
    check(text, text, mended);
}

#[test]
fn commas_and_colons() {
    check_safe("[1, 2,]", "[1, 2]");
    check_safe("{\"a\": 1,\r\n}\r\n", "{\"a\": 1\r\n}\r\n");
    check_safe("{\"a\": [1,], \"b\": 2,}", "{\"a\": [1], \"b\": 2}");
    check_safe("[1,,]", "[1]");
    check_guess("[1,,2]", "[1,2]");
    check_guess("[,1]", "[1]");
    check_guess("{\"a\": 1\n \"b\": 2}", "{\"a\": 1,\n \"b\": 2}");
    check_guess("{\"a\":1;\"b\":2}", "{\"a\":1,\"b\":2}");
    check_guess("{\"a\" 1}", "{\"a\": 1}");
    check_guess("{\"a\" => 1}", "{\"a\" : 1}");
    check_guess("{\"a\":: 1}", "{\"a\": 1}");
}

#[test]
fn comments_are_information() {
    check_guess("[1, // one\n 2 /* two */]", "[1,\n 2 ]");
    check_guess("// guests\n[1]\n", "[1]\n");
}

#[test]
fn quotes() {
    check_safe("{'a': 'it\\'s \"so\"\\n'}", "{\"a\": \"it's \\\"so\\\"\\n\"}");
    check_safe("{first-name: 1, $b: 2}", "{\"first-name\": 1, \"$b\": 2}");
    check_safe("{“a”: „é“}", "{\"a\": \"é\"}");
    check_safe("{“a”: “\\n”, “b”: “c”}", "{\"a\": “\\n”, \"b\": \"c\"}");
    // The quotes of a text that is odd elsewhere may stand in pairs that nobody meant.
    check_guess("['O' 'Neill', 'x']", "[\"O\", \"Neill\", \"x\"]");
    // Where it can't be read to its end, the rest has yet to be seen.
    check("{'a': 'O'Neill'}", "{'a': 'O'Neill'}", "{\"a\": \"O\"Neill'}");
}

#[test]
fn words_and_numbers() {
    check_safe("[True, FALSE, None, null]", "[true, false, null, null]");
    check_guess("[undefined]", "[null]");
    check_safe("[NaN, `x`, -Infinity, 0x1F]", "[NaN, `x`, -Infinity, 0x1F]");
    check_guess("{\"a\": QR Code, \"b\": é}", "{\"a\": \"QR Code\", \"b\": \"é\"}");
    check_guess("[01, +1, +1 (555) 0100]", "[\"01\", \"+1\", \"+1 (555) 0100\"]");
    check_guess("[.5, 1., 1_000]", "[0.5, 1.0, 1000]");
}

#[test]
fn strings() {
    check_safe("[\"a\tb\u{1}\nc\r\nd\"]", "[\"a\\tb\\u0001\\nc\\r\\nd\"]");
    check_guess("[\"C:\\Users\"]", "[\"C:\\\\Users\"]");
    check_safe("[\"\\ud800\"]", "[\"\\ud800\"]");
}

#[test]
fn duplicates_and_spaces() {
    check_safe("{\"a\": [1], \"b\": 2, \"a\": [1]}", "{\"a\": [1], \"b\": 2}");
    check_safe("{\"a\": 1, \"a\": 1, \"a\": 1}", "{\"a\": 1}");
    check_safe("{\"a\": 1, \"a\": 2}", "{\"a\": 1, \"a\": 2}");
    check_safe("{\"a\":\u{a0}1,\u{200b} \"b\": 2}", "{\"a\": 1, \"b\": 2}");
    check_safe("[1]\u{feff}", "[1]");
}

#[test]
fn equal_keys_of_yaml() {
    let check = |text: &str, expected: &str| {
        let parse = |text: &str| parse_yaml("t.yaml", text.as_bytes(), &Limits::default());
        assert_eq!(mended(text, parse, |repair| repair.is_safe), expected);
    };
    check("a: 1\nb: 2\na: 1\n", "a: 1\nb: 2\n");
    check("- a: x\n  a: x\n", "- a: x\n");
    check("- a:\n    - 1\n  b: 2\n  a:\n    - 1", "- a:\n    - 1\n  b: 2\n");
    check("{a: 1, b: 2, a: 1}\n", "{a: 1, b: 2}\n");
    check("a: 1\na: 2\n", "a: 1\na: 2\n");
    check("a: 1 # one\na: 1 # two\n", "a: 1 # one\na: 1 # two\n");
}

#[test]
fn a_text_that_can_not_be_written_anew_is_left_alone() {
    let parse = |bytes: &[u8]| parse_json("t.json", bytes, &Limits::default());
    let anew = |bytes: &[u8]| {
        let fault = parse(bytes).faults.remove(0);
        fault.repair.map(|repair| (repair.is_safe, repair.edits.len()))
    };
    assert_eq!(anew(b"\xEF\xBB\xBF[1]"), Some((true, 0)));
    assert_eq!(anew(b"\xFF\xFE[\x001\x00]\x00"), Some((true, 0)));
    // Half of a surrogate pair would be lost.
    assert_eq!(anew(b"\xFF\xFE[\x00\"\x00\x00\xD8\"\x00]\x00"), None);
}
