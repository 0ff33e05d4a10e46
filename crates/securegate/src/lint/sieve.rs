//! Lints lists of guests to tell which records are good: all that decides about a record is what `lint` says of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use openapi_findings::{Finding, Selection, Severity, Subject};
use openapi_spec::Document;
use securegate_rules::Memory;

use super::linter::{Contract, Linter};
use super::settings::{Settings, Witness};
use super::table::TableRows;
use crate::accepted::BaselineArgs;
use crate::choice::Choice;
use crate::contract;
use crate::format::InputFormat;
use crate::input::{self, Opened};
use crate::output::Failure;
use crate::table_options::TableOptions;

/// Tells good records from others, over any number of inputs: a guest who stands in two of them is found.
pub(crate) struct Sieve<'c> {
    linter: Linter<'c>,
    memory: Memory,
    selection: Selection,
    tables: TableOptions,
    /// From which severity on a finding spoils its record.
    spoils: Severity,
}

/// What is known of the records of one input.
pub(crate) struct Sifted {
    /// All that was found, up to a bound.
    pub(crate) subject: Subject,
    /// The notation of the input.
    pub(crate) format: InputFormat,
    /// The numbers of the records that are not good, from 1.
    pub(crate) spoilt: BTreeSet<u64>,
    /// Findings that spoil and belong to no record.
    pub(crate) of_no_record: Vec<Finding>,
}

/// The findings that spoil, as they come.
#[derive(Default)]
struct Spoiling {
    records: BTreeSet<u64>,
    of_no_record: Vec<Finding>,
}

/// How many findings that belong to no record are kept.
const MAX_OF_NO_RECORD: usize = 100;

impl<'c> Sieve<'c> {
    /// A sieve for the guests of Create Invites.
    ///
    /// # Errors
    /// The document has no such operation.
    pub(crate) fn new(
        document: &'c Document,
        selection: Selection,
        tables: TableOptions,
        spoils: Severity,
    ) -> Result<Self, Failure> {
        let choice = Choice::of_request(document, contract::BUILT_IN_DEFAULT)?;
        let linter = Linter::new(Contract::Document(document, Box::new(choice)), BTreeMap::new())?;
        Ok(Self { linter, memory: Memory::new(), selection, tables, spoils })
    }

    /// Lints an input, of which at most so many findings are kept, and calls `each` with those that spoil a record.
    ///
    /// # Errors
    /// It can't be read.
    pub(crate) fn sift(
        &mut self,
        file: &str,
        held: Option<&Arc<[u8]>>,
        told: Option<InputFormat>,
        max_findings: usize,
        each: impl Fn(&Finding) + 'static,
    ) -> Result<Sifted, Failure> {
        let mut opened = open(file, held)?;
        let format = match told.or_else(|| InputFormat::of_name(file)) {
            Some(format) => format,
            None => InputFormat::of_start(opened.start()?),
        };
        let spoiling = Rc::new(RefCell::new(Spoiling::default()));
        let (noted, spoils) = (Rc::clone(&spoiling), self.spoils);
        let witness = move |finding: &Finding| {
            if finding.severity < spoils {
                return;
            }
            each(finding);
            let mut noted = noted.borrow_mut();
            match finding.place.record {
                Some(record) => {
                    noted.records.insert(record);
                }
                None if noted.of_no_record.len() < MAX_OF_NO_RECORD => {
                    noted.of_no_record.push(finding.clone());
                }
                None => {}
            }
        };
        let witness = Some(Witness(Rc::new(witness)));
        // What someone lives with in a list is no reason to send it.
        let triage = Rc::new(RefCell::new(BaselineArgs::default().triage(Vec::new())?));
        let (selection, levels) = (self.selection.clone(), BTreeMap::new());
        let settings = Settings { selection, levels, max_findings, triage, witness };
        let subject =
            self.linter.lint_opened(file, opened, format, &self.tables, &settings, &mut self.memory)?;
        let Spoiling { records, of_no_record } = spoiling.take();
        Ok(Sifted { subject, format, spoilt: records, of_no_record })
    }

    /// The rows of a table that was sifted, to be read again.
    ///
    /// # Errors
    /// It can't be read, or not as a table any more.
    pub(crate) fn rows<'n>(
        &self,
        file: &'n str,
        held: Option<&Arc<[u8]>>,
        is_sheet: bool,
    ) -> Result<TableRows<'n>, Failure> {
        let table = self.linter.open_table(file, open(file, held)?, is_sheet, &self.tables)?;
        table.rows.map_err(|reason| Failure::Usage(format!("{}: {reason}", input::shown_name(file))))
    }
}

/// An input from its first byte on, as often as it is wanted.
///
/// # Errors
/// It can't be read.
pub(crate) fn open(file: &str, held: Option<&Arc<[u8]>>) -> Result<Opened, Failure> {
    match held {
        Some(bytes) => Ok(Opened::of_bytes(file, bytes.to_vec())),
        None => Opened::new(file),
    }
}
