//! Where in a configuration something is said, and what is wrong with it there.

use std::fmt::Write;

use openapi_source::{Source, Span, escape_controls};
use openapi_validator::nearest_word;
use toml::de::{DeTable, DeValue};

use crate::output::Failure;

/// A step into a configuration.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'s> {
    Key(&'s str),
    Item(usize),
}

/// Where the way into a text leads: the last key on it, or the item. Where it leads nowhere, the start.
pub(super) fn span_of(text: &str, path: &[Step<'_>]) -> Span {
    let Ok(table) = DeTable::parse(text) else { return Span::at(0) };
    let mut value = DeValue::Table(table.into_inner());
    let mut range = 0..0;
    for step in path {
        let next = match (step, value) {
            (Step::Key(name), DeValue::Table(table)) => table
                .into_iter()
                .find(|(key, _)| key.get_ref() == name)
                .map(|(key, value)| (key.span(), value)),
            (Step::Item(idx), DeValue::Array(items)) => {
                items.into_iter().nth(*idx).map(|value| (value.span(), value))
            }
            _ => None,
        };
        let Some((span, inner)) = next else { break };
        range = span;
        value = inner.into_inner();
    }
    span(&range)
}

fn span(range: &std::ops::Range<usize>) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(range.start), offset(range.end))
}

/// A configuration that can't be read as one.
pub(super) fn refusal(source: &Source, error: &toml::de::Error) -> Failure {
    let range = error.span().unwrap_or(0..0);
    complaint(source, span(&range), &worded(error.message()))
}

/// What serde says of a key or a word that it does not know, for people: what was meant, and all that there is.
fn worded(message: &str) -> String {
    let (kind, rest) = match message.split_once(" `") {
        Some(("unknown field", rest)) => ("key", rest),
        Some(("unknown variant", rest)) => ("word", rest),
        _ => return message.to_owned(),
    };
    let Some((written, rest)) = rest.split_once('`') else { return message.to_owned() };
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let near = nearest_word(written, known.iter().copied());
    let meant = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("there is no {kind} `{written}` here{meant} There is: {}", known.join(", "))
}

/// What is wrong at a place, with its line.
pub(super) fn complaint(source: &Source, span: Span, message: &str) -> Failure {
    let start = source.position(span.start);
    let mut text = format!("{}:{}:{}: {message}", source.name(), start.line, start.column);
    if let Some(line) = source.line_span(start.line) {
        let line = &source.text()[line.start as usize..line.end as usize];
        let shown: String = line.chars().take(100).collect();
        let marks = (span.end.min(u32::try_from(line.len()).unwrap_or(u32::MAX) + span.start) - span.start)
            .clamp(1, 60);
        let indent = start.column.saturating_sub(1) as usize;
        if indent < 100 {
            let _ = write!(
                text,
                "\n  | {}\n  | {}{}",
                escape_controls(&shown.replace('\t', " ")),
                " ".repeat(indent),
                "^".repeat(marks as usize)
            );
        }
    }
    Failure::Usage(text)
}
