//! The fixtures of `tests/payloads` and what `lint` reports of each, for tests that hold for all of them.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use securegate_tests::{Run, root, run};
use serde_json::Value;

/// One payload with its arguments.
#[derive(Debug, Clone)]
pub(crate) struct Fixture {
    /// Where it lies; paths in its arguments start here.
    pub(crate) dir: PathBuf,
    /// Its file name.
    pub(crate) file: String,
    /// What is passed to `lint` beside the file.
    pub(crate) arguments: Vec<String>,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Fixture {
    /// `GROUP/RULE/FILE`.
    pub(crate) fn name(&self) -> String {
        let mut parts: Vec<_> =
            self.dir.components().rev().take(2).map(std::path::Component::as_os_str).collect();
        parts.reverse();
        let parts: Vec<_> = parts.into_iter().map(|part| part.to_string_lossy()).collect();
        format!("{}/{}", parts.join("/"), self.file)
    }

    /// Whether its name says that nothing is wrong with it.
    pub(crate) fn is_good(&self) -> bool {
        self.file.starts_with("good-")
    }

    /// The argument after one of its flags.
    pub(crate) fn argument(&self, flag: &str) -> Option<&str> {
        let at = self.arguments.iter().position(|argument| argument == flag)?;
        self.arguments.get(at + 1).map(String::as_str)
    }

    /// What `lint` does with it and some more arguments.
    pub(crate) fn lint(&self, more: &[&str]) -> Run {
        let arguments = ["lint", &self.file].into_iter();
        let arguments = arguments.chain(self.arguments.iter().map(String::as_str));
        run(&self.dir, arguments.chain(more.iter().copied()))
    }
}

fn collect(dir: &Path, out: &mut Vec<Fixture>) {
    let entries = std::fs::read_dir(dir).expect("a folder of fixtures");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let arguments = std::fs::read_to_string(path.with_extension("args")).unwrap_or_default();
            out.push(Fixture {
                dir: dir.to_owned(),
                file: path.file_name().and_then(|name| name.to_str()).expect("a plain name").to_owned(),
                arguments: arguments.split_whitespace().map(ToOwned::to_owned).collect(),
                bytes: std::fs::read(&path).expect("it reads"),
            });
        }
    }
}

/// All fixtures, by path.
pub(crate) fn all() -> Vec<Fixture> {
    let mut out = Vec::new();
    collect(&root().join("tests/payloads"), &mut out);
    assert!(out.len() > 150, "only {} fixtures found", out.len());
    out
}

/// Every fixture with its JSON report, run once for all tests of this binary.
pub(crate) fn reports() -> &'static [(Fixture, Value)] {
    static REPORTS: OnceLock<Vec<(Fixture, Value)>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let queue = Mutex::new(all().into_iter().enumerate());
        let done = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    loop {
                        let next = queue.lock().expect("no thread failed").next();
                        let Some((idx, fixture)) = next else { break };
                        let report = fixture.lint(&["--format", "json"]).json();
                        done.lock().expect("no thread failed").push((idx, fixture, report));
                    }
                });
            }
        });
        let mut done = done.into_inner().expect("no thread failed");
        done.sort_by_key(|(idx, ..)| *idx);
        done.into_iter().map(|(_, fixture, report)| (fixture, report)).collect()
    })
}

/// The findings of a JSON report.
pub(crate) fn findings(report: &Value) -> &[Value] {
    report["findings"].as_array().expect("a list of findings")
}

/// The rules that a JSON report names, in its order.
pub(crate) fn rules(report: &Value) -> Vec<&str> {
    findings(report).iter().map(|finding| finding["rule"].as_str().expect("a rule")).collect()
}

/// Rules of the groups `json` and `contract` that no text file can break.
const WITHOUT_FIXTURES: &[(&str, &str)] = &[
    ("contract/custom", "no keyword of the dialects that are read leads to it"),
    ("json/byte-order-mark", "an editor could repair it: see bytes.rs"),
    ("json/depth", "see bytes.rs"),
    ("json/invalid-utf8", "an editor could repair it: see bytes.rs"),
    ("json/too-large", "the limit is gigabytes: tested in openapi-source with a small one"),
    ("json/wide-encoding", "an editor could repair it: see bytes.rs"),
];

#[test]
fn every_rule_has_a_bad_and_a_good_one() {
    let rules = run(root(), ["rules", "--format", "json"]).json();
    let all = all();
    for rule in rules.as_array().expect("a list") {
        let name = rule["name"].as_str().expect("a name");
        let is_ours = name.starts_with("json/") || name.starts_with("contract/");
        let has =
            |start: &str| all.iter().any(|fixture| fixture.name().starts_with(&format!("{name}/{start}-")));
        let is_excused = WITHOUT_FIXTURES.iter().any(|(excused, _)| *excused == name);
        assert_eq!(has("bad") && has("good"), is_ours && !is_excused, "{name}");
    }
}

#[test]
fn saved_responses_of_every_operation_are_among_them() {
    let operations = run(root(), ["operations", "--format", "json"]).json();
    for operation in operations.as_array().expect("a list") {
        let id = operation["id"].as_str().expect("an id");
        for is_good in [true, false] {
            let response = reports().iter().any(|(fixture, _)| {
                fixture.is_good() == is_good
                    && fixture.argument("--op") == Some(id)
                    && fixture.argument("--direction") == Some("response")
            });
            assert!(response, "no {} response of {id}", if is_good { "good" } else { "bad" });
        }
    }
}
