//! Which generated type stands for which schema, among those that request bodies reach.
//!
//! Components are known by name. typify names the types of inline schemas by itself, so they are
//! found by walking both sides together, from a member or a variant to its schema.

use std::collections::{BTreeMap, HashMap, HashSet};

use heck::ToPascalCase;
use openapi_source::Pointer;
use openapi_spec::Document;
use openapi_spec::lower::walk::METHODS;
use serde_json::Value;
use syn::{Fields, File, GenericArgument, Item, PathArguments, Type};

use super::super::models::wire_name;
use super::schema::reached;
use crate::adapt::Adapted;

/// How many schemas a member is looked for in.
const MAX_DEPTH: usize = 32;

/// Each type with the pointer of its schema in [`openapi_spec::Resource::adapted`].
pub(super) fn of_requests(file: &File, adapted: &Adapted, document: &Document) -> BTreeMap<String, Pointer> {
    let Adapted { document: adapted, origins, types, .. } = adapted;
    let operations = document.operations();
    let bodies = operations.iter().filter_map(|operation| operation.request_body.as_ref());
    let roots = bodies.flat_map(|body| body.content.iter().filter_map(|media| media.schema.clone()));
    let reached: HashSet<Pointer> = reached(document, roots);
    let by_authored: HashMap<String, &Pointer> =
        reached.iter().map(|at| (document.authored_pointer(at).as_str().to_owned(), at)).collect();

    let mut items: HashMap<String, &Item> =
        file.items.iter().filter_map(|item| Some((name_of(item)?, item))).collect();
    // It stands for many schemas.
    items.retain(|name, _| types.date_time.as_ref() != Some(name));
    let mut found = BTreeMap::new();
    let components = adapted.pointer("/components/schemas").and_then(Value::as_object);
    for name in components.into_iter().flatten().map(|(name, _)| name) {
        let mut pointer = String::from("/components/schemas");
        openapi_spec::lower::walk::push(&mut pointer, name);
        let original = origins.original(&pointer);
        if items.contains_key(name)
            && let Some(at) = by_authored.get(&original)
        {
            found.insert(name.clone(), (*at).clone());
        }
    }
    for (name, at) in inline_bodies(adapted, document) {
        if items.contains_key(&name) && reached.contains(&at) {
            found.entry(name).or_insert(at);
        }
    }
    // Components are all in; whatever else is met is inline.
    let mut walk = Walk { document, items: &items, known: found.clone() };
    for (name, at) in &found {
        walk.members(name, at, 0);
    }
    walk.known
}

fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// Names that progenitor gives to the types of inline bodies.
fn inline_bodies<'a>(adapted: &'a Value, document: &'a Document) -> impl Iterator<Item = (String, Pointer)> {
    document.operations().iter().filter_map(|operation| {
        let method = METHODS.into_iter().find(|method| operation.method.eq_ignore_ascii_case(method))?;
        let id = adapted.get("paths")?.get(&operation.path)?.get(method)?.get("operationId")?.as_str()?;
        let media = operation.request_body.as_ref()?.content.iter().find(|media| media.schema.is_some())?;
        Some((format!("{id}-body").to_pascal_case(), media.schema.clone()?))
    })
}

struct Walk<'w> {
    document: &'w Document,
    items: &'w HashMap<String, &'w Item>,
    known: BTreeMap<String, Pointer>,
}

