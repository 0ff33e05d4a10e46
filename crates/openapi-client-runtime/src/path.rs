//! Path parameters.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::{InvalidRequest, parameter};

/// All but the unreserved characters (RFC 3986, section 2.3). Among what is encoded are `/`, `?`
/// and `#`, which end a segment, `%`, and `\`, which readers of the WHATWG standard take for `/`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as one segment of a path; parts of it with commas between (style `simple`).
///
/// # Errors
///
/// Nothing, `.` and `..` are refused: readers of URLs remove such a segment, also where it is
/// encoded, and another resource would be meant (WHATWG URL, section "path state").
pub fn encode_path<T: Serialize>(value: T) -> Result<String, InvalidRequest> {
    let encode = |part: &str| utf8_percent_encode(part, ENCODED).to_string();
    let segment = parameter::joined(&parameter::json(&value)?, ",", &encode);
    if matches!(segment.as_str(), "" | "." | "..") {
        return Err(InvalidRequest::new(
            "a path parameter is empty or consists of dots: another resource would be meant",
        ));
    }
    Ok(segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_one_segment() {
        for (value, encoded) in [
            ("event-123", "event-123"),
            ("a/b c", "a%2Fb%20c"),
            ("a\\b", "a%5Cb"),
            ("?x=1#y", "%3Fx%3D1%23y"),
            ("%2e%2e", "%252e%252e"),
            ("...", "..."),
            ("ä", "%C3%A4"),
        ] {
            let segment = encode_path(value).unwrap();
            assert_eq!(segment, encoded);
            let url = reqwest::Url::parse(&format!("http://h/a/{segment}/b")).unwrap();
            assert_eq!(url.path(), format!("/a/{encoded}/b"));
        }
    }

    #[test]
    fn parts_have_commas_between_them() {
        assert_eq!(encode_path(["a,b", "c"]).unwrap(), "a%2Cb,c");
        assert_eq!(encode_path(5).unwrap(), "5");
        assert!(encode_path(None::<u8>).is_err());
    }

    #[test]
    fn a_segment_that_would_vanish_is_refused() {
        for value in ["", ".", ".."] {
            assert!(encode_path(value).is_err());
        }
    }
}
