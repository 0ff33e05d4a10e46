//! What someone decided to live with: suppressions and the baseline.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use openapi_findings::{Baseline, Date, Place, Suppress, Triage};
use openapi_source::escape_controls;

use crate::lookup::all_rules;
use crate::output::{Failure, note};
use crate::save;

/// Where the baseline is written to if no other file is named.
const BASELINE: &str = "securegate-baseline.json";

/// Which findings are known.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Known findings")]
pub(crate) struct BaselineArgs {
    /// Leave out the findings that this baseline knows, and show what is new; it is written by --write-baseline.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write all findings to the baseline, `securegate-baseline.json` or what --baseline names, as known.
    #[arg(long, conflicts_with = "diff")]
    pub(crate) write_baseline: bool,
}

impl BaselineArgs {
    fn path(&self) -> Option<&Path> {
        let default = self.write_baseline.then_some(Path::new(BASELINE));
        self.baseline.as_deref().or(default)
    }

    /// What judges the findings of a run, with the suppressions of a configuration, each with its place there.
    ///
    /// # Errors
    /// The baseline can't be read, or is none.
    pub(crate) fn triage(&self, suppressions: Vec<(Suppress, Place)>) -> Result<Triage, Failure> {
        let names: Vec<&str> = all_rules().iter().map(|rule| rule.name).collect();
        let triage = Triage::new(suppressions, &names, today());
        let Some(path) = self.path() else { return Ok(triage) };
        let name = path.display().to_string();
        let found = read(path)?;
        if self.write_baseline {
            // The salt stays, so that what is known still has the same name, and a diff shows what came and went.
            let baseline = match found {
                Some(old) => old.cleared(),
                None => Baseline::new(salt()?),
            };
            return Ok(triage.writing_baseline(name, baseline));
        }
        match found {
            Some(baseline) => Ok(triage.with_baseline(name, baseline)),
            None => Err(Failure::Usage(format!("there is no baseline {name}; --write-baseline writes it"))),
        }
    }

    /// Writes the baseline that a run came to.
    ///
    /// # Errors
    /// The file can't be written.
    pub(crate) fn write(&self, baseline: &Baseline) -> Result<(), Failure> {
        let path = self.path().unwrap_or(Path::new(BASELINE));
        let file = path.display().to_string();
        let text = baseline.text().map_err(|error| Failure::Write(std::io::Error::other(error)))?;
        save::write(path, text.as_bytes())
            .map_err(|source| Failure::WriteFile { file: file.clone(), source })?;
        let many = if baseline.len() == 1 { "finding" } else { "findings" };
        note(&format!("{} knows {} {many}", escape_controls(&file), baseline.len()));
        Ok(())
    }
}

/// The baseline in a file; `None` where there is no file.
fn read(path: &Path) -> Result<Option<Baseline>, Failure> {
    let name = || path.display().to_string();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Failure::Read { file: name(), source }),
    };
    let read = Baseline::read(&text);
    read.map(Some).map_err(|error| Failure::Usage(format!("{} is no baseline: {error}", name())))
}

fn salt() -> Result<[u8; 16], Failure> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| Failure::Write(std::io::Error::other(error)))?;
    Ok(salt)
}

/// The day, in universal time.
fn today() -> Date {
    // A clock before 1970 is set wrong; then no suppression has expired.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Date::of_seconds(since.as_secs())
}
