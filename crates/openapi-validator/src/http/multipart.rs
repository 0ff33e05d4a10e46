//! The syntax of `multipart/form-data` (RFC 2046, section 5.1; RFC 7578): from bytes to parts.

use openapi_source::Span;

use super::media::parameters;
use super::url::part;

/// The most parts that are read.
const MAX_PARTS: usize = 10_000;

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The field's name.
    pub(super) name: String,
    /// Whether it says that it is a file.
    pub(super) is_file: bool,
    /// All headers.
    pub(super) headers: Vec<(String, String)>,
    /// Where the headers stand.
    pub(super) head: Span,
    /// Where the content stands.
    pub(super) content: Span,
}

impl Part {
    /// The value of a header, its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Why a body is not a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) at: Span,
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

/// What came of reading.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) list: Vec<Part>,
    pub(super) malformed: Vec<Malformed>,
    /// Whether there are more parts than are read.
    pub(super) is_cut: bool,
}

/// Takes a body apart. Its text is one in which every byte of the body is one byte; see [`text_of`].
pub(super) fn parts(text: &str, boundary: &str) -> Parts {
    let mut out = Parts::default();
    let delimiter = format!("--{boundary}");
    let mut open: Option<usize> = None;
    let mut is_closed = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let here = start;
        start += line.len();
        let Some(rest) = line.strip_prefix(delimiter.as_str()) else { continue };
        let rest = rest.trim_end_matches(['\r', '\n', ' ', '\t']);
        if !rest.is_empty() && rest != "--" {
            continue;
        }
        if let Some(from) = open.take() {
            // The line break before a delimiter belongs to the delimiter.
            let content = &text[from..here];
            let content = content.strip_suffix('\n').unwrap_or(content);
            let content = content.strip_suffix('\r').unwrap_or(content);
            read_part(text, from, from + content.len(), &mut out);
        }
        if out.list.len() >= MAX_PARTS {
            out.is_cut = true;
            return out;
        }
        if rest == "--" {
            is_closed = true;
            break;
        }
        open = Some(start);
    }
    if let Some(from) = open {
        read_part(text, from, text.len(), &mut out);
    }
    if !is_closed {
        let end = part(Span::at(0), text.len(), text.len());
        let (what, help) = if out.list.is_empty() && out.malformed.is_empty() {
            (
                "the body holds no part: the boundary that its type names does not stand in it",
                "use one boundary",
            )
        } else {
            (
                "the body ends without its closing boundary",
                "it may be cut off; else end it with the boundary and `--`",
            )
        };
        out.malformed.push(Malformed { at: end, what, help });
    }
    out
}

fn read_part(text: &str, start: usize, end: usize, out: &mut Parts) {
    let raw = &text[start..end];
    let mut headers = Vec::new();
    let mut at = 0;
    let mut has_blank = false;
    for line in raw.split_inclusive('\n') {
        at += line.len();
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            has_blank = true;
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    let head = part(Span::at(0), start, start + at.min(raw.len()));
    let help = "each part starts with its headers and an empty line (RFC 2046, section 5.1)";
    if !has_blank {
        out.malformed.push(Malformed { at: head, what: "a part has no empty line behind its headers", help });
        return;
    }
    let disposition = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"));
    let parameters = disposition.map(|(_, value)| parameters(value)).unwrap_or_default();
    let parameter =
        |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let Some(name) = parameter("name") else {
        let help = "give it a header such as `Content-Disposition: form-data; name=\"field\"` (RFC 7578, section 4.2)";
        out.malformed.push(Malformed { at: head, what: "a part does not tell the name of its field", help });
        return;
    };
    out.list.push(Part {
        name,
        is_file: parameter("filename").is_some() || parameter("filename*").is_some(),
        headers,
        head,
        content: part(Span::at(0), start + at, end),
    });
}

/// The bytes of a body as text of the same length: what is no UTF-8 becomes question marks.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| '?'));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &[(&str, &str)], malformed: usize) {
        let found = parts(body, "X");
        let cut = |at: Span| &body[at.start as usize..at.end as usize];
        let shown: Vec<_> = found.list.iter().map(|part| (part.name.as_str(), cut(part.content))).collect();
        assert_eq!(shown, expected, "{body:?}");
        assert_eq!(found.malformed.len(), malformed, "{body:?}: {:?}", found.malformed);
    }

    #[test]
    fn parts_are_what_stands_between_boundaries() {
        let a = "Content-Disposition: form-data; name=\"a\"";
        check(&format!("--X\r\n{a}\r\n\r\n1\r\n--X--\r\n"), &[("a", "1")], 0);
        check(&format!("preamble\r\n--X\r\n{a}\r\n\r\n\r\n--X--\r\nepilogue"), &[("a", "")], 0);
        check(&format!("--X\n{a}\n\n1\n2\n--X\n{a}\n\n3\n--X--"), &[("a", "1\n2"), ("a", "3")], 0);
        check(&format!("--X\r\n{a}\r\n\r\n--XY\r\n--X--"), &[("a", "--XY")], 0);
        check(&format!("--X\r\n{a}\r\n\r\n1"), &[("a", "1")], 1);
        check(&format!("--X\r\n{a}\r\n--X--"), &[], 1);
        check("--X\r\nA: b\r\n\r\n1\r\n--X--", &[], 1);
        check("--Y\r\n--Y--", &[], 1);
        check("", &[], 1);
        check("--X--", &[], 0);
    }

    #[test]
    fn headers_tell_files_and_types() {
        let body = "--X\r\ncontent-disposition: form-data; name=f; filename=\"a;b\"\r\nContent-Type: image/png\r\n\r\n\r\n--X--";
        let found = parts(body, "X");
        assert!(found.list[0].is_file);
        assert_eq!(found.list[0].header("content-type"), Some("image/png"));
    }

    #[test]
    fn bytes_keep_their_offsets() {
        let text = text_of(b"a\xff\xfe\xc3\xa9b");
        assert_eq!(text, "a??\u{e9}b");
        assert_eq!(text.len(), 6);
    }

    #[test]
    fn a_form_of_countless_parts_is_cut() {
        let one = "--X\nContent-Disposition: form-data; name=a\n\n1\n";
        let found = parts(&one.repeat(MAX_PARTS + 5), "X");
        assert!(found.is_cut);
        assert_eq!(found.list.len(), MAX_PARTS);
    }
}
