//! Documents that mean ill, and documents that the generator does not get along with.

use std::str::FromStr;

use openapi_bindgen::{BindgenError, Bindings, LossClass, Settings, generate};
use openapi_spec::Document;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};

fn settings() -> Settings {
    Settings::new("test.json", "cargo test", "test_models").client_inner("crate::Key")
}

fn bindings(document: &Value) -> Result<Bindings, BindgenError> {
    let (loaded, findings) = Document::load("test.json", document.to_string().as_bytes());
    generate(&loaded.unwrap_or_else(|| panic!("{findings:?}")), &settings())
}

/// The identifiers and signs of the source in order. What stands in a literal or a comment is none
/// of them, comments being literals of `doc` attributes by the time they are tokens.
fn words(source: &str) -> Vec<String> {
    fn collect(tokens: TokenStream, found: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => collect(group.stream(), found),
                TokenTree::Literal(_) => {}
                word => found.push(word.to_string()),
            }
        }
    }
    let mut found = Vec::new();
    collect(TokenStream::from_str(source).expect("it is Rust"), &mut found);
    found
}

/// Whether the source has the function or the call that the texts below try to place. A property of
/// that name may become a field.
fn is_injected(source: &str) -> bool {
    words(source).windows(2).any(|pair| pair == ["fn", "injected"] || pair == ["injected", "!"])
}

/// Ends whatever the text is put into, and starts a function.
const PAYLOADS: [&str; 12] = [
    "\"; pub fn injected() {} //",
    "\"] pub fn injected() {} #[doc = \"",
    "*/ pub fn injected() {} /*",
    "\n} pub fn injected() {} mod m {",
    "\r\npub fn injected() {}",
    "```\npub fn injected() {}\n```",
    "    pub fn injected() {}",
    "\u{202e}} )(detcejni nf bup",
    "{injected}",
    "#{injected}",
    "\\\"; injected!(); \\\"",
    "r#\"# injected \"#",
];

/// The document with the text everywhere where a text can stand.
fn poisoned(text: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": text, "summary": text, "description": text, "version": text, "termsOfService": text},
        "servers": [{"url": format!("https://a.example/{text}"), "description": text}],
        "tags": [{"name": text, "description": text}],
        "paths": {
            format!("/x/{}/{{id}}", text.replace(['{', '}', '/'], "")): {"post": {
                "operationId": format!("op {text}"), "summary": text, "description": text, "tags": [text],
                "x-dropshot-websocket": {"channel": text},
                "parameters": [
                    {"name": text, "in": "query", "description": text,
                     "schema": {"type": "string", "enum": [text, "b"], "default": text}},
                    {"name": "x-h", "in": "header", "description": text,
                     "schema": {"type": "string", "pattern": text.replace(['{', '}', '(', ')', '*', '[', ']', '\\'], "")}}
                ],
                "requestBody": {"required": true, "description": text, "content": {
                    format!("application/json; {text}"): {"schema": {"$ref": "#/components/schemas/A"}}
                }},
                "responses": {
                    "200": {"description": text, "content": {"application/json": {"schema": {
                        "type": "array", "title": text, "items": {"$ref": "#/components/schemas/A"}
                    }}}},
                    "default": {"description": text, "content": {format!("text/{text}"): {}}}
                }
            }, "put": {
                "parameters": [
                    {"name": text, "in": "cookie", "description": text, "schema": {"type": "string"}},
                    {"name": text, "in": "query", "style": "deepObject", "schema": {"type": "object"}}
                ],
                "requestBody": {"description": text, "content": {
                    "multipart/form-data": {"schema": {"properties": {
                        text: {"type": "string", "description": text},
                        "file": {"type": "string", "format": "binary", "description": text}
                    }}, "encoding": {text: {"contentType": text}, "file": {"contentType": text}}},
                    format!("a/{text}"): {}
                }},
                "responses": {
                    "200": {"description": text, "content": {format!("a/{text}"): {}}},
                    "201": {"description": text, "content": {format!("a/{text}+json"): {}}}
                }
            }, "patch": {
                "requestBody": {"content": {"application/x-www-form-urlencoded": {
                    "schema": {"type": "object"}, "encoding": {text: {"style": "deepObject"}}
                }}}
            }}
        },
        "components": {"schemas": {
            "A": {
                "type": "object", "title": text, "description": text, "x-rust-type": {
                    "crate": text, "version": "*", "path": text
                },
                "required": [text],
                "properties": {
                    text: {"type": "string", "description": text, "default": text, "title": text},
                    "choice": {"type": "string", "enum": ["a", text], "x-enum-varnames": ["A", text],
                               "x-enum-descriptions": [text, text], "default": text, "description": text},
                    "const": {"const": text},
                    "either": {"anyOf": [{"type": "string", "title": text}, {"type": "integer", "title": "I"}]},
                    "when": {"type": "string", "format": "date-time", "default": text},
                    "form": {"type": "string", "format": text},
                    "number": {"type": "integer", "default": text}
                }
            },
            "U": {"oneOf": [
                {"type": "object", "title": text, "required": ["k"], "properties": {"k": {"const": text}}},
                {"type": "object", "title": "Other", "required": ["k"], "properties": {"k": {"const": "o"}}}
            ]},
            text.replace(['/', '~', '#', '%', '{', '}', '"', '\\', ' '], ""): {"type": "object", "description": text}
        }}
    })
}

