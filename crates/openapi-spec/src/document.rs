//! Loading an OpenAPI document.

use std::collections::HashMap;
use std::ops::Deref;

use openapi_findings::{Finding, Place, Severity};
use openapi_source::{Kind, Message, Node, Pointer, Tree};

use crate::compose::Whole;
use crate::files::{FileLimits, FilePath, FileReader};
use crate::operation::{self, Items, Operation};
use crate::resource::{self, Dialect, Files, Resource};

/// A version of OpenAPI that this crate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
}

/// An OpenAPI document with positions. It is a [`Resource`] that also has operations.
#[derive(Debug)]
pub struct Document {
    resource: Resource,
    version: Version,
    paths: Items,
    webhooks: Vec<Operation>,
}

impl Deref for Document {
    type Target = Resource;

    fn deref(&self) -> &Resource {
        &self.resource
    }
}

impl Document {
    /// Reads an OpenAPI 3.0 or 3.1 document from JSON or YAML. `name` is what findings call the file.
    ///
    /// A document is missing only where the text can't be read or is no OpenAPI 3.0 or 3.1; everything else
    /// that is wrong comes as findings beside it.
    pub fn load(name: &str, bytes: &[u8]) -> (Option<Self>, Vec<Finding>) {
        Self::read(name, bytes, None)
    }

    /// Reads a document that may refer to other files of its folder, which `files` gives; nothing else is ever
    /// asked for. `path` is the document's own in the folder, by which the others may refer to it.
    ///
    /// As [`Document::load`]; what is wrong with the other files, and every reference that was not followed, is
    /// among the findings.
    pub fn load_with_files(
        name: &str,
        path: &FilePath,
        bytes: &[u8],
        files: &mut dyn FileReader,
        limits: &FileLimits,
    ) -> (Option<Self>, Vec<Finding>) {
        Self::read(name, bytes, Some((path, files, limits)))
    }

    fn read(name: &str, bytes: &[u8], files: Option<Files<'_>>) -> (Option<Self>, Vec<Finding>) {
        let (tree, mut findings) = resource::read(name, bytes);
        let Some(tree) = tree else {
            return (None, findings);
        };
        let version = match version(&tree) {
            Ok(version) => version,
            Err(finding) => {
                findings.push(*finding);
                return (None, findings);
            }
        };
        let dialect = match version {
            Version::V3_0 => Dialect::OpenApi30,
            Version::V3_1 => Dialect::OpenApi31,
        };
        let resource = Resource::with_files(Whole::Document, tree, files, dialect, &mut findings);
        let Some(resource) = resource else {
            return (None, findings);
        };
        let paths = operation::items(resource.value(), "paths");
        let webhooks = operation::items(resource.value(), "webhooks").operations;
        for tree in resource.trees() {
            repeated_enum_values(tree, &mut findings);
        }
        // By file, first the document itself, in each by place.
        let files: HashMap<&str, usize> =
            resource.trees().enumerate().map(|(number, tree)| (tree.source().name(), number)).collect();
        findings.sort_by_key(|finding| {
            let file = files.get(finding.place.source.name()).copied().unwrap_or(usize::MAX);
            (file, finding.place.span.start)
        });
        let document = Self { resource, version, paths, webhooks };
        (Some(document), findings)
    }

    /// Which OpenAPI it is written in.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The operations under `paths`, in the order of the document, of one path in that of the specification.
    pub fn operations(&self) -> &[Operation] {
        &self.paths.operations
    }

    /// The paths whose reference leads to nothing that was read, so that their operations are not known.
    pub fn unread_paths(&self) -> &[String] {
        &self.paths.unread
    }

    /// The operations of the webhooks (OpenAPI 3.1.1, section 4.8.1): requests that the API sends. The path of each is
    /// the name of its webhook.
    pub fn webhooks(&self) -> &[Operation] {
        &self.webhooks
    }

    /// The operation of that id: its `operationId`, or `METHOD /path`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations().iter().find(|operation| operation.id == id).or_else(|| {
            self.operations()
                .iter()
                .find(|operation| format!("{} {}", operation.method, operation.path) == id)
        })
    }

    /// The resource that it is.
    pub fn resource(&self) -> &Resource {
        &self.resource
    }
}

fn version(tree: &Tree) -> Result<Version, Box<Finding>> {
    let refuse = |node: Node<'_>, message: Message, help: &str| {
        let place = Place::new(tree.source(), node.span());
        Box::new(Finding::new("document/version", Severity::Error, message, place).with_help(help))
    };
    let root = tree.root();
    if let Some(swagger) = root.get("swagger") {
        return Err(refuse(
            swagger,
            Message::new("this is a Swagger 2.0 document; only OpenAPI 3.0 and 3.1 are read"),
            "convert it to OpenAPI 3 first",
        ));
    }
    let Some(openapi) = root.get("openapi") else {
        return Err(refuse(
            root,
            Message::new("this is no OpenAPI document: it has no ").code("openapi").text(" field"),
            "start it with `openapi: 3.1.0`; for a plain JSON Schema use `--schema`",
        ));
    };
    // YAML reads an unquoted 3.1 as a number.
    let text = openapi.as_str().or(openapi.as_number()).unwrap_or_default();
    let mut parts = text.split('.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Ok(Version::V3_0),
        (Some("3"), Some("1")) => Ok(Version::V3_1),
        _ => Err(refuse(
            openapi,
            Message::new("the version ")
                .code(openapi.raw())
                .text(" is not read; only OpenAPI 3.0 and 3.1 are"),
            "use a version such as `3.1.0` or `3.0.3`",
        )),
    }
}

/// Warns of each value that an `enum` lists again (JSON Schema 2020-12 Validation, section 6.1.2: elements
/// SHOULD be unique).
fn repeated_enum_values(tree: &Tree, findings: &mut Vec<Finding>) {
    let mut stack = vec![(tree.root(), Pointer::root())];
    let mut seen_nodes = std::collections::HashSet::new();
    while let Some((node, at)) = stack.pop() {
        if !seen_nodes.insert(node.id()) {
            continue;
        }
        for member in node.members() {
            let here = at.member(member.name);
            if member.name == "enum" && member.value.kind() == Kind::Array {
                repeated_values(member.value, &here, findings);
            } else if !member.name.starts_with("x-")
                && !matches!(member.name, "example" | "examples" | "default")
            {
                stack.push((member.value, here));
            }
        }
        for (idx, item) in node.elements().enumerate() {
            stack.push((item, at.item(idx)));
        }
    }
}

fn repeated_values(values: Node<'_>, at: &Pointer, findings: &mut Vec<Finding>) {
    let source = values.tree().source();
    let mut seen = HashMap::new();
    for (idx, value) in values.elements().enumerate() {
        let key = value.to_value().to_string();
        let Some(first) = seen.insert(key.clone(), value.span()) else {
            continue;
        };
        let mut place = Place::new(source, value.span());
        place.pointer = Some(at.item(idx));
        let mut finding = Finding::new(
            "document/duplicate-enum-value",
            Severity::Warning,
            Message::new("the value ").code(key).text(" is listed twice in this enum"),
            place,
        )
        .with_help("remove one of the two; the generated code has one variant for both");
        finding.related.push(openapi_findings::Related {
            message: Message::new("first listed here"),
            place: Place::new(source, first),
        });
        findings.push(finding);
    }
}
