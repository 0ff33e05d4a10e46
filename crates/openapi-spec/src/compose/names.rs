//! Names for the schemas of other files among the components.

use std::collections::HashSet;

use openapi_source::Pointer;

use crate::FilePath;

/// Segments that say where a schema stands and not what it is.
const SCAFFOLDING: &[&str] = &[
    "schema",
    "schemas",
    "items",
    "properties",
    "$defs",
    "definitions",
    "components",
    "allOf",
    "anyOf",
    "oneOf",
];

/// A name that is free, made of the last word of the pointer, or of the file's name, and now taken. A name of
/// components has letters, digits, `.`, `-` and `_` only (OpenAPI 3.1.1, section 4.8.7).
pub(super) fn fresh(path: &FilePath, pointer: &Pointer, taken: &mut HashSet<String>) -> String {
    let file = path.names().last().unwrap_or_default();
    let stem = file.split('.').find(|part| !part.is_empty()).unwrap_or("Schema");
    let last = pointer.segments().last().unwrap_or_default();
    let says_nothing = last.is_empty()
        || SCAFFOLDING.contains(&last.as_ref())
        || last.bytes().all(|byte| byte.is_ascii_digit());
    let word = match says_nothing {
        false => last.into_owned(),
        true if last.is_empty() => stem.to_owned(),
        true => format!("{stem}_{last}"),
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let base: String = word.chars().take(64).map(plain).collect();
    let mut name = base.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}
