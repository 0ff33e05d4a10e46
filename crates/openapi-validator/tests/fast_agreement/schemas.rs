//! Schemas made at random.

use serde_json::{Map, Value, json};

/// A small generator (xorshift64*), so that a failing seed is the whole test case.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound as u64)
            .expect("it is small")
    }

    pub(crate) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

pub(crate) const NAMES: &[&str] = &[
    "a",
    "b",
    "id",
    "first_name",
    "authentication_method",
    "é",
    "with \"quote\"",
    "back\\slash",
    "",
    "a_name_of_more_than_thirty_two_bytes_in_all",
];

pub(crate) const TEXTS: &[&str] = &[
    "",
    "a",
    "QR Code",
    "Both",
    "2023-03-01T09:30:00Z",
    "2024-02-29T23:59:59.123+05:30",
    "2023-02-29T00:00:00Z",
    "1990-12-31T23:59:60Z",
    "zoë",
    "😀",
    "tab\there",
    "quote\"",
    "\\",
    "exactly thirty-one bytes long!!",
    "exactly thirty-two bytes long!!!",
    "a text that is clearly longer than sixty-four bytes, so that scans go on",
];

pub(crate) fn schema(random: &mut Random, depth: usize) -> Value {
    let kinds = if depth == 0 { 12 } else { 24 };
    match random.below(kinds) {
        0 => json!({}),
        1 => json!({"type": "string"}),
        2 => json!({"type": ["string", "null"], "format": "date-time"}),
        3 => json!({"type": "string", "enum": [random.pick(TEXTS), random.pick(TEXTS), "QR Code"]}),
        4 => json!({"enum": [random.pick(TEXTS), 1, null, true, 2.5]}),
        5 => json!({"type": "integer"}),
        6 => match random.below(4) {
            // Of draft 4 and of all later ones; each is wrong in the others.
            0 => json!({"type": "integer", "minimum": 0, "exclusiveMinimum": true}),
            1 => json!({"type": "integer", "exclusiveMinimum": 0}),
            _ => json!({"type": ["integer", "null"], "minimum": 0, "maximum": 1000}),
        },
        7 => json!({"type": "number", "multipleOf": 0.5}),
        8 => json!({"type": "boolean"}),
        9 if random.one_in(2) => {
            let least = random.below(6);
            json!({"type": "string", "minLength": least, "maxLength": least + random.below(30)})
        }
        9 => json!({"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[^\\\\]*$"}),
        10 => json!({"const": random.pick(TEXTS)}),
        11 => {
            let mut reference = json!({"$ref": format!("#/$defs/{}", random.below(3))});
            // In older dialects they are ignored.
            if random.one_in(3) {
                reference["maxLength"] = json!(3);
                reference["properties"] = json!({"b": {"type": "string"}});
            }
            reference
        }
        12 => json!({"anyOf": [schema(random, depth - 1), {"type": "null"}]}),
        13 => json!({"oneOf": [
            {"type": "string"}, {"type": "integer"}, {"type": "array", "items": schema(random, depth - 1)}
        ]}),
        14 | 15 => {
            let mut list = json!({"type": "array", "items": schema(random, depth - 1)});
            if random.one_in(3) {
                list["minItems"] = json!(1);
                list["maxItems"] = json!(3);
            }
            if random.one_in(8) {
                list["uniqueItems"] = json!(true);
            }
            list
        }
        16 => json!({"allOf": [object(random, depth), object(random, depth)]}),
        17 => json!({"not": schema(random, depth - 1)}),
        18 => alternatives(random, depth),
        19 => kinds_of_object(random, depth),
        20 => json!({"if": schema(random, depth - 1), "then": schema(random, depth - 1)}),
        _ => object(random, depth),
    }
}

/// Alternatives that may overlap, with something beside them or not.
fn alternatives(random: &mut Random, depth: usize) -> Value {
    let keyword = if random.one_in(2) { "oneOf" } else { "anyOf" };
    let mut place = if random.one_in(3) { object(random, depth) } else { json!({}) };
    place[keyword] = (0..=random.below(3)).map(|_| schema(random, depth - 1)).collect();
    if random.one_in(6) {
        place["else"] = json!(false);
        place["if"] = schema(random, depth - 1);
    }
    place
}

