//! A JSON Schema resource with positions: a whole OpenAPI document or a plain schema file, as a tree that
//! knows places and as the value that a validator compiles.

use std::collections::{HashMap, HashSet};

use openapi_findings::{Finding, Place};
use openapi_source::{Limits, Locator, Parsed, Pointer, Position, Tree, parse_json, parse_yaml};
use serde_json::Value;

use crate::compose::{self, Composed, Origins, Refusal, Whole};
use crate::files::{FileLimits, FileReader};
use crate::reference::{self, Unfollowed};
use crate::{Evidence, FilePath, evidence};

/// The path of a text in its folder, and who gives the other files of it.
pub(crate) type Files<'f> = (&'f FilePath, &'f mut dyn FileReader, &'f FileLimits);

/// Which meaning the schemas of a resource have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// What `$schema` says, or 2020-12.
    JsonSchema,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    OpenApi31,
    /// OpenAPI 3.0, adapted to 2020-12.
    OpenApi30,
}

/// A document that holds schemas, addressed by JSON Pointers. Of a document of several files the pointers are those
/// into one that is composed of all; where each part stands is known to [`Resource::place`].
#[derive(Debug)]
pub struct Resource {
    tree: Tree,
    /// The other files that it is composed of, with the trees numbered from 1 on.
    others: Vec<(FilePath, Tree)>,
    origins: Origins,
    /// As written; of duplicate members the last.
    authored: Value,
    /// As a JSON Schema validator understands it.
    adapted: Value,
    /// Where the adapted value has one more level, `anyOf/1`, than the text.
    wrapped: HashSet<Pointer>,
    unfollowed: Vec<Unfollowed>,
    dialect: Dialect,
    /// Whether an inner `$id` may change what pointers lead to.
    has_inner_ids: bool,
}

impl Resource {
    /// Reads a plain JSON Schema from JSON or YAML.
    ///
    /// What is wrong with the text is in the findings; a resource is missing only where it can't be read.
    pub fn load(name: &str, bytes: &[u8]) -> (Option<Self>, Vec<Finding>) {
        Self::load_schema(name, bytes, None)
    }

    /// As [`Resource::load`], for a schema that may refer to other files of its folder, which `files` gives. `path` is
    /// its own in the folder. The other files are read with the dialect of the schema that refers to them.
    pub fn load_with_files(
        name: &str,
        path: &FilePath,
        bytes: &[u8],
        files: &mut dyn FileReader,
        limits: &FileLimits,
    ) -> (Option<Self>, Vec<Finding>) {
        Self::load_schema(name, bytes, Some((path, files, limits)))
    }

    fn load_schema(name: &str, bytes: &[u8], files: Option<Files<'_>>) -> (Option<Self>, Vec<Finding>) {
        let (tree, mut findings) = read(name, bytes);
        let resource = tree.and_then(|tree| {
            Self::with_files(Whole::Schema, tree, files, Dialect::JsonSchema, &mut findings)
        });
        (resource, findings)
    }

    /// A resource out of a tree and, where it refers to them and they are given, other files.
    pub(crate) fn with_files(
        whole: Whole,
        tree: Tree,
        files: Option<Files<'_>>,
        dialect: Dialect,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let value = tree.root().to_value();
        let Some((path, files, limits)) = files.filter(|_| compose::is_needed(&value)) else {
            return Some(Self::new(tree, value, dialect, findings));
        };
        let mut composed = compose::compose(whole, path, tree, files, limits);
        // A plain schema that names its own parts by `$id` refers to no file; a validator resolves that by itself.
        let names_itself = || reference::Ids::of(&value) != reference::Ids::None;
        if whole == Whole::Schema && composed.files.len() == 1 && names_itself() {
            let (_, tree) = composed.files.pop()?;
            return Some(Self::new(tree, value, dialect, findings));
        }
        Self::composed(composed, dialect, findings)
    }

    /// A resource in one text. `authored` is the value of the tree.
    fn new(tree: Tree, authored: Value, dialect: Dialect, findings: &mut Vec<Finding>) -> Self {
        let parts = Parts { tree, others: Vec::new(), origins: Origins::default(), authored };
        Self::of_parts(parts, &HashMap::new(), dialect, findings)
    }

