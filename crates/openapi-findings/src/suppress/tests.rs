//! Suppressions, from entries of a configuration and from comments.

use openapi_source::{Limits, Source, Span, parse_yaml};

use super::*;

const KNOWN: [&str; 2] = ["invite/letter-case", "contract/enum"];

fn entry(rule: &str) -> Suppress {
    let reason = "the sponsor writes itself so".to_owned();
    Suppress { rule: rule.to_owned(), file: None, pointer: None, record: None, reason, until: None }
}

fn place() -> Place {
    Place::new(&Source::new("securegate.toml", "[[suppress]]"), Span::new(0, 12))
}

fn suppressions(entries: Vec<Suppress>) -> Suppressions {
    let today = Date::parse("2026-06-15").unwrap();
    Suppressions::new(entries.into_iter().map(|entry| (entry, place())).collect(), &KNOWN, today)
}

fn finding(file: &str, pointer: &str, record: Option<u64>) -> Finding {
    let mut place = Place::new(&Source::new(file, "x"), Span::at(0));
    place.pointer = Some(Pointer::from_text(pointer));
    place.record = record;
    Finding::new("invite/letter-case", Severity::Info, "m", place)
}

#[track_caller]
fn problems(suppressions: Suppressions, expected: &[(&str, Severity)]) {
    let problems = suppressions.problems(&["a/guests.json".to_owned()], &|_| true);
    let found: Vec<_> = problems.iter().map(|problem| (problem.rule, problem.severity)).collect();
    assert_eq!(found, expected);
    assert!(problems.iter().all(|problem| !problem.help.is_empty()));
}

#[test]
fn a_finding_must_fit_all_that_an_entry_says() {
    let check = |entry: Suppress, fits: bool| {
        let mut all = suppressions(vec![entry.clone()]);
        let found = finding("./a/guests.json", "/invites/3/first_name", Some(4));
        assert_eq!(all.suppress(&found).is_some(), fits, "{entry:?}");
    };
    let base = || entry("invite/letter-case");
    check(base(), true);
    check(entry("invite"), true);
    check(entry("contract/enum"), false);
    for (pattern, fits) in [
        ("a/*.json", true),
        ("**/guests.json", true),
        ("*.json", false),
        ("a/guests.json", true),
        ("b/**", false),
    ] {
        check(Suppress { file: Some(pattern.to_owned()), ..base() }, fits);
    }
    for (pattern, fits) in [
        ("/invites/*/first_name", true),
        ("/invites/3/first_name", true),
        ("/invites/3", false),
        ("/invites/*/*", true),
        ("/*/first_name", false),
        ("", false),
    ] {
        check(Suppress { pointer: Some(pattern.to_owned()), ..base() }, fits);
    }
    check(Suppress { record: Some(4), ..base() }, true);
    check(Suppress { record: Some(3), ..base() }, false);
    check(Suppress { until: Some("2026-06-15".to_owned()), ..base() }, true);
    check(Suppress { until: Some("2026-06-14".to_owned()), ..base() }, false);
    check(Suppress { reason: " ".to_owned(), ..base() }, false);
}

#[test]
fn what_is_wrong_with_an_entry_is_said() {
    let base = || entry("invite/letter-case");
    problems(suppressions(vec![entry("invite/leter-case")]), &[("suppress/unknown-rule", Severity::Warning)]);
    let blank = Suppress { reason: String::new(), ..base() };
    problems(suppressions(vec![blank]), &[("suppress/missing-reason", Severity::Warning)]);
    let over = Suppress { until: Some("2020-01-01".to_owned()), ..base() };
    problems(suppressions(vec![over]), &[("suppress/expired", Severity::Warning)]);
    let no_date = Suppress { until: Some("soon".to_owned()), ..base() };
    problems(suppressions(vec![no_date]), &[("suppress/malformed", Severity::Warning)]);
    let no_pattern = Suppress { file: Some("a/[".to_owned()), ..base() };
    problems(suppressions(vec![no_pattern]), &[("suppress/malformed", Severity::Warning)]);
}

#[test]
fn entries_that_suppressed_nothing_are_said_where_their_file_was_looked_at() {
    let of = |file: &str| Suppress { file: Some(file.to_owned()), ..entry("invite/letter-case") };
    problems(suppressions(vec![of("a/*.json")]), &[("suppress/unused", Severity::Warning)]);
    problems(suppressions(vec![of("b/*.json")]), &[]);
    problems(suppressions(vec![entry("invite/letter-case")]), &[("suppress/unused", Severity::Info)]);
    let mut used = suppressions(vec![of("a/*.json")]);
    let reason = used.suppress(&finding("a/guests.json", "", None)).unwrap();
    assert_eq!(reason, Reason { text: "the sponsor writes itself so".to_owned(), in_source: false });
    problems(used, &[]);
    let unselected = suppressions(vec![of("a/*.json")]);
    assert!(
        unselected.problems(&["a/guests.json".to_owned()], &|rule| !rule.starts_with("invite")).is_empty()
    );
}

#[test]
fn comments_suppress_in_their_line() {
    let text = "- first_name: ANN # securegate: ignore invite/letter-case -- so she writes\n- first_name: BOB\n\
                # securegate: ignore invite/letter-case\n- first_name: C # securegate: ignore contract/enum -- why\n";
    let tree = parse_yaml("a/guests.yaml", text.as_bytes(), &Limits::default()).tree.unwrap();
    let mut all = suppressions(Vec::new());
    all.read_comments(&tree);
    let at = |word: &str| {
        let offset = u32::try_from(text.find(word).unwrap()).unwrap();
        Finding::new("invite/letter-case", Severity::Info, "m", Place::new(tree.source(), Span::at(offset)))
    };
    assert!(all.suppress(&at("ANN")).is_some_and(|reason| reason.in_source));
    assert_eq!(all.suppress(&at("BOB")), None);
    assert_eq!(all.suppress(&at("C #")), None, "without a reason it does not count");
    problems(all, &[("suppress/missing-reason", Severity::Warning), ("suppress/unused", Severity::Warning)]);
}

#[test]
fn entries_are_read_as_the_configuration_writes_them() {
    let read: Suppress =
        serde_json::from_str("{\"rule\": \"contract/enum\", \"reason\": \"r\", \"until\": \"2026-12-31\"}")
            .unwrap();
    assert_eq!(read.until.as_deref(), Some("2026-12-31"));
    assert!(serde_json::from_str::<Suppress>("{\"rule\": \"a\", \"reasons\": \"r\"}").is_err());
}
