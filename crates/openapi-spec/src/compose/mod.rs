//! One document out of several files.
//!
//! What a reference to another file leads to is brought into the document: a schema becomes a component, so that
//! schemas may refer to each other in circles, and anything else is put where the reference stood. References are
//! rewritten accordingly, and [`Origins`] tells of each part where it came from. So whoever reads the composed
//! document needs to know nothing of files.

mod location;
mod names;
mod origins;
mod refusal;
mod slot;
mod store;

use std::collections::{HashMap, HashSet, VecDeque};

use openapi_findings::Finding;
use openapi_source::{Pointer, Tree};
use serde_json::{Map, Value};

pub(crate) use origins::{Origins, Target};
pub(crate) use refusal::Refusal;

use crate::files::{FileLimits, FilePath, FileReader};
use crate::reference::{is_of_a_dialect, visit_refs};
use slot::{Kind, Slot};
use store::{Here, Store};

/// The most references that are put into each other's targets.
const MAX_NESTED: usize = 32;

/// The deepest nesting of the composed document: that of one text, and what stands around a component.
const MAX_DEPTH: usize = 264;

/// A document and what was brought into it.
pub(crate) struct Composed {
    /// The document, whose references lead to nothing outside of it but for the unresolved ones.
    pub(crate) value: Value,
    pub(crate) origins: Origins,
    /// The files with their paths, the document itself first.
    pub(crate) files: Vec<(FilePath, Tree)>,
    /// By the place of the object that holds the reference: its text as written, and why it was not followed.
    pub(crate) unresolved: HashMap<Pointer, (String, Refusal)>,
    /// What is wrong with the texts of the other files.
    pub(crate) findings: Vec<Finding>,
}

/// Whether a document has a reference that leads out of it.
pub(crate) fn is_needed(document: &Value) -> bool {
    let mut found = false;
    visit_refs(document, &Pointer::root(), &mut |_, target| {
        found |= !target.starts_with('#') && !is_of_a_dialect(target);
    });
    found
}

/// What is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    /// An OpenAPI document: schemas of other files go to its components.
    Document,
    /// A plain JSON Schema: they go to its `$defs`.
    Schema,
}

impl Whole {
    /// The members that lead to the map of schemas, each with what stands there.
    fn home(self) -> &'static [(&'static str, Slot)] {
        match self {
            Self::Document => {
                &[("components", Slot::One(Kind::Components)), ("schemas", Slot::Map(Kind::Schema))]
            }
            Self::Schema => &[("$defs", Slot::Map(Kind::Schema))],
        }
    }

    fn slot(self) -> Slot {
        match self {
            Self::Document => Slot::One(Kind::Document),
            Self::Schema => Slot::One(Kind::Schema),
        }
    }
}

/// Reads what a document refers to, and composes it.
pub(crate) fn compose(
    whole: Whole,
    path: &FilePath,
    tree: Tree,
    reader: &mut dyn FileReader,
    limits: &FileLimits,
) -> Composed {
    let mut store = Store::new(path, tree, reader, limits.clone());
    // A file may be known by an `$id` that is used before the file has been read for another reason.
    let (value, pass) = loop {
        let known = store.size();
        let mut pass = Pass::new(whole, limits);
        let value = pass.run(&mut store);
        let has_unknown = pass.unresolved.values().any(|(_, refusal)| *refusal == Refusal::Url);
        if !has_unknown || store.size() == known {
            break (value, pass);
        }
    };
    Composed {
        value,
        origins: pass.origins,
        unresolved: pass.unresolved,
        findings: store.findings,
        files: store.files.into_iter().map(|file| (file.path, file.tree)).collect(),
    }
}

/// One composition out of the files known so far; it reads more as it meets references to them.
struct Pass {
    whole: Whole,
    origins: Origins,
    /// Which components the schemas of other files are.
    placed: HashMap<Target, Pointer>,
    taken: HashSet<String>,
    /// Components still to be made.
    queue: VecDeque<(String, Target)>,
    unresolved: HashMap<Pointer, (String, Refusal)>,
    /// The targets that the value being walked was put into, one in the other.
    open: Vec<Target>,
    values_left: usize,
}

