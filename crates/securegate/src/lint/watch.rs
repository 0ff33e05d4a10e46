//! `securegate lint --watch`: lints again whenever something that counts changes.
//!
//! Changes are looked for by size and time of the files, which sees what editors do that save by renaming, works on
//! network drives and in containers, and needs nothing of the system that could run out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crate::cli::{ColorWhen, LintArgs};
use crate::config::{self, Finder, Given, effective};
use crate::output::{Failure, complain, note, print};
use crate::paths::{Excluded, expand};

/// How often to look.
const PERIOD: Duration = Duration::from_millis(200);

/// How long nothing must have changed before it is linted again: who saves many files saves them one after another.
const QUIET: Duration = Duration::from_millis(100);

/// Looking must not take more than this share of the time.
const SHARE: u32 = 10;

/// The most files beside a document that are watched with it, since it may refer to them.
const MAX_BESIDE: usize = 1000;

/// Lints over and over, until it is interrupted; then with the exit code of the last time.
///
/// # Errors
/// There is nothing that can be watched, or standard output can't be written. What else goes wrong is said, and may be
/// right the next time.
pub(super) fn watch(
    arguments: &LintArgs,
    given: Given,
    color: ColorWhen,
    once: impl Fn() -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure> {
    if arguments.files.iter().any(|file| file == "-") {
        return Err(Failure::Usage("standard input can't be watched; name files or folders".to_owned()));
    }
    let interrupted =
        interruption().map_err(|error| Failure::Usage(format!("--watch can't be ended: {error}")))?;
    loop {
        // Before, so that what changes meanwhile is seen.
        let seen = Seen::now(arguments, given);
        if io::stdout().is_terminal() {
            print("\u{1b}[2J\u{1b}[3J\u{1b}[H")?;
        }
        let code = match once() {
            Ok(code) => code,
            Err(failure @ (Failure::ClosedPipe | Failure::Write(_))) => return Err(failure),
            Err(failure) => {
                complain(&failure, color);
                ExitCode::from(2)
            }
        };
        note("watching for changes; Ctrl-C ends");
        let mut period = PERIOD;
        loop {
            if wait(period, &interrupted) {
                return Ok(code);
            }
            let start = Instant::now();
            let mut now = Seen::now(arguments, given);
            period = PERIOD.max(start.elapsed() * SHARE);
            if now == seen {
                continue;
            }
            loop {
                if wait(QUIET, &interrupted) {
                    return Ok(code);
                }
                let later = Seen::now(arguments, given);
                if later == now {
                    break;
                }
                now = later;
            }
            break;
        }
    }
}

/// Set once the user wants to end. The second time the program is ended wherever it is.
fn interruption() -> io::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register_conditional_shutdown(signal_hook::consts::SIGINT, 130, Arc::clone(&flag))?;
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&flag))?;
    Ok(flag)
}

/// Waits; true as soon as the user wants to end.
fn wait(time: Duration, interrupted: &AtomicBool) -> bool {
    let end = Instant::now() + time;
    loop {
        if interrupted.load(Ordering::Relaxed) {
            return true;
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        std::thread::sleep(left.min(Duration::from_millis(50)));
    }
}

/// Every file that counts, with its size and time if it is there.
#[derive(Debug, PartialEq, Eq)]
struct Seen(BTreeMap<PathBuf, Option<(u64, Option<SystemTime>)>>);

impl Seen {
    fn now(arguments: &LintArgs, given: Given) -> Self {
        let state = |path: PathBuf| {
            let state = fs::metadata(&path).ok().map(|found| (found.len(), found.modified().ok()));
            (path, state)
        };
        Self(watched(arguments, given).into_iter().map(state).collect())
    }
}

/// The inputs, the configurations that are or could be about them, the documents and the baselines.
fn watched(arguments: &LintArgs, given: Given) -> BTreeSet<PathBuf> {
    let excluded = Excluded::new(&arguments.exclude);
    // A folder that is gone, or a pattern that nothing fits, may be there again soon.
    let files = excluded.and_then(|excluded| expand(&arguments.files, &excluded));
    let files = files.unwrap_or_else(|_| arguments.files.clone());
    let mut paths: BTreeSet<PathBuf> = files.iter().map(PathBuf::from).collect();
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    for file in &files {
        let path = std::path::absolute(file).unwrap_or_else(|_| PathBuf::from(file));
        for folder in path.ancestors().skip(1) {
            if !folders.insert(folder.to_owned()) {
                break;
            }
        }
    }
    if !arguments.config.no_config {
        paths.extend(arguments.config.config.clone());
        paths.extend(folders.iter().map(|folder| folder.join(config::NAME)));
    }
    if let Some(schema) = &arguments.schema {
        paths.extend(with_those_beside(Path::new(schema.split('#').next().unwrap_or(schema))));
    }
    let mut finder = Finder::new(arguments.config.lookup());
    let mut documents = BTreeSet::new();
    for file in &files {
        let Ok(loaded) = finder.find(file) else { continue };
        let effective = effective(arguments, given, loaded.as_deref(), file);
        documents.extend(effective.spec.value);
        paths.extend(effective.baseline.value.map(PathBuf::from));
    }
    for document in documents {
        paths.extend(with_those_beside(Path::new(&document)));
    }
    paths
}

/// A document, and the files beside it to which it may refer.
fn with_those_beside(document: &Path) -> Vec<PathBuf> {
    let folder = document.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_document = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ["json", "yaml", "yml"].iter().any(|known| ending == *known))
    };
    let beside = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    beside.filter(is_document).take(MAX_BESIDE).chain([document.to_owned()]).collect()
}
