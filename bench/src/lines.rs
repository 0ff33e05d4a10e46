//! Invites one a line, by ours and by the peer.

use std::hint::black_box;

use openapi_source::{Limits, Pointer};
use openapi_spec::Document;
use openapi_validator::{RecordCheck, Validator};

use crate::measure::{Work, table};
use crate::{INVITE, data, peers};

/// Newline-delimited invites.
pub fn run(
    validator: &Validator<'_>,
    document: &Document,
    out: &mut String,
) -> Result<(), Box<dyn std::error::Error>> {
    let pointer = Pointer::from_text(INVITE);
    let plan = validator.fast_plan(&pointer)?.ok_or("a plan")?;
    let checker = validator.schema(&pointer)?;
    let schema = peers::schema(document, INVITE);
    let peer = jsonschema::options().should_validate_formats(true).build(&schema)?;
    let (good, bad) = (data::lines(100_000, 0), data::lines(100_000, 100));
    let limits = Limits::default();
    let check_lines = |bytes: &[u8], threads| {
        let check = RecordCheck { name: "lines", checker: &checker, fast: Some(&plan), limits: &limits };
        let mut findings = 0;
        check.run(&[], bytes, threads, |one| findings += one.findings.len()).expect("it reads");
        findings
    };
    let per_line = |bytes: &[u8]| {
        bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .filter(|line| {
                !serde_json::from_slice(line).is_ok_and(|value: serde_json::Value| peer.is_valid(&value))
            })
            .count()
    };
    let work: Work<'_> = vec![
        (
            "ours, one thread",
            Box::new(|| {
                black_box(check_lines(&good, 1));
            }),
        ),
        (
            "ours, two threads",
            Box::new(|| {
                black_box(check_lines(&good, 2));
            }),
        ),
        (
            "ours, one thread, 1 in 100 invalid, all findings",
            Box::new(|| {
                black_box(check_lines(&bad, 1));
            }),
        ),
        (
            "`serde_json::Value` + `jsonschema`, line by line",
            Box::new(|| {
                black_box(per_line(&good));
            }),
        ),
    ];
    table("100,000 invites, one a line", good.len(), 5, work, out);
    Ok(())
}
