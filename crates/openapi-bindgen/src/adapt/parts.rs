//! The parts of `multipart/form-data`: a struct with a member for each property of the schema.

use std::collections::BTreeSet;

use openapi_spec::lower::target::follow;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::call::{Part, PartKind, Parts};
use crate::names;

/// The parts of an operation's body, and for progenitor a parameter that has the type of each value among them.
/// Nothing where the schema does not tell them one by one.
pub(super) fn parts(
    media_type: &Value,
    operation: &str,
    components: &Value,
    taken: &BTreeSet<String>,
    place: &str,
    losses: &mut Losses<'_>,
) -> Option<(Parts, Vec<Value>)> {
    let schema = resolved(media_type.get("schema")?, components)?;
    if ["allOf", "anyOf", "oneOf", "not"].iter().any(|keyword| schema.contains_key(*keyword)) {
        return None;
    }
    let properties = schema.get("properties").and_then(Value::as_object)?;
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|required| required.iter().any(|one| one == name));
    let encoding = |name: &str| media_type.get("encoding").and_then(|encoding| encoding.get(name));
    let (mut parts, mut parameters) = (Vec::new(), Vec::new());
    let (mut fields, mut arguments) = (BTreeSet::new(), taken.clone());
    for (name, schema) in properties {
        let resolved = resolved(schema, components);
        let items = resolved.and_then(|schema| schema.get("items"));
        let kind = if is_file(resolved) {
            PartKind::File
        } else if items.is_some_and(|items| is_file(self::resolved(items, components))) {
            PartKind::Files
        } else {
            let argument = names::unique(names::function_name(&format!("part {name}")), &mut arguments);
            parameters.push(json!({
                "name": argument, "in": "query", "required": is_required(name), "schema": schema
            }));
            PartKind::Value(argument)
        };
        if encoding(name).is_some_and(|encoding| encoding.get("headers").is_some()) {
            losses.record(LossClass::Type, place, format!("the headers of the part `{name}` are not sent"));
        }
        let media_type =
            encoding(name).and_then(|encoding| encoding.get("contentType")).and_then(Value::as_str);
        let text = resolved.and_then(|schema| schema.get("description")).and_then(Value::as_str);
        parts.push(Part {
            field: names::unique(names::function_name(name), &mut fields),
            name: name.clone(),
            kind,
            required: is_required(name),
            media_type: media_type.map(str::to_owned),
            description: text.unwrap_or_default().to_owned(),
        });
    }
    let name = format!("{}Parts", names::type_name(operation));
    (!parts.is_empty()).then_some((Parts { name, parts }, parameters))
}

/// The schema, through references.
fn resolved<'a>(schema: &'a Value, components: &'a Value) -> Option<&'a Map<String, Value>> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => follow(components, reference)?.as_object(),
        None => schema.as_object(),
    }
}

fn is_file(schema: Option<&Map<String, Value>>) -> bool {
    schema.is_some_and(|schema| {
        schema.get("type") == Some(&json!("string")) && schema.get("format") == Some(&json!("binary"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(schema: &Value, encoding: &Value) -> Option<(Parts, Vec<Value>)> {
        let components = json!({"components": {"schemas": {
            "File": {"type": "string", "format": "binary", "description": "A picture."},
            "Form": {"type": "object", "required": ["picture"], "properties": {
                "picture": {"$ref": "#/components/schemas/File"},
                "more": {"type": "array", "items": {"$ref": "#/components/schemas/File"}},
                "kind-of": {"$ref": "#/components/schemas/Kind"}
            }}
        }}});
        let mut losses = Vec::new();
        let mut origins = openapi_spec::lower::Origins::default();
        let mut losses = Losses::new("pass", &mut losses, &mut origins);
        let taken = ["part_kind_of".to_owned()].into();
        let media_type = json!({"schema": schema, "encoding": encoding});
        parts(&media_type, "send_it", &components, &taken, "", &mut losses)
    }

    #[test]
    fn each_property_is_a_part() {
        let (parts, parameters) = run(
            &json!({"$ref": "#/components/schemas/Form"}),
            &json!({"picture": {"contentType": "image/png"}}),
        )
        .unwrap();
        assert_eq!(parts.name, "SendItParts");
        let found: Vec<_> =
            parts.parts.iter().map(|part| (part.field.as_str(), &part.kind, part.required)).collect();
        let kind = PartKind::Value("part_kind_of2".into());
        assert_eq!(
            found,
            [
                ("picture", &PartKind::File, true),
                ("more", &PartKind::Files, false),
                ("kind_of", &kind, false)
            ]
        );
        assert_eq!(parts.parts[0].media_type.as_deref(), Some("image/png"));
        assert_eq!(parts.parts[0].description, "A picture.");
        assert_eq!(
            parameters,
            [
                json!({"name": "part_kind_of2", "in": "query", "required": false, "schema": {"$ref": "#/components/schemas/Kind"}})
            ]
        );
    }

    #[test]
    fn what_does_not_tell_its_parts_has_none() {
        for schema in [json!({}), json!({"type": "object"}), json!({"oneOf": []}), json!({"$ref": "#/x"})] {
            assert_eq!(run(&schema, &json!({})), None, "{schema}");
        }
    }
}
