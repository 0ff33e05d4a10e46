//! The project's own chores: `cargo xtask --help`.

mod bench;
mod browser;
mod ci;
mod codegen;
mod corpus;
mod dist;
mod fetch;
mod new_rule;
mod rule_pages;
#[path = "../../openapi/settings.rs"]
mod settings;
mod tidy;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own chores.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Renew what is generated and committed: snapshots, the lowered document, the loss report, the pages of the rules.
    Codegen {
        /// Write nothing; fail if a file is stale, and say why.
        #[arg(long)]
        check: bool,
    },
    /// Generate and compile bindings of real OpenAPI documents, and print the figures; takes a while.
    ///
    /// Public test data, which is never committed, is fetched into `target/corpus` first: documents, and the
    /// JSON Schema Test Suite, which a test of `openapi-validator` runs where it is there.
    Corpus {
        /// Folders with documents, in place of those that are fetched.
        folders: Vec<PathBuf>,
        /// Only fetch the test data.
        #[arg(long, conflicts_with_all = ["folders", "write"])]
        fetch: bool,
        /// Renew `docs/coverage.md`.
        #[arg(long)]
        write: bool,
    },
    #[command(hide = true)]
    CorpusOne { document: PathBuf, out: PathBuf },
    /// Open HTML reports in an installed Chromium and use them; `CHROMIUM` names another than the usual ones.
    Browser,
    /// Write `securegate-models` and `securegate-client` pre-generated into `target/dist`, ready to publish.
    Dist,
    /// Write the frame of a new rule of `securegate-rules`: its source, its line in the table, its fixtures.
    NewRule {
        /// `GROUP/NAME`, such as `invite/stray-space`.
        name: String,
    },
    /// Check what no compiler checks: crate arrows, file headers, paths named in documents.
    Tidy,
    /// Measure against named peers, as ratios in one run; takes some minutes.
    Bench {
        /// Leave the tables and the plots in `docs/`.
        #[arg(long)]
        write: bool,
        /// A folder of OpenAPI documents, of which a few schemas are measured too.
        #[arg(long)]
        documents: Option<PathBuf>,
    },
    /// Run the whole gate: format, lints, tests, documentation, generated files, tidiness.
    Ci,
}

fn main() -> ExitCode {
    if let Some(code) = corpus::run_measured_compiler() {
        return code;
    }
    let done = match Arguments::parse().task {
        Task::Codegen { check } => codegen::run(check),
        Task::Corpus { fetch: true, .. } => fetch::run().map(|_| ()),
        Task::Corpus { folders, write, .. } => corpus::run(folders, write),
        Task::CorpusOne { document, out } => corpus::one(&document, &out),
        Task::Browser => browser::run().and_then(|checked| {
            if checked { Ok(()) } else { Err("there is no browser to check with".to_owned()) }
        }),
        Task::Dist => dist::run(),
        Task::NewRule { name } => new_rule::run(&name),
        Task::Tidy => tidy::run(),
        Task::Bench { write, documents } => bench::run(write, documents.as_deref()),
        Task::Ci => ci::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            workspace::say(&format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}
