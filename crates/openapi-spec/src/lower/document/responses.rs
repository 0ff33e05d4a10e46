//! Operations without `responses`: optional in 3.1, required and not empty in 3.0.

use serde_json::{Value, json};

use crate::lower::walk::{self, Kind};
use crate::lower::{LossClass, Losses};

pub(in crate::lower) fn run(document: &mut Value, losses: &mut Losses<'_>) {
    walk::nodes(document, &mut |kind, value, pointer| {
        let Some(operation) = value.as_object_mut() else {
            return;
        };
        if kind != Kind::Operation {
            return;
        }
        let described = operation
            .get("responses")
            .and_then(Value::as_object)
            .is_some_and(|responses| !responses.is_empty());
        if !described {
            operation.insert("responses".to_owned(), json!({"default": {"description": "Not described."}}));
            losses.record(LossClass::None, pointer, "an undescribed response was added");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn an_operation_has_a_response() {
        check(
            run,
            json!({"paths": {"/x": {"get": {}, "put": {"responses": {"204": {}}}}}}),
            &json!({"paths": {"/x": {
                "get": {"responses": {"default": {"description": "Not described."}}},
                "put": {"responses": {"204": {}}}
            }}}),
            &[("/paths/~1x/get", LossClass::None)],
        );
    }
}
