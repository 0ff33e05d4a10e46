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
    let kinds = if depth == 0 { 12 } else { 20 };
    match random.below(kinds) {
        0 => json!({}),
        1 => json!({"type": "string"}),
        2 => json!({"type": ["string", "null"], "format": "date-time"}),
        3 => json!({"type": "string", "enum": [random.pick(TEXTS), random.pick(TEXTS), "QR Code"]}),
        4 => json!({"enum": [random.pick(TEXTS), 1, null, true, 2.5]}),
        5 => json!({"type": "integer"}),
        6 => json!({"type": ["integer", "null"], "minimum": 0, "maximum": 1000}),
        7 => json!({"type": "number", "multipleOf": 0.5}),
        8 => json!({"type": "boolean"}),
        9 => json!({"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[^\\\\]*$"}),
        10 => json!({"const": random.pick(TEXTS)}),
        11 => json!({"$ref": format!("#/$defs/{}", random.below(3))}),
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
        17 => json!({"not": {"type": "string"}}),
        _ => object(random, depth),
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
    object
}
