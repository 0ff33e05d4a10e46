//! Values that a schema takes, most of the time.

use openapi_source::Pointer;
use openapi_spec::Document;
use serde_json::{Map, Number, Value, json};

/// Numbers that look random and are the same on every run (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    /// Each name has its own numbers (FNV-1a).
    pub(crate) fn new(name: &str) -> Self {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        Self(name.bytes().fold(0xCBF2_9CE4_8422_2325, hash) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).expect("31 bits") % bound
    }

    pub(crate) fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    pub(crate) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }
}

/// Texts of each format, in its usual and its unusual forms.
const FORMATS: [(&str, &[&str]); 15] = [
    ("date-time", &["2026-06-03T08:00:00Z", "2024-02-29t23:59:60z", "2026-06-03T08:00:00.123+02:00"]),
    ("date", &["2026-06-03", "2024-02-29", "0001-01-01", "9999-12-31"]),
    ("time", &["08:00:00Z", "23:59:60Z", "08:00:00.5-03:30"]),
    ("duration", &["P1D", "PT1H30M", "P2W", "P1Y2M3DT4H5M6S"]),
    ("email", &["a@example.com", "\"a b\"@example.com", "a@[127.0.0.1]", "x+y@a-b.example"]),
    ("idn-email", &["ä@example.com", "a@bücher.example", "a@example.com"]),
    ("hostname", &["example.com", "a", "xn--bcher-kva.example"]),
    ("ipv4", &["127.0.0.1", "255.255.255.255"]),
    ("ipv6", &["::1", "2001:db8::ff00:42:8329", "0:0:0:0:0:0:0:1", "::ffff:192.0.2.1"]),
    ("uri", &["https://example.com/a?b#c", "urn:a:b", "http://[::1]:80/", "mailto:a@b"]),
    ("uri-reference", &["/a/b", "", "?q", "https://example.com", "//host"]),
    ("uuid", &["00000000-0000-4000-8000-000000000000", "ABCDEF01-2345-6789-ABCD-EF0123456789"]),
    ("byte", &["", "YQ==", "YWJj", "YW-_"]),
    ("json-pointer", &["", "/a/b~0", "/"]),
    ("relative-json-pointer", &["0", "1/a", "2#"]),
];

/// Texts of many lengths and scripts.
const TEXTS: [&str; 10] = ["", "a", "ab", "abc", "abcd", "abcdefgh", "😀", "😀😀", "é", "two words"];

const NAMES: [&str; 6] = ["a", "extra", "name", "Upper", "x-1", "a/b~c"];

/// How deep values are nested; schemas that refer to themselves would never end.
const MAX_DEPTH: usize = 5;

/// Makes values for the schemas of a document.
pub(crate) struct Values<'d> {
    document: &'d Document,
}

