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
    /// Name for the variant, if all branches have one of their own.
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
}

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    collect_unions(document, types);
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
        if schema.contains_key("description") || schema.contains_key("$ref") || !title.is_string() {
            losses.record(LossClass::Docs, &place, "dropped beside the description");
        } else {
            schema.insert("description".to_owned(), title);
            losses.record(LossClass::None, &place, "became the description");
        }
    });
}

fn collect_unions(document: &Value, types: &mut Types) {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let branches = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
        let Some(branches) = branches else { continue };
        let text = |branch: &Value, key: &str| branch.get(key).and_then(Value::as_str).map(str::to_owned);
        let titles: Vec<String> = branches
            .iter()
            .filter_map(|branch| text(branch, "title"))
            .map(|title| names::type_name(&title))
            .collect();
        let distinct: BTreeSet<&String> = titles.iter().collect();
        let named = titles.len() == branches.len() && distinct.len() == branches.len();
        types.unions.push(Union {
            name: name.clone(),
            branches: branches
                .iter()
                .enumerate()
                .map(|(index, branch)| Branch {
                    name: named.then(|| titles[index].clone()),
                    description: text(branch, "description"),
                })
                .collect(),
        });
    }
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
    fn titles_of_all_branches_name_them() {
        let types = check(
            run,
            json!({"components": {"schemas": {
                "A": {"anyOf": [{"title": "first one"}, {"title": "Second", "description": "d"}]},
                "B": {"oneOf": [{}, {"description": "d"}]}
            }}}),
            &json!({"components": {"schemas": {
                "A": {"anyOf": [{"description": "first one"}, {"description": "d"}]},
                "B": {"oneOf": [{}, {"description": "d"}]}
            }}}),
            &[
                ("/components/schemas/A/anyOf/0/title", LossClass::None),
                ("/components/schemas/A/anyOf/1/title", LossClass::Docs),
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
                Union { name: "B".into(), branches: vec![branch(None, None), branch(None, Some("d"))] },
            ]
        );
    }
}
