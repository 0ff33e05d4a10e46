//! Whether a request carries what a security requirement asks for. Only that it is there, and its form: whether a key
//! or token is valid only the server knows. No key ever reaches a message or the text of a finding's place.

use openapi_findings::Severity;
use openapi_source::Message;
use openapi_spec::{ParameterLocation, SecurityKind, SecurityRequirement, SecurityScheme};

use super::parameters::Incoming;
use super::report::{Report, Words};

/// What can be said of one scheme.
enum State {
    Met,
    /// Not there, or not in its form; what should be.
    Unmet(Message),
    /// This tool can't see it; why.
    Unseen(Message),
}

/// Checks that one of the alternatives is met.
pub(super) fn check(alternatives: &[SecurityRequirement], incoming: &Incoming<'_>, report: &mut Report<'_>) {
    let mut unseen = None;
    let mut wanted: Vec<Message> = Vec::new();
    for alternative in alternatives {
        let mut lacks: Vec<Message> = Vec::new();
        let mut hidden = None;
        for (name, scheme) in &alternative.schemes {
            match state(name, scheme.as_ref(), incoming) {
                State::Met => {}
                State::Unmet(what) => lacks.push(what),
                State::Unseen(why) => hidden = Some(why),
            }
        }
        match (lacks.is_empty(), hidden) {
            (true, None) => return,
            (true, Some(why)) => unseen = unseen.or(Some(why)),
            (false, _) => wanted.push(joined(lacks, " and ")),
        }
    }
    if let Some(why) = unseen {
        return report.not_checked(incoming.line.name(), why);
    }
    let Some(first) = alternatives.first() else { return };
    let words = Words {
        rule: "request/missing-credentials",
        severity: Severity::Error,
        message: Message::new("the request does not say who sends it"),
        help: Message::new("send ").message(joined(wanted, ", or ")),
    };
    report.add_whole(words, &incoming.line, Some(&first.pointer));
}

fn joined(all: Vec<Message>, between: &str) -> Message {
    let mut out = Message::default();
    for one in all {
        if !out.is_empty() {
            out = out.text(between);
        }
        out = out.message(one);
    }
    out
}

fn state(name: &str, scheme: Option<&SecurityScheme>, incoming: &Incoming<'_>) -> State {
    let Some(scheme) = scheme else {
        return State::Unseen(
            Message::new("who sends the request: the document describes no security scheme ").code(name),
        );
    };
    match &scheme.kind {
        SecurityKind::ApiKey { location, name } => key(*location, name, incoming),
        SecurityKind::Http { scheme } => authorization(scheme, incoming),
        SecurityKind::OAuth2 | SecurityKind::OpenIdConnect => authorization("bearer", incoming),
        SecurityKind::MutualTls => {
            State::Unseen("the client certificate, which a request does not show".into())
        }
        SecurityKind::Unknown => {
            State::Unseen(Message::new("the security scheme ").code(name).text(", whose kind is not known"))
        }
    }
}

fn key(location: ParameterLocation, name: &str, incoming: &Incoming<'_>) -> State {
    let (what, found) = match location {
        ParameterLocation::Query => ("the query parameter ", incoming.query.first(name)),
        ParameterLocation::Cookie => ("the cookie ", incoming.cookies.first(name)),
        ParameterLocation::Header | ParameterLocation::Path => {
            let line = incoming.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            ("the header ", line.map(|(_, value)| value.trim()))
        }
    };
    match found {
        Some(value) if !value.is_empty() => State::Met,
        _ => State::Unmet(Message::new(what).code(name)),
    }
}

/// The `Authorization` header for a scheme of HTTP (RFC 9110, section 11.4).
fn authorization(wanted: &str, incoming: &Incoming<'_>) -> State {
    let is_met = incoming.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization")).any(
        |(_, value)| {
            let (scheme, credentials) = value.trim().split_once(' ').unwrap_or_default();
            let credentials = credentials.trim();
            scheme.eq_ignore_ascii_case(wanted)
                && match wanted {
                    "basic" => is_basic(credentials),
                    _ => !credentials.is_empty(),
                }
        },
    );
    if is_met {
        return State::Met;
    }
    let form = match wanted {
        "basic" => "Basic BASE64(user:password)".to_owned(),
        "bearer" => "Bearer TOKEN".to_owned(),
        other => format!("{other} ..."),
    };
    State::Unmet(Message::new("the header ").code("Authorization").text(" in the form ").code(form))
}

/// Whether a text is `user:password` in Base64 (RFC 7617, section 2).
fn is_basic(text: &str) -> bool {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let digits: Option<Vec<u8>> = text.trim_end_matches('=').bytes().map(digit).collect();
    let Some(digits) = digits else { return false };
    let has_colon = digits.chunks(4).any(|group| {
        let bits = group.iter().fold(0u32, |bits, digit| bits << 6 | u32::from(*digit));
        let bits = bits << (6 * (4 - group.len()));
        bits.to_be_bytes()[1..].iter().take(group.len() - 1).any(|byte| *byte == b':')
    });
    has_colon && digits.len() % 4 != 1
}

#[cfg(test)]
mod tests {
    use super::is_basic;

    #[test]
    fn basic_credentials_hold_a_colon() {
        for good in ["QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Og==", "YTo", "Ojo6"] {
            assert!(is_basic(good), "{good}");
        }
        for bad in ["", "YQ==", "user:password", "O", "====", "%%%%"] {
            assert!(!is_basic(bad), "{bad}");
        }
    }
}
