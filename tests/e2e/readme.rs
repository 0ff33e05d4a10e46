//! What the README shows is what the command prints.

use securegate_tests::{root, run};

#[test]
fn the_session_in_the_readme_is_real() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let shown = shown.expect("a session").trim_end();
    let run = run(root(), ["lint", "samples/guests.json"]);
    assert_eq!(run.code, 1);
    for block in shown.split("\n\n") {
        assert!(run.stdout.contains(block), "the README shows\n{block}\nbut it prints\n{}", run.stdout);
    }
}
