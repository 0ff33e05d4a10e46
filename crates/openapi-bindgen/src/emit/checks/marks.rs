//! Properties marked `readOnly`: whether a schema is, itself or by what it refers to or consists of.
//! What holds for a request is what `openapi-validator` makes of the mark.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use openapi_spec::{Document, Resource};
use serde_json::{Value, json};

/// How far marks are followed through references and combinators.
const MAX_DEPTH: usize = 32;

/// How many schemas are looked at for one property.
const MAX_SCHEMAS: usize = 256;

/// Whether the schema of a property is marked.
pub(super) fn is_read_only(document: &Resource, schema: &Value) -> bool {
    let mut waiting = vec![(schema, 0)];
    let mut left = MAX_SCHEMAS;
    while let Some((schema, depth)) = waiting.pop() {
        if schema.get("readOnly") == Some(&Value::Bool(true)) {
            return true;
        }
        left -= 1;
        if left == 0 {
            return false;
        }
        if depth == MAX_DEPTH {
            continue;
        }
        waiting.extend(target(document, schema).map(|target| (target, depth + 1)));
        for keyword in ["allOf", "anyOf"] {
            // An `anyOf` of two can be what `nullable` became.
            let parts = schema.get(keyword).and_then(Value::as_array);
            let parts = parts.filter(|parts| keyword == "allOf" || parts.len() == 2).into_iter().flatten();
            let is_part = |part: &&Value| keyword == "allOf" || part.get("type") != Some(&json!("null"));
            waiting.extend(parts.filter(is_part).map(|part| (part, depth + 1)));
        }
    }
    false
}

fn target<'d>(document: &'d Resource, schema: &Value) -> Option<&'d Value> {
    let target = schema.get("$ref").and_then(Value::as_str)?;
    document.follow(target).map(|(_, schema)| schema)
}

/// The marked properties of schemas, each looked up once.
pub(super) struct Marks<'d> {
    document: &'d Document,
    /// Whether the document has the keyword at all.
    is_used: bool,
    /// By the address of the schema.
    known: HashMap<*const Value, Rc<HashSet<&'d str>>>,
}

impl<'d> Marks<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let is_used = document.tree().source().text().contains("readOnly");
        Self { document, is_used, known: HashMap::new() }
    }

    /// The marked properties of all of these schemas.
    pub(super) fn around(&mut self, schemas: &[&'d Value]) -> HashSet<&'d str> {
        let schemas = if self.is_used { schemas } else { &[] };
        schemas.iter().flat_map(|schema| self.of(schema, 0).iter().copied().collect::<Vec<_>>()).collect()
    }

    fn of(&mut self, schema: &'d Value, depth: usize) -> Rc<HashSet<&'d str>> {
        let key = std::ptr::from_ref(schema);
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        // What refers to itself adds nothing by that.
        self.known.insert(key, Rc::default());
        let mut out = HashSet::new();
        if depth < MAX_DEPTH {
            let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
            let marked = properties.filter(|(_, schema)| is_read_only(self.document, schema));
            out.extend(marked.map(|(name, _)| name.as_str()));
            let parts =
                ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|name| schema.get(name)?.as_array());
            for part in target(self.document, schema).into_iter().chain(parts.flatten()) {
                out.extend(self.of(part, depth + 1).iter());
            }
        }
        let out = Rc::new(out);
        self.known.insert(key, Rc::clone(&out));
        out
    }
}
