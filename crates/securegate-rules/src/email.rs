//! E-mail addresses: what RFC 5321 and RFC 5322 say can be delivered, read with sense.

use crate::guest::Classes;

/// An address that can be delivered, as far as its syntax tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'t> {
    pub(crate) local: &'t str,
    pub(crate) domain: &'t str,
    /// What many systems can't cope with, though it is allowed.
    pub(crate) unusual: Option<&'static str>,
}

/// Why an address can't be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undeliverable {
    pub(crate) reason: &'static str,
    /// What is meant, where that is plain.
    pub(crate) meant: Option<String>,
}

const PLAIN: Classes = Classes::LOWER
    .and(Classes::UPPER)
    .and(Classes::DIGIT)
    .and(Classes::AT)
    .and(Classes::DOT)
    .and(Classes::HYPHEN)
    .and(Classes::APOSTROPHE)
    .and(Classes::OTHER);

/// Whether this is an address as nearly all are, told in one walk over its bytes. One that is not may be fine too.
pub(crate) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut part, mut before) = (None, 0, b'.');
    for (idx, &byte) in bytes.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {}
            b'.' => {
                if matches!(before, b'.' | b'@' | b'-') {
                    return false;
                }
                part = idx + 1;
            }
            b'-' => {
                if matches!(before, b'.' | b'@') {
                    return false;
                }
            }
            b'_' | b'+' if at.is_none() => {}
            b'@' => {
                if at.is_some() || matches!(before, b'.' | b'-') {
                    return false;
                }
                (at, part) = (Some(idx), idx + 1);
            }
            _ => return false,
        }
        before = byte;
    }
    let Some(at) = at else { return false };
    let top = &bytes[part..];
    // No part of so short a domain is longer than 63 bytes.
    at <= 64
        && bytes.len() - at <= 64
        && part > at + 1
        && top.len() >= 2
        && top.iter().all(u8::is_ascii_alphabetic)
}

/// Reads an address that has no white space around it and is not empty.
pub(crate) fn read(text: &str, classes: Classes) -> Result<Address<'_>, Undeliverable> {
    let refuse = |reason| Err(Undeliverable { reason, meant: None });
    if !classes.only(PLAIN)
        && let Some(other) = wrapped(text)
    {
        return Err(other);
    }
    if let Some(rest) = text.get(..7).filter(|it| it.eq_ignore_ascii_case("mailto:")).map(|_| &text[7..]) {
        return Err(Undeliverable {
            reason: "`mailto:` belongs to a link, not to the address",
            meant: is_fine(rest).then(|| rest.to_owned()),
        });
    }
    let Some(at) = text.rfind('@') else { return refuse(no_at(text)) };
    let (local, domain) = (&text[..at], &text[at + 1..]);
    if is_several(text) {
        return refuse("more than one address");
    }
    let unusual_local = match local_part(local, domain) {
        Ok(unusual) => unusual,
        Err(reason) => return refuse(reason),
    };
    let unusual_domain = match domain_part(domain) {
        Ok(unusual) => unusual,
        Err(reason) => {
            let meant = domain.trim_end_matches('.').replace(',', ".");
            let meant = domain_part(&meant).is_ok().then(|| format!("{local}@{meant}"));
            return Err(Undeliverable { reason, meant });
        }
    };
    if text.len() > 254 {
        return refuse("longer than the 254 bytes that an address can have");
    }
    Ok(Address { local, domain, unusual: unusual_local.or(unusual_domain) })
}

/// `Ada <ada@okafor.net>` and `<ada@okafor.net>`, and letters that only look like `@` and `.`.
fn wrapped(text: &str) -> Option<Undeliverable> {
    if let Some(inner) =
        text.strip_suffix('>').and_then(|text| text.rsplit_once('<')).map(|(_, inner)| inner.trim())
    {
        let reason = "the address is wrapped as in the header of a message";
        return Some(Undeliverable { reason, meant: is_fine(inner).then(|| inner.to_owned()) });
    }
    if text.contains(['\u{FF20}', '\u{FE6B}', '\u{FF0E}', '\u{3002}', '\u{2024}']) {
        let meant: String = text
            .chars()
            .map(|c| match c {
                '\u{FF20}' | '\u{FE6B}' => '@',
                '\u{FF0E}' | '\u{3002}' | '\u{2024}' => '.',
                c => c,
            })
            .collect();
        let reason = "a character that looks like `@` or a dot and is another";
        return Some(Undeliverable { reason, meant: is_fine(&meant).then_some(meant) });
    }
    None
}

