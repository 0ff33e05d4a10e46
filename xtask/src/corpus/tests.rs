//! Small documents of every kind, generated and compiled.

use serde_json::{Value, json};

use super::*;

/// What the documents have in common that progenitor alone stops at.
fn shop() -> Value {
    let thing = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    json!({
        "openapi": "3.1.0", "info": {"title": "Shop", "version": "7", "description": "Sells `things`."},
        "servers": [{"url": "https://shop.example/v1"}],
        "security": [{"key": []}],
        "paths": {
            "/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "get": {"operationId": "get", "responses": {
                    "200": {"description": "", "content": thing},
                    "202": {"description": "", "content": {"application/json": {"schema": {"type": "string"}}}},
                    "404": {"description": "", "content": {"application/json": {"schema": {"type": "integer"}}}},
                    "422": {"description": "", "content": {"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}}},
                    "default": {"description": "", "content": thing}
                }},
                "put": {"operationId": "new", "security": [{"login": []}, {"token": [], "session": []}], "requestBody": {"content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}, "text/csv": {}
                }}, "responses": {"204": {"description": ""}}},
                "post": {"requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object"}}}},
                    "responses": {"default": {"description": ""}}},
                "patch": {"requestBody": {"required": true, "content": {"application/xml": {}}},
                    "responses": {"201": {"description": ""}}}
            }
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "query", "name": "key"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
                "token": {"type": "oauth2", "flows": {}},
                "login": {"type": "http", "scheme": "basic"},
                "head": {"type": "apiKey", "in": "header", "name": "X-Key"}
            },
            "schemas": {"Thing": {"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string", "enum": ["a", "A", "+1", "-1"]},
                "at": {"type": ["string", "null"], "format": "date-time"},
                "code": {"type": "string", "pattern": "^[a-z]+$"},
                "rest": {}
            }}}
        }
    })
}

#[track_caller]
fn covers(name: &str, document: &Value) -> Row {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.json");
    std::fs::write(&file, document.to_string()).unwrap();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let mut row = row::generate(&file, &out).unwrap().expect("it is a document");
    assert_eq!(row.failure, None, "{name}");
    row.check = Some(check::check(&out, &["--workspace", "--offline"], None, CHECK_LIMIT).unwrap());
    let messages = std::fs::read_to_string(out.join("messages.txt")).unwrap();
    assert!(row.is_complete(), "{name}: {row:?}\n{messages}");
    row
}

#[test]
fn small_documents_are_generated_as_a_whole_and_compile() {
    let row = covers("shop", &shop());
    assert!(matches!(row.plain, Plain::Refused(_)));
    assert_eq!(row.operations, 4);
    assert_eq!(row.losses["dropped"], 0);
    let text = table::text(&[("shop".to_owned(), row)]);
    assert!(text.contains("| shop (Shop) | 4 | 4 | yes |"), "{text}");
    assert!(text.contains("Of 1 documents 1 are generated as a whole and compile."), "{text}");

    covers(
        "webhooks only",
        &json!({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "webhooks": {}}),
    );
    covers(
        "OpenAPI 3.0",
        &json!({"openapi": "3.0.3", "info": {"title": "t\"", "version": "1"}, "paths": {"/x": {"get": {
            "parameters": [{"name": "at", "in": "query", "schema": {"type": "string", "format": "date"}}],
            "responses": {"200": {"description": "", "content": {"image/png": {}}}}
        }}}}),
    );
}

