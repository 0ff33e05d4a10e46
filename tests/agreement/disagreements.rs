//! What the models and the validator are allowed to judge in different ways. Each has an example; one on which the
//! two agree fails the test, so that the list stays short and true.

use serde_json::Value;

/// One difference.
pub(crate) struct Disagreement {
    pub(crate) reason: &'static str,
    /// A type and a value that shows it.
    pub(crate) example: (&'static str, &'static str),
    /// Whether it explains that this type accepts, or does not accept, a value, and the validator does not agree.
    pub(crate) explains: fn(&str, &Value, bool) -> bool,
}

/// Those of the fixture with all keywords. There are none for Securegate.
pub(crate) const OF_KEYWORDS: [Disagreement; 5] = [
    Disagreement {
        reason: "an integer that 64 bits can't hold is valid, and more than the type can hold",
        example: ("Pair", r#"{"a": 1e300, "b": null}"#),
        explains: |_, value, accepted| !accepted && any(value, &is_beyond_64_bits),
    },
    Disagreement {
        reason: "a type that stands behind an `Option` has the schema of both, which also takes null",
        example: ("MaybeTextInner", "null"),
        explains: |name, value, accepted| {
            !accepted && value.is_null() && ["MaybeTextInner", "StatesMay"].contains(&name)
        },
    },
    Disagreement {
        reason: "`unevaluatedProperties` beside alternatives is not among the checks, and reported as a loss",
        example: ("Either", r#"{"email": "a", "more": "text"}"#),
        explains: |name, _, accepted| accepted && name == "Either",
    },
    Disagreement {
        reason: "the validator takes an address with a display name for an `email`; RFC 5321 does not",
        example: ("Email", r#""A <a@b.example>""#),
        explains: |_, value, accepted| !accepted && any_text(value, &|text| text.ends_with('>')),
    },
    Disagreement {
        reason: "the models don't look into labels in Punycode, which takes the tables of IDNA",
        example: ("Formats", r#"{"host": "xn--999999"}"#),
        explains: |_, value, accepted| accepted && any_text(value, &|text| text.contains("xn--")),
    },
];

fn is_beyond_64_bits(value: &Value) -> bool {
    value.as_i64().is_none() && value.as_f64().is_some_and(|real| real.abs() >= 9.2e18)
}

/// Whether it holds for any value in a value.
fn any(value: &Value, holds: &dyn Fn(&Value) -> bool) -> bool {
    holds(value)
        || match value {
            Value::Array(items) => items.iter().any(|item| any(item, holds)),
            Value::Object(members) => members.values().any(|member| any(member, holds)),
            _ => false,
        }
}

fn any_text(value: &Value, holds: &dyn Fn(&str) -> bool) -> bool {
    any(value, &|one| one.as_str().is_some_and(holds))
}
