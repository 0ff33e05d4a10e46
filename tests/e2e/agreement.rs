//! A second opinion on every verdict: the plain `jsonschema` crate over `serde_json` values, for all fixtures
//! and for some thousands of seeded mutants of the good ones.

use std::collections::HashMap;

use jsonschema::{Draft, Registry};
use openapi_findings::Finding;
use openapi_source::{Limits, Parsed, Pointer, parse_json};
use openapi_spec::{Dialect, Document, Resource};
use openapi_validator::{Answer, Checker, FastPlan, Padded, Validator, targets};
use securegate_tests::root;
use serde_json::{Value, json};

use crate::fixtures::{Fixture, reports};

/// One schema, compiled by us and by the other.
struct Opinions {
    ours: Checker<'static>,
    fast: Option<FastPlan<'static>>,
    plain: jsonschema::Validator,
}

impl Opinions {
    fn new(resource: &'static Resource, schema: &Pointer) -> Self {
        let validator = Box::leak(Box::new(Validator::new(resource).expect("it compiles")));
        Self {
            ours: validator.schema(schema).expect("it compiles"),
            fast: validator.fast_plan(schema).expect("it compiles"),
            plain: plain(resource, schema),
        }
    }

    /// Whether the fast pass finds nothing, so that the command would look no further.
    fn is_clean_at_a_glance(&self, bytes: &[u8]) -> bool {
        self.fast.as_ref().is_some_and(|fast| {
            let answer = fast.judge(&Padded::new(bytes.to_vec()), &mut fast.scratch());
            answer == Answer::Clean
        })
    }

    /// Checks that both say the same of a text, which must be JSON.
    fn agree(&self, text: &str) -> Result<(), String> {
        let Parsed { tree, faults, .. } = parse_json("mutant.json", text.as_bytes(), &Limits::default());
        let tree = tree.filter(|_| faults.is_empty()).ok_or_else(|| format!("not read: {faults:?}"))?;
        let checked = self.ours.check(&tree);
        if !checked.not_checked.is_empty() {
            return Err(format!("not checked: {:?}", checked.not_checked));
        }
        if self.is_clean_at_a_glance(text.as_bytes()) && !checked.findings.is_empty() {
            return Err(format!("the fast pass takes it, but there are findings: {:?}", checked.findings));
        }
        let instance: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let ours: Vec<Pointer> =
            checked.findings.iter().filter(|finding| is_demanded(finding)).map(pointer).collect();
        let plain: Vec<String> = self
            .plain
            .iter_errors(&instance)
            .map(|error| error.instance_path().as_str().to_owned())
            .collect();
        // One fault can be two errors of theirs, and the finding can name a member of the value that they name.
        let covers = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let unfounded = ours.iter().find(|ours| !plain.iter().any(|plain| covers(plain, ours.as_str())));
        let unsaid = plain.iter().find(|plain| !ours.iter().any(|ours| covers(plain, ours.as_str())));
        match (unfounded, unsaid) {
            (None, None) => Ok(()),
            (unfounded, unsaid) => Err(format!("only we find {unfounded:?}, only they find {unsaid:?}")),
        }
    }
}

fn pointer(finding: &Finding) -> Pointer {
    finding.place.pointer.clone().expect("a finding about a value has its pointer")
}

/// Whether the schema demands it, unlike the mere notice that an open object has an undeclared member.
fn is_demanded(finding: &Finding) -> bool {
    let keyword = finding.demanded_by.as_ref().and_then(|place| place.pointer.as_ref());
    let keyword = keyword.and_then(Pointer::split_last).map(|(_, keyword)| keyword);
    finding.rule != "contract/unknown-property" || keyword.is_some_and(|keyword| keyword != "properties")
}

fn plain(resource: &Resource, schema: &Pointer) -> jsonschema::Validator {
    let draft = match resource.dialect() {
        Dialect::JsonSchema => Draft::default().detect(resource.adapted()),
        Dialect::OpenApi30 | Dialect::OpenApi31 => Draft::Draft202012,
    };
    let registry = Registry::new().draft(draft);
    let registry =
        registry.add("urn:plain", resource.adapted()).and_then(jsonschema::RegistryBuilder::prepare);
    let fragment =
        schema.as_str().replace('%', "%25").replace('{', "%7B").replace('}', "%7D").replace(' ', "%20");
    jsonschema::options()
        .with_draft(draft)
        .with_registry(&registry.expect("it is a schema"))
        .should_validate_formats(true)
        .build(&json!({"$ref": format!("urn:plain#{fragment}")}))
        .expect("it compiles")
}

fn built_in() -> &'static Document {
    let bytes = std::fs::read(root().join("openapi/securegate.yaml")).expect("the document");
    Box::leak(Box::new(Document::load("openapi/securegate.yaml", &bytes).0.expect("it loads")))
}

/// A fixture that is JSON, with its report and what the command took it for.
struct Judged {
    fixture: &'static Fixture,
    report: &'static Value,
    checked_as: &'static str,
}

