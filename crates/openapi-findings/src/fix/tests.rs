//! Fixes in bytes: what they change, what they leave, where they end.

use openapi_source::{Limits, Origin, Source, Span, Syntax, parse_json, parse_json_at, parse_yaml};
use proptest::prelude::*;

use super::{Stopped, apply, mend};
use crate::{Edit, Finding, Fix, Place, Safety, Severity};

fn finding(source: &Source, safety: Safety, edits: &[(u32, u32, &str)]) -> Finding {
    let edits = edits
        .iter()
        .map(|(start, end, text)| Edit { span: Span::new(*start, *end), text: (*text).to_owned() })
        .collect();
    let mut finding = Finding::new("test/rule", Severity::Error, "wrong", Place::new(source, Span::at(0)));
    finding.fix = Some(Fix { message: "mend it".into(), safety, edits });
    finding
}

fn faults(bytes: &[u8]) -> Vec<Finding> {
    let parsed = parse_json("t.json", bytes, &Limits::default());
    parsed.faults.into_iter().map(|fault| Finding::from_fault(fault, &parsed.source)).collect()
}

#[track_caller]
fn check(bytes: &[u8], expected: &[u8]) {
    let mended = mend(bytes.to_vec(), Safety::Safe, |bytes| Ok::<_, ()>(faults(bytes))).expect("it looks");
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(shown(&mended.bytes), shown(expected));
    assert_eq!(mended.stopped, None);
    let again =
        mend(mended.bytes.clone(), Safety::Safe, |bytes| Ok::<_, ()>(faults(bytes))).expect("it looks");
    assert_eq!(again.bytes, mended.bytes);
    assert!(again.fixed.is_empty());
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn only_what_is_wrong_changes() {
    check(b"[1, 2,\r\n]\r\n", b"[1, 2\r\n]\r\n");
    check(b"{'a' : 'b',\t\n\n c:[ 1,]}", b"{\"a\" : \"b\",\t\n\n \"c\":[ 1]}");
    check(b"[1]", b"[1]");
    // Nothing can be done about the byte, and it stays.
    check(b"[\"J\xF6rg\", 1,]", b"[\"J\xF6rg\", 1]");
}

#[test]
fn encodings_become_utf_8() {
    check(b"\xEF\xBB\xBF[\"\xC3\xA9\",]", "[\"é\"]".as_bytes());
    check(&utf16("\u{feff}[\"é😀\",]\r\n", u16::to_le_bytes), "[\"é😀\"]\r\n".as_bytes());
    check(&utf16("[\"é😀\",]", u16::to_be_bytes), "[\"é😀\"]".as_bytes());
    let wide: Vec<u8> = "\u{feff}['é']".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    check(&wide, "[\"é\"]".as_bytes());
    // Half of a surrogate pair can't be written as UTF-8, so the file stays as it is.
    let mut broken = utf16("\u{feff}[\"x", u16::to_le_bytes);
    broken.extend(0xD800u16.to_le_bytes());
    broken.extend(utf16("\",]", u16::to_le_bytes));
    check(&broken, &broken);
    // A mark in the midst of the text, and one before a text with a byte that is none.
    check(b"[1]\xEF\xBB\xBF", b"[1]");
    check(b"\xEF\xBB\xBF[\"\xF6\"]", b"[\"\xF6\"]");
}

#[test]
fn yaml_in_a_wide_encoding_is_fixed_too() {
    let bytes = utf16("\u{feff}a: 1\na: 1\nb: é\n", u16::to_le_bytes);
    let parsed = parse_yaml("t.yaml", &bytes, &Limits::default());
    let findings: Vec<Finding> =
        parsed.faults.into_iter().map(|fault| Finding::from_fault(fault, &parsed.source)).collect();
    assert_eq!(apply(&bytes, &findings, Safety::Safe).bytes, "a: 1\nb: é\n".as_bytes());
}

#[test]
fn pieces_are_fixed_where_they_lie_in_the_input() {
    let input = "[1]\n[é,]\n[2,]\n";
    let mut findings = Vec::new();
    let mut origin = Origin::default();
    for line in input.split_inclusive('\n') {
        let parsed = parse_json_at("t.ndjson", line.as_bytes(), &Limits::default(), origin);
        findings.extend(parsed.faults.into_iter().map(|fault| Finding::from_fault(fault, &parsed.source)));
        origin = Origin { lines: origin.lines + 1, bytes: origin.bytes + line.len() as u64 };
    }
    let applied = apply(input.as_bytes(), &findings, Safety::Safe);
    assert_eq!(String::from_utf8(applied.bytes).as_deref(), Ok("[1]\n[é]\n[2]\n"));
}

#[test]
fn of_overlapping_fixes_the_first_is_applied_whole() {
    let source = Source::piece("t", "abcdef", Origin::default(), Syntax::Json);
    let findings = [
        finding(&source, Safety::Safe, &[(2, 4, "X"), (5, 6, "Y")]),
        finding(&source, Safety::Safe, &[(0, 1, "Z"), (3, 5, "W")]),
        finding(&source, Safety::Safe, &[(1, 1, "I")]),
        finding(&source, Safety::Safe, &[(1, 2, "J")]),
    ];
    let applied = apply(b"abcdef", &findings, Safety::Safe);
    assert_eq!((applied.bytes.as_slice(), applied.fixed), (&b"ZIbcWf"[..], vec![1, 2]));
}

#[test]
fn guesses_are_applied_where_they_are_asked_for() {
    let source = Source::piece("t", "ab", Origin::default(), Syntax::Json);
    let findings =
        [finding(&source, Safety::Unsafe, &[(0, 1, "X")]), finding(&source, Safety::Safe, &[(1, 2, "Y")])];
    assert_eq!(apply(b"ab", &findings, Safety::Safe).bytes, b"aY");
    assert_eq!(apply(b"ab", &findings, Safety::Unsafe).bytes, b"XY");
}

#[test]
fn what_is_not_as_it_was_read_is_left() {
    let source = Source::piece("t", "ab", Origin::default(), Syntax::Json);
    let findings = [finding(&source, Safety::Safe, &[(1, 2, "Y")])];
    assert_eq!(apply(b"ac", &findings, Safety::Safe).fixed, Vec::<usize>::new());
    assert_eq!(apply(b"", &findings, Safety::Safe).fixed, Vec::<usize>::new());
    let elsewhere = Source::elsewhere("t", source.position(1));
    let findings = [finding(&elsewhere, Safety::Safe, &[(0, 0, "Y")])];
    assert_eq!(apply(b"ab", &findings, Safety::Safe).bytes, b"ab");
}

#[test]
fn a_cycle_and_a_change_for_the_worse_end() {
    let flip = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let other = if text == "a" { "b" } else { "a" };
        Ok::<_, ()>(vec![finding(&Source::new("t", text), Safety::Safe, &[(0, 1, other)])])
    };
    let mended = mend(b"a".to_vec(), Safety::Safe, flip).expect("it looks");
    assert_eq!((mended.bytes.as_slice(), mended.stopped), (&b"b"[..], Some(Stopped::Cycle)));
    let worse = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let source = Source::new("t", text.as_str());
        Ok::<_, ()>(vec![finding(&source, Safety::Safe, &[(0, 0, "a")]); text.len() + 1])
    };
    let mended = mend(Vec::new(), Safety::Safe, worse).expect("it looks");
    assert_eq!((mended.bytes.as_slice(), mended.stopped), (&b""[..], Some(Stopped::Worse)));
}

