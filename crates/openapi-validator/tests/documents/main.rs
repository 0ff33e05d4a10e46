//! Plans from real OpenAPI documents: every component schema of each document in a folder, on payloads made to fit
//! it and then damaged. The documents are other people's and large, so the folder is named in `OPENAPI_DOCUMENTS`;
//! without it nothing is checked here.

mod payloads;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use openapi_source::{Limits, Parsed, Pointer, parse_json};
use openapi_spec::Document;
use openapi_validator::{Answer, Checker, FastPlan, Padded, Validator};
use payloads::Random;

/// Names a folder of `.json` and `.yaml` documents.
const FOLDER: &str = "OPENAPI_DOCUMENTS";

/// Payloads for each schema; `OPENAPI_DOCUMENTS_PAYLOADS` asks for others.
const PAYLOADS: u64 = 20;

/// What one document gave.
#[derive(Default)]
struct Report {
    schemas: usize,
    /// Schemas that the full pass can't be compiled for.
    refused: Vec<String>,
    plans: usize,
    /// How many plans have so many islands.
    islands: BTreeMap<usize, usize>,
    /// Payloads, and how many of them are clean for the full and for the fast pass.
    payloads: usize,
    full_clean: usize,
    clean: usize,
    compiling: Duration,
    planning: Duration,
    slowest: (Duration, String),
}

#[test]
fn plans_agree_with_the_full_pass() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        eprintln!("SKIPPED, nothing was checked: {FOLDER} names no folder of OpenAPI documents");
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "yaml"))
        .collect();
    files.sort();
    let payloads = std::env::var("OPENAPI_DOCUMENTS_PAYLOADS").ok().and_then(|text| text.parse().ok());
    let mut plans = 0;
    for file in &files {
        let report = document(file, payloads.unwrap_or(PAYLOADS));
        plans += report.plans;
        eprintln!("{}: {report}", file.file_name().unwrap_or_default().to_string_lossy());
    }
    assert!(plans > 0, "no schema of {} documents has a plan", files.len());
}

fn document(file: &Path, payloads: u64) -> Report {
    let bytes = std::fs::read(file).expect("the file can be read");
    let (document, _) = Document::load(&file.to_string_lossy(), &bytes);
    let document = document.expect("it is a document");
    let validator = Validator::new(&document).expect("it has a validator");
    let mut report = Report::default();
    let schemas = document.adapted().pointer("/components/schemas").and_then(|schemas| schemas.as_object());
    for (name, schema) in schemas.into_iter().flatten() {
        let at = Pointer::root().member("components").member("schemas").member(name);
        report.schemas += 1;
        let start = Instant::now();
        let checker = match validator.schema(&at) {
            Ok(checker) => checker,
            Err(error) => {
                report.refused.push(error.to_string());
                continue;
            }
        };
        report.compiling += start.elapsed();
        let start = Instant::now();
        let plan = validator.fast_plan(&at).expect("what the full pass compiles can be planned");
        let took = start.elapsed();
        report.planning += took;
        if took > report.slowest.0 {
            report.slowest = (took, name.clone());
        }
        let Some(plan) = plan else { continue };
        report.plans += 1;
        *report.islands.entry(plan.islands()).or_default() += 1;
        for seed in 0..payloads {
            let mut random = Random::new(seed ^ report.schemas as u64);
            let text = payloads::payload(&mut random, document.adapted(), schema);
            agree(&checker, &plan, text, &mut report);
        }
    }
    report
}

/// Judges a text both ways.
fn agree(checker: &Checker<'_>, plan: &FastPlan<'_>, text: Vec<u8>, report: &mut Report) {
    let Parsed { tree, faults, .. } = parse_json("payload.json", &text, &Limits::default());
    let full_clean = faults.is_empty()
        && tree.is_some_and(|tree| {
            let found = checker.check(&tree);
            found.findings.is_empty() && found.not_checked.is_empty()
        });
    let text = Padded::new(text);
    let answer = plan.judge(&text, &mut plan.scratch());
    report.payloads += 1;
    report.full_clean += usize::from(full_clean);
    if answer == Answer::Clean {
        report.clean += 1;
        let shown = String::from_utf8_lossy(text.bytes());
        assert!(full_clean, "clean for the fast pass only: #{} and {shown}", plan.schema());
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { schemas, plans, payloads, full_clean, clean, .. } = self;
        let none = self.islands.get(&0).copied().unwrap_or_default();
        let most = self.islands.keys().next_back().copied().unwrap_or_default();
        let all: usize = self.islands.iter().map(|(count, plans)| count * plans).sum();
        write!(
            f,
            "{schemas} schemas, {plans} plans, {none} without islands, {all} islands, at most {most}; "
        )?;
        write!(f, "compiled in {:.2?}, planned in {:.2?}", self.compiling, self.planning)?;
        write!(f, ", slowest {} in {:.2?}; ", self.slowest.1, self.slowest.0)?;
        write!(f, "{clean} of {full_clean} clean of {payloads}")?;
        for reason in &self.refused {
            write!(f, "\n  {reason}")?;
        }
        Ok(())
    }
}
