//! Members that tell the branches of a union apart. An enum there must not take values of another branch: the
//! first branch of the same shape would win, whatever its tag says.

use std::collections::BTreeSet;

use openapi_spec::lower::target::follow;
use openapi_spec::lower::walk;
use serde_json::{Map, Value};

use crate::names;

/// The places of the enums that are tags.
pub(super) fn places(document: &mut Value) -> BTreeSet<String> {
    let original = document.clone();
    let mut places = BTreeSet::new();
    walk::schemas(document, &mut |schema, pointer| {
        for keyword in ["oneOf", "anyOf"] {
            let Some(branches) = schema.get(keyword).and_then(Value::as_array) else { continue };
            let branches: Option<Vec<Branch<'_>>> = branches
                .iter()
                .enumerate()
                .map(|(index, branch)| Branch::of(&original, branch, format!("{pointer}/{keyword}/{index}")))
                .collect();
            let Some(branches) = branches.filter(|branches| branches.len() > 1) else { continue };
            for name in branches[0].properties.keys() {
                let tags: Option<Vec<(String, Vec<&str>)>> =
                    branches.iter().map(|branch| branch.tag(&original, name)).collect();
                if let Some(tags) = tags.filter(|tags| are_distinct(tags)) {
                    places.extend(tags.into_iter().map(|(place, _)| place));
                }
            }
        }
    });
    places
}

/// An object among the branches of a union.
struct Branch<'a> {
    place: String,
    properties: &'a Map<String, Value>,
}

impl<'a> Branch<'a> {
    fn of(document: &'a Value, schema: &'a Value, place: String) -> Option<Self> {
        let (schema, place) = target(document, schema, place)?;
        Some(Self { place, properties: schema.get("properties")?.as_object()? })
    }

    /// The place of the enum that a property is, and its values; nothing if it is none of texts.
    fn tag(&self, document: &'a Value, name: &str) -> Option<(String, Vec<&'a str>)> {
        let mut place = format!("{}/properties", self.place);
        walk::push(&mut place, name);
        let (schema, place) = target(document, self.properties.get(name)?, place)?;
        let values = schema.get("enum")?.as_array()?.iter().map(Value::as_str);
        Some((place, values.collect::<Option<_>>()?))
    }
}

/// The schema that is meant, through references, and its place.
fn target<'a>(document: &'a Value, schema: &'a Value, place: String) -> Option<(&'a Value, String)> {
    let reference = match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([one]) => one.get("$ref"),
        _ => schema.get("$ref"),
    };
    match reference.and_then(Value::as_str) {
        Some(reference) => Some((follow(document, reference)?, reference.strip_prefix('#')?.to_owned())),
        None => Some((schema, place)),
    }
}

/// Whether each value is in one branch only, and typify finds a name for each.
fn are_distinct(tags: &[(String, Vec<&str>)]) -> bool {
    let mut seen = BTreeSet::new();
    tags.iter().all(|(_, values)| {
        let names: BTreeSet<String> = values.iter().map(|value| names::type_name(value)).collect();
        let are_named = values.iter().all(|value| value.starts_with(|c: char| c.is_ascii_alphabetic()));
        !values.is_empty()
            && are_named
            && names.len() == values.len()
            && values.iter().all(|value| seen.insert(*value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(branches: &Value, expected: &[&str]) {
        let object =
            |kind: &Value| json!({"type": "object", "properties": {"kind": kind, "a": {"type": "string"}}});
        let mut document = json!({"components": {"schemas": {
            "U": {"oneOf": branches},
            "A": object(&json!({"enum": ["a"]})), "E": object(&json!({"allOf": [{"$ref": "#/components/schemas/Kind"}]})),
            "Kind": {"type": "string", "enum": ["k"]}, "F": object(&json!({"enum": ["+1", "-1"]})),
            "B": object(&json!({"enum": ["b", "c"]})),
            "C": object(&json!({"enum": ["c"]})), "D": object(&json!({"type": "string"}))
        }}});
        let found = places(&mut document);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn values_of_one_branch_only_are_tags() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let inline = json!({"properties": {"kind": {"enum": ["x"]}}});
        let (a, b) = ("/components/schemas/A/properties/kind", "/components/schemas/B/properties/kind");
        check(&json!([reference("A"), reference("B")]), &[a, b]);
        check(&json!([inline, reference("A")]), &[a, "/components/schemas/U/oneOf/0/properties/kind"]);
        check(&json!([reference("A"), reference("E")]), &[a, "/components/schemas/Kind"]);
        check(&json!([reference("A"), reference("F")]), &[]);
        check(&json!([reference("B"), reference("C")]), &[]);
        check(&json!([reference("A"), reference("D")]), &[]);
        check(&json!([reference("A"), {"type": "string"}]), &[]);
        check(&json!([reference("A")]), &[]);
    }
}
