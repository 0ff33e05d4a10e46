//! What a local reference leads to, and copies of it within a limit.

use openapi_source::percent_decode;
use serde_json::Value;

/// Copies of copies end here: a reference object that leads to itself can't be resolved.
const MAX_HOPS: usize = 32;

/// How much may be copied in all, counted in values. No honest document comes near; a small one
/// whose references all point at one large part would otherwise fill the memory.
const MAX_COPIED_VALUES: usize = 4_000_000;

/// Note of a loss where the limit was reached.
pub const TOO_MUCH: &str = "the references of this document copy too much: left out";

/// Copies parts of a document up to a limit.
#[derive(Debug)]
pub struct Copies {
    left: usize,
}

impl Default for Copies {
    fn default() -> Self {
        Self { left: MAX_COPIED_VALUES }
    }
}

impl Copies {
    /// A copy, or nothing once the limit is reached.
    pub fn copy(&mut self, value: &Value) -> Option<Value> {
        self.left = self.left.checked_sub(count(value))?;
        Some(value.clone())
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// What a chain of local references ends at.
pub fn follow<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    let mut reference = reference.to_owned();
    for _ in 0..MAX_HOPS {
        let pointer = percent_decode(reference.strip_prefix('#')?)?;
        let target = document.pointer(&pointer)?;
        match target.get("$ref").and_then(Value::as_str) {
            Some(next) => next.clone_into(&mut reference),
            None => return Some(target),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_reference_to_itself_ends() {
        let document = json!({"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}});
        assert_eq!(follow(&document, "#/a"), None);
        assert_eq!(percent_decode("/a%2"), None);
        assert_eq!(percent_decode("/%E4"), None);
        assert_eq!(percent_decode("/%C3%A4").as_deref(), Some("/ä"));
    }

    #[test]
    fn copying_stops_at_the_limit() {
        let large = json!(vec![0; 1000]);
        let mut copies = Copies { left: 1500 };
        assert!(copies.copy(&large).is_some());
        assert!(copies.copy(&large).is_none());
    }
}