/// As many operations as make features of their tags, on types that have more and less in common.
fn mall() -> Value {
    let operation = |shop: usize, n: usize| {
        let schema = json!({"$ref": format!("#/components/schemas/Thing{shop}")});
        let content = json!({"application/json": {"schema": schema}});
        let body = json!({"required": true, "content": content});
        json!({"operationId": format!("put_{shop}_{n}"), "tags": [format!("Shop {shop}")], "requestBody": body,
        "responses": {
            "200": {"description": "", "content": content},
            "404": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Lost"}}}},
            "409": {"description": "", "content": {"application/json": {"schema": {"type": "string"}}}}
        }})
    };
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    for shop in 0..5 {
        schemas.insert(
            format!("Thing{shop}"),
            json!({"type": "object", "properties": {
                "kind": {"type": "string", "enum": ["a", "b"], "default": "b"},
                "size": {"type": "integer", "default": 7},
                "code": {"type": "string", "pattern": "^[a-z]+$"},
                "next": {"$ref": format!("#/components/schemas/Thing{}", shop % 2)},
                "either": {"oneOf": [{"$ref": "#/components/schemas/Lost"}, {"type": "integer"}]}
            }}),
        );
        for n in 0..20 {
            paths.insert(format!("/{shop}/{n}"), json!({"put": operation(shop, n)}));
        }
    }
    schemas.insert(
        "Lost".to_owned(),
        json!({"type": "object", "properties": {"at": {"type": "string", "format": "date-time"}}}),
    );
    schemas.insert(
        "Stray".to_owned(),
        json!({"type": "object", "properties": {"lost": {"$ref": "#/components/schemas/Lost"}}}),
    );
    json!({"openapi": "3.1.0", "info": {"title": "Mall", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

#[test]
fn a_large_document_compiles_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.json");
    std::fs::write(&file, mall().to_string()).unwrap();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    assert_eq!(row::generate(&file, &out).unwrap().expect("it is a document").failure, None);
    for features in ["", "shop-0", "shop-2,shop-3", "full"] {
        let arguments = ["--offline", "--package", "covered-client", "--features", features];
        let check = check::check(&out, &arguments, None, CHECK_LIMIT).unwrap();
        assert_eq!(check.failure, None, "{features}");
    }
}

/// Runs `behaviour/client.rs` in a client that was generated from the document beside it.
#[test]
fn a_generated_client_does_what_the_document_says() {
    let out = tempfile::tempdir().unwrap();
    let document = out.path().join("document.yaml");
    std::fs::write(&document, include_str!("behaviour/document.yaml")).unwrap();
    let row = row::generate(&document, out.path()).unwrap().expect("it is a document");
    assert_eq!((row.failure, row.losses["dropped"]), (None, 0));
    let client = out.path().join("covered-client");
    let manifest = std::fs::read_to_string(client.join("Cargo.toml")).unwrap();
    let tokio = "tokio = { version = \"1\", default-features = false, features = [\"io-util\", \"macros\", \"net\", \"rt\", \"time\"] }";
    std::fs::write(client.join("Cargo.toml"), format!("{manifest}\n[dev-dependencies]\n{tokio}\n")).unwrap();
    std::fs::create_dir(client.join("tests")).unwrap();
    std::fs::write(client.join("tests/behaviour.rs"), include_str!("behaviour/client.rs")).unwrap();
    std::fs::copy(root().join("Cargo.lock"), out.path().join("Cargo.lock")).unwrap();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--quiet", "--offline", "--no-default-features", "--package", "covered-client"])
        .current_dir(out.path())
        .env("CARGO_TARGET_DIR", check::target().join("corpus-target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "--deny warnings")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    // Cargo says nothing of tests that it did not find.
    assert!(text(&output.stdout).contains("14 passed"), "{}", text(&output.stdout));
}

#[test]
fn documents_of_one_name_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    for (sub, file) in [("a", "x.json"), ("a", "x.yaml"), ("b", "x.json"), ("b/c", "y.yml")] {
        std::fs::create_dir_all(folder.path().join(sub)).unwrap();
        std::fs::write(folder.path().join(sub).join(file), "").unwrap();
    }
    let found = documents(&[folder.path().join("a"), folder.path().join("b")]).unwrap();
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 4);
    assert!(names.contains(&"x") && names.contains(&"b/x") && names.contains(&"c/y"), "{names:?}");
}

#[test]
fn a_crate_that_does_not_compile_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    std::fs::write(folder.path().join("src/lib.rs"), "fn unused() {}").unwrap();
    let found = check::check(folder.path(), &["--offline"], None, CHECK_LIMIT).unwrap();
    assert_eq!(found.failure.as_deref(), Some("error: function `unused` is never used"));
}
