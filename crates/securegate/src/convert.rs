//! `securegate convert`: the good records of guest lists as bodies of Create Invites, the others apart, none lost.

use std::cell::RefCell;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;

use clap::Args;
use openapi_findings::{Finding, Report, Selection, Severity, Subject};
use openapi_source::{Kind, Limits, escape_controls, parse_json, parse_yaml};

mod bodies;
mod files;
mod records;
mod split;

pub(crate) use bodies::Notation;

use crate::cli::{ColorWhen, Refs, SpecArgs};
use crate::contract;
use crate::format::InputFormat;
use crate::input;
use crate::lint::{Sieve, Sifted};
use crate::lookup::{all_rules, unknown_rule};
use crate::output::{Failure, findings_text, note, terminal_safe};
use crate::table_options::TableArgs;
use bodies::Bodies;
use files::Replacing;
use records::{Counted, Frame, Record, Taker};
use split::Split;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  securegate convert guests.csv --out body.json                    one body for Create Invites
  securegate convert guests.xlsx --out b.json --max-invites 500    b-001.json, b-002.json, ...
  securegate convert a.csv b.yaml --max-invites 500 | while read -r body; do ...; done
  securegate convert guests.csv --split sorted                     sorted/guests.valid.csv and .invalid.csv
  securegate convert guests.json --to csv --out guests.csv

A record is good if `securegate lint` finds no error in it. Nothing is written if records in and out do not add up.
Exit codes: 0 all records were good; 1 some were not; 2 something could not be read, checked or written.")]
pub(crate) struct ConvertArgs {
    /// Guest lists in any notation that `lint` reads; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// The notation of the lists; default: by the file's name, else by how it starts.
    #[arg(long, value_enum, value_name = "NOTATION")]
    input: Option<InputFormat>,

    /// What to write.
    #[arg(long, value_enum, default_value_t = Notation::Json, value_name = "NOTATION")]
    to: Notation,

    /// The file to write; default: standard output, or nothing with --split.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// The most invites of one body: files get numbers, on standard output each body is a line.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_invites: Option<u64>,

    /// Write valid and invalid records, as they are in the input, to files in this folder, and why to another.
    #[arg(long, value_name = "DIR")]
    split: Option<PathBuf>,

    /// Replace files that are there.
    #[arg(long)]
    force: bool,

    /// Take records with warnings for invalid too.
    #[arg(long)]
    deny_warnings: bool,

    /// Keep only findings of these rules or groups.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,

    /// Drop findings of these rules or groups.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Show values in the file that says why records are invalid, where they are masked by default.
    #[arg(long)]
    show_values: bool,

    // Last, since its heading stands over all that follows.
    #[command(flatten)]
    tables: TableArgs,
}

/// How many findings about records are listed.
const LISTED: usize = 20;

/// An input that was sifted.
struct List<'a> {
    file: &'a str,
    /// What it holds, where it can't be read twice.
    held: Option<Arc<[u8]>>,
    sifted: Sifted,
    /// Why records are not good, a line each.
    reasons: Rc<RefCell<Vec<u8>>>,
}

/// Runs the command.
pub(crate) fn run(arguments: &ConvertArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    let selection = Selection::new(&arguments.select, &arguments.ignore, &all_rules())
        .map_err(|unknown| Failure::Usage(unknown_rule(&unknown.0)))?;
    let document = contract::document(&SpecArgs { document: None, refs: Refs::None }, color)?;
    let spoils = if arguments.deny_warnings { Severity::Warning } else { Severity::Error };
    let mut sieve = Sieve::new(&document, selection, arguments.tables.options()?, spoils)?;
    let mut lists = Vec::new();
    for file in &arguments.files {
        lists.push(sift(&mut sieve, file, arguments)?);
    }
    let mut report = Report::default();
    let mut refused = Vec::new();
    for list in &mut lists {
        if let Some(reason) = refusal(list)? {
            refused.push(reason);
        }
        let kept = Subject {
            read_as: list.sifted.subject.read_as.clone(),
            records: list.sifted.subject.records,
            ..Subject::new(input::shown_name(list.file))
        };
        let mut subject = std::mem::replace(&mut list.sifted.subject, kept);
        subject.findings.retain(|finding| finding.severity >= spoils);
        report.add(subject, LISTED);
    }
    if report.count(Severity::Error) + report.count(Severity::Warning) > 0 || !refused.is_empty() {
        note(&findings_text(&report, color));
    }
    if !refused.is_empty() {
        return Err(Failure::Usage(format!("nothing was written: {}", refused.join("; "))));
    }
    write(&sieve, &lists, arguments)
}