impl Pass {
    fn new(whole: Whole, limits: &FileLimits) -> Self {
        Self {
            whole,
            origins: Origins::default(),
            placed: HashMap::new(),
            taken: HashSet::new(),
            queue: VecDeque::new(),
            unresolved: HashMap::new(),
            open: Vec::new(),
            values_left: limits.values,
        }
    }

    fn run(&mut self, store: &mut Store<'_>) -> Value {
        let mut root = store.files[0].value.clone();
        self.prepare_components(&mut root, store);
        let here = store.here(&Target { file: 0, pointer: Pointer::root() });
        self.walk(&mut root, self.whole.slot(), &Pointer::root(), &here, 0, store);
        let mut made = Vec::new();
        while let Some((name, target)) = self.queue.pop_front() {
            let at = self.component(&name);
            let mut schema = match self.copy(&target, 3, store) {
                Ok(schema) => schema,
                Err(refusal) => {
                    let text = format!("{}#{}", store.files[target.file].path, target.pointer.to_fragment());
                    self.unresolved.insert(at.clone(), (text.clone(), refusal));
                    made.push((name, reference_to(text)));
                    continue;
                }
            };
            let here = store.here(&target);
            self.origins.insert(&at, target);
            self.walk(&mut schema, Slot::One(Kind::Schema), &at, &here, 3, store);
            made.push((name, schema));
        }
        if !made.is_empty() {
            let home = self.whole.home().iter().fold(&mut root, |at, (member, _)| object_at(at, member));
            home.as_object_mut().into_iter().for_each(|schemas| schemas.extend(made.drain(..)));
        }
        root
    }

    /// Makes the components known before anything refers to them: which names are taken, and which components are
    /// nothing but a reference to a schema of another file, so that this schema need not become one more.
    fn prepare_components(&mut self, root: &mut Value, store: &mut Store<'_>) {
        let mut at = Pointer::root();
        for &(member, slot) in self.whole.home() {
            at = at.member(member);
            let mut hops = 0;
            while let Some(value) = root.pointer_mut(at.as_str())
                && let Some(reference) = reference_in(value)
                && hops < MAX_NESTED
            {
                let here = store.here(&self.origins.of(&at));
                let Ok(target) = store.target(&here, &reference) else { break };
                if target.file == 0 || self.put(value, slot, &at, &target, 2, store).is_err() {
                    break;
                }
                hops += 1;
            }
        }
        let Some(Value::Object(schemas)) = root.pointer(at.as_str()) else { return };
        let here = store.here(&self.origins.of(&at));
        self.taken.extend(schemas.keys().cloned());
        for (name, schema) in schemas {
            let at = at.member(name);
            let origin = self.origins.of(&at);
            if origin.file != 0 {
                self.placed.entry(origin).or_insert_with(|| at.clone());
            }
            let is_alone = schema.as_object().is_some_and(|members| members.len() == 1);
            if let Some(reference) = reference_in(schema)
                && is_alone
                && !is_of_a_dialect(&reference)
                && let Ok(target) = store.target(&here, &reference)
                && let target = store.behind(target)
                && target.file != 0
            {
                self.placed.entry(target).or_insert(at);
            }
        }
    }

