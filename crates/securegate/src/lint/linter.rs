//! Lints inputs against one contract and its rules, compiling each schema once: what is needed for that, and what an
//! input is taken for.

use std::collections::{BTreeMap, HashMap};

use openapi_findings::{Assumption, Selection};
use openapi_source::Pointer;
use openapi_spec::{Document, Resource};
use openapi_tables::{Column, ColumnKind};
use openapi_validator::{
    Checker, Direction, FastPlan, FastScratch, Glance, Property, Target, Validator, properties,
};
use securegate_rules::{GuestField, Payload, RuleSet};
use serde_json::Value;

use super::settings::Settings;
use crate::choice::Choice;
use crate::output::Failure;

/// Why a payload is not held against anything.
pub(super) const UNDECIDED: &str = "nothing in it tells which operation's body it is; --op ID chooses";

/// What payloads are held against.
pub(crate) enum Contract<'c> {
    Document(&'c Document, Box<Choice>),
    Schema(&'c Resource, &'c Pointer),
}

/// Lints one input after another.
pub(crate) struct Linter<'c> {
    contract: Contract<'c>,
    validator: Validator<'c>,
    checkers: HashMap<Pointer, Result<Checker<'c>, String>>,
    plans: HashMap<Pointer, Option<(FastPlan<'c>, FastScratch<'c>)>>,
    /// Options of rules, by the rule's name.
    options: BTreeMap<String, Value>,
    rules: HashMap<(Payload, Selection), RuleSet>,
}

/// What a payload is taken for.
pub(super) struct Decision {
    pub(super) assumption: Assumption,
    /// Its schema; `None` where the document has none.
    pub(super) schema: Option<Pointer>,
    /// What the rules know it as; `None` where they don't know it.
    payload: Option<Payload>,
}

/// What a decided payload is held against.
pub(super) struct Tools<'l, 'c> {
    pub(super) checker: &'l Result<Checker<'c>, String>,
    pub(super) fast: Option<&'l FastPlan<'c>>,
    /// Rules that look at it, if any does.
    pub(super) rules: Option<&'l RuleSet>,
}

impl<'c> Linter<'c> {
    /// A linter for one contract; `options` holds for each rule's name a table of its options.
    ///
    /// # Errors
    /// A schema or an option that can't be used.
    pub(crate) fn new(contract: Contract<'c>, options: BTreeMap<String, Value>) -> Result<Self, Failure> {
        let resource = match &contract {
            Contract::Document(document, _) => document.resource(),
            Contract::Schema(resource, _) => resource,
        };
        let validator = Validator::new(resource).map_err(|error| Failure::Usage(error.to_string()))?;
        let (checkers, plans, rules) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut linter = Self { contract, validator, checkers, plans, options, rules };
        // A wrong pointer, a broken schema or a wrong option is a wrong argument, whatever the payloads are.
        RuleSet::new(Payload::Guests, &linter.options, &|_| false)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        if let Contract::Schema(_, pointer) = &linter.contract {
            let pointer = (*pointer).clone();
            if let Err(message) = linter.checker(&pointer) {
                return Err(Failure::Usage(message.clone()));
            }
        }
        Ok(linter)
    }

