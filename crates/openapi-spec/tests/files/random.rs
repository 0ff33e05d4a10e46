//! Random documents of several files: whatever they refer to, every reference that is left for a validator leads to
//! something in the composed document.

use std::collections::BTreeMap;

use openapi_source::Pointer;
use openapi_spec::FileLimits;
use serde_json::{Map, Value, json};

use crate::support::{Loaded, load_within};

/// A small generator of numbers (Knuth's MMIX), so that a failing round can be had again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it fits") % sides
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }
}

const FILES: &[&str] =
    &["", "api.yaml", "a.yaml", "./d/b.yaml", "../a.yaml", "b.yaml", "none.yaml", "d/../a.yaml"];
const PLACES: &[&str] = &[
    "",
    "#",
    "#/components/schemas/A",
    "#/components/schemas/B/properties/x",
    "#/A",
    "#/B",
    "#/B/properties/x",
    "#/$defs/C",
    "#/nowhere",
    "#anchor",
    "#/paths/~1p/get",
    "#/parameters/0",
    "#/responses/200",
];

fn reference(dice: &mut Dice) -> Value {
    json!({"$ref": format!("{}{}", dice.pick(FILES), dice.pick(PLACES))})
}

fn schema(dice: &mut Dice, depth: usize) -> Value {
    match dice.roll(if depth > 3 { 3 } else { 7 }) {
        0 => reference(dice),
        1 => json!({"type": "string", "$anchor": "anchor"}),
        2 => {
            json!({"$id": dice.pick(&["x", "d/b.yaml", "https://example.com/s"]), "properties": {"x": reference(dice)}})
        }
        3 => json!({"properties": {"x": schema(dice, depth + 1), "y": schema(dice, depth + 1)}}),
        4 => json!({"items": schema(dice, depth + 1), "$defs": {"C": schema(dice, depth + 1)}}),
        5 => {
            json!({"oneOf": [schema(dice, depth + 1), reference(dice)], "discriminator": {"propertyName": "k", "mapping": {"k": "a.yaml#/A"}}})
        }
        _ => json!({"allOf": [schema(dice, depth + 1)], "example": {"$ref": 3}}),
    }
}

fn or_reference(dice: &mut Dice, value: Value) -> Value {
    if dice.roll(3) == 0 { reference(dice) } else { value }
}

fn operation(dice: &mut Dice) -> Value {
    let parameter = json!({"name": "q", "in": "query", "schema": schema(dice, 2)});
    let body = json!({"content": {"application/json": {"schema": schema(dice, 2)}}});
    let response = json!({"description": "d", "content": {"application/json": {"schema": schema(dice, 2)}}});
    json!({
        "parameters": [or_reference(dice, parameter)],
        "requestBody": or_reference(dice, body),
        "responses": {"200": or_reference(dice, response)},
    })
}

fn document(dice: &mut Dice) -> Value {
    let get = operation(dice);
    let item = json!({"get": or_reference(dice, get)});
    let schemas = json!({"A": schema(dice, 0), "B": schema(dice, 0)});
    let components = json!({"schemas": or_reference(dice, schemas)});
    json!({
        "openapi": dice.pick(&["3.0.3", "3.1.0"]),
        "info": {"title": "t", "version": "1"},
        "paths": {"/p": or_reference(dice, item)},
        "components": components,
    })
}

fn part(dice: &mut Dice) -> Value {
    let mut out = Map::new();
    out.insert("A".to_owned(), schema(dice, 0));
    out.insert("B".to_owned(), schema(dice, 0));
    let Value::Object(operation) = operation(dice) else { return Value::Null };
    out.extend(operation);
    if dice.roll(4) == 0 {
        out.insert("$ref".to_owned(), reference(dice)["$ref"].clone());
    }
    Value::Object(out)
}

/// Checks every reference, outside of what is data, and that every place can be told. In 3.0 what stands beside a
/// reference counts for nothing, so not the authored value but the adapted one is looked at.
fn check(found: &Loaded, round: u64) {
    let value = found.document.adapted();
    for (at, _) in found.document.unfollowed() {
        let reference = found.document.value().pointer(at.member("$ref").as_str());
        assert!(reference.is_some_and(Value::is_string), "round {round}: {at}");
    }
    let mut stack = vec![(Pointer::root(), value)];
    let mut count = 0;
    while let Some((at, here)) = stack.pop() {
        count += 1;
        let place = found.document.place(&found.document.authored_pointer(&at));
        assert!(place.source.name().starts_with("spec/"), "round {round}");
        if let Some(target) = here.get("$ref").and_then(Value::as_str) {
            let pointer = target.strip_prefix('#').and_then(Pointer::from_fragment);
            let pointer = pointer.unwrap_or_else(|| panic!("round {round}: {target} at {at}"));
            assert!(value.pointer(pointer.as_str()).is_some(), "round {round}: {target} at {at}");
        }
        match here {
            Value::Object(map) => {
                let parts = map.iter().filter(|(name, _)| *name != "example");
                stack.extend(parts.map(|(name, child)| (at.member(name), child)));
            }
            Value::Array(items) => {
                stack.extend(items.iter().enumerate().map(|(idx, child)| (at.item(idx), child)));
            }
            _ => {}
        }
    }
    assert!(count > 5, "round {round}");
    for operation in found.document.operations() {
        found.document.parameters(operation);
    }
}

#[test]
fn every_reference_that_is_left_leads_somewhere() {
    let limits = FileLimits { values: 20_000, ..FileLimits::default() };
    let mut n_files = 0;
    for round in 0..400 {
        let mut dice = Dice(round);
        let files: BTreeMap<String, String> = [
            ("api.yaml", document(&mut dice)),
            ("a.yaml", part(&mut dice)),
            ("d/b.yaml", part(&mut dice)),
            ("d/a.yaml", part(&mut dice)),
        ]
        .into_iter()
        .map(|(path, value)| (path.to_owned(), value.to_string()))
        .collect();
        let found = load_within(&files, &limits);
        n_files += found.document.other_files().count();
        check(&found, round);
        let again = load_within(&files, &limits);
        assert_eq!(found.document.value(), again.document.value(), "round {round}");
        assert_eq!(found.messages(), again.messages(), "round {round}");
    }
    assert!(n_files > 400, "{n_files}");
}