fn sift<'a>(sieve: &mut Sieve<'_>, file: &'a str, arguments: &ConvertArgs) -> Result<List<'a>, Failure> {
    let held: Option<Arc<[u8]>> =
        if input::is_plain_file(file) { None } else { Some(input::read(file)?.into()) };
    let reasons = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&reasons);
    let show_values = arguments.show_values;
    let each = move |finding: &Finding| push_reason(finding, show_values, &mut noted.borrow_mut());
    let sifted = sieve.sift(file, held.as_ref(), arguments.input, LISTED, each)?;
    Ok(List { file, held, sifted, reasons })
}

/// A line that says why a record is not good.
fn push_reason(finding: &Finding, show_values: bool, out: &mut Vec<u8>) {
    let start = finding.place.start();
    let message = if show_values { finding.message.shown() } else { finding.message.masked() };
    let cell = finding.place.cell.as_ref();
    let line = serde_json::json!({
        "record": finding.place.record,
        "row": cell.map(|cell| cell.row),
        "line": start.line,
        "column": start.column,
        "rule": finding.rule,
        "severity": finding.severity.name(),
        "message": message,
    });
    out.extend_from_slice(terminal_safe(&line.to_string()).as_bytes());
    out.push(b'\n');
}

/// Faults of a text that writing it anew mends, and that take nothing away.
const MENDED: [&str; 5] =
    ["json/byte-order-mark", "json/wide-encoding", "json/trailing-comma", "json/comment", "json/quotes"];

/// Why a list can't be converted, if it can't. Findings that belong to no record are those of the only one, if there is
/// only one.
fn refusal(list: &mut List<'_>) -> Result<Option<String>, Failure> {
    let name = input::shown_name(list.file);
    if let Some(part) = list.sifted.subject.not_checked.first() {
        return Ok(Some(format!("{name} could not be checked: {}", part.reason.shown())));
    }
    let of_all: Vec<&Finding> =
        list.sifted.of_no_record.iter().filter(|finding| !MENDED.contains(&finding.rule)).collect();
    let Some(first) = of_all.first() else { return Ok(None) };
    if is_single(list)? {
        list.sifted.spoilt.insert(1);
        return Ok(None);
    }
    let (line, rule) = (first.place.start().line, first.rule);
    Ok(Some(format!("what is wrong with {name} in line {line} is no fault of one record ({rule})")))
}

/// Whether a text is one guest, and not a list of them.
fn is_single(list: &List<'_>) -> Result<bool, Failure> {
    let read = || -> Result<Vec<u8>, Failure> {
        match &list.held {
            Some(bytes) => Ok(bytes.to_vec()),
            None => input::read(list.file),
        }
    };
    let parsed = match list.sifted.format {
        InputFormat::Json => parse_json(list.file, &read()?, &Limits::default()),
        InputFormat::Yaml => parse_yaml(list.file, &read()?, &Limits::default()),
        _ => return Ok(false),
    };
    let is_guest = |tree: openapi_source::Tree| {
        let root = tree.root();
        root.kind() == Kind::Object && root.get(records::LIST).is_none()
    };
    Ok(parsed.tree.is_some_and(is_guest))
}

/// Where the records of one list go.
struct Sorter<'s> {
    list: &'s List<'s>,
    bodies: Option<&'s mut Bodies>,
    split: Option<Split>,
    good: u64,
    bad: u64,
    /// Guests in good records.
    guests: u64,
}

impl Taker for Sorter<'_> {
    fn begin(&mut self, frame: Frame) -> Result<(), Failure> {
        self.split.as_mut().map_or(Ok(()), |split| split.begin(frame))
    }

    fn take(&mut self, record: &Record<'_>) -> Result<(), Failure> {
        let is_good = !self.list.sifted.spoilt.contains(&record.number);
        if let Some(split) = &mut self.split {
            split.add(record, is_good)?;
        }
        if !is_good {
            self.bad += 1;
            return Ok(());
        }
        self.good += 1;
        for guest in record.guests {
            self.guests += 1;
            if let Some(bodies) = &mut self.bodies {
                bodies.add(guest)?;
            }
        }
        Ok(())
    }
}