    pub(super) fn checker(&mut self, schema: &Pointer) -> &Result<Checker<'c>, String> {
        let validator = &self.validator;
        self.checkers
            .entry(schema.clone())
            .or_insert_with(|| validator.schema(schema).map_err(|error| error.to_string()))
    }

    /// The schema for the fast pass, if it can be compiled for it; one that can't be used at all is reported by the
    /// full pass.
    pub(super) fn plan(&mut self, schema: &Pointer) -> &mut Option<(FastPlan<'c>, FastScratch<'c>)> {
        let validator = &self.validator;
        self.plans.entry(schema.clone()).or_insert_with(|| {
            let plan = validator.fast_plan(schema).ok().flatten()?;
            let scratch = plan.scratch();
            Some((plan, scratch))
        })
    }

    /// The rules that look at such a payload and count, if there are any.
    pub(super) fn rules(&mut self, decision: &Decision, settings: &Settings) -> Option<&RuleSet> {
        let payload = decision.payload?;
        let options = &self.options;
        let rules = self.rules.entry((payload, settings.selection.clone())).or_insert_with(|| {
            let keeps = |rule: &str| settings.selection.keeps(rule);
            // Options were tried before any input was read.
            RuleSet::new(payload, options, &keeps).unwrap_or_else(|_| RuleSet::empty(payload))
        });
        (!rules.is_empty()).then_some(rules)
    }

    /// All that records of one schema are held against, ready to be shared by threads.
    pub(super) fn tools(&mut self, decision: &Decision, settings: &Settings) -> Option<Tools<'_, 'c>> {
        let schema = decision.schema.as_ref()?;
        self.checker(schema);
        self.plan(schema);
        self.rules(decision, settings);
        let rules =
            decision.payload.and_then(|payload| self.rules.get(&(payload, settings.selection.clone())));
        Some(Tools {
            checker: self.checkers.get(schema)?,
            fast: self.plans.get(schema).and_then(|plan| plan.as_ref()).map(|(plan, _)| plan),
            rules: rules.filter(|rules| !rules.is_empty()),
        })
    }

    /// What the rows of a table are taken for, by the names of its columns.
    pub(super) fn decide_row(&self, names: &[String]) -> Option<Decision> {
        let columns = Glance::of_names(names.iter().cloned());
        let Contract::Document(document, choice) = &self.contract else { return self.decide(&columns) };
        let guess = choice.decide_row(document, &columns)?;
        let assumption = Assumption {
            checked_as: guess.target.describe(),
            assumed: !guess.because.is_empty(),
            because: guess.because,
        };
        let payload = payload_of(document, &guess.target);
        Some(Decision { assumption, schema: guess.target.schema, payload })
    }

    /// The columns that are wanted of a table whose rows are taken for that.
    pub(super) fn columns_of(&self, decision: &Decision) -> Vec<Column> {
        let resource = match &self.contract {
            Contract::Document(document, _) => document.resource(),
            Contract::Schema(resource, _) => resource,
        };
        let properties = decision.schema.as_ref().map(|schema| properties(resource, schema));
        let mut columns: Vec<Column> = properties.unwrap_or_default().into_iter().map(column).collect();
        if decision.payload == Some(Payload::Guests) {
            for column in &mut columns {
                let headers = GuestField::named(&column.name).map(GuestField::headers).unwrap_or_default();
                column.synonyms = headers.iter().map(|header| (*header).to_owned()).collect();
            }
        }
        columns
    }

    /// What a payload is taken for, by what can be seen of it.
    pub(super) fn decide(&self, payload: &Glance) -> Option<Decision> {
        match &self.contract {
            Contract::Schema(resource, pointer) => {
                let checked_as = format!("{}#{pointer}", resource.tree().source().name());
                let assumption = Assumption { checked_as, assumed: false, because: String::new() };
                Some(Decision { assumption, schema: Some((*pointer).clone()), payload: None })
            }
            Contract::Document(document, choice) => {
                let guess = choice.decide(document, payload)?;
                let assumption = Assumption {
                    checked_as: guess.target.describe(),
                    assumed: !choice.is_certain,
                    because: guess.because,
                };
                let payload = payload_of(document, &guess.target);
                Some(Decision { assumption, schema: guess.target.schema, payload })
            }
        }
    }
}

/// A member as a column. Where the schema allows a text, cells are texts.
fn column(property: Property) -> Column {
    let allows = |name: &str| property.types.iter().any(|one| one == name);
    let kind = if property.types.is_empty() || allows("string") {
        ColumnKind::Text
    } else if allows("integer") || allows("number") {
        ColumnKind::Number
    } else if allows("boolean") {
        ColumnKind::Boolean
    } else {
        ColumnKind::Text
    };
    Column { name: property.name, kind, is_required: property.is_required, synonyms: Vec::new() }
}

/// What the rules know a target as.
fn payload_of(document: &Document, target: &Target) -> Option<Payload> {
    let operation = document.operation(&target.operation)?;
    match (target.direction, &target.status) {
        (Direction::Request, _) => Payload::of_request(document, operation),
        (Direction::Response, Some(status)) => Payload::of_response(document, operation, status),
        (Direction::Response, None) => None,
    }
}
