//! Bodies: media types, forms, and schemas of both versions.

use openapi_validator::HttpOptions;

use super::{JSON, body_cases, json, requests, requests_with, responses};
use crate::support::with_paths;

#[test]
fn bodies_and_their_types() {
    let schema = "{schema: {type: object, required: [a], properties: {a: {type: string}}}}";
    body_cases(
        &format!("application/json: {schema}"),
        &[
            "v POST /x",
            "v POST /x | content-type: application/json || {\"a\":\"b\"}",
            "v POST /x | content-type: application/json; charset=utf-8 || {\"a\":\"b\"}",
            "v POST /x | Content-Type: Application/JSON || {\"a\":\"b\"}",
            "i POST /x | content-type: application/json || {\"a\":1}",
            "i POST /x | content-type: application/json || {}",
            "i POST /x | content-type: application/json || []",
            "i POST /x | content-type: application/json || {\"a\":",
            "i POST /x | content-type: application/json || {'a':'b'}",
            "i POST /x | content-type: application/json || {\"a\":\"b\"} x",
            "i POST /x | content-type: application/json || null",
            "i POST /x | content-type: text/plain || {\"a\":\"b\"}",
            "i POST /x | content-type: application/xml || <a/>",
            "i POST /x | content-type: application/vnd.api+json || {\"a\":\"b\"}",
        ],
    );
    body_cases(
        &format!("application/*: {schema}, text/plain: {{schema: {{type: string}}}}"),
        &[
            "v POST /x | content-type: application/json || {\"a\":\"b\"}",
            "i POST /x | content-type: application/hal+json || {}",
            "v POST /x | content-type: text/plain || {}",
            "i POST /x | content-type: text/html || {}",
        ],
    );
    body_cases(
        &format!("'*/*': {schema}"),
        &[
            "v POST /x | content-type: application/json || {\"a\":\"b\"}",
            "i POST /x | content-type: application/json || {}",
            "n POST /x | content-type: application/x-thing || {}",
        ],
    );
    body_cases(
        &format!("application/vnd.api+json: {schema}, 'application/json; charset=utf-8': {schema}"),
        &[
            "v POST /x | content-type: application/vnd.api+json || {\"a\":\"b\"}",
            "i POST /x | content-type: application/vnd.api+json || {}",
            "v POST /x | content-type: application/json; charset=utf-8 || {\"a\":\"b\"}",
            "v POST /x | content-type: application/json || {\"a\":\"b\"}",
        ],
    );
    body_cases(
        "text/plain: {schema: {type: string, minLength: 2}}",
        &["v POST /x | content-type: text/plain || ab", "i POST /x | content-type: text/plain || a"],
    );
    body_cases(
        "application/json-seq: {schema: {}}, application/x-ndjson: {schema: {}}, text/event-stream: {schema: {type: string}}, application/octet-stream: {schema: {type: string, format: binary}}, application/xml: {schema: {type: object}}",
        &[
            "n POST /x | content-type: application/json-seq || {}",
            "n POST /x | content-type: application/x-ndjson || {}",
            "n POST /x | content-type: text/event-stream || data: x",
            "n POST /x | content-type: application/octet-stream || x",
            "n POST /x | content-type: application/xml || <a/>",
        ],
    );
    for version in ["3.0.3", "3.1.0"] {
        let required = with_paths(
            version,
            &format!(
                "  /x:\n    post:\n      requestBody: {{required: true, content: {{application/json: {schema}}}}}\n      responses: {{}}"
            ),
            "",
        );
        requests(
            &required,
            &[
                "i POST /x",
                &format!("i POST /x | {JSON} || "),
                &format!("v POST /x | {JSON} || {{\"a\":\"\"}}"),
            ],
        );
    }
}

