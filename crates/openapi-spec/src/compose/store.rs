//! The files of a document: read once each, within limits, and known by path and by `$id`.

use std::collections::{HashMap, HashSet};

use openapi_findings::Finding;
use openapi_source::{Limits, Pointer, Tree};
use serde_json::Value;

use super::location::{Location, scheme};
use super::{Refusal, Target};
use crate::files::{FileLimits, FilePath, FileReader};
use crate::reference::{children_with_names, is_of_a_dialect};
use crate::resource;

/// One file that was read.
pub(super) struct File {
    pub(super) path: FilePath,
    pub(super) tree: Tree,
    pub(super) value: Value,
    /// Where it says it is: `$self` (OpenAPI 3.2, section 4.1.1), else where it was read.
    location: Location,
}

/// What relative references are resolved against at some place of a file.
#[derive(Debug, Clone)]
pub(super) struct Here {
    pub(super) file: usize,
    pub(super) base: Location,
    /// The schema that pointers are relative to: the file, or the nearest schema around with an `$id`.
    pub(super) resource: Pointer,
}

impl Here {
    /// The place within a schema that has this `$id` (JSON Schema 2020-12 Core, section 8.2.1).
    fn within(&self, id: &str, pointer: Pointer) -> Self {
        let id = id.split('#').next().unwrap_or_default();
        match self.base.resolve(id) {
            Ok(base) if !id.is_empty() => Self { file: self.file, base, resource: pointer },
            // A name of older drafts for an anchor, or one that names nothing.
            _ => self.clone(),
        }
    }

    /// The place within an object, which may have an `$id`.
    pub(super) fn inside(&self, object: &Value, pointer: &Pointer) -> Option<Self> {
        let id = object.get("$id")?.as_str()?;
        Some(self.within(id, pointer.clone()))
    }
}

/// All files read so far. The first is the document itself.
pub(super) struct Store<'r> {
    reader: &'r mut dyn FileReader,
    limits: FileLimits,
    bytes_left: usize,
    /// What findings put before a path.
    folder: String,
    pub(super) files: Vec<File>,
    by_path: HashMap<FilePath, Result<usize, Refusal>>,
    by_id: HashMap<Location, Target>,
    /// What is wrong with the texts of the files beside the document.
    pub(super) findings: Vec<Finding>,
}

impl<'r> Store<'r> {
    pub(super) fn new(
        path: &FilePath,
        tree: Tree,
        reader: &'r mut dyn FileReader,
        limits: FileLimits,
    ) -> Self {
        let name = tree.source().name();
        let folder = name.rfind(['/', '\\']).map_or("", |slash| &name[..=slash]).to_owned();
        let bytes_left = limits.bytes;
        let mut store = Self {
            reader,
            limits,
            bytes_left,
            folder,
            files: Vec::new(),
            by_path: HashMap::new(),
            by_id: HashMap::new(),
            findings: Vec::new(),
        };
        store.add(path.clone(), tree);
        store
    }

    /// How much is known; whoever found something missing may look again when there is more.
    pub(super) fn size(&self) -> usize {
        self.files.len() + self.by_id.len()
    }

    fn add(&mut self, path: FilePath, tree: Tree) -> usize {
        let file = self.files.len();
        let value = tree.root().to_value();
        let own = Location::File(path.clone());
        let said = value.get("$self").and_then(Value::as_str).filter(|said| !said.contains('#'));
        let location = said.and_then(|said| own.resolve(said).ok()).unwrap_or(own);
        self.by_path.insert(path.clone(), Ok(file));
        let here = Here { file, base: location.clone(), resource: Pointer::root() };
        let root = Target { file, pointer: Pointer::root() };
        if matches!(location, Location::Uri(_)) {
            self.by_id.entry(location.clone()).or_insert(root);
        }
        self.note_ids(&value, &Pointer::root(), &here);
        self.files.push(File { path, tree, value, location });
        file
    }

    fn note_ids(&mut self, value: &Value, at: &Pointer, here: &Here) {
        let inner = here.inside(value, at);
        if let Some(inner) = &inner
            && inner.resource == *at
        {
            let target = Target { file: inner.file, pointer: at.clone() };
            self.by_id.entry(inner.base.clone()).or_insert(target);
        }
        let here = inner.as_ref().unwrap_or(here);
        children_with_names(value, &mut |name, child| self.note_ids(child, &at.member(name), here));
    }

