//! Looking things up: rules, operations, the report's schema.

use std::fmt::Write;
use std::process::ExitCode;

use openapi_findings::{READER_RULES, Rule, RuleOption, SUPPRESS_RULES, Safety};
use openapi_spec::DOCUMENT_RULES;
use openapi_validator::{CONTRACT_RULES, HTTP_RULES, nearest_word, targets};
use serde_json::json as value;

use crate::cli::{ColorWhen, ExplainArgs, Format, ListArgs, OperationsArgs};
use crate::contract;
use crate::output::{Failure, print, terminal_safe, text_options};

/// Every rule of the toolkit, by name.
pub(crate) fn all_rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&Rule> =
        CONTRACT_RULES.iter().chain(HTTP_RULES).chain(DOCUMENT_RULES).chain(READER_RULES).collect();
    rules.extend(securegate_rules::RULES);
    rules.extend(openapi_tables::TABLE_RULES);
    rules.extend(SUPPRESS_RULES);
    rules.sort_by_key(|rule| rule.name);
    rules
}

/// `securegate explain`.
pub(crate) fn explain(arguments: &ExplainArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    let rules = all_rules();
    let Some(rule) = rules.iter().find(|rule| rule.name == arguments.rule) else {
        return Err(Failure::Usage(unknown_rule(&arguments.rule)));
    };
    let (bold, reset) = if text_options(color).color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let mut out = String::new();
    let _ = writeln!(out, "{bold}{}{reset} ({})\n", rule.name, rule.severity.name());
    let _ = writeln!(out, "{}\n\n{}\n", rule.summary, rule.why);
    let _ = writeln!(out, "{bold}Breaks it{reset}\n{}\n", indented(rule.bad));
    let _ = writeln!(out, "{bold}Keeps it{reset}\n{}\n", indented(rule.good));
    let fix = match rule.fix {
        None => None,
        Some(Safety::Safe) => Some("safe: --fix applies it"),
        Some(Safety::Unsafe) => Some("a guess in some cases: those need --unsafe-fixes"),
    };
    if let Some(fix) = fix {
        let _ = writeln!(out, "{bold}Fix{reset}\n    {fix}\n");
    }
    let options = rule.options();
    if !options.is_empty() {
        let _ = writeln!(out, "{bold}Options{reset}");
        for RuleOption { name, meaning, kind, default } in options {
            let default = if default.is_null() { "unset".to_owned() } else { default.to_string() };
            let _ = writeln!(out, "    {name} ({kind}; {default} by default): {meaning}");
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{bold}Source{reset}\n    {}", rule.source);
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

fn options_of(rule: &Rule) -> Vec<serde_json::Value> {
    let option = |RuleOption { name, meaning, kind, default }| value!({ "name": name, "type": kind, "default": default, "meaning": meaning });
    rule.options().into_iter().map(option).collect()
}

/// What to say of a name that no rule bears.
pub(crate) fn unknown_rule(name: &str) -> String {
    let rules = all_rules();
    let by_end = rules.iter().map(|rule| rule.name).find(|rule| rule.ends_with(&format!("/{name}")));
    let near = by_end.or_else(|| nearest_word(name, rules.iter().map(|rule| rule.name)));
    let hint = near.map_or_else(
        || "`securegate rules` lists them all".to_owned(),
        |rule| format!("did you mean `{rule}`?"),
    );
    format!("there is no rule `{name}`; {hint}")
}

/// `securegate rules`.
pub(crate) fn rules(arguments: &ListArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    let rules = all_rules();
    let out = match arguments.format {
        Format::Json => {
            let list: Vec<_> = rules
                .iter()
                .map(|rule| {
                    value!({
                        "name": rule.name, "severity": rule.severity.name(), "summary": rule.summary,
                        "why": rule.why, "bad": rule.bad, "good": rule.good, "source": rule.source,
                        "fix": rule.fix, "options": options_of(rule),
                    })
                })
                .collect();
            pretty(&value!(list))
        }
        Format::Text => {
            let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
            let (bold, reset) = if text_options(color).color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
            let mut out = String::new();
            for rule in rules {
                let severity = rule.severity.name();
                let _ = writeln!(out, "{bold}{:width$}{reset}  {severity:7}  {}", rule.name, rule.summary);
            }
            out
        }
    };
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// `securegate operations`.
pub(crate) fn operations(arguments: &OperationsArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    let document = contract::document(&arguments.spec, color)?;
    let out = match arguments.format {
        Format::Json => {
            let list: Vec<_> = document
                .operations()
                .iter()
                .map(|operation| {
                    let bodies: Vec<_> = targets(&document, operation)
                        .iter()
                        .map(openapi_validator::Target::describe)
                        .collect();
                    value!({
                        "id": operation.id, "method": operation.method, "path": operation.path,
                        "summary": operation.summary, "bodies": bodies,
                    })
                })
                .collect();
            pretty(&value!(list))
        }
        Format::Text => {
            let operations = document.operations();
            let width = operations.iter().map(|operation| operation.id.chars().count()).max().unwrap_or(0);
            let mut out = String::new();
            for operation in operations {
                let line = format!(
                    "{:width$}  {:6} {}  {}",
                    operation.id, operation.method, operation.path, operation.summary
                );
                let _ = writeln!(out, "{}", openapi_source::escape_controls(line.trim_end()));
            }
            out
        }
    };
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// JSON over several lines.
pub(crate) fn pretty(value: &serde_json::Value) -> String {
    terminal_safe(&format!("{value:#}\n"))
}
