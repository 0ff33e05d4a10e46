//! One fault, one finding, at its own place in payload and document.

use openapi_findings::Severity;
use openapi_source::{Limits, Pointer, parse_json};
use openapi_spec::{Document, Resource};

use super::{Checked, Validator};

fn check_with(resource: &Resource, schema: &str, payload: &str) -> Checked {
    let parsed = parse_json("p.json", payload.as_bytes(), &Limits::default());
    let tree = parsed.tree.expect("it reads");
    let validator = Validator::new(resource).expect("it compiles");
    validator.schema(&Pointer::from_text(schema)).expect("it compiles").check(&tree)
}

/// Each finding as `line:column rule @ keyword pointer`.
fn shown(checked: &Checked) -> Vec<String> {
    let mut out = Vec::new();
    for finding in &checked.findings {
        let start = finding.place.start();
        let keyword = finding.demanded_by.as_ref().and_then(|place| place.pointer.clone());
        let keyword = keyword.map_or_else(String::new, |pointer| pointer.to_string());
        out.push(format!("{}:{} {} @ {keyword}", start.line, start.column, finding.rule));
    }
    out
}

#[track_caller]
fn check(schema: &str, payload: &str, expected: &[&str]) {
    let (resource, findings) = Resource::load("s.yaml", schema.as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    let checked = check_with(&resource.unwrap(), "", payload);
    assert_eq!(shown(&checked), expected, "{:?}", checked.findings);
    assert!(checked.not_checked.is_empty());
}

#[test]
fn a_wrong_type_is_not_also_a_wrong_value() {
    check("{type: string, enum: ['1'], minLength: 1}", "1", &["1:1 contract/type @ /type"]);
    check("{enum: ['1'], pattern: '^[0-9]$', minLength: 1}", "\"\"", &["1:1 contract/enum @ /enum"]);
    check("{type: object, minProperties: 1, required: [a]}", "3", &["1:1 contract/type @ /type"]);
}

#[test]
fn a_misspelt_name_is_one_finding() {
    let schema = "{type: object, required: [email, name], properties: {email: {}, name: {}, note: {}}}";
    check(schema, r#"{"emial": 1, "name": 2}"#, &["1:2 contract/unknown-property @ /required"]);
    check(
        schema,
        r#"{"Name": 1, "e-mail": 2}"#,
        &["1:2 contract/unknown-property @ /required", "1:13 contract/unknown-property @ /required"],
    );
    check(
        schema,
        r#"{"email": 1, "name": 2, "notes": 3}"#,
        &["1:25 contract/unknown-property @ /properties"],
    );
    check(
        "{type: object, required: [email], properties: {email: {}}, additionalProperties: false}",
        r#"{"emial": 1}"#,
        &["1:2 contract/unknown-property @ /additionalProperties"],
    );
    check(
        schema,
        r#"{"name": 2, "x": 1}"#,
        &["1:1 contract/required @ /required", "1:13 contract/unknown-property @ /properties"],
    );
}

#[test]
fn the_alternative_that_was_meant_is_reported() {
    let schema = "
anyOf:
  - {type: array, items: {type: object, required: [msg], properties: {msg: {type: string}}}}
  - type: string
  - type: 'null'
";
    check(schema, r#"[{"msg": 1}]"#, &["1:10 contract/type @ /anyOf/0/items/properties/msg/type"]);
    check(schema, "true", &["1:1 contract/type @ /anyOf"]);
    check(schema, "null", &[]);
    check("oneOf: [{minimum: 5}, {maximum: 1}]", "3", &["1:1 contract/one-of @ /oneOf"]);
    check("oneOf: [{type: integer}, {minimum: 1}]", "3", &["1:1 contract/one-of @ /oneOf"]);
}

#[test]
fn open_maps_take_any_name_and_alternatives_all_of_theirs() {
    check("{properties: {a: {}}, additionalProperties: true}", r#"{"b": 1}"#, &[]);
    check("{properties: {a: {}}, patternProperties: {'^x-': {}}}", r#"{"x-b": 1}"#, &[]);
    check("{anyOf: [{properties: {a: {}}}, {properties: {b: {}}}]}", r#"{"a": 1, "b": 1}"#, &[]);
    check("{type: object}", r#"{"b": 1}"#, &[]);
    check(
        "{properties: {a: {additionalProperties: {properties: {b: {}}}}}}",
        r#"{"a": {"x": {"c": 1}}}"#,
        &["1:14 contract/unknown-property @ /properties/a/additionalProperties/properties"],
    );
}

#[test]
fn a_recursive_schema_ends() {
    let schema = "{$ref: '#/$defs/n', $defs: {n: {properties: {n: {$ref: '#/$defs/n'}}}}}";
    let payload = format!("{}{}{}", r#"{"n":"#.repeat(200), r#"{"m":1}"#, "}".repeat(200));
    check(schema, &payload, &["1:1002 contract/unknown-property @ /$defs/n/properties"]);
}

#[test]
fn places_in_a_3_0_document_are_those_of_its_text() {
    let yaml = r"
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    A:
      nullable: true
      allOf:
        - type: object
          properties:
            n: {type: integer, minimum: 0, exclusiveMinimum: true, nullable: true}
";
    let (document, findings) = Document::load("d.yaml", yaml.as_bytes());
    assert!(findings.is_empty());
    let document = document.unwrap();
    let check = |payload: &str| shown(&check_with(document.resource(), "/components/schemas/A", payload));
    assert_eq!(
        check(r#"{"n": 0}"#),
        ["1:7 contract/exclusive-minimum @ /components/schemas/A/allOf/0/properties/n/exclusiveMinimum"]
    );
    assert!(check("null").is_empty());
    assert!(check(r#"{"n": null}"#).is_empty());
}

#[test]
fn what_a_broken_reference_describes_is_not_checked() {
    let (resource, findings) =
        Resource::load("s.yaml", b"{properties: {a: {$ref: 'other.yaml'}, b: {type: string}}}");
    assert_eq!(findings[0].rule, "document/external-ref");
    let checked = check_with(&resource.unwrap(), "", r#"{"a": 1, "b": 2}"#);
    assert_eq!(shown(&checked), ["1:15 contract/type @ /properties/b/type"]);
    assert_eq!(checked.not_checked.len(), 1);
}

#[test]
fn severity_follows_evidence() {
    let schema = "
properties:
  a: {type: string, x-evidence: inferred}
  b: {type: string, x-evidence: unknown}
  c: {type: string, x-evidence: {type: prose, 'null': unknown}}
";
    let (resource, _) = Resource::load("s.yaml", schema.as_bytes());
    let resource = resource.unwrap();
    let severities = |payload: &str| -> Vec<Severity> {
        check_with(&resource, "", payload).findings.iter().map(|finding| finding.severity).collect()
    };
    assert_eq!(
        severities(r#"{"a": 1, "b": 1, "c": 1}"#),
        [Severity::Warning, Severity::Info, Severity::Error]
    );
    assert_eq!(severities(r#"{"c": null}"#), [Severity::Info]);
}

#[test]
fn a_pattern_that_takes_too_long_is_not_checked() {
    let schema = "{type: string, pattern: '^((a|aa)(?!b))+$'}";
    let (resource, _) = Resource::load("s.yaml", schema.as_bytes());
    let payload = format!("\"{}!\"", "a".repeat(40));
    let checked = check_with(&resource.unwrap(), "", &payload);
    assert!(checked.findings.is_empty(), "{:?}", checked.findings);
    assert_eq!(checked.not_checked.len(), 1);
}

#[test]
fn an_id_within_the_schema_gets_no_fast_plan() {
    let plan = |schema: &str| {
        let (resource, _) = Resource::load("s.yaml", schema.as_bytes());
        let resource = resource.expect("it reads");
        let validator = Validator::new(&resource).expect("it compiles");
        validator.fast_plan(&Pointer::root()).expect("it compiles").is_some()
    };
    assert!(plan("{properties: {a: {type: string}}}"));
    assert!(!plan("{properties: {a: {$id: 'https://example.com/a', type: string}}}"));
}
