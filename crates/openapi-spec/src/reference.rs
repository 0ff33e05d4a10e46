//! Local references: followed with a bound, and named where they lead nowhere or outside the document.

use std::collections::{HashMap, HashSet};

use openapi_findings::{Finding, Place, Severity};
use openapi_source::{Message, Pointer};
use serde_json::Value;

use crate::Dialect;
use crate::compose::Refusal;

/// A `$ref` that was not followed.
#[derive(Debug)]
pub(crate) struct Unfollowed {
    /// The object that holds the `$ref`.
    pub(crate) pointer: Pointer,
    /// Its value.
    pub(crate) target: String,
    /// Why.
    pub(crate) reason: &'static str,
    /// More exactly, where the files of the document were looked for.
    pub(crate) refusal: Option<Refusal>,
}

const LEADS_NOWHERE: &str = "its `$ref` leads to nothing in this document";
const LEADS_OUTSIDE: &str = "its `$ref` leads to another document, which is not read";
const LEADS_IN_A_CIRCLE: &str = "its `$ref` leads back to itself";

impl Unfollowed {
    pub(crate) fn finding(&self, place: Place) -> Finding {
        if let Some(refusal) = &self.refusal {
            let (rule, help) = refusal.rule();
            let message = refusal.said_of(&self.target);
            return Finding::new(rule, Severity::Error, message, place).with_help(help);
        }
        let (rule, help) = match self.reason {
            LEADS_OUTSIDE => (
                "document/external-ref",
                "bundle the document into one file; nothing behind this reference is checked",
            ),
            LEADS_IN_A_CIRCLE => (
                "document/circular-ref",
                "let one reference of the circle lead to a schema; nothing behind it is checked",
            ),
            _ => (
                "document/unresolved-ref",
                "correct the reference or add what it names; nothing behind it is checked",
            ),
        };
        let message = Message::new("the reference ").code(self.target.as_str()).text(match self.reason {
            LEADS_OUTSIDE => " leads to another document, which is not read",
            LEADS_IN_A_CIRCLE => " leads back to itself",
            _ => " leads to nothing in this document",
        });
        Finding::new(rule, Severity::Error, message, place).with_help(help)
    }
}

/// The value at a pointer and what the references there lead to; `None` where they lead nowhere.
pub(crate) fn resolve<'v>(root: &'v Value, pointer: &Pointer) -> Option<(Pointer, &'v Value)> {
    let mut at = pointer.clone();
    let mut seen = HashSet::new();
    loop {
        let value = root.pointer(at.as_str())?;
        let Some(target) = value.get("$ref").and_then(Value::as_str) else {
            return Some((at, value));
        };
        if !seen.insert(at) {
            return None;
        }
        at = local_target(target)?;
    }
}

/// The pointer that a reference within the document names.
pub(crate) fn local_target(reference: &str) -> Option<Pointer> {
    Pointer::from_fragment(reference.strip_prefix('#')?)
}

/// Replaces each reference that can't be followed by the schema `true`, so that the rest still compiles,
/// and returns them all. In plain JSON Schema only pointers are judged here: anchors and `$id`s are the
/// validator's own to resolve, and so are pointers where an inner `$id` may change what they lead to.
pub(crate) fn neutralise(root: &mut Value, dialect: Dialect) -> Vec<Unfollowed> {
    let mut bad = Vec::new();
    let ids = if dialect == Dialect::JsonSchema { Ids::of(root) } else { Ids::None };
    let whole = &*root;
    let mut circles = Circles::default();
    visit_refs(whole, &Pointer::root(), &mut |pointer, target| {
        let reason = match local_target(target) {
            Some(_) if ids == Ids::Inner => return,
            Some(first) if whole.pointer(first.as_str()).is_none() => LEADS_NOWHERE,
            Some(_) if circles.leads_into_one(whole, pointer) => LEADS_IN_A_CIRCLE,
            // The next reference of the chain is judged where it stands.
            Some(_) => return,
            None if ids != Ids::None || target.starts_with('#') && dialect == Dialect::JsonSchema => return,
            None if is_of_a_dialect(target) => return,
            None if target.starts_with('#') => LEADS_NOWHERE,
            None => LEADS_OUTSIDE,
        };
        let target = target.to_owned();
        bad.push(Unfollowed { pointer: pointer.clone(), target, reason, refusal: None });
    });
    for reference in &bad {
        if let Some(Value::Object(holder)) = root.pointer_mut(reference.pointer.as_str()) {
            holder.shift_remove("$ref");
        }
    }
    bad
}

