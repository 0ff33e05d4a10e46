//! `true` and `false` in the place of a schema; 3.0 knows only objects there.

use serde_json::{Value, json};

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    match schema {
        Value::Bool(true) => {
            *schema = json!({});
            hits.record(LossClass::None, "`true` became the empty schema");
        }
        Value::Bool(false) => {
            *schema = json!({"not": {}});
            hits.record(LossClass::None, "`false` became `not: {}`");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn both_booleans_become_objects() {
        check(run, json!(true), &json!({}), &[LossClass::None]);
        check(run, json!(false), &json!({"not": {}}), &[LossClass::None]);
        check(run, json!({"not": {}}), &json!({"not": {}}), &[]);
    }
}
