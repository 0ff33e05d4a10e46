//! The text of the record that a finding is about, which stays the same wherever in a file the record stands.

use openapi_source::{Kind, Limits, Node, Parsed, Source, Span, Syntax, parse_json, parse_yaml};

use crate::Place;

/// Sources that are remembered. Findings come in the order of an input, but of a piece of it some have the piece as
/// their source and others a line of it.
const REMEMBERED: usize = 8;

/// Finds the texts of records, and remembers where those of the latest sources are.
#[derive(Clone, Default)]
pub(crate) struct Contents {
    /// The latest last.
    latest: Vec<(Source, Option<Vec<Span>>)>,
}

impl Contents {
    /// The text of the record that holds a place, without white space; empty where the place is in no record, or its
    /// text is not held.
    pub(crate) fn of(&mut self, place: &Place) -> String {
        if place.record.is_none() || !place.source.is_held() {
            return String::new();
        }
        let span = self.record_at(&place.source, place.span.start);
        let text = place.source.text().get(span.start as usize..span.end as usize).unwrap_or_default();
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    fn record_at(&mut self, source: &Source, offset: u32) -> Span {
        let is_same = |(known, _): &(Source, _)| std::ptr::eq(known.text(), source.text());
        let latest = match self.latest.iter().position(is_same) {
            Some(index) => self.latest.remove(index),
            None => (source.clone(), records(source)),
        };
        if self.latest.len() == REMEMBERED {
            self.latest.remove(0);
        }
        self.latest.push(latest);
        let records = self.latest.last().and_then(|(_, records)| records.as_deref()).unwrap_or_default();
        let after = records.partition_point(|record| record.start <= offset);
        let found = after.checked_sub(1).map(|index| records[index]).filter(|record| offset <= record.end);
        // One of several values, such as a line of newline-delimited JSON, is a record as a whole.
        found.unwrap_or_else(|| {
            let line = source.position(offset).line;
            source.line_span(line).unwrap_or(Span::at(offset))
        })
    }
}

/// Where the records of a source are, in order; `None` where each line is one.
fn records(source: &Source) -> Option<Vec<Span>> {
    let text = source.text();
    let parsed = match source.syntax() {
        Syntax::Json => parse_json(source.name(), text.as_bytes(), &Limits::default()),
        Syntax::Yaml => parse_yaml(source.name(), text.as_bytes(), &Limits::default()),
        Syntax::Delimited { .. } => return Some(rows(text)),
        Syntax::Plain | Syntax::Sheet => return None,
    };
    let Parsed { tree, faults, .. } = parsed;
    if faults.iter().any(|fault| fault.kind == openapi_source::FaultKind::TrailingContent) {
        return None;
    }
    let tree = tree?;
    let mut found = Vec::new();
    outermost_items(tree.root(), &mut found);
    Some(found)
}

/// The items of each array that lies in no other array.
fn outermost_items(node: Node<'_>, out: &mut Vec<Span>) {
    // Nesting is bounded by the reader's limits, but a list of what is still to be seen needs no bound.
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Array => out.extend(node.elements().map(Node::span)),
            Kind::Object => open.extend(node.members().map(|member| member.value)),
            _ => {}
        }
    }
    out.sort_unstable();
}

/// The rows of delimiter-separated values; a line feed in quotes ends none.
fn rows(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    let mut push = |start: usize, end: usize| {
        let offset = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        out.push(Span::new(offset(start), offset(end)));
    };
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => {
                push(start, at);
                start = at + 1;
            }
            _ => {}
        }
    }
    push(start, text.len());
    out
}

#[cfg(test)]
mod tests {
    use openapi_source::Origin;

    use super::*;

    #[track_caller]
    fn check(syntax: Syntax, text: &str, at: &str, expected: &str) {
        let source = Source::piece("t", text, Origin::default(), syntax);
        let offset = u32::try_from(text.find(at).unwrap()).unwrap();
        let mut place = Place::new(&source, Span::at(offset));
        assert_eq!(Contents::default().of(&place), "", "it is in no record");
        place.record = Some(1);
        assert_eq!(Contents::default().of(&place), expected);
    }

    #[test]
    fn records_are_found_in_every_notation() {
        check(
            Syntax::Json,
            "{\"n\": 1, \"invites\": [{\"a\": 1},\n {\"a\":\n [2, 3]} ]}",
            "3",
            "{\"a\":[2,3]}",
        );
        check(Syntax::Json, "[{\"a\": 1}, {\"a\": 2}]", "2", "{\"a\":2}");
        check(Syntax::Json, "{\"a\": 1}\n{\"a\": 2}\n", "2", "{\"a\":2}");
        check(Syntax::Json, "{\"a\": 7}", "7", "{\"a\":7}");
        check(Syntax::Yaml, "- a: 1\n  b: 2\n- a: 3\n", "3", "a:3");
        check(Syntax::Delimited { delimiter: ',' }, "a,b\n1,\"x\ny\"\n2,z\n", "y", "1,\"xy\"");
        check(Syntax::Sheet, "1\t2\n3\t4\n", "4", "34");
    }

    #[test]
    fn a_place_that_is_not_held_has_no_content() {
        let source = Source::elsewhere("t", openapi_source::Position { line: 1, column: 1, offset: 0 });
        let place = Place { record: Some(1), ..Place::new(&source, Span::at(0)) };
        assert_eq!(Contents::default().of(&place), "");
    }
}
