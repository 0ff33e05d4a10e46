//! Looks at payloads with the rules, and writes down what they say.

#![allow(dead_code, reason = "each test uses some of it")]

use std::collections::BTreeMap;
use std::fmt::Write;

use openapi_findings::{Finding, Fix, Rule};
use openapi_source::{Limits, parse_json};
use securegate_rules::{Found, Memory, Payload, RULES, RuleSet};
use serde_json::Value;

/// What each group of rules looks at.
pub(crate) fn payloads(group: &str) -> &'static [Payload] {
    match group {
        "invite" => &[Payload::Guests],
        "answer" => &[Payload::Invites, Payload::NewInvites],
        _ => &[
            Payload::NewEvent,
            Payload::Event,
            Payload::DeletedEvent,
            Payload::EventWithStats,
            Payload::EventsByStatus,
        ],
    }
}

/// All rules, with options under which the one in question finds something in a small payload.
pub(crate) fn set_for(rule: &Rule, payload: Payload) -> RuleSet {
    let options = match rule.name {
        "invite/same-name" => serde_json::json!({"enabled": true}),
        "invite/batch-size" => serde_json::json!({"max": 3}),
        _ => return defaults(payload),
    };
    let options = BTreeMap::from([(rule.name.to_owned(), options)]);
    RuleSet::new(payload, &options, &|_| true).expect("good options")
}

/// All rules as they are by default.
pub(crate) fn defaults(payload: Payload) -> RuleSet {
    RuleSet::new(payload, &BTreeMap::new(), &|_| true).expect("no options")
}

/// What the rules say of a payload.
pub(crate) fn look(set: &RuleSet, text: &str) -> Vec<Finding> {
    let parsed = parse_json("payload.json", text.as_bytes(), &Limits::default());
    assert!(parsed.faults.is_empty(), "{text}: {:?}", parsed.faults);
    let mut found = Found::new();
    set.look_at_tree(&parsed.tree.expect("JSON"), None, &mut found);
    Memory::new().admit(&mut found);
    found.findings
}

/// What they say under the first payload of the rule's group of which that rule says anything.
pub(crate) fn look_for(rule: &Rule, text: &str) -> Option<Vec<Finding>> {
    payloads(rule.group())
        .iter()
        .map(|payload| look(&set_for(rule, *payload), text))
        .find(|findings| findings.iter().any(|finding| finding.rule == rule.name))
}

/// The text with a fix applied.
pub(crate) fn fixed(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut out = text.to_owned();
    for edit in edits {
        out.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    out
}

/// Findings as a person reads them.
pub(crate) fn shown(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let pointer = finding.place.pointer.as_ref().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(
            out,
            "{} {} at {pointer}: {}",
            finding.severity.name(),
            finding.rule,
            finding.message.shown()
        );
        let _ = writeln!(out, "    help: {}", finding.help.shown());
        for related in &finding.related {
            let start = related.place.start();
            let _ = writeln!(out, "    {}:{}: {}", start.line, start.column, related.message.shown());
        }
        if let Some(fix) = &finding.fix {
            let _ = writeln!(out, "    fix ({:?}): {}", fix.safety, fix.message.shown());
        }
    }
    out
}

/// The rule of that name.
pub(crate) fn rule(name: &str) -> &'static Rule {
    RULES.iter().copied().find(|rule| rule.name == name).unwrap_or_else(|| panic!("there is no rule {name}"))
}

/// A guest in whom nothing is wrong, with some members changed.
pub(crate) fn guest(changes: &Value) -> Value {
    let mut guest = serde_json::json!({
        "first_name": "Ada", "last_name": "Okafor", "email": "ada@okafor.net", "country_code": "44",
        "mobile_number": "7400123456", "authentication_method": "QR Code",
    });
    for (name, value) in changes.as_object().expect("an object") {
        guest[name] = value.clone();
    }
    guest
}