/// The fixtures that are JSON, and the opinions on the schema of each thing that they were taken for.
fn judged() -> (HashMap<&'static str, Opinions>, Vec<Judged>) {
    let document = built_in();
    let of_argument = |fixture: &Fixture, argument: &str| {
        let (file, pointer) = argument.split_once('#').unwrap_or((argument, ""));
        let bytes = std::fs::read(fixture.dir.join(file)).expect("a schema");
        let resource = Resource::load(file, &bytes).0.expect("it loads");
        Opinions::new(Box::leak(Box::new(resource)), &Pointer::from_text(pointer))
    };
    let of_operation = |checked_as: &str| {
        let mut all = document.operations().iter().flat_map(|operation| targets(document, operation));
        let target = all.find(|target| target.describe() == checked_as);
        Opinions::new(document.resource(), &target.and_then(|target| target.schema).expect("a schema"))
    };
    let mut opinions = HashMap::new();
    let mut judged = Vec::new();
    for (fixture, report) in reports() {
        let is_json = serde_json::from_slice::<Value>(&fixture.bytes).is_ok()
            && !crate::fixtures::rules(report).iter().any(|rule| rule.starts_with("json/"));
        if !is_json {
            continue;
        }
        let checked_as = report["summary"]["files"][0]["checked_as"]["checked_as"].as_str();
        let checked_as = checked_as.expect("what it was taken for");
        opinions.entry(checked_as).or_insert_with(|| {
            let argument = fixture.argument("--schema");
            argument.map_or_else(|| of_operation(checked_as), |argument| of_argument(fixture, argument))
        });
        judged.push(Judged { fixture, report, checked_as });
    }
    assert!(judged.len() > 100, "only {} fixtures", judged.len());
    (opinions, judged)
}

#[test]
fn on_every_fixture() {
    let (opinions, judged) = judged();
    let mut clean = 0;
    for Judged { fixture, report, checked_as } in judged {
        clean += usize::from(opinions[checked_as].is_clean_at_a_glance(&fixture.bytes));
        let text = std::str::from_utf8(&fixture.bytes).expect("JSON is UTF-8");
        if let Err(why) = opinions[checked_as].agree(text) {
            panic!("{}: {why}\n{report:#}", fixture.name());
        }
        // What the command says is what the library says.
        let parsed = parse_json("t", &fixture.bytes, &Limits::default());
        let ours = opinions[checked_as].ours.check(&parsed.tree.expect("it reads"));
        let ours: Vec<&str> = ours.findings.iter().map(|finding| finding.rule).collect();
        let mut said = crate::fixtures::rules(report);
        said.retain(|rule| rule.starts_with("contract/"));
        assert_eq!(ours, said, "{}", fixture.name());
    }
    assert!(clean > 30, "the fast pass takes only {clean} fixtures, so nothing was learnt about it");
}

/// Numbers that look random and are the same on every run (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).expect("31 bits") % bound
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

fn pointers(value: &Value, at: &Pointer, out: &mut Vec<Pointer>) {
    out.push(at.clone());
    match value {
        Value::Array(items) => {
            for (idx, item) in items.iter().enumerate() {
                pointers(item, &at.item(idx), out);
            }
        }
        Value::Object(map) => {
            for (name, child) in map {
                pointers(child, &at.member(name), out);
            }
        }
        _ => {}
    }
}

/// A value of some type, near the edges of what schemas tell apart.
fn strange(random: &mut Random) -> Value {
    let text = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "1",
        "1.0",
        "1.5",
        "1e20",
        "9223372036854775808",
        "1e-9",
        "\"\"",
        "\"1\"",
        "\"QR Code\"",
        "\"qr code\"",
        "\"sent\"",
        "\"2026-06-03T08:00:00Z\"",
        "\"2026-06-03T08:00:00\"",
        "\"😀\"",
        "\"A-1\"",
        "[]",
        "[[]]",
        "[1, 1.0]",
        "{}",
        "{\"a\": 1}",
        "{\"email\": \"a@example.com\"}",
    ];
    serde_json::from_str(text[random.below(text.len())]).expect("it is JSON")
}

/// Changes one thing somewhere in a value.
fn mutate(value: &mut Value, random: &mut Random) {
    let mut all = Vec::new();
    pointers(value, &Pointer::root(), &mut all);
    let at = random.of(&all).clone();
    let other = value.pointer(random.of(&all).as_str()).cloned().unwrap_or_default();
    let Some(target) = value.pointer_mut(at.as_str()) else { return };
    match (target, random.below(6)) {
        (Value::Object(map), 0..=3) if !map.is_empty() => {
            let idx = random.below(map.len());
            let name = map.keys().nth(idx).cloned().unwrap_or_default();
            let child = map.shift_remove(&name).unwrap_or_default();
            match random.below(4) {
                0 => {}
                1 => drop(map.insert(misspelt(&name, random), child)),
                2 => drop(map.insert("note".to_owned(), child)),
                _ => {
                    map.insert(child.as_str().unwrap_or("x").to_owned(), Value::from(name));
                }
            }
        }
        (Value::Object(map), 4) => {
            drop(map.insert(random.of(&["id", "status", "table", "e mail"]).to_string(), other));
        }
        (Value::Array(items), 0..=2) if !items.is_empty() => {
            let idx = random.below(items.len());
            let item = items.remove(idx);
            if random.below(2) == 0 {
                items.extend([item.clone(), item]);
            }
        }
        (Value::Array(items), 3..=4) => items.push(other),
        (Value::String(text), 0..=2) => *text = misspelt(text, random),
        (target, 5) => *target = other,
        (target, _) => *target = strange(random),
    }
}