#[test]
fn null_in_both_versions() {
    json("3.0.3", "{type: string, nullable: true}", "", &["v null", "v \"a\"", "i 1"]);
    json("3.0.3", "{type: string}", "", &["i null"]);
    json("3.0.3", "{type: string, nullable: true, enum: [a]}", "", &["v null", "v \"a\"", "i \"b\""]);
    let thing = "components: {schemas: {T: {type: object, required: [a], properties: {a: {type: integer}}}, N: {nullable: true, allOf: [{$ref: '#/components/schemas/T'}]}}}";
    json(
        "3.0.3",
        "{nullable: true, allOf: [{$ref: '#/components/schemas/T'}]}",
        thing,
        &["v null", "v {\"a\":1}", "i {}"],
    );
    json("3.0.3", "{$ref: '#/components/schemas/N'}", thing, &["v null", "i {}"]);
    json(
        "3.0.3",
        "{type: object, properties: {a: {nullable: true, oneOf: [{type: string}, {type: integer}]}}}",
        "",
        &["v {\"a\":null}", "v {\"a\":1}", "i {\"a\":true}"],
    );
    json("3.1.0", "{type: [string, 'null']}", "", &["v null", "v \"a\"", "i 1"]);
    json("3.1.0", "{type: string, nullable: true}", "", &["i null", "v \"a\""]);
    json("3.1.0", "{anyOf: [{type: 'null'}, {type: integer}]}", "", &["v null", "v 1", "i \"a\""]);
}

#[test]
fn keywords_of_3_1() {
    json("3.1.0", "{const: 5}", "", &["v 5", "v 5.0", "i 6"]);
    json(
        "3.1.0",
        "{type: array, prefixItems: [{type: integer}, {type: string}], items: false}",
        "",
        &["v [1,\"a\"]", "v [1]", "i [\"a\"]", "i [1,\"a\",2]"],
    );
    json("3.1.0", "{exclusiveMinimum: 3, type: number}", "", &["v 4", "i 3"]);
    json(
        "3.1.0",
        "{type: object, patternProperties: {'^x-': {type: integer}}, additionalProperties: false}",
        "",
        &["v {\"x-a\":1}", "i {\"x-a\":\"b\"}", "i {\"a\":1}"],
    );
    json(
        "3.1.0",
        "{if: {required: [a]}, then: {required: [b]}, type: object}",
        "",
        &["v {}", "i {\"a\":1}", "v {\"a\":1,\"b\":2}"],
    );
    json(
        "3.1.0",
        "{$ref: '#/components/schemas/S', maxLength: 2}",
        "components: {schemas: {S: {type: string, minLength: 1}}}",
        &["v \"ab\"", "i \"abc\"", "i \"\""],
    );
    json(
        "3.0.3",
        "{$ref: '#/components/schemas/S', maxLength: 2}",
        "components: {schemas: {S: {type: string, minLength: 1}}}",
        &["v \"ab\"", "v \"abc\"", "i \"\""],
    );
    json(
        "3.1.0",
        "{allOf: [{properties: {a: true}}], properties: {b: true}, unevaluatedProperties: false}",
        "",
        &["v {\"a\":1,\"b\":1}", "i {\"c\":1}"],
    );
    json("3.1.0", "true", "", &["v 1", "v {}"]);
    json("3.1.0", "false", "", &["i 1"]);
    json("3.1.0", "{type: object, dependentRequired: {a: [b]}}", "", &["v {}", "i {\"a\":1}"]);
    json("3.1.0", "{contains: {type: integer}, minContains: 2}", "", &["v [1,2]", "i [1]"]);
    json("3.1.0", "{type: object, propertyNames: {pattern: '^a'}}", "", &["v {\"ab\":1}", "i {\"b\":1}"]);
}

