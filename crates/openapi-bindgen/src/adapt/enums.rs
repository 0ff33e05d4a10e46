//! Enums: values listed twice, and enums of strings, which this crate writes itself so that a
//! value nobody documented does not fail a whole response.

use std::collections::BTreeSet;

use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::Types;
use super::operations::Places;
use crate::names;

/// An enum of strings to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenEnum {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) values: Vec<OpenValue>,
}

/// One documented value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenValue {
    /// As it is on the wire.
    pub(crate) value: String,
    /// Name of the variant.
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

/// Variants that every open enum has, or that can't be one.
const TAKEN_VARIANTS: [&str; 2] = ["Unknown", "Self"];

/// Removes the values that an enum lists again (JSON Schema 2020-12 Validation, section 6.1.2:
/// elements SHOULD be unique).
pub(super) fn duplicates(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    walk::schemas(document, &mut |schema, pointer| {
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return };
        let mut seen = BTreeSet::new();
        let mut index = 0;
        values.retain(|value| {
            let first = seen.insert(value.to_string());
            if !first {
                let note = format!("{value} is listed twice and became one variant");
                losses.record(LossClass::None, &format!("{pointer}/enum/{index}"), note);
            }
            index += 1;
            first
        });
    });
}

/// Removes the values that the schema's own type forbids: no instance is both.
pub(super) fn of_other_types(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    walk::schemas(document, &mut |schema, pointer| {
        let Some(schema) = schema.as_object_mut() else { return };
        let is_of_type: fn(&Value) -> bool = match schema.get("type").and_then(Value::as_str) {
            Some("string") => Value::is_string,
            Some("number") => Value::is_number,
            Some("integer") => |value| value.as_f64().is_some_and(|number| number.fract() == 0.0),
            Some("boolean") => Value::is_boolean,
            _ => return,
        };
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return };
        if !values.iter().any(is_of_type) {
            schema.shift_remove("enum");
            let note = "no value is of the type beside it: any value of the type is taken";
            losses.record(LossClass::Validation, &format!("{pointer}/enum"), note);
            return;
        }
        let mut index = 0;
        values.retain(|value| {
            let stays = value.is_null() || is_of_type(value);
            if !stays {
                let note = format!("{value} is not of the type beside it and became no variant");
                losses.record(LossClass::None, &format!("{pointer}/enum/{index}"), note);
            }
            index += 1;
            stays
        });
    });
}

/// Takes each enum of strings out of typify's hands. Inline ones become components.
pub(super) fn open(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let places = Places::of(document);
    let tags = super::tags::places(document);
    let mut taken = component_names(document);
    taken.extend(types.reserved.iter().cloned());
    let mut added = Vec::new();
    let mut moved = Vec::new();
    walk::schemas(document, &mut |schema, pointer| {
        let Some(object) = schema.as_object_mut() else { return };
        let Some(values) = string_values(object) else { return };
        if tags.contains(pointer) {
            losses.record(LossClass::None, pointer, "a closed enum: it tells the branches of a union apart");
            return;
        }
        let component = pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'));
        let nullable = object.get("nullable") == Some(&Value::Bool(true))
            || object
                .get("enum")
                .and_then(Value::as_array)
                .is_some_and(|values| values.iter().any(Value::is_null));
        let name = match component {
            Some(name) if !nullable => name.to_owned(),
            _ => names::unique_type(&places.name(pointer), &mut taken),
        };
        losses.record(LossClass::None, pointer, format!("an open enum, called `{name}`"));
        types.open_enums.push(describe(&name, object, values, pointer, losses));
        // typify replaces the component as a whole, so what it holds does not matter, except that
        // a default there has no place.
        let stub = json!({"type": "string"});
        if component.is_some() && !nullable {
            *schema = stub;
            return;
        }
        moved.push((format!("/components/schemas/{name}"), losses.original(pointer)));
        *schema = refer(object, &name, nullable);
        added.push((name, stub));
    });
    for (to, original) in moved {
        losses.moved(to, original);
    }
    add_components(document, added);
}

