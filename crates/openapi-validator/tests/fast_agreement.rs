//! The fast pass says clean only where the full pass finds nothing, with SIMD and without: over schemas made at
//! random, values made to fit them, texts written in every way JSON allows, and those texts damaged.

use std::fmt::Write;

use openapi_source::{Limits, Parsed, Pointer, parse_json};
use openapi_spec::Resource;
use openapi_validator::{Answer, Padded, Validator};
use serde_json::{Map, Value, json};

/// A small generator (xorshift64*), so that a failing seed is the whole test case.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound as u64)
            .expect("it is small")
    }

    fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const NAMES: &[&str] = &[
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

const TEXTS: &[&str] = &[
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

fn schema(random: &mut Random, depth: usize) -> Value {
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

fn object(random: &mut Random, depth: usize) -> Value {
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

/// A value that mostly fits a schema.
fn value(random: &mut Random, root: &Value, schema: &Value, depth: usize) -> Value {
    if depth == 0 || random.one_in(40) {
        return random_value(random);
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return value(random, root, root.pointer(&target[1..]).expect("it is there"), depth - 1);
    }
    for union in ["anyOf", "oneOf", "allOf"] {
        if let Some(branches) = schema.get(union).and_then(Value::as_array) {
            let branch = random.pick(branches);
            let mut chosen = value(random, root, branch, depth - 1);
            if union == "allOf"
                && let Value::Object(all) = &mut chosen
            {
                for branch in branches {
                    if let Value::Object(more) = value(random, root, branch, depth - 1) {
                        all.extend(more);
                    }
                }
            }
            return chosen;
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return random.pick(values).clone();
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => return random_value(random),
    };
    match *random.pick(&types) {
        "null" => Value::Null,
        "boolean" => json!(random.one_in(2)),
        "integer" => json!(random.below(1200)),
        "number" => json!(f64::from(u32::try_from(random.below(50)).expect("it is small")) / 2.0),
        "string" if schema.get("format").is_some() => json!(random.pick(&TEXTS[4..6])),
        "string" => json!(random.pick(TEXTS)),
        "array" => {
            let items = schema.get("items").cloned().unwrap_or_default();
            (0..random.below(4)).map(|_| value(random, root, &items, depth - 1)).collect()
        }
        _ => {
            let mut members = Map::new();
            let required: Vec<&str> =
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                if required.contains(&name.as_str()) || !random.one_in(4) {
                    members.insert(name.clone(), value(random, root, property, depth - 1));
                }
            }
            if random.one_in(6) {
                members.insert((*random.pick(NAMES)).to_owned(), random_value(random));
            }
            Value::Object(members)
        }
    }
}

fn random_value(random: &mut Random) -> Value {
    match random.below(9) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(random.below(100)),
        3 => json!(-2.5e-7),
        4 => json!([1, "a", {}]),
        5 => json!({"a": 1, "b": [2]}),
        6 => json!(18_446_744_073_709_551_615_u64),
        _ => json!(random.pick(TEXTS)),
    }
}

/// Writes a value in one of the many ways that JSON allows.
fn write_value(random: &mut Random, value: &Value, out: &mut String) {
    let space = |random: &mut Random, out: &mut String| {
        if random.one_in(4) {
            for _ in 0..random.below(40) {
                out.push(*random.pick(&[' ', '\n', '\t', '\r']));
            }
        }
    };
    match value {
        Value::String(text) => write_string(random, text, out),
        Value::Number(number) if random.one_in(6) && number.is_u64() => {
            out.push_str(&number.to_string());
            let ending: &str = random.pick::<&str>(&[".0", "e0", "E+0", ".000e-0"]);
            out.push_str(ending);
        }
        Value::Array(items) => {
            out.push('[');
            for (idx, item) in items.iter().enumerate() {
                if idx > 0 {
                    out.push(',');
                }
                space(random, out);
                write_value(random, item, out);
                space(random, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            if random.one_in(3) && members.len() > 1 {
                let at = random.below(members.len());
                members.rotate_left(at);
                members.swap(0, at);
            }
            if random.one_in(40) && !members.is_empty() {
                members.push(members[0]);
            }
            out.push('{');
            for (idx, (name, value)) in members.iter().enumerate() {
                if idx > 0 {
                    out.push(',');
                }
                space(random, out);
                write_string(random, name, out);
                space(random, out);
                out.push(':');
                space(random, out);
                write_value(random, value, out);
                space(random, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

fn write_string(random: &mut Random, text: &str, out: &mut String) {
    let escape_all = random.one_in(10);
    out.push('"');
    for c in text.chars() {
        if escape_all || (random.one_in(30) && !c.is_control()) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04X}");
            }
        } else {
            let written = Value::String(c.to_string()).to_string();
            out.push_str(&written[1..written.len() - 1]);
        }
    }
    out.push('"');
}

/// Damages a text in one place.
fn damage(random: &mut Random, text: &mut Vec<u8>) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    match random.below(6) {
        0 => text[at] = u8::try_from(random.below(256)).expect("it is small"),
        1 => drop(text.remove(at)),
        2 => text.insert(at, *random.pick(b"\"\\{}[],:0e.-nt\x00\x1F\xFF ")),
        3 => text.truncate(at),
        4 => {
            let end = (at + random.below(20)).min(text.len());
            let piece = text[at..end].to_vec();
            text.splice(at..at, piece);
        }
        _ => text.extend_from_slice(b" 1"),
    }
}

/// How often what was tally.
struct Tally {
    clean: usize,
    full_clean: usize,
}

fn check_seed(seed: u64, tally: &mut Tally) {
    let mut random = Random::new(seed);
    let mut root = schema(&mut random, 3);
    if !root.is_object() {
        return;
    }
    root["$defs"] = json!({
        "0": schema(&mut random, 2), "1": object(&mut random, 2), "2": {"type": "string"}
    });
    let text = root.to_string();
    let (resource, findings) = Resource::load("schema.json", text.as_bytes());
    if !findings.is_empty() {
        return;
    }
    let resource = resource.expect("it reads");
    let validator = Validator::new(&resource).expect("it compiles");
    let checker = validator.schema(&Pointer::root()).expect("it compiles");
    let plan = validator.fast_plan(&Pointer::root()).expect("it compiles").expect("2020-12");
    let mut scratch = plan.scratch();
    let portable =
        validator.fast_plan(&Pointer::root()).expect("it compiles").expect("2020-12").without_simd();
    for _ in 0..12 {
        let payload = value(&mut random, &root, &root, 6);
        let mut written = String::new();
        write_value(&mut random, &payload, &mut written);
        let mut bytes = written.into_bytes();
        if random.one_in(3) {
            damage(&mut random, &mut bytes);
        }
        let Parsed { tree, faults, .. } = parse_json("payload.json", &bytes, &Limits::default());
        let full_clean = faults.is_empty()
            && tree.is_some_and(|tree| {
                let found = checker.check(&tree);
                found.findings.is_empty() && found.not_checked.is_empty()
            });
        let padded = Padded::new(bytes);
        let answer = plan.judge(&padded, &mut scratch);
        let shown = || String::from_utf8_lossy(padded.bytes()).into_owned();
        assert_eq!(
            answer,
            portable.judge(&padded, &mut scratch),
            "seed {seed}: the backends differ on {text} and {}",
            shown()
        );
        if answer == Answer::Clean {
            assert!(full_clean, "seed {seed}: clean, but not for the full pass: {text} and {}", shown());
            tally.clean += 1;
        }
        tally.full_clean += usize::from(full_clean);
    }
}

#[test]
fn clean_means_that_the_full_pass_finds_nothing() {
    let seeds = std::env::var("FAST_AGREEMENT_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1500);
    let mut tally = Tally { clean: 0, full_clean: 0 };
    for seed in 0..seeds {
        check_seed(seed, &mut tally);
    }
    // A fast pass that never says clean would pass the test above.
    assert!(tally.clean * 100 >= tally.full_clean * 80, "clean {} of {}", tally.clean, tally.full_clean);
    assert!(tally.full_clean > 1000, "only {} clean payloads were made", tally.full_clean);
}
