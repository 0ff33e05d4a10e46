//! Keywords that say nothing in their place, and that typify takes amiss.

use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Value, json};

use super::Types;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    walk::schemas(document, &mut |schema, pointer| {
        let Some(schema) = schema.as_object_mut() else { return };
        // typify compares a length with it, which the compiler calls useless.
        if schema.get("minLength") == Some(&json!(0)) {
            schema.shift_remove("minLength");
            losses.record(LossClass::None, &format!("{pointer}/minLength"), "dropped: zero is no bound");
        }
        // JSON Schema 2020-12 Validation, section 7: a format speaks of the types it is made for.
        let compound =
            matches!(schema.get("type").and_then(Value::as_str), Some("object" | "array" | "boolean"));
        if compound && schema.shift_remove("format").is_some() {
            losses.record(
                LossClass::Docs,
                &format!("{pointer}/format"),
                "dropped: there is none of this type",
            );
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn what_says_nothing_goes() {
        check(
            run,
            json!({"components": {"schemas": {
                "A": {"type": "string", "minLength": 0, "maxLength": 3, "format": "uuid"},
                "B": {"type": "object", "format": "uri-map"}
            }}}),
            &json!({"components": {"schemas": {
                "A": {"type": "string", "maxLength": 3, "format": "uuid"},
                "B": {"type": "object"}
            }}}),
            &[
                ("/components/schemas/A/minLength", LossClass::None),
                ("/components/schemas/B/format", LossClass::Docs),
            ],
        );
    }
}