impl<'d> Values<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self { document }
    }

    /// A value for the schema at a pointer.
    pub(crate) fn of(&self, at: &Pointer, random: &mut Random) -> Value {
        let schema = self.document.adapted().pointer(at.as_str()).expect("a schema");
        self.value(schema, random, 0)
    }

    /// The schema at a pointer and all that says something of the same value.
    pub(crate) fn schemas(&self, at: &Pointer) -> Vec<&'d Value> {
        self.closure(self.document.adapted().pointer(at.as_str()).into_iter().collect())
    }

    /// All that some schemas say of a member.
    pub(crate) fn member(&self, schemas: &[&'d Value], name: &str) -> Vec<&'d Value> {
        let declared = schemas.iter().filter_map(|schema| schema.get("properties")?.get(name));
        let mut found: Vec<&Value> = declared.collect();
        if found.is_empty() {
            let others = ["additionalProperties", "patternProperties"];
            let others =
                others.into_iter().flat_map(|keyword| schemas.iter().filter_map(move |one| one.get(keyword)));
            found.extend(others);
        }
        self.closure(found)
    }

    /// All that some schemas say of an item.
    pub(crate) fn item(&self, schemas: &[&'d Value], index: usize) -> Vec<&'d Value> {
        let of = |schema: &&'d Value| {
            schema.get("prefixItems").and_then(|all| all.get(index)).or(schema.get("items"))
        };
        self.closure(schemas.iter().filter_map(of).collect())
    }

    fn closure(&self, from: Vec<&'d Value>) -> Vec<&'d Value> {
        let mut waiting = from;
        let mut out: Vec<&Value> = Vec::new();
        while let Some(schema) = waiting.pop() {
            if out.iter().any(|known| std::ptr::eq(*known, schema)) {
                continue;
            }
            out.push(schema);
            let target = schema.get("$ref").and_then(Value::as_str);
            waiting.extend(target.and_then(|target| self.document.follow(target)).map(|(_, schema)| schema));
            for keyword in ["allOf", "anyOf", "oneOf"] {
                waiting.extend(schema.get(keyword).and_then(Value::as_array).into_iter().flatten());
            }
            waiting.extend(["then", "else"].into_iter().filter_map(|keyword| schema.get(keyword)));
            let dependent = schema.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten();
            waiting.extend(dependent.map(|(_, schema)| schema));
        }
        out
    }

    /// The schema with everything in it that holds for the same value: what it refers to, its parts, and one
    /// of its alternatives each.
    pub(crate) fn whole(&self, schema: &Value, random: &mut Random) -> Map<String, Value> {
        let Value::Object(map) = schema else { return Map::new() };
        let mut out = Map::new();
        for (keyword, value) in map {
            let parts: Vec<&Value> = match (keyword.as_str(), value) {
                ("$ref", Value::String(target)) => {
                    self.document.follow(target).into_iter().map(|(_, schema)| schema).collect()
                }
                ("allOf", Value::Array(parts)) => parts.iter().collect(),
                ("anyOf" | "oneOf", Value::Array(parts)) => vec![random.of(parts)],
                // The values of the fixture decide which of the two is right, most of the time.
                ("then" | "else", value) if random.one_in(2) => vec![value],
                _ => {
                    merge(&mut out, keyword, value);
                    continue;
                }
            };
            for part in parts {
                for (keyword, value) in self.whole(part, random) {
                    merge(&mut out, &keyword, &value);
                }
            }
        }
        out
    }

    fn value(&self, schema: &Value, random: &mut Random, depth: usize) -> Value {
        let map = self.whole(schema, random);
        if let Some(value) = map.get("const") {
            return value.clone();
        }
        for keyword in ["enum", "x-values"] {
            if let Some(Value::Array(values)) = map.get(keyword) {
                return random.of(values).clone();
            }
        }
        let types: Vec<&str> = match map.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ if map.contains_key("properties") => vec!["object"],
            _ if map.contains_key("multipleOf") || map.contains_key("minimum") => vec!["number"],
            _ => vec!["string", "integer", "null", "boolean"],
        };
        match *random.of(&types) {
            "null" => Value::Null,
            "boolean" => Value::Bool(random.one_in(2)),
            "integer" => number(&map, true, random),
            "number" => number(&map, false, random),
            "string" => text(&map, random),
            "array" => self.array(&map, random, depth),
            _ => self.object(&map, random, depth),
        }
    }

    fn array(&self, map: &Map<String, Value>, random: &mut Random, depth: usize) -> Value {
        let limit =
            |keyword: &str| map.get(keyword).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let minimum = limit("minItems").unwrap_or(0);
        let maximum = limit("maxItems").unwrap_or(minimum + 3).max(minimum);
        let prefix = map.get("prefixItems").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut count = minimum + random.below(maximum - minimum + 1);
        if depth >= MAX_DEPTH {
            count = minimum;
        }
        if map.get("items") == Some(&Value::Bool(false)) {
            count = count.min(prefix.len());
        }
        let mut items: Vec<Value> = Vec::new();
        for index in 0..count {
            let schema = prefix.get(index).or_else(|| map.get("items")).unwrap_or(&Value::Null);
            let item = self.value(schema, random, depth + 1);
            if map.get("uniqueItems") != Some(&Value::Bool(true)) || !items.contains(&item) {
                items.push(item);
            }
        }
        if let Some(schema) = map.get("contains")
            && !random.one_in(3)
        {
            items.push(self.value(&merged(schema, map.get("items")), random, depth + 1));
        }
        Value::Array(items)
    }

    fn object(&self, map: &Map<String, Value>, random: &mut Random, depth: usize) -> Value {
        let required: Vec<&str> = strings(map.get("required"));
        let mut members = Map::new();
        let properties = map.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let is_marked = self.whole(schema, random).get("readOnly") == Some(&Value::Bool(true));
            let wanted = required.contains(&name.as_str()) || (depth < MAX_DEPTH && random.one_in(2));
            if wanted && !is_marked && *schema != Value::Bool(false) {
                members.insert(name.clone(), self.value(schema, random, depth + 1));
            }
        }
        for (present, names) in map.get("dependentRequired").and_then(Value::as_object).into_iter().flatten()
        {
            let names = if members.contains_key(present) { strings(Some(names)) } else { Vec::new() };
            for name in names {
                let schema = properties.and_then(|all| all.get(name)).unwrap_or(&Value::Null);
                members.insert(name.to_owned(), self.value(schema, random, depth + 1));
            }
        }
        if let Some(schema @ Value::Object(_)) = map.get("additionalProperties") {
            for _ in 0..random.below(3) {
                members.insert((*random.of(&NAMES)).to_owned(), self.value(schema, random, depth + 1));
            }
        }
        for schema in map.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
            let names = strings(map.get("x-names"));
            members.insert((*random.of(&names)).to_owned(), self.value(schema.1, random, depth + 1));
        }
        Value::Object(members)
    }
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn merged(schema: &Value, other: Option<&Value>) -> Value {
    let mut out = other.and_then(Value::as_object).cloned().unwrap_or_default();
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        merge(&mut out, keyword, value);
    }
    Value::Object(out)
}

