//! With the clean elements of a list left out, a check finds what it finds with all of them: the same rules at the same
//! places in the same words.

use openapi_source::{Limits, Locator, Parsed, Pointer, parse_json, parse_json_without};
use openapi_spec::Resource;
use openapi_validator::{Checker, Padded, Validator};
use serde_json::{Value, json};

use crate::payloads::{damage, random_value, value, write_value};
use crate::schemas::{Random, TEXTS, document, object, schema};

#[derive(Default)]
struct Tally {
    payloads: usize,
    /// In which something was left out, and something found.
    shortened: usize,
}

/// All that is found, as text.
fn found(checker: &Checker<'_>, parsed: Parsed) -> String {
    let Parsed { source, tree, faults } = parsed;
    let faults = faults.into_iter().map(|fault| openapi_findings::Finding::from_fault(fault, &source));
    let Some(tree) = tree else { return format!("{:#?}", faults.collect::<Vec<_>>()) };
    let mut locator = Locator::new(&tree);
    let faults: Vec<_> = faults.map(|finding| finding.located(&mut locator)).collect();
    let judged = checker.check(&tree);
    let starts: Vec<_> = judged.findings.iter().map(|finding| finding.place.start()).collect();
    format!("{faults:#?} {:#?} {starts:?} {:#?}", judged.findings, judged.not_checked)
}

/// A list, or an object with lists among its members.
fn root(random: &mut Random) -> Value {
    let a_list = |random: &mut Random| {
        let items = if random.one_in(4) { schema(random, 2) } else { object(random, 2) };
        let mut list = json!({"type": "array", "items": items});
        match random.below(12) {
            0 => list["minItems"] = json!(3),
            1 => list["maxItems"] = json!(2),
            2 => list["uniqueItems"] = json!(true),
            3 => list["contains"] = json!({"type": "object"}),
            4 => list["prefixItems"] = json!([{"type": "string"}]),
            5 => list["type"] = json!(["array", "null"]),
            _ => {}
        }
        list
    };
    if random.one_in(3) {
        return a_list(random);
    }
    let mut object = object(random, 2);
    for name in ["invites", "a", "é"].into_iter().take(1 + random.below(3)) {
        object["properties"][name] = a_list(random);
    }
    if random.one_in(8) {
        object = json!({"allOf": [object, {"properties": {"invites": {"maxItems": 4}}}]});
    }
    object
}

/// Breaks some of the values in a tree.
fn spoil(random: &mut Random, value: &mut Value) {
    match value {
        Value::Array(items) => {
            for item in &mut *items {
                if random.one_in(4) {
                    spoil(random, item);
                }
            }
            if random.one_in(12) {
                items.push(random_value(random));
            }
        }
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names {
                match random.below(16) {
                    0 => drop(members.remove(&name)),
                    1 => {
                        let member = members.remove(&name).unwrap_or_default();
                        members.insert(format!("{name}x"), member);
                    }
                    2 => members[&name] = random_value(random),
                    3..7 => spoil(random, &mut members[&name]),
                    _ => {}
                }
            }
        }
        Value::String(text) => (*random.pick(TEXTS)).clone_into(text),
        other => *other = random_value(random),
    }
}

fn payload(random: &mut Random, root: &Value) -> Vec<u8> {
    let mut payload = value(random, root, root, 7);
    // Longer lists than others need.
    let lengthen = |random: &mut Random, list: &mut Value| {
        if let Value::Array(items) = list
            && !items.is_empty()
        {
            for _ in 0..random.below(9) {
                let one = random.pick(items).clone();
                items.push(one);
            }
        }
    };
    match &mut payload {
        Value::Object(members) => members.values_mut().for_each(|member| lengthen(random, member)),
        list => lengthen(random, list),
    }
    if !random.one_in(3) {
        spoil(random, &mut payload);
    }
    let mut written = String::new();
    write_value(random, &payload, &mut written);
    let mut bytes = written.into_bytes();
    match random.below(10) {
        0 | 1 => damage(random, &mut bytes),
        2 => drop(bytes.splice(0..0, *b"\xEF\xBB\xBF")),
        3 if bytes.ends_with(b"}") => {
            // A member of the outermost object that stands twice.
            let mut twice = String::from(",\"invites\":");
            let list = value(random, root, &root["properties"]["invites"], 5);
            write_value(random, &list, &mut twice);
            bytes.pop();
            bytes.extend_from_slice(twice.as_bytes());
            bytes.push(b'}');
        }
        _ => {}
    }
    bytes
}

fn check_seed(seed: u64, tally: &mut Tally) {
    let mut random = Random::new(seed);
    let root = root(&mut random);
    let root = document(&mut random, root);
    let (resource, findings) = Resource::load("schema.json", root.to_string().as_bytes());
    if !findings.is_empty() {
        return;
    }
    let resource = resource.expect("it reads");
    let validator = Validator::new(&resource).expect("it compiles");
    // A keyword may be wrong in one dialect that is right in another.
    let Ok(checker) = validator.schema(&Pointer::root()) else { return };
    let Ok(plan) = validator.fast_plan(&Pointer::root()) else { return };
    let plan = plan.expect("it is small");
    let portable =
        validator.fast_plan(&Pointer::root()).expect("it compiles").expect("it is small").without_simd();
    let (mut scratch, limits) = (plan.scratch(), Limits::default());
    for _ in 0..12 {
        let text = Padded::new(payload(&mut random, &root));
        let left_out = plan.clean_elements(&text, &mut scratch);
        assert_eq!(left_out, portable.clean_elements(&text, &mut scratch), "seed {seed}");
        let whole = found(&checker, parse_json("p", text.bytes(), &limits));
        let part = found(&checker, parse_json_without("p", text.bytes(), &limits, &left_out));
        assert!(
            whole == part,
            "seed {seed}: {root}\n{}\n{left_out:?}\nwhole {whole}\npart {part}",
            String::from_utf8_lossy(text.bytes())
        );
        tally.payloads += 1;
        tally.shortened += usize::from(!left_out.is_empty() && whole.contains("rule"));
    }
}

#[test]
fn a_list_without_its_clean_elements_has_the_same_findings() {
    let mut tally = Tally::default();
    for seed in 0..crate::seeds(800) {
        check_seed(seed, &mut tally);
    }
    assert!(tally.shortened * 6 > tally.payloads, "{} of {}", tally.shortened, tally.payloads);
}
