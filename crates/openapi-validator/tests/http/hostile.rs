//! Nothing that arrives makes the validator fail or take long.

use openapi_source::Pointer;
use openapi_spec::Document;
use openapi_validator::{HttpOptions, HttpValidator, Nullable, PathMatch, Request, Response};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::with_paths;

const PATHS: &str = "
  /p/{a}/{b}.{c}:
    parameters:
      - {name: a, in: path, required: true, style: matrix, explode: true, schema: {type: object, properties: {x: {type: integer}}}}
      - {name: b, in: path, required: true, style: label, schema: {type: array, items: {type: integer}}}
      - {name: c, in: path, required: true, schema: {anyOf: [{type: integer}, {type: array, items: {type: string}}, {type: object}]}}
    post:
      parameters:
        - {name: f, in: query, style: deepObject, schema: {type: object, additionalProperties: {type: array, items: {type: integer}}}}
        - {name: o, in: query, schema: {type: object, additionalProperties: true}}
        - {name: s, in: query, style: spaceDelimited, explode: false, schema: {type: array, items: {type: [integer, 'null']}}}
        - {name: j, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: h, in: header, explode: true, schema: {type: object, properties: {x: {type: integer}}}}
        - {name: k, in: cookie, schema: {type: array, items: {type: string, format: byte}}}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Node'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Node'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Node'}, encoding: {n: {contentType: application/json, headers: {X-A: {schema: {type: integer}}}}}}
          text/*: {schema: {type: integer}}
          application/yaml: {schema: {$ref: '#/components/schemas/Node'}}
      responses:
        2XX: {description: ok, headers: {h: {schema: {type: array, items: {type: integer}}}}, content: {'*/*': {schema: {$ref: '#/components/schemas/Node'}}}}
";

const COMPONENTS: &str = "
security: [{basic: []}, {key: []}]
components:
  securitySchemes: {basic: {type: http, scheme: basic}, key: {type: apiKey, in: query, name: key}}
  schemas:
    Node:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int32, readOnly: true}
        n: {$ref: '#/components/schemas/Node'}
        a: {type: array, items: {oneOf: [{$ref: '#/components/schemas/Node'}, {type: string}], discriminator: {propertyName: t}}}
";

fn hostile() -> Document {
    with_paths("3.1.0", PATHS, COMPONENTS)
}

/// Text in which the pieces that mean something to some reader are frequent.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "/",
            "%",
            "%2",
            "%2F",
            "%zz",
            "%ff",
            "&",
            "=",
            "?",
            "#",
            ";",
            ",",
            ".",
            "+",
            "|",
            "[",
            "]",
            "f[x]",
            "f[x][0]=1",
            "o=1",
            "s=1 2",
            "j={",
            "x=1",
            "\"",
            "{",
            "}",
            "\r\n",
            "--X",
            "--X--",
            "Content-Disposition: form-data; name=n",
            ":",
            "\u{0}",
            "é",
            "\u{1f600}",
            "null",
            "1e999",
            "-",
            "id=5",
            "n[id]=1",
            "n={\"id\":1}",
        ])
        .prop_map(ToOwned::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn media() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=X",
            "multipart/form-data; boundary=\"",
            "text/plain; charset=iso-8859-1",
            "application/yaml",
            "image/png",
            ";;;",
        ])
        .prop_map(ToOwned::to_owned),
        text(),
    ]
}