fn write(sieve: &Sieve<'_>, lists: &[List<'_>], arguments: &ConvertArgs) -> Result<ExitCode, Failure> {
    let files = arguments.files.iter().filter_map(|file| std::fs::canonicalize(file).ok());
    let replacing = Replacing::new(arguments.force, files.collect());
    let is_wanted = arguments.out.is_some() || arguments.split.is_none();
    let mut bodies = is_wanted.then(|| {
        Bodies::new(arguments.out.as_deref(), arguments.to, arguments.max_invites, replacing.clone())
    });
    if let Some(folder) = &arguments.split {
        std::fs::create_dir_all(folder)
            .map_err(|source| Failure::WriteFile { file: folder.display().to_string(), source })?;
    }
    let (mut splits, mut lines) = (Vec::new(), Vec::new());
    let (mut total, mut good, mut bad, mut guests) = (0, 0, 0, 0);
    for list in lists {
        let format = list.sifted.format;
        let split = match &arguments.split {
            Some(folder) => Some(Split::new(folder, list.file, format, replacing.clone())?),
            None => None,
        };
        let mut sorter = Sorter { list, bodies: bodies.as_mut(), split, good: 0, bad: 0, guests: 0 };
        let counted = records::each(sieve, list.file, list.held.as_ref(), format, &mut sorter)?;
        check(list, &counted, &sorter)?;
        lines.push(summary(list, &counted, &sorter));
        total += counted.records;
        good += sorter.good;
        bad += sorter.bad;
        guests += sorter.guests;
        if let Some(mut split) = sorter.split {
            split.finish(&list.reasons.borrow())?;
            splits.push(split);
        }
    }
    if total == 0 {
        return Err(Failure::Usage("nothing was written: there is no record to convert".to_owned()));
    }
    if let Some(bodies) = &mut bodies {
        if bodies.guests != guests {
            return Err(uneven(&format!("{guests} invites are good and {} were written", bodies.guests)));
        }
        bodies.finish()?;
        lines.extend(cautions(bodies));
    }
    for split in splits {
        for (path, what) in split.keep()? {
            lines.push(format!("{}: {what}", path.display()));
        }
    }
    let is_converted = bodies.is_some();
    for (path, invites) in bodies.map(Bodies::keep).transpose()?.unwrap_or_default() {
        lines.push(format!("{}: {}", path.display(), counted(invites, "invite")));
    }
    let outcome = if is_converted { "converted" } else { "valid" };
    let of_which = if guests == good { String::new() } else { format!(", {}", counted(guests, "invite")) };
    lines.push(format!("{} in = {good} {outcome}{of_which} + {bad} invalid", counted(total, "record")));
    let lines: Vec<_> = lines.iter().map(|line| escape_controls(line)).collect();
    note(&lines.join("\n"));
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// That every record that was read went one way, and that there are as many as were checked.
fn check(list: &List<'_>, counted: &Counted, sorter: &Sorter<'_>) -> Result<(), Failure> {
    let name = input::shown_name(list.file);
    let (read, gone) = (counted.records, sorter.good + sorter.bad);
    if read != gone || sorter.split.as_ref().is_some_and(|split| split.records() != read) {
        return Err(uneven(&format!("{name} has {read} records, of which {gone} were sorted")));
    }
    let checked = list.sifted.subject.records.unwrap_or(read);
    let unknown = list.sifted.spoilt.last().is_some_and(|last| *last > read);
    if checked != read || unknown {
        return Err(uneven(&format!("{name} had {checked} records when it was checked, and has {read} now")));
    }
    Ok(())
}

fn uneven(what: &str) -> Failure {
    Failure::Usage(format!("nothing was written, since records in and out do not add up: {what}"))
}

fn summary(list: &List<'_>, counted_in: &Counted, sorter: &Sorter<'_>) -> String {
    let name = input::shown_name(list.file);
    let read_as = list.sifted.subject.read_as.as_ref().map_or_else(String::new, |how| format!(" ({how})"));
    let other = match counted_in.other_rows {
        0 => String::new(),
        rows => format!("; {} passed over: blank, or the header again", counted(rows, "row")),
    };
    let records = counted(counted_in.records, "record");
    format!("{name}{read_as}: {records}, {} valid, {} invalid{other}", sorter.good, sorter.bad)
}

/// What to know of a table that was written.
fn cautions(bodies: &Bodies) -> Vec<String> {
    let mut out = Vec::new();
    if bodies.formulas > 0 {
        let cells = counted(bodies.formulas, "cell");
        out.push(format!(
            "caution: {cells} of the table start with =, +, - or @; a spreadsheet program may run them as formulas"
        ));
    }
    if bodies.left_out > 0 {
        let members = counted(bodies.left_out, "member");
        out.push(format!(
            "caution: {members} that are no field of an invite have no column and were left out"
        ));
    }
    out
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
