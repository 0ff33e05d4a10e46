//! Requests and responses against documents: tables of small cases.

mod bodies;
mod directions;
mod files;
mod forms;
mod headers;
mod hostile;
mod parameters;
mod securegate;
mod security;
mod styles;
mod support;
mod verdicts;

#[test]
fn every_rule_is_seen_by_some_test() {
    let tests = [
        include_str!("bodies.rs"),
        include_str!("directions.rs"),
        include_str!("forms.rs"),
        include_str!("headers.rs"),
        include_str!("parameters.rs"),
        include_str!("security.rs"),
        include_str!("styles.rs"),
        include_str!("verdicts/messages.rs"),
    ];
    for rule in openapi_validator::HTTP_RULES {
        assert!(tests.iter().any(|test| test.contains(&format!(" {} | ", rule.name))), "{}", rule.name);
    }
}