#[test]
fn schemas_of_both_versions() {
    for version in ["3.0.3", "3.1.0"] {
        let json = |schema: &str, cases: &[&str]| json(version, schema, "", cases);
        json("{type: integer, format: int32}", &["v 2147483647", "i 2147483648", "i 1.5", "v 1.0"]);
        json("{type: integer, format: int64}", &["v 9223372036854775807", "i 9223372036854775808"]);
        json("{type: number, format: float}", &["v 1.5", "i 1e39"]);
        json("{type: string, format: byte}", &["v \"YWJj\"", "i \"a*\""]);
        json("{type: string, format: password}", &["v \"x\""]);
        json("{type: string, format: uri}", &["v \"http://a.example\"", "i \"a b\""]);
        json("{type: string, format: hostname}", &["v \"a.example\"", "i \"-a\""]);
        json("{type: string, format: ipv6}", &["v \"::1\"", "i \"1\""]);
        json("{type: string, format: made-up}", &["v \"x\""]);
        json("{type: number, multipleOf: 0.01}", &["v 1.23", "i 1.234"]);
        json("{type: object, additionalProperties: {type: integer}}", &["v {\"a\":1}", "i {\"a\":\"b\"}"]);
        json(
            "{type: object, additionalProperties: false, properties: {a: {}}}",
            &["v {\"a\":1}", "i {\"b\":1}"],
        );
        json(
            "{type: object, minProperties: 1, maxProperties: 2}",
            &["i {}", "v {\"a\":1}", "i {\"a\":1,\"b\":1,\"c\":1}"],
        );
        json(
            "{type: array, uniqueItems: true, items: {}}",
            &["v [1,2]", "i [1,1]", "i [{\"a\":1},{\"a\":1}]", "i [1,1.0]"],
        );
        json("{not: {type: integer}}", &["v \"a\"", "i 1"]);
        json("{oneOf: [{type: integer}, {type: number}]}", &["i 1", "v 1.5", "i \"a\""]);
        json(
            "{anyOf: [{type: object, required: [a]}, {type: object, required: [b]}]}",
            &["v {\"a\":1}", "v {\"a\":1,\"b\":1}", "i {}"],
        );
        json("{type: string, minLength: 1, maxLength: 1}", &["v \"\u{1F600}\"", "i \"\"", "i \"ab\""]);
        json("{type: string, pattern: '^\\d+$'}", &["v \"12\"", "i \"1a\""]);
        json("{type: string, pattern: '(?<=a)b'}", &["v \"ab\"", "i \"b\""]);
        json("{type: boolean}", &["v true", "i \"true\"", "i 1"]);
        json("{type: object, properties: {a: {type: integer}}}", &["i {\"a\":1,\"a\":2}", "v {\"b\":1}"]);
    }
    json("3.0.3", "{type: number, minimum: 3, exclusiveMinimum: true}", "", &["v 4", "i 3"]);
    json("3.0.3", "{type: number, maximum: 3, exclusiveMaximum: true}", "", &["v 2", "i 3"]);
}

#[test]
fn what_is_read_only_or_write_only() {
    for version in ["3.0.3", "3.1.0"] {
        let document = with_paths(
            version,
            "
  /x:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}}}",
            "components: {schemas: {T: {type: object, required: [id, pw, n], properties: {id: {type: integer, readOnly: true}, pw: {type: string, writeOnly: true}, n: {type: string}}}}}",
        );
        requests(
            &document,
            &[
                &format!("v POST /x | {JSON} || {{\"pw\":\"a\",\"n\":\"b\"}}"),
                &format!("i POST /x | {JSON} || {{\"id\":1,\"pw\":\"a\",\"n\":\"b\"}}"),
                &format!("i POST /x | {JSON} || {{\"pw\":\"a\"}}"),
            ],
        );
        responses(
            &document,
            &[
                &format!("v POST /x 200 | {JSON} || {{\"id\":1,\"n\":\"b\"}}"),
                &format!("i POST /x 200 | {JSON} || {{\"id\":1,\"pw\":\"a\",\"n\":\"b\"}}"),
                &format!("i POST /x 200 | {JSON} || {{\"n\":\"b\"}}"),
            ],
        );
    }
}

#[test]
fn discriminators() {
    let schemas = "
components:
  schemas:
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {c: '#/components/schemas/Cat', d: Dog}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [lives], properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [bark], properties: {bark: {type: string}}}]}
    Any: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}
