//! Leaves out what progenitor does not get along with, so that the rest is generated.
//!
//! What is to blame is found by bisection: the shortest run of schemas, then of operations, that
//! fails ends with the guilty one. It goes, with an entry in the loss report, and the search goes on.

use openapi_spec::lower::walk::{self, METHODS};
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Value, json};

use crate::adapt::Adapted;
use crate::guarded::{Failure, Generated, run};
use crate::{BindgenError, Settings};

/// The pass under which the loss report lists what was left out.
const PASS: &str = "progenitor";

/// Runs of progenitor that one document is worth. A search takes about ten.
const MAX_RUNS: usize = 400;

/// Generates both crates in one run: the client adds types of its parameters and bodies. What does
/// not work is taken out of the adapted document.
pub(crate) fn generate(adapted: &mut Adapted, settings: &Settings) -> Result<Generated, BindgenError> {
    let mut runs = 0;
    loop {
        let failure = match run(&adapted.document, &adapted.types, settings) {
            Ok(generated) => return Ok(generated),
            Err(failure @ (Failure::Refused(_) | Failure::Unreadable(_))) => failure,
            Err(failure) => return Err(error(failure, None)),
        };
        let mut fails = |document: &Value| {
            runs += 1;
            runs <= MAX_RUNS && run(document, &adapted.types, settings).is_err()
        };
        let culprit = culprit(&adapted.document, &mut fails);
        let Some(culprit) = culprit.filter(|_| runs <= MAX_RUNS) else {
            return Err(error(failure, None));
        };
        leave_out(&culprit, &message(&failure), adapted);
    }
}

/// What makes progenitor fail.
enum Culprit {
    /// A schema component.
    Schema(String),
    /// An operation by path and method.
    Operation(String, &'static str),
}

fn error(failure: Failure, pointer: Option<String>) -> BindgenError {
    match failure {
        Failure::Unreadable(source) => BindgenError::Unreadable { pointer, source },
        Failure::Refused(message) => BindgenError::Generator { pointer, message },
        Failure::Thread(source) => BindgenError::Thread(source),
        Failure::Setting(error) => error,
    }
}

/// What progenitor says, on one line and of a length that a report can hold.
fn message(failure: &Failure) -> String {
    let text = match failure {
        Failure::Refused(message) => message.clone(),
        Failure::Unreadable(error) => error.to_string(),
        Failure::Thread(_) | Failure::Setting(_) => String::new(),
    };
    let line: String = text.replace(char::is_control, " ").chars().take(160).collect();
    if line.len() < text.len() { format!("{line}…") } else { line }
}

fn leave_out(culprit: &Culprit, message: &str, adapted: &mut Adapted) {
    let Adapted { document, losses, origins, .. } = adapted;
    let mut log = Losses::new(PASS, losses, origins);
    match culprit {
        Culprit::Schema(name) => {
            document["components"]["schemas"][name.as_str()] = json!({});
            let mut pointer = String::from("/components/schemas");
            walk::push(&mut pointer, name);
            log.record(LossClass::Type, &pointer, format!("any value is taken: {message}"));
        }
        Culprit::Operation(path, method) => {
            if let Some(item) = document["paths"][path.as_str()].as_object_mut() {
                item.shift_remove(*method);
            }
            let mut pointer = String::from("/paths");
            walk::push(&mut pointer, path);
            walk::push(&mut pointer, method);
            log.record(LossClass::Dropped, &pointer, format!("the client has no such method: {message}"));
        }
    }
}

fn culprit(document: &Value, fails: &mut dyn FnMut(&Value) -> bool) -> Option<Culprit> {
    let mut probe = document.clone();
    probe["paths"] = json!({});
    if fails(&probe) {
        let schemas = document.pointer("/components/schemas")?.as_object()?;
        let all: Vec<(&String, &Value)> = schemas.iter().collect();
        let guilty = shortest(all.len(), &mut |count| {
            let of = |(at, (name, schema)): (usize, &(&String, &Value))| {
                ((*name).clone(), if at < count { (*schema).clone() } else { json!({}) })
            };
            probe["components"]["schemas"] = Value::Object(all.iter().enumerate().map(of).collect());
            fails(&probe)
        })?;
        return Some(Culprit::Schema(all[guilty].0.clone()));
    }
    let paths = document.get("paths")?.as_object()?;
    let all: Vec<(&String, &'static str)> = paths
        .iter()
        .flat_map(|(path, item)| {
            METHODS.into_iter().filter(|method| item.get(method).is_some()).map(move |method| (path, method))
        })
        .collect();
    let guilty = shortest(all.len(), &mut |count| {
        let mut paths = json!({});
        for (path, method) in &all[..count] {
            paths[path.as_str()][*method] = document["paths"][path.as_str()][*method].clone();
        }
        probe["paths"] = paths;
        fails(&probe)
    })?;
    Some(Culprit::Operation(all[guilty].0.clone(), all[guilty].1))
}

/// The position of the last of the first `n` things that fail together, `n` being as small as
/// bisection finds it. Nothing if all together don't fail.
fn shortest(all: usize, fails: &mut dyn FnMut(usize) -> bool) -> Option<usize> {
    if all == 0 || !fails(all) {
        return None;
    }
    let (mut good, mut bad) = (0, all);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if fails(middle) {
            bad = middle;
        } else {
            good = middle;
        }
    }
    Some(bad - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bisection_finds_the_guilty_one() {
        for guilty in 0..9 {
            assert_eq!(shortest(9, &mut |count| count > guilty), Some(guilty));
        }
        assert_eq!(shortest(9, &mut |_| false), None);
        assert_eq!(shortest(0, &mut |_| true), None);
    }
}
