//! Which members a schema declares for an object: what JSON Schema itself never says, since an open object
//! takes any. Walks schema and value together, through references and combinators, every branch counted.

use std::collections::HashMap;

use openapi_source::{Kind, Node, Pointer};
use openapi_spec::Resource;
use serde_json::Value;

/// A schema with its pointer in the adapted resource.
type Schema<'r> = (Pointer, &'r Value);

/// How far references and combinators are followed from one place. A document that nests deeper is made to
/// hurt; its members are then not judged.
const MAX_SCHEMAS: usize = 4096;

/// What all schemas that apply to one place declare together.
#[derive(Debug, Default)]
pub(crate) struct Shape<'r> {
    /// The schemas that it was made from.
    pub(crate) roots: Vec<Pointer>,
    /// Declared members, in the order of the document, with the schemas that apply to them.
    pub(crate) properties: Vec<(&'r str, Vec<Schema<'r>>)>,
    by_name: HashMap<&'r str, usize>,
    /// Whether other members are foreseen: `additionalProperties`, `patternProperties` or the like.
    pub(crate) open: bool,
    /// Where the members are declared.
    pub(crate) declared_at: Option<Pointer>,
    /// Alternatives that a discriminator tells apart.
    pub(crate) discriminated: Vec<Pointer>,
    /// Members that some branch requires.
    pub(crate) required: Vec<&'r str>,
    /// The types that the place may have; empty if not said.
    pub(crate) types: Vec<&'r str>,
    /// The values that some `enum` or `const` lists.
    pub(crate) values: Vec<&'r Value>,
    /// What applies to members that are not declared.
    additional: Vec<Schema<'r>>,
    /// What applies to all elements of an array.
    items: Vec<Schema<'r>>,
    /// What applies to the first elements, by index.
    prefix_items: Vec<Vec<Schema<'r>>>,
    children: HashMap<Child, usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Child {
    Property(usize),
    Additional,
    Item(usize),
}

impl<'r> Shape<'r> {
    /// Whether a member of that name is declared.
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The schemas that declare a member of that name.
    pub(crate) fn schemas_of(&self, name: &str) -> &[Schema<'r>] {
        self.by_name.get(name).map_or(&[], |&idx| &self.properties[idx].1)
    }

    /// The schemas of an array's elements, if there are any.
    pub(crate) fn items(&self) -> &[Schema<'r>] {
        &self.items
    }

    /// Whether the place is described as an object.
    pub(crate) fn is_object(&self) -> bool {
        !self.properties.is_empty() || self.types.contains(&"object")
    }

    /// Whether elements are described by their index.
    pub(crate) fn is_tuple(&self) -> bool {
        !self.prefix_items.is_empty()
    }

    /// Whether the place is described as an array.
    pub(crate) fn is_array(&self) -> bool {
        !self.items.is_empty() || self.types.contains(&"array")
    }
}

/// The shapes of one resource, made when first asked for.
pub(crate) struct Shapes<'r> {
    resource: &'r Resource,
    all: Vec<Shape<'r>>,
    /// By the addresses of the schemas that apply.
    known: HashMap<Vec<usize>, usize>,
}

/// A member that the schema does not declare.
#[derive(Debug)]
pub(crate) struct Undeclared<'t> {
    pub(crate) object: Pointer,
    pub(crate) object_node: Node<'t>,
    pub(crate) member: openapi_source::Member<'t>,
    pub(crate) shape: usize,
}

impl<'r> Shapes<'r> {
    pub(crate) fn new(resource: &'r Resource) -> Self {
        Self { resource, all: Vec::new(), known: HashMap::new() }
    }

    /// The shape of what a schema describes; `None` where the pointer leads nowhere.
    pub(crate) fn of(&mut self, schema: &Pointer) -> Option<usize> {
        let value = self.resource.adapted().pointer(schema.as_str())?;
        Some(self.intern(vec![(schema.clone(), value)]))
    }

    /// The shape of what several schemas describe together; `None` where a pointer leads nowhere.
    pub(crate) fn of_all(&mut self, schemas: &[Pointer]) -> Option<usize> {
        let adapted = self.resource.adapted();
        let schemas: Option<Vec<_>> =
            schemas.iter().map(|at| Some((at.clone(), adapted.pointer(at.as_str())?))).collect();
        Some(self.intern(schemas?))
    }

