//! Options of rules, as a configuration file gives them.

use std::fmt;

use openapi_findings::Rule;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use crate::check::{Check, Definition};

/// What is wrong with an option.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OptionError {
    /// No rule has that name.
    UnknownRule {
        /// The name.
        rule: String,
    },
    /// The options of a rule are not a table.
    NotATable {
        /// The rule.
        rule: &'static str,
        /// What they are instead.
        found: &'static str,
    },
    /// The rule has no such option.
    UnknownOption {
        /// The rule.
        rule: &'static str,
        /// The option.
        option: String,
        /// The options that it has.
        known: Vec<String>,
    },
    /// The value is not one that the option takes.
    WrongValue {
        /// The rule.
        rule: &'static str,
        /// The option.
        option: String,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownRule { rule } => write!(f, "no rule `{rule}` has options"),
            Self::NotATable { rule, found } => {
                write!(f, "the options of `{rule}` must be a table of names and values, not {found}")
            }
            Self::UnknownOption { rule, option, known } if known.is_empty() => {
                write!(f, "`{rule}` has no option `{option}`; it has none at all")
            }
            Self::UnknownOption { rule, option, known } => {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                write!(f, "`{rule}` has no option `{option}`; it has {}", known.join(", "))
            }
            Self::WrongValue { rule, option, reason } => {
                write!(f, "option `{option}` of `{rule}`: {reason}")
            }
        }
    }
}

impl std::error::Error for OptionError {}

/// The schema of a rule's options, which are the fields of its type.
#[expect(clippy::unnecessary_wraps, reason = "it is what the field of a rule holds")]
pub(crate) const fn options<C: JsonSchema>() -> Option<fn() -> Schema> {
    fn schema<C: JsonSchema>() -> Schema {
        schemars::schema_for!(C)
    }
    Some(schema::<C>)
}

/// Makes a rule with its options.
pub(crate) fn make<C: Definition>(options: Option<&Value>) -> Result<Box<dyn Check>, OptionError> {
    let Some(options) = options else {
        return Ok(Box::new(C::default()));
    };
    let rule = C::RULE.name;
    let Value::Object(options) = options else {
        return Err(OptionError::NotATable { rule, found: kind(options) });
    };
    let known: Vec<String> = C::RULE.options().into_iter().map(|option| option.name).collect();
    for (option, value) in options {
        if !known.contains(option) {
            return Err(OptionError::UnknownOption { rule, option: option.clone(), known });
        }
        // Alone, so that what is wrong is known to be about this one.
        let alone = Map::from_iter([(option.clone(), value.clone())]);
        if let Err(error) = serde_json::from_value::<C>(Value::Object(alone)) {
            let reason = in_words(&error.to_string());
            return Err(OptionError::WrongValue { rule, option: option.clone(), reason });
        }
    }
    match serde_json::from_value::<C>(Value::Object(options.clone())) {
        Ok(check) => Ok(Box::new(check)),
        Err(error) => {
            let option = options.keys().next().cloned().unwrap_or_default();
            Err(OptionError::WrongValue { rule, option, reason: in_words(&error.to_string()) })
        }
    }
}

/// What serde says, without the names of Rust's types.
fn in_words(error: &str) -> String {
    [("usize", "a whole number"), ("a boolean", "true or false")]
        .into_iter()
        .fold(error.to_owned(), |error, (from, to)| {
            error.replace(&format!("expected {from}"), &format!("expected {to}"))
        })
}

/// The rule of a name, which the options given for it must have.
pub(crate) fn rule_named(rules: &[&'static Rule], name: &str) -> Result<&'static Rule, OptionError> {
    let found = rules.iter().copied().find(|rule| rule.name == name);
    found.ok_or_else(|| OptionError::UnknownRule { rule: name.to_owned() })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}
