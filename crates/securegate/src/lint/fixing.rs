//! `securegate lint --fix` and `--diff`: lints, applies fixes and lints again, until nothing is left to be fixed.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::ExitCode;

use openapi_findings::fix::{Mended, mend};
use openapi_findings::{Safety, Subject};
use openapi_source::escape_controls;
use openapi_tables::{Dialect, DialectOptions};
use securegate_rules::Memory;

use super::lines::utf16;
use super::linter::Linter;
use super::settings::Settings;
use crate::cli::{ColorWhen, FixArgs};
use crate::diff;
use crate::format::InputFormat;
use crate::input::{self, Opened};
use crate::output::{Failure, note, print, print_bytes, text_options};
use crate::save;
use crate::table_options::TableOptions;

/// How many findings of an input one round looks at; the others have their turn in the next.
const FINDINGS_PER_ROUND: usize = 200_000;

/// Fixes inputs, or shows how they would be fixed.
pub(super) struct Fixing {
    allowed: Safety,
    only_shows: bool,
    color: ColorWhen,
    /// Whether standard output holds a fixed input.
    writes_to_stdout: bool,
    /// How many fixes were applied, by rule.
    fixed: BTreeMap<&'static str, u64>,
    /// How many inputs were changed.
    files: u64,
    has_failed: bool,
}

impl Fixing {
    /// `None` where nothing is to be fixed or shown.
    pub(super) fn new(arguments: FixArgs, color: ColorWhen) -> Option<Self> {
        (arguments.fix || arguments.diff).then(|| Self {
            allowed: if arguments.unsafe_fixes { Safety::Unsafe } else { Safety::Safe },
            only_shows: arguments.diff,
            color,
            writes_to_stdout: false,
            fixed: BTreeMap::new(),
            files: 0,
            has_failed: false,
        })
    }

    /// Fixes one input and lints what it is then; where changes are only shown, what it is now.
    ///
    /// # Errors
    /// It can't be read, or can't be written.
    pub(super) fn lint(
        &mut self,
        linter: &mut Linter<'_>,
        file: &str,
        told: Option<InputFormat>,
        tables: &TableOptions,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        let done = self.fix(linter, file, told, tables, settings, memory);
        self.has_failed |= done.is_err();
        done
    }

    fn fix(
        &mut self,
        linter: &mut Linter<'_>,
        file: &str,
        told: Option<InputFormat>,
        tables: &TableOptions,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        let name = input::shown_name(file);
        let before = input::read(file)?;
        let format = told
            .or_else(|| InputFormat::of_name(file))
            .unwrap_or_else(|| InputFormat::of_start(&before[..before.len().min(input::START_LEN)]));
        let mut look = |bytes: &[u8], tables: &TableOptions, settings: &Settings, memory: &mut Memory| {
            let opened = Opened::of_bytes(name, bytes.to_vec());
            linter.lint_opened(file, opened, format, tables, settings, memory)
        };
        if format == InputFormat::Xlsx {
            let subject = look(&before, tables, settings, memory)?;
            let name = escape_controls(name);
            note(&format!("{name} is a workbook, in which nothing can be fixed: save it as CSV first"));
            return Ok(subject);
        }
        // Fixes are made in UTF-8, which a table is then read as.
        let foreign = as_utf8(&before, format, tables, name)?;
        let (start, mut read_as) = (foreign.as_ref().unwrap_or(&before), tables.clone());
        if foreign.is_some() {
            read_as.dialect.encoding = None;
        }
        let Mended { mut bytes, fixed, stopped, .. } = mend(start.clone(), self.allowed, |bytes| {
            // What is remembered across inputs must hold each record once, and a baseline knows each finding once.
            let trial = settings.on_trial(FINDINGS_PER_ROUND);
            look(bytes, &read_as, &trial, &mut Memory::new()).map(|subject| subject.findings)
        })?;
        // Of lines the encoding is a fault itself.
        let is_recoded = foreign.is_some() && format == InputFormat::Ndjson;
        let is_changed = bytes != *start || is_recoded;
        if !is_changed {
            bytes.clone_from(&before);
            read_as = tables.clone();
        }
        if let Some(stopped) = stopped {
            note(&format!("{}: {}", escape_controls(name), stopped.reason()));
        }
        if is_changed && foreign.is_some() {
            note(&format!("{}: with the fixes it becomes UTF-8", escape_controls(name)));
        }
        if self.only_shows {
            let before = if is_changed { start } else { &before };
            unless_closed(print(&diff::unified(name, before, &bytes, text_options(self.color).color)))?;
        } else if file == "-" {
            self.writes_to_stdout = true;
            unless_closed(print_bytes(&bytes))?;
        } else if is_changed {
            save::replace(file, &before, &bytes)
                .map_err(|source| Failure::Save { file: file.to_owned(), source })?;
        }
        self.files += u64::from(is_changed);
        for (rule, count) in fixed.into_iter().chain(is_recoded.then_some(("json/wide-encoding", 1))) {
            *self.fixed.entry(rule).or_default() += count;
        }
        if self.only_shows {
            look(&before, tables, settings, memory)
        } else {
            look(&bytes, &read_as, settings, memory)
        }
    }

    /// Whether a fixed input went to standard output, so that the report must not.
    pub(super) fn writes_to_stdout(&self) -> bool {
        self.writes_to_stdout
    }

    /// Says on standard error what was fixed, or would be.
    pub(super) fn summarize(&self) {
        let count: u64 = self.fixed.values().sum();
        if count == 0 {
            return;
        }
        let by_rule: Vec<String> = self.fixed.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        let verb = if self.only_shows { "would fix" } else { "fixed" };
        let files = if self.files == 1 { "1 file".to_owned() } else { format!("{} files", self.files) };
        note(&format!("{verb} {count} in {files}: {}", by_rule.join(", ")));
    }

    /// The exit code where changes were only shown: 1 if there are any.
    pub(super) fn exit_code(&self, all_read: bool) -> ExitCode {
        if !all_read || self.has_failed {
            ExitCode::from(2)
        } else {
            ExitCode::from(u8::from(self.files > 0))
        }
    }
}

/// A table in another encoding than UTF-8, or lines in UTF-16, as UTF-8.
fn as_utf8(
    bytes: &[u8],
    format: InputFormat,
    tables: &TableOptions,
    name: &str,
) -> Result<Option<Vec<u8>>, Failure> {
    let (encoding, is_line) = match format {
        InputFormat::Csv => (tables.dialect.encoding, false),
        InputFormat::Ndjson => (None, true),
        _ => return Ok(None),
    };
    let options = DialectOptions { encoding, delimiter: tables.dialect.delimiter };
    let dialect = Dialect::detect(bytes, true, &options);
    // Lines that are not UTF-8 here and there are so by mistake.
    if dialect.keeps_offsets() || (is_line && utf16(bytes).is_none()) {
        return Ok(None);
    }
    let mut text = Vec::with_capacity(bytes.len());
    let decoded = dialect.decode(bytes).read_to_end(&mut text);
    decoded.map_err(|source| Failure::Read { file: name.to_owned(), source })?;
    Ok(Some(text))
}

/// Whoever stops reading still learns from the exit code what was found.
fn unless_closed(printed: Result<(), Failure>) -> Result<(), Failure> {
    match printed {
        Err(Failure::ClosedPipe) => Ok(()),
        other => other,
    }
}