/// Every place of every finding must be one in its text.
fn assert_sound(checked: &openapi_validator::Checked) {
    for finding in &checked.findings {
        let (source, span) = (&finding.place.source, finding.place.span);
        let text = source.text();
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{}: {span:?}", finding.rule);
        assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
        let _ = (finding.message.shown(), finding.help.masked(), finding.place.start(), finding.place.end());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn no_request_and_no_response_makes_it_fail(
        path in text(), query in text(), header in text(), cookie in text(), media in media(), body in text(),
        bytes in prop::collection::vec(any::<u8>(), 0..64), status in any::<u16>(), is_bytes in any::<bool>(),
        is_free in any::<bool>(),
    ) {
        thread_local! {
            static DOCUMENT: Document = hostile();
        }
        DOCUMENT.with(|document| {
            let validator = HttpValidator::new(document, HttpOptions::default()).unwrap();
            let path = path.replace(['/', '?', '#'], "");
            let url = if is_free { body.clone() } else { format!("/p/;x=1{path}/.1{path}.c?{query}") };
            let body = if is_bytes { bytes.as_slice() } else { body.as_bytes() };
            let headers = vec![
                ("Content-Type", media.as_str()), ("h", header.as_str()), ("H", cookie.as_str()), ("Cookie", cookie.as_str()),
                ("Authorization", header.as_str()), ("Content-Encoding", if is_free { header.as_str() } else { "" }),
            ];
            let mut request = Request::new("POST", &url);
            request.headers.clone_from(&headers);
            request.body = Some(body);
            assert_sound(&validator.check_request(&request));
            let PathMatch::Operation { operation, .. } = validator.match_path("POST", "/p/a/b.c") else { panic!("a path") };
            let mut response = Response::new(status);
            response.headers = headers;
            response.body = Some(body);
            assert_sound(&validator.check_response(operation, &response));
            response.status = 200;
            assert_sound(&validator.check_response(operation, &response));
        });
    }
}

/// All places of a document.
fn pointers(value: &Value, at: &Pointer, out: &mut Vec<Pointer>) {
    out.push(at.clone());
    for (name, child) in value.as_object().into_iter().flatten() {
        pointers(child, &at.member(name), out);
    }
    for (idx, child) in value.as_array().into_iter().flatten().enumerate() {
        pointers(child, &at.item(idx), out);
    }
}

fn stray() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("deepObject"),
        json!("integer"),
        json!([]),
        json!({}),
        json!([1, "a", {}]),
        json!({"$ref": "#/components/schemas/Node"}),
        json!({"$ref": "#/paths/~1p~1{a}~1{b}.{c}"}),
        json!({"$ref": "other.yaml"}),
        json!({"$ref": 3}),
        json!({"type": "array", "items": {"$ref": "#/components/schemas/Node"}}),
        json!({"nullable": true, "oneOf": [{"$ref": "#/components/schemas/Node"}], "discriminator": {"propertyName": 3}}),
        json!({"allOf": [{"$ref": "#/components/schemas/Node"}], "required": ["id"], "properties": 3}),
        json!({"pattern": "("}),
        json!({"x": {"url": "{a}", "variables": {"a": {"enum": ["/", "//"]}}}}),
        json!([{"url": "{a}://{b}/{c}", "variables": {"a": {"default": "x"}, "b": {"default": "/"}, "c": {"enum": ["", "p"]}}}]),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_document_makes_it_fail(
        changes in prop::collection::vec((any::<prop::sample::Index>(), stray()), 1..4), is_old in any::<bool>(),
    ) {
        let mut value = hostile().value().clone();
        value["openapi"] = json!(if is_old { "3.0.3" } else { "3.1.0" });
        for (place, stray) in changes {
            let mut all = Vec::new();
            pointers(&value, &Pointer::root(), &mut all);
            // The root is not replaced: it would be no document.
            let at = all[1..][place.index(all.len() - 1)].clone();
            if at.as_str() != "/openapi" && let Some(place) = value.pointer_mut(at.as_str()) {
                *place = stray;
            }
        }
        let (document, _) = Document::load("d.json", value.to_string().as_bytes());
        let Some(document) = document else { return Ok(()) };
        for nullable in [Nullable::Lenient, Nullable::Strict] {
            let options = HttpOptions { nullable, ..HttpOptions::default() };
            let Ok(validator) = HttpValidator::new(&document, options) else { continue };
            for media in ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=X"] {
                let mut request = Request::new("POST", "/p/;x=1/.1.c?f[a]=1&o=2&s=1%202&j={}&key=k");
                request.headers = vec![("content-type", media), ("h", "x=1"), ("cookie", "k=YQ==")];
                request.body = Some(match media {
                    "application/json" => br#"{"id": 1, "n": {"id": "x"}, "a": [{"t": "y"}]}"#,
                    "application/x-www-form-urlencoded" => b"id=1&n[id]=x&a[0][t]=y",
                    _ => b"--X\nContent-Disposition: form-data; name=id\n\n1\n--X--",
                });
                assert_sound(&validator.check_request(&request));
                if let PathMatch::Operation { operation, .. } = validator.match_path("POST", "/p/a/b.c") {
                    let mut response = Response::new(200);
                    response.headers = vec![("content-type", "application/json"), ("h", "1")];
                    response.body = request.body;
                    assert_sound(&validator.check_response(operation, &response));
                }
            }
        }
    }
}

#[test]
fn thousands_of_everything_are_judged_or_cut() {
    let document = hostile();
    let validator = HttpValidator::new(&document, HttpOptions::default()).unwrap();
    let many = |one: &str, n: usize| (0..n).map(|idx| one.replace('#', &idx.to_string())).collect::<String>();
    let started = std::time::Instant::now();
    for query in [
        many("&s=1", 50_000),
        many("&f[k#][]=x", 20_000),
        many("&f[a]=1", 50_000),
        many("&unknown#=1", 50_000),
        many("&%zz#=1", 50_000),
        format!("f{}=1", "[a]".repeat(100_000)),
        format!("s={}", "1%20".repeat(50_000)),
    ] {
        let url = format!("/p/;x=1/.1.c?{query}");
        let request = Request::new("POST", &url);
        assert_sound(&validator.check_request(&request));
    }
    let cookie = many("k=YQ==; ", 50_000);
    let form = many("n[a][#]=1&", 20_000);
    let multipart = many("--X\nContent-Disposition: form-data; name=a\n\nx\n", 20_000) + "--X--";
    for (media, body) in [
        ("application/x-www-form-urlencoded", form),
        ("multipart/form-data; boundary=X", multipart),
        ("application/json", "[".repeat(100_000)),
        ("application/json", "{\"n\":".repeat(100_000)),
    ] {
        let mut request = Request::new("POST", "/p/;x=1/.1.c");
        request.headers = vec![("h", "x=1"); 10_000];
        request.headers.push(("cookie", &cookie));
        request.headers.push(("content-type", media));
        request.body = Some(body.as_bytes());
        assert_sound(&validator.check_request(&request));
    }
    // Far above what it takes, also on a slow machine and without optimisation: only growth beyond bounds fails it.
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

#[test]
fn many_threads_share_one_validator() {
    let document = hostile();
    let validator = HttpValidator::new(&document, HttpOptions::default()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut request = Request::new("POST", "/p/;x=1/.1.c?key=k");
                request.headers = vec![("content-type", "application/json")];
                request.body = Some(b"{\"n\": {\"n\": 5}}");
                let found = validator.check_request(&request);
                assert_eq!(found.findings.len(), 1);
            });
        }
    });
}
