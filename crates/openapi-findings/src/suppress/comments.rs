//! Suppressions that stand as comments in the payload, which of our notations only YAML has:
//! `# securegate: ignore RULE, RULE -- reason`.

use openapi_source::{Kind, Locator, Span, Tree};

/// What a comment for us begins with, after its sign.
const MARK: &str = "securegate:";

/// A comment for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// The comment.
    pub(super) span: Span,
    /// 1-based line whose findings it is about: its own, or the next one where it stands alone.
    pub(super) line: u32,
    /// The rules or groups that it names; none where it can't be read.
    pub(super) rules: Vec<String>,
    /// Why; empty where it does not say.
    pub(super) reason: String,
}

/// The comments for us in a YAML text, in order.
pub(super) fn comments(tree: &Tree) -> Vec<Comment> {
    let source = tree.source();
    let text = source.text();
    let mut out = Vec::new();
    if !text.contains(MARK) {
        return out;
    }
    let mut locator = Locator::new(tree);
    let lines = u32::try_from(source.line_count()).unwrap_or(u32::MAX);
    let line_text = |line: u32| {
        let span = source.line_span(line)?;
        Some((span.start as usize, &text[span.start as usize..span.end as usize]))
    };
    for line in 1..=lines {
        let Some((start, content)) = line_text(line) else { continue };
        let Some((at, rest)) = marked(content) else { continue };
        let offset = |at: usize| u32::try_from(start + at).unwrap_or(u32::MAX);
        if is_in_scalar(&mut locator, tree, offset(at)) {
            continue;
        }
        let stands_alone = content[..at].trim().is_empty();
        let is_content = |line: &u32| {
            line_text(*line).is_some_and(|(_, text)| {
                let text = text.trim_start();
                !text.is_empty() && !text.starts_with('#')
            })
        };
        let target = if stands_alone { (line + 1..=lines).find(is_content).unwrap_or(line) } else { line };
        let (rules, reason) = parsed(rest);
        let span = Span::new(offset(at), offset(content.len()));
        out.push(Comment { span, line: target, rules, reason });
    }
    out
}

/// Where a comment for us begins in a line, and what follows its mark.
fn marked(line: &str) -> Option<(usize, &str)> {
    line.match_indices('#').find_map(|(at, _)| {
        // YAML has a comment only after white space.
        let is_comment = line[..at].chars().next_back().is_none_or(char::is_whitespace);
        let rest = line[at + 1..].trim_start().strip_prefix(MARK)?;
        is_comment.then_some((at, rest))
    })
}

/// `ignore RULE, RULE -- reason`
fn parsed(text: &str) -> (Vec<String>, String) {
    let (head, reason) = text.split_once("--").unwrap_or((text, ""));
    let rules = head.trim().strip_prefix("ignore").map_or_else(Vec::new, |rules| {
        rules
            .split([',', ' '])
            .map(str::trim)
            .filter(|rule| !rule.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    });
    (rules, reason.trim().to_owned())
}

/// Whether an offset lies in a string or another scalar, where nothing is a comment.
fn is_in_scalar(locator: &mut Locator<'_>, tree: &Tree, offset: u32) -> bool {
    let (pointer, _) = locator.pointer_at(offset);
    let located = locator.locate(&pointer);
    let holds = |span: Span| span.start <= offset && offset < span.end;
    let is_container = matches!(located.node.kind(), Kind::Array | Kind::Object);
    let node = if located.exact { located.node } else { tree.root() };
    (!is_container && holds(node.span())) || located.name.is_some_and(holds)
}

#[cfg(test)]
mod tests {
    use openapi_source::{Limits, parse_yaml};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u32, &[&str], &str)]) {
        let tree = parse_yaml("t.yaml", text.as_bytes(), &Limits::default()).tree.expect("it reads");
        let found = comments(&tree);
        let found: Vec<_> = found
            .iter()
            .map(|comment| {
                let rules: Vec<&str> = comment.rules.iter().map(String::as_str).collect();
                (comment.line, rules, comment.reason.as_str())
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(line, rules, reason)| (*line, rules.to_vec(), *reason)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn comments_are_about_their_line_or_the_next_that_has_something() {
        check("a: 1 # securegate: ignore x/y -- why", &[(1, &["x/y"], "why")]);
        check("# securegate: ignore x/y,z -- a -- b\n\n# other\na: 1\n", &[(4, &["x/y", "z"], "a -- b")]);
        check("a: 1 #securegate: ignore x/y", &[(1, &["x/y"], "")]);
        check("a: 1 # securegate: whatever -- b", &[(1, &[], "b")]);
        check("a: 1 # other\n# securegatex", &[]);
    }

    #[test]
    fn strings_hold_no_comments() {
        check("a: \"b # securegate: ignore x/y -- c\"\n", &[]);
        check("a: |\n  b # securegate: ignore x/y -- c\n", &[]);
        check(
            "a: '# securegate: ignore x/y -- c'\nb: 1 # securegate: ignore q/r -- d\n",
            &[(2, &["q/r"], "d")],
        );
        check("- b# securegate:ignore x/y -- c\n", &[]);
        check("\"# securegate: ignore x/y -- c\": 1\n", &[]);
    }
}