    /// A resource out of several files.
    fn composed(composed: Composed, dialect: Dialect, findings: &mut Vec<Finding>) -> Option<Self> {
        let Composed { value: authored, origins, files, unresolved, findings: of_files } = composed;
        findings.extend(of_files);
        let mut files = files.into_iter();
        let (_, tree) = files.next()?;
        let parts = Parts { tree, others: files.collect(), origins, authored };
        Some(Self::of_parts(parts, &unresolved, dialect, findings))
    }

    fn of_parts(
        parts: Parts,
        unresolved: &HashMap<Pointer, (String, Refusal)>,
        dialect: Dialect,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let Parts { tree, others, origins, authored } = parts;
        let mut adapted = authored.clone();
        let wrapped = match dialect {
            Dialect::OpenApi30 => crate::adapt::to_2020_12(&mut adapted),
            Dialect::OpenApi31 | Dialect::JsonSchema => HashSet::new(),
        };
        let mut unfollowed = reference::neutralise(&mut adapted, dialect);
        for reference in &mut unfollowed {
            reference.pointer = unwrap_pointer(&wrapped, &reference.pointer);
            if let Some((text, refusal)) = unresolved.get(&reference.pointer) {
                reference.target.clone_from(text);
                reference.reason = refusal.reason();
                reference.refusal = Some(refusal.clone());
            }
        }
        let has_inner_ids =
            dialect != Dialect::OpenApi30 && reference::Ids::of(&adapted) == reference::Ids::Inner;
        let resource =
            Self { tree, others, origins, authored, adapted, wrapped, unfollowed, dialect, has_inner_ids };
        findings.extend(
            resource
                .unfollowed
                .iter()
                .map(|reference| reference.finding(resource.place(&reference.pointer.member("$ref")))),
        );
        resource
    }

    /// The positioned tree; of several files, that of the document itself.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The trees of all files, first that of the document itself.
    pub fn trees(&self) -> impl Iterator<Item = &Tree> {
        std::iter::once(&self.tree).chain(self.others.iter().map(|(_, tree)| tree))
    }

    /// The other files that were read, by their paths in the folder of the document, in the order in which
    /// references to them were met; none where it is in one file.
    pub fn other_files(&self) -> impl Iterator<Item = (&FilePath, &Tree)> {
        self.others.iter().map(|(path, tree)| (path, tree))
    }

    /// The file in which a place stands; `None` for the document itself.
    pub fn file_of(&self, pointer: &Pointer) -> Option<&FilePath> {
        let other = self.origins.of(pointer).file.checked_sub(1)?;
        self.others.get(other).map(|(path, _)| path)
    }

    /// Whether a word stands anywhere in the texts of the files, also as a part of another or of prose.
    pub fn mentions(&self, word: &str) -> bool {
        self.trees().any(|tree| tree.source().text().contains(word))
    }

    /// The tree in which a place stands, and the pointer to it there.
    fn origin(&self, pointer: &Pointer) -> (&Tree, Pointer) {
        let origin = self.origins.of(pointer);
        let tree = origin.file.checked_sub(1).and_then(|other| self.others.get(other));
        (tree.map_or(&self.tree, |(_, tree)| tree), origin.pointer)
    }

    /// The value as written, members in order, of duplicates the last; of several files, composed of all.
    pub fn value(&self) -> &Value {
        &self.authored
    }

    /// The value for a JSON Schema validator: OpenAPI 3.0 schemas in terms of 2020-12, and references that
    /// lead nowhere replaced by `true` (see [`Resource::unfollowed`]).
    pub fn adapted(&self) -> &Value {
        &self.adapted
    }

    /// Which meaning the schemas have.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The schemas whose `$ref` was not followed, by the pointer of the schema, with the reason. Nothing
    /// they describe has been looked at.
    pub fn unfollowed(&self) -> impl Iterator<Item = (&Pointer, &'static str)> {
        self.unfollowed.iter().map(|reference| (&reference.pointer, reference.reason))
    }