/// Which chains of references meet themselves without ever meeting anything else.
#[derive(Default)]
struct Circles {
    /// What is known of the pointers met so far, so that each is followed once.
    known: HashMap<Pointer, bool>,
}

impl Circles {
    fn leads_into_one(&mut self, root: &Value, pointer: &Pointer) -> bool {
        let mut path = HashSet::new();
        let mut at = pointer.clone();
        let is_circle = loop {
            if let Some(&known) = self.known.get(&at) {
                break known;
            }
            if !path.insert(at.clone()) {
                break true;
            }
            let target = root.pointer(at.as_str()).and_then(|value| value.get("$ref"));
            match target.and_then(Value::as_str).and_then(local_target) {
                Some(next) => at = next,
                None => break false,
            }
        };
        self.known.extend(path.into_iter().map(|at| (at, is_circle)));
        is_circle
    }
}

/// Where a schema document gives itself names (JSON Schema 2020-12 Core, section 8.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ids {
    None,
    /// At its root only: pointers lead where they seem to.
    Root,
    /// Further down, where pointers are relative to the name.
    Inner,
}

impl Ids {
    pub(crate) fn of(root: &Value) -> Self {
        let dialect = root.get("$schema").and_then(Value::as_str).unwrap_or_default();
        let keyword =
            if dialect.contains("/draft-03/") || dialect.contains("/draft-04/") { "id" } else { "$id" };
        let has_id = |value: &Value| value.get(keyword).is_some_and(Value::is_string);
        if children(root).any(|child| any_schema(child, &has_id)) {
            Self::Inner
        } else if has_id(root) {
            Self::Root
        } else {
            Self::None
        }
    }
}

fn any_schema(value: &Value, test: &impl Fn(&Value) -> bool) -> bool {
    test(value) || children(value).any(|child| any_schema(child, test))
}

/// The elements and members in which schemas may stand.
fn children(value: &Value) -> impl Iterator<Item = &Value> {
    let members = value.as_object().into_iter().flatten();
    let members = members.filter(|(name, child)| !holds_data(name, child)).map(|(_, child)| child);
    members.chain(value.as_array().into_iter().flatten())
}

/// Calls `found` for each element and member in which schemas may stand, with its segment of the pointer.
pub(crate) fn children_with_names<'v>(value: &'v Value, found: &mut impl FnMut(&str, &'v Value)) {
    match value {
        Value::Object(map) => {
            map.iter()
                .filter(|(name, child)| !holds_data(name, child))
                .for_each(|(name, child)| found(name, child));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(idx, child)| found(&idx.to_string(), child));
        }
        _ => {}
    }
}

/// Whether a reference leads to the schema of a dialect, which the validator has by heart.
pub(crate) fn is_of_a_dialect(target: &str) -> bool {
    ["http://json-schema.org/draft-", "https://json-schema.org/draft/"]
        .iter()
        .any(|uri| target.starts_with(uri))
}

/// Calls `found` for each `$ref` that is a reference and not data.
pub(crate) fn visit_refs(value: &Value, pointer: &Pointer, found: &mut impl FnMut(&Pointer, &str)) {
    match value {
        Value::Object(map) => {
            if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                found(pointer, target);
            }
            for (name, child) in map {
                let at = pointer.member(name);
                if name == "examples" && child.is_object() && !looks_like_schema(child) {
                    visit_examples(child, &at, found);
                } else if !holds_data(name, child) {
                    visit_refs(child, &at, found);
                }
            }
        }
        Value::Array(items) => {
            for (idx, child) in items.iter().enumerate() {
                visit_refs(child, &pointer.item(idx), found);
            }
        }
        _ => {}
    }
}

