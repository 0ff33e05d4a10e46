//! The arguments.

use clap::{Args, Parser, Subcommand, ValueEnum};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::accepted::BaselineArgs;
use crate::config::Lookup;
use crate::convert::ConvertArgs;
use crate::format::InputFormat;
use crate::man::ManArgs;
use crate::reports::{ReportArgs, SchemaArgs};
use crate::table_options::TableArgs;

/// Lints payloads of the Securegate API, or of any OpenAPI document, before they are sent.
#[derive(Debug, Parser)]
#[command(
    name = "securegate",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 nothing of severity error; 1 errors found (with --deny-warnings also warnings); \
                  2 wrong usage, an unreadable file, or something that could not be checked."
)]
pub(crate) struct Cli {
    /// When to colour; `auto` honours `NO_COLOR` and pipes.
    #[arg(long, global = true, value_enum, default_value_t = ColorWhen::Auto, value_name = "WHEN")]
    pub(crate) color: ColorWhen,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check payloads against the API's contract.
    Lint(Box<LintArgs>),
    /// Write the good records of guest lists as bodies of Create Invites, and the others apart.
    Convert(ConvertArgs),
    /// Say what a rule finds, why it matters and how to mend it.
    Explain(ExplainArgs),
    /// Say what is in force for files, and whether the command line or which line of `securegate.toml` says so.
    Config(Box<LintArgs>),
    /// Print the JSON Schema of `securegate.toml`.
    ConfigSchema,
    /// List all rules.
    Rules(ListArgs),
    /// List the operations of a document, with what their bodies are.
    Operations(OperationsArgs),
    /// Write Rust crates with the types and a client of a document (needs the feature `generate`).
    Generate(GenerateArgs),
    /// Print the built-in OpenAPI document of the Securegate API.
    Document,
    /// Print the JSON Schema of the reports that `--format json` or `--format ndjson` prints.
    ReportSchema(SchemaArgs),
    /// Print a manual page, or write all of them.
    Man(ManArgs),
    /// Print a completion script for a shell.
    #[command(after_help = "Example:\n  securegate completions bash > /etc/bash_completion.d/securegate")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  securegate lint guests.json                     a Create Invites body, a list of invites or one invite
  securegate lint saved.json --op get_invites     a saved response
  securegate lint guests.ndjson                   one invite a line, however many
  securegate lint guests.csv --fix                a table, mended where that is safe
  securegate lint lists 'archive/2026-*.yaml'     a folder, and what fits a pattern
  curl ... | securegate lint - --format json      standard input, report for a program
  securegate lint body.json --spec api.yaml --op createPet --direction request
  securegate lint config.json --schema config.schema.json#/$defs/server

Without --op the payload's shape decides what it is checked as, and the output says so.
Exit codes: 0 nothing of severity error; 1 errors found; 2 something could not be read or checked.")]
pub(crate) struct LintArgs {
    /// Files, folders, or glob patterns in quotes; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,

    /// The notation of the payloads; default: by the file's name, else by how it starts.
    #[arg(long, value_enum, value_name = "NOTATION")]
    pub(crate) input: Option<InputFormat>,

    /// Take each line as a payload of its own: short for `--input ndjson`.
    #[arg(long, conflicts_with = "input")]
    pub(crate) lines: bool,

    /// Leave files and folders that fit these patterns out of folders and patterns.
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) exclude: Vec<String>,

    #[command(flatten)]
    pub(crate) spec: SpecArgs,

    /// Check as a body of this operation (see `securegate operations`).
    #[arg(long, value_name = "ID")]
    pub(crate) op: Option<String>,

    /// Check as a request or as a response.
    #[arg(long, value_enum, value_name = "DIRECTION")]
    pub(crate) direction: Option<DirectionArg>,

    /// Check as the response with this status code.
    #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u16).range(100..=599))]
    pub(crate) status: Option<u16>,