    fn walk(
        &mut self,
        value: &mut Value,
        slot: Slot,
        at: &Pointer,
        here: &Here,
        depth: usize,
        store: &mut Store<'_>,
    ) {
        if slot == Slot::Data || !(value.is_object() || value.is_array()) {
            return;
        }
        // What was put here from elsewhere means what it meant there.
        let moved = self.origins.exact(at).map(|origin| store.here(origin));
        let mut here = moved.as_ref().unwrap_or(here);
        if slot == Slot::Mapping {
            return self.mapping(value, here, store);
        }
        if let Some(reference) = reference_in(value)
            && !is_of_a_dialect(&reference)
            && !self.reference(value, &reference, slot, at, here, depth, store)
        {
            return;
        }
        let within;
        match value {
            Value::Array(items) => {
                for (idx, item) in items.iter_mut().enumerate() {
                    self.walk(item, slot.item(), &at.item(idx), here, depth + 1, store);
                }
            }
            Value::Object(_) => {
                if slot == Slot::One(Kind::Schema) {
                    let origin = self.origins.of(at);
                    within = here.inside(value, &origin.pointer);
                    here = within.as_ref().unwrap_or(here);
                }
                let Value::Object(map) = value else { return };
                if slot == Slot::One(Kind::Schema) {
                    // Their references are rewritten, and pointers shall be those of the whole document.
                    map.shift_remove("$id");
                    map.shift_remove("$anchor");
                    if here.file != 0 {
                        // What is used of these became components.
                        map.shift_remove("$defs");
                        map.shift_remove("definitions");
                    }
                }
                for (name, child) in map.iter_mut() {
                    self.walk(child, slot.member(name), &at.member(name), here, depth + 1, store);
                }
            }
            _ => {}
        }
    }

    /// Rewrites a reference. True where the members of the object are still to be walked.
    #[expect(clippy::too_many_arguments, reason = "a step of the walk takes what the walk takes")]
    fn reference(
        &mut self,
        value: &mut Value,
        reference: &str,
        slot: Slot,
        at: &Pointer,
        here: &Here,
        depth: usize,
        store: &mut Store<'_>,
    ) -> bool {
        // The `$id` of a schema counts for its own `$ref` too.
        let inside = match slot {
            Slot::One(Kind::Schema) => here.inside(value, &self.origins.of(at).pointer),
            _ => None,
        };
        let here = inside.as_ref().unwrap_or(here);
        let first = match store.target(here, reference) {
            Ok(target) => target,
            Err(refusal) => {
                self.refuse(value, reference, at, here, refusal, store);
                return slot == Slot::One(Kind::Schema);
            }
        };
        let target = match slot {
            // A file that only lists where schemas are makes no components of its own.
            Slot::One(Kind::Schema) if first.file != 0 => store.behind(first.clone()),
            _ => first.clone(),
        };
        if target.file == 0 && (slot.may_refer() || here.file == 0 && reference.starts_with('#')) {
            if here.file != 0 || here.resource != Pointer::root() || !reference.starts_with("#/") {
                set_reference(value, &target.pointer);
            }
            return slot == Slot::One(Kind::Schema);
        }
        if slot == Slot::One(Kind::Schema) {
            let placed = self.component_of(&target, &first, store);
            if placed != *at {
                set_reference(value, &placed);
                return true;
            }
        } else if self.open.contains(&target) {
            self.refuse(value, reference, at, here, Refusal::Circle, store);
            return false;
        }
        if let Err(refusal) = self.put(value, slot, at, &target, depth, store) {
            self.refuse(value, reference, at, here, refusal, store);
            return false;
        }
        self.open.push(target);
        self.walk(value, slot, at, here, depth, store);
        self.open.pop();
        false
    }

    /// Notes a reference that is not followed, and sees to it that nothing else takes it for another.
    fn refuse(
        &mut self,
        value: &mut Value,
        reference: &str,
        at: &Pointer,
        here: &Here,
        refusal: Refusal,
        store: &Store<'_>,
    ) {
        if reference.starts_with('#')
            && let Some(holder) = value.as_object_mut()
        {
            let text = format!("{}{reference}", store.files[here.file].path);
            holder.insert("$ref".to_owned(), Value::String(text));
        }
        self.unresolved.insert(at.clone(), (reference.to_owned(), refusal));
    }

