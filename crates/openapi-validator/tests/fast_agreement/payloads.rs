//! Values made to fit a schema, written in every way that JSON allows, and damaged.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::schemas::{NAMES, Random, TEXTS};

/// A value that mostly fits a schema.
pub(crate) fn value(random: &mut Random, root: &Value, schema: &Value, depth: usize) -> Value {
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
        _ if schema.get("properties").is_some() => vec!["object"],
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

pub(crate) fn random_value(random: &mut Random) -> Value {
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
pub(crate) fn write_value(random: &mut Random, value: &Value, out: &mut String) {
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
pub(crate) fn damage(random: &mut Random, text: &mut Vec<u8>) {
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