    /// The pointer into the text for a pointer into [`Resource::adapted`].
    #[must_use]
    pub fn authored_pointer(&self, adapted: &Pointer) -> Pointer {
        unwrap_pointer(&self.wrapped, adapted)
    }

    /// The place of what a pointer names: a member with its name, so that a keyword's line is the keyword's
    /// and not that of its value; of something that is not there, the nearest that is. The pointer of the place is
    /// that in its own file.
    pub fn place(&self, pointer: &Pointer) -> Place {
        let (tree, pointer) = self.origin(pointer);
        let found = Locator::new(tree).locate(&pointer);
        let mut place = Place::of(&found, pointer);
        if let Some(name) = found.name {
            place.span.start = name.start;
        }
        place.record = None;
        place
    }

    /// The position of what a pointer names, as [`Resource::place`]; `None` if it is not there.
    pub fn position(&self, pointer: &str) -> Option<Position> {
        let pointer = Pointer::from_text(pointer);
        let (tree, at) = self.origin(&pointer);
        tree.at(&at)?;
        Some(self.place(&pointer).start())
    }

    /// How firmly the document says what the keyword at this pointer demands.
    pub fn evidence(&self, keyword: &Pointer) -> Evidence {
        let (tree, at) = self.origin(keyword);
        // What the document says of itself as a whole, it says of its other files too.
        let of_document = || {
            let (_, name) = keyword.split_last()?;
            evidence::said_of_keyword(&self.tree, &Pointer::root().member(&name))
        };
        evidence::said_of_keyword(tree, &at).or_else(of_document).unwrap_or(Evidence::Published)
    }

    /// What a local `$ref` leads to in [`Resource::adapted`], without following it further; `None` for anchors
    /// and other documents, and where an inner `$id` makes pointers relative to itself.
    pub fn follow(&self, reference: &str) -> Option<(Pointer, &Value)> {
        if self.has_inner_ids {
            return None;
        }
        let pointer = reference::local_target(reference)?;
        let value = self.adapted.pointer(pointer.as_str())?;
        Some((pointer, value))
    }

    /// The value that a chain of local references at `pointer` leads to, with its own pointer.
    pub fn resolve(&self, pointer: &Pointer) -> Option<(Pointer, &Value)> {
        reference::resolve(&self.authored, pointer)
    }
}

/// What a resource is made of.
struct Parts {
    tree: Tree,
    others: Vec<(FilePath, Tree)>,
    origins: Origins,
    authored: Value,
}

fn unwrap_pointer(wrapped: &HashSet<Pointer>, adapted: &Pointer) -> Pointer {
    if wrapped.is_empty() {
        return adapted.clone();
    }
    let mut seen = Pointer::root();
    let mut out = Pointer::root();
    let mut segments = adapted.segments();
    loop {
        if wrapped.contains(&seen) {
            // `anyOf/1` was put there; `anyOf/0` is the null that was added.
            let (Some(any_of), Some(branch)) = (segments.next(), segments.next()) else {
                return out;
            };
            seen = seen.member(&any_of).member(&branch);
        }
        let Some(segment) = segments.next() else {
            return out;
        };
        seen = seen.member(&segment);
        out = out.member(&segment);
    }
}

/// Reads JSON or YAML as the name's extension says, else JSON where the text starts like it.
pub(crate) fn read(name: &str, bytes: &[u8]) -> (Option<Tree>, Vec<Finding>) {
    read_within(name, bytes, &Limits::default())
}

/// As [`read`], within other limits than those by default.
pub(crate) fn read_within(name: &str, bytes: &[u8], limits: &Limits) -> (Option<Tree>, Vec<Finding>) {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let starts_like_json = || {
        let first =
            bytes.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF));
        matches!(first, Some(b'{' | b'['))
    };
    let is_json = match extension.as_str() {
        "json" => true,
        "yaml" | "yml" => false,
        _ => starts_like_json(),
    };
    let Parsed { source, tree, faults } =
        if is_json { parse_json(name, bytes, limits) } else { parse_yaml(name, bytes, limits) };
    let findings = faults.into_iter().map(|fault| Finding::from_fault(fault, &source)).collect();
    (tree, findings)
}