    /// Check against a plain JSON Schema, optionally a part of it by JSON Pointer.
    #[arg(long, value_name = "FILE[#/pointer]", conflicts_with_all = ["document", "op", "direction", "status"])]
    pub(crate) schema: Option<String>,

    /// Keep only findings of these rules or groups, such as `contract` or `json/syntax`.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Drop findings of these rules or groups.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Lint again whenever an input, the configuration, the document or the baseline changes.
    #[arg(long)]
    pub(crate) watch: bool,

    /// Exit with 1 on warnings too.
    #[arg(long)]
    pub(crate) deny_warnings: bool,

    /// The most findings to list, 0 for all; all are counted.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) max_findings: usize,

    // Those with a heading come last: it stands over all that follows.
    #[command(flatten)]
    pub(crate) tables: TableArgs,

    #[command(flatten)]
    pub(crate) reports: ReportArgs,

    #[command(flatten)]
    pub(crate) fixes: FixArgs,

    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// Which `securegate.toml` to use.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct ConfigArgs {
    /// Use this configuration; default: the `securegate.toml` that is nearest in each file's folder or above it.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<std::path::PathBuf>,

    /// Use no configuration.
    #[arg(long, alias = "isolated", conflicts_with = "config")]
    pub(crate) no_config: bool,
}

impl ConfigArgs {
    pub(crate) fn lookup(&self) -> Lookup {
        match (&self.config, self.no_config) {
            (Some(path), _) => Lookup::Named(path.clone()),
            (None, true) => Lookup::Isolated,
            (None, false) => Lookup::Nearest,
        }
    }
}

/// What to do with fixes.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Fixes")]
pub(crate) struct FixArgs {
    /// Fix what can be fixed without changing what is meant, and report the rest. Standard input is written, fixed, to
    /// standard output, and the report to standard error.
    #[arg(long)]
    pub(crate) fix: bool,

    /// With `--fix` or `--diff`: also fix by guesses, which a person should look at.
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,

    /// Show what `--fix` would change, and change nothing; exit with 1 if that is anything.
    #[arg(long, conflicts_with = "fix")]
    pub(crate) diff: bool,
}

/// Which document.
#[derive(Debug, Clone, Args)]
pub(crate) struct SpecArgs {
    /// The OpenAPI document, 3.0 or 3.1, JSON or YAML; default: the built-in one of the Securegate API.
    #[arg(long = "spec", value_name = "DOC")]
    pub(crate) document: Option<String>,

    /// Which other files the references of the document or schema may lead to; never anything of the network.
    #[arg(long, value_enum, default_value_t = Refs::Folder, value_name = "WHICH")]
    pub(crate) refs: Refs,
}

/// Which other files are a part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Refs {
    /// Files in its folder and below it.
    Folder,
    /// No other than the one that is named.
    None,
}

/// Which way a body goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DirectionArg {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// How to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  securegate explain contract/enum")]
pub(crate) struct ExplainArgs {
    /// The rule's name.
    pub(crate) rule: String,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// How to list.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct OperationsArgs {
    #[command(flatten)]
    pub(crate) spec: SpecArgs,

    /// How to list.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  securegate generate --spec shop.yaml --out crates          crates/shop-models and crates/shop-client
  securegate generate --spec shop.yaml --out crates --check  are they stale, and why?

Only a program built with the feature `generate` has the generator:
  cargo install --path crates/securegate --features generate

Exit codes: 0 written or up to date; 1 stale (--check); 2 nothing was written, and why.")]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) spec: SpecArgs,

    /// The folder that the crates' folders stand in.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: std::path::PathBuf,

    /// The crates are NAME-models and NAME-client; default: made from the document's title.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Write nothing; say which files are stale, and why.
    #[arg(long)]
    pub(crate) check: bool,

    /// Overwrite also what was edited by hand or written by someone else.
    #[arg(long, conflicts_with = "check")]
    pub(crate) force: bool,
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }
}
