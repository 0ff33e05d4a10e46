//! The schemas of a document as they hold for one direction.
//!
//! What changes: a property that is only read need not be in a request although it is required, nor one that is
//! only written in a response (OpenAPI 3.0.3, "Schema Object": "required" affects the other direction only); the
//! formats of numbers and `byte` become a keyword that the `jsonschema` crate is taught ([`super::formats`]); and on
//! demand OpenAPI 3.0's `nullable` is read strictly. Every schema keeps its pointer.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use openapi_source::Pointer;
use openapi_spec::{Dialect, Document};
use serde_json::{Value, json};

use super::formats;
use crate::guess::Direction;

/// How far marks are followed through references and combinators.
const MAX_DEPTH: usize = 32;

/// How strictly the schemas of an OpenAPI 3.0 document are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Nullable {
    /// As real servers mean it: it allows null also beside `$ref`, without `type`, and where an `enum` does not
    /// list null.
    #[default]
    Lenient,
    /// To the letter of OpenAPI 3.0.3: it only adds null to the `type` beside it, and everything else in and
    /// around that schema still has to allow null.
    Strict,
}

impl Direction {
    /// The keyword that marks properties which are not to be sent in this direction.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// The schemas of a document for one direction; `None` where they are those of [`openapi_spec::Resource::adapted`].
pub(crate) fn tailored(document: &Document, direction: Direction, nullable: Nullable) -> Option<Value> {
    let mut tailor = Tailor {
        document,
        mark: document.mentions(direction.mark()).then_some(direction.mark()),
        strict: nullable == Nullable::Strict && document.dialect() == Dialect::OpenApi30,
        marked: HashMap::new(),
        edits: Vec::new(),
    };
    let adapted = document.adapted();
    tailor.structure(adapted, &Pointer::root());
    if tailor.edits.is_empty() {
        return None;
    }
    let mut out = adapted.clone();
    // The innermost first: some edits replace the object that others are in.
    tailor.edits.sort_by_key(|edit| std::cmp::Reverse(edit.at.as_str().len()));
    for edit in tailor.edits {
        if let Some(Value::Object(schema)) = out.pointer_mut(edit.at.as_str()) {
            edit.change.apply(schema);
        }
    }
    Some(out)
}

/// A change of the schema at a pointer.
struct Edit {
    at: Pointer,
    change: Change,
}

enum Change {
    /// Another value for a keyword.
    Set(&'static str, Value),
    /// `anyOf: [null, schema]`, which a lenient `nullable` became, is read as the schema alone. The pointer to it
    /// keeps its length, which is what the way back into the text goes by.
    Unwrap,
}

impl Change {
    fn apply(self, schema: &mut serde_json::Map<String, Value>) {
        match self {
            Self::Set(keyword, value) => {
                schema.insert(keyword.to_owned(), value);
            }
            Self::Unwrap => {
                if let Some(Value::Array(mut branches)) = schema.shift_remove("anyOf") {
                    if let Some(first) = branches.first_mut() {
                        *first = Value::Bool(true);
                    }
                    schema.insert("allOf".to_owned(), Value::Array(branches));
                }
            }
        }
    }
}

struct Tailor<'d> {
    document: &'d Document,
    /// The keyword that marks properties, where the document has it at all.
    mark: Option<&'static str>,
    strict: bool,
    /// The marked properties of schemas, by the address of the schema.
    marked: HashMap<usize, Rc<HashSet<&'d str>>>,
    edits: Vec<Edit>,
}

impl<'d> Tailor<'d> {
    /// Walks what is not a schema and finds the schemas.
    fn structure(&mut self, value: &'d Value, at: &Pointer) {
        match value {
            Value::Object(map) => {
                for (name, child) in map {
                    let here = at.member(name);
                    match name.as_str() {
                        "schema" => self.schema(child, &here, &[]),
                        "schemas" if at.as_str() == "/components" => {
                            for (name, schema) in child.as_object().into_iter().flatten() {
                                self.schema(schema, &here.member(name), &[]);
                            }
                        }
                        "example" | "examples" | "default" | "enum" => {}
                        _ if name.starts_with("x-") => {}
                        _ => self.structure(child, &here),
                    }
                }
            }
            Value::Array(items) => {
                for (idx, item) in items.iter().enumerate() {
                    self.structure(item, &at.item(idx));
                }
            }
            _ => {}
        }
    }

    /// One schema; `around` are those that it is a part of for the same value, the outermost first.
    fn schema(&mut self, value: &'d Value, at: &Pointer, around: &[&'d Value]) {
        let Value::Object(map) = value else { return };
        let mut here: Vec<&'d Value> = around.to_vec();
        here.push(value);
        if let Some(Value::Array(required)) = map.get("required") {
            self.required(required, at, &here);
        }
        if let Some(format) = map.get("format").and_then(Value::as_str)
            && formats::judges(format)
        {
            self.edits.push(Edit { at: at.clone(), change: Change::Set(formats::KEYWORD, json!(format)) });
        }
        if self.strict {
            self.nullable(map, at);
        }
        for (name, child) in map {
            let inner = at.member(name);
            match name.as_str() {
                "allOf" | "anyOf" | "oneOf" | "dependentSchemas" => self.each(child, &inner, &here),
                "not" | "if" | "then" | "else" => self.schema(child, &inner, &here),
                "properties" | "patternProperties" | "$defs" | "definitions" | "prefixItems" => {
                    self.each(child, &inner, &[]);
                }
                "items" if child.is_array() => self.each(child, &inner, &[]),
                "items"
                | "additionalProperties"
                | "unevaluatedProperties"
                | "unevaluatedItems"
                | "contains"
                | "propertyNames" => self.schema(child, &inner, &[]),
                _ => {}
            }
        }
    }

