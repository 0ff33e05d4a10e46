//! Titles: typify takes the title of an inline schema for the name of its type, and
//! `FastAPI` puts one on every property. They become descriptions, and names of the branches of a union.

use std::collections::BTreeSet;

use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::Value;

use super::Types;
use crate::names;

/// What a document says about the branches of a union among its components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Union {
    /// Name of the component.
    pub(crate) name: String,
    pub(crate) branches: Vec<Branch>,
}

/// One branch, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    /// Name for the variant: the title or the name of the component. Nothing if it is not clear.
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
}

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let named = collect_unions(document, types);
    walk::schemas(document, &mut |schema, pointer| {
        let is_component =
            pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'));
        let Some(schema) = schema.as_object_mut() else { return };
        // The key of a component is its name, and typify prefers it.
        if is_component {
            return;
        }
        let Some(title) = schema.shift_remove("title") else { return };
        let place = format!("{pointer}/title");
        if named.contains(pointer) {
            losses.record(LossClass::None, &place, "became the name of the variant");
        } else if schema.contains_key("description") || schema.contains_key("$ref") || !title.is_string() {
            losses.record(LossClass::Docs, &place, "dropped beside the description");
        } else {
            schema.insert("description".to_owned(), title);
            losses.record(LossClass::None, &place, "became the description");
        }
    });
}

/// Collects what is known of unions. Returns the places of the branches whose title names them.
fn collect_unions(document: &Value, types: &mut Types) -> BTreeSet<String> {
    let mut titled = BTreeSet::new();
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let branches = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
        let Some(branches) = branches else { continue };
        let text = |branch: &Value, key: &str| branch.get(key).and_then(Value::as_str).map(str::to_owned);
        let chosen: Vec<Option<String>> = branches
            .iter()
            .map(|branch| {
                text(branch, "title").map(|title| names::type_name(&title)).or_else(|| referred(branch))
            })
            .collect();
        let given: Vec<&String> = chosen.iter().flatten().collect();
        let distinct: BTreeSet<&String> = given.iter().copied().collect();
        // typify calls the others after what they are.
        let all = given.len() == branches.len();
        let clear =
            all || !given.iter().any(|name| TYPIFYS.contains(&name.as_str()) || name.starts_with("Variant"));
        let named = distinct.len() == given.len() && clear;
        let keyword = if schema.get("anyOf").is_some() { "anyOf" } else { "oneOf" };
        if named {
            let with_title = (0..branches.len()).filter(|index| branches[*index].get("title").is_some());
            titled.extend(with_title.map(|index| format!("/components/schemas/{name}/{keyword}/{index}")));
        }
        types.unions.push(Union {
            name: name.clone(),
            branches: branches
                .iter()
                .zip(chosen)
                .map(|(branch, name)| Branch {
                    name: name.filter(|_| named),
                    description: text(branch, "description"),
                })
                .collect(),
        });
    }
    titled
}

/// What typify calls branches by their type.
const TYPIFYS: [&str; 7] = ["Array", "Boolean", "Integer", "Null", "Number", "Object", "String"];

/// Name of the component that a branch is, perhaps with texts of its own.
fn referred(branch: &Value) -> Option<String> {
    let reference = match branch.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([one]) => one.get("$ref"),
        Some(_) => None,
        None => branch.get("$ref"),
    };
    let name = reference?.as_str()?.strip_prefix("#/components/schemas/")?;
    (!name.contains('/')).then(|| names::type_name(name))
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn inline_titles_become_descriptions() {
        check(
            run,
            json!({"components": {"schemas": {"A": {"title": "A", "properties": {
                "b": {"title": "The B"},
                "c": {"title": "The C", "description": "d"}
            }}}}}),
            &json!({"components": {"schemas": {"A": {"title": "A", "properties": {
                "b": {"description": "The B"},
                "c": {"description": "d"}
            }}}}}),
            &[
                ("/components/schemas/A/properties/b/title", LossClass::None),
                ("/components/schemas/A/properties/c/title", LossClass::Docs),
            ],
        );
    }

    #[test]
    fn titles_and_references_name_branches() {
        let types = check(
            run,
            json!({"components": {"schemas": {
                "A": {"anyOf": [{"title": "first one"}, {"title": "Second", "description": "d"}]},
                "B": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"description": "d"}]},
                "C": {"anyOf": [{"$ref": "#/components/schemas/String"}, {"type": "string"}]},
                "D": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"title": "A"}]}
            }}}),
            &json!({"components": {"schemas": {
                "A": {"anyOf": [{}, {"description": "d"}]},
                "B": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"description": "d"}]},
                "C": {"anyOf": [{"$ref": "#/components/schemas/String"}, {"type": "string"}]},
                "D": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"description": "A"}]}
            }}}),
            &[
                ("/components/schemas/A/anyOf/0/title", LossClass::None),
                ("/components/schemas/A/anyOf/1/title", LossClass::None),
                ("/components/schemas/D/anyOf/1/title", LossClass::None),
            ],
        );
        let branch = |name: Option<&str>, description: Option<&str>| Branch {
            name: name.map(str::to_owned),
            description: description.map(str::to_owned),
        };
        assert_eq!(
            types.unions,
            [
                Union {
                    name: "A".into(),
                    branches: vec![branch(Some("FirstOne"), None), branch(Some("Second"), Some("d"))],
                },
                Union { name: "B".into(), branches: vec![branch(Some("A"), None), branch(None, Some("d"))] },
                Union { name: "C".into(), branches: vec![branch(None, None), branch(None, None)] },
                Union { name: "D".into(), branches: vec![branch(None, None), branch(None, None)] },
            ]
        );
    }
}
