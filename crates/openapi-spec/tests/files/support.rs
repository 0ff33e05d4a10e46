//! A folder in memory, and what a document that stands in it comes to.

use std::collections::BTreeMap;

use openapi_findings::Finding;
use openapi_spec::{Document, FileLimits, FilePath, Resource};
use serde_json::Value;

/// What came of loading.
pub(crate) struct Loaded {
    pub(crate) document: Document,
    pub(crate) findings: Vec<Finding>,
    /// The paths that were asked for, in order.
    pub(crate) asked: Vec<String>,
}

/// Loads `api.yaml` of these files, which findings call `spec/...`.
pub(crate) fn load(files: &[(&str, &str)]) -> Loaded {
    let files: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    load_within(&files, &FileLimits::default())
}

pub(crate) fn load_within(files: &BTreeMap<String, String>, limits: &FileLimits) -> Loaded {
    let mut asked = Vec::new();
    let mut reader = |path: &FilePath, _: usize| {
        asked.push(path.to_string());
        files.get(path.as_str()).map(|text| text.clone().into_bytes()).ok_or("there is none".to_owned())
    };
    let root = FilePath::new("api.yaml").expect("a path");
    let bytes = files["api.yaml"].as_bytes();
    let (document, findings) = Document::load_with_files("spec/api.yaml", &root, bytes, &mut reader, limits);
    Loaded { document: document.expect("it loads"), findings, asked }
}

/// Loads the plain schema `root.json` of these files.
pub(crate) fn load_schema(files: &[(&str, &str)]) -> (Resource, Vec<Finding>) {
    let mut reader = |path: &FilePath, _: usize| {
        let found = files.iter().find(|(known, _)| *known == path.as_str());
        found.map(|(_, text)| (*text).into()).ok_or("there is none".to_owned())
    };
    let root = FilePath::new("root.json").expect("a path");
    let bytes = files[0].1.as_bytes();
    let limits = FileLimits::default();
    let (resource, findings) =
        Resource::load_with_files("spec/root.json", &root, bytes, &mut reader, &limits);
    (resource.expect("it loads"), findings)
}

impl Loaded {
    /// The loaded document, if nothing was found wrong.
    #[track_caller]
    pub(crate) fn clean(self) -> Self {
        assert!(self.findings.is_empty(), "{:?}", self.messages());
        self
    }

    /// Each finding as `rule file:line message`.
    pub(crate) fn messages(&self) -> Vec<String> {
        self.findings
            .iter()
            .map(|finding| {
                let place = &finding.place;
                let line = place.start().line;
                format!("{} {}:{line} {}", finding.rule, place.source.name(), finding.message.shown())
            })
            .collect()
    }

    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.document.value().pointer(pointer).unwrap_or(&Value::Null)
    }
}

/// A 3.1 document with these schemas, as YAML in braces.
pub(crate) fn schemas(schemas: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas: {schemas}\n"
    )
}