    fn each(&mut self, schemas: &'d Value, at: &Pointer, around: &[&'d Value]) {
        match schemas {
            Value::Object(map) => {
                for (name, schema) in map {
                    self.schema(schema, &at.member(name), around);
                }
            }
            Value::Array(items) => {
                for (idx, schema) in items.iter().enumerate() {
                    self.schema(schema, &at.item(idx), around);
                }
            }
            _ => {}
        }
    }

    fn required(&mut self, names: &'d [Value], at: &Pointer, here: &[&'d Value]) {
        let Some(mark) = self.mark else { return };
        let sets: Vec<_> = here.iter().map(|schema| self.marked_in(schema, mark, 0)).collect();
        let is_marked =
            |name: &Value| name.as_str().is_some_and(|name| sets.iter().any(|set| set.contains(name)));
        if names.iter().any(is_marked) {
            let kept: Vec<Value> = names.iter().filter(|name| !is_marked(name)).cloned().collect();
            self.edits.push(Edit { at: at.clone(), change: Change::Set("required", Value::Array(kept)) });
        }
    }

    /// The properties that a schema marks, itself or through references and combinators.
    fn marked_in(&mut self, schema: &'d Value, mark: &'static str, depth: usize) -> Rc<HashSet<&'d str>> {
        let key = std::ptr::from_ref(schema) as usize;
        if let Some(known) = self.marked.get(&key) {
            return Rc::clone(known);
        }
        // What refers to itself adds nothing by that.
        self.marked.insert(key, Rc::default());
        let mut out = HashSet::new();
        if depth < MAX_DEPTH {
            let properties = schema.get("properties").and_then(Value::as_object);
            for (name, property) in properties.into_iter().flatten() {
                if mark_of(self.document, &Pointer::root(), property, mark).is_some() {
                    out.insert(name.as_str());
                }
            }
            let target = schema.get("$ref").and_then(Value::as_str);
            let target = target.and_then(|target| self.document.resource().follow(target));
            let parts =
                ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|name| schema.get(name)?.as_array());
            for part in target.map(|(_, schema)| schema).into_iter().chain(parts.flatten()) {
                out.extend(self.marked_in(part, mark, depth + 1).iter());
            }
        }
        let out = Rc::new(out);
        self.marked.insert(key, Rc::clone(&out));
        out
    }

    /// Undoes what a lenient `nullable` adds.
    fn nullable(&mut self, map: &'d serde_json::Map<String, Value>, at: &Pointer) {
        let authored = self.document.authored_pointer(at);
        let Some(authored) = self.document.value().pointer(authored.as_str()) else { return };
        if authored.get("nullable") != Some(&Value::Bool(true)) {
            return;
        }
        if map.contains_key("nullable") {
            // The schema itself, in place or behind `anyOf`: null comes by its type.
            match map.get("type") {
                Some(Value::String(name)) => {
                    let both = json!([name, "null"]);
                    self.edits.push(Edit { at: at.clone(), change: Change::Set("type", both) });
                }
                Some(_) => {}
                None => return,
            }
            if let Some(written @ Value::Array(values)) = authored.get("enum")
                && !values.contains(&Value::Null)
            {
                self.edits.push(Edit { at: at.clone(), change: Change::Set("enum", written.clone()) });
            }
        } else if map.get("anyOf").and_then(Value::as_array).is_some_and(|branches| branches.len() == 2) {
            self.edits.push(Edit { at: at.clone(), change: Change::Unwrap });
        }
    }
}

/// Where a schema, given with its pointer in [`openapi_spec::Resource::adapted`], is marked: itself, or in what it refers to or
/// consists of. `None` where it is not.
pub(crate) fn mark_of(document: &Document, at: &Pointer, schema: &Value, mark: &str) -> Option<Pointer> {
    let mut stack = vec![(at.clone(), schema, 0usize)];
    let mut budget = 256usize;
    while let Some((at, schema, depth)) = stack.pop() {
        if schema.get(mark) == Some(&Value::Bool(true)) {
            return Some(at.member(mark));
        }
        budget = budget.checked_sub(1)?;
        if depth == MAX_DEPTH {
            continue;
        }
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| document.resource().follow(target));
        stack.extend(target.map(|(at, target)| (at, target, depth + 1)));
        for keyword in ["allOf", "anyOf"] {
            // An `anyOf` of two can be what `nullable` became.
            let parts = schema.get(keyword).and_then(Value::as_array);
            let is_part = |part: &Value| keyword == "allOf" || part.get("type") != Some(&json!("null"));
            let parts = parts.filter(|parts| keyword == "allOf" || parts.len() == 2).into_iter().flatten();
            let parts = parts.enumerate().filter(|(_, part)| is_part(part));
            stack.extend(parts.map(|(idx, part)| (at.member(keyword).item(idx), part, depth + 1)));
        }
    }
    None
}

#[cfg(test)]
mod tests;
