//! The command on a folder of its own.

use std::fs;
use std::path::Path;

use super::*;
use crate::cli::{Refs, SpecArgs};

fn arguments(folder: &Path) -> GenerateArgs {
    GenerateArgs {
        spec: SpecArgs { document: Some(folder.join("shop.json").display().to_string()), refs: Refs::Folder },
        out: folder.join("out"),
        name: None,
        check: false,
        force: false,
    }
}

fn document(description: &str) -> String {
    format!(
        r#"{{"openapi": "3.1.0", "info": {{"title": "Shop", "version": "1"}}, "paths": {{}},
            "components": {{"schemas": {{"Thing": {{"type": "object", "description": "{description}"}}}}}}}}"#
    )
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.json"), document("A thing.")).unwrap();
    folder
}

fn code(arguments: &GenerateArgs) -> ExitCode {
    run(arguments, ColorWhen::Never).unwrap_or_else(|failure| panic!("{failure}"))
}

#[track_caller]
fn is(found: ExitCode, expected: u8) {
    assert_eq!(format!("{found:?}"), format!("{:?}", ExitCode::from(expected)));
}

/// The files below the folder with their texts.
fn files(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_is_written_is_up_to_date_until_something_changes() {
    let folder = folder();
    let write = arguments(folder.path());
    let check = GenerateArgs { check: true, ..arguments(folder.path()) };
    is(code(&check), 1);
    assert!(!folder.path().join("out").exists());
    is(code(&write), 0);
    let first = files(&folder.path().join("out"));
    assert!(first.iter().any(|(name, text)| name == "shop-models/src/types.rs" && text.contains("A thing.")));
    assert!(first.iter().all(|(name, _)| !name.contains(".tmp")));
    is(code(&check), 0);
    is(code(&write), 0);
    assert_eq!(files(&folder.path().join("out")), first);

    fs::write(folder.path().join("shop.json"), document("Another thing.")).unwrap();
    is(code(&check), 1);
    is(code(&write), 0);
    is(code(&check), 0);
}

#[test]
fn every_file_of_the_document_counts() {
    let folder = folder();
    let shop =
        document("A thing.").replace(r#""Thing": {"#, r#""Price": {"$ref": "parts/price.yaml"}, "Thing": {"#);
    fs::write(folder.path().join("shop.json"), shop).unwrap();
    fs::create_dir(folder.path().join("parts")).unwrap();
    let price = folder.path().join("parts/price.yaml");
    fs::write(&price, "{type: object, properties: {amount: {type: integer}}}").unwrap();
    let write = arguments(folder.path());
    let check = GenerateArgs { check: true, ..arguments(folder.path()) };
    is(code(&write), 0);
    is(code(&check), 0);
    let types = folder.path().join("out/shop-models/src/types.rs");
    assert!(fs::read_to_string(&types).unwrap().contains("pub amount:"));
    fs::write(&price, "{type: object, properties: {amount: {type: string}}}").unwrap();
    is(code(&check), 1);
    is(code(&write), 0);
    is(code(&check), 0);
    // Without the file the document is another one.
    let alone = SpecArgs { refs: Refs::None, ..check.spec.clone() };
    is(code(&GenerateArgs { spec: alone, ..check }), 1);
}

#[test]
fn what_someone_else_wrote_is_not_touched() {
    let folder = folder();
    let write = arguments(folder.path());
    is(code(&write), 0);
    let edited = folder.path().join("out/shop-client/src/face.rs");
    fs::write(&edited, "mine").unwrap();
    fs::write(folder.path().join("shop.json"), document("Another thing.")).unwrap();
    let before = files(&folder.path().join("out"));
    let failure = run(&write, ColorWhen::Never).unwrap_err().to_string();
    assert!(failure.contains("shop-client/src/face.rs: it was edited by hand"), "{failure}");
    assert_eq!(files(&folder.path().join("out")), before);
    is(code(&GenerateArgs { force: true, ..arguments(folder.path()) }), 0);
    assert_ne!(fs::read_to_string(&edited).unwrap(), "mine");
}

#[test]
fn another_name_deletes_the_crates_of_the_old_one_and_nothing_else() {
    let folder = folder();
    is(code(&arguments(folder.path())), 0);
    fs::write(folder.path().join("out/shop-models/notes.md"), "mine").unwrap();
    is(code(&GenerateArgs { name: Some("store".into()), ..arguments(folder.path()) }), 0);
    assert!(folder.path().join("out/store-client/src/lib.rs").exists());
    assert!(!folder.path().join("out/shop-client").exists());
    let left = files(&folder.path().join("out/shop-models"));
    assert_eq!(left, [("notes.md".to_owned(), "mine".to_owned())]);
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("out")).unwrap();
    fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), folder.path().join("out/shop-models"))
        .unwrap();
    let failure = run(&arguments(folder.path()), ColorWhen::Never).unwrap_err().to_string();
    assert!(failure.contains("symbolic link"), "{failure}");
    assert!(files(&folder.path().join("elsewhere")).is_empty());
}
