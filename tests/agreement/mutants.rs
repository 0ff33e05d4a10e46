//! Values with something wrong, or odd, somewhere.

use serde_json::{Map, Value, json};

use crate::values::Random;

/// Numbers near the edges of what types and schemas tell apart.
const NUMBERS: [&str; 28] = [
    "0",
    "-0",
    "-0.0",
    "1",
    "1.0",
    "-1",
    "4",
    "5",
    "100",
    "101",
    "1e2",
    "0.01",
    "0.001",
    "0.3",
    "1.5",
    "255",
    "256",
    "1e20",
    "-1e20",
    "1e300",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "3.5e38",
];

/// Texts that are just about, or just about not, of a form.
const TEXTS: [&str; 62] = [
    "",
    " ",
    "a",
    "abcde",
    "😀",
    "😀😀😀😀",
    "null",
    "1",
    "x",
    "root",
    "always",
    "red",
    "AB-1",
    "AB-",
    "ab-1",
    "AB-１",
    "a\u{2028}c",
    "2026-06-03T08:00:00",
    "2026-06-03 08:00:00Z",
    "2026-02-30",
    "2026-6-3",
    "2026-06-03",
    "25:00:00Z",
    "08:00:60Z",
    "08:00:00",
    "P",
    "P1Y1D",
    "PT1H1S",
    "P1W1D",
    "p1d",
    "a@",
    "@a",
    "a@b",
    "a b@c",
    "A <a@b.example>",
    "ä@example.com",
    "a@-b.example",
    "a..b@example.com",
    "-a",
    "a_b",
    "a.",
    "xn--",
    "xn--a",
    "xn--999999",
    "ab--c",
    "1.2.3",
    "01.2.3.4",
    ":::",
    "::1%1",
    "a:",
    "//",
    "http://a b",
    "http://[::1",
    "%zz",
    "http://a:b",
    "00000000000000000000000000000000",
    "{00000000-0000-4000-8000-00000000000}",
    "YQ",
    "Y",
    "Y Q=",
    "/~",
    "01",
];

/// Changes one thing somewhere in a value.
pub(crate) fn mutate(value: &mut Value, random: &mut Random) {
    let mut all = Vec::new();
    pointers(value, String::new(), &mut all);
    let at = random.of(&all).clone();
    let other = value.pointer(random.of(&all).as_str()).cloned().unwrap_or_default();
    let Some(target) = value.pointer_mut(&at) else { return };
    match (target, random.below(8)) {
        (Value::Object(members), 0..=5) => object(members, other, random),
        (Value::Array(items), 0..=5) => array(items, other, random),
        (Value::String(text), 0..=2) => *text = misspelt(text, random),
        (target @ Value::String(_), 3..=5) => *target = json!(random.of(&TEXTS)),
        (target @ Value::Number(_), 0..=2) => *target = near(target, random),
        (target @ Value::Number(_), 3..=5) => *target = read(&NUMBERS, random),
        (target, 6) => *target = Value::Null,
        (target, _) => *target = strange(random),
    }
}

fn object(members: &mut Map<String, Value>, other: Value, random: &mut Random) {
    if members.is_empty() || random.one_in(3) {
        let names = [
            "extra", "x-a", "id", "change", "email", "phone", "age", "vat", "UPPER", "never", "created",
            "parent",
        ];
        members
            .insert((*random.of(&names)).to_owned(), if random.one_in(2) { other } else { strange(random) });
        return;
    }
    let name = members.keys().nth(random.below(members.len())).cloned().unwrap_or_default();
    let member = members.shift_remove(&name).unwrap_or_default();
    match random.below(4) {
        0 | 1 => {}
        2 => drop(members.insert(misspelt(&name, random), member)),
        _ => drop(members.insert(name, Value::Null)),
    }
}

fn array(items: &mut Vec<Value>, other: Value, random: &mut Random) {
    match random.below(4) {
        0 if !items.is_empty() => drop(items.remove(random.below(items.len()))),
        1 if !items.is_empty() => {
            // Once more, as it is or written in another way.
            let item = random.of(items).clone();
            items.push(if random.one_in(2) { near(&item, random) } else { item });
        }
        2 => items.push(strange(random)),
        _ => items.push(other),
    }
}

/// A number beside a number, or the same with a fraction.
fn near(value: &Value, random: &mut Random) -> Value {
    let Some(number) = value.as_f64() else { return value.clone() };
    let other = match random.below(5) {
        0 => number + 1.0,
        1 => number - 1.0,
        2 => number + 0.001,
        3 => -number,
        _ => number,
    };
    json!(other)
}

fn strange(random: &mut Random) -> Value {
    match random.below(8) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => read(&NUMBERS, random),
        3 | 4 => json!(random.of(&TEXTS)),
        5 => json!([]),
        6 => json!([[1, 1.0]]),
        _ => read(&["{}", "{\"a\": 1}", "{\"value\": 1}", "{\"a\": 1, \"b\": null}"], random),
    }
}

/// One of these texts as JSON.
fn read(texts: &[&str], random: &mut Random) -> Value {
    serde_json::from_str(random.of::<&str>(texts)).expect("it is JSON")
}

fn pointers(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, format!("{at}/{index}"), out);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(member, format!("{at}/{name}"), out);
            }
        }
        _ => {}
    }
    out.push(at);
}

/// A text with one typing mistake.
fn misspelt(word: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = word.chars().collect();
    if chars.is_empty() {
        return "x".to_owned();
    }
    let index = random.below(chars.len());
    match random.below(4) {
        0 => drop(chars.remove(index)),
        1 => chars.insert(index, '😀'),
        2 => chars.insert(index, *random.of(&['_', '.', '-', '@', ' ', '0'])),
        _ => chars[index] = chars[index].to_uppercase().next().unwrap_or('X'),
    }
    chars.into_iter().collect()
}
