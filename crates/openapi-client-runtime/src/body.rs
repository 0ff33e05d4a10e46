//! Bodies: read up to a limit, kept where they can be looked at, never printed.

use std::borrow::Cow;
use std::fmt;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::TransportError;

/// Bytes of a success body that are read before it is refused: 256 MiB.
pub const MAX_SUCCESS_BODY: usize = 256 * 1024 * 1024;

/// Bytes of an error body that are read before it is refused: 1 MiB.
pub const MAX_ERROR_BODY: usize = 1024 * 1024;

/// Bytes of an undescribed or unreadable body that are kept: 64 KiB.
pub const MAX_KEPT_BODY: usize = 64 * 1024;

/// The start of a body, as it came. It may hold personal data, so it has no `Display`, and its
/// `Debug` says how long it is and no more.
#[derive(Clone, PartialEq, Eq)]
pub struct RawBody {
    bytes: Vec<u8>,
    complete: bool,
}

impl RawBody {
    /// At most [`MAX_KEPT_BODY`] of the bytes.
    pub(crate) fn new(mut bytes: Vec<u8>, complete: bool) -> Self {
        let fits = bytes.len() <= MAX_KEPT_BODY;
        bytes.truncate(MAX_KEPT_BODY);
        bytes.shrink_to_fit();
        Self { bytes, complete: complete && fits }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text; what is not UTF-8 is replaced by U+FFFD.
    pub fn to_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Whether this is the whole body.
    pub fn is_complete(&self) -> bool {
        self.complete
    }
}

impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.complete { "" } else { " and more" };
        write!(f, "RawBody({} bytes{more})", self.bytes.len())
    }
}

/// Why a body is not what the document describes. It tells the place and never what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyFault {
    /// There is no body.
    Empty,
    /// The body is longer than the limit, in bytes.
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// The body is not JSON: an HTML page, for instance.
    NotJson {
        /// 1-based line.
        line: usize,
        /// 1-based column, in bytes.
        column: usize,
    },
    /// The body is JSON of another shape.
    OtherShape {
        /// 1-based line.
        line: usize,
        /// 1-based column, in bytes.
        column: usize,
    },
    /// The body ends in the middle of a value.
    Truncated,
    /// The body is no text in the character set that its header names, or in UTF-8 if it names none.
    NotText,
}

impl BodyFault {
    pub(crate) fn of(bytes: &[u8], error: &serde_json::Error) -> Self {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Self::Empty;
        }
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            Category::Eof => Self::Truncated,
            Category::Data => Self::OtherShape { line, column },
            // Bytes in memory don't fail to read.
            Category::Syntax | Category::Io => Self::NotJson { line, column },
        }
    }
}

impl fmt::Display for BodyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it has no body"),
            Self::TooLong { limit } => write!(f, "its body is longer than {limit} bytes"),
            Self::NotJson { line, column } => {
                write!(f, "its body is not JSON (line {line}, column {column})")
            }
            Self::OtherShape { line, column } => write!(
                f,
                "its body is not of the shape that the document describes (line {line}, column {column})"
            ),
            Self::Truncated => f.write_str("its body ends in the middle"),
            Self::NotText => f.write_str("its body is no text in the character set that it names"),
        }
    }
}

/// A body that was read up to a limit.
pub(crate) struct Read {
    pub(crate) bytes: Vec<u8>,
    pub(crate) complete: bool,
}

/// Reads at most `limit` bytes. A body that is longer is cut there, at the latest one chunk later.
pub(crate) async fn read(response: &mut Response, limit: usize) -> Result<Read, TransportError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(TransportError::new)? {
        let left = limit - bytes.len();
        if chunk.len() > left {
            bytes.extend_from_slice(&chunk[..left]);
            return Ok(Read { bytes, complete: false });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Read { bytes, complete: true })
}