";
    for version in ["3.0.3", "3.1.0"] {
        json(
            version,
            "{$ref: '#/components/schemas/Any'}",
            schemas,
            &["v {\"kind\":\"Cat\",\"lives\":1}", "i {\"kind\":\"Cat\",\"lives\":\"x\"}", "i {\"lives\":1}"],
        );
    }
}

#[test]
fn forms() {
    let content = "application/x-www-form-urlencoded: {schema: {type: object, required: [n], properties: {n: {type: integer}, t: {type: array, items: {type: integer}}, b: {type: boolean}, s: {type: string}}}}";
    let form = "content-type: application/x-www-form-urlencoded";
    let cases = [
        "v n=1",
        "i n=x",
        "i s=1",
        "v n=1&t=1&t=2",
        "i n=1&t=x",
        "v n=1&b=true",
        "i n=1&b=1",
        "v n=1&s=a+b%26c",
        "v n=1&other=2",
        "i n=%zz",
    ];
    let cases: Vec<String> =
        cases.iter().map(|case| format!("{} POST /x | {form} || {}", &case[..1], &case[2..])).collect();
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    body_cases(content, &cases);
}

#[test]
fn null_strictly() {
    let content = |schema: &str| {
        with_paths(
            "3.0.3",
            &format!(
                "  /x:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}\n      responses: {{}}"
            ),
            "components: {schemas: {T: {type: string}}}",
        )
    };
    let strict = HttpOptions { nullable: openapi_validator::Nullable::Strict, ..HttpOptions::default() };
    let null = |expected: &str| format!("{expected} POST /x | {JSON} || null");
    for (schema, leniently, strictly) in [
        ("{type: string, nullable: true}", "v", "v"),
        ("{type: string, nullable: true, enum: [a]}", "v", "i"),
        ("{type: string, nullable: true, enum: [a, null]}", "v", "v"),
        ("{nullable: true, allOf: [{$ref: '#/components/schemas/T'}]}", "v", "i"),
        ("{nullable: true, $ref: '#/components/schemas/T'}", "v", "i"),
        ("{type: string}", "i", "i"),
    ] {
        requests(&content(schema), &[&null(leniently)]);
        requests_with(&content(schema), &strict, &[&null(strictly)]);
    }
}

#[test]
fn parts_of_multipart_forms() {
    let content = "multipart/form-data: {schema: {type: object, required: [n], properties: {n: {type: integer}, meta: {type: object, required: [a], properties: {a: {type: integer}}}, file: {type: string, format: binary}, files: {type: array, items: {type: string, format: binary}}}}}";
    let part =
        |head: &str, text: &str| format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
    let n = part("name=\"n\"", "1");
    let file = |name: &str| {
        part(&format!("name=\"{name}\"; filename=\"a b.png\"\r\nContent-Type: image/png"), "\u{1}PNG")
    };
    let meta = |text: &str| part("name=\"meta\"\r\nContent-Type: application/json", text);
    let cases = [
        ("v", n.clone()),
        ("i", part("name=\"n\"", "x")),
        ("i", file("file")),
        ("v", n.clone() + &file("file")),
        ("v", n.clone() + &file("files") + &file("files")),
        ("v", n.clone() + &meta("{\"a\":1}")),
        ("i", n.clone() + &meta("{\"a\":\"1\"}")),
        ("i", n.clone() + &meta("{}")),
        ("i", n + &meta("{")),
    ];
    for (expected, parts) in cases {
        let case =
            format!("{expected} POST /x | content-type: multipart/form-data; boundary=B || {parts}--B--\r\n");
        body_cases(content, &[&case]);
    }
}

