//! The project's own chores: `cargo xtask --help`.

mod ci;
mod codegen;
mod corpus;
mod tidy;
mod workspace;

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
    /// Renew what is generated and committed: snapshots, the lowered document, the loss report.
    Codegen {
        /// Write nothing; fail if a file is stale, and say why.
        #[arg(long)]
        check: bool,
    },
    /// Fetch the public test data into `target/corpus`; it is never committed.
    Corpus,
    /// Check what no compiler checks: crate arrows, file headers, paths named in documents.
    Tidy,
    /// Run the whole gate: format, lints, tests, documentation, generated files, tidiness.
    Ci,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Codegen { check } => codegen::run(check),
        Task::Corpus => corpus::run(),
        Task::Tidy => tidy::run(),
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
