//! Ratios against named peers, measured in one run and interleaved, so that a machine's moods fall on all alike.
//! `cargo xtask bench` runs it; `--write DIR` leaves the table and the plots there, `--documents DIR` names a folder
//! with OpenAPI documents of others, of which a few schemas are measured. `--append DIR` adds the tables in which the
//! allocator matters most to those that stand there, for a build without mimalloc.

mod data;
mod growth;
mod lines;
mod lists;
mod measure;
mod peers;
mod plot;
mod process;
mod real;

use std::path::{Path, PathBuf};

use data::Style;
use openapi_spec::Document;
use openapi_validator::Validator;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LIST: &str = "/paths/~1events~1{event_id}~1invites/get/responses/200/content/application~1json/schema";
const INVITE: &str = "/components/schemas/Invite";

const HEADER: &str = "# Benchmarks

Written by `cargo xtask bench --write`. Ratios measured in one run on one machine, the work interleaved, medians; parse
and validate together unless the row says otherwise. Peers with mimalloc, and at the
end once more with the system's allocator, as a program has them that does not choose one. A time as a multiple of 10 means that the first
row of its table is ten times as fast.

![How long peers take, and what one invite costs as the list grows](benchmarks.svg)
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut write_to, mut documents, mut append_to) = (None, None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => write_to = arguments.next().map(PathBuf::from),
            "--append" => append_to = arguments.next().map(PathBuf::from),
            "--documents" => documents = arguments.next().map(PathBuf::from),
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let yaml = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/securegate.yaml"))?;
    let (document, _) = Document::load("securegate.yaml", &yaml);
    let document = document.ok_or("the document loads")?;
    let validator = Validator::new(document.resource())?;
    let mut out = String::new();
    if let Some(dir) = append_to {
        out.push_str("\n## With the system's allocator\n");
        let list = data::list(10_000, Style::Compact, 0);
        lists::valid(&document, &validator, "10,000 invites, compact", &list, &mut out)?;
        lines::run(&validator, &document, &mut out)?;
        process::whole(&document, false, &mut out)?;
        println!("{out}");
        let file = dir.join("benchmarks.md");
        let known = std::fs::read_to_string(&file)?;
        std::fs::write(file, known + &out)?;
        return Ok(());
    }
    let mut bars = Vec::new();
    for (title, style) in [
        ("10,000 invites, compact", Style::Compact),
        ("10,000 invites, pretty", Style::Pretty),
        ("10,000 invites, members in alphabetical order", Style::Reordered),
        ("10,000 invites, members shuffled in each", Style::Shuffled),
    ] {
        let ratios = lists::valid(&document, &validator, title, &data::list(10_000, style, 0), &mut out)?;
        if style == Style::Compact {
            bars = ratios;
        }
    }
    lists::faulty(&validator, &mut out)?;
    lines::run(&validator, &document, &mut out)?;
    real::run(documents.as_deref(), &mut out)?;
    let points = growth::run(&document, &validator, &mut out)?;
    process::whole(&document, true, &mut out)?;
    println!("{out}");
    if let Some(dir) = write_to {
        std::fs::write(dir.join("benchmarks.svg"), plot::svg(&bars, &points))?;
        std::fs::write(Path::new(&dir).join("benchmarks.md"), format!("{HEADER}{out}"))?;
    }
    Ok(())
}
