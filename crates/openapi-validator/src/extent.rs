//! How far a schema opens for one value. References and combinators that lead to schemas of the same value are
//! followed by a validator without looking at the value in between, so that no count of such looks stops it: a few
//! lines whose `allOf` doubles per level would keep it busy for years, and ten thousand references in a row would
//! overflow its stack. Such a schema is refused before it is compiled.

use std::collections::HashMap;

use openapi_source::Pointer;
use openapi_spec::{Dialect, Resource};
use serde_json::{Map, Value};

/// The most schemas that may apply to one value, counted once for each way that leads to them.
const MAX_WAYS: u64 = 1_000_000;

/// The most references and combinators in a row.
const MAX_STEPS: u32 = 256;

/// Keywords that hold plain data.
const DATA: &[&str] = &["enum", "const", "default", "example", "examples"];

/// Where the references of a resource lead.
pub(crate) struct Extents<'r> {
    root: &'r Value,
    /// Schemas by the names that `$id`, `$anchor` and their kin give them, the last part of a path alone: what a
    /// reference by name may mean, and perhaps more.
    named: HashMap<&'r str, Vec<&'r Value>>,
    /// For what stands inside a schema with an `$id`, that schema: where its pointers begin.
    bases: HashMap<usize, &'r Value>,
}

/// What is known of one schema: the ways into it and below, and how long the longest is.
#[derive(Clone, Copy)]
struct Extent {
    ways: u64,
    steps: u32,
}

/// A schema under way.
struct Open<'r> {
    schema: &'r Value,
    /// What is left of it, and whether it is for the same value.
    left: Vec<(&'r Value, bool)>,
    extent: Extent,
    /// Whether it is for the same value as the one that it is a part of.
    in_place: bool,
}

impl<'r> Extents<'r> {
    pub(crate) fn new(resource: &'r Resource) -> Self {
        let root = resource.adapted();
        let mut extents = Self { root, named: HashMap::new(), bases: HashMap::new() };
        let keywords: &[&str] = match resource.dialect() {
            Dialect::JsonSchema => &["$id", "id", "$anchor", "$dynamicAnchor"],
            Dialect::OpenApi30 | Dialect::OpenApi31 => &["$id", "$anchor", "$dynamicAnchor"],
        };
        let mut stack = vec![(root, root)];
        while let Some((value, mut base)) = stack.pop() {
            match value {
                Value::Object(members) => {
                    for keyword in keywords {
                        if let Some(Value::String(name)) = members.get(*keyword) {
                            extents.named.entry(last_part(name)).or_default().push(value);
                            if keyword.ends_with("id") {
                                base = value;
                            }
                        }
                    }
                    let schemas = members.iter().filter(|(name, _)| !is_data(name));
                    stack.extend(schemas.map(|(_, member)| (member, base)));
                }
                Value::Array(items) => stack.extend(items.iter().map(|item| (item, base))),
                _ => continue,
            }
            if !std::ptr::eq(base, root) {
                extents.bases.insert(address(value), base);
            }
        }
        extents
    }

    /// Whether some schema has an `$id` of its own, inside which pointers lead elsewhere.
    pub(crate) fn has_inner_bases(&self) -> bool {
        !self.bases.is_empty()
    }

