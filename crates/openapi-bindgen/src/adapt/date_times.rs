//! `format: date-time`: a type of ours that takes any text, so that a time without an offset, as
//! many servers send it, does not fail a whole response.

use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Value, json};

use super::Types;
use super::enums::{add_components, component_names, refer};
use crate::names;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let mut taken = component_names(document);
    taken.extend(types.reserved.iter().cloned());
    let mut name: Option<String> = None;
    walk::schemas(document, &mut |schema, pointer| {
        let Some(object) = schema.as_object_mut() else { return };
        let is_date_time =
            object.get("type") == Some(&json!("string")) && object.get("format") == Some(&json!("date-time"));
        if !is_date_time {
            return;
        }
        let name = name.get_or_insert_with(|| names::unique_type("DateTime", &mut taken));
        let nullable = object.get("nullable") == Some(&Value::Bool(true));
        losses.record(
            LossClass::Validation,
            pointer,
            format!("any text is taken; `{name}` tells whether it is a date and time"),
        );
        *schema = refer(object, name, nullable);
    });
    if let Some(name) = name {
        add_components(document, vec![(name.clone(), json!({"type": "string"}))]);
        types.date_time = Some(name);
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn date_times_share_one_component() {
        let types = check(
            run,
            json!({"components": {"schemas": {"A": {"properties": {
                "b": {"type": "string", "format": "date-time", "description": "d"},
                "c": {"type": "string", "format": "date-time", "nullable": true},
                "d": {"type": "string", "format": "date"}
            }}, "DateTime": {}}}}),
            &json!({"components": {"schemas": {"A": {"properties": {
                "b": {"description": "d", "allOf": [{"$ref": "#/components/schemas/DateTime2"}]},
                "c": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/DateTime2"}]},
                "d": {"type": "string", "format": "date"}
            }}, "DateTime": {}, "DateTime2": {"type": "string"}}}}),
            &[
                ("/components/schemas/A/properties/b", LossClass::Validation),
                ("/components/schemas/A/properties/c", LossClass::Validation),
            ],
        );
        assert_eq!(types.date_time.as_deref(), Some("DateTime2"));
    }
}
