//! Which of several alternatives a payload names by its discriminator (OpenAPI 3.1.1, "Discriminator Object").
//!
//! A discriminator changes no verdict: whether a payload is valid is for `oneOf` and `anyOf` to say. Where they say
//! no, it tells which alternative was meant, so that its errors are reported and not those of all.

use openapi_source::Pointer;
use openapi_spec::Resource;
use serde_json::Value;

/// What a discriminator says of a payload.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// The alternative of this index is meant.
    Alternative(usize),
    /// The property that would tell is not there.
    Missing(Discriminator),
    /// The property has a value that stands for no alternative; those that do.
    Unknown(Discriminator, Vec<Value>),
}

/// A property that tells alternatives apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Discriminator {
    /// Its name.
    pub(crate) property: String,
    /// Where the document names it.
    pub(crate) keyword: Pointer,
}

/// What the discriminator beside a `oneOf` or `anyOf`, given by its pointer in the document, says of an object whose
/// properties `property_of` knows. `None` where there is none, or where it can't tell.
pub(crate) fn named(
    resource: &Resource,
    alternatives: &Pointer,
    property_of: impl FnOnce(&str) -> Option<Value>,
) -> Option<Named> {
    let (schema, _) = alternatives.split_last()?;
    let keyword = schema.member("discriminator");
    let discriminator = resource.value().pointer(keyword.as_str())?;
    let property = discriminator.get("propertyName")?.as_str()?;
    let branches = resource.value().pointer(alternatives.as_str())?.as_array()?;
    let found = Discriminator { property: property.to_owned(), keyword: keyword.member("propertyName") };
    let Some(value) = property_of(property) else {
        return Some(Named::Missing(found));
    };
    let words: Vec<Vec<Value>> = (0..branches.len())
        .map(|idx| words(resource, &alternatives.item(idx), discriminator, property))
        .collect();
    if let Some(idx) = words.iter().position(|words| words.contains(&value)) {
        return Some(Named::Alternative(idx));
    }
    // An alternative without a word could be meant by any.
    if words.iter().any(Vec::is_empty) {
        return None;
    }
    Some(Named::Unknown(found, words.concat()))
}

/// The values that stand for one alternative: those mapped to it, those that its own schema fixes, or the name of
/// the schema that it refers to.
fn words(resource: &Resource, branch: &Pointer, discriminator: &Value, property: &str) -> Vec<Value> {
    let reference = resource.value().pointer(branch.as_str()).and_then(|branch| branch.get("$ref")?.as_str());
    let name = reference.and_then(schema_name);
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mut words: Vec<Value> = mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| {
            let target = target.as_str();
            target.is_some() && (target == reference || target == name.as_deref())
        })
        .map(|(word, _)| Value::from(word.as_str()))
        .collect();
    if words.is_empty() {
        words = fixed(resource, branch, property, 0);
    }
    if words.is_empty() {
        words.extend(name.map(Value::from));
    }
    words
}

/// How far the parts of a schema are followed.
const MAX_DEPTH: usize = 8;

/// The values that a schema, or a part of it, fixes for a property.
fn fixed(resource: &Resource, branch: &Pointer, property: &str, depth: usize) -> Vec<Value> {
    let Some((at, schema)) = resource.resolve(branch) else { return Vec::new() };
    if let Some((_, property)) = resource.resolve(&at.member("properties").member(property)) {
        match (property.get("const"), property.get("enum")) {
            (Some(only), _) => return vec![only.clone()],
            (None, Some(Value::Array(values))) => return values.clone(),
            _ => {}
        }
    }
    let n_parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
    let parts = if depth < MAX_DEPTH { 0..n_parts } else { 0..0 };
    let of_part = |idx| fixed(resource, &at.member("allOf").item(idx), property, depth + 1);
    parts.map(of_part).find(|values| !values.is_empty()).unwrap_or_default()
}

/// The name of a schema by a reference to it.
fn schema_name(reference: &str) -> Option<String> {
    let pointer = Pointer::from_fragment(reference.strip_prefix('#')?)?;
    pointer.split_last().map(|(_, name)| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SCHEMA: &str = "
pets:
  discriminator:
    propertyName: kind
    mapping: {kitty: '#/Cat', puppy: Dog}
  oneOf: [{$ref: '#/Cat'}, {$ref: '#/Dog'}, {$ref: '#/Fish'}, {$ref: '#/Bird'}]
open:
  discriminator: {propertyName: kind}
  anyOf: [{$ref: '#/Cat'}, {type: object}]
Cat: {type: object}
Dog: {type: object}
Fish: {allOf: [{}, {$ref: '#/Swimmer'}]}
Swimmer: {properties: {kind: {enum: [cod, eel]}}}
Bird: {type: object}
";

    #[track_caller]
    fn check(alternatives: &str, payload: &Value, expected: Option<&Named>) {
        let (resource, _) = Resource::load("s.yaml", SCHEMA.as_bytes());
        let property_of = |name: &str| payload.get(name).cloned();
        let found = named(&resource.unwrap(), &Pointer::from_text(alternatives), property_of);
        assert_eq!(found.as_ref(), expected);
    }

    #[test]
    fn mapped_fixed_and_implied_words_are_known() {
        let is =
            |word: &str, idx| check("/pets/oneOf", &json!({"kind": word}), Some(&Named::Alternative(idx)));
        is("kitty", 0);
        is("puppy", 1);
        is("eel", 2);
        is("Bird", 3);
        let found = || Discriminator {
            property: "kind".into(),
            keyword: Pointer::from_text("/pets/discriminator/propertyName"),
        };
        let words = ["kitty", "puppy", "cod", "eel", "Bird"].map(Value::from).to_vec();
        check("/pets/oneOf", &json!({"kind": "Cat"}), Some(&Named::Unknown(found(), words)));
        check("/pets/oneOf", &json!({}), Some(&Named::Missing(found())));
        check("/open/anyOf", &json!({"kind": "x"}), None);
        check("/Cat/oneOf", &json!({"kind": "x"}), None);
    }
}