/// The schema of a place whose type moved to the component `name`; texts and default stay.
pub(super) fn refer(schema: &Map<String, Value>, name: &str, nullable: bool) -> Value {
    let mut place = Map::new();
    for keyword in ["title", "description", "default", "deprecated", "readOnly", "writeOnly"] {
        if let Some(value) = schema.get(keyword) {
            place.insert(keyword.to_owned(), value.clone());
        }
    }
    if nullable {
        place.insert("nullable".to_owned(), Value::Bool(true));
    }
    let reference = json!({"$ref": format!("#/components/schemas/{name}")});
    if place.is_empty() {
        return reference;
    }
    place.insert("allOf".to_owned(), json!([reference]));
    Value::Object(place)
}

/// Names of the schemas among the components.
pub(super) fn component_names(document: &Value) -> BTreeSet<String> {
    document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .map(|schemas| schemas.keys().cloned().collect())
        .unwrap_or_default()
}

/// Adds schemas to the components.
pub(super) fn add_components(document: &mut Value, added: Vec<(String, Value)>) {
    if added.is_empty() {
        return;
    }
    let mut place = document;
    for key in ["components", "schemas"] {
        if !place.get(key).is_some_and(Value::is_object) {
            place[key] = json!({});
        }
        place = &mut place[key];
    }
    for (name, schema) in added {
        place[&name] = schema;
    }
}

/// The strings of an enum that takes strings only. Values of another type can't occur where the
/// type is given as string.
fn string_values(schema: &Map<String, Value>) -> Option<Vec<String>> {
    let Some(Value::Array(values)) = schema.get("enum") else { return None };
    let typed = match schema.get("type") {
        Some(name) => name == "string",
        None => values.iter().all(|value| value.is_string() || value.is_null()),
    };
    let strings: Vec<String> = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    (typed && !strings.is_empty()).then_some(strings)
}

fn describe(
    name: &str,
    schema: &Map<String, Value>,
    values: Vec<String>,
    pointer: &str,
    losses: &mut Losses<'_>,
) -> OpenEnum {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
    let given = given_names(schema, values.len(), pointer, losses);
    let descriptions = schema.get("x-enum-descriptions").and_then(Value::as_array);
    let mut taken: BTreeSet<String> = TAKEN_VARIANTS.map(str::to_owned).into();
    let values = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| {
            let wanted = match &given {
                Some(names) => names[index].clone(),
                None => names::variant_name(&value),
            };
            let description =
                descriptions.and_then(|texts| texts.get(index)).and_then(Value::as_str).map(str::to_owned);
            OpenValue { name: names::unique(wanted, &mut taken), value, description }
        })
        .collect();
    OpenEnum { name: name.to_owned(), description: text("description").or(text("title")), values }
}

