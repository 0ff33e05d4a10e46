//! What must hold of the fast pass, for any schema and any payload.

use openapi_source::{Limits, Parsed, Pointer, parse_json};
use openapi_spec::Resource;
use openapi_validator::{Answer, Padded, Validator};

/// Schemas that between them use every instruction of a plan.
const SCHEMAS: &[&str] = &[
    "{}",
    r#"{"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": ["integer", "null"]}}}"#,
    r#"{"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer", "minimum": 1}, "at": {"type": "string", "format": "date-time"}, "kind": {"enum": ["x", "yy", "zz\"z", null]}}, "additionalProperties": false}, "maxItems": 3}"#,
    r##"{"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}, "v": {"type": "number"}}}}}"##,
    r#"{"anyOf": [{"type": "string", "maxLength": 3}, {"type": "array", "items": {"type": "boolean"}}, {"type": "null"}]}"#,
    r#"{"type": "string", "pattern": "^[a-z]+$"}"#,
    r#"{"type": "object", "additionalProperties": {"oneOf": [{"type": "integer", "multipleOf": 2}, {"type": "string", "format": "email"}]}}"#,
    r#"{"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"const": true}}, "required": ["b"]}]}"#,
    r#"{"not": {"required": ["a"]}, "uniqueItems": true, "minProperties": 1}"#,
];

/// Panics where the two passes or the two backends disagree. The first byte chooses a schema of the table or says
/// that the bytes hold one, up to the first zero.
pub fn fast_pass(bytes: &[u8]) {
    let Some((&choice, rest)) = bytes.split_first() else { return };
    match SCHEMAS.get(usize::from(choice)) {
        Some(schema) => judge(schema.as_bytes(), rest),
        None => {
            let end = rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len());
            judge(&rest[..end], rest.get(end + 1..).unwrap_or_default());
        }
    }
}

fn judge(schema: &[u8], payload: &[u8]) {
    let (Some(resource), _) = Resource::load("schema.json", schema) else { return };
    let Ok(validator) = Validator::new(&resource) else { return };
    let Ok(checker) = validator.schema(&Pointer::root()) else { return };
    let Ok(Some(plan)) = validator.fast_plan(&Pointer::root()) else { return };
    let text = Padded::new(payload.to_vec());
    let answer = plan.judge(&text, &mut plan.scratch());
    let plan = plan.without_simd();
    assert_eq!(answer, plan.judge(&text, &mut plan.scratch()), "the backends differ");
    let Parsed { tree, faults, .. } = parse_json("payload.json", payload, &Limits::default());
    let found = tree.map(|tree| checker.check(&tree));
    if answer == Answer::Clean {
        assert!(faults.is_empty(), "clean for the fast pass, but {faults:?}");
        let found = found.expect("without a fault there is a tree");
        assert!(found.findings.is_empty(), "clean for the fast pass, but {:?}", found.findings);
    }
}
