//! The formats that are JSON: they parse, and their members are those that a harmless text gives.

use openapi_findings::ndjson;
use openapi_source::escape_controls;
use serde_json::{Value, json};

use crate::sample::{Formats, report};

/// The value with every string, number and truth replaced by the name of its kind.
fn shape(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::String(_) => json!("string"),
        Value::Number(_) => json!("number"),
        other => other.clone(),
    }
}

#[track_caller]
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

pub(crate) fn check(formats: &Formats, text: &str) {
    let shown = formats.json.contains(crate::SECRET);
    let harmless = Formats::new(&report("harmless"), shown);
    for (output, model) in [(&formats.json, &harmless.json), (&formats.gitlab, &harmless.gitlab)] {
        assert_eq!(shape(&without_columns(parsed(output))), shape(&without_columns(parsed(model))));
    }
    let sarif = parsed(&formats.sarif);
    assert_eq!(shape(&without_columns(sarif.clone())), shape(&without_columns(parsed(&harmless.sarif))));
    let uri =
        sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    let uri = uri.as_str().expect("a URI");
    assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%:".contains(&byte)), "{uri}");

    let lines: Vec<&str> = formats.ndjson.split_terminator('\n').collect();
    assert_eq!(lines.len(), 6, "{}", formats.ndjson);
    for line in &lines {
        serde_json::from_str::<ndjson::Line>(line).expect("a line of the report");
    }
    assert_eq!(parsed(lines[5])["type"], "summary");
    assert_eq!(parsed(lines[0])["file"], text);

    let issues = parsed(&formats.gitlab);
    let prints: std::collections::HashSet<_> =
        issues.as_array().expect("a list").iter().map(|issue| issue["fingerprint"].as_str()).collect();
    assert_eq!(prints.len(), 4, "fingerprints are unique");
    let checked = parsed(&formats.json);
    let related = checked["findings"][0]["related"][0]["message"].as_str().expect("a message");
    assert!(!shown || related.contains(&*escape_controls(crate::SECRET)));
}

/// Whether a header or an empty pointer is said depends on the text, and rightly so.
fn without_columns(mut value: Value) -> Value {
    match &mut value {
        Value::Object(map) => {
            for name in ["column", "columnName", "logicalLocations", "text"] {
                if !map.get(name).is_some_and(Value::is_number) {
                    map.shift_remove(name);
                }
            }
            map.values_mut().for_each(|value| *value = without_columns(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_columns(item.take())),
        _ => {}
    }
    // A file elsewhere has no root that its name is relative to.
    if let Value::Object(map) = &mut value {
        map.shift_remove("uriBaseId");
    }
    value
}
