//! What a set of rules does with options, selections and memory, whatever the rules are.

use std::collections::BTreeMap;

use openapi_findings::Finding;
use openapi_source::{Limits, Span, Tree, parse_json};
use openapi_spec::Document;
use securegate_rules::{At, Found, Guest, Memory, OptionError, Payload, RULES, RuleSet};
use serde_json::{Value, json};

fn tree(name: &str, text: &str) -> Tree {
    parse_json(name, text.as_bytes(), &Limits::default()).tree.expect("JSON")
}

fn rules(payload: Payload, options: &BTreeMap<String, Value>) -> Result<RuleSet, OptionError> {
    RuleSet::new(payload, options, &|_| true)
}

fn guest(first_name: &str, email: &str) -> Value {
    json!({
        "first_name": first_name, "last_name": "Okafor", "email": email, "country_code": "44",
        "mobile_number": "7400123456", "authentication_method": "Both",
    })
}

fn look(set: &RuleSet, memory: &mut Memory, name: &str, payload: &Value) -> Vec<Finding> {
    let tree = tree(name, &payload.to_string());
    let mut found = Found::new();
    set.look_at_tree(&tree, None, &mut found);
    memory.admit(&mut found);
    found.findings
}

fn names(findings: &[Finding]) -> Vec<(&str, Option<u64>, String)> {
    let pointer =
        |finding: &Finding| finding.place.pointer.as_ref().map(ToString::to_string).unwrap_or_default();
    findings.iter().map(|finding| (finding.rule, finding.place.record, pointer(finding))).collect()
}

#[test]
fn a_key_is_remembered_across_records_and_files() {
    let set = rules(Payload::Guests, &BTreeMap::new()).expect("no options");
    let mut memory = Memory::new();
    let one = json!({"invites": [guest("Ada", "ada@okafor.net"), guest("Ada", "ADA@okafor.net")]});
    let found = look(&set, &mut memory, "one.json", &one);
    let emails: Vec<&Finding> = found.iter().filter(|it| it.rule == "invite/duplicate-email").collect();
    assert_eq!(emails.len(), 1);
    assert_eq!(emails[0].place.record, Some(2));
    assert_eq!(
        emails[0].place.pointer.as_ref().map(ToString::to_string).as_deref(),
        Some("/invites/1/email")
    );
    let two = json!([guest("Bo", "bo@okafor.net"), guest("Eve", "ada@okafor.net")]);
    let found = look(&set, &mut memory, "two.json", &two);
    let email = found.iter().find(|it| it.rule == "invite/duplicate-email").expect("across files");
    let message = email.message.shown();
    assert!(message.contains("record 1 of one.json"), "{message}");
    assert!(message.contains("another name"), "{message}");
}

#[test]
fn records_of_a_block_are_numbered_when_the_block_is_admitted() {
    let set = rules(Payload::Guests, &BTreeMap::new()).expect("no options");
    let tree = tree("list.ndjson", &guest("Ada ", "ada@okafor.net").to_string());
    let mut found = Found::new();
    set.look_at_tree(&tree, Some(3), &mut found);
    found.shift(1000, 0);
    assert_eq!(names(&found.findings), [("invite/stray-space", Some(1003), "/first_name".to_owned())]);
}

/// What is said of a guest that stands in a row of a table.
fn look_at_row(row: &str) -> Vec<Finding> {
    let set = rules(Payload::Guests, &BTreeMap::new()).expect("no options");
    let source = openapi_source::Source::new("list.csv", row);
    let mut at = 0;
    let texts = source.text().split(';').map(|text| {
        let start = at;
        at += u32::try_from(text.len()).expect("short") + 1;
        Some((text, Span::new(start, at - 1)))
    });
    let texts: Vec<Option<(&str, Span)>> = texts.collect();
    let at = At { record: Some(7), row: Some(8), ..At::whole(&source) };
    let guest = Guest::of_row(texts.try_into().expect("six"), at);
    let mut found = Found::new();
    set.look_at_guest(&guest, &mut found);
    found.findings
}

