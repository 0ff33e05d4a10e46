//! References: what they point at moves to the components, where 3.0 tools look for it.
//!
//! In 3.1 a reference may point anywhere; tools for 3.0 take the last segment of the pointer for
//! the name of a component.

use std::collections::{BTreeMap, BTreeSet};

use openapi_source::percent_decode;
use serde_json::{Map, Value, json};

use crate::lower::target::{Copies, TOO_MUCH, follow};
use crate::lower::walk::{self, Kind};
use crate::lower::{LossClass, Losses};

/// Makes each reference point at a named component.
pub(in crate::lower) fn hoist(document: &mut Value, losses: &mut Losses<'_>) {
    let mut copies = Copies::default();
    inline_reference_objects(document, &mut copies, losses);
    let found = find(document);
    let moves = plan(document, &found, losses);
    for (target, name) in &moves.names {
        let copy = document.pointer(target).and_then(|target| copies.copy(target));
        let copy = copy.unwrap_or_else(|| {
            losses.record(LossClass::Dropped, target, TOO_MUCH);
            json!({})
        });
        components(document, "schemas").insert(name.clone(), copy);
        let destination = component_pointer(name);
        losses.moved(destination, losses.original(target));
        losses.record(LossClass::None, target, format!("copied to the component `{name}`"));
    }
    walk::schemas(document, &mut |schema, pointer| {
        let Some(schema) = schema.as_object_mut() else {
            return;
        };
        let place = losses.original(pointer);
        if let Some(name) = moves.rewritten.get(&place) {
            schema.insert("$ref".to_owned(), json!(format!("#/components/schemas/{name}")));
        } else if moves.broken.contains(&place) {
            schema.shift_remove("$ref");
        }
    });
}

/// What the walk over the document found.
#[derive(Default)]
struct Found {
    /// Place and text of each reference of a schema.
    references: Vec<(String, String)>,
    /// Name and pointer of each `$anchor`.
    anchors: BTreeMap<String, String>,
}

#[derive(Default)]
struct Moves {
    /// Pointer of the target to the name of the new component.
    names: BTreeMap<String, String>,
    /// Place of a reference to the name of the component that it shall name.
    rewritten: BTreeMap<String, String>,
    /// Places of references that lead nowhere.
    broken: BTreeSet<String>,
}

/// Decides for each reference of a schema where its target goes.
fn plan(document: &Value, found: &Found, losses: &mut Losses<'_>) -> Moves {
    let mut moves = Moves::default();
    let mut taken: BTreeSet<String> = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .map(|schemas| schemas.keys().cloned().collect())
        .unwrap_or_default();
    for (place, reference) in &found.references {
        let Some(target) = resolve(document, &found.anchors, place, reference) else {
            losses.record(
                LossClass::Dropped,
                place,
                "the reference leads to nothing in this document: the place accepts anything",
            );
            moves.broken.insert(place.clone());
            continue;
        };
        let segments = walk::segments(&target);
        if let [components, schemas, name] = segments.as_slice()
            && components == "components"
            && schemas == "schemas"
        {
            if format!("#/components/schemas/{name}") != *reference {
                moves.rewritten.insert(place.clone(), name.clone());
            }
            continue;
        }
        let name = moves.names.entry(target).or_insert_with(|| unique(&segments, &mut taken));
        moves.rewritten.insert(place.clone(), name.clone());
    }
    moves
}

/// The pointer that a reference names, if something is there. A `$defs` reference that the
/// document does not answer is read against the component that holds it, as schemas embedded from
/// elsewhere expect.
fn resolve(
    document: &Value,
    anchors: &BTreeMap<String, String>,
    place: &str,
    reference: &str,
) -> Option<String> {
    let pointer = percent_decode(reference.strip_prefix('#')?)?;
    if !pointer.starts_with('/') {
        return anchors.get(&pointer).cloned();
    }
    if document.pointer(&pointer).is_some() {
        return Some(pointer);
    }
    let segments = walk::segments(place);
    let owner = match segments.as_slice() {
        [components, schemas, name, ..] if components == "components" && schemas == "schemas" => {
            component_pointer(name)
        }
        _ => return None,
    };
    let nested = format!("{owner}{pointer}");
    document.pointer(&nested).map(|_| nested)
}

