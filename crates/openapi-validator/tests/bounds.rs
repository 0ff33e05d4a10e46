//! Hostile schemas and payloads: each gets an answer or a limit that is named, never a crash or a hang, and memory
//! that grows with the input only. Times are measured elsewhere; here a watchdog that no honest run comes near
//! stands for "it ends".

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use openapi_source::{Limits, Parsed, Pointer, parse_json};
use openapi_spec::Resource;
use openapi_validator::{Answer, Padded, Validator};

/// Debug builds take a tenth of the large sizes, or they would take minutes.
const TENTH: usize = if cfg!(debug_assertions) { 10 } else { 1 };

/// Debug builds on busy machines included.
const WATCHDOG: Duration = Duration::from_secs(60);

/// What one payload gave.
#[derive(Debug, Default)]
struct Outcome {
    /// Faults of reading the payload or the schema, and why the schema has no validator.
    refused: Vec<String>,
    findings: usize,
    not_checked: Vec<String>,
    fast: Option<Answer>,
}

impl Outcome {
    fn is_clean(&self) -> bool {
        self.refused.is_empty() && self.findings == 0 && self.not_checked.is_empty()
    }

    /// Whether there is no verdict, and a reason for that.
    fn is_limited(&self) -> bool {
        !self.refused.is_empty() || !self.not_checked.is_empty()
    }
}

fn judge(schema: &str, payload: String) -> Outcome {
    let mut outcome = Outcome::default();
    let (resource, findings) = Resource::load("schema.json", schema.as_bytes());
    outcome.refused.extend(findings.iter().map(|finding| finding.message.shown()));
    let Some(resource) = resource else { return outcome };
    let validator = match Validator::new(&resource) {
        Ok(validator) => validator,
        Err(error) => {
            outcome.refused.push(error.to_string());
            return outcome;
        }
    };
    match validator.schema(&Pointer::root()) {
        Ok(checker) => {
            let Parsed { tree, faults, .. } =
                parse_json("payload.json", payload.as_bytes(), &Limits::default());
            outcome.refused.extend(faults.iter().map(|fault| fault.message.shown()));
            if let Some(tree) = tree {
                let found = checker.check(&tree);
                outcome.findings = found.findings.len();
                outcome.not_checked.extend(found.not_checked.iter().map(|one| one.reason.shown()));
            }
        }
        Err(error) => outcome.refused.push(error.to_string()),
    }
    match validator.fast_plan(&Pointer::root()) {
        Ok(Some(plan)) => {
            outcome.fast = Some(plan.judge(&Padded::new(payload.into_bytes()), &mut plan.scratch()));
        }
        Ok(None) => {}
        Err(error) => outcome.refused.push(error.to_string()),
    }
    if outcome.fast == Some(Answer::Clean) {
        assert_eq!(outcome.findings, 0, "clean only for the fast pass: {outcome:?}");
    }
    outcome
}

/// Judges on a thread of its own, one at a time, since memory is counted for the whole process.
fn bounded(name: &str, schema: String, payload: String) -> Outcome {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let size = schema.len() + payload.len();
    let before = memory(true);
    let start = Instant::now();
    let (sender, receiver) = channel();
    let thread = std::thread::spawn(move || sender.send(judge(&schema, payload)));
    let outcome = match receiver.recv_timeout(WATCHDOG) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => panic!("{name}: no answer in {} s", WATCHDOG.as_secs()),
        Err(RecvTimeoutError::Disconnected) => panic!("{name}: it panicked: {:?}", thread.join()),
    };
    let grown = memory(false).zip(before).map(|(after, before)| after.saturating_sub(before));
    let shown = outcome.refused.iter().chain(&outcome.not_checked).take(2).collect::<Vec<_>>();
    let _ = writeln!(
        std::io::stderr(),
        "{name}: {} bytes in, {:.2} s, {} MB, {} findings, fast {:?}, {shown:?}",
        size,
        start.elapsed().as_secs_f64(),
        grown.map_or_else(|| "?".to_owned(), |bytes| (bytes >> 20).to_string()),
        outcome.findings,
        outcome.fast
    );
    outcome
}

/// The most memory that the process has held since the last reset, where the system tells.
fn memory(reset: bool) -> Option<usize> {
    if reset {
        std::fs::write("/proc/self/clear_refs", "5").ok()?;
    }
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<usize>().ok()? << 10)
}