#[test]
fn a_row_of_a_table_is_a_guest_like_any_other() {
    let found = look_at_row("Ada ;Okafor;ada@okafor.net;44;7400123456;QR Code");
    assert_eq!(names(&found), [("invite/stray-space", Some(7), "/first_name".to_owned())]);
    assert_eq!(found[0].place.cell.as_ref().map(|cell| cell.row), Some(8));
}

#[test]
fn what_the_rules_about_tables_say_is_not_said_again() {
    for row in [
        "=1+1;Okafor;ada@okafor.net;44;7400123456;QR Code",
        "#REF!;Okafor;ada@okafor.net;44;7400123456;QR Code",
        "Ada;Okafor;ada@okafor.net;44;7.4E+09;QR Code",
    ] {
        assert_eq!(names(&look_at_row(row)), [], "{row}");
    }
    let found = look_at_row("#BEZUG!;+cmd|x;ada@okafor.net;44;7.4E09;QR Code");
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(
        rules,
        ["invite/spreadsheet-formula", "invite/spreadsheet-damage", "invite/spreadsheet-damage"]
    );
}

#[test]
fn rules_that_are_not_kept_do_not_look() {
    let set = RuleSet::new(Payload::Guests, &BTreeMap::new(), &|_| false).expect("no options");
    assert!(set.is_empty());
}

#[test]
fn options_are_refused_with_their_names() {
    let refused = |options: Value| {
        let options: BTreeMap<String, Value> = serde_json::from_value(options).expect("a table");
        rules(Payload::Guests, &options).err().map(|error| error.to_string()).unwrap_or_default()
    };
    insta::assert_snapshot!(
        [
            refused(json!({"invite/batch-sise": {"max": 5}})),
            refused(json!({"invite/batch-size": 5})),
            refused(json!({"invite/batch-size": {"maximum": 5}})),
            refused(json!({"invite/batch-size": {"max": "many"}})),
            refused(json!({"invite/stray-space": {"max": 5}})),
        ]
        .join("\n")
    );
    assert_eq!(refused(json!({"invite/batch-size": {"max": 5}})), "");
}

#[test]
fn a_batch_larger_than_the_option_says_is_named_once() {
    let options = BTreeMap::from([("invite/batch-size".to_owned(), json!({"max": 1}))]);
    let set = rules(Payload::Guests, &options).expect("a good option");
    let list = json!({"invites": [guest("Ada", "ada@okafor.net"), guest("Bo", "bo@okafor.net")]});
    let found = look(&set, &mut Memory::new(), "one.json", &list);
    let sizes: Vec<_> = names(&found).into_iter().filter(|(rule, ..)| *rule == "invite/batch-size").collect();
    assert_eq!(sizes, [("invite/batch-size", None, "/invites".to_owned())]);
}

#[test]
fn names_of_rules_are_well_formed_and_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in RULES {
        assert!(seen.insert(rule.name), "{} stands twice", rule.name);
        let (group, name) = rule.name.split_once('/').expect("group/name");
        assert!(["invite", "answer", "event"].contains(&group), "{}", rule.name);
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.name);
    }
}

#[test]
fn only_documents_of_securegate_have_such_payloads() {
    let document = |title: &str, url: &str| {
        let text = json!({
            "openapi": "3.1.0", "info": {"title": title, "version": "1"}, "servers": [{"url": url}],
            "paths": {"/events/{id}/invites": {"post": {"responses": {}}}},
        });
        Document::load("t.json", text.to_string().as_bytes()).0.expect("a document")
    };
    let of = |document: &Document| Payload::of_request(document, &document.operations()[0]);
    assert_eq!(of(&document("My Securegate", "https://example.com")), Some(Payload::Guests));
    assert_eq!(of(&document("Invites", "https://api.securegate.ai")), Some(Payload::Guests));
    assert_eq!(of(&document("Invites", "https://example.com")), None);
    let securegate = document("Securegate", "/");
    let operation = &securegate.operations()[0];
    assert_eq!(Payload::of_response(&securegate, operation, "200"), Some(Payload::NewInvites));
    assert_eq!(Payload::of_response(&securegate, operation, "422"), None);
}
