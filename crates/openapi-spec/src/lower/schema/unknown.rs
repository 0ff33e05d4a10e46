//! Keywords that a 3.0 Schema Object does not have and that nothing can stand in for.

use serde_json::Value;

use crate::lower::{Hits, LossClass};

/// Keyword and what is lost with it. Validation keywords still hold in the 3.1 document: the
/// validator works on that one.
const KEYWORDS: [(&str, LossClass, &str); 21] = [
    ("$schema", LossClass::None, "dropped: 3.0 has one dialect"),
    ("$id", LossClass::None, "dropped: references into it were resolved"),
    ("$anchor", LossClass::None, "dropped: references to it were resolved"),
    ("$comment", LossClass::Docs, "dropped"),
    ("$vocabulary", LossClass::None, "dropped"),
    ("$defs", LossClass::None, "dropped: what is referred to was moved to the components"),
    ("$dynamicAnchor", LossClass::None, "dropped"),
    ("$dynamicRef", LossClass::Type, "dropped: the place accepts anything"),
    ("propertyNames", LossClass::Validation, "dropped: keys are not checked"),
    ("unevaluatedProperties", LossClass::Validation, "dropped: further properties pass"),
    ("unevaluatedItems", LossClass::Validation, "dropped: further items pass"),
    ("if", LossClass::Validation, "dropped: the condition is not checked"),
    ("then", LossClass::Validation, "dropped with `if`"),
    ("else", LossClass::Validation, "dropped with `if`"),
    ("dependentRequired", LossClass::Validation, "dropped: the dependency is not checked"),
    ("dependentSchemas", LossClass::Validation, "dropped: the dependency is not checked"),
    ("contains", LossClass::Validation, "dropped: the items are not searched"),
    ("minContains", LossClass::Validation, "dropped with `contains`"),
    ("maxContains", LossClass::Validation, "dropped with `contains`"),
    ("$recursiveRef", LossClass::Type, "dropped: the place accepts anything"),
    ("$recursiveAnchor", LossClass::None, "dropped"),
];

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    for (keyword, class, note) in KEYWORDS {
        if schema.shift_remove(keyword).is_some() {
            hits.record_at(keyword, class, note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn each_keyword_goes_and_is_reported() {
        for (keyword, class, _) in KEYWORDS {
            check(run, json!({keyword: {}, "type": "object"}), &json!({"type": "object"}), &[class]);
        }
    }
}