/// A word with one typing mistake.
fn misspelt(word: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = word.chars().collect();
    if chars.len() < 2 {
        return format!("{word}x");
    }
    let idx = random.below(chars.len() - 1);
    match random.below(4) {
        0 => chars.swap(idx, idx + 1),
        1 => drop(chars.remove(idx)),
        2 => chars.insert(idx, '_'),
        _ => chars[idx] = chars[idx].to_uppercase().next().unwrap_or('X'),
    }
    chars.into_iter().collect()
}

#[test]
fn on_mutants() {
    let (opinions, judged) = judged();
    let good: Vec<_> = judged.iter().filter(|judged| judged.fixture.is_good()).collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut invalid = 0;
    for round in 0..6000 {
        let Judged { fixture, checked_as, .. } = good[round % good.len()];
        let mut value: Value = serde_json::from_slice(&fixture.bytes).expect("JSON");
        for _ in 0..=random.below(3) {
            mutate(&mut value, &mut random);
        }
        let text = if round % 2 == 0 { value.to_string() } else { format!("{value:#}") };
        let opinions = &opinions[checked_as];
        if let Err(why) = opinions.agree(&text) {
            panic!("round {round}, from {} ({checked_as}): {why}\n{text}", fixture.name());
        }
        invalid += usize::from(!opinions.plain.is_valid(&value));
    }
    // Mutations that are too tame or too wild would show nothing.
    assert!((1000..5500).contains(&invalid), "{invalid} of 6000 mutants are invalid");
}

/// Damages the bytes of a text.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    let pieces: [&[u8]; 22] = [
        b"\"",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\\",
        b"/",
        b"'",
        b"0",
        b"-",
        b"e",
        b".",
        b"\n",
        b"\t",
        b"\x00",
        b"\xC3",
        b"\\ud83d",
        b"null",
        b"// x\n",
        b"\xEF\xBB\xBF",
    ];
    let idx = random.below(bytes.len().max(1));
    match random.below(5) {
        0 => bytes.truncate(idx),
        1 if !bytes.is_empty() => drop(bytes.remove(idx)),
        2 => {
            let piece = *random.of(&pieces);
            bytes.splice(idx..idx, piece.iter().copied());
        }
        3 if !bytes.is_empty() => {
            let piece = *random.of(&pieces);
            bytes.splice(idx..=idx, piece.iter().copied());
        }
        _ => {
            let end = (idx + random.below(40)).min(bytes.len());
            let copy = bytes[idx.min(end)..end].to_vec();
            bytes.extend(copy);
        }
    }
}

#[test]
fn of_the_reader_on_damaged_texts() {
    let mut random = Random(0xD1B5_4A32_D192_ED03);
    let fixtures = reports();
    // Takes anything, as long as it is JSON.
    let anything = Resource::load("true", b"true").0.expect("it loads");
    let anything = Opinions::new(Box::leak(Box::new(anything)), &Pointer::root());
    let mut refused = 0;
    for round in 0..12_000 {
        let (fixture, _) = &fixtures[round % fixtures.len()];
        let mut bytes = fixture.bytes.clone();
        for _ in 0..=random.below(2) {
            damage(&mut bytes, &mut random);
        }
        let Parsed { tree, faults, .. } = parse_json("t", &bytes, &Limits::default());
        let theirs = serde_json::from_slice::<Value>(&bytes);
        let is_clean = anything.is_clean_at_a_glance(&bytes);
        assert!(!is_clean || faults.is_empty(), "round {round}: the fast pass takes {faults:?}");
        let shown = String::from_utf8_lossy(&bytes);
        // They keep one of two equal names; we refuse that, and nothing else that they take.
        let serious = faults.iter().find(|fault| fault.kind.rule() != "json/duplicate-key");
        match theirs {
            Ok(value) => {
                assert!(serious.is_none(), "round {round}: {serious:?} in\n{shown}");
                let tree = tree.unwrap_or_else(|| panic!("round {round}: not read:\n{shown}"));
                assert!(
                    !faults.is_empty() || tree.root().to_value() == value,
                    "round {round}: another value of\n{shown}"
                );
            }
            Err(error) => {
                refused += 1;
                assert!(serious.is_some(), "round {round}: taken, while they say {error}:\n{shown}");
            }
        }
    }
    assert!((5000..11_900).contains(&refused), "{refused} of 12000");
}
