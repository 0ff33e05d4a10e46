//! Which properties a schema evaluates, as far as that does not depend on the value (JSON Schema 2020-12 Core,
//! section 11.3).

use std::collections::BTreeSet;

use openapi_spec::Resource;
use serde_json::Value;

/// How far references are followed.
const MAX_DEPTH: usize = 32;

/// Keywords that evaluate properties of some values only.
const CONDITIONAL: [&str; 6] =
    ["anyOf", "oneOf", "if", "dependentSchemas", "$dynamicRef", "unevaluatedProperties"];

#[derive(Default)]
pub(super) struct Evaluated<'d> {
    pub(super) names: BTreeSet<&'d str>,
    pub(super) patterns: BTreeSet<&'d str>,
    /// Whether there are `additionalProperties`, which leave nothing over.
    pub(super) everything: bool,
}

impl<'d> Evaluated<'d> {
    /// Adds what a schema evaluates; at the top its own `unevaluatedProperties` does not count. `None` where that
    /// depends on the value.
    pub(super) fn add(
        &mut self,
        document: &'d Resource,
        schema: &'d Value,
        is_top: bool,
        depth: usize,
    ) -> Option<()> {
        let Value::Object(map) = schema else { return Some(()) };
        let depends =
            |keyword: &&str| map.contains_key(*keyword) && !(is_top && *keyword == "unevaluatedProperties");
        if depth == MAX_DEPTH || CONDITIONAL.iter().any(depends) {
            return None;
        }
        let names = |keyword: &str| map.get(keyword).and_then(Value::as_object).into_iter().flatten();
        self.names.extend(names("properties").map(|(name, _)| name.as_str()));
        self.patterns.extend(names("patternProperties").map(|(pattern, _)| pattern.as_str()));
        self.everything |= map.contains_key("additionalProperties");
        if let Some(target) = map.get("$ref").and_then(Value::as_str) {
            let (_, target) = document.follow(target)?;
            self.add(document, target, false, depth + 1)?;
        }
        for part in map.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.add(document, part, false, depth + 1)?;
        }
        Some(())
    }
}