/// A component name made of the segments that say something.
fn unique(segments: &[String], taken: &mut BTreeSet<String>) -> String {
    const SCAFFOLDING: [&str; 9] = [
        "components",
        "schemas",
        "paths",
        "content",
        "application/json",
        "schema",
        "$defs",
        "definitions",
        "properties",
    ];
    let mut name = String::new();
    for segment in segments.iter().filter(|segment| !SCAFFOLDING.contains(&segment.as_str())) {
        let plain: String =
            segment.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let plain = plain.trim_matches('_');
        if !plain.is_empty() {
            if !name.is_empty() {
                name.push('_');
            }
            name.push_str(plain);
        }
    }
    if name.is_empty() {
        name.push_str("Schema");
    }
    let base = name.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}

/// Collects what schemas refer to.
fn find(document: &mut Value) -> Found {
    let mut found = Found::default();
    walk::schemas(document, &mut |schema, pointer| {
        if let Some(anchor) = schema.get("$anchor").and_then(Value::as_str) {
            found.anchors.entry(anchor.to_owned()).or_insert_with(|| pointer.to_owned());
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            found.references.push((pointer.to_owned(), reference.to_owned()));
        }
    });
    found
}

/// Replaces reference objects outside schemas that don't name a component by what they point at.
fn inline_reference_objects(document: &mut Value, copies: &mut Copies, losses: &mut Losses<'_>) {
    let original = document.clone();
    walk::nodes(document, &mut |kind, value, pointer| {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return;
        };
        if matches!(kind, Kind::Schema | Kind::PathItem) || names_component(reference) {
            return;
        }
        let (class, note, replacement) = match follow(&original, reference) {
            Some(target) => match copies.copy(target) {
                Some(copy) => (LossClass::None, "the reference was resolved in place", copy),
                None => (LossClass::Dropped, TOO_MUCH, json!({})),
            },
            None => (LossClass::Dropped, "the reference leads to nothing", json!({})),
        };
        losses.record(class, pointer, note);
        *value = replacement;
    });
}

/// Whether the reference has the form `#/components/KIND/NAME`.
fn names_component(reference: &str) -> bool {
    reference.strip_prefix("#/components/").is_some_and(|rest| {
        let mut parts = rest.split('/');
        parts.next().is_some() && parts.next().is_some() && parts.next().is_none()
    })
}

fn component_pointer(name: &str) -> String {
    let mut pointer = String::from("/components/schemas");
    walk::push(&mut pointer, name);
    pointer
}

/// The map of components of one kind; made where it is missing or not a map.
fn components<'a>(document: &'a mut Value, kind: &str) -> &'a mut Map<String, Value> {
    let mut place = document;
    for key in ["components", kind] {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[key];
    }
    if !place.is_object() {
        *place = json!({});
    }
    match place {
        Value::Object(map) => map,
        _ => unreachable!("it was made an object above"),
    }
}

