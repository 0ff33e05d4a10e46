//! A rule as people look it up: one space of names for payloads, documents, traffic and code.

use schemars::Schema;
use serde_json::Value;

use crate::{Safety, Severity};

/// What `explain` prints and what a finding's rule name refers to.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// `group/name`; the name reads after "allow" and names the pattern, not the cure.
    pub name: &'static str,
    /// The highest severity that a finding of it has.
    pub severity: Severity,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// A text that breaks it, or a piece of one.
    pub bad: &'static str,
    /// The same, right.
    pub good: &'static str,
    /// The clause or page it rests on.
    pub source: &'static str,
    /// Whether some of its findings carry a fix, and the least safe that it is.
    pub fix: Option<Safety>,
    /// The schema of its options, an object; `None` where it has none.
    pub options: Option<fn() -> Schema>,
}

/// An option of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOption {
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// The type of its values, in the words of JSON Schema.
    pub kind: String,
    /// What it is where nobody sets it.
    pub default: Value,
}

impl Rule {
    /// The part of the name before the slash.
    pub fn group(&self) -> &'static str {
        self.name.split('/').next().unwrap_or(self.name)
    }

    /// Its options, in the order in which the rule declares them.
    pub fn options(&self) -> Vec<RuleOption> {
        let schema = self.options.map(|schema| schema());
        let properties = schema.as_ref().and_then(|schema| schema.get("properties")?.as_object());
        let option = |(name, schema): (&String, &Value)| RuleOption {
            name: name.clone(),
            meaning: schema["description"].as_str().unwrap_or_default().replace('\n', " "),
            kind: kind(&schema["type"]),
            default: schema["default"].clone(),
        };
        properties.into_iter().flatten().map(option).collect()
    }
}

/// A type or several, without null: an option that may be left unset is said to be so by its default.
fn kind(of: &Value) -> String {
    match of {
        Value::Array(kinds) => {
            let kinds: Vec<&str> =
                kinds.iter().filter_map(Value::as_str).filter(|it| *it != "null").collect();
            kinds.join(" or ")
        }
        other => other.as_str().unwrap_or("any").to_owned(),
    }
}

/// Makes a table of rules without options: for each its name, severity and source, then, as texts, what it finds, why
/// it matters, what breaks it and what keeps it, and `, fix Safe` or `, fix Unsafe` where it mends something.
#[macro_export]
macro_rules! rules {
    (
        $(#[$doc:meta])* pub const $table:ident;
        $($name:literal, $severity:ident, $source:expr, $summary:literal, $why:literal, $bad:literal, $good:literal
            $(, fix $safety:ident)?;)*
    ) => {
        $(#[$doc])*
        pub const $table: &[$crate::Rule] = &[$($crate::Rule {
            name: $name,
            severity: $crate::Severity::$severity,
            summary: $summary,
            why: $why,
            bad: $bad,
            good: $good,
            source: $source,
            fix: $crate::rules!(@fix $($safety)?),
            options: None,
        },)*];
    };
    (@fix) => { None };
    (@fix $safety:ident) => { Some($crate::Safety::$safety) };
}
