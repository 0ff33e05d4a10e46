//! The readers as their users see them: text in, faults and values out.

mod encoding;
mod json;
mod limits;
mod properties;
mod repairs;
mod yaml;

use std::fmt::Write;

use openapi_source::{Fault, Kind, Node, Parsed, Source};

/// `rule line:column` of each fault, in their order; a fatal one ends with `!`.
fn brief(parsed: &Parsed) -> Vec<String> {
    parsed
        .faults
        .iter()
        .map(|fault| {
            let mark = if fault.fatal { "!" } else { "" };
            format!("{} {}{mark}", fault.kind.rule(), place(&parsed.source, fault.span.start))
        })
        .collect()
}

fn place(source: &Source, offset: u32) -> String {
    let position = source.position(offset);
    format!("{}:{}", position.line, position.column)
}

/// What a person reads about a fault.
fn wording(source: &Source, fault: &Fault) -> String {
    let mut out = format!(
        "{} {}-{}: {}",
        fault.kind.rule(),
        place(source, fault.span.start),
        place(source, fault.span.end),
        fault.message.shown()
    );
    let masked = fault.message.masked();
    if masked != fault.message.shown() {
        let _ = write!(out, "\n  masked: {masked}");
    }
    let _ = write!(out, "\n  help: {}", fault.help.shown());
    if let Some((span, message)) = &fault.related {
        let _ = write!(out, "\n  see {}: {}", place(source, span.start), message.shown());
    }
    out
}

/// The text as the test wrote it, and below it what a person reads about its faults; empty if it has none.
fn wordings(text: &str, parsed: &Parsed) -> String {
    if parsed.faults.is_empty() {
        return String::new();
    }
    let faults: Vec<String> = parsed.faults.iter().map(|fault| wording(&parsed.source, fault)).collect();
    format!("{text}\n{}\n\n", faults.join("\n"))
}

/// What holds of every parsed text.
#[track_caller]
fn check_invariants(parsed: &Parsed) {
    let text = parsed.source.text();
    let fatal = parsed.faults.iter().filter(|fault| fault.fatal).count();
    assert_eq!(fatal, usize::from(parsed.tree.is_none()), "{:?}", parsed.faults);
    if fatal == 1 {
        assert!(parsed.faults.last().is_some_and(|fault| fault.fatal));
    }
    let others = &parsed.faults[..parsed.faults.len() - fatal];
    assert!(others.is_sorted_by_key(|fault| fault.span.start), "{:?}", parsed.faults);
    for fault in &parsed.faults {
        assert!(text.get(fault.span.start as usize..fault.span.end as usize).is_some(), "{fault:?}");
        assert!(!fault.message.is_empty() && !fault.help.is_empty(), "{fault:?}");
        let position = parsed.source.position(fault.span.start);
        assert!(position.line >= 1 && position.column >= 1);
        if let Some((span, _)) = fault.related {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{fault:?}");
        }
    }
    if let Some(tree) = &parsed.tree {
        let mut invalid = 0;
        walk(tree.root(), &mut |node| {
            let _ = node.raw();
            invalid += usize::from(node.kind() == Kind::Invalid);
        });
        assert!(invalid == 0 || !parsed.faults.is_empty(), "an invalid value without a fault");
    }
}

/// Visits a value and all in it. Texts in these tests nest within the default limit, so recursion is safe.
fn walk<'t>(node: Node<'t>, visit: &mut impl FnMut(Node<'t>)) {
    visit(node);
    for element in node.elements() {
        walk(element, visit);
    }
    for member in node.members() {
        walk(member.value, visit);
    }
}
