//! Parameters: coercion, presence, names, encodings, and where they are described.

use openapi_spec::Document;

use crate::support::{check_request, with_paths};

fn query(version: &str, parameters: &str) -> Document {
    with_paths(
        version,
        &format!("  /x:\n    get:\n      parameters: [{parameters}]\n      responses: {{}}"),
        "",
    )
}

/// What a query parameter `p` with a schema says of a value: nothing, or the rule.
#[track_caller]
fn check(schema: &str, value: &str, rule: Option<&str>) {
    for version in ["3.0.3", "3.1.0"] {
        let document = query(version, &format!("{{name: p, in: query, schema: {schema}}}"));
        let found = crate::support::request(&document, &format!("GET /x?p={value}"));
        let errors: Vec<_> = found.iter().filter(|line| line.starts_with('E')).collect();
        match rule {
            None => assert!(errors.is_empty(), "{version} {schema} {value}: {found:?}"),
            Some(rule) => {
                assert_eq!(errors.len(), 1, "{version} {schema} {value}: {found:?}");
                assert!(
                    errors[0].starts_with(&format!("E {rule} |")),
                    "{version} {schema} {value}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn text_is_coerced_only_as_the_schema_needs() {
    check("{type: integer}", "5", None);
    check("{type: integer}", "-5", None);
    check("{type: integer}", "5.0", None);
    check("{type: integer}", "5.5", Some("contract/type"));
    check("{type: integer}", "five", Some("contract/type"));
    check("{type: integer}", "", Some("contract/type"));
    check("{type: integer}", "0x10", Some("contract/type"));
    check("{type: integer}", "1e999", Some("contract/type"));
    check("{type: integer}", "true", Some("contract/type"));
    check("{type: integer, minimum: 10}", "5", Some("contract/minimum"));
    check("{type: number}", "1e3", None);
    check("{type: number}", "NaN", Some("contract/type"));
    check("{type: boolean}", "true", None);
    check("{type: boolean}", "1", Some("contract/type"));
    check("{type: string}", "5", None);
    check("{type: string}", "true", None);
    check("{type: string, maxLength: 3}", "%C3%A9%C3%A9%C3%A9", None);
    check("{type: string, maxLength: 2}", "%C3%A9%C3%A9%C3%A9", Some("contract/max-length"));
    check("{type: string, format: date}", "2023-02-30", Some("contract/format"));
    check("{type: string, enum: [a, b]}", "c", Some("contract/enum"));
    check("{}", "anything", None);
    check("{enum: [1, 2]}", "2", None);
    check("{enum: [1, 2]}", "3", Some("contract/enum"));
    check("{allOf: [{type: integer}, {minimum: 2}]}", "1", Some("contract/minimum"));
    check("{anyOf: [{type: integer}, {type: string, enum: [all]}]}", "all", None);
    check("{anyOf: [{type: integer}, {type: string, enum: [all]}]}", "7", None);
    check("{anyOf: [{type: integer, maximum: 3}, {type: string, pattern: '^7$'}]}", "7", None);
    check("{oneOf: [{type: array, items: {type: string}}, {type: integer}]}", "7", None);
    check("{anyOf: [{type: array, items: {type: integer}}, {type: 'null'}]}", "null", None);
    check("{anyOf: [{type: array, items: {type: integer}}, {type: 'null'}]}", "7", None);
    check("{oneOf: [{type: array, minItems: 2, items: {type: string}}, {type: integer}]}", "7", None);
}

#[test]
fn formats_of_openapi_hold_for_parameters_too() {
    check("{type: integer, format: int32}", "2147483647", None);
    check("{type: integer, format: int32}", "2147483648", Some("contract/format"));
    check("{type: integer, format: int64}", "9223372036854775808", Some("contract/format"));
    check("{type: number, format: float}", "1e39", Some("contract/format"));
    check("{type: string, format: byte}", "YWJj", None);
    check("{type: string, format: byte}", "a*b", Some("contract/format"));
}

#[test]
fn null_is_text_unless_nothing_else_fits() {
    let document = query("3.1.0", "{name: n, in: query, schema: {type: [integer, 'null'], default: 2}}");
    check_request(&document, "GET /x?n=null", &[]);
    check_request(&document, "GET /x?n=3", &[]);
    check_request(&document, "GET /x", &[]);
    check_request(&document, "GET /x?n=no", &["E contract/type | query parameter \"n\" | no"]);
    let document = query("3.0.3", "{name: n, in: query, schema: {type: integer, nullable: true}}");
    check_request(&document, "GET /x?n=null", &[]);
}

#[test]
fn a_missing_parameter_and_a_misspelt_one_are_one_fault() {
    let document = query(
        "3.1.0",
        "{name: email, in: query, required: true, schema: {type: string}}, {name: event_id, in: query, schema: {type: string}}",
    );
    check_request(&document, "GET /x?email=a", &[]);
    check_request(&document, "GET /x", &["E request/missing-parameter | request | GET /x"]);
    check_request(&document, "GET /x?emial=a", &["E request/unknown-parameter | query string | emial"]);
    check_request(
        &document,
        "GET /x?email=a&eventId=b",
        &["W request/unknown-parameter | query string | eventId"],
    );
    check_request(&document, "GET /x?email=a&x=b&x=c", &["W request/unknown-parameter | query string | x"]);
    check_request(
        &document,
        "GET /x?email=a&email=b",
        &["W request/repeated-parameter | query parameter \"email\" | email=a&email=b"],
    );
}

#[test]
fn empty_values_and_reserved_characters_are_noted() {
    let document = query("3.1.0", "{name: q, in: query, schema: {type: string}}");
    check_request(&document, "GET /x?q=", &["W request/empty-value | query parameter \"q\" | "]);
    check_request(&document, "GET /x?q", &["W request/empty-value | query parameter \"q\" | "]);
    check_request(&document, "GET /x?q=a:b", &["I request/reserved-character | query parameter \"q\" | :"]);
    let document = query(
        "3.1.0",
        "{name: q, in: query, allowEmptyValue: true, allowReserved: true, schema: {type: string, minLength: 1}}",
    );
    check_request(&document, "GET /x?q=", &[]);
    check_request(&document, "GET /x?q=https://a.example/?b", &[]);
}

#[test]
fn encoding_is_undone_after_splitting_and_its_faults_are_named() {
    let document = with_paths(
        "3.1.0",
        "  /x/{id}:\n    get:\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string, enum: [a/b, a b, é, a+b]}}\n        - {name: q, in: query, schema: {type: string, enum: [a+b, a b]}}\n      responses: {}",
        "",
    );
    for good in
        ["/x/a%2Fb", "/x/a%20b", "/x/%C3%A9", "/x/a+b", "/x/a%2bb", "/x/a%2Fb?q=a%2Bb", "/x/a%2Fb?q=a+b"]
    {
        check_request(&document, &format!("GET {good}"), &[]);
    }
    check_request(
        &document,
        "GET /x/a/b",
        &[
            "E request/unknown-path | request | GET /x/a/b",
            "? request | no operation of the document has its path",
        ],
    );
    check_request(&document, "GET /x/%zz", &["E request/percent-encoding | path parameter \"id\" | %zz"]);
    check_request(&document, "GET /x/%ff", &["E request/percent-encoding | path parameter \"id\" | %ff"]);
    check_request(&document, "GET /x/a+b?q=%", &["E request/percent-encoding | query parameter \"q\" | %"]);
    check_request(&document, "GET /x/a+b?%zz=1", &["E request/percent-encoding | query string | %zz"]);
    check_request(
        &document,
        "GET /%zz",
        &[
            "E request/percent-encoding | path | %zz",
            "E request/unknown-path | request | GET /%zz",
            "? request | no operation of the document has its path",
        ],
    );
}

#[test]
fn content_parameters_are_read_by_their_media_type() {
    let document = query(
        "3.1.0",
        "{name: f, in: query, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}}}, \
         {name: t, in: query, content: {text/plain: {schema: {type: integer}}}}, \
         {name: x, in: query, content: {application/xml: {schema: {type: object}}}}",
    );
    check_request(&document, "GET /x?f=%7B%22a%22:1%7D&t=5", &[]);
    check_request(&document, "GET /x?f={\"a\":1}", &[]);
    check_request(&document, "GET /x?f={\"a\":\"1\"}", &["E contract/type | query parameter \"f\" | \"1\""]);
    check_request(&document, "GET /x?f={\"a\":1,}", &["E json/trailing-comma | query parameter \"f\" | ,"]);
    check_request(&document, "GET /x?f={}", &["E contract/required | query parameter \"f\" | {}"]);
    check_request(&document, "GET /x?t=a", &["E contract/type | query parameter \"t\" | a"]);
    check_request(
        &document,
        "GET /x?x=<a/>",
        &["? query parameter \"x\" | its media type `application/xml` is not one that is read here"],
    );
}

#[test]
fn the_operation_overrides_its_path() {
    let document = with_paths(
        "3.0.3",
        "  /x/{id}:\n    parameters:\n      - {name: id, in: path, required: true, schema: {type: integer}}\n      - {name: X-A, in: header, required: true, schema: {type: string}}\n    get:\n      parameters:\n        - {name: x-a, in: header, schema: {type: integer}}\n      responses: {}\n    put:\n      responses: {}",
        "",
    );
    check_request(&document, "GET /x/1", &[]);
    check_request(&document, "GET /x/1\nX-A: a", &["E contract/type | header \"x-a\" | a"]);
    check_request(&document, "GET /x/a", &["E contract/type | path parameter \"id\" | a"]);
    check_request(&document, "PUT /x/1", &["E request/missing-parameter | request | PUT /x/1"]);
    check_request(&document, "PUT /x/1\nx-A:  b", &[]);
}

#[test]
fn headers_that_are_no_parameters_are_ignored() {
    let document = query(
        "3.1.0",
        "{name: Accept, in: header, required: true, schema: {type: integer}}, {name: content-TYPE, in: header, required: true, schema: {type: integer}}, \
         {name: Authorization, in: header, required: true, schema: {type: integer}}",
    );
    check_request(&document, "GET /x\nAccept: text/plain", &[]);
}

#[test]
fn header_lines_of_one_name_are_one_list() {
    let document = query(
        "3.1.0",
        "{name: X-Ids, in: header, schema: {type: array, items: {type: integer}, minItems: 3}}, {name: X-One, in: header, schema: {type: integer}}",
    );
    check_request(&document, "GET /x\nx-ids: 1, 2\nX-IDS:3", &[]);
    check_request(&document, "GET /x\nx-ids: 1, b,3", &["E contract/type | header \"X-Ids\" | b"]);
    check_request(
        &document,
        "GET /x\nX-One: 1\nX-One: b",
        &["W request/repeated-parameter | header \"X-One\" | 1, b", "E contract/type | header \"X-One\" | b"],
    );
}

#[test]
fn cookies_are_parameters() {
    let document = query(
        "3.1.0",
        "{name: sid, in: cookie, required: true, schema: {type: string, minLength: 3}}, {name: n, in: cookie, schema: {type: integer}}",
    );
    check_request(&document, "GET /x\nCookie: sid=abc; n=5; other=1", &[]);
    check_request(&document, "GET /x\nCookie: sid=a", &["E contract/min-length | cookie \"sid\" | a"]);
    check_request(&document, "GET /x\nCookie: n=b\nCookie: sid=abc", &["E contract/type | cookie \"n\" | b"]);
    check_request(&document, "GET /x", &["E request/missing-parameter | request | GET /x"]);
}

#[test]
fn what_can_not_be_known_is_not_checked() {
    let document = query("3.1.0", "{$ref: 'other.yaml#/p'}, {name: q, in: query}");
    check_request(
        &document,
        "GET /x?q=1&z=2",
        &[
            "? request | what `#/paths/~1x/get/parameters/0` describes: its reference leads to nothing that is read here",
            "? query parameter \"q\" | the document describes no schema for it",
        ],
    );
    let document = with_paths("3.1.0", "  /x/{id}:\n    get: {responses: {}}", "");
    check_request(
        &document,
        "GET /x/1",
        &["? request | what stands for `{id}` in the path: the document describes no such parameter"],
    );
}

#[test]
fn what_leads_nowhere_is_one_fault() {
    let document = with_paths(
        "3.0.3",
        "  /pets/{id}:\n    get: {responses: {}}\n    put: {responses: {}}",
        "servers: [{url: 'https://h.example/v1'}]",
    );
    check_request(
        &document,
        "DELETE https://other.example/v1/pets/1",
        &["E request/unknown-method | request | DELETE /v1/pets/1"],
    );
    check_request(
        &document,
        "GET /pets/1?api_key=secret",
        &[
            "E request/unknown-path | request | GET /pets/1",
            "? request | no operation of the document has its path",
        ],
    );
}
