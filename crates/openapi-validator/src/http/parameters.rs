//! The parameters of a request: which are there, which are missing, which nobody knows.

use std::collections::HashSet;

use openapi_findings::Severity;
use openapi_source::{Message, Source, Span};
use openapi_spec::{Parameter, ParameterLocation, Parameters};

use super::pairs::Pairs;
use super::report::{Report, Words, undecodable};
use super::side::Side;
use super::url::{Decoding, whole};
use super::value::{Received, judge, source_name, subject};
use crate::nearest::nearest;

/// The most unknown parameters that are reported one by one.
const MAX_UNKNOWN: usize = 100;

/// A request, taken apart.
pub(super) struct Incoming<'r> {
    /// What the names of all texts start with.
    pub(super) prefix: &'r str,
    /// Method and path, where what is missing is reported.
    pub(super) line: Source,
    pub(super) path: &'r str,
    /// What the variables of the path hold.
    pub(super) variables: Vec<(&'r str, Span)>,
    pub(super) query: Pairs,
    pub(super) cookies: Pairs,
    pub(super) headers: &'r [(&'r str, &'r str)],
}

/// Headers that are no parameters even where the document describes them (OpenAPI 3.1.1, "Parameter Object").
pub(super) const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Judges all parameters. `keys` are names in the query that belong to security schemes.
pub(super) fn check<'d>(
    side: &Side<'d>,
    parameters: &Parameters,
    incoming: &Incoming<'_>,
    keys: &HashSet<String>,
    unknown_parameter: Severity,
    report: &mut Report<'d>,
) {
    for reference in &parameters.unfollowed {
        let reason = Message::new("what ")
            .code(format!("#{reference}"))
            .text(" describes: its reference leads to nothing that is read here");
        report.not_checked(incoming.line.name(), reason);
    }
    let at = |location: ParameterLocation| -> Vec<&Parameter> {
        parameters.list.iter().filter(|one| one.location == location).collect()
    };
    path(side, &at(ParameterLocation::Path), incoming, report);
    undecodable_names(incoming, report);
    let query = at(ParameterLocation::Query);
    let missing = pairs(side, &query, &incoming.query, incoming, report, |left, missing, report| {
        if parameters.unfollowed.is_empty() {
            unknown(&query, left, missing, incoming, keys, unknown_parameter, report);
        }
    });
    all_missing(&missing, incoming, report);
    let headers = at(ParameterLocation::Header);
    let headers = headers
        .into_iter()
        .filter(|one| NO_PARAMETERS.iter().all(|ignored| !one.name.eq_ignore_ascii_case(ignored)));
    let mut missing = Vec::new();
    for parameter in headers {
        let name = source_name(incoming.prefix, parameter);
        match header(name, incoming.headers, &parameter.name) {
            Some(received) => judge(side, parameter, &received, report),
            None => missing.extend(parameter.required.then_some(parameter)),
        }
    }
    all_missing(&missing, incoming, report);
    let cookies = at(ParameterLocation::Cookie);
    let missing = pairs(side, &cookies, &incoming.cookies, incoming, report, |_, _, _| {});
    all_missing(&missing, incoming, report);
}

fn path<'d>(side: &Side<'d>, parameters: &[&Parameter], incoming: &Incoming<'_>, report: &mut Report<'d>) {
    for (name, at) in &incoming.variables {
        let raw = &incoming.path[at.start as usize..at.end as usize];
        if let Some(parameter) = parameters.iter().find(|one| one.name == *name) {
            let mut received = Received::one(source_name(incoming.prefix, parameter), raw, Decoding::Percent);
            received.slots[0].name.clone_from(&parameter.name);
            judge(side, parameter, &received, report);
        } else {
            let reason = Message::new("what stands for ")
                .code(format!("{{{name}}}"))
                .text(" in the path: the document describes no such parameter");
            report.not_checked(incoming.line.name(), reason);
        }
    }
}

