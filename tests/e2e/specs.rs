//! Other documents and plain schemas: `--spec` and `--schema`.

use std::fmt::Write;
use std::time::{Duration, Instant};

use securegate_tests::{Run, run, run_with_input};
use tempfile::TempDir;

use crate::fixtures::{findings, rules};

/// A folder with one file in it.
fn folder(name: &str, text: &str) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join(name), text).expect("it is written");
    dir
}

fn lint(dir: &TempDir, payload: &str, arguments: &[&str]) -> Run {
    let arguments = ["lint", "-", "--format", "json"].iter().chain(arguments).copied();
    run_with_input(dir.path(), arguments, payload.as_bytes())
}

/// Checks what is found, each as `rule pointer`, and the exit code that goes with it.
#[track_caller]
fn check(dir: &TempDir, payload: &str, arguments: &[&str], expected: &[&str]) {
    let run = lint(dir, payload, arguments);
    let report = run.json();
    let found: Vec<String> = findings(&report)
        .iter()
        .map(|finding| {
            format!(
                "{} {}",
                finding["rule"].as_str().expect("a rule"),
                finding["pointer"].as_str().expect("a pointer")
            )
        })
        .collect();
    assert_eq!(found, expected, "{report:#}");
    assert_eq!(run.code, i32::from(!expected.is_empty()), "{}", run.shown());
}

/// Checks that nothing is found, and that the verdict is "not checked" with this reason.
#[track_caller]
fn check_not_checked(dir: &TempDir, payload: &str, arguments: &[&str], reason: &str) {
    let run = lint(dir, payload, arguments);
    assert_eq!(run.code, 2, "{}", run.shown());
    let report = run.json();
    assert_eq!(rules(&report), [""; 0]);
    assert_eq!(report["summary"]["files"][0]["verdict"], "not_checked");
    let given = report["not_checked"][0]["reason"].as_str().expect("a reason");
    assert!(given.contains(reason), "{given}");
}