/// Kinds of object that the text of one member tells apart.
fn kinds_of_object(random: &mut Random, depth: usize) -> Value {
    let name = *random.pick(NAMES);
    let pin = |random: &mut Random, idx: usize| match random.below(4) {
        0 => json!({"enum": [format!("kind {idx}"), format!("\"{idx}\"")]}),
        1 => json!({"type": "string", "enum": [format!("kind {idx}")]}),
        // In draft 4 it says nothing.
        _ => json!({"const": format!("kind {idx}")}),
    };
    let mut branches = Vec::new();
    for idx in 0..2 + random.below(3) {
        let mut branch = object(random, depth);
        branch["properties"][name] = pin(random, idx);
        if !random.one_in(4) {
            branch["required"] = json!([name]);
        }
        if random.one_in(8)
            && let Some(keywords) = branch.as_object_mut()
        {
            keywords.remove("type");
        }
        branches.push(branch);
    }
    if random.one_in(4) {
        branches.push(json!({"type": ["string", "null"]}));
    }
    let keyword = if random.one_in(3) { "anyOf" } else { "oneOf" };
    let mut place = if random.one_in(4) { object(random, 1) } else { json!({}) };
    place[keyword] = branches.into();
    place
}

pub(crate) const PATTERNS: &[&str] = &["^a", "_", "^[a-z]+$", "^.*$", "\\\\", "(a)\\1", "^(?!b)"];

/// Demands on the names in an object.
fn demand_of_names(random: &mut Random, depth: usize, object: &mut Value) {
    match random.below(7) {
        0 | 1 => {
            let mut patterns = Map::new();
            for _ in 0..=random.below(2) {
                patterns.insert((*random.pick(PATTERNS)).to_owned(), schema(random, depth - 1));
            }
            object["patternProperties"] = patterns.into();
        }
        2 => {
            object["propertyNames"] =
                json!({"maxLength": 1 + random.below(12), "pattern": random.pick(PATTERNS)});
        }
        3 => object["minProperties"] = json!(random.below(3)),
        4 => object["maxProperties"] = json!(random.below(5)),
        5 => object["dependentRequired"] = json!({*random.pick(NAMES): [random.pick(NAMES)]}),
        _ => object["dependencies"] = json!({*random.pick(NAMES): [random.pick(NAMES)]}),
    }
}

pub(crate) fn object(random: &mut Random, depth: usize) -> Value {
    let mut properties = Map::new();
    for _ in 0..random.below(6) {
        properties.insert((*random.pick(NAMES)).to_owned(), schema(random, depth - 1));
    }
    let mut required: Vec<&str> =
        properties.keys().map(String::as_str).filter(|_| random.one_in(3)).collect();
    if random.one_in(8) {
        required.push("a");
    }
    let mut object = json!({"type": "object", "required": required, "properties": properties});
    match random.below(6) {
        0 => object["additionalProperties"] = json!(false),
        1 => object["additionalProperties"] = json!(true),
        2 => object["additionalProperties"] = schema(random, depth - 1),
        _ => {}
    }
    if random.one_in(6) {
        object["type"] = json!(["object", "null"]);
    }
    if random.one_in(5) {
        demand_of_names(random, depth, &mut object);
    }
    if random.one_in(30) {
        for idx in 0..70 {
            object["properties"][format!("p{idx}")] = json!({"type": "integer"});
        }
        object["required"] = json!(["p0", "p69"]);
    }
    object
}

/// The dialects, with the name of their keyword for an identifier.
const DIALECTS: &[(&str, &str)] = &[
    ("https://json-schema.org/draft/2020-12/schema", "$id"),
    ("https://json-schema.org/draft/2019-09/schema", "$id"),
    ("http://json-schema.org/draft-07/schema#", "$id"),
    ("http://json-schema.org/draft-06/schema#", "$id"),
    ("http://json-schema.org/draft-04/schema#", "id"),
];

/// A whole schema of some dialect, around a root.
pub(crate) fn document(random: &mut Random, mut root: Value) -> Value {
    root["$defs"] = json!({
        "0": schema(random, 2), "1": object(random, 2), "2": {"type": "string"}
    });
    if random.one_in(2) {
        let (dialect, id) = random.pick(DIALECTS);
        root["$schema"] = json!(dialect);
        if random.one_in(2) {
            root[id] = json!("https://example.com/schema.json");
        }
    }
    root
}
