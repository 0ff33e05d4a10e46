//! Schemas from OpenAPI documents that others wrote, on payloads made to fit them.

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;

use openapi_source::{Limits, Pointer, parse_json};
use openapi_spec::Document;
use openapi_validator::{Answer, Padded, Validator};

use crate::measure::{Work, interleaved};
use crate::peers;

// The payloads of the test that compares both passes on such documents.
#[path = "../../crates/openapi-validator/tests/documents/payloads.rs"]
mod payloads;

/// Files and schemas in them that are known to be there in common collections of documents.
const SCHEMAS: &[(&str, &str)] = &[
    ("github.json", "full-repository"),
    ("github.json", "issue"),
    ("stripe.yaml", "charge"),
    ("stripe.yaml", "subscription"),
    ("k8s-core-v1.json", "io.k8s.api.core.v1.Pod"),
    ("digitalocean.json", "droplet"),
    ("datadog-v1.yaml", "Dashboard"),
];

/// How much of each is judged, in bytes.
const ENOUGH: usize = 1 << 20;

/// How many payloads are made at most to get as much.
const TRIES: u64 = 4_000;

/// Adds the table; without a folder, a line that says so.
pub fn run(folder: Option<&Path>, out: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let _ = writeln!(out, "\n### Schemas of other people's documents\n");
    let Some(folder) = folder else {
        let _ = writeln!(out, "Skipped: `--documents FOLDER` names no folder of OpenAPI documents.");
        return Ok(());
    };
    let mut skipped = Vec::new();
    let mut rows = String::new();
    for (file, name) in SCHEMAS {
        match one(&folder.join(file), name) {
            Ok(row) => {
                let _ = writeln!(rows, "| `{file}` | `{name}` | {row} |");
            }
            Err(reason) => skipped.push(format!("`{file}` `{name}` ({reason})")),
        }
    }
    let _ = writeln!(
        out,
        "Payloads made to fit, with nothing to report, one after another, by the plan and where it can't tell the full pass, against \
         `serde_json::Value` + `jsonschema`.\n\n\
         | document | schema | payloads | clean for the plan | to the `jsonschema` crate | GB/s | ours is faster by |\n\
         |---|---|--:|--:|--:|--:|--:|\n{rows}"
    );
    if !skipped.is_empty() {
        let _ = writeln!(out, "Skipped: {}.", skipped.join(", "));
    }
    Ok(())
}

fn one(file: &Path, name: &str) -> Result<String, Box<dyn std::error::Error>> {
    let bytes = std::fs::read(file).map_err(|_| "there is no such file")?;
    let (document, _) = Document::load(&file.to_string_lossy(), &bytes);
    let document = document.ok_or("it does not load")?;
    let pointer = Pointer::root().member("components").member("schemas").member(name);
    let schema = document.adapted().pointer(pointer.as_str()).ok_or("there is no such schema")?;
    let validator = Validator::new(&document)?;
    let plan = validator.fast_plan(&pointer)?.ok_or("it has no plan")?;
    let checker = validator.schema(&pointer)?;
    let peer = jsonschema::options()
        .should_validate_formats(true)
        .build(&peers::schema(&document, pointer.as_str()))
        .map_err(|error| error.to_string())?;
    let mut texts = Vec::new();
    let mut len = 0;
    for seed in 0..TRIES {
        if len >= ENOUGH {
            break;
        }
        let text = payloads::payload(&mut payloads::Random::new(seed), document.adapted(), schema);
        let Some(tree) = parse_json("p", &text, &Limits::default()).tree else { continue };
        let is_valid =
            serde_json::from_slice(&text).is_ok_and(|value: serde_json::Value| peer.is_valid(&value));
        if is_valid && checker.check(&tree).findings.is_empty() {
            len += text.len();
            texts.push(Padded::new(text));
        }
    }
    if texts.is_empty() {
        return Err("no payload was made that fits".into());
    }
    let mut scratch = plan.scratch();
    let clean = texts.iter().filter(|text| plan.judge(text, &mut scratch) == Answer::Clean).count();
    let mut work: Work<'_> = vec![
        (
            "ours",
            Box::new(|| {
                for text in &texts {
                    if plan.judge(text, &mut scratch) != Answer::Clean {
                        let tree = parse_json("p", text.bytes(), &Limits::default()).tree;
                        black_box(tree.map(|tree| checker.check(&tree)));
                    }
                }
            }),
        ),
        (
            "peer",
            Box::new(|| {
                for text in &texts {
                    let value: serde_json::Value = serde_json::from_slice(text.bytes()).expect("it reads");
                    black_box(peer.is_valid(&value));
                }
            }),
        ),
    ];
    let times = interleaved(5, &mut work);
    Ok(format!(
        "{} | {clean} | {} parts | {:.3} | {:.1}",
        texts.len(),
        plan.islands(),
        len as f64 / times[0] / 1e9,
        times[1] / times[0]
    ))
}