/// A document around a schema for one body.
fn document(version: &str, schemas: &str) -> String {
    format!(
        "openapi: {version}
info: {{title: t, version: '1'}}
paths:
  /things:
    post:
      operationId: add
      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
      responses:
        '201': {{description: made, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
        4XX: {{description: refused, content: {{application/problem+json: {{schema: {{type: object, required: [title]}}}}}}}}
        '503': {{description: busy}}
components:
  schemas:
{schemas}"
    )
}

const REQUEST: &[&str] = &["--spec", "api.yaml", "--op", "add", "--direction", "request"];

#[test]
fn nullable_and_exclusive_bounds_of_3_0_are_understood() {
    let schemas = "
    Thing:
      type: object
      properties:
        plain: {type: string}
        name: {type: string, nullable: true}
        kind: {type: string, nullable: true, enum: [a, b]}
        part: {nullable: true, allOf: [{$ref: '#/components/schemas/Part'}]}
        loose: {$ref: '#/components/schemas/Part', nullable: true}
        beside: {$ref: '#/components/schemas/Part', description: ignored, maxProperties: 0}
        above: {type: number, minimum: 0, exclusiveMinimum: true}
        from: {type: number, minimum: 0, exclusiveMinimum: false}
        below: {type: number, maximum: 9, exclusiveMaximum: true}
    Part: {type: object, required: [id], properties: {id: {type: integer}}}
";
    let dir = folder("api.yaml", &document("3.0.3", schemas));
    let nulls = r#"{"name": null, "kind": null, "part": null, "loose": null}"#;
    check(&dir, nulls, REQUEST, &[]);
    check(
        &dir,
        r#"{"plain": null, "above": null}"#,
        REQUEST,
        &["contract/type /plain", "contract/type /above"],
    );
    check(
        &dir,
        r#"{"kind": "c", "part": {"id": "1"}}"#,
        REQUEST,
        &["contract/enum /kind", "contract/type /part/id"],
    );
    check(&dir, r#"{"beside": {"id": 1}, "above": 0.1, "from": 0, "below": 8.9}"#, REQUEST, &[]);
    let bounds =
        ["contract/exclusive-minimum /above", "contract/minimum /from", "contract/exclusive-maximum /below"];
    check(&dir, r#"{"above": 0, "from": -1, "below": 9}"#, REQUEST, &bounds);
    check(&dir, r#"{"loose": {}}"#, REQUEST, &["contract/required /loose"]);
}

#[test]
fn null_types_and_siblings_of_3_1_are_understood() {
    let schemas = "
    Thing:
      type: object
      properties:
        name: {type: [string, 'null'], minLength: 2}
        beside: {$ref: '#/components/schemas/Part', maxProperties: 1}
        above: {type: number, exclusiveMinimum: 0}
        pair: {prefixItems: [{type: string}], items: {type: integer}}
        nullable: {type: string, nullable: true}
    Part: {type: object, required: [id], properties: {id: {type: integer}, note: {}}}
";
    let dir = folder("api.yaml", &document("3.1.0", schemas));
    check(&dir, r#"{"name": null, "beside": {"id": 1}, "above": 0.1, "pair": ["a", 1, 2]}"#, REQUEST, &[]);
    let found = [
        "contract/min-length /name",
        "contract/max-properties /beside",
        "contract/exclusive-minimum /above",
        "contract/type /pair/0",
        "contract/type /pair/1",
    ];
    check(
        &dir,
        r#"{"name": "a", "beside": {"id": 1, "note": 2}, "above": 0, "pair": [1, "a"]}"#,
        REQUEST,
        &found,
    );
    // A keyword of 3.0 means nothing here.
    check(&dir, r#"{"nullable": null}"#, REQUEST, &["contract/type /nullable"]);
}

#[test]
fn a_status_is_looked_up_exactly_then_by_class() {
    let dir = folder("api.yaml", &document("3.1.0", "    Thing: {type: object, required: [id]}\n"));
    let status = |code| ["--spec", "api.yaml", "--op", "add", "--status", code];
    check(&dir, "{}", &status("201"), &["contract/required "]);
    check(&dir, "{}", &status("404"), &["contract/required "]);
    check(&dir, r#"{"title": "gone"}"#, &status("404"), &[]);
    for code in ["200", "503"] {
        let run = lint(&dir, "{}", &status(code));
        assert_eq!(run.code, 2, "{}", run.shown());
        assert!(run.stderr.contains(&format!("with status {code}")), "{}", run.shown());
    }
}

#[test]
fn references_that_lead_nowhere_are_never_valid() {
    for version in ["3.0.3", "3.1.0"] {
        let reasons = [
            ("'#/components/schemas/Nothing'", "leads to nothing"),
            ("'#nowhere'", "leads to nothing"),
            ("'#/components/schemas/Thing'", "leads back to itself"),
            ("'other.yaml#/Nothing'", "leads to nothing in the file that it names"),
            ("'file:///etc/hostname'", "no file of the document's folder"),
        ];
        for (target, reason) in reasons {
            let dir = folder("api.yaml", &document(version, &format!("    Thing: {{$ref: {target}}}\n")));
            std::fs::write(dir.path().join("other.yaml"), "Thing: {type: string}\n").expect("it is written");
            check_not_checked(&dir, "{}", REQUEST, reason);
        }
        let circle = "    Thing: {$ref: '#/components/schemas/A'}\n    A: {$ref: '#/components/schemas/B'}\n    \
                      B: {$ref: '#/components/schemas/A'}\n";
        check_not_checked(
            &folder("api.yaml", &document(version, circle)),
            "{}",
            REQUEST,
            "leads back to itself",
        );
    }
}

#[test]
fn what_is_not_behind_a_broken_reference_is_checked() {
    let schemas = "    Thing: {properties: {a: {$ref: 'other.yaml'}, b: {type: string}}}\n";
    let dir = folder("api.yaml", &document("3.1.0", schemas));
    let run = lint(&dir, r#"{"a": 1, "b": 2}"#, REQUEST);
    assert_eq!(run.code, 1);
    assert_eq!(rules(&run.json()), ["contract/type"]);
    assert_eq!(run.json()["not_checked"].as_array().map(Vec::len), Some(1));
    check_not_checked(&dir, r#"{"b": "x"}"#, REQUEST, "a file that can't be read");
}

#[test]
fn nothing_is_fetched() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it can wait for nobody");
    let address = listener.local_addr().expect("an address");
    let target = format!("http://{address}/thing.json");
    let dir = folder("api.yaml", &document("3.1.0", &format!("    Thing: {{$ref: '{target}'}}\n")));
    check_not_checked(&dir, "{}", REQUEST, "a URL, which is not fetched");
    for schema in [
        format!("{{$ref: '{target}'}}"),
        format!("{{$id: 'http://{address}/a.json', $ref: 'thing.json'}}"),
        format!("{{$schema: 'http://{address}/meta.json'}}"),
        format!("{{$schema: 'https://json-schema.org/draft/2020-12/schema', $dynamicRef: '{target}'}}"),
    ] {
        let run = lint(&folder("schema.yaml", &schema), "{}", &["--schema", "schema.yaml"]);
        assert_eq!(run.code, 2, "{schema}: {}", run.shown());
    }
    let refused = listener.accept().expect_err("nobody came");
    assert_eq!(refused.kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_yaml_bomb_is_refused_at_once() {
    let mut text = String::from("openapi: 3.1.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        let _ = writeln!(text, "a{level}: &a{level} [{before}]");
    }
    let dir = folder("api.yaml", &text);
    let start = Instant::now();
    let run = lint(&dir, "{}", &["--spec", "api.yaml"]);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("error[yaml/alias]"), "{}", run.shown());
    let dir = folder("api.yaml", &"[".repeat(100_000));
    let run = lint(&dir, "{}", &["--spec", "api.yaml"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("nested more than"), "{}", run.shown());
}

#[test]
fn documents_of_other_versions_are_refused() {
    for (text, why) in [
        ("swagger: '2.0'\n", "Swagger 2.0"),
        ("openapi: 4.0.0\n", "4.0.0"),
        ("openapi: 3.2.0\n", "3.2.0"),
        ("title: t\n", "has no `openapi` field"),
        ("- 1\n", "has no `openapi` field"),
        ("", "api.yaml"),
        ("{\"openapi\": \"3.1.0\",", "api.yaml"),
    ] {
        let run = lint(&folder("api.yaml", text), "{}", &["--spec", "api.yaml"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.shown());
        assert!(run.stderr.contains("api.yaml can't be used as an OpenAPI document"), "{}", run.shown());
        assert!(run.stderr.contains(why), "{}", run.shown());
    }
    // An unquoted 3.1 is a number to YAML.
    let dir = folder("api.yaml", &document("3.1", "    Thing: {type: object}\n"));
    check(&dir, "{}", REQUEST, &[]);
}

#[test]
fn without_an_operation_the_shape_decides_or_nothing_does() {
    let dir = folder(
        "api.yaml",
        &document("3.1.0", "    Thing: {type: object, properties: {part: {type: string}}}\n"),
    );
    let run = lint(&dir, r#"{"part": 1}"#, &["--spec", "api.yaml"]);
    assert_eq!(rules(&run.json()), ["contract/type"]);
    let checked = &run.json()["summary"]["files"][0]["checked_as"];
    assert_eq!(checked["checked_as"], "request body of add");
    assert_eq!(checked["assumed"], true);
    check_not_checked(&dir, r#"{"unrelated": 1}"#, &["--spec", "api.yaml"], "--op ID chooses");
}

const SCHEMAS: &str =
    r#"{"$defs": {"a b/c~d%": {"type": "string"}, "list": [{"minimum": 3}]}, "type": "object"}"#;

#[test]
fn a_part_of_a_schema_is_named_by_pointer() {
    let dir = folder("s.json", SCHEMAS);
    check(&dir, "1", &["--schema", "s.json"], &["contract/type "]);
    check(&dir, "1", &["--schema", "s.json#"], &["contract/type "]);
    check(&dir, "1", &["--schema", "s.json#/$defs/a b~1c~0d%"], &["contract/type "]);
    check(&dir, "1", &["--schema", "s.json#/$defs/list/0"], &["contract/minimum "]);
    check(&dir, "3", &["--schema", "s.json#/$defs/list/0"], &[]);
    for missing in ["s.json#/$defs/none", "s.json#/$defs/list/1", "s.json#/type/0"] {
        let run = lint(&dir, "1", &["--schema", missing]);
        assert_eq!(run.code, 2, "{}", run.shown());
        assert!(run.stderr.contains("there is no schema at"), "{}", run.shown());
    }
}

#[test]
fn the_dialect_is_the_one_that_the_schema_names() {
    let cases = [
        (
            "http://json-schema.org/draft-04/schema#",
            "minimum: 3, exclusiveMinimum: true",
            "3",
            "contract/exclusive-minimum",
        ),
        ("http://json-schema.org/draft-04/schema#", "type: integer", "1.0", "contract/type"),
        (
            "http://json-schema.org/draft-07/schema#",
            "items: [{type: string}], additionalItems: false",
            "[\"a\", 1]",
            "contract/additional-items",
        ),
        (
            "http://json-schema.org/draft-07/schema#",
            "if: {type: string}, then: {minLength: 2}",
            "\"a\"",
            "contract/min-length",
        ),
        (
            "https://json-schema.org/draft/2019-09/schema",
            "items: [{type: string}], unevaluatedItems: false",
            "[\"a\", 1]",
            "contract/additional-items",
        ),
        (
            "https://json-schema.org/draft/2020-12/schema",
            "prefixItems: [{type: string}], items: false",
            "[\"a\", 1]",
            "contract/additional-items",
        ),
        (
            "https://json-schema.org/draft/2020-12/schema",
            "dependentRequired: {a: [b]}",
            "{\"a\": 1}",
            "contract/required",
        ),
    ];
    for (dialect, keywords, payload, rule) in cases {
        let dir = folder("s.yaml", &format!("{{$schema: '{dialect}', {keywords}}}"));
        let run = lint(&dir, payload, &["--schema", "s.yaml"]);
        assert_eq!(rules(&run.json()), [rule], "{dialect}, {keywords}: {}", run.shown());
    }
    // Keywords of one are unknown to another.
    let dir = folder(
        "s.yaml",
        "{$schema: 'http://json-schema.org/draft-07/schema#', prefixItems: [{type: string}]}",
    );
    check(&dir, "[1]", &["--schema", "s.yaml"], &[]);
}

#[test]
fn a_broken_schema_is_refused_with_its_place() {
    let cases = [
        ("type: strin\n", "`#/type` can't be compiled", "(s.yaml:1:1)"),
        (
            "properties:\n  a:\n    pattern: '('\n",
            "`#/properties/a/pattern` can't be compiled",
            "(s.yaml:3:5)",
        ),
        ("minimum: low\n", "`#/minimum`", "(s.yaml:1:1)"),
        ("$schema: https://example.com/mine\n", "https://example.com/mine", ""),
        ("3\n", "can't be compiled", ""),
        ("a: [\n", "can't be used as a JSON Schema", "s.yaml:1:4"),
        ("", "s.yaml", ""),
    ];
    for (text, what, place) in cases {
        let run = lint(&folder("s.yaml", text), "1", &["--schema", "s.yaml"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{text}: {}", run.shown());
        assert!(run.stderr.contains(what) && run.stderr.contains(place), "{text}: {}", run.shown());
    }
}

#[test]
fn patterns_end_quickly() {
    let start = Instant::now();
    let dir = folder("s.yaml", "pattern: '(a+)+$'\n");
    let hostile = format!("\"{}!\"", "a".repeat(100_000));
    check(&dir, &hostile, &["--schema", "s.yaml"], &["contract/pattern "]);
    // Look-around can't be matched in linear time: given up and said so.
    let dir = folder("s.yaml", "pattern: '^((a|aa)(?!b))+$'\n");
    check_not_checked(&dir, &hostile, &["--schema", "s.yaml"], "takes too long");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn recursive_and_wide_schemas_end() {
    let start = Instant::now();
    let dir = folder("s.yaml", "{type: object, properties: {n: {$ref: '#'}}, additionalProperties: false}");
    let deep = format!("{}{}{}", "{\"n\":".repeat(200), "{\"m\":1}", "}".repeat(200));
    let run = lint(&dir, &deep, &["--schema", "s.yaml"]);
    assert_eq!(rules(&run.json()), ["contract/unknown-property"]);
    let branches: Vec<String> = (0..2000).map(|idx| format!("{{required: [k{idx}]}}")).collect();
    let dir = folder("s.yaml", &format!("{{items: {{oneOf: [{}]}}}}", branches.join(", ")));
    let run = lint(&dir, &format!("[{}]", ["{}"; 50].join(",")), &["--schema", "s.yaml"]);
    assert_eq!(rules(&run.json()), ["contract/one-of"; 50]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn the_operations_of_a_document_are_listed() {
    let dir = folder("api.yaml", &document("3.1.0", "    Thing: {}\n"));
    let list = run(dir.path(), ["operations", "--spec", "api.yaml", "--format", "json"]).json();
    assert_eq!(list[0]["id"], "add");
    assert_eq!(
        list[0]["bodies"],
        serde_json::json!(["request body of add", "201 response of add", "4XX response of add"])
    );
}
