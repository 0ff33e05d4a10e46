//! URLs as text: their parts, and percent-encoding with the place of what is wrong in it.

use openapi_source::Span;

/// The parts of a request target that are of interest here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target<'u> {
    /// Host and port, where the URL is absolute; without what stands before an `@`.
    pub(super) authority: Option<&'u str>,
    /// The path, `/` where there is none.
    pub(super) path: &'u str,
    /// What follows the first `?`.
    pub(super) query: Option<&'u str>,
}

/// Splits an absolute URL, or a path with a query (RFC 3986, section 3). A fragment is dropped.
pub(super) fn split(url: &str) -> Target<'_> {
    let url = url.split('#').next().unwrap_or_default();
    let (before, query) = match url.split_once('?') {
        Some((before, query)) => (before, Some(query)),
        None => (url, None),
    };
    let (authority, path) = match before.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority.rsplit('@').next().unwrap_or_default()), path)
        }
        _ => (None, before),
    };
    Target { authority, path: if path.is_empty() { "/" } else { path }, query }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// What a `+` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decoding {
    /// As in a path: itself.
    Percent,
    /// As in a query or a form: a space (the `application/x-www-form-urlencoded` format).
    Form,
    /// Nothing is encoded, as in a header.
    Verbatim,
}

/// Why a text can't be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// A `%` without two hexadecimal digits behind it.
    BadEscape(Span),
    /// Escapes that make no UTF-8.
    NotUtf8(Span),
}

/// Decodes the part of a text that a span names.
pub(super) fn decode(text: &str, span: Span, decoding: Decoding) -> Result<String, Undecodable> {
    let raw = &text[span.start as usize..span.end as usize];
    if decoding == Decoding::Verbatim || !raw.contains(['%', '+']) {
        return Ok(raw.to_owned());
    }
    let bytes = raw.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut idx = 0;
    while let Some(&byte) = bytes.get(idx) {
        idx += 1;
        match byte {
            b'%' => {
                let Some(byte) = escaped(&bytes[idx..]) else {
                    let mut end = (idx + 2).min(raw.len());
                    while !raw.is_char_boundary(end) {
                        end -= 1;
                    }
                    return Err(Undecodable::BadEscape(part(span, idx - 1, end)));
                };
                out.push(byte);
                idx += 2;
            }
            b'+' if decoding == Decoding::Form => out.push(b' '),
            byte => out.push(byte),
        }
    }
    String::from_utf8(out).map_err(|_| Undecodable::NotUtf8(span))
}

fn escaped(digits: &[u8]) -> Option<u8> {
    let digit = |idx: usize| char::from(*digits.get(idx)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// The span of a range within a span.
pub(super) fn part(span: Span, start: usize, end: usize) -> Span {
    let at = |offset: usize| span.start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
    Span::new(at(start), at(end))
}

/// The span of a whole text.
pub(super) fn whole(text: &str) -> Span {
    part(Span::at(0), 0, text.len())
}

/// One `name=value` of a query or a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) name: Span,
    /// `None` where there is no `=`.
    pub(super) value: Option<Span>,
}

/// The pairs of a query or a form, empty ones left out.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = Pair> {
    pieces(text, whole(text), "&").into_iter().filter(|piece| piece.start < piece.end).map(|piece| {
        let raw = &text[piece.start as usize..piece.end as usize];
        match raw.find('=') {
            Some(at) => Pair { name: part(piece, 0, at), value: Some(part(piece, at + 1, raw.len())) },
            None => Pair { name: piece, value: None },
        }
    })
}

/// The pieces of a part of a text between delimiters.
pub(super) fn pieces(text: &str, span: Span, delimiter: &str) -> Vec<Span> {
    let raw = &text[span.start as usize..span.end as usize];
    let mut start = 0;
    let mut out = Vec::new();
    for (at, found) in raw.match_indices(delimiter) {
        out.push(part(span, start, at));
        start = at + found.len();
    }
    out.push(part(span, start, raw.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_absolute_or_not() {
        let check = |url, authority, path, query| {
            assert_eq!(split(url), Target { authority, path, query }, "{url}");
        };
        check("/a/b?c=d#e", None, "/a/b", Some("c=d"));
        check("https://h.example:8080/a?b", Some("h.example:8080"), "/a", Some("b"));
        check("https://me:word@h.example", Some("h.example"), "/", None);
        check("https://h.example?x", Some("h.example"), "/", Some("x"));
        check("/go/https://h.example/x", None, "/go/https://h.example/x", None);
        check("//a", None, "//a", None);
        check("", None, "/", None);
        check("#?", None, "/", None);
        check("*", None, "*", None);
    }

    #[track_caller]
    fn check(raw: &str, decoding: Decoding, expected: Result<&str, Undecodable>) {
        assert_eq!(decode(raw, whole(raw), decoding), expected.map(ToOwned::to_owned));
    }

    #[test]
    fn decoding_names_what_it_can_not_read() {
        check("a%20b+c", Decoding::Percent, Ok("a b+c"));
        check("a%20b+c", Decoding::Form, Ok("a b c"));
        check("a%20b+c", Decoding::Verbatim, Ok("a%20b+c"));
        check("%e2%82%ac", Decoding::Percent, Ok("€"));
        check("a%zz", Decoding::Percent, Err(Undecodable::BadEscape(Span::new(1, 4))));
        check("%", Decoding::Form, Err(Undecodable::BadEscape(Span::new(0, 1))));
        check("%4é", Decoding::Form, Err(Undecodable::BadEscape(Span::new(0, 2))));
        check("a%ff", Decoding::Percent, Err(Undecodable::NotUtf8(Span::new(0, 4))));
        check("%00", Decoding::Percent, Ok("\0"));
    }

    #[test]
    fn pairs_may_lack_a_value_or_be_empty() {
        let shown = |text: &str| -> Vec<(String, Option<String>)> {
            let cut = |span: Span| text[span.start as usize..span.end as usize].to_owned();
            pairs(text).map(|pair| (cut(pair.name), pair.value.map(cut))).collect()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            shown("a=1&&b&c==&=d"),
            [
                ("a".into(), some("1")),
                ("b".into(), None),
                ("c".into(), some("=")),
                (String::new(), some("d"))
            ]
        );
        assert!(shown("").is_empty());
    }
}