#[test]
fn forms_by_their_encoding() {
    let form = "content-type: application/x-www-form-urlencoded";
    let case = |content: &str, cases: &[&str]| {
        let content = format!("application/x-www-form-urlencoded: {content}");
        let cases: Vec<String> =
            cases.iter().map(|case| format!("{} POST /x | {form} || {}", &case[..1], &case[2..])).collect();
        body_cases(&content, &cases.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let schema = "schema: {type: object, properties: {l: {type: array, items: {type: integer}}, o: {type: object, required: [a], properties: {a: {type: integer}}}}}";
    case(
        &format!("{{{schema}}}"),
        &["v l=1&l=2", "i l=x", "v o={\"a\":1}", "i o={\"a\":\"x\"}", "v o[a]=1", "i o[b]=1"],
    );
    case(&format!("{{{schema}, encoding: {{l: {{style: form, explode: false}}}}}}"), &["v l=1,2", "i l=1,x"]);
    case(
        &format!("{{{schema}, encoding: {{l: {{style: spaceDelimited}}}}}}"),
        &["v l=1+2", "v l=1%202", "i l=x+2"],
    );
    case(
        &format!("{{{schema}, encoding: {{o: {{style: deepObject, explode: true}}}}}}"),
        &["v o[a]=1", "i o[a]=x"],
    );
    case(
        "{schema: {type: object, properties: {n: {type: integer, nullable: true}, s: {type: string, minLength: 1}}}}",
        &["v n=1", "i n=x", "i s="],
    );
}

#[test]
fn schemas_that_refer_to_themselves() {
    let more = "
components:
  schemas:
    Node: {type: object, required: [v], properties: {v: {type: integer}, next: {$ref: '#/components/schemas/Node'}, all: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
";
    for version in ["3.0.3", "3.1.0"] {
        json(
            version,
            "{$ref: '#/components/schemas/Node'}",
            more,
            &[
                "v {\"v\":1}",
                "v {\"v\":1,\"next\":{\"v\":2,\"next\":{\"v\":3}}}",
                "i {\"v\":1,\"next\":{\"v\":2,\"next\":{}}}",
                "i {\"v\":1,\"all\":[{\"v\":2},{\"v\":\"3\"}]}",
            ],
        );
    }
}

#[test]
fn objects_that_are_closed_by_parts() {
    for version in ["3.0.3", "3.1.0"] {
        json(
            version,
            "{allOf: [{type: object, properties: {a: {type: integer}}}, {type: object, additionalProperties: false, properties: {b: {type: integer}}}]}",
            "",
            &["v {\"b\":1}", "i {\"a\":1}", "i {\"a\":1,\"b\":1}", "v {}"],
        );
        json(
            version,
            "{type: object, required: [a], properties: {a: {type: string, enum: [x]}, b: {type: array, items: {type: object, additionalProperties: {type: string}}}}}",
            "",
            &[
                "v {\"a\":\"x\"}",
                "i {\"a\":\"X\"}",
                "v {\"a\":\"x\",\"b\":[{\"k\":\"v\"}]}",
                "i {\"a\":\"x\",\"b\":[{\"k\":1}]}",
                "i {\"b\":[]}",
            ],
        );
    }
}

#[test]
fn odd_bodies() {
    let json_body = "application/json: {schema: {type: object}}";
    body_cases(
        json_body,
        &[
            "v POST /x | content-type: application/json || ",
            "i POST /x | content-type: application/json || {\"a\":NaN}",
            "i POST /x | content-type: application/json || {\"a\":01}",
            "i POST /x | content-type: application/json || {\"a\":1,}",
            "v POST /x | content-type: application/json || {\"a\":\"\\u00e9\"}",
            "i POST /x | content-type: application/json || {\"a\":\"\\ud800\"}",
            "v POST /x | content-type: application/json;charset=\"utf-8\" || {}",
            "v POST /x | Content-Type: application/json;  charset=UTF-8 || {}",
        ],
    );
    body_cases(
        "text/*: {schema: {type: string, pattern: '^a'}}, '*/*': {schema: {type: integer}}",
        &[
            "v POST /x | content-type: text/plain || abc",
            "i POST /x | content-type: text/plain || bc",
            "v POST /x | content-type: application/json || 1",
            "i POST /x | content-type: application/json || \"a\"",
        ],
    );
}
