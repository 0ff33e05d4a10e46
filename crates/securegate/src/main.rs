//! `securegate`: lints payloads of the Securegate API, or of any OpenAPI document, before they are sent.
//!
//! Exit codes: 0 nothing of severity error found; 1 something was; 2 wrong usage, a file that could not be
//! read, or something that could not be checked.

mod accepted;
mod choice;
mod cli;
mod config;
mod contract;
mod convert;
mod diff;
mod format;
mod generate;
mod input;
mod lint;
mod lookup;
mod man;
mod output;
mod paths;
mod progress;
mod reports;
mod save;
mod table_options;

use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches};

use crate::cli::{Cli, Command};
use crate::config::Given;
use crate::output::{Failure, print};

fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let format = matches.subcommand().and_then(|(name, matches)| {
        matches!(name, "lint" | "config").then(|| matches.value_source("format")).flatten()
    });
    let given = Given { format: format == Some(ValueSource::CommandLine) };
    let color = cli.color;
    let done = match cli.command {
        Command::Lint(arguments) => lint::run(&arguments, given, color),
        Command::Convert(arguments) => convert::run(&arguments, color),
        Command::Config(arguments) => config::show(&arguments, given),
        Command::ConfigSchema => config::schema(),
        Command::Explain(arguments) => lookup::explain(&arguments, color),
        Command::Rules(arguments) => lookup::rules(&arguments, color),
        Command::Operations(arguments) => lookup::operations(&arguments, color),
        Command::Generate(arguments) => generate::run(&arguments, color),
        Command::Document => print(contract::BUILT_IN_TEXT).map(|()| ExitCode::SUCCESS),
        Command::ReportSchema(arguments) => reports::schema(&arguments),
        Command::Man(arguments) => man::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "securegate", &mut script);
            print(&String::from_utf8_lossy(&script)).map(|()| ExitCode::SUCCESS)
        }
    };
    match done {
        Ok(code) => code,
        Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&failure, color);
            ExitCode::from(2)
        }
    }
}
