//! The figures as Markdown.

use std::fmt::Write as _;

use super::check::Check;
use super::row::{Plain, Row};

const INTRODUCTION: &str = "# Coverage

What the generated crates hold of real documents, and what progenitor 0.15.1 makes of the same documents as they
are. `cargo xtask corpus --write` measures and writes this file: documents that it fetches, or those of the folders that
are named.

*Generated*: methods of the client, out of the operations under `paths`. *Compiles*: `cargo check` of both crates
with warnings denied, without TLS; seconds and memory are those of the check of these two crates with one process
for each, on the machine that wrote this. *Losses*: places that are said otherwise, by class: dropped, type,
validation, docs; `losses.txt` of the generated crates names each. *Generation*: seconds and memory of loading and
generating, by a build without optimisation unless the chore was run with `--release`.

";

/// The whole file.
pub(super) fn text(rows: &[(String, Row)]) -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str(
        "| document | operations | generated | compiles | losses: dropped, type, validation, docs | lines | \
         generation | check | progenitor alone |\n|---|--:|--:|---|---|--:|---|---|---|\n",
    );
    for (name, row) in rows {
        // Writing to a string does not fail, here and below.
        let _ = writeln!(text, "{}", cells(name, row));
    }
    let all = rows.len();
    let count = |is: fn(&Row) -> bool| rows.iter().filter(|(_, row)| is(row)).count();
    let _ = write!(
        text,
        "\nOf {all} documents {} are generated as a whole and compile. progenitor alone generates {}, of which {} compile.\n",
        count(Row::is_complete),
        count(|row| matches!(row.plain, Plain::Generated(_))),
        count(|row| matches!(&row.plain, Plain::Generated(Some(check)) if check.failure.is_none())),
    );
    let refused = rows.iter().filter_map(|(name, row)| Some((name, reason(row)?)));
    let lines: Vec<String> = refused.map(|(name, reason)| format!("- {name}: {reason}\n")).collect();
    if !lines.is_empty() {
        text.push_str("\nWhat is behind each \"no\":\n\n");
        text.extend(lines);
    }
    text
}

/// One line for whoever waits.
pub(super) fn line(name: &str, row: &Row) -> String {
    format!("{}{}", cells(name, row), reason(row).map_or_else(String::new, |reason| format!(" {reason}")))
}

fn cells(name: &str, row: &Row) -> String {
    let losses = ["dropped", "type", "validation", "docs"]
        .map(|class| row.losses.get(class).copied().unwrap_or(0).to_string())
        .join(", ");
    let compiles = row.check.as_ref().is_some_and(|check| check.failure.is_none());
    format!(
        "| {name} ({}) | {} | {} | {} | {losses} | {} | {} | {} | {} |",
        cell(&row.title),
        row.operations,
        row.generated,
        yes(compiles),
        row.lines,
        cost(row.seconds, row.peak_kib),
        row.check.as_ref().map_or_else(|| "-".to_owned(), |check| cost(check.seconds, check.peak_kib)),
        match &row.plain {
            Plain::Refused(_) => "does not generate",
            Plain::Generated(Some(Check { failure: None, .. })) => "compiles",
            Plain::Generated(_) => "does not compile",
        },
    )
}

fn reason(row: &Row) -> Option<String> {
    let ours = row.failure.as_ref().or(row.check.as_ref().and_then(|check| check.failure.as_ref()));
    let theirs = match &row.plain {
        Plain::Refused(message) => Some(message),
        Plain::Generated(check) => check.as_ref().and_then(|check| check.failure.as_ref()),
    };
    let parts: Vec<String> = [("ours", ours), ("progenitor alone", theirs)]
        .into_iter()
        .filter_map(|(who, message)| Some(format!("{who}: `{}`", cell(message?).replace('`', "'"))))
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn cost(seconds: f64, peak_kib: Option<u64>) -> String {
    match peak_kib {
        Some(peak) => format!("{seconds:.1} s, {} MiB", peak / 1024),
        None => format!("{seconds:.1} s"),
    }
}

/// A text that can't break a table, cut to a length that one can read.
fn cell(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_control() || c == '|' { ' ' } else { c }).take(120).collect();
    text.trim().to_owned()
}
