//! The JSON report: it hides personal data, and it keeps the schema that `report-schema` prints.

use std::collections::HashSet;

use openapi_source::{Kind, Limits, Node, parse_json};
use openapi_spec::Resource;
use securegate_tests::{root, run, run_with_input};
use serde_json::{Value, json};

use crate::fixtures::{Fixture, findings, reports};

/// Every text in the documents that fixtures are held against: names, values, prose.
fn words_of_the_documents() -> HashSet<String> {
    fn collect(value: &Value, out: &mut HashSet<String>) {
        match value {
            Value::String(text) => {
                out.insert(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
            Value::Object(map) => {
                for (name, child) in map {
                    out.insert(name.clone());
                    collect(child, out);
                }
            }
            _ => {}
        }
    }
    let mut out = HashSet::new();
    let schemas = ["openapi/securegate.yaml", "tests/payloads/contract/venue.schema.yaml"];
    for name in schemas {
        let bytes = std::fs::read(root().join(name)).expect("a document");
        let (resource, _) = Resource::load(name, &bytes);
        collect(resource.expect("it reads").value(), &mut out);
    }
    out
}

/// The texts and long numbers of a payload, as far as it can be read; of one that can't be, what is written
/// like an address or a telephone number.
fn values(fixture: &Fixture) -> Vec<String> {
    fn collect(node: Node<'_>, out: &mut Vec<String>) {
        match node.kind() {
            Kind::String => out.push(node.as_str().unwrap_or_default().to_owned()),
            Kind::Number | Kind::Invalid => out.push(node.raw().to_owned()),
            _ => {}
        }
        node.elements().for_each(|item| collect(item, out));
        node.members().for_each(|member| collect(member.value, out));
    }
    let mut out = Vec::new();
    if let Some(tree) = parse_json("t", &fixture.bytes, &Limits::default()).tree {
        collect(tree.root(), &mut out);
    } else {
        let text = String::from_utf8_lossy(&fixture.bytes);
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"@.-_".contains(c));
        let is_personal =
            |word: &&str| word.contains('@') || word.bytes().filter(u8::is_ascii_digit).count() > 6;
        out.extend(words.filter(is_personal).map(ToOwned::to_owned));
    }
    // Words of JSON, or of other notations, are nobody's.
    let is_word = |value: &str| matches!(value, "true" | "false" | "null" | "None" | "-Infinity");
    out.retain(|value| value.chars().count() > 3 && !is_word(value));
    out
}

#[test]
fn reports_hold_no_value_of_a_payload() {
    let known = words_of_the_documents();
    let mut checked = 0;
    for (fixture, report) in reports() {
        let report = report.to_string();
        for value in values(fixture).iter().filter(|value| !known.contains(*value)) {
            checked += 1;
            assert!(!report.contains(value.as_str()), "{} leaks {value:?}: {report}", fixture.name());
        }
    }
    assert!(checked > 500, "only {checked} values were looked for");
}

#[test]
fn values_are_shown_when_asked_for() {
    let (fixture, masked) = reports()
        .iter()
        .find(|(fixture, _)| fixture.name() == "contract/enum/bad-plus-one.json")
        .expect("it is there");
    let shown = fixture.lint(&["--format", "json", "--show-values"]).json();
    let message = |report: &Value| {
        let of_rule = findings(report).iter().find(|finding| finding["rule"] == "contract/enum");
        of_rule.and_then(|finding| finding["message"].as_str()).expect("a message").to_owned()
    };
    assert!(message(&shown).contains("`\"+1\"`"), "{}", message(&shown));
    assert!(message(masked).contains("`[hidden]`"), "{}", message(masked));
    // Nothing else differs.
    assert_eq!(message(&shown).replace("`\"+1\"`", "`[hidden]`"), message(masked));
}

#[test]
fn names_that_are_addresses_or_numbers_are_hidden() {
    let payload = r#"{"status": "sent", "jane@example.com": 1, "+44 7700 900143": {"a": 1}, "7700900143": 1, "Jane Doe": 1}"#;
    let arguments =
        ["lint", "-", "--format", "json", "--op", "update_invite_status", "--direction", "request"];
    let run = run_with_input(root(), arguments, payload.as_bytes());
    let report = run.json();
    assert_eq!(findings(&report).len(), 4);
    for finding in findings(&report) {
        assert_eq!(finding["pointer"], "/[hidden]");
        assert!(finding["message"].as_str().is_some_and(|message| message.contains("`[hidden]`")));
    }
    for personal in ["jane", "Jane", "7700"] {
        assert!(!run.stdout.contains(personal), "{personal} in {}", run.stdout);
    }
}

#[test]
fn reports_keep_their_schema() {
    let dir = tempfile::tempdir().expect("a folder");
    let schema = run(root(), ["report-schema"]);
    assert_eq!(schema.code, 0);
    std::fs::write(dir.path().join("report.schema.json"), schema.stdout).expect("it is written");
    let mut names = Vec::new();
    let mut write = |report: &Value| {
        let name = format!("{}.json", names.len());
        std::fs::write(dir.path().join(&name), report.to_string()).expect("it is written");
        names.push(name);
    };
    for (_, report) in reports() {
        write(report);
    }
    write(&run(root(), ["lint", "nowhere.json", "--format", "json"]).json());
    write(&run(root(), ["lint", "samples/guests.json", "--format", "json", "--max-findings", "1"]).json());
    let arguments = ["lint", "--schema", "report.schema.json"].into_iter();
    let kept = run(dir.path(), arguments.chain(names.iter().map(String::as_str)));
    assert_eq!(kept.code, 0, "{}", kept.shown());
    assert!(kept.stdout.ends_with(&format!("no findings in {} files\n", names.len())));
}

#[test]
fn a_damaged_report_breaks_its_schema() {
    let dir = tempfile::tempdir().expect("a folder");
    let schema = run(root(), ["report-schema"]).stdout;
    std::fs::write(dir.path().join("report.schema.json"), schema).expect("it is written");
    let report = run(root(), ["lint", "samples/guests.json", "--format", "json"]).json();
    let check = |rule: &str, damage: &dyn Fn(&mut Value)| {
        let mut broken = report.clone();
        damage(&mut broken);
        std::fs::write(dir.path().join("broken.json"), broken.to_string()).expect("it is written");
        let arguments = ["lint", "broken.json", "--schema", "report.schema.json", "--format", "json"];
        let run = run(dir.path(), arguments);
        assert_eq!(run.code, 1, "{rule}: {}", run.shown());
        assert_eq!(crate::fixtures::rules(&run.json()), [rule]);
    };
    let without = |object: &mut Value, name: &str| {
        object.as_object_mut().and_then(|map| map.remove(name)).expect("it was there");
    };
    check("contract/enum", &|report| report["findings"][0]["severity"] = json!("fatal"));
    check("contract/type", &|report| report["findings"][0]["line"] = json!("1"));
    check("contract/minimum", &|report| report["findings"][0]["line"] = json!(-1));
    check("contract/type", &|report| report["findings"][0]["message"] = Value::Null);
    check("contract/required", &|report| without(&mut report["findings"][0], "rule"));
    check("contract/unknown-property", &|report| report["findings"][0]["extra"] = json!(1));
    check("contract/required", &|report| without(report, "summary"));
    check("contract/enum", &|report| report["summary"]["files"][0]["verdict"] = json!("fine"));
    check("contract/type", &|report| report["not_checked"] = json!({}));
}

#[test]
fn the_summary_counts_what_the_list_shows() {
    for (fixture, report) in reports() {
        for (severity, count) in [("error", "errors"), ("warning", "warnings"), ("info", "infos")] {
            let listed = findings(report).iter().filter(|finding| finding["severity"] == severity).count();
            assert_eq!(report["summary"][count], json!(listed), "{}", fixture.name());
        }
        let verdict = &report["summary"]["files"][0]["verdict"];
        let is_invalid = report["summary"]["errors"] != json!(0);
        assert_eq!(verdict == "invalid", is_invalid, "{}", fixture.name());
        assert!(verdict != "valid" || report["not_checked"] == json!([]), "{}", fixture.name());
    }
}

#[test]
fn places_are_within_the_file_and_agree() {
    for (fixture, report) in reports() {
        let text = String::from_utf8(fixture.bytes.clone()).expect("fixtures are UTF-8");
        for finding in findings(report) {
            let number =
                |name: &str| usize::try_from(finding[name].as_u64().expect("a number")).expect("small");
            // Counted anew from the offsets: lines by line feed, columns in code points.
            for (line, column, offset) in
                [("line", "column", "offset"), ("end_line", "end_column", "end_offset")]
            {
                let before = text.get(..number(offset)).expect("an offset between two characters");
                let last = before.rsplit('\n').next().unwrap_or_default();
                assert_eq!(number(line), before.matches('\n').count() + 1, "{}", fixture.name());
                assert_eq!(number(column), last.chars().count() + 1, "{}", fixture.name());
            }
            assert!(number("offset") <= number("end_offset"), "{}", fixture.name());
        }
    }
}
