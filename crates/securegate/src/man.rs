//! `securegate man`: manual pages, made of the same definition as `--help`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use crate::cli::Cli;
use crate::output::{Failure, print};
use crate::save;

/// Which pages, and where they go.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  securegate man | man -l -                       read the page of the program
  securegate man lint | man -l -                  read that of a command
  securegate man --out ~/.local/share/man/man1    install them all")]
pub(crate) struct ManArgs {
    /// The command that the page is about; default: the program.
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Option<String>,

    /// Write all pages to this folder, in place of printing one.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &ManArgs) -> Result<ExitCode, Failure> {
    let mut program = Cli::command();
    program.build();
    if let Some(folder) = &arguments.out {
        write_all(&program, folder)?;
        return Ok(ExitCode::SUCCESS);
    }
    let page = match &arguments.command {
        None => page(&program),
        Some(name) => {
            let found = subcommands(&program).find(|command| command.get_name() == name);
            page(found.ok_or_else(|| unknown(&program, name))?)
        }
    };
    let page = page.map_err(Failure::Write)?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(ExitCode::SUCCESS)
}

/// The commands that have a page.
fn subcommands(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help")
}

fn unknown(program: &Command, name: &str) -> Failure {
    let names: Vec<_> = subcommands(program).map(Command::get_name).collect();
    Failure::Usage(format!("there is no command `{name}`; there are {}", names.join(", ")))
}

/// The page of a command, in roff.
fn page(command: &Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let name = page_name(command);
    let source = concat!("securegate ", env!("CARGO_PKG_VERSION"));
    Man::new(command.clone().display_name(&name)).title(name).source(source).render(&mut page)?;
    Ok(page)
}

/// `securegate-lint`, as `man` looks for it.
fn page_name(command: &Command) -> String {
    let own = command.get_name();
    if own == "securegate" { own.to_owned() } else { format!("securegate-{own}") }
}

fn write_all(program: &Command, folder: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, source| Failure::WriteFile { file: path.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for command in std::iter::once(program).chain(subcommands(program)) {
        let path = folder.join(format!("{}.1", page_name(command)));
        page(command).and_then(|page| save::write(&path, &page)).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Cli::command();
        program.build();
        write_all(&program, folder.path()).unwrap();
        let lint = std::fs::read_to_string(folder.path().join("securegate-lint.1")).unwrap();
        assert!(lint.starts_with(".ie") && lint.contains("securegate\\-lint"), "{lint}");
        assert!(lint.contains("max\\-findings"), "{lint}");
        assert!(lint.contains(".TH securegate-lint 1  \"securegate "), "{lint}");
        let pages = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(pages, 1 + subcommands(&program).count());
        assert!(pages > 5);
    }
}