    /// The value that a reference leads to, without following it further.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub(super) fn target(&mut self, here: &Here, reference: &str) -> Result<Target, Refusal> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = if uri.is_empty() {
            Target { file: here.file, pointer: here.resource.clone() }
        } else {
            self.resource(here, uri)?
        };
        self.part(resource, fragment)
    }

    /// What a schema that is nothing but a reference stands for; the schema itself where it is more, or where the
    /// reference leads nowhere or around in a circle.
    pub(super) fn behind(&mut self, mut target: Target) -> Target {
        let mut seen = HashSet::new();
        while target.file != 0 && seen.insert(target.clone()) {
            let value = self.files[target.file].value.pointer(target.pointer.as_str());
            let alone = value.and_then(Value::as_object).filter(|members| members.len() == 1);
            let reference = alone.and_then(|members| members.get("$ref")?.as_str()).map(ToOwned::to_owned);
            let Some(reference) = reference.filter(|reference| !is_of_a_dialect(reference)) else { break };
            let here = self.here(&target);
            match self.target(&here, &reference) {
                Ok(next) => target = next,
                Err(_) => break,
            }
        }
        target
    }

    fn resource(&mut self, here: &Here, uri: &str) -> Result<Target, Refusal> {
        let location = here.base.resolve(uri)?;
        if let Some(known) = self.by_id.get(&location) {
            return Ok(known.clone());
        }
        let uri_of_base = match location {
            Location::File(path) => return self.file(&path),
            Location::Uri(uri_of_base) => uri_of_base,
        };
        if let Some(path) = self.beside_the_document(&uri_of_base) {
            return self.file(&path);
        }
        // An `$id` that nothing else is known by names the schema only; its references mean the files around it.
        let own = Location::File(self.files[here.file].path.clone());
        if scheme(uri).is_none()
            && own != here.base
            && let Location::File(path) = own.resolve(uri)?
        {
            return self.file(&path);
        }
        Err(Refusal::Url)
    }

    /// The file of a URI in the folder that the document says it is in by `$self`.
    fn beside_the_document(&self, uri: &str) -> Option<FilePath> {
        let root = self.files.first()?;
        let Location::Uri(document) = &root.location else { return None };
        let (folder, _) = document.rsplit_once('/')?;
        let relative = uri.strip_prefix(folder)?.strip_prefix('/')?;
        match Location::File(root.path.clone()).resolve(relative).ok()? {
            Location::File(path) => Some(path),
            Location::Uri(_) => None,
        }
    }

    fn file(&mut self, path: &FilePath) -> Result<Target, Refusal> {
        let file = match self.by_path.get(path) {
            Some(known) => known.clone()?,
            None => self.read(path).inspect_err(|refusal| {
                self.by_path.insert(path.clone(), Err(refusal.clone()));
            })?,
        };
        Ok(Target { file, pointer: Pointer::root() })
    }

    fn read(&mut self, path: &FilePath) -> Result<usize, Refusal> {
        if self.files.len() > self.limits.files {
            return Err(Refusal::Limit("it has too many files"));
        }
        let bytes = self.reader.read(path, self.bytes_left.saturating_add(1)).map_err(Refusal::Unreadable)?;
        self.bytes_left = self
            .bytes_left
            .checked_sub(bytes.len())
            .ok_or(Refusal::Limit("its files have too many bytes together"))?;
        let name = format!("{}{path}", self.folder);
        let limits = Limits { expanded_nodes: self.limits.values as u64, ..Limits::default() };
        let (tree, findings) = resource::read_within(&name, &bytes, &limits);
        self.findings.extend(findings);
        tree.map(|tree| self.add(path.clone(), tree)).ok_or(Refusal::Malformed)
    }

    /// What a fragment names in a resource.
    fn part(&self, resource: Target, fragment: &str) -> Result<Target, Refusal> {
        let Target { file, pointer: start } = resource;
        let value = &self.files[file].value;
        let Some(pointer) = Pointer::from_fragment(fragment) else {
            let holder = value.pointer(start.as_str());
            return holder
                .and_then(|holder| anchor(holder, fragment, &start))
                .map(|pointer| Target { file, pointer })
                .ok_or_else(|| Refusal::Nowhere(self.files[file].path.clone()));
        };
        let whole = Pointer::from_text(format!("{start}{pointer}"));
        if value.pointer(whole.as_str()).is_some() {
            return Ok(Target { file, pointer: whole });
        }
        // Also where an `$id` was meant as a mere name. What the document itself lacks may yet be put there.
        if file == 0 || value.pointer(pointer.as_str()).is_some() {
            return Ok(Target { file, pointer });
        }
        Err(Refusal::Nowhere(self.files[file].path.clone()))
    }

    /// What references are resolved against at a value, without regard to an `$id` of the value itself.
    pub(super) fn here(&self, target: &Target) -> Here {
        let file = &self.files[target.file];
        let mut here = Here { file: target.file, base: file.location.clone(), resource: Pointer::root() };
        let mut at = Pointer::root();
        let mut value = &file.value;
        for segment in target.pointer.segments() {
            if let Some(inner) = here.inside(value, &at) {
                here = inner;
            }
            at = at.member(&segment);
            match file.value.pointer(at.as_str()) {
                Some(next) => value = next,
                None => break,
            }
        }
        here
    }
}

/// The schema with this `$anchor` or `$dynamicAnchor`.
fn anchor(value: &Value, name: &str, at: &Pointer) -> Option<Pointer> {
    let is_named = |keyword: &str| value.get(keyword).and_then(Value::as_str) == Some(name);
    if is_named("$anchor") || is_named("$dynamicAnchor") {
        return Some(at.clone());
    }
    let mut found = None;
    children_with_names(value, &mut |member, child| {
        if found.is_none() {
            found = anchor(child, name, &at.member(member));
        }
    });
    found
}
