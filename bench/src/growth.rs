//! What one invite costs as the list grows, by ours and by the peer.

use std::fmt::Write;
use std::hint::black_box;

use openapi_source::Pointer;
use openapi_spec::Document;
use openapi_validator::{Answer, Padded, Validator};

use crate::data::{self, Style};
use crate::measure::{Work, interleaved};
use crate::plot::Point;
use crate::{LIST, peers};

/// Adds the table and returns its points. The largest list is for ours alone: the peer needs gigabytes for it.
pub fn run(
    document: &Document,
    validator: &Validator<'_>,
    out: &mut String,
) -> Result<Vec<Point>, Box<dyn std::error::Error>> {
    let plan = validator.fast_plan(&Pointer::from_text(LIST))?.ok_or("a plan")?;
    let peer = jsonschema::options().should_validate_formats(true).build(&peers::schema(document, LIST))?;
    let _ = writeln!(
        out,
        "\n### Nanoseconds for one invite, as the list grows\n\n| invites | ours | `serde_json::Value` + `jsonschema` |\n|--:|--:|--:|"
    );
    let mut points = Vec::new();
    for count in [1_000, 10_000, 100_000, 1_000_000] {
        let bytes = data::list(count, Style::Compact, 0);
        let text = Padded::new(bytes.clone());
        let mut scratch = plan.scratch();
        let mut work: Work<'_> =
            vec![("ours", Box::new(|| assert_eq!(plan.judge(&text, &mut scratch), Answer::Clean)))];
        if count < 1_000_000 {
            work.push((
                "peer",
                Box::new(|| {
                    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("it reads");
                    black_box(peer.is_valid(&value));
                }),
            ));
        }
        let each: Vec<f64> =
            interleaved(5, &mut work).into_iter().map(|seconds| seconds / count as f64 * 1e9).collect();
        let peer = each.get(1).copied();
        let shown = peer.map_or_else(|| "-".to_owned(), |each| format!("{each:.0}"));
        let _ = writeln!(out, "| {count} | {:.0} | {shown} |", each[0]);
        points.push(Point { count, ours: each[0], peer });
    }
    Ok(points)
}
