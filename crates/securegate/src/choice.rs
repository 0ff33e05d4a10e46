//! What a payload may be, and what it is taken for.

use std::fmt::Write;

use openapi_source::Kind;
use openapi_spec::{Document, Operation};
use openapi_validator::{Direction, Glance, Guess, Part, Target, guess, nearest_word, targets};

use crate::cli::{DirectionArg, LintArgs};
use crate::contract;
use crate::output::Failure;

/// What a payload may be, as far as the arguments say.
pub(crate) struct Choice {
    targets: Vec<Target>,
    /// What a row of a table may be: a record of a batch, or an object.
    rows: Vec<Target>,
    /// What it is taken for where its shape does not tell; for an array, and for anything else.
    fallback: Option<(Target, Target)>,
    /// Whether the arguments leave only one.
    pub(crate) is_certain: bool,
}

impl Choice {
    pub(crate) fn new(document: &Document, arguments: &LintArgs) -> Result<Self, Failure> {
        let operations: Vec<&Operation> = match &arguments.op {
            None => document.operations().iter().collect(),
            Some(id) => vec![document.operation(id).ok_or_else(|| unknown_operation(document, id))?],
        };
        let mut targets: Vec<Target> = operations
            .iter()
            .flat_map(|operation| {
                let status = arguments.status.and_then(|status| operation.response(status));
                let status = status.map(|response| response.status.clone());
                let mut targets = targets(document, operation);
                if arguments.status.is_some() {
                    targets.retain(|target| target.status.is_some() && target.status == status);
                }
                targets
            })
            .collect();
        match arguments.direction {
            Some(DirectionArg::Request) => targets.retain(|target| target.direction == Direction::Request),
            Some(DirectionArg::Response) => targets.retain(|target| target.direction == Direction::Response),
            None => {}
        }
        let rows = targets.iter().filter(|target| target.part != Part::Batch).cloned().collect();
        // Who names both operation and direction means the body as it is sent, not a part of it.
        if arguments.op.is_some() && arguments.direction.is_some() {
            targets.retain(|target| target.part == Part::Whole);
        }
        // Of equally likely ones the first counts: what is sent before what is answered, and of two answers that
        // of a GET, which is what people save.
        let is_get = |target: &Target| {
            document.operation(&target.operation).is_some_and(|operation| operation.method == "GET")
        };
        targets.sort_by_key(|target| match target.direction {
            Direction::Request => 0,
            Direction::Response if is_get(target) => 1,
            Direction::Response => 2,
        });
        if targets.is_empty() {
            return Err(Failure::Usage(no_target(arguments)));
        }
        let fallback = if arguments.op.is_some() {
            likeliest(&targets)
        } else if arguments.spec.document.is_none() {
            let of_default = targets.iter().filter(|target| target.operation == contract::BUILT_IN_DEFAULT);
            likeliest(&of_default.cloned().collect::<Vec<_>>())
        } else {
            None
        };
        Ok(Self { is_certain: targets.len() == 1, rows, fallback, targets })
    }

    /// The body of a request, as it is sent, or the parts of it that people have lists of.
    ///
    /// # Errors
    /// The document has no such operation.
    pub(crate) fn of_request(document: &Document, id: &str) -> Result<Self, Failure> {
        let operation = document.operation(id).ok_or_else(|| unknown_operation(document, id))?;
        let mut targets = targets(document, operation);
        targets.retain(|target| target.direction == Direction::Request);
        let rows = targets.iter().filter(|target| target.part != Part::Batch).cloned().collect();
        Ok(Self { is_certain: false, rows, fallback: likeliest(&targets), targets })
    }

    /// What the rows of a table are, by the names of its columns.
    pub(crate) fn decide_row(&self, document: &Document, columns: &Glance) -> Option<Guess> {
        let records: Vec<&Target> = self.rows.iter().filter(|target| target.part == Part::Record).collect();
        if let [record] = records.as_slice()
            && self.targets.iter().all(|target| target.operation == record.operation)
        {
            return Some(Guess { target: (*record).clone(), because: String::new() });
        }
        guess(document, &self.rows, columns).or_else(|| {
            let (likeliest, _) = self.fallback.as_ref()?;
            let record = records.into_iter().find(|target| target.operation == likeliest.operation)?;
            let because = "no header tells; --op ID chooses".to_owned();
            Some(Guess { target: record.clone(), because })
        })
    }

    pub(crate) fn decide(&self, document: &Document, payload: &Glance) -> Option<Guess> {
        if self.is_certain {
            return Some(Guess { target: self.targets[0].clone(), because: String::new() });
        }
        guess(document, &self.targets, payload).or_else(|| {
            let (for_array, for_others) = self.fallback.clone()?;
            Some(Guess {
                target: if payload.kind == Kind::Array { for_array } else { for_others },
                because: "nothing in it tells; --op ID chooses".to_owned(),
            })
        })
    }
}

/// The request body if there is one, else the first success response, else the first of all; for an array
/// the bare batch, if the body is a wrapper around one.
fn likeliest(targets: &[Target]) -> Option<(Target, Target)> {
    let request = |part| {
        targets.iter().find(move |target| target.direction == Direction::Request && target.part == part)
    };
    let success =
        || targets.iter().find(|target| target.status.as_ref().is_some_and(|status| status.starts_with('2')));
    let whole = request(Part::Whole).or_else(success).or(targets.first())?;
    let batch = request(Part::Batch).unwrap_or(whole);
    Some((batch.clone(), whole.clone()))
}

fn unknown_operation(document: &Document, id: &str) -> Failure {
    let near = nearest_word(id, document.operations().iter().map(|operation| operation.id.as_str()));
    Failure::Usage(match near {
        Some(near) => format!("there is no operation `{id}`; did you mean `{near}`?"),
        None => format!("there is no operation `{id}`; `securegate operations` lists them"),
    })
}

fn no_target(arguments: &LintArgs) -> String {
    let mut what = String::from("no JSON body");
    if let Some(op) = &arguments.op {
        let _ = write!(what, " of `{op}`");
    }
    match arguments.direction {
        Some(DirectionArg::Request) => what += " goes in a request",
        Some(DirectionArg::Response) => what += " comes in a response",
        None => what += " is described",
    }
    if let Some(status) = arguments.status {
        let _ = write!(what, " with status {status}");
    }
    format!("{what}; `securegate operations` lists what there is")
}