proptest! {
    #[test]
    fn bytes_outside_of_edits_stay(
        text in "[a-c\né]{0,40}",
        ranges in prop::collection::vec((0usize..40, 0usize..5, "[x-z]{0,3}"), 0..12),
    ) {
        let source = Source::piece("t", text.as_str(), Origin::default(), Syntax::Json);
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let findings: Vec<Finding> = ranges
            .iter()
            .map(|(start, len, new)| {
                let (start, end) = (boundary(*start), boundary(start + len));
                let at = |at: usize| u32::try_from(at).expect("short");
                finding(&source, Safety::Safe, &[(at(start), at(end.max(start)), new)])
            })
            .collect();
        let applied = apply(text.as_bytes(), &findings, Safety::Safe);
        // An independent way to the same: the last edit first, each in the text.
        let mut edits: Vec<&Edit> = applied
            .fixed
            .iter()
            .flat_map(|idx| &findings[*idx].fix.as_ref().expect("one").edits)
            .collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        let mut expected = text.clone();
        for edit in edits {
            expected.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        prop_assert_eq!(String::from_utf8(applied.bytes).expect("text"), expected);
        prop_assert!(ranges.is_empty() || !applied.fixed.is_empty());
    }

    #[test]
    fn a_second_run_has_nothing_to_fix(text in "[\\[\\]{}:,'\"a-b1 \n\t\u{feff}\u{a0}#/]{0,24}") {
        for allowed in [Safety::Safe, Safety::Unsafe] {
            let look = |bytes: &[u8]| Ok::<_, ()>(faults(bytes));
            let once = mend(text.clone().into_bytes(), allowed, look).expect("it looks");
            if once.stopped.is_none() {
                let twice = mend(once.bytes.clone(), allowed, look).expect("it looks");
                prop_assert_eq!(&twice.bytes, &once.bytes);
            }
            if allowed == Safety::Safe {
                prop_assert_eq!(once.stopped, None);
            }
            if faults(text.as_bytes()).is_empty() {
                prop_assert_eq!(&once.bytes, text.as_bytes());
            }
        }
    }
}
