//! JSON text of a cell.

use crate::scan::find_escaped;

/// Appends a string as JSON (RFC 8259, section 7).
pub(crate) fn push_json_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    push_json_content(text, out);
    out.push(b'"');
}

/// Appends what stands between the quotes of a JSON string.
#[inline]
pub(crate) fn push_json_content(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let plain = find_escaped(bytes, 0);
    out.extend_from_slice(&bytes[..plain]);
    if plain < bytes.len() {
        push_escaped(&bytes[plain..], out);
    }
}

fn push_escaped(bytes: &[u8], out: &mut Vec<u8>) {
    for &byte in bytes {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0C => b'f',
            0..0x20 => {
                out.extend_from_slice(b"\\u00");
                out.extend([byte >> 4, byte & 0xF].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
                continue;
            }
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
}

/// Whether a text is a number in JSON's grammar (RFC 8259, section 6).
pub(crate) fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let length = digits(exponent);
        return length > 0 && length == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_those_of_json() {
        for number in ["0", "-0", "12", "1.50", "1e5", "1E-05", "-3.2e+1"] {
            assert!(is_json_number(number), "{number}");
        }
        for other in ["", "-", "01", "+1", "1.", ".5", "1e", "1 ", "0x1", "1,5", "NaN", "1e5x"] {
            assert!(!is_json_number(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn strings_read_back(text in "(?s).{0,40}") {
            let mut out = Vec::new();
            push_json_string(&text, &mut out);
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
