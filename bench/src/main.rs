//! Ratios against named peers, measured in one run and interleaved, so that a machine's moods fall on all alike.
//! `cargo xtask bench` runs it; `--write DIR` leaves the table and the plot there.

mod data;
mod peers;
mod plot;
mod process;

use std::hint::black_box;
use std::time::Instant;

use data::Style;
use openapi_source::{Limits, Pointer, parse_json, parse_json_without};
use openapi_spec::Document;
use openapi_validator::{Answer, Padded, RecordCheck, Validator};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LIST: &str = "/paths/~1events~1{event_id}~1invites/get/responses/200/content/application~1json/schema";
const INVITE: &str = "/components/schemas/Invite";

/// Runs each piece of work in turn, several rounds, and returns the median seconds of each.
fn interleaved(rounds: usize, work: &mut [(&str, Box<dyn FnMut() + '_>)]) -> Vec<f64> {
    let mut times = vec![Vec::new(); work.len()];
    for _ in 0..rounds {
        for (idx, (_, work)) in work.iter_mut().enumerate() {
            let start = Instant::now();
            work();
            times[idx].push(start.elapsed().as_secs_f64());
        }
    }
    times
        .into_iter()
        .map(|mut times| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        })
        .collect()
}

fn table(title: &str, bytes: usize, names: &[&str], times: &[f64], out: &mut String) {
    use std::fmt::Write;
    let _ = writeln!(out, "\n### {title}\n\n| work | ours is faster by | GB/s |\n|---|--:|--:|");
    for (name, time) in names.iter().zip(times) {
        let _ = writeln!(out, "| {name} | {:.1} | {:.3} |", time / times[0], bytes as f64 / time / 1e9);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let write_to = match arguments.next().as_deref() {
        Some("--write") => arguments.next(),
        _ => None,
    };
    let yaml = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/securegate.yaml"))?;
    let (document, _) = Document::load("securegate.yaml", &yaml);
    let document = document.ok_or("the document loads")?;
    let validator = Validator::new(document.resource())?;
    let mut out = String::new();
    for (title, style, bad_each) in [
        ("10,000 invites, compact", Style::Compact, 0),
        ("10,000 invites, pretty", Style::Pretty, 0),
        ("10,000 invites, members shuffled in each", Style::Shuffled, 0),
        ("10,000 invites, 1 in 100 invalid: finding that it is so", Style::Compact, 100),
    ] {
        lists(&document, &validator, title, &data::list(10_000, style, bad_each), &mut out)?;
    }
    faulty_list(&validator, &mut out)?;
    lines(&validator, &document, &mut out)?;
    growth(&validator, &mut out, write_to.as_deref())?;
    process::whole(&document, &mut out)?;
    println!("{out}");
    if let Some(dir) = write_to {
        let header = "# Benchmarks\n\nWritten by `cargo xtask bench --write`. Ratios measured in one run, the work \
                      interleaved, medians; parse and validate together unless the row says otherwise. Peers with \
                      mimalloc.\n";
        std::fs::write(std::path::Path::new(&dir).join("benchmarks.md"), format!("{header}{out}"))?;
    }
    Ok(())
}

fn lists(
    document: &Document,
    validator: &Validator<'_>,
    title: &str,
    bytes: &[u8],
    out: &mut String,
) -> Result<(), Box<dyn std::error::Error>> {
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
    let mut work: Vec<(&str, Box<dyn FnMut() + '_>)> = vec![
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
    let names: Vec<&str> = work.iter().map(|(name, _)| *name).collect();
    let times = interleaved(9, &mut work);
    table(title, bytes.len(), &names, &times, out);
    Ok(())
}

/// One list in which some elements are wrong: all findings, against the same list all valid.
fn faulty_list(validator: &Validator<'_>, out: &mut String) -> Result<(), Box<dyn std::error::Error>> {
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
    let mut work: Vec<(&str, Box<dyn FnMut() + '_>)> = vec![
        ("all valid", Box::new(|| drop(black_box(find(&compact[0]))))),
        ("1 in 100 invalid, all findings", Box::new(|| drop(black_box(find(&compact[1]))))),
        ("all valid, pretty", Box::new(|| drop(black_box(find(&pretty[0]))))),
        ("1 in 100 invalid, pretty, all findings", Box::new(|| drop(black_box(find(&pretty[1]))))),
        ("all invalid, all findings", Box::new(|| drop(black_box(find(&compact[2]))))),
        ("all invalid, the full pass alone", Box::new(|| drop(black_box(find_in_all(&compact[2]))))),
    ];
    let names: Vec<&str> = work.iter().map(|(name, _)| *name).collect();
    let times = interleaved(3, &mut work);
    table("Ours: 100,000 invites in one list, some invalid", compact[0].len(), &names, &times, out);
    Ok(())
}

fn lines(
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
    let run = |bytes: &[u8], threads| {
        let check =
            RecordCheck { name: "lines", checker: &checker, fast: Some(&plan), limits: &limits, threads };
        let mut findings = 0;
        check.run(&[], bytes, |one| findings += one.findings.len()).expect("it reads");
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
    let mut work: Vec<(&str, Box<dyn FnMut() + '_>)> = vec![
        (
            "ours, one thread",
            Box::new(|| {
                black_box(run(&good, 1));
            }),
        ),
        (
            "ours, two threads",
            Box::new(|| {
                black_box(run(&good, 2));
            }),
        ),
        (
            "ours, one thread, 1 in 100 invalid, all findings",
            Box::new(|| {
                black_box(run(&bad, 1));
            }),
        ),
        (
            "`serde_json::Value` + `jsonschema`, line by line",
            Box::new(|| {
                black_box(per_line(&good));
            }),
        ),
    ];
    let names: Vec<&str> = work.iter().map(|(name, _)| *name).collect();
    let times = interleaved(7, &mut work);
    table("100,000 invites, one a line", good.len(), &names, &times, out);
    Ok(())
}

fn growth(
    validator: &Validator<'_>,
    out: &mut String,
    write_to: Option<&str>,
) -> Result<(), Box<dyn std::error::Error>> {
    use std::fmt::Write;
    let pointer = Pointer::from_text(LIST);
    let plan = validator.fast_plan(&pointer)?.ok_or("a plan")?;
    let _ = writeln!(out, "\n### Cost of one invite as the list grows\n\n| invites | ns each |\n|--:|--:|");
    let mut points = Vec::new();
    for count in [1_000, 10_000, 100_000, 1_000_000] {
        let text = Padded::new(data::list(count, Style::Compact, 0));
        let mut scratch = plan.scratch();
        let mut work: Vec<(&str, Box<dyn FnMut() + '_>)> =
            vec![("", Box::new(|| assert_eq!(plan.judge(&text, &mut scratch), Answer::Clean)))];
        let seconds = interleaved(5, &mut work)[0];
        let each = seconds / count as f64 * 1e9;
        let _ = writeln!(out, "| {count} | {each:.0} |");
        points.push((count, each));
    }
    if let Some(dir) = write_to {
        std::fs::write(std::path::Path::new(dir).join("benchmarks.svg"), plot::svg(&points))?;
    }
    Ok(())
}