#[test]
fn the_check_for_injected_code_can_fail() {
    assert!(is_injected("/// x\npub fn injected() {}"));
    assert!(is_injected("const A: u8 = { injected!(); 1 };"));
    assert!(!is_injected("/// fn injected\nconst A: &str = \"fn injected() {}\";"));
}

#[test]
fn no_text_of_a_document_becomes_code() {
    for payload in PAYLOADS {
        let bindings = bindings(&poisoned(payload)).unwrap_or_else(|error| panic!("{payload:?}: {error}"));
        for source in [&bindings.models, &bindings.client] {
            syn::parse_file(source).unwrap_or_else(|error| panic!("{payload:?}: {error}"));
            assert!(!is_injected(source), "{payload:?} in:\n{source}");
            assert!(words(source).len() > 50, "nothing was generated");
        }
    }
}

/// The line that opens a block which rustdoc would compile and run, if there is one. Blocks are
/// opened and closed as `CommonMark` 0.31, sections 4.4 and 4.5 say.
fn doctest(source: &str) -> Option<String> {
    let mut open: Option<&str> = None;
    for line in source.lines() {
        let Some(text) = line.trim_start().strip_prefix("///") else {
            open = None;
            continue;
        };
        let text = text.strip_prefix(' ').unwrap_or(text);
        let body = text.trim_start();
        let mark = body.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let length = body.chars().take_while(|character| Some(*character) == mark).count();
        let (fence, info) = body.split_at(length);
        let is_fence = length >= 3;
        match open {
            Some(opening) if is_fence && fence.starts_with(opening) && info.is_empty() => open = None,
            None if text.starts_with("    ") => return Some(line.to_owned()),
            None if is_fence && !(fence.starts_with('`') && info.contains('`')) => {
                if info != "text" {
                    return Some(line.to_owned());
                }
                open = Some(fence);
            }
            Some(_) | None => {}
        }
    }
    None
}

#[test]
fn the_check_for_doctests_can_fail() {
    for text in ["/// ```\n/// x", "/// ~~~~rust", "    ///     x", "/// ```text\n/// ```\n/// ```\n"] {
        assert!(doctest(text).is_some(), "{text}");
    }
    for text in ["/// ```text\n///     x\n/// ```", "/// ``` a `` b", "/// ~~~text\n/// ~~~rust\n/// ~~~"] {
        assert_eq!(doctest(text), None);
    }
}

