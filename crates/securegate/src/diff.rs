//! What a fix changes, as a unified diff.

use std::fmt::Write;
use std::time::Duration;

use openapi_source::{Limits, escape_controls, parse_yaml};
use similar::{ChangeTag, TextDiff};

/// How long to look for the shortest diff; a longer one is right too.
const PATIENCE: Duration = Duration::from_secs(2);

/// The difference between what an input holds and what it would hold, with three lines around each change; empty if
/// there is none. Control characters are escaped, so that nothing in the input can steer a terminal; a line that has
/// any is therefore for reading only.
pub(crate) fn unified(name: &str, before: &[u8], after: &[u8], color: bool) -> String {
    if before == after {
        return String::new();
    }
    let (bold, red, green, cyan, reset) = if color {
        ("\u{1b}[1m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[36m", "\u{1b}[0m")
    } else {
        ("", "", "", "", "")
    };
    let name = escape_controls(name);
    let mut out = format!("{bold}--- {name}{reset}\n{bold}+++ {name}{reset}\n");
    let (old, encoding) = readable(before);
    let new = String::from_utf8_lossy(after);
    if let Some(encoding) = encoding {
        let _ = writeln!(out, "{cyan}# the {encoding} becomes UTF-8{reset}");
    }
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old.as_str(), &new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let _ = writeln!(out, "{cyan}{}{reset}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', red),
                ChangeTag::Insert => ('+', green),
                ChangeTag::Equal => (' ', ""),
            };
            let line = shown(change.value());
            let _ = writeln!(out, "{style}{sign}{line}{}", if style.is_empty() { "" } else { reset });
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// The text of an input, and what it is if not UTF-8 without a mark.
fn readable(bytes: &[u8]) -> (String, Option<&'static str>) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return (String::from_utf8_lossy(rest).into_owned(), Some("UTF-8 with a byte order mark"));
    }
    let may_be_wide = bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
        || bytes.iter().take(4).any(|byte| *byte == 0);
    if may_be_wide {
        // The reader of YAML takes every encoding of Unicode; what it makes of the text does not matter here.
        let source = parse_yaml("", bytes, &Limits::default()).source;
        if !source.is_utf8() {
            return (source.text().to_owned(), Some("UTF-16 or UTF-32"));
        }
    }
    (String::from_utf8_lossy(bytes).into_owned(), None)
}

/// A line without its end, but with the carriage return that belongs to it.
fn shown(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    let escaped: Vec<_> = line.split('\t').map(escape_controls).collect();
    escaped.join("\t") + end
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn changed_lines_are_shown_with_what_is_around() {
        let before = b"1\r\n2\r\n3\r\n4\r\n5\r\nsix\tx";
        let after = b"1\r\n2\r\n3\r\n4\r\n5\r\nSIX\tx";
        assert_eq!(
            unified("a.txt", before, after, false),
            "--- a.txt\n+++ a.txt\n@@ -3,4 +3,4 @@\n 3\r\n 4\r\n 5\r\n-six\tx\n\\ No newline at end of file\n\
             +SIX\tx\n\\ No newline at end of file\n"
        );
        assert_eq!(unified("a.txt", before, before, false), "");
    }

    #[test]
    fn nothing_in_the_input_steers_a_terminal() {
        let diff = unified("a\u{1b}.txt", b"\x1b[31m\n", b"\x1b[32m\n", false);
        assert!(!diff.contains('\u{1b}'), "{diff:?}");
        assert!(unified("a.txt", b"a", b"b", true).contains("\u{1b}[32m+b\u{1b}[0m"));
    }

    #[test]
    fn encodings_are_named() {
        let wide: Vec<u8> = "\u{feff}[1]\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let diff = unified("a.json", &wide, b"[1]\n", false);
        assert_eq!(diff, "--- a.json\n+++ a.json\n# the UTF-16 or UTF-32 becomes UTF-8\n");
        let diff = unified("a.json", b"\xEF\xBB\xBF[1]\n", b"[1]\n", false);
        assert!(diff.ends_with("# the UTF-8 with a byte order mark becomes UTF-8\n"), "{diff}");
    }
}