/// As [`visit_refs`] for a map of example objects, whose `value` is an instance.
fn visit_examples(examples: &Value, pointer: &Pointer, found: &mut impl FnMut(&Pointer, &str)) {
    for (name, example) in examples.as_object().into_iter().flatten() {
        let at = pointer.member(name);
        match (example.get("value"), example.get("$ref").and_then(Value::as_str)) {
            (Some(_), Some(target)) => found(&at, target),
            (Some(_), None) => {}
            (None, _) => visit_refs(example, &at, found),
        }
    }
}

/// Whether a member holds an instance, in which `$ref` would be plain data. A property may be named so too;
/// its schema is an object with keywords, an example that looks like one is skipped all the same.
fn holds_data(name: &str, value: &Value) -> bool {
    match name {
        "example" | "default" | "const" => !looks_like_schema(value),
        // A map of example objects may use `$ref`, an array of examples not.
        "enum" | "examples" => value.is_array(),
        _ => name.starts_with("x-"),
    }
}

fn looks_like_schema(value: &Value) -> bool {
    value.as_object().is_some_and(|map| {
        map.get("type").is_some_and(|t| t.is_string() || t.is_array()) || map.contains_key("$ref")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn chains_are_followed_and_circles_end() {
        let root = json!({
            "a": {"$ref": "#/b"}, "b": {"$ref": "#/c~1d"}, "c/d": {"type": "string"},
            "x": {"$ref": "#/y"}, "y": {"$ref": "#/x"}, "p": {"$ref": "#/c%7E1d"}
        });
        let at = |pointer: &str| resolve(&root, &Pointer::from_text(pointer)).map(|(at, _)| at.to_string());
        assert_eq!(at("/a"), Some("/c~1d".into()));
        assert_eq!(at("/p"), Some("/c~1d".into()));
        assert_eq!(at("/x"), None);
        assert_eq!(at("/nothing"), None);
    }

    #[test]
    fn the_value_of_an_example_is_data() {
        let mut root = json!({"components": {
            "examples": {
                "user": {"summary": "s", "value": {"$ref": "https://example.com/users/1"}},
                "kept": {"$ref": "#/components/examples/user"},
                "lost": {"$ref": "#/components/examples/none"}
            },
            "schemas": {"T": {"properties": {"examples": {"type": "object", "properties": {"value": {"$ref": "#/none"}}}}}}
        }});
        let bad = neutralise(&mut root, Dialect::OpenApi31);
        let found: Vec<_> = bad.iter().map(|bad| bad.pointer.as_str()).collect();
        assert_eq!(
            found,
            ["/components/examples/lost", "/components/schemas/T/properties/examples/properties/value"]
        );
    }

    #[test]
    fn what_leads_nowhere_is_named_and_made_harmless() {
        let mut root = json!({
            "a": {"$ref": "#/nowhere"}, "b": {"$ref": "other.yaml#/x"}, "c": {"$ref": "#/c"},
            "d": {"example": {"$ref": 3}}, "e": {"$ref": "#/f"}, "f": {}
        });
        let bad = neutralise(&mut root, Dialect::OpenApi31);
        let reasons: Vec<_> = bad.iter().map(|bad| (bad.pointer.as_str(), bad.reason)).collect();
        assert_eq!(reasons, [("/a", LEADS_NOWHERE), ("/b", LEADS_OUTSIDE), ("/c", LEADS_IN_A_CIRCLE)]);
        assert_eq!(root["a"], json!({}));
        assert_eq!(root["e"], json!({"$ref": "#/f"}));
    }
}