/// The names in `x-enum-varnames`, if they can be used.
fn given_names(
    schema: &Map<String, Value>,
    count: usize,
    pointer: &str,
    losses: &mut Losses<'_>,
) -> Option<Vec<String>> {
    let given = schema.get("x-enum-varnames")?;
    let names: Vec<String> =
        given.as_array()?.iter().filter_map(Value::as_str).map(names::camel_case).collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    if names.len() == count && distinct.len() == count && names.iter().all(|name| names::is_identifier(name))
    {
        return Some(names);
    }
    losses.record(
        LossClass::Docs,
        &format!("{pointer}/x-enum-varnames"),
        format!("ignored: not {count} different names, one for each distinct value"),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[track_caller]
    fn names_of(schema: &Value) -> Vec<String> {
        let mut document = json!({"components": {"schemas": {"A": schema}}});
        let mut losses = Vec::new();
        let mut origins = openapi_spec::lower::Origins::default();
        let mut types = Types::default();
        open(&mut document, &mut Losses::new("pass", &mut losses, &mut origins), &mut types);
        types.open_enums[0].values.iter().map(|value| value.name.clone()).collect()
    }

    #[test]
    fn a_value_listed_twice_is_one_value() {
        check(
            duplicates,
            json!({"components": {"schemas": {"A": {"enum": ["1", "44", "1", 1]}}}}),
            &json!({"components": {"schemas": {"A": {"enum": ["1", "44", 1]}}}}),
            &[("/components/schemas/A/enum/2", LossClass::None)],
        );
    }

    #[test]
    fn a_value_of_another_type_is_no_value() {
        check(
            of_other_types,
            json!({"components": {"schemas": {
                "A": {"type": "number", "enum": ["", 1, 1.5, null]},
                "B": {"type": "integer", "enum": [1.5, 2.0]},
                "C": {"type": "string", "enum": [1, 2]},
                "D": {"enum": [1, "1"]}
            }}}),
            &json!({"components": {"schemas": {
                "A": {"type": "number", "enum": [1, 1.5, null]},
                "B": {"type": "integer", "enum": [2.0]},
                "C": {"type": "string"},
                "D": {"enum": [1, "1"]}
            }}}),
            &[
                ("/components/schemas/A/enum/0", LossClass::None),
                ("/components/schemas/B/enum/0", LossClass::None),
                ("/components/schemas/C/enum", LossClass::Validation),
            ],
        );
    }

    #[test]
    fn a_component_keeps_its_name() {
        let types = check(
            open,
            json!({"components": {"schemas": {"A": {
                "type": "string", "enum": ["QR Code", "+1", "-1"], "description": "d", "default": "+1"
            }}}}),
            &json!({"components": {"schemas": {"A": {"type": "string"}}}}),
            &[("/components/schemas/A", LossClass::None)],
        );
        let value =
            |value: &str, name: &str| OpenValue { value: value.into(), name: name.into(), description: None };
        assert_eq!(
            types.open_enums,
            [OpenEnum {
                name: "A".into(),
                description: Some("d".into()),
                values: vec![value("QR Code", "QrCode"), value("+1", "Plus1"), value("-1", "Minus1")],
            }]
        );
    }

    #[test]
    fn an_inline_enum_becomes_a_component_and_the_place_keeps_its_texts() {
        check(
            open,
            json!({
                "paths": {"/x": {"get": {"operationId": "get_x", "parameters": [
                    {"name": "sort", "schema": {"enum": ["a"]}}
                ]}}},
                "components": {"schemas": {"Thing": {"properties": {"b": {
                    "type": "string", "enum": ["x", null], "nullable": true,
                    "description": "d", "default": "x", "pattern": "."
                }}}, "ThingB": {}}}
            }),
            &json!({
                "paths": {"/x": {"get": {"operationId": "get_x", "parameters": [
                    {"name": "sort", "schema": {"$ref": "#/components/schemas/GetXSort"}}
                ]}}},
                "components": {"schemas": {
                    "Thing": {"properties": {"b": {
                        "description": "d", "default": "x", "nullable": true,
                        "allOf": [{"$ref": "#/components/schemas/ThingB2"}]
                    }}},
                    "ThingB": {},
                    "GetXSort": {"type": "string"},
                    "ThingB2": {"type": "string"}
                }}
            }),
            &[
                ("/paths/~1x/get/parameters/0/schema", LossClass::None),
                ("/components/schemas/Thing/properties/b", LossClass::None),
            ],
        );
    }

    #[test]
    fn given_names_are_used_if_they_can_be() {
        assert_eq!(names_of(&json!({"enum": ["1", "44"], "x-enum-varnames": ["Us", "Uk"]})), ["Us", "Uk"]);
        for bad in [json!(["Us"]), json!(["Us", "Us"]), json!(["Us", "us"]), json!("Us"), json!([1, 2])] {
            assert_eq!(
                names_of(&json!({"enum": ["1", "44"], "x-enum-varnames": bad})),
                ["Value1", "Value44"]
            );
        }
    }

    #[test]
    fn names_that_collide_get_numbers() {
        assert_eq!(
            names_of(&json!({"enum": ["asc", "ASC", "Asc", "unknown", "self", ""]})),
            ["Asc", "Asc2", "Asc3", "Unknown2", "Self_", "Empty"]
        );
    }

    #[test]
    fn other_enums_are_left_to_typify() {
        for schema in
            [json!({"enum": [1, "a"]}), json!({"type": "integer", "enum": [1]}), json!({"enum": []})]
        {
            let document = json!({"components": {"schemas": {"A": schema}}});
            let types = check(open, document.clone(), &document, &[]);
            assert_eq!(types.open_enums, []);
        }
    }
}
