//! Formats of texts (JSON Schema 2020-12 Validation, section 7.3, and the OpenAPI Format Registry).

use std::net::{Ipv4Addr, Ipv6Addr};

/// RFC 3339, section 5.6, `date-time`.
pub(crate) fn date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(day, time_of_day)| date(day) && time(time_of_day))
}

/// RFC 3339, section 5.6, `full-date`.
pub(crate) fn date(text: &str) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return false };
    let (Some(century), Some(year), Some(month), Some(day)) =
        (number(y1, y2), number(y3, y4), number(m1, m2), number(d1, d2))
    else {
        return false;
    };
    // A year that ends a century is a leap year where the century can be divided by four.
    let leap = if year == 0 { century } else { year };
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap % 4 == 0 => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// RFC 3339, section 5.6, `full-time`. A leap second ends a day of UTC.
pub(crate) fn time(text: &str) -> bool {
    let Some((&[h1, h2, b':', m1, m2, b':', s1, s2], rest)) = text.as_bytes().split_first_chunk() else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (number(h1, h2), number(m1, m2), number(s1, s2)) else {
        return false;
    };
    let zone = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        zone => zone,
    };
    // Minutes from UTC.
    let offset = match zone {
        [b'Z' | b'z'] => Some(0),
        &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => match (number(h1, h2), number(m1, m2)) {
            (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => {
                let minutes = hours * 60 + minutes;
                Some(if sign == b'+' { minutes } else { -minutes })
            }
            _ => None,
        },
        _ => None,
    };
    let Some(offset) = offset else { return false };
    let in_utc = (hour * 60 + minute - offset).rem_euclid(24 * 60);
    hour <= 23 && minute <= 59 && (second <= 59 || (second == 60 && in_utc == 24 * 60 - 1))
}

/// Two digits.
fn number(tens: u8, ones: u8) -> Option<i32> {
    let both = tens.is_ascii_digit() && ones.is_ascii_digit();
    both.then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
}

/// RFC 3339, appendix A: units in their order, none left out between two that are there.
pub(crate) fn duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, times) = match rest.split_once('T') {
        Some((days, times)) => (days, Some(times)),
        None => (rest, None),
    };
    let weeks = days.strip_suffix('W').is_some_and(|weeks| is_digits(weeks.as_bytes()));
    match times {
        None => weeks || units(days, b"YMD"),
        Some(times) => (days.is_empty() || units(days, b"YMD")) && units(times, b"HMS"),
    }
}

/// Numbers with units: at least one, without a gap.
fn units(text: &str, units: &[u8]) -> bool {
    let mut next: Option<usize> = None;
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let Some(unit) = rest.get(digits).filter(|_| digits > 0) else { return false };
        let Some(position) = units.iter().position(|known| known == unit) else { return false };
        if next.is_some_and(|next| next != position) {
            return false;
        }
        next = Some(position + 1);
        rest = &rest[digits + 1..];
    }
    next.is_some()
}

fn is_digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// RFC 5321, section 4.1.2, `Mailbox`.
pub(crate) fn email(text: &str) -> bool {
    text.is_ascii() && mailbox(text, hostname)
}

/// RFC 6531: also with letters that are not ASCII. Whether the labels of such a host are allowed by
/// IDNA is not judged.
pub(crate) fn idn_email(text: &str) -> bool {
    mailbox(text, |host| if host.is_ascii() { hostname(host) } else { unicode_hostname(host) })
}

fn mailbox(text: &str, is_host: impl Fn(&str) -> bool) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_local = match local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted_text(quoted),
        None => local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_char)),
    };
    let is_domain = match domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => match address.split_at_checked(5) {
            Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => ipv6(address),
            _ => ipv4(address),
        },
        None => is_host(domain),
    };
    is_local && local.len() <= 64 && is_domain
}

fn is_atom_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii()
}

fn quoted_text(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let is_allowed = match c {
            '\\' => chars.next().is_some_and(|escaped| escaped.is_ascii_graphic()),
            '"' => false,
            ' ' | '\t' => true,
            other => other.is_ascii_graphic() || !other.is_ascii(),
        };
        if !is_allowed {
            return false;
        }
    }
    true
}

/// RFC 1123, section 2.1. Whether what follows `xn--` in a label is allowed by IDNA is not judged.
pub(crate) fn hostname(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(|label| label.is_ascii() && is_label(label))
}

fn unicode_hostname(text: &str) -> bool {
    text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']).all(is_label)
}

fn is_label(label: &str) -> bool {
    let reserved = label.as_bytes().get(2..4) == Some(b"--") && !label.starts_with("xn--");
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && !reserved
        && label != "xn--"
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c.is_alphanumeric())
}

/// RFC 2673, section 3.2.
pub(crate) fn ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// RFC 4291, section 2.2.
pub(crate) fn ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// RFC 4122, section 3, with hyphens.
pub(crate) fn uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 3986, section 3: with a scheme.
pub(crate) fn uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && relative_part(rest))
}

/// RFC 3986, section 4.1.
pub(crate) fn uri_reference(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    uri(text) || (!first.contains(':') && relative_part(text))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// What follows a scheme.
fn relative_part(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let path = match text.strip_prefix("//") {
        None => text,
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !is_authority(authority) {
                return false;
            }
            path
        }
    };
    consists_of(path, ":@/") && consists_of(query, ":@/?") && consists_of(fragment, ":@/?")
}

fn is_authority(text: &str) -> bool {
    let (user, rest) = text.split_once('@').unwrap_or(("", text));
    let (is_host, port) = if let Some(literal) = rest.strip_prefix('[') {
        let Some((address, port)) = literal.split_once(']') else { return false };
        (is_ip_literal(address), port)
    } else {
        let (host, port) = rest.split_at(rest.find(':').unwrap_or(rest.len()));
        (consists_of(host, ""), port)
    };
    let is_port = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => port.is_empty(),
    };
    consists_of(user, ":") && is_host && is_port
}

fn is_ip_literal(text: &str) -> bool {
    let future = text.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.'));
    ipv6(text)
        || future.is_some_and(|(version, address)| {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && !address.contains('%')
                && consists_of(address, ":")
        })
}

/// Unreserved characters, sub-delimiters, percent-encoded bytes and these.
fn consists_of(text: &str, others: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let is_allowed = match c {
            '%' => (0..2).all(|_| chars.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            c => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c) || others.contains(c),
        };
        if !is_allowed {
            return false;
        }
    }
    true
}

/// RFC 6901, section 3.
pub(crate) fn json_pointer(text: &str) -> bool {
    let escapes_are_whole = || text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    text.is_empty() || (text.starts_with('/') && escapes_are_whole())
}

/// Relative JSON Pointers, section 3 of the draft that JSON Schema refers to.
pub(crate) fn relative_json_pointer(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let is_number = !number.is_empty() && (number == "0" || !number.starts_with('0'));
    is_number && (rest == "#" || json_pointer(rest))
}

/// RFC 4648 in either alphabet, with or without padding and line breaks: all are in use under the
/// name `byte`.
pub(crate) fn byte(text: &str) -> bool {
    let data: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let padding = data.iter().rev().take_while(|byte| **byte == b'=').count();
    let digits = &data[..data.len() - padding];
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let is_padded = padding == 0 || (padding <= 2 && data.len().is_multiple_of(4));
    digits.iter().all(is_digit) && digits.len() % 4 != 1 && is_padded
}
