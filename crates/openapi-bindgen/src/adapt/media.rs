//! Media types: which one of several is read or sent, and how.

use serde_json::{Map, Value};

/// The media type without its parameters.
pub(super) fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or(name).trim()
}

/// JSON by name, `text/json` being an old one, or by structured suffix (RFC 6839, section 3.1).
pub(super) fn is_json(name: &str) -> bool {
    let essence = essence(name).to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

pub(super) fn is_text(name: &str) -> bool {
    let essence = essence(name).to_ascii_lowercase();
    // A stream of events ends when the server is tired of it.
    essence.starts_with("text/") && !matches!(essence.as_str(), "text/event-stream" | "text/json")
}

/// Whether it stands for several media types.
pub(super) fn is_range(name: &str) -> bool {
    essence(name).ends_with('*')
}

/// Whether it is one media type or a range, in characters that a header can carry.
pub(super) fn is_plain(name: &str) -> bool {
    let is_typed =
        essence(name).split_once('/').is_some_and(|(kind, form)| !kind.is_empty() && !form.is_empty());
    is_typed && name.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// Whether a schema describes bytes or text rather than a value with members. Nothing described is bytes.
pub(super) fn is_raw(schema: Option<&Value>) -> bool {
    let Some(Value::Object(schema)) = schema else { return true };
    match schema.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "string",
        None => !["$ref", "properties", "items", "allOf", "anyOf", "oneOf", "additionalProperties", "enum"]
            .iter()
            .any(|keyword| schema.contains_key(*keyword)),
    }
}

/// The media type whose values have a type: JSON by its own name, else by suffix, else a range that
/// JSON is among and that describes more than bytes.
pub(super) fn json(content: &Map<String, Value>) -> Option<&String> {
    let own = |name: &&String| name.eq_ignore_ascii_case("application/json");
    let without_parameters = |name: &&String| is_json(name) && !name.contains(';');
    let range = |name: &&String| {
        matches!(essence(name), "*/*" | "application/*") && !is_raw(content[name.as_str()].get("schema"))
    };
    let keys = || content.keys();
    keys()
        .find(own)
        .or_else(|| keys().find(without_parameters))
        .or_else(|| keys().find(|name| is_json(name)))
        .or_else(|| keys().find(range))
}

/// What a media type that [`json`] found is called in a request or in `accept`.
pub(super) fn json_name(name: &str) -> &str {
    if is_range(name) || !is_plain(name) { "application/json" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    #[track_caller]
    fn check(content: &Value, expected: Option<&str>) {
        assert_eq!(json(content.as_object().unwrap()).map(String::as_str), expected);
    }

    #[test]
    fn json_goes_before_its_relatives() {
        check(&value!({"application/a+json": {}, "application/json": {}}), Some("application/json"));
        check(&value!({"application/json; a=b": {}, "application/a+json": {}}), Some("application/a+json"));
        check(&value!({"text/html": {}, "application/json;v=1": {}}), Some("application/json;v=1"));
        check(&value!({"*/*": {"schema": {"$ref": "#/a"}}}), Some("*/*"));
        check(&value!({"*/*": {"schema": {"type": "string"}}}), None);
        check(&value!({"*/*": {}, "text/plain": {}}), None);
    }

    #[test]
    fn kinds_of_media_types() {
        assert!(is_json("text/json") && !is_text("text/json"));
        assert!(is_text("text/csv; header=present") && !is_text("text/event-stream"));
        assert!(is_range("image/*") && !is_range("image/png"));
        assert!(is_plain("a/b; c=d") && !is_plain("a/b\r\nc") && !is_plain("/") && !is_plain("x"));
        assert!(is_raw(None) && is_raw(Some(&value!({"format": "binary"}))));
        assert!(!is_raw(Some(&value!({"properties": {}}))));
        assert_eq!((json_name("*/*"), json_name("a/b+json")), ("application/json", "a/b+json"));
    }
}
