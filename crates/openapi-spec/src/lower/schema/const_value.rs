//! `const` becomes an `enum` of one.

use serde_json::{Value, json};

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let Some(value) = schema.shift_remove("const") else {
        return;
    };
    // Beside an `enum` both hold, and `const` is the narrower.
    schema.insert("enum".to_owned(), json!([value]));
    hits.record_at("const", LossClass::None, "became an `enum` of one value");
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn const_is_an_enum_of_one() {
        check(run, json!({"const": "a"}), &json!({"enum": ["a"]}), &[LossClass::None]);
        check(run, json!({"enum": ["a", "b"], "const": "a"}), &json!({"enum": ["a"]}), &[LossClass::None]);
    }
}