    /// Replaces a reference by what it leads to. Members beside the reference win: any of a path item, of others
    /// those that the specification allows there (OpenAPI 3.1.1, sections 4.8.9 and 4.8.23).
    fn put(
        &mut self,
        value: &mut Value,
        slot: Slot,
        at: &Pointer,
        target: &Target,
        depth: usize,
        store: &Store<'_>,
    ) -> Result<(), Refusal> {
        if self.open.len() >= MAX_NESTED {
            return Err(Refusal::Limit("too many references lead to one another"));
        }
        let content = self.copy(target, depth, store)?;
        let before = std::mem::replace(value, content);
        let holder = self.origins.of(at);
        self.origins.insert(at, target.clone());
        if let (Value::Object(before), Value::Object(content)) = (before, value) {
            for (name, member) in before {
                let may_stay = slot == Slot::One(Kind::PathItem)
                    || slot.may_refer() && matches!(name.as_str(), "summary" | "description");
                if name != "$ref" && may_stay {
                    let pointer = holder.pointer.member(&name);
                    self.origins.insert(&at.member(&name), Target { file: holder.file, pointer });
                    content.insert(name, member);
                }
            }
        }
        Ok(())
    }

    /// The component that a schema of another file is or will be, named after what a reference calls it.
    fn component_of(&mut self, target: &Target, called: &Target, store: &Store<'_>) -> Pointer {
        if let Some(known) = self.placed.get(target) {
            return known.clone();
        }
        let name = names::fresh(&store.files[called.file].path, &called.pointer, &mut self.taken);
        let at = self.component(&name);
        self.placed.insert(target.clone(), at.clone());
        self.queue.push_back((name, target.clone()));
        at
    }

    fn component(&self, name: &str) -> Pointer {
        let home = self.whole.home().iter().fold(Pointer::root(), |at, (member, _)| at.member(member));
        home.member(name)
    }

    /// The value of a target, if there is room for it at a depth.
    fn copy(&mut self, target: &Target, depth: usize, store: &Store<'_>) -> Result<Value, Refusal> {
        let file = &store.files[target.file];
        let value =
            file.value.pointer(target.pointer.as_str()).ok_or_else(|| Refusal::Nowhere(file.path.clone()))?;
        let (count, height) = size(value);
        if depth + height > MAX_DEPTH {
            return Err(Refusal::Limit("it nests too deep"));
        }
        self.values_left =
            self.values_left.checked_sub(count).ok_or(Refusal::Limit("its parts are too many together"))?;
        Ok(value.clone())
    }

    /// Rewrites the references of a discriminator's `mapping`; mere names are left alone.
    fn mapping(&mut self, discriminator: &mut Value, here: &Here, store: &mut Store<'_>) {
        let targets = discriminator.get_mut("mapping").and_then(Value::as_object_mut);
        for (_, text) in targets.into_iter().flat_map(Map::iter_mut) {
            let Value::String(reference) = text else { continue };
            let is_name = !reference.contains(['/', '#', '.']);
            if is_name || (here.file == 0 && reference.starts_with('#')) {
                continue;
            }
            let Ok(first) = store.target(here, reference) else { continue };
            let target = if first.file == 0 { first.clone() } else { store.behind(first.clone()) };
            let at = match target.file {
                0 => target.pointer,
                _ => self.component_of(&target, &first, store),
            };
            *reference = format!("#{}", at.to_fragment());
        }
    }
}

fn reference_in(value: &Value) -> Option<String> {
    value.get("$ref").and_then(Value::as_str).map(ToOwned::to_owned)
}

fn reference_to(text: String) -> Value {
    Value::Object(Map::from_iter([("$ref".to_owned(), Value::String(text))]))
}

fn set_reference(holder: &mut Value, to: &Pointer) {
    if let Some(reference) = holder.get_mut("$ref") {
        *reference = Value::String(format!("#{}", to.to_fragment()));
    }
}

/// The member of that name, made an object where it is none.
fn object_at<'v>(holder: &'v mut Value, name: &str) -> &'v mut Value {
    if !holder.is_object() {
        *holder = Value::Object(Map::new());
    }
    let member = &mut holder[name];
    if !member.is_object() {
        *member = Value::Object(Map::new());
    }
    member
}

/// How many values, and how many levels of them.
fn size(value: &Value) -> (usize, usize) {
    let children: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(map) => Box::new(map.values()),
        _ => return (1, 0),
    };
    children.map(size).fold((1, 1), |(count, height), (more, inner)| (count + more, height.max(inner + 1)))
}