/// The value in a body of at most `limit` bytes.
pub(crate) fn parse<T: DeserializeOwned>(read: &Read, limit: usize) -> Result<T, BodyFault> {
    if !read.complete {
        return Err(BodyFault::TooLong { limit });
    }
    serde_json::from_slice(&read.bytes).map_err(|error| BodyFault::of(&read.bytes, &error))
}

/// The bytes of a body of at most `limit` bytes.
pub(crate) fn whole(read: &mut Read, limit: usize) -> Result<Vec<u8>, BodyFault> {
    if read.complete { Ok(std::mem::take(&mut read.bytes)) } else { Err(BodyFault::TooLong { limit }) }
}

/// The text in a body of at most `limit` bytes, which came with these headers. JSON that holds a text is
/// that text where `or_json` is set: some servers wrap it, as their document says.
pub(crate) fn text(
    read: &Read,
    limit: usize,
    headers: &HeaderMap,
    or_json: bool,
) -> Result<String, BodyFault> {
    if !read.complete {
        return Err(BodyFault::TooLong { limit });
    }
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().to_ascii_lowercase();
    if or_json && media_type.starts_with("application/json") {
        return parse(read, limit);
    }
    let charset = media_type.split(';').find_map(|part| part.trim().strip_prefix("charset="));
    match charset.map(|charset| charset.trim_matches('"')) {
        // The first 256 characters of Unicode are those of ISO 8859-1.
        Some("iso-8859-1" | "latin1") => Ok(read.bytes.iter().map(|byte| char::from(*byte)).collect()),
        None | Some("utf-8" | "utf8" | "us-ascii") => {
            std::str::from_utf8(&read.bytes).map(str::to_owned).map_err(|_| BodyFault::NotText)
        }
        Some(_) => Err(BodyFault::NotText),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: BodyFault) {
        let read = Read { bytes: body.as_bytes().to_vec(), complete: true };
        assert_eq!(parse::<Vec<u8>>(&read, 10), Err(expected));
    }

    #[test]
    fn faults_tell_the_place_only() {
        check("", BodyFault::Empty);
        check(" \n", BodyFault::Empty);
        check("<html>", BodyFault::NotJson { line: 1, column: 1 });
        check("[1", BodyFault::Truncated);
        check("[1,\n\"secret\"]", BodyFault::OtherShape { line: 2, column: 8 });
        let read = Read { bytes: b"[1]".to_vec(), complete: false };
        assert_eq!(parse::<Vec<u8>>(&read, 3), Err(BodyFault::TooLong { limit: 3 }));
    }

    #[test]
    fn a_text_is_decoded_as_its_header_says() {
        let decode = |media_type: &'static str, bytes: &[u8]| {
            let headers = [(CONTENT_TYPE, media_type.parse().unwrap())].into_iter().collect();
            text(&Read { bytes: bytes.to_vec(), complete: true }, 100, &headers, true)
        };
        assert_eq!(decode("text/plain", "ä".as_bytes()).as_deref(), Ok("ä"));
        assert_eq!(decode("text/plain; charset=ISO-8859-1", b"\xe4").as_deref(), Ok("ä"));
        assert_eq!(decode("text/plain", b"\xe4"), Err(BodyFault::NotText));
        assert_eq!(decode("text/plain; charset=koi8-r", b"a"), Err(BodyFault::NotText));
        assert_eq!(decode("application/json", b"\"a\"").as_deref(), Ok("a"));
        assert_eq!(decode("text/html", b"\"a\"").as_deref(), Ok("\"a\""));
    }

    #[test]
    fn a_kept_body_is_bounded_and_not_printed() {
        let body = RawBody::new(vec![b'x'; MAX_KEPT_BODY + 1], true);
        assert_eq!(body.as_bytes().len(), MAX_KEPT_BODY);
        assert!(!body.is_complete());
        assert_eq!(format!("{:?}", RawBody::new(b"secret".to_vec(), true)), "RawBody(6 bytes)");
        assert_eq!(RawBody::new(vec![b'a', 0xff], true).to_text(), "a\u{fffd}");
    }
}