/// `count` pieces with commas between them.
fn list(count: usize, mut piece: impl FnMut(usize) -> String) -> String {
    let mut out = String::new();
    for idx in 0..count {
        if idx > 0 {
            out.push(',');
        }
        out.push_str(&piece(idx));
    }
    out
}

#[test]
fn a_value_of_a_hundred_thousand_levels() {
    let payload = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let outcome = bounded("deep arrays", r##"{"items": {"$ref": "#"}}"##.into(), payload);
    assert!(outcome.is_limited());
    let payload = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    let outcome = bounded("deep objects", r##"{"properties": {"a": {"$ref": "#"}}}"##.into(), payload);
    assert!(outcome.is_limited());
    let outcome = bounded("unclosed", "{}".into(), "[".repeat(1_000_000));
    assert!(outcome.is_limited());
}

/// Definitions `n0` to `n{levels}`, each made of the one before.
fn chain(levels: usize, first: &str, next: impl Fn(usize) -> String) -> String {
    let definitions = list(levels, |level| format!(r#""n{}": {}"#, level + 1, next(level)));
    format!(r##"{{"$ref": "#/$defs/n{levels}", "$defs": {{"n0": {first}, {definitions}}}}}"##)
}

#[test]
fn all_of_that_doubles_per_level() {
    for levels in [20, 40, 200] {
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let schema = chain(levels, r#"{"type": "object"}"#, |level| {
                format!(
                    r##"{{"{keyword}": [{{"$ref": "#/$defs/n{level}"}}, {{"$ref": "#/$defs/n{level}"}}]}}"##
                )
            });
            for payload in ["{}", "1"] {
                bounded(&format!("{keyword} doubling {levels} {payload}"), schema.clone(), payload.into());
            }
        }
    }
}

#[test]
fn a_value_that_doubles_per_level() {
    let node = r##"{"properties": {"a": {"$ref": "#/$defs/n"}}}"##;
    let inner = format!("{}1{}", r#"{"a":"#.repeat(200), "}".repeat(200));
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let schema = format!(
            r##"{{"$ref": "#/$defs/n", "$defs": {{"n": {{"type": "object", "{keyword}": [{node}, {node}]}}}}}}"##
        );
        bounded(&format!("value doubling {keyword}"), schema, inner.clone());
    }
}

#[test]
fn patterns_that_step_back() {
    let hostile = format!(r#"["{}!", "{}"]"#, "a".repeat(50_000), "a".repeat(30));
    for pattern in [
        "^(a+)+$",
        "^(?=(a+)+$)a*$",
        "^(a|aa)+(?!b)$",
        r"(x+x+)+y",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"(a*)*\\1b",
    ] {
        let schema = serde_json::json!({"items": {"pattern": pattern}}).to_string();
        bounded(pattern, schema, hostile.clone());
    }
    let repeats = r#"{"pattern": "^((((a{1,100}){1,100}){1,100}){1,100}){1,100}$"}"#;
    bounded("nested repetition", repeats.into(), format!("\"{}\"", "a".repeat(10_000)));
}

#[test]
fn two_thousand_branches_over_five_hundred_items() {
    let branches = list(2_000, |idx| {
        format!(
            r#"{{"type": "object", "required": ["k", "v"], "properties": {{"k": {{"const": "k{idx}"}}, "v": {{"type": "integer"}}}}}}"#
        )
    });
    for keyword in ["oneOf", "anyOf"] {
        let schema = format!(r#"{{"type": "array", "items": {{"{keyword}": [{branches}]}}}}"#);
        let valid = format!("[{}]", list(500, |idx| format!(r#"{{"k": "k{idx}", "v": {idx}}}"#)));
        let outcome = bounded(&format!("{keyword} of 2000, valid"), schema.clone(), valid);
        assert!(outcome.is_clean() || outcome.is_limited());
        let invalid = format!("[{}]", list(500, |idx| format!(r#"{{"k": "k{idx}", "v": "{idx}"}}"#)));
        let outcome = bounded(&format!("{keyword} of 2000, invalid"), schema, invalid);
        assert!(outcome.findings > 0 || outcome.is_limited());
    }
}

#[test]
fn a_million_distinct_keys() {
    let payload = format!("{{{}}}", list(1_000_000 / TENTH, |idx| format!("\"k{idx}\":{idx}")));
    assert!(
        bounded(
            "a million keys, open",
            r#"{"additionalProperties": {"type": "integer"}}"#.into(),
            payload.clone()
        )
        .is_clean()
    );
    assert!(
        bounded("a million keys, unknown", r#"{"properties": {"a": {}}}"#.into(), payload.clone()).findings
            > 0
    );
    assert!(
        bounded(
            "a million keys, closed",
            r#"{"properties": {"a": {}}, "additionalProperties": false}"#.into(),
            payload.clone()
        )
        .findings
            > 0
    );
    assert!(
        bounded("a million keys, wrong", r#"{"additionalProperties": {"type": "string"}}"#.into(), payload)
            .findings
            > 0
    );
}

#[test]
fn a_long_string() {
    let len = 100_000_000 / TENTH;
    let payload = format!("\"{}\"", "a".repeat(len));
    assert!(bounded("a long string", r#"{"type": "string"}"#.into(), payload.clone()).is_clean());
    assert!(bounded("a long string, too long", r#"{"maxLength": 10}"#.into(), payload.clone()).findings == 1);
    assert!(bounded("a long string, format", r#"{"format": "email"}"#.into(), payload.clone()).findings == 1);
    bounded("a long string, pattern", r#"{"pattern": "^(a|b)*$"}"#.into(), payload);
    let escapes = format!("\"{}\"", "\\u00e9".repeat(len / 6));
    assert!(bounded("a long string of escapes", r#"{"type": "string"}"#.into(), escapes).is_clean());
}

#[test]
fn an_enum_of_a_hundred_thousand_values() {
    let values = list(100_000 / TENTH, |idx| format!("\"value-{idx}\""));
    let schema = format!(r#"{{"items": {{"enum": [{values}]}}}}"#);
    let payload =
        format!("[{}]", list(10_000 / TENTH, |idx| format!("\"value-{}\"", 100_000 / TENTH - 1 - idx)));
    assert!(bounded("a large enum", schema.clone(), payload).is_clean());
    let payload = format!("[{}]", list(1_000 / TENTH, |idx| format!("\"other-{idx}\"")));
    assert!(bounded("a large enum, others", schema, payload).findings > 0);
    let values = list(100_000 / TENTH, |idx| format!("{{\"a\": {idx}}}"));
    let schema = format!(r#"{{"items": {{"enum": [{values}]}}}}"#);
    let payload =
        format!("[{}]", list(1_000 / TENTH, |idx| format!("{{\"a\": {}}}", 100_000 / TENTH - 1 - idx)));
    let outcome = bounded("a large enum of objects", schema, payload);
    assert!(outcome.is_clean() || outcome.is_limited());
}

#[test]
fn a_schema_of_a_hundred_thousand_properties() {
    let properties = list(100_000 / TENTH, |idx| format!(r#""p{idx}": {{"type": "integer"}}"#));
    let required = list(100_000 / TENTH, |idx| format!("\"p{idx}\""));
    let schema = format!(r#"{{"properties": {{{properties}}}, "required": [{required}]}}"#);
    let payload = format!("{{{}}}", list(100_000 / TENTH, |idx| format!("\"p{idx}\":{idx}")));
    assert!(bounded("many properties", schema.clone(), payload).is_clean());
    assert!(bounded("many properties, none there", schema.clone(), "{}".into()).findings > 0);
    let payload = format!("{{{}}}", list(1_000 / TENTH, |idx| format!("\"q{idx}\":{idx}")));
    assert!(bounded("many properties, others there", schema, payload).findings > 0);
}

#[test]
fn a_chain_of_ten_thousand_references() {
    // Reading follows each reference to the end of its chain, which a debug build takes its time for.
    let levels = if cfg!(debug_assertions) { 2_000 } else { 10_000 };
    let schema =
        chain(levels, r#"{"type": "integer"}"#, |level| format!(r##"{{"$ref": "#/$defs/n{level}"}}"##));
    let outcome = bounded("a chain of references", schema.clone(), "1".into());
    assert!(outcome.is_clean() || outcome.is_limited());
    let outcome = bounded("a chain of references, wrong", schema, "\"\"".into());
    assert!(outcome.findings == 1 || outcome.is_limited());
    let schema = chain(10_000, r#"{"type": "integer"}"#, |level| {
        format!(r##"{{"properties": {{"a": {{"$ref": "#/$defs/n{level}"}}}}}}"##)
    });
    bounded("a chain of properties", schema, r#"{"a": {"a": {"a": {}}}}"#.into());
}

#[test]
fn schemas_that_refer_to_each_other() {
    let schema = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"anyOf": [{"$ref": "#/$defs/a"}]}}}"##;
    bounded("mutual recursion", schema.into(), r#"{"a": 1}"#.into());
    let schema = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}}"##;
    bounded("a paradox", schema.into(), "1".into());
    // Everything refers to everything.
    let all = list(100, |idx| format!(r##"{{"$ref": "#/$defs/n{idx}"}}"##));
    let defs = list(100, |idx| format!(r#""n{idx}": {{"anyOf": [{all}]}}"#));
    bounded("all refer to all", format!(r##"{{"$ref": "#/$defs/n0", "$defs": {{{defs}}}}}"##), "1".into());
    let defs = list(100, |idx| {
        format!(r#""n{idx}": {{"type": "object", "additionalProperties": {{"anyOf": [{all}]}}}}"#)
    });
    let schema = format!(r##"{{"$ref": "#/$defs/n0", "$defs": {{{defs}}}}}"##);
    bounded("all describe members of all", schema.clone(), r#"{"a": {"b": {"c": {}}}}"#.into());
    bounded("all describe members of all, wrong", schema, r#"{"a": {"b": {"c": {"d": 1}}}}"#.into());
}

#[test]
fn a_hundred_thousand_unique_items() {
    let schema = r#"{"uniqueItems": true}"#;
    for (name, item) in [
        ("numbers", (|idx| idx.to_string()) as fn(usize) -> String),
        ("strings", |idx| format!("\"{idx}\"")),
        ("objects", |idx| format!("{{\"a\": {idx}, \"b\": [{idx}]}}")),
        ("arrays", |idx| format!("[{idx}]")),
    ] {
        let payload = format!("[{}]", list(100_000, item));
        assert!(bounded(&format!("unique {name}"), schema.into(), payload.clone()).is_clean());
        let twice = format!("[{},{}]", &payload[1..payload.len() - 1], item(99_999));
        assert_eq!(bounded(&format!("unique {name}, but one"), schema.into(), twice).findings, 1);
    }
    // The same leaves in other brackets, which a hash over the leaves alone takes for one value.
    let brackets = |idx: usize| -> String {
        let leaves = (0..17).map(|bit| if idx >> bit & 1 == 1 { "[1]" } else { "1" });
        format!("[{}]", leaves.collect::<Vec<_>>().join(","))
    };
    let payload = format!("[{}]", list(100_000, brackets));
    assert!(bounded("unique brackets", schema.into(), payload).is_clean());
}

#[test]
fn a_schema_of_five_thousand_levels() {
    for (before, after) in [(r#"{"items":"#, "}"), (r#"{"allOf":["#, "]}"), (r#"{"not":"#, "}")] {
        for levels in [250 / before.matches(['{', '[']).count(), 5_000] {
            let schema = format!("{}{{}}{}", before.repeat(levels), after.repeat(levels));
            bounded(&format!("{before} {levels} deep"), schema, "[[[1]]]".into());
        }
    }
    let mut schema = String::from("{}");
    for level in 0..60 {
        let mut next = String::new();
        let _ = write!(next, r#"{{"if": {schema}, "then": {{"minimum": {level}}}}}"#);
        schema = next;
    }
    bounded("conditions", schema, "1".into());
}

#[test]
fn alternatives_inside_each_other() {
    // The text that chooses comes last on each level, and what is chosen among is tried on each.
    let kinds = |keyword: &str| {
        format!(
            r##"{{"{keyword}": [
                {{"properties": {{"k": {{"const": "a"}}, "v": {{"$ref": "#"}}}}}},
                {{"properties": {{"k": {{"const": "b"}}, "v": {{"$ref": "#"}}}}}},
                {{"type": ["string", "null"]}}
            ]}}"##
        )
    };
    let tried = r##"{"oneOf": [
        {"properties": {"v": {"$ref": "#"}}}, {"properties": {"v": {"$ref": "#"}, "w": {}}, "required": ["w"]}
    ]}"##;
    let text = "t".repeat(10_000_000 / TENTH);
    for (name, schema) in
        [("chosen", kinds("oneOf")), ("chosen among any", kinds("anyOf")), ("tried", tried.to_owned())]
    {
        let deep = format!("{}\"{text}\"{}", "{\"v\":".repeat(200), ",\"k\":\"b\"}".repeat(200));
        let outcome = bounded(name, schema, deep);
        assert!(outcome.fast.is_some(), "{outcome:?}");
    }
}
