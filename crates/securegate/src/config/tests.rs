//! What configurations say, and what is said of those that mean nothing.

use std::path::{Path, PathBuf};

use clap::Parser;
use openapi_findings::Severity;
use serde_json::json;

use super::effective::Origin;
use super::{Given, Level, Loaded, effective};
use crate::cli::{Cli, Command, DirectionArg, LintArgs};
use crate::reports::ReportFormat;

fn loaded(text: &str) -> Result<Loaded, String> {
    let folder = PathBuf::from("/guests");
    Loaded::new("securegate.toml".to_owned(), folder, text.to_owned()).map_err(|failure| failure.to_string())
}

fn arguments(more: &[&str]) -> LintArgs {
    let words = ["securegate", "lint", "a.json"].iter().chain(more);
    match Cli::try_parse_from(words).expect("they parse").command {
        Command::Lint(arguments) => *arguments,
        _ => unreachable!(),
    }
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    let message = loaded(text).expect_err("it means nothing");
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn what_means_nothing_is_named_with_its_place() {
    refused(
        "slect = []",
        "securegate.toml:1:1: there is no key `slect` here; did you mean `select`? There is: ",
    );
    refused("\n[severity]\ncontract = \"warn\"", "securegate.toml:3:12: there is no word `warn` here");
    refused(
        "select = \"contract\"",
        "securegate.toml:1:10: invalid type: string \"contract\", expected a sequence",
    );
    refused(
        "select = [\n  'json',\n  'contract/enm',\n]",
        "securegate.toml:3:3: there is no rule `contract/enm`; did you mean `contract/enum`?",
    );
    refused("[severity]\n'contract/enm' = 'off'", "securegate.toml:2:1: there is no rule `contract/enm`");
    refused(
        "[rules.'invite/batch-size']\nmx = 3",
        "securegate.toml:1:8: `invite/batch-size` has no option `mx`",
    );
    refused("[rules.'invite/batch-size']\nmax = 'many'", "securegate.toml:1:8: ");
    refused("[[per-file]]\nselect = ['json']", "securegate.toml:1:1: ");
    refused("[[per-file]]\nfiles = []", "securegate.toml:2:9: `files` names none");
    refused("[[per-file]]\nfiles = ['*']\nignore = ['x']", "securegate.toml:3:11: there is no rule `x`");
    refused("[[per-file]]\nfiles = ['a[']", "securegate.toml:2:1: the pattern `a[` can't be used");
    refused("[[suppress]]\nrule = 'json/sintax'\nreason = 'x'", "securegate.toml:2:1: there is no rule");
    refused("format = 'xml'", "securegate.toml:1:10: there is no word `xml` here");
    refused("a = ", "securegate.toml:1:");
    let message = loaded("# x\nslect\t= 1").expect_err("it means nothing");
    assert!(message.contains("\n  | slect = 1\n  | ^^^^^"), "{message}");
}

#[test]
fn an_empty_one_changes_nothing() {
    let loaded = loaded("").expect("it reads");
    let given = Given::default();
    let (with, without) = (
        effective(&arguments(&[]), given, Some(&loaded), "/guests/a.json"),
        effective(&arguments(&[]), given, None, "/guests/a.json"),
    );
    assert!(with.needs_the_same(&without));
    assert_eq!(with.format.value, ReportFormat::Text);
    assert!(with.levels().is_empty());
}

const FULL: &str = r#"
spec = "api.yaml"
select = ["contract", "json"]
ignore = ["contract/format"]
format = "json"
deny-warnings = true
baseline = "known.json"
exclude = ["old", "*.bak.json"]

[severity]
json = "warning"
"contract/enum" = "info"

[rules."invite/batch-size"]
max = 500

[[per-file]]
files = ["saved/**"]
op = "get_invites"
direction = "response"
select = ["contract"]

[[per-file]]
files = ["saved/new-*.json"]
ignore = []
severity = { "contract/enum" = "error" }
"#;

#[test]
fn the_command_line_wins_then_the_last_part_then_the_file() {
    let loaded = loaded(FULL).expect("it reads");
    let given = Given::default();
    let plain = effective(&arguments(&[]), given, Some(&loaded), "/guests/a.json");
    assert_eq!(plain.spec.value.as_deref(), Some("/guests/api.yaml"));
    assert_eq!(plain.spec.origin, Origin::File("securegate.toml:2".to_owned()));
    assert_eq!(plain.select.value, ["contract", "json"]);
    assert_eq!((plain.op.value.as_deref(), plain.direction.value), (None, None));
    assert_eq!(plain.baseline.value.as_deref(), Some("/guests/known.json"));
    assert_eq!((plain.format.value, plain.deny_warnings.value), (ReportFormat::Json, true));
    assert_eq!(plain.rule_options()["invite/batch-size"], json!({"max": 500}));
    assert_eq!(plain.levels()["contract/enum"], Level::Info);

    let saved = effective(&arguments(&[]), given, Some(&loaded), "/guests/saved/b/new-1.json");
    assert_eq!(saved.op.value.as_deref(), Some("get_invites"));
    assert_eq!(saved.direction.value, Some(DirectionArg::Response));
    assert_eq!(saved.select.value, ["contract"]);
    assert_eq!(saved.ignore.value, ["contract/format"], "the second pattern is of the folder itself");
    let newer = effective(&arguments(&[]), given, Some(&loaded), "/guests/saved/new-1.json");
    assert_eq!((newer.ignore.value.len(), newer.levels()["contract/enum"]), (0, Level::Error));
    assert!(!newer.needs_the_same(&plain));

    let asked =
        arguments(&["--select=json", "--ignore=json/depth", "--spec=b.yaml", "--op=x", "--format=text"]);
    let asked = effective(&asked, Given { format: true }, Some(&loaded), "/guests/saved/new-1.json");
    assert_eq!(asked.select.value, ["json"]);
    assert_eq!(asked.ignore.value, ["json/depth"]);
    assert_eq!(asked.spec.value.as_deref(), Some("b.yaml"));
    assert_eq!(asked.op.value.as_deref(), Some("x"));
    assert_eq!((asked.format.value, asked.format.origin), (ReportFormat::Text, Origin::CommandLine));
    let by_schema =
        effective(&arguments(&["--schema=s.json"]), given, Some(&loaded), "/guests/saved/new-1.json");
    assert_eq!((by_schema.spec.value, by_schema.op.value), (None, None));
}

#[test]
fn excluded_are_files_and_all_in_a_folder() {
    let loaded = loaded(FULL).expect("it reads");
    assert!(loaded.excludes("/guests/old/x/y.json"));
    assert!(loaded.excludes("/guests/a/b.bak.json"));
    assert!(!loaded.excludes("/guests/older/y.json"));
    assert!(!loaded.excludes("/other/b.json"));
    assert_eq!(Level::Off.severity(), None);
    assert_eq!(Level::Error.severity(), Some(Severity::Error));
    assert!(Path::new(&loaded.name).ends_with("securegate.toml"));
}

#[test]
fn every_example_of_the_documentation_is_read() {
    let page = include_str!("../../../../docs/configuration.md");
    let examples: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(examples.len() >= 5, "{}", examples.len());
    for example in examples {
        loaded(example).unwrap_or_else(|message| panic!("{message}\nin\n{example}"));
    }
    // Every key is told about.
    let schema = schemars::schema_for!(super::Config);
    let keys = schema.get("properties").and_then(|keys| keys.as_object()).expect("an object");
    for key in keys.keys() {
        assert!(page.contains(&format!("`{key}`")), "the page does not tell about `{key}`");
    }
}
