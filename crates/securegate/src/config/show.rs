//! `securegate config` and `securegate config-schema`.

use std::fmt::Write;
use std::process::ExitCode;

use clap::ValueEnum;
use openapi_source::escape_controls;
use serde_json::Value;

use super::effective::{Effective, Given, Origin, Set, effective};
use super::{Config, Finder};
use crate::cli::LintArgs;
use crate::lookup::pretty;
use crate::output::{Failure, print};

/// Prints what is in force for files, and who says so.
///
/// # Errors
/// A configuration that can't be read or makes no sense.
pub(crate) fn show(arguments: &LintArgs, given: Given) -> Result<ExitCode, Failure> {
    let mut finder = Finder::new(arguments.config.lookup());
    let mut out = String::new();
    for file in &arguments.files {
        let loaded = finder.find(file)?;
        let from = loaded.as_ref().map_or("no configuration", |loaded| loaded.name.as_str());
        let _ = writeln!(out, "# {}: {}", escape_controls(file), escape_controls(from));
        settings(&mut out, &effective(arguments, given, loaded.as_deref(), file));
        if let Some(loaded) = loaded {
            let Config { exclude, suppress, .. } = &loaded.config;
            let _ = writeln!(out, "exclude = {}", shown(&Value::from(exclude.clone())));
            let _ = writeln!(out, "# {} suppressions", suppress.len());
        }
        out.push('\n');
    }
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}

fn settings(out: &mut String, effective: &Effective) {
    let mut line = |key: &str, value: &Value, origin: &Origin| {
        let origin = match origin {
            Origin::Default => "default".to_owned(),
            Origin::CommandLine => "command line".to_owned(),
            Origin::File(place) => escape_controls(place).into_owned(),
        };
        let _ = match value {
            Value::Null => writeln!(out, "# {key} is not set"),
            value => writeln!(out, "{key} = {}  # {origin}", shown(value)),
        };
    };
    let text = |set: &Set<Option<String>>| set.value.clone().map_or(Value::Null, Value::from);
    line("spec", &text(&effective.spec), &effective.spec.origin);
    line("op", &text(&effective.op), &effective.op.origin);
    let direction = effective.direction.value.map_or(Value::Null, |direction| word(&direction));
    line("direction", &direction, &effective.direction.origin);
    line("select", &Value::from(effective.select.value.clone()), &effective.select.origin);
    line("ignore", &Value::from(effective.ignore.value.clone()), &effective.ignore.origin);
    for (rule, level) in &effective.severity {
        line(
            &format!("severity.{}", shown(&Value::from(rule.as_str()))),
            &level.value.name().into(),
            &level.origin,
        );
    }
    for (rule, options) in &effective.options {
        line(&format!("rules.{}", shown(&Value::from(rule.as_str()))), &options.value, &options.origin);
    }
    line("baseline", &text(&effective.baseline), &effective.baseline.origin);
    line("format", &word(&effective.format.value), &effective.format.origin);
    line("deny-warnings", &Value::from(effective.deny_warnings.value), &effective.deny_warnings.origin);
}

fn word(value: &impl ValueEnum) -> Value {
    value.to_possible_value().map_or(Value::Null, |value| Value::from(value.get_name()))
}

/// A value as TOML writes it. Strings of JSON are strings of TOML; tables stand on one line.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name} = {}", shown(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        other => escape_controls(&other.to_string()).into_owned(),
    }
}

/// Prints the JSON Schema of `securegate.toml`, for editors.
///
/// # Errors
/// Standard output can't be written.
pub(crate) fn schema() -> Result<ExitCode, Failure> {
    let mut schema = schemars::schema_for!(Config);
    schema.insert("title".to_owned(), "securegate.toml".into());
    print(&pretty(schema.as_value()))?;
    Ok(ExitCode::SUCCESS)
}