#[test]
fn no_text_of_a_document_becomes_a_doctest() {
    for payload in
        ["```\npanic!()\n```", "~~~rust\npanic!()\n~~~", "     panic!()", "- a\n\n        panic!()"]
    {
        let bindings = bindings(&poisoned(payload)).unwrap_or_else(|error| panic!("{payload:?}: {error}"));
        assert_eq!(doctest(&bindings.models), None);
        assert_eq!(doctest(&bindings.client), None);
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = poisoned("plain");
    assert_eq!(bindings(&document).unwrap(), bindings(&document).unwrap());
}

#[test]
fn the_first_line_names_command_input_and_digest() {
    let document = poisoned("plain");
    let digest = openapi_bindgen::digest(document.to_string().as_bytes());
    let bindings = bindings(&document).unwrap();
    for source in [bindings.models, bindings.client] {
        let first = source.lines().next().unwrap();
        for part in ["// Generated by `cargo test`", "test.json", &digest] {
            assert!(first.contains(part), "{first}");
        }
    }
}

/// What was left out since progenitor can't take it: place and class.
fn left_out(bindings: &Bindings) -> Vec<(&str, LossClass)> {
    let losses = bindings.losses.iter().filter(|loss| loss.pass == "progenitor");
    losses.map(|loss| (loss.pointer.as_str(), loss.class)).collect()
}

#[test]
fn a_schema_that_panics_becomes_any_value_and_is_reported() {
    let bindings = bindings(&json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {
            "Good": {"type": "object", "properties": {"bad": {"$ref": "#/components/schemas/bad_one"}}},
            "bad_one": {"exclusiveMinimum": true},
            "Other": {"type": "object", "properties": {"a": {"type": "string"}}},
            "bad_two": {"exclusiveMinimum": true}
        }}
    }))
    .unwrap();
    let places = ["/components/schemas/bad_one", "/components/schemas/bad_two"];
    assert_eq!(left_out(&bindings), places.map(|place| (place, LossClass::Type)));
    assert!(bindings.losses.iter().any(|loss| loss.note.contains("exclusive_minimum")));
    assert!(bindings.models.contains("pub struct Good") && bindings.models.contains("pub struct Other"));
}

#[test]
fn a_refused_operation_is_left_out_and_reported() {
    let operation = json!({"responses": {"200": {"description": ""}}});
    let mut document = json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
        "paths": {"/bad/{a/b}": {"get": operation, "put": operation}}
    });
    for number in 0..20 {
        document["paths"][format!("/good{number}")] = json!({"get": operation});
    }
    let bindings = bindings(&document).unwrap();
    let places = ["/paths/~1bad~1{a~1b}/get", "/paths/~1bad~1{a~1b}/put"];
    assert_eq!(left_out(&bindings), places.map(|place| (place, LossClass::Dropped)));
    assert_eq!(bindings.client.matches("pub async fn").count(), 20);
}

#[test]
fn a_misshapen_schema_is_left_out() {
    let bindings = bindings(&json!({
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"A": {"type": "object", "properties": [1]}, "B": {"type": "object", "properties": {"x": {"type": "string"}}}}}
    }))
    .unwrap();
    assert_eq!(left_out(&bindings), [("/components/schemas/A", LossClass::Type)]);
    assert!(bindings.models.contains("pub struct B"));
}

#[test]
fn settings_are_checked() {
    let document = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}});
    let (document, _) = Document::load("test.json", document.to_string().as_bytes());
    let document = document.unwrap();
    for bad in [
        Settings::new("i", "c", "not a name"),
        Settings::new("i", "c", "gen"),
        Settings::new("i", "c", "m").client_inner("crate::Key> {} fn injected() {"),
    ] {
        assert!(matches!(generate(&document, &bad), Err(BindgenError::Setting { .. })));
    }
}

#[test]
fn what_can_not_be_expressed_is_in_the_report() {
    let bindings = bindings(&json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "webhooks": {"w": {}},
        "paths": {"/x": {"post": {
            "requestBody": {"content": {"image/é": {"schema": {"type": "object"}}}},
            "responses": {"200": {"description": "", "content": {"text/csv": {"schema": {"type": "array"}}}}}
        }}}
    }))
    .unwrap();
    let found = |class: LossClass, pointer: &str| {
        bindings.losses.iter().any(|loss| loss.class == class && loss.pointer == pointer)
    };
    assert!(found(LossClass::Dropped, "/webhooks"));
    assert!(found(LossClass::Dropped, "/paths/~1x/post/requestBody"));
    assert!(found(LossClass::Type, "/paths/~1x/post/responses"));
    for note in ["no header can name any of the media types", "`200` is read as it comes: it is no JSON"] {
        assert!(bindings.client.contains(&format!("    /// - {note}\n")), "{}", bindings.client);
    }
}