/// `summary` and `description` beside the `$ref` of a reference object; 3.0 ignores them.
pub(in crate::lower) fn strip_siblings(document: &mut Value, losses: &mut Losses<'_>) {
    walk::nodes(document, &mut |kind, value, pointer| {
        let Some(object) = value.as_object_mut() else {
            return;
        };
        if matches!(kind, Kind::Schema | Kind::PathItem | Kind::Document | Kind::Components)
            || object.len() < 2
            || !object.get("$ref").is_some_and(Value::is_string)
        {
            return;
        }
        object.retain(|key, _| key == "$ref");
        losses.record(LossClass::Docs, pointer, "texts beside a reference were dropped");
    });
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn targets_in_defs_become_components() {
        check(
            hoist,
            json!({"components": {"schemas": {
                "A": {"$ref": "#/components/schemas/A/$defs/In%20ner", "$defs": {
                    "In ner": {"items": {"$ref": "#/$defs/In ner"}}
                }},
                "A_In_ner": {}
            }}}),
            &json!({"components": {"schemas": {
                "A": {"$ref": "#/components/schemas/A_In_ner_2", "$defs": {
                    "In ner": {"items": {"$ref": "#/components/schemas/A_In_ner_2"}}
                }},
                "A_In_ner": {},
                "A_In_ner_2": {"items": {"$ref": "#/components/schemas/A_In_ner_2"}}
            }}}),
            &[("/components/schemas/A/$defs/In ner", LossClass::None)],
        );
    }

    #[test]
    fn a_schema_of_an_operation_and_an_anchor_can_be_targets() {
        check(
            hoist,
            json!({
                "paths": {"/x": {"get": {"parameters": [{"schema": {"type": "string"}}]}}},
                "components": {"schemas": {
                    "A": {"$ref": "#/paths/~1x/get/parameters/0/schema"},
                    "B": {"$ref": "#here"},
                    "C": {"properties": {"c": {"$anchor": "here"}}}
                }}
            }),
            &json!({
                "paths": {"/x": {"get": {"parameters": [{"schema": {"type": "string"}}]}}},
                "components": {"schemas": {
                    "A": {"$ref": "#/components/schemas/x_get_parameters_0"},
                    "B": {"$ref": "#/components/schemas/C_c"},
                    "C": {"properties": {"c": {"$anchor": "here"}}},
                    "C_c": {"$anchor": "here"},
                    "x_get_parameters_0": {"type": "string"}
                }}
            }),
            &[
                ("/components/schemas/C/properties/c", LossClass::None),
                ("/paths/~1x/get/parameters/0/schema", LossClass::None),
            ],
        );
    }

    #[test]
    fn a_dangling_reference_accepts_anything_and_is_reported() {
        check(
            hoist,
            json!({"components": {"schemas": {"A": {"$ref": "other.yaml#/B"}}}}),
            &json!({"components": {"schemas": {"A": {}}}}),
            &[("/components/schemas/A", LossClass::Dropped)],
        );
    }

    #[test]
    fn a_reference_object_is_resolved_in_place_unless_it_names_a_component() {
        check(
            hoist,
            json!({"paths": {"/x": {
                "get": {"parameters": [{"$ref": "#/paths/~1x/put/parameters/0"}]},
                "put": {"parameters": [{"name": "a"}, {"$ref": "#/components/parameters/B"}]}
            }}}),
            &json!({"paths": {"/x": {
                "get": {"parameters": [{"name": "a"}]},
                "put": {"parameters": [{"name": "a"}, {"$ref": "#/components/parameters/B"}]}
            }}}),
            &[("/paths/~1x/get/parameters/0", LossClass::None)],
        );
    }

    #[test]
    fn defs_are_read_against_the_component_that_holds_them() {
        check(
            hoist,
            json!({"components": {"schemas": {
                "A": {"items": {"$ref": "#/$defs/X"}, "$defs": {"X": {"type": "string"}}},
                "B": {"items": {"$ref": "#/$defs/X"}, "$defs": {"X": {"type": "integer"}}}
            }}}),
            &json!({"components": {"schemas": {
                "A": {"items": {"$ref": "#/components/schemas/A_X"}, "$defs": {"X": {"type": "string"}}},
                "B": {"items": {"$ref": "#/components/schemas/B_X"}, "$defs": {"X": {"type": "integer"}}},
                "A_X": {"type": "string"},
                "B_X": {"type": "integer"}
            }}}),
            &[
                ("/components/schemas/A/$defs/X", LossClass::None),
                ("/components/schemas/B/$defs/X", LossClass::None),
            ],
        );
    }

    #[test]
    fn siblings_of_a_reference_object_go() {
        check(
            strip_siblings,
            json!({"paths": {"/x": {"get": {"responses": {
                "200": {"$ref": "#/components/responses/R", "description": "d"}
            }}}}}),
            &json!({"paths": {"/x": {"get": {"responses": {
                "200": {"$ref": "#/components/responses/R"}
            }}}}}),
            &[("/paths/~1x/get/responses/200", LossClass::Docs)],
        );
    }
}
