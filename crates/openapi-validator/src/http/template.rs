//! One segment of a path template, and what of a request's segment its variables hold.

use openapi_source::Span;

use super::url::{Decoding, decode, part, whole};

/// A segment of a template: what stands between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// Text alone, decoded.
    Literal(String),
    /// Text and variables, or a variable alone.
    Variable(Vec<Piece>),
}

/// A piece of a segment with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Variable(String),
}

impl Segment {
    /// Reads a segment of a template such as `{name}.{format}`.
    pub(super) fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(len) = rest[open..].find('}') else { break };
            if open > 0 {
                pieces.push(Piece::Text(rest[..open].to_owned()));
            }
            pieces.push(Piece::Variable(rest[open + 1..open + len].to_owned()));
            rest = &rest[open + len + 1..];
        }
        if pieces.is_empty() {
            let decoded = decode(text, whole(text), Decoding::Percent);
            return Self::Literal(decoded.unwrap_or_else(|_| text.to_owned()));
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Self::Variable(pieces)
    }

    /// How much it leaves open: the less, the sooner it is tried.
    pub(super) fn openness(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Variable(pieces) if pieces.len() > 1 => 1,
            Self::Variable(_) => 2,
        }
    }

    /// Whether a segment of a path, as it was sent, fits; adds what its variables hold. Of several ways to divide
    /// it, the one in which the earlier variables are the longest, as regular expressions would.
    ///
    /// A variable holds at least one character (OpenAPI 3.1.1, "Path Templating").
    pub(super) fn holds<'t>(&'t self, path: &str, at: Span, found: &mut Vec<(&'t str, Span)>) -> bool {
        match self {
            Self::Literal(text) => {
                let raw = &path[at.start as usize..at.end as usize];
                raw == text || decode(path, at, Decoding::Percent).as_deref() == Ok(text)
            }
            Self::Variable(pieces) => divide(pieces, path, at, found),
        }
    }
}

/// Divides from the right: what each text leaves to its left is the most that it can.
fn divide<'t>(pieces: &'t [Piece], path: &str, at: Span, found: &mut Vec<(&'t str, Span)>) -> bool {
    let n_before = found.len();
    let raw = &path[at.start as usize..at.end as usize];
    let mut end = raw.len();
    let mut pieces = pieces.iter().rev().peekable();
    while let Some(piece) = pieces.next() {
        let fits = match piece {
            Piece::Text(text) => raw[..end].strip_suffix(text.as_str()).map(|before| end = before.len()),
            Piece::Variable(name) => start_of_variable(raw, end, pieces.peek().copied()).map(|start| {
                found.push((name, part(at, start, end)));
                end = start;
            }),
        };
        if fits.is_none() {
            found.truncate(n_before);
            return false;
        }
    }
    if end > 0 {
        found.truncate(n_before);
        return false;
    }
    found[n_before..].reverse();
    true
}

/// Where a variable that ends at `end` starts, given the piece before it.
fn start_of_variable(raw: &str, end: usize, before: Option<&Piece>) -> Option<usize> {
    let last = raw[..end].char_indices().next_back()?.0;
    match before {
        None => Some(0),
        // Two variables side by side: the first takes all that it can.
        Some(Piece::Variable(_)) => Some(last),
        Some(Piece::Text(text)) => raw[..last].rfind(text.as_str()).map(|at| at + text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, sent: &str, expected: Option<&[(&str, &str)]>) {
        let segment = Segment::parse(template);
        let mut found = Vec::new();
        let holds = segment.holds(sent, whole(sent), &mut found);
        let found: Vec<_> =
            found.iter().map(|(name, at)| (*name, &sent[at.start as usize..at.end as usize])).collect();
        assert_eq!(holds.then_some(found.as_slice()), expected, "{template} {sent}");
    }

    #[test]
    fn literals_are_compared_decoded_and_with_case() {
        check("pets", "pets", Some(&[]));
        check("pets", "p%65ts", Some(&[]));
        check("a%20b", "a b", Some(&[]));
        check("pets", "Pets", None);
        check("pets", "pets%zz", None);
        check("", "", Some(&[]));
        check("{unclosed", "{unclosed", Some(&[]));
    }

    #[test]
    fn several_variables_share_a_segment() {
        check("{id}", "a%2Fb", Some(&[("id", "a%2Fb")]));
        check("{id}", "", None);
        check("{b}.{c}", "x.y.z", Some(&[("b", "x.y"), ("c", "z")]));
        check("{b}.{c}", ".z", None);
        check("{b}.{c}", "x.", None);
        check("{b}.{c}", "x..", Some(&[("b", "x"), ("c", ".")]));
        check("v{n}", "v12", Some(&[("n", "12")]));
        check("v{n}", "12", None);
        check("{n}:cancel", "7:cancel", Some(&[("n", "7")]));
        check("{n}:cancel", ":cancel", None);
        check("{a}{b}", "xyz", Some(&[("a", "xy"), ("b", "z")]));
        check("{a}{b}", "x", None);
        check("{a}-{b}-{c}", "1-2-3-4", Some(&[("a", "1-2"), ("b", "3"), ("c", "4")]));
        check("{a}é", "éé", Some(&[("a", "é")]));
    }
}
