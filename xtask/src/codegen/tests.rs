//! Stale files and their reasons, in a folder of their own.

use std::fs;
use std::path::Path;

use super::*;

/// A folder with the document and everything generated from it.
fn generated() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("openapi")).unwrap();
    fs::copy(root().join(DOCUMENT), folder.path().join(DOCUMENT)).unwrap();
    for file in &outputs(folder.path()).unwrap().files {
        assert!(files::write(folder.path(), file).unwrap());
    }
    folder
}

fn stale_in(root: &Path) -> Vec<Stale> {
    stale(root, &outputs(root).unwrap()).unwrap()
}

fn edit(root: &Path, path: &str, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(root.join(path)).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    fs::write(root.join(path), changed).unwrap();
}

#[test]
fn two_runs_write_the_same_bytes() {
    let folder = generated();
    assert_eq!(stale_in(folder.path()), []);
    for file in &outputs(folder.path()).unwrap().files {
        assert!(!files::write(folder.path(), file).unwrap(), "{} was written again", file.path);
    }
}

#[test]
fn one_changed_character_in_the_document_is_noticed() {
    let folder = generated();
    edit(folder.path(), DOCUMENT, |text| text.replacen("access-controlled", "access-controlleD", 1));
    let stale = stale_in(folder.path());
    assert_eq!(stale.len(), 5);
    for file in stale {
        assert_eq!(file.reasons, ["the document openapi/securegate.yaml changed"], "{}", file.path);
    }
}

#[test]
fn an_edited_and_a_missing_file_are_told_apart() {
    let folder = generated();
    let report = "openapi/generated/losses.txt";
    let lowered = "openapi/generated/securegate.openapi-3.0.json";
    edit(folder.path(), report, |text| format!("{text} "));
    fs::remove_file(folder.path().join(lowered)).unwrap();
    assert_eq!(
        stale_in(folder.path()),
        [
            Stale { path: lowered.into(), reasons: vec!["it is missing".into()] },
            Stale { path: report.into(), reasons: vec!["it was edited by hand".into()] },
        ]
    );
}

#[test]
fn another_generator_and_other_settings_are_reasons() {
    let folder = generated();
    edit(folder.path(), LOCK, |text| {
        text.replace("progenitor 0.15.1", "progenitor 0.14.0").replace("crate::ApiKey", "crate::Key")
    });
    // Output of the other version.
    let report = "openapi/generated/losses.txt";
    edit(folder.path(), report, |text| text.replace("sha256", "sha512"));
    let digest_of_report = digest(fs::read(folder.path().join(report)).unwrap().as_slice());
    let known = outputs(folder.path()).unwrap().lock.files[report].clone();
    edit(folder.path(), LOCK, |text| text.replace(&known, &digest_of_report));
    let stale = stale_in(folder.path());
    let report = stale.iter().find(|file| file.path == report).unwrap().to_string();
    assert!(report.contains("from openapi-bindgen 0.1.0, progenitor 0.14.0 to"), "{report}");
    assert!(report.contains("the settings of the generator changed"), "{report}");
    assert!(!report.contains("by hand"), "{report}");
}

#[test]
fn without_a_lock_the_files_are_compared_all_the_same() {
    let folder = generated();
    fs::write(folder.path().join(LOCK), "{").unwrap();
    let stale = stale_in(folder.path());
    assert_eq!(stale.len(), 1);
    assert_eq!(stale[0].path, LOCK);
}

#[test]
fn a_temporary_file_does_not_stay() {
    let folder = generated();
    let mut names: Vec<String> = fs::read_dir(folder.path().join("openapi/generated"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["codegen.lock.json", "losses.txt", "securegate.openapi-3.0.json"]);
}