impl Walk<'_> {
    fn members(&mut self, name: &str, at: &Pointer, depth: usize) {
        if depth == MAX_DEPTH {
            return;
        }
        match self.items.get(name) {
            Some(Item::Struct(item)) => self.fields(&item.fields, at, depth),
            // Where a tag is a member of its own, or the name of the only one, variants are no branches.
            Some(Item::Enum(item)) if is_untagged(item) => {
                let branches = branches(self.document, at).unwrap_or_default();
                if branches.len() == item.variants.len() {
                    for (variant, branch) in item.variants.iter().zip(branches) {
                        self.fields(&variant.fields, &branch, depth);
                    }
                }
            }
            _ => {}
        }
    }

    fn fields(&mut self, fields: &Fields, at: &Pointer, depth: usize) {
        match fields {
            Fields::Named(fields) => {
                for field in &fields.named {
                    if let Some(schema) = property(self.document, at, &wire_name(field), 0) {
                        self.value(&field.ty, &schema, depth);
                    }
                }
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                self.value(&fields.unnamed[0].ty, at, depth);
            }
            _ => {}
        }
    }

    /// The type of a value whose schema is known.
    fn value(&mut self, ty: &Type, at: &Pointer, depth: usize) {
        let Some((name, generic)) = named(ty) else { return };
        let schema = self.document.adapted().pointer(at.as_str());
        // A reference leads to a component, which has its type; so do wrappers made of one.
        let Some(Value::Object(map)) = schema.filter(|schema| schema.get("$ref").is_none()) else { return };
        let inner = match (name.as_str(), generic) {
            ("Option", Some(inner)) => {
                // `anyOf` with null, as 3.1 writes it and as `nullable` is read.
                let branch = ["anyOf", "oneOf"].into_iter().find_map(|keyword| only_branch(map, keyword, at));
                return self.value(inner, &branch.unwrap_or_else(|| at.clone()), depth + 1);
            }
            ("Box", Some(inner)) => Some((inner, at.clone())),
            // Where lowering made one type of several schemas, none of them is the type's.
            ("Vec", Some(inner)) => {
                is_of_one(map, "items", "prefixItems").then(|| (inner, at.member("items")))
            }
            ("BTreeMap", Some(inner)) => is_of_one(map, "additionalProperties", "patternProperties")
                .then(|| (inner, at.member("additionalProperties"))),
            _ => None,
        };
        if let Some((inner, place)) = inner {
            return self.value(inner, &place, depth + 1);
        }
        if self.items.contains_key(&name) && !self.known.contains_key(&name) {
            self.known.insert(name.clone(), at.clone());
            self.members(&name, at, depth + 1);
        }
    }
}

fn is_of_one(schema: &serde_json::Map<String, Value>, keyword: &str, beside: &str) -> bool {
    schema.contains_key(keyword) && !schema.contains_key(beside)
}

fn is_untagged(item: &syn::ItemEnum) -> bool {
    let lists = item.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
    let mut lists = lists.filter_map(|attribute| attribute.meta.require_list().ok());
    lists.any(|list| list.tokens.to_string() == "untagged")
}

/// The last segment of a type's path and its last type argument.
pub(super) fn named(ty: &Type) -> Option<(String, Option<&Type>)> {
    let Type::Path(ty) = ty else { return None };
    let last = ty.path.segments.last()?;
    let generic = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().rev().find_map(|one| match one {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    };
    // Types of other crates don't stand alone.
    let is_ours = ty.path.segments.len() == 1 || generic.is_some();
    is_ours.then(|| (last.ident.to_string(), generic))
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

/// The branch of a union of two whose other one is null.
fn only_branch(map: &serde_json::Map<String, Value>, keyword: &str, at: &Pointer) -> Option<Pointer> {
    let branches = map.get(keyword)?.as_array().filter(|branches| branches.len() == 2)?;
    let other = branches.iter().position(|branch| !is_null(branch))?;
    branches.iter().any(is_null).then(|| at.member(keyword).item(other))
}

fn branches(document: &Document, at: &Pointer) -> Option<Vec<Pointer>> {
    let schema = document.adapted().pointer(at.as_str())?;
    let keyword = ["anyOf", "oneOf"].into_iter().find(|keyword| schema.get(*keyword).is_some())?;
    let branches = schema.get(keyword)?.as_array()?.iter().enumerate();
    Some(
        branches
            .filter(|(_, branch)| !is_null(branch))
            .map(|(index, _)| at.member(keyword).item(index))
            .collect(),
    )
}

/// The schema of a property: of the schema at this place, or of those that it refers to or consists
/// of altogether.
pub(super) fn property(document: &Document, at: &Pointer, name: &str, depth: usize) -> Option<Pointer> {
    let schema = document.adapted().pointer(at.as_str()).filter(|_| depth < MAX_DEPTH)?;
    if schema.get("properties").is_some_and(|all| all.get(name).is_some()) {
        return Some(at.member("properties").member(name));
    }
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| document.follow(target));
    let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
    let parts = (0..parts).map(|index| at.member("allOf").item(index));
    target
        .map(|(target, _)| target)
        .into_iter()
        .chain(parts)
        .find_map(|part| property(document, &part, name, depth + 1))
}
