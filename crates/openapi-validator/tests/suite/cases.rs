//! The suite's files as cases. They are read with places, so that a schema or an instance is judged as it is
//! written: `1.0` stays `1.0`, and a number of fifty digits keeps them all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use openapi_source::{Limits, Node, Parsed, parse_json};
use serde_json::Value;

/// Where another copy of the suite stands: a folder with `tests` and `remotes`.
const VARIABLE: &str = "JSON_SCHEMA_TEST_SUITE";

/// What the suite calls the folder `remotes`.
const REMOTES_URI: &str = "http://localhost:1234";

/// A draft that is looked at.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Its folder in the suite.
    pub(crate) name: &'static str,
    /// What names it in a schema.
    uri: &'static str,
    pub(crate) dialect: jsonschema::Draft,
}

const DRAFTS: &[Draft] = &[
    Draft {
        name: "draft2020-12",
        uri: "https://json-schema.org/draft/2020-12/schema",
        dialect: jsonschema::Draft::Draft202012,
    },
    Draft {
        name: "draft2019-09",
        uri: "https://json-schema.org/draft/2019-09/schema",
        dialect: jsonschema::Draft::Draft201909,
    },
    Draft {
        name: "draft7",
        uri: "http://json-schema.org/draft-07/schema#",
        dialect: jsonschema::Draft::Draft7,
    },
    Draft {
        name: "draft6",
        uri: "http://json-schema.org/draft-06/schema#",
        dialect: jsonschema::Draft::Draft6,
    },
    Draft {
        name: "draft4",
        uri: "http://json-schema.org/draft-04/schema#",
        dialect: jsonschema::Draft::Draft4,
    },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Required,
    Optional,
    Format,
}

impl Group {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Format => "optional/format",
        }
    }

    fn of(path: &Path) -> Self {
        if path.starts_with("optional/format") {
            Self::Format
        } else if path.starts_with("optional") {
            Self::Optional
        } else {
            Self::Required
        }
    }
}

/// One instance that a schema must accept or refuse.
pub(crate) struct Case {
    pub(crate) draft: &'static Draft,
    pub(crate) group: Group,
    /// The file below the draft's folder, without its extension.
    pub(crate) file: String,
    /// What the suite says of the schema and of the instance.
    pub(crate) description: String,
    /// JSON text; its dialect is named in it.
    pub(crate) schema: String,
    /// JSON text.
    pub(crate) instance: String,
    pub(crate) is_valid: bool,
}

pub(crate) struct Suite {
    folder: PathBuf,
    /// By their paths below the folder.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Suite {
    /// Reads the suite.
    ///
    /// # Errors
    /// It is not there: the words say how to get it.
    pub(crate) fn find() -> Result<Self, String> {
        let (folder, how) = if let Some(folder) = std::env::var_os(VARIABLE) {
            (PathBuf::from(folder), format!("correct the variable {VARIABLE}"))
        } else {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            let how = format!("fetch it with `cargo xtask corpus --fetch`, or name its folder in {VARIABLE}");
            (root.join("target/corpus/json-schema-test-suite"), how)
        };
        let mut files = BTreeMap::new();
        let parts = DRAFTS.iter().map(|draft| Path::new("tests").join(draft.name));
        for part in parts.chain([PathBuf::from("remotes")]) {
            gather(&folder, &folder.join(part), &mut files)
                .map_err(|error| format!("no test suite in {}: {error}; {how}", folder.display()))?;
        }
        Ok(Self { folder, files })
    }

    /// Eight digits that differ where the suite differs (FNV-1a over paths and texts).
    pub(crate) fn edition(&self) -> String {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for (path, bytes) in &self.files {
            for &byte in slashed(path).as_bytes().iter().chain(&[0]).chain(bytes).chain(&[0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        }
        format!("{:08x}", hash >> 32)
    }

    /// The documents that schemas of the suite may refer to, by URI.
    pub(crate) fn remotes(&self) -> BTreeMap<String, Value> {
        let remotes = self.files.iter().filter_map(|(path, bytes)| {
            let path = path.strip_prefix("remotes").ok()?;
            Some((format!("{REMOTES_URI}/{}", slashed(path)), serde_json::from_slice(bytes).ok()?))
        });
        remotes.collect()
    }

    pub(crate) fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for draft in DRAFTS {
            let folder = Path::new("tests").join(draft.name);
            for (path, bytes) in &self.files {
                if let Ok(path) = path.strip_prefix(&folder) {
                    read_cases(draft, path, bytes, &mut cases);
                }
            }
        }
        assert!(cases.len() > 1000, "only {} cases in {}", cases.len(), self.folder.display());
        cases
    }
}

/// The `.json` files at any depth.
fn gather(base: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(base, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.strip_prefix(base).expect("it is below").to_path_buf();
            files.insert(name, std::fs::read(&path)?);
        }
    }
    Ok(())
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn read_cases(draft: &'static Draft, path: &Path, bytes: &[u8], cases: &mut Vec<Case>) {
    let file = slashed(&path.with_extension(""));
    let Parsed { tree, faults, .. } = parse_json(&file, bytes, &Limits::default());
    assert!(faults.is_empty(), "{file}: {faults:?}");
    let tree = tree.expect("without a fault there is a tree");
    for schema in tree.root().elements() {
        for test in member(schema, "tests").elements() {
            cases.push(Case {
                draft,
                group: Group::of(path),
                file: file.clone(),
                description: format!("{} / {}", text(schema, "description"), text(test, "description")),
                schema: with_dialect(draft, member(schema, "schema")),
                instance: member(test, "data").raw().to_owned(),
                is_valid: member(test, "valid").as_bool().expect("a verdict"),
            });
        }
    }
}

fn member<'t>(node: Node<'t>, name: &str) -> Node<'t> {
    node.get(name).unwrap_or_else(|| panic!("`{name}` in {}", node.raw()))
}

fn text<'t>(node: Node<'t>, name: &str) -> &'t str {
    member(node, name).as_str().expect("a text")
}

/// The text of a schema; where it names no dialect, the draft's is put in front.
fn with_dialect(draft: &Draft, schema: Node<'_>) -> String {
    let raw = schema.raw();
    match raw.strip_prefix('{') {
        Some(rest) if schema.get("$schema").is_none() => {
            let comma = if schema.is_empty() { "" } else { "," };
            format!("{{\"$schema\":\"{}\"{comma}{rest}", draft.uri)
        }
        _ => raw.to_owned(),
    }
}