    pub(crate) fn get(&self, shape: usize) -> &Shape<'r> {
        &self.all[shape]
    }

    /// Whether a value of this kind, an array or an object, could be the declared member of that name.
    pub(crate) fn could_be(&mut self, shape: usize, name: &str, kind: Kind) -> bool {
        let declared = self.all[shape].by_name.get(name).copied();
        let Some(child) = declared.and_then(|idx| self.child(shape, Child::Property(idx))) else {
            return false;
        };
        match kind {
            Kind::Array => self.all[child].is_array(),
            Kind::Object => self.all[child].is_object(),
            _ => false,
        }
    }

    fn intern(&mut self, schemas: Vec<Schema<'r>>) -> usize {
        let mut key: Vec<usize> =
            schemas.iter().map(|(_, value)| std::ptr::from_ref::<Value>(value) as usize).collect();
        key.sort_unstable();
        key.dedup();
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let roots = schemas.iter().map(|(at, _)| at.clone()).collect();
        let shape = Shape { roots, ..self.build(schemas) };
        self.all.push(shape);
        let id = self.all.len() - 1;
        self.known.insert(key, id);
        id
    }

    fn build(&self, schemas: Vec<Schema<'r>>) -> Shape<'r> {
        let mut shape = Shape::default();
        let mut queue: std::collections::VecDeque<Schema<'r>> = schemas.into();
        let mut seen = std::collections::HashSet::new();
        while let Some((at, value)) = queue.pop_front() {
            let Value::Object(keywords) = value else {
                continue;
            };
            if !seen.insert(std::ptr::from_ref::<Value>(value) as usize) {
                continue;
            }
            if seen.len() > MAX_SCHEMAS {
                shape.open = true;
                break;
            }
            for (keyword, argument) in keywords {
                self.keyword(&mut shape, &mut queue, &at, keyword, argument);
            }
        }
        if shape.properties.is_empty() {
            shape.open = true;
        }
        shape
    }

    fn keyword(
        &self,
        shape: &mut Shape<'r>,
        queue: &mut std::collections::VecDeque<Schema<'r>>,
        at: &Pointer,
        keyword: &'r str,
        argument: &'r Value,
    ) {
        let here = at.member(keyword);
        let listed = |argument: &'r Value| -> Vec<Schema<'r>> {
            let items = argument.as_array().into_iter().flatten().enumerate();
            items.map(|(idx, item)| (here.item(idx), item)).collect()
        };
        match keyword {
            "$ref" => {
                let target = argument.as_str().and_then(|target| self.resource.follow(target));
                match target {
                    Some(target) => queue.push_back(target),
                    // An anchor or another resource: its members are not known here.
                    None => shape.open = true,
                }
            }
            "$dynamicRef" => shape.open = true,
            "allOf" | "anyOf" | "oneOf" => queue.extend(listed(argument)),
            "discriminator" => {
                shape.discriminated.extend(["oneOf", "anyOf"].map(|alternatives| at.member(alternatives)));
            }
            "if" | "then" | "else" => queue.push_back((here, argument)),
            "dependentSchemas" => queue.extend(
                argument.as_object().into_iter().flatten().map(|(name, schema)| (here.member(name), schema)),
            ),
            "properties" => {
                for (name, schema) in argument.as_object().into_iter().flatten() {
                    let idx = *shape.by_name.entry(name).or_insert_with(|| {
                        shape.properties.push((name, Vec::new()));
                        shape.properties.len() - 1
                    });
                    shape.properties[idx].1.push((here.member(name), schema));
                }
                shape.declared_at.get_or_insert(here);
            }
            "additionalProperties" | "unevaluatedProperties" if *argument != Value::Bool(false) => {
                shape.open = true;
                shape.additional.push((here, argument));
            }
            "patternProperties" => {
                shape.open = true;
                for (pattern, schema) in argument.as_object().into_iter().flatten() {
                    shape.additional.push((here.member(pattern), schema));
                }
            }
            "items" | "contains" | "unevaluatedItems" if argument.is_object() => {
                shape.items.push((here, argument));
            }
            "prefixItems" | "items" => {
                for (idx, schema) in listed(argument).into_iter().enumerate() {
                    if shape.prefix_items.len() <= idx {
                        shape.prefix_items.push(Vec::new());
                    }
                    shape.prefix_items[idx].push(schema);
                }
            }
            "required" => {
                shape.required.extend(argument.as_array().into_iter().flatten().filter_map(Value::as_str));
            }
            "type" => match argument {
                Value::String(name) => shape.types.push(name),
                Value::Array(names) => shape.types.extend(names.iter().filter_map(Value::as_str)),
                _ => {}
            },
            "enum" => shape.values.extend(argument.as_array().into_iter().flatten()),
            "const" => shape.values.push(argument),
            _ => {}
        }
    }

    /// The shape of a member, declared or foreseen.
    pub(crate) fn member(&mut self, shape: usize, name: &str) -> Option<usize> {
        let known = self.all[shape].by_name.get(name).copied();
        self.child(shape, known.map_or(Child::Additional, Child::Property))
    }

    /// The shape of members that are foreseen and not declared.
    pub(crate) fn additional(&mut self, shape: usize) -> Option<usize> {
        self.child(shape, Child::Additional)
    }

    /// The shape of an array's element by its index.
    pub(crate) fn element(&mut self, shape: usize, index: usize) -> Option<usize> {
        let n_prefix = self.all[shape].prefix_items.len();
        self.child(shape, Child::Item(index.min(n_prefix)))
    }

    fn child(&mut self, shape: usize, child: Child) -> Option<usize> {
        if let Some(&known) = self.all[shape].children.get(&child) {
            return Some(known);
        }
        let parent = &self.all[shape];
        let schemas = match child {
            Child::Property(idx) => parent.properties[idx].1.clone(),
            Child::Additional => parent.additional.clone(),
            Child::Item(idx) => {
                let prefix = parent.prefix_items.get(idx).into_iter().flatten();
                prefix.chain(&parent.items).cloned().collect()
            }
        };
        if schemas.is_empty() {
            return None;
        }
        let id = self.intern(schemas);
        self.all[shape].children.insert(child, id);
        Some(id)
    }

    /// Calls `found` for every member, at any depth, that is not declared where the schema declares members
    /// and foresees no others.
    pub(crate) fn undeclared<'t>(
        &mut self,
        shape: usize,
        node: Node<'t>,
        at: &Pointer,
        found: &mut impl FnMut(Undeclared<'t>),
    ) {
        match node.kind() {
            Kind::Object => {
                for member in node.members() {
                    let known = self.all[shape].by_name.get(member.name).copied();
                    let child = match known {
                        Some(idx) => self.child(shape, Child::Property(idx)),
                        None if self.all[shape].open => self.child(shape, Child::Additional),
                        None => {
                            found(Undeclared { object: at.clone(), object_node: node, member, shape });
                            None
                        }
                    };
                    if let Some(child) = child
                        && !member.value.is_empty()
                    {
                        self.undeclared(child, member.value, &at.member(member.name), found);
                    }
                }
            }
            Kind::Array => {
                for (rank, item) in node.elements().enumerate() {
                    let idx = node.index_of(rank);
                    // All elements behind the prefix share one child.
                    if let Some(child) = self.element(shape, idx)
                        && !item.is_empty()
                    {
                        self.undeclared(child, item, &at.item(idx), found);
                    }
                }
            }
            _ => {}
        }
    }

    /// Every schema that a value could be held against, from one on: what is reachable.
    pub(crate) fn reachable(&self, from: &Pointer) -> Vec<Pointer> {
        let Some(value) = self.resource.adapted().pointer(from.as_str()) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut stack = vec![(from.clone(), value)];
        while let Some((at, value)) = stack.pop() {
            if !seen.insert(std::ptr::from_ref::<Value>(value) as usize) {
                continue;
            }
            match value {
                Value::Object(map) => {
                    for (name, child) in map {
                        match name.as_str() {
                            "$ref" => {
                                stack.extend(child.as_str().and_then(|target| self.resource.follow(target)));
                            }
                            "example" | "examples" | "default" | "enum" | "const" => {}
                            _ if name.starts_with("x-") => {}
                            _ => stack.push((at.member(name), child)),
                        }
                    }
                    out.push(at);
                }
                Value::Array(items) => {
                    stack.extend(items.iter().enumerate().map(|(idx, item)| (at.item(idx), item)));
                }
                _ => {}
            }
        }
        out
    }
}