/// Judges parameters that are pairs, and returns those that are required and missing. `left` sees the indexes of the
/// pairs that belong to none, and can take from the missing.
fn pairs<'p, 'd>(
    side: &Side<'d>,
    parameters: &[&'p Parameter],
    pairs: &Pairs,
    incoming: &Incoming<'_>,
    report: &mut Report<'d>,
    left: impl FnOnce(&[usize], &mut Vec<&'p Parameter>, &mut Report<'d>),
) -> Vec<&'p Parameter> {
    let (assigned, rest) = pairs.assign(side, parameters);
    let mut missing = Vec::new();
    for (parameter, indexes) in parameters.iter().zip(assigned) {
        if indexes.is_empty() {
            missing.extend(parameter.required.then_some(*parameter));
            continue;
        }
        let name = source_name(incoming.prefix, parameter);
        judge(side, parameter, &pairs.received(name, parameter, &indexes), report);
    }
    left(&rest, &mut missing, report);
    missing
}

/// What was sent under the name of a header.
pub(super) fn header(name: String, headers: &[(&str, &str)], wanted: &str) -> Option<Received> {
    let mut lines = headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(wanted));
    let mut received = Received::one(name, lines.next()?.1, Decoding::Verbatim);
    for (_, line) in lines {
        received.text.push_str(", ");
        let start = received.text.len();
        received.text.push_str(line);
        let value = super::url::part(Span::at(0), start, received.text.len());
        received.slots.push(super::styles::Slot { name: String::new(), name_at: Span::at(0), value });
    }
    Some(received)
}

fn all_missing(parameters: &[&Parameter], incoming: &Incoming<'_>, report: &mut Report<'_>) {
    for parameter in parameters {
        let words = Words {
            rule: "request/missing-parameter",
            severity: Severity::Error,
            message: subject(parameter).text(" is missing"),
            help: Message::new("send it; the operation requires it"),
        };
        report.add_whole(words, &incoming.line, Some(&parameter.pointer.member("required")));
    }
}

/// Reports names in the query that can't be decoded.
fn undecodable_names(incoming: &Incoming<'_>, report: &mut Report<'_>) {
    let file = format!("{}query string", incoming.prefix);
    let text = incoming.query.text();
    for (at, fault) in incoming.query.undecodable.iter().take(MAX_UNKNOWN) {
        let name = &text[at.start as usize..at.end as usize];
        let subject = Message::new("the name of a query parameter");
        let (words, span) = undecodable("request/percent-encoding", subject, text, *fault);
        let span = Span::new(span.start - at.start, span.end - at.start);
        report.add(words, &Source::new(file.as_str(), name), span, None);
    }
}

/// Reports what stands in the query under names that the operation does not know.
fn unknown<'p>(
    parameters: &[&'p Parameter],
    left: &[usize],
    missing: &mut Vec<&'p Parameter>,
    incoming: &Incoming<'_>,
    keys: &HashSet<String>,
    severity: Severity,
    report: &mut Report<'_>,
) {
    let file = format!("{}query string", incoming.prefix);
    let mut seen = HashSet::new();
    for &idx in left {
        let (name, raw) = incoming.query.name(idx);
        if keys.contains(name) || !seen.insert(name) {
            continue;
        }
        if seen.len() > MAX_UNKNOWN {
            let reason =
                format!("more than {MAX_UNKNOWN} unknown query parameters; the rest was not looked at");
            return report.not_checked(&file, reason);
        }
        let lost =
            nearest(name, missing.iter().map(|one| one.name.as_str())).map(|(lost, _)| lost.to_owned());
        let meant = lost.clone().or_else(|| {
            nearest(name, parameters.iter().map(|one| one.name.as_str())).map(|(meant, _)| meant.to_owned())
        });
        let lost = lost.and_then(|lost| missing.iter().position(|one| one.name == lost));
        let lost = lost.map(|at| missing.remove(at));
        let mut message = Message::new("unknown query parameter ").name(name);
        let help = match meant {
            Some(meant) => {
                message = message.text("; did you mean ").code(meant.as_str()).text("?");
                let help = Message::new("rename it to ").code(meant);
                help.text(match lost {
                    Some(_) => "; as it stands, that parameter is missing",
                    None => "; as it stands, it will be ignored",
                })
            }
            None => Message::new("remove it, or correct its name; most servers ignore what they do not know"),
        };
        let severity = if lost.is_some() { Severity::Error } else { severity };
        let words = Words { rule: "request/unknown-parameter", severity, message, help };
        let demanded_by = lost.map(|lost| lost.pointer.member("required"));
        let source = Source::new(file.as_str(), raw);
        report.add(words, &source, whole(raw), demanded_by.as_ref());
    }
}