fn merge(map: &mut Map<String, Value>, keyword: &str, value: &Value) {
    match (map.get_mut(keyword), value) {
        (Some(Value::Object(known)), Value::Object(more)) if keyword == "properties" => {
            for (name, schema) in more {
                let schema = merged(schema, known.get(name));
                known.insert(name.clone(), schema);
            }
        }
        (Some(Value::Array(known)), Value::Array(more)) if keyword == "required" => {
            known.extend(more.iter().cloned());
        }
        _ => {
            map.insert(keyword.to_owned(), value.clone());
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the numbers of the fixture are small"
)]
fn number(map: &Map<String, Value>, is_integer: bool, random: &mut Random) -> Value {
    let bound = |keyword: &str| map.get(keyword).and_then(Value::as_f64);
    let step = bound("multipleOf").unwrap_or(if is_integer { 1.0 } else { 0.25 });
    let low = bound("minimum").or(bound("exclusiveMinimum")).unwrap_or(-10.0 * step);
    let high = bound("maximum").or(bound("exclusiveMaximum")).unwrap_or(low.abs().max(1.0) * 20.0);
    let high = high.min(low + 1000.0 * step);
    let steps = ((high - low) / step) as usize;
    let nth = match random.below(4) {
        0 => 0,
        1 => steps,
        _ => random.below(steps + 1),
    };
    let value = (low / step).ceil() * step + nth as f64 * step;
    let value = (value * 1000.0).round() / 1000.0;
    // A whole number is written without a fraction, mostly.
    if value.fract() == 0.0 && !random.one_in(6) {
        return json!(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

fn text(map: &Map<String, Value>, random: &mut Random) -> Value {
    let format = map.get("format").and_then(Value::as_str);
    if let Some((_, texts)) = FORMATS.iter().find(|(name, _)| Some(*name) == format) {
        return json!(random.of(texts));
    }
    let limit = |keyword: &str| map.get(keyword).and_then(Value::as_u64);
    let fits = |text: &&&str| {
        let length = text.chars().count() as u64;
        limit("minLength").is_none_or(|limit| length >= limit)
            && limit("maxLength").is_none_or(|limit| length <= limit)
    };
    let fitting: Vec<&&str> = TEXTS.iter().filter(fits).collect();
    json!(random.of(&fitting))
}
