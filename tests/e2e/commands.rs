//! The commands beside `lint`, and what all share.

use securegate_tests::{root, run};

#[test]
fn every_rule_is_listed_and_explained() {
    let rules = run(root(), ["rules", "--format", "json"]).json();
    let rules = rules.as_array().expect("a list");
    assert!(rules.len() > 50, "{} rules", rules.len());
    for rule in rules {
        let name = rule["name"].as_str().expect("a name");
        let explained = run(root(), ["explain", name]);
        assert_eq!(explained.code, 0);
        assert!(explained.stdout.starts_with(name));
        // The pages are made of the same texts, by a list of rules that could lack some.
        assert!(root().join(format!("docs/rules/{name}.md")).is_file(), "{name} has no page");
    }
}
