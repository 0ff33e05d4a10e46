//! One list of invites: valid, by ours and by the peers; and with faults, by ours.

use std::hint::black_box;

use openapi_source::{Limits, Pointer, parse_json, parse_json_without};
use openapi_spec::Document;
use openapi_validator::{Answer, Padded, Validator};

use crate::data::{self, Style};
use crate::measure::{Work, table};
use crate::{LIST, peers};

/// A list that is valid, by ours and by the peers. Returns the multiples.
pub fn valid(
    document: &Document,
    validator: &Validator<'_>,
    title: &str,
    bytes: &[u8],
    out: &mut String,
) -> Result<Vec<(String, f64)>, Box<dyn std::error::Error>> {
    let pointer = Pointer::from_text(LIST);
    let plan = validator.fast_plan(&pointer)?.ok_or("a plan")?;
    let portable = validator.fast_plan(&pointer)?.ok_or("a plan")?.without_simd();
    let checker = validator.schema(&pointer)?;
    let text = Padded::new(bytes.to_vec());
    let (mut scratch, mut portable_scratch) = (plan.scratch(), portable.scratch());
    let schema = peers::schema(document, LIST);
    let peer = jsonschema::options().should_validate_formats(true).build(&schema)?;
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("schema.json", schema)?;
    let mut schemas = boon::Schemas::new();
    let boon_schema = compiler.compile("schema.json", &mut schemas).map_err(|error| error.to_string())?;
    let work: Work<'_> = vec![
        (
            "ours: the fast pass",
            Box::new(|| {
                black_box(plan.judge(&text, &mut scratch));
            }),
        ),
        (
            "ours without SIMD",
            Box::new(|| {
                black_box(portable.judge(&text, &mut portable_scratch));
            }),
        ),
        (
            "ours: the full pass (`jsonschema` over our positioned tree)",
            Box::new(|| {
                let tree = parse_json("p", bytes, &Limits::default()).tree.expect("it reads");
                black_box(checker.check(&tree));
            }),
        ),
        (
            "`serde_json::Value` + `jsonschema`",
            Box::new(|| {
                let value: serde_json::Value = serde_json::from_slice(bytes).expect("it reads");
                black_box(peer.is_valid(&value));
            }),
        ),
        (
            "`serde_json::Value` + `boon`",
            Box::new(|| {
                let value: serde_json::Value = serde_json::from_slice(bytes).expect("it reads");
                black_box(schemas.validate(&value, boon_schema).is_ok());
            }),
        ),
        (
            "typed serde, which checks less",
            Box::new(|| drop(black_box(serde_json::from_slice::<Vec<peers::Invite>>(bytes)))),
        ),
        (
            "`simd-json` building its tape, no validation",
            Box::new(|| {
                let mut copy = bytes.to_vec();
                black_box(simd_json::to_tape(&mut copy).expect("it reads"));
            }),
        ),
        (
            "`sonic-rs` building its value, no validation",
            Box::new(|| drop(black_box(sonic_rs::from_slice::<sonic_rs::Value>(bytes)))),
        ),
        ("copying the bytes", Box::new(|| drop(black_box(bytes.to_vec())))),
    ];
    Ok(table(title, bytes.len(), 9, work, out))
}

/// One list in which some elements are wrong: all findings, against the same list all valid.
pub fn faulty(validator: &Validator<'_>, out: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let pointer = Pointer::from_text(LIST);
    let plan = validator.fast_plan(&pointer)?.ok_or("a plan")?;
    let checker = validator.schema(&pointer)?;
    let limits = Limits::default();
    let padded = |style, bad_each| Padded::new(data::list(100_000, style, bad_each));
    let compact = [0, 100, 1].map(|bad_each| padded(Style::Compact, bad_each));
    let pretty = [0, 100].map(|bad_each| padded(Style::Pretty, bad_each));
    let find = |text: &Padded| {
        let mut scratch = plan.scratch();
        if plan.judge(text, &mut scratch) == Answer::Clean {
            return 0;
        }
        let clean = plan.clean_elements(text, &mut scratch);
        let parsed = parse_json_without("p", text.bytes(), &limits, &clean);
        parsed.faults.len() + parsed.tree.map_or(0, |tree| checker.check(&tree).findings.len())
    };
    let find_in_all = |text: &Padded| {
        let parsed = parse_json("p", text.bytes(), &limits);
        parsed.faults.len() + parsed.tree.map_or(0, |tree| checker.check(&tree).findings.len())
    };
    let work: Work<'_> = vec![
        (
            "ours, all valid",
            Box::new(|| {
                black_box(find(&compact[0]));
            }),
        ),
        (
            "ours, 1 in 100 invalid, all findings",
            Box::new(|| {
                black_box(find(&compact[1]));
            }),
        ),
        (
            "ours, pretty, all valid",
            Box::new(|| {
                black_box(find(&pretty[0]));
            }),
        ),
        (
            "ours, pretty, 1 in 100 invalid, all findings",
            Box::new(|| {
                black_box(find(&pretty[1]));
            }),
        ),
        (
            "ours, all invalid, all findings",
            Box::new(|| {
                black_box(find(&compact[2]));
            }),
        ),
        (
            "ours, all invalid, the full pass alone",
            Box::new(|| {
                black_box(find_in_all(&compact[2]));
            }),
        ),
    ];
    table("100,000 invites in one list, some invalid: ours", compact[0].len(), 3, work, out);
    Ok(())
}