    /// Why a schema opens too far to be used, itself or one that it leads to.
    pub(crate) fn excess(&self, schema: &Pointer) -> Option<&'static str> {
        let mut known: HashMap<usize, Extent> = HashMap::new();
        let mut stack = Vec::new();
        stack.push(self.open(self.root.pointer(schema.as_str())?, false));
        while let Some(top) = stack.last_mut() {
            let Some((schema, in_place)) = top.left.pop() else {
                let Open { schema, extent, in_place, .. } = stack.pop()?;
                known.insert(address(schema), extent);
                if extent.ways > MAX_WAYS {
                    return Some("opens into more schemas for one value than can be followed");
                }
                if extent.steps > MAX_STEPS {
                    return Some("leads through more references in a row than can be followed");
                }
                if let Some(parent) = stack.last_mut().filter(|_| in_place) {
                    parent.extent.add(extent);
                }
                continue;
            };
            match known.get(&address(schema)) {
                Some(&extent) if in_place => top.extent.add(extent),
                Some(_) => {}
                None => {
                    // Met again before it is done, it leads to itself, which a validator notices.
                    known.insert(address(schema), Extent { ways: 1, steps: 0 });
                    stack.push(self.open(schema, in_place));
                }
            }
        }
        None
    }

    fn open(&self, schema: &'r Value, in_place: bool) -> Open<'r> {
        let mut left = Vec::new();
        match schema {
            Value::Object(keywords) => self.parts(schema, keywords, &mut left),
            Value::Array(items) => left.extend(items.iter().map(|item| (item, false))),
            _ => {}
        }
        left.retain(|(part, _)| part.is_object() || part.is_array());
        Open { schema, left, extent: Extent { ways: 1, steps: 0 }, in_place }
    }

    fn parts(&self, schema: &'r Value, keywords: &'r Map<String, Value>, left: &mut Vec<(&'r Value, bool)>) {
        for (keyword, argument) in keywords {
            match (keyword.as_str(), argument) {
                ("$ref" | "$dynamicRef" | "$recursiveRef", Value::String(target)) => {
                    left.extend(self.targets(schema, target).into_iter().map(|target| (target, true)));
                }
                ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                    left.extend(branches.iter().map(|branch| (branch, true)));
                }
                ("not" | "if" | "then" | "else", _) => left.push((argument, true)),
                ("dependentSchemas" | "dependencies", Value::Object(members)) => {
                    left.extend(members.values().map(|schema| (schema, true)));
                }
                // Reached by references only.
                ("$defs" | "definitions", _) => {}
                (name, _) if is_data(name) => {}
                _ => left.push((argument, false)),
            }
        }
    }

    /// All that a reference in a schema may mean.
    fn targets(&self, schema: &'r Value, reference: &str) -> Vec<&'r Value> {
        let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let named = |name: &str| self.named.get(name).into_iter().flatten().copied();
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return named(fragment).collect();
        }
        let Some(pointer) = Pointer::from_fragment(fragment) else { return Vec::new() };
        let mut resources = vec![self.root];
        if resource.is_empty() {
            resources.extend(self.bases.get(&address(schema)));
        } else {
            resources.extend(named(last_part(resource)));
        }
        resources.into_iter().filter_map(|resource| resource.pointer(pointer.as_str())).collect()
    }
}

impl Extent {
    fn add(&mut self, part: Self) {
        self.ways = self.ways.saturating_add(part.ways);
        self.steps = self.steps.max(part.steps + 1);
    }
}

/// What tells one schema from all others.
fn address(schema: &Value) -> usize {
    std::ptr::from_ref(schema).addr()
}

fn is_data(keyword: &str) -> bool {
    DATA.contains(&keyword) || keyword.starts_with("x-")
}

fn last_part(name: &str) -> &str {
    let name = name.trim_end_matches(['#', '/']);
    name.rsplit(['/', ':', '#']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: &Value, is_too_much: bool) {
        let (resource, findings) = Resource::load("s.json", schema.to_string().as_bytes());
        assert!(findings.is_empty(), "{findings:?}");
        let resource = resource.unwrap();
        assert_eq!(Extents::new(&resource).excess(&Pointer::root()).is_some(), is_too_much);
    }

    /// `n0` to `n{levels}`, each made of the one before.
    fn chain(levels: usize, next: impl Fn(usize) -> Value) -> Value {
        let mut definitions = Map::from_iter([("n0".to_owned(), Value::Bool(true))]);
        definitions.extend((0..levels).map(|level| (format!("n{}", level + 1), next(level))));
        serde_json::json!({"$ref": format!("#/$defs/n{levels}"), "$defs": definitions})
    }

    #[test]
    fn what_doubles_per_level_is_too_much() {
        let twice = |level: usize| {
            let inner = serde_json::json!({"$ref": format!("#/$defs/n{level}")});
            serde_json::json!({"allOf": [inner, {"not": inner}]})
        };
        check(&chain(10, twice), false);
        check(&chain(40, twice), true);
        check(&chain(300, |level| serde_json::json!({"$ref": format!("#/$defs/n{level}")})), true);
        let property = |level: usize| serde_json::json!({"items": {"$ref": format!("#/$defs/n{level}")}});
        check(&chain(300, property), false);
    }

    #[test]
    fn anchors_are_followed_too() {
        let twice = |target: String| serde_json::json!({"allOf": [{"$ref": target}, {"$ref": target}]});
        let anchored = |level: usize| {
            let mut schema = twice(format!("#a{level}"));
            schema["$anchor"] = format!("a{}", level + 1).into();
            schema
        };
        check(&chain(40, anchored), true);
    }

    #[test]
    fn what_leads_to_itself_ends() {
        let all = |target: usize| serde_json::json!({"$ref": format!("#/$defs/n{target}")});
        check(&chain(9, |_| serde_json::json!({"anyOf": (0..9).map(all).collect::<Vec<_>>()})), false);
        check(
            &chain(90, |_| serde_json::json!({"items": {"anyOf": (0..90).map(all).collect::<Vec<_>>()}})),
            false,
        );
    }
}
