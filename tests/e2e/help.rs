//! The help texts, at a fixed width.

use std::process::{Command, Stdio};

use securegate_tests::binary;

#[track_caller]
fn check(name: &str, arguments: &[&str]) {
    let output = Command::new(binary())
        .args(arguments)
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn of_the_command() {
    check("help", &["--help"]);
}

#[test]
fn of_lint() {
    check("help-lint", &["lint", "--help"]);
}

#[test]
fn of_convert() {
    check("help-convert", &["convert", "--help"]);
}