fn is_fine(text: &str) -> bool {
    !text.contains(['<', '>']) && read(text, Classes::of(text)).is_ok()
}

fn no_at(text: &str) -> &'static str {
    let is_spelt = ["(at)", "[at]", " at "].iter().any(|at| text.to_ascii_lowercase().contains(at));
    if is_spelt { "`@` is spelt out" } else { "there is no `@` in it" }
}

/// Several addresses with something between them. A quoted local part may hold anything.
fn is_several(text: &str) -> bool {
    if text.starts_with('"') || text.bytes().filter(|byte| *byte == b'@').count() < 2 {
        return false;
    }
    let parts = text.split([',', ';', '/', '|', ' ', '\n']).filter(|part| part.contains('@'));
    parts.count() > 1
}

/// RFC 5322, section 3.4.1, and RFC 6531 for letters beyond ASCII.
fn local_part(local: &str, domain: &str) -> Result<Option<&'static str>, &'static str> {
    if local.is_empty() {
        return Err("there is nothing before `@`");
    }
    if local.len() > 64 {
        return Err("longer before `@` than the 64 bytes that are allowed there");
    }
    if let Some(inner) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        let mut bytes = inner.bytes();
        while let Some(byte) = bytes.next() {
            let is_fine = match byte {
                b'\\' => bytes.next().is_some(),
                b'"' => false,
                byte => !byte.is_ascii_control(),
            };
            if !is_fine {
                return Err("quotes before `@` that do not match");
            }
        }
        return Ok(Some("a quoted text before `@`"));
    }
    let bytes = local.as_bytes();
    let mut has_odd_dot = bytes[0] == b'.' || bytes[bytes.len() - 1] == b'.';
    let mut is_ascii = true;
    let mut before = 0;
    for &byte in bytes {
        match byte {
            b'.' => has_odd_dot |= before == b'.',
            b'@' => return Err("more than one `@`"),
            b' ' | b'\t' | b'\n' | b'\r' => return Err("white space before `@`"),
            byte if byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte) => {}
            0x80.. => is_ascii = false,
            _ => return Err("a character before `@` that can't stand there"),
        }
        before = byte;
    }
    if has_odd_dot {
        // These two gave such addresses to millions before they kept to the standard.
        if domain.eq_ignore_ascii_case("docomo.ne.jp") || domain.eq_ignore_ascii_case("ezweb.ne.jp") {
            return Ok(Some("a dot at the edge of what is before `@`, or two in a row"));
        }
        return Err("a dot at the edge of what is before `@`, or two in a row");
    }
    Ok((!is_ascii).then_some("letters beyond ASCII before `@`"))
}

/// RFC 5321, section 4.1.2; names beyond ASCII are turned into others before they are looked up (RFC 5890).
fn domain_part(domain: &str) -> Result<Option<&'static str>, &'static str> {
    if domain.is_empty() {
        return Err("there is nothing after `@`");
    }
    if domain.starts_with('[') && domain.ends_with(']') {
        return Ok(Some("the number of a machine in place of a domain"));
    }
    let mut labels = 0;
    let mut top = "";
    for label in domain.split('.') {
        let bytes = label.as_bytes();
        match bytes {
            [] if domain.ends_with('.') => return Err("a dot at the end"),
            [] if domain.starts_with('.') => return Err("a dot right after `@`"),
            [] => return Err("two dots in a row"),
            [b'-', ..] | [.., b'-'] => return Err("a hyphen at the edge of a part of the domain"),
            _ if bytes.len() > 63 => return Err("a part of the domain longer than 63 bytes"),
            _ => {}
        }
        for &byte in bytes {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => return Err("white space after `@`"),
                b',' | b';' => return Err("a comma or semicolon where a dot should be, or a second address"),
                b'_' => return Err("an underscore in the domain"),
                byte if byte.is_ascii_alphanumeric() || byte == b'-' || byte >= 0x80 => {}
                _ => return Err("a character in the domain that can't stand there"),
            }
        }
        labels += 1;
        top = label;
    }
    if labels < 2 {
        return Err("a domain without a dot, such as `.com` at its end");
    }
    if top.len() < 2 || top.bytes().any(|byte| byte.is_ascii_digit()) && !top.starts_with("xn--") {
        return Err("an end of the domain that no domain has");
    }
    Ok(is_mixed(domain).then_some("letters of two alphabets in the domain, some of which look alike"))
}

