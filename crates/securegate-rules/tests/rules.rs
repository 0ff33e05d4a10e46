//! Every rule has documentation whose examples are true, and fixtures that break it and nearly do.
//!
//! `fixtures/GROUP/RULE/bad-*.json` must be reported under that very rule, `near-*.json` must not. What is said of the
//! bad ones is a snapshot beside them, so that it can be read. Fixes are tried: what a fix mends is mended.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use openapi_findings::{Rule, Severity};
use securegate_rules::RULES;
use support::{fixed, look, look_for, payloads, rule, set_for, shown};

/// The examples that can't be written out in a line.
const IN_WORDS: &[&str] = &["invite/batch-size"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn is_silent(rule: &Rule, text: &str) -> Result<(), String> {
    match look_for(rule, text) {
        None => Ok(()),
        Some(findings) => Err(shown(&findings)),
    }
}

#[test]
fn documentation_is_there_and_its_examples_are_true() {
    for rule in RULES {
        for text in [rule.summary, rule.why, rule.bad, rule.good, rule.source] {
            assert!(!text.is_empty(), "{} is not documented", rule.name);
        }
        if IN_WORDS.contains(&rule.name) {
            continue;
        }
        let findings =
            look_for(rule, rule.bad).unwrap_or_else(|| panic!("{}: the bad example is not", rule.name));
        let own = findings.iter().filter(|finding| finding.rule == rule.name);
        let worst = own.map(|finding| finding.severity).max();
        assert!(worst <= Some(rule.severity), "{} says {worst:?}", rule.name);
        if let Err(said) = is_silent(rule, rule.good) {
            panic!("{}: the good example is not:\n{said}", rule.name);
        }
    }
}

#[test]
fn options_are_documented() {
    for rule in RULES {
        for option in rule.options() {
            assert!(!option.meaning.is_empty(), "{} {} has no meaning", rule.name, option.name);
            assert_ne!(option.kind, "any", "{} {}", rule.name, option.name);
        }
    }
}

#[test]
fn every_rule_has_fixtures_and_every_folder_a_rule() {
    let mut with_fixtures = BTreeSet::new();
    let mut wrong = Vec::new();
    for group in files(&folder()).into_iter().filter(|path| path.is_dir()) {
        for folder in files(&group) {
            let name = format!("{}/{}", name(&group), name(&folder));
            let rule = rule(&name);
            let is_fixture = |file: &&PathBuf| file.extension().is_some_and(|extension| extension == "json");
            let (mut bad, mut near) = (0, 0);
            for file in files(&folder).iter().filter(is_fixture) {
                let text = std::fs::read_to_string(file).expect("a fixture");
                let judged = match self::name(file).split_once('-') {
                    Some(("bad", _)) => {
                        bad += 1;
                        check_bad(rule, &folder, file, &text)
                    }
                    Some(("near", _)) => {
                        near += 1;
                        is_silent(rule, &text)
                    }
                    _ => Err("is named neither bad-* nor near-*".to_owned()),
                };
                wrong.extend(judged.err().map(|why| format!("{}: {why}", file.display())));
            }
            if bad == 0 || near == 0 {
                wrong.push(format!("{name} needs a bad-*.json and a near-*.json"));
            }
            with_fixtures.insert(rule.name);
        }
    }
    let without = RULES.iter().map(|rule| rule.name).filter(|name| !with_fixtures.contains(name));
    wrong.extend(without.map(|name| format!("{name} has no fixtures")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a readable name").to_owned()
}

fn check_bad(rule: &Rule, folder: &Path, file: &Path, text: &str) -> Result<(), String> {
    let findings = look_for(rule, text).ok_or("breaks nothing")?;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_input_file();
    settings.bind(|| insta::assert_snapshot!(name(file), shown(&findings)));
    for finding in findings.iter().filter(|finding| finding.rule == rule.name) {
        if finding.message.is_empty() || finding.help.is_empty() {
            return Err("a finding without a message or help".to_owned());
        }
        let Some(fix) = &finding.fix else { continue };
        if rule.fix.is_none() {
            return Err("the rule is fixable, and does not say so".to_owned());
        }
        let text = fixed(text, fix);
        let still =
            payloads(rule.group()).iter().map(|payload| look(&set_for(rule, *payload), &text)).any(|after| {
                after.iter().any(|it| it.rule == rule.name && it.place.pointer == finding.place.pointer)
            });
        if still {
            return Err(format!("the fix mends nothing:\n{text}"));
        }
    }
    Ok(())
}

#[test]
fn fixable_rules_have_a_fixture_that_is_fixed() {
    for rule in RULES.iter().filter(|rule| rule.fix.is_some()) {
        let folder = folder().join(rule.name);
        let is_fixed = files(&folder).iter().filter(|file| name(file).starts_with("bad-")).any(|file| {
            file.extension().is_some_and(|it| it == "json")
                && look_for(rule, &std::fs::read_to_string(file).expect("a fixture")).is_some_and(
                    |findings| findings.iter().any(|it| it.rule == rule.name && it.fix.is_some()),
                )
        });
        assert!(is_fixed, "{} says that it is fixable", rule.name);
    }
}

#[test]
fn only_what_is_published_is_an_error() {
    for rule in RULES.iter().filter(|rule| rule.severity == Severity::Error) {
        let is_published = rule.source.contains("RFC") || rule.source.contains("the vendor's page");
        assert!(is_published, "{} rests on: {}", rule.name, rule.source);
    }
}
