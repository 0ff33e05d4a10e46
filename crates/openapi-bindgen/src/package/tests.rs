//! Packages from small documents. That they compile is tried by `xtask`'s tests.

use serde_json::json;

use super::*;

fn load(document: &Value) -> Document {
    let (loaded, findings) = Document::load("shop.json", document.to_string().as_bytes());
    loaded.unwrap_or_else(|| panic!("{findings:?}"))
}

fn shop() -> Value {
    json!({
        "openapi": "3.1.0", "info": {"title": "The \"Shop\" API", "version": "7"},
        "security": [{"Api Key": []}],
        "paths": {"/things": {
            "get": {"operationId": "list_things", "responses": {"200": {"description": ""}}},
            "post": {"operationId": "add_thing", "security": [{"login": [], "session": []}, {"token": []}, {"query": []}],
                "responses": {"200": {"description": ""}}},
            "delete": {"operationId": "remove_things", "security": [], "responses": {"204": {"description": ""}}}
        }},
        "components": {"securitySchemes": {
            "Api Key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": "From the *account* page."},
            "login": {"type": "http", "scheme": "basic"},
            "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
            "token": {"type": "http", "scheme": "bearer"},
            "query": {"type": "apiKey", "in": "query", "name": "api\"key"}
        }}
    })
}

fn settings() -> PackageSettings {
    PackageSettings::new("shop", "shop.json", "securegate generate")
}

fn text<'a>(package: &'a Package, path: &str) -> &'a str {
    let file = package.files.iter().find(|file| file.path == path);
    &file.unwrap_or_else(|| panic!("there is no {path}")).text
}

#[test]
fn credentials_follow_the_document() {
    let package = package(&load(&shop()), &settings()).unwrap();
    let source = text(&package, "shop-client/src/credentials.rs");
    insta::assert_snapshot!("credentials", source.split_once("\n\n").unwrap().1);
}

#[test]
fn manifests_and_texts() {
    let package = package(&load(&shop()), &settings()).unwrap();
    let paths = ["shop-models/Cargo.toml", "shop-client/Cargo.toml", "shop-client/README.md"];
    let all = paths.map(|path| format!("==> {path}\n{}\n", text(&package, path))).concat();
    insta::assert_snapshot!("texts", all);
}

#[test]
fn file_names_are_of_a_fixed_alphabet_and_every_source_says_where_it_comes_from() {
    let package = package(&load(&shop()), &settings()).unwrap();
    for file in &package.files {
        assert!(plan::is_plain(&file.path), "{}", file.path);
        assert!(
            file.text.lines().next().unwrap().contains("enerated") || file.path.ends_with("README.md"),
            "{}",
            file.path
        );
    }
    assert_eq!(package.lock.files.len(), package.files.len());
}

#[test]
fn two_runs_give_the_same_bytes_and_one_new_field_is_the_only_difference() {
    let first = package(&load(&shop()), &settings()).unwrap();
    assert_eq!(first, package(&load(&shop()), &settings()).unwrap());
    let mut document = shop();
    document["components"]["schemas"] =
        json!({"Thing": {"type": "object", "properties": {"a": {"type": "string"}}}});
    let one = package(&load(&document), &settings()).unwrap();
    document["components"]["schemas"]["Thing"]["properties"]["b"] = json!({"type": "string"});
    let two = package(&load(&document), &settings()).unwrap();
    let named = ["shop-models/src/types.rs", "shop-client/src/client.rs"];
    for file in &one.files {
        // The first line of these names the document by its digest.
        let skipped = usize::from(named.contains(&file.path.as_str()) || file.path.ends_with("losses.txt"));
        let lines = |package| -> Vec<&str> { text(package, &file.path).lines().skip(skipped).collect() };
        let (before, after) = (lines(&one), lines(&two));
        if file.path == "shop-models/src/types.rs" {
            let added: Vec<&&str> = after.iter().filter(|line| !before.contains(line)).collect();
            assert_eq!(added.len(), 2, "{added:?}");
            assert!(before.iter().all(|line| after.contains(line)));
        } else {
            assert_eq!(before, after, "{}", file.path);
        }
    }
}

#[test]
fn a_title_can_not_leave_its_place() {
    let mut document = shop();
    document["info"]["title"] = json!("x\"\n[dependencies]\nevil = \"1\"\n```\n<script>\u{7f}");
    let package = package(&load(&document), &settings()).unwrap();
    for path in ["shop-models/Cargo.toml", "shop-client/Cargo.toml"] {
        let lines =
            text(&package, path).lines().filter(|line| line.starts_with("evil") || *line == "[dependencies]");
        assert_eq!(lines.count(), 1, "{path}");
        assert!(!text(&package, path).contains('\u{7f}'));
    }
    assert!(!text(&package, "shop-client/README.md").contains("<script>"));
}

#[test]
fn names_are_of_a_fixed_alphabet() {
    for (title, name) in [
        ("Swagger Petstore - OpenAPI 3.0", "swagger-petstore-openapi-3-0"),
        ("../..", "api"),
        ("", "api"),
        ("3D", "api"),
    ] {
        assert_eq!(
            PackageSettings::name_for(&load(&json!({"openapi": "3.1.0", "info": {"title": title}}))),
            name
        );
    }
    for bad in ["", "A", "a--b", "-a", "a-", "a/b", "../a", "1a", "a_b", "a\n", &"a".repeat(49)] {
        let settings = PackageSettings { name: bad.to_owned(), ..settings() };
        assert!(matches!(
            package(&load(&shop()), &settings),
            Err(BindgenError::Setting { setting: "name", .. })
        ));
    }
    for bad in ["1", "1.0", "1.0.0\"", "01.0.0", "1.0.0-a"] {
        let settings = PackageSettings { version: bad.to_owned(), ..settings() };
        assert!(matches!(
            package(&load(&shop()), &settings),
            Err(BindgenError::Setting { setting: "version", .. })
        ));
    }
}