/// Latin letters beside Cyrillic or Greek ones in one part of a domain.
fn is_mixed(domain: &str) -> bool {
    !domain.is_ascii()
        && domain.split('.').any(|label| {
            let has_latin = label.bytes().any(|byte| byte.is_ascii_alphabetic());
            has_latin && label.chars().any(|c| ('\u{370}'..='\u{52F}').contains(&c))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Result<Option<&'static str>, &'static str> {
        read(text, Classes::of(text)).map(|address| address.unusual).map_err(|error| error.reason)
    }

    #[test]
    fn what_people_have_is_fine() {
        for text in [
            "ada@okafor.net",
            "a.b-c_d+tag@sub.domain.co.uk",
            "o'neill@eircom.ie",
            "x@y.cz",
            "jürgen.is.not@müller.de",
            "1234@qq.com",
            "ada@xn--mller-kva.de",
            "a@b.museum",
            "ADA@OKAFOR.NET",
            "~a!#$%&*/=?^`{|}b@okafor.net",
        ] {
            assert!(judged(text).is_ok(), "{text}: {:?}", judged(text));
        }
    }

    #[test]
    fn what_is_allowed_and_rare_is_unusual() {
        for text in ["\"ada okafor\"@okafor.net", "ada@[192.0.2.1]", "jürgen@mueller.de", "a..b@docomo.ne.jp"]
        {
            assert!(matches!(judged(text), Ok(Some(_))), "{text}: {:?}", judged(text));
        }
        assert!(matches!(judged("ada@p\u{430}ypal.com"), Ok(Some(_))));
    }

    #[test]
    fn what_no_server_takes_is_undeliverable() {
        for text in [
            "ada",
            "@okafor.net",
            "ada@",
            "ada@okafor",
            "ada@okafor.",
            "ada@.net",
            "ada@okafor..net",
            ".ada@okafor.net",
            "ada.@okafor.net",
            "a..b@okafor.net",
            "ada okafor@okafor.net",
            "ada@oka for.net",
            "ada@oka_for.net",
            "ada@-okafor.net",
            "ada@okafor.n",
            "ada@192.0.2.1",
            "ada@@okafor.net",
            "ada@b@okafor.net",
            "mailto:ada@okafor.net",
            "Ada <ada@okafor.net>",
            "ada@okafor.net, bo@okafor.net",
            "ada@okafor.net;bo@okafor.net",
            "ada@okafor,net",
            "ada(at)okafor.net",
            "ada\u{FF20}okafor.net",
            "\"ada@okafor.net",
        ] {
            assert!(judged(text).is_err(), "{text}: {:?}", judged(text));
            assert!(!is_plain(text), "{text}");
        }
        let long = format!("{}@okafor.net", "a".repeat(65));
        assert!(judged(&long).is_err());
    }

    #[test]
    fn what_is_plain_is_fine_and_not_unusual() {
        let letters = ['a', 'Z', '1', '.', '-', '_', '+', '@', '@', 'b', 'ü', ' '];
        let mut random = 7_u64;
        let mut plain = 0;
        for _ in 0..200_000 {
            let text: String = (0..8)
                .map(|_| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    letters[usize::try_from(random >> 60).unwrap() % letters.len()]
                })
                .collect();
            if is_plain(&text) {
                plain += 1;
                assert_eq!(judged(&text), Ok(None), "{text}");
            }
        }
        assert!(plain > 50, "{plain}");
        assert!(is_plain("ada.okafor+party@mail.okafor.co.uk"));
    }

    #[test]
    fn what_is_meant_is_told_where_it_is_plain() {
        let meant = |text: &str| read(text, Classes::of(text)).unwrap_err().meant;
        assert_eq!(meant("Ada <ada@okafor.net>").as_deref(), Some("ada@okafor.net"));
        assert_eq!(meant("mailto:ada@okafor.net").as_deref(), Some("ada@okafor.net"));
        assert_eq!(meant("ada@okafor.net.").as_deref(), Some("ada@okafor.net"));
        assert_eq!(meant("ada\u{FF20}okafor.net").as_deref(), Some("ada@okafor.net"));
        assert_eq!(meant("ada@okafor,net").as_deref(), Some("ada@okafor.net"));
        assert_eq!(meant("Ada <ada>"), None);
    }
}
