//! What each input is linted with: the contract and the settings that the command line and the configuration give it.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use openapi_findings::{Baseline, Finding, Triage};
use openapi_source::Pointer;
use openapi_spec::{Document, Resource};

use super::linter::{Contract, Linter};
use super::settings::Settings;
use crate::accepted::BaselineArgs;
use crate::choice::Choice;
use crate::cli::{ColorWhen, LintArgs, SpecArgs};
use crate::config::{Effective, Finder, Given, Loaded, effective};
use crate::contract;
use crate::output::Failure;
use crate::paths::{Excluded, expand};

/// One input.
pub(super) struct Planned {
    pub(super) file: String,
    pub(super) settings: Settings,
    /// Which of the linters lints it.
    pub(super) linter: usize,
}

/// All inputs.
pub(super) struct Plan {
    pub(super) inputs: Vec<Planned>,
    /// The distinct needs of inputs, each for a linter.
    needs: Vec<Effective>,
    /// What is in force for the run as a whole: what is in force for its first input.
    pub(super) run: Effective,
    /// What was decided about findings before; all settings share it.
    triage: Rc<RefCell<Triage>>,
    baseline: BaselineArgs,
}

/// A document or a schema that payloads are held against.
enum Held {
    Document(Document),
    Schema(Resource, Pointer),
}

/// What linters stand on.
pub(super) struct Grounds {
    held: Vec<Held>,
    /// For each linter, which of `held` it uses.
    used: Vec<usize>,
}

impl Plan {
    /// # Errors
    /// A pattern or configuration that makes no sense, a folder that can't be read, a rule that there is not.
    pub(super) fn new(arguments: &LintArgs, given: Given) -> Result<Self, Failure> {
        let mut finder = Finder::new(arguments.config.lookup());
        let (mut files, mut needs) = (Vec::new(), Vec::<Effective>::new());
        let mut configs: Vec<Rc<Loaded>> = Vec::new();
        let mut run = None;
        for file in expand(&arguments.files, &Excluded::new(&arguments.exclude)?)? {
            let loaded = finder.find(&file)?;
            let loaded = loaded.as_ref();
            if let Some(new) = loaded.filter(|new| !configs.iter().any(|known| Rc::ptr_eq(known, new))) {
                configs.push(Rc::clone(new));
            }
            // What is named itself is always taken.
            if !arguments.files.contains(&file) && loaded.is_some_and(|loaded| loaded.excludes(&file)) {
                continue;
            }
            let need = effective(arguments, given, loaded.map(Rc::as_ref), &file);
            let (selection, levels) = (need.selection()?, need.levels());
            run.get_or_insert_with(|| effective(arguments, given, loaded.map(Rc::as_ref), &file));
            let linter = needs.iter().position(|known| known.needs_the_same(&need)).unwrap_or(needs.len());
            if linter == needs.len() {
                needs.push(need);
            }
            files.push((file, selection, levels, linter));
        }
        let run = run.ok_or_else(|| {
            Failure::Usage("nothing to lint: the configuration excludes all that was found".to_owned())
        })?;
        let baseline = BaselineArgs {
            baseline: run.baseline.value.as_ref().map(PathBuf::from),
            ..arguments.baseline.clone()
        };
        let suppressions = configs.iter().flat_map(|config| config.suppressions()).collect();
        let triage = Rc::new(RefCell::new(baseline.triage(suppressions)?));
        let planned = |(file, selection, levels, linter)| {
            let (max_findings, triage) = (arguments.max_findings, Rc::clone(&triage));
            Planned {
                file,
                settings: Settings { selection, levels, max_findings, triage, witness: None },
                linter,
            }
        };
        let inputs = files.into_iter().map(planned).collect();
        Ok(Self { inputs, needs, run, triage, baseline })
    }

    /// What is wrong with suppressions and baseline after all of these files were looked at; and the baseline that is to
    /// be written, with where to.
    pub(super) fn finish(self, looked_at: &[String]) -> (Vec<Finding>, Option<(BaselineArgs, Baseline)>) {
        let selections: Vec<_> = self.inputs.into_iter().map(|input| input.settings.selection).collect();
        let keeps = |rule: &str| selections.iter().any(|selection| selection.keeps(rule));
        // With the settings of the inputs the last others are gone that share it.
        let Some(triage) = Rc::into_inner(self.triage) else { return (Vec::new(), None) };
        let (mut findings, baseline) = triage.into_inner().finish(looked_at, &keeps);
        findings.retain(|finding| keeps(finding.rule));
        (findings, baseline.map(|baseline| (self.baseline, baseline)))
    }

    /// Reads the documents and schemas that linters need, each once.
    ///
    /// # Errors
    /// One that can't be read.
    pub(super) fn grounds(&self, arguments: &LintArgs, color: ColorWhen) -> Result<Grounds, Failure> {
        let mut grounds = Grounds { held: Vec::new(), used: Vec::new() };
        let mut known: Vec<&Option<String>> = Vec::new();
        for need in &self.needs {
            let spec = &need.spec.value;
            if let Some(idx) = known.iter().position(|known| *known == spec) {
                grounds.used.push(idx);
                continue;
            }
            known.push(spec);
            grounds.used.push(grounds.held.len());
            grounds.held.push(if let Some(schema) = &arguments.schema {
                let (resource, target) = contract::schema(schema, arguments.spec.refs, color)?;
                Held::Schema(resource, target)
            } else {
                let spec = SpecArgs { document: spec.clone(), refs: arguments.spec.refs };
                Held::Document(contract::document(&spec, color)?)
            });
        }
        Ok(grounds)
    }

    /// The linters, on their grounds.
    ///
    /// # Errors
    /// A schema, an operation or an option that can't be used.
    pub(super) fn linters<'g>(
        &self,
        arguments: &LintArgs,
        grounds: &'g Grounds,
    ) -> Result<Vec<Linter<'g>>, Failure> {
        let linter = |(need, used): (&Effective, &usize)| {
            let contract = match &grounds.held[*used] {
                Held::Schema(resource, target) => Contract::Schema(resource, target),
                Held::Document(document) => {
                    let mut arguments = arguments.clone();
                    arguments.spec.document.clone_from(&need.spec.value);
                    arguments.op.clone_from(&need.op.value);
                    arguments.direction = need.direction.value;
                    Contract::Document(document, Box::new(Choice::new(document, &arguments)?))
                }
            };
            Linter::new(contract, need.rule_options())
        };
        self.needs.iter().zip(&grounds.used).map(linter).collect()
    }
}
