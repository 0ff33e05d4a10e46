//! Payloads made from a schema, mostly valid, then sometimes damaged.

use serde_json::{Map, Value, json};

/// A small generator (xorshift64*), so that a failing seed is the whole test case.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
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

/// The text of a payload for a schema of a document.
pub(crate) fn payload(random: &mut Random, root: &Value, schema: &Value) -> Vec<u8> {
    let value = fitting(random, root, schema, 6);
    let mut text =
        if random.one_in(4) { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }
            .expect("a value is JSON");
    if random.one_in(4) {
        damage(random, &mut text);
    }
    text
}

/// A value that mostly fits.
fn fitting(random: &mut Random, root: &Value, schema: &Value, depth: usize) -> Value {
    let Value::Object(keywords) = schema else { return json!(1) };
    if random.one_in(50) {
        return random
            .pick(&[json!(null), json!("x"), json!(-1.5), json!([]), json!({"x": 1}), json!(true)])
            .clone();
    }
    if let Some(target) = keywords.get("$ref").and_then(Value::as_str) {
        let target = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or(Value::Null, |target| fitting(random, root, target, depth.saturating_sub(1)));
    }
    if let Some(Value::Array(values)) = keywords.get("enum").filter(|values| values.get(0).is_some()) {
        return random.pick(values).clone();
    }
    if let Some(value) = keywords.get("const") {
        return value.clone();
    }
    for union in ["oneOf", "anyOf"] {
        if let Some(Value::Array(branches)) = keywords.get(union).filter(|branches| branches.get(0).is_some())
        {
            let branch = random.pick(branches);
            return fitting(random, root, branch, depth.saturating_sub(1));
        }
    }
    if let Some(Value::Array(branches)) = keywords.get("allOf") {
        let mut all = own(random, root, keywords, depth);
        for branch in branches {
            match (&mut all, fitting(random, root, branch, depth.saturating_sub(1))) {
                (Value::Object(all), Value::Object(more)) => all.extend(more),
                (all, other) => *all = other,
            }
        }
        return all;
    }
    own(random, root, keywords, depth)
}

/// What the keywords beside the combinators say.
fn own(random: &mut Random, root: &Value, keywords: &Map<String, Value>, depth: usize) -> Value {
    let name = match keywords.get("type") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => names.iter().find_map(Value::as_str).unwrap_or("null"),
        _ if keywords.contains_key("items") => "array",
        _ => "object",
    };
    match name {
        "string" => json!(text(random, keywords)),
        "integer" => bounded(keywords, random.below(100)),
        "number" => json!(f64::from(u32::try_from(random.below(1000)).expect("it is small")) / 4.0),
        "boolean" => json!(random.one_in(2)),
        "null" => Value::Null,
        "array" => {
            let items = keywords.get("items").cloned().unwrap_or(Value::Bool(true));
            let least = keywords.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(4);
            let count = usize::try_from(least).unwrap_or(0) + if depth == 0 { 0 } else { random.below(3) };
            (0..count).map(|_| fitting(random, root, &items, depth.saturating_sub(1))).collect()
        }
        _ => {
            let mut members = Map::new();
            let is_required = |name: &str| {
                let names = keywords.get("required").and_then(Value::as_array);
                names.is_some_and(|names| names.iter().any(|required| required == name))
            };
            for (name, property) in
                keywords.get("properties").and_then(Value::as_object).into_iter().flatten()
            {
                if is_required(name) || (depth > 0 && !random.one_in(3)) {
                    members.insert(name.clone(), fitting(random, root, property, depth.saturating_sub(1)));
                }
            }
            if let Some(more) =
                keywords.get("additionalProperties").filter(|more| more.is_object() && depth > 0)
            {
                members.insert("extra".to_owned(), fitting(random, root, more, depth - 1));
            }
            if random.one_in(20) {
                members.insert("unknown_member".to_owned(), json!([1, {"a": null}]));
            }
            Value::Object(members)
        }
    }
}

fn text(random: &mut Random, keywords: &Map<String, Value>) -> String {
    let by_format = match keywords.get("format").and_then(Value::as_str) {
        Some("date-time") => "2024-02-29T23:59:59.5Z",
        Some("date") => "2024-02-29",
        Some("uuid") => "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d",
        Some("email") => "a.b@example.org",
        Some("uri" | "url") => "https://example.org/a?b=c",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("hostname") => "example.org",
        Some("byte") => "aGVsbG8=",
        _ => random.pick(&[
            "",
            "a",
            "some text",
            "zoë \"quoted\"\n",
            "a text that is longer than most of them are",
        ]),
    };
    let least = keywords.get("minLength").and_then(Value::as_u64).unwrap_or(0).min(100);
    let mut text = by_format.to_owned();
    while (text.chars().count() as u64) < least {
        text.push('a');
    }
    text
}

fn bounded(keywords: &Map<String, Value>, number: usize) -> Value {
    let least = keywords.get("minimum").and_then(Value::as_i64).unwrap_or(0);
    let most = keywords.get("maximum").and_then(Value::as_i64).unwrap_or(i64::MAX);
    json!(least.saturating_add(i64::try_from(number).unwrap_or(0)).min(most))
}

/// Damages a text in one place.
fn damage(random: &mut Random, text: &mut Vec<u8>) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    match random.below(5) {
        0 => text[at] = *random.pick(b"\"\\{}[],:0e.-nt\x00\x1F\xFF a"),
        1 => drop(text.remove(at)),
        2 => text.insert(at, *random.pick(b"\"\\{}[],:0e.-nt ")),
        3 => text.truncate(at),
        _ => {
            let end = (at + random.below(30)).min(text.len());
            let piece = text[at..end].to_vec();
            text.splice(at..at, piece);
        }
    }
}
