//! Every format of a report, read again by a reader of that format: nothing that a payload, a document or a file name
//! holds gets out of its place, and nothing personal gets in.

mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod sample;

use openapi_findings::{TextOptions, text};
use proptest::prelude::*;

use crate::sample::{Formats, SECRET, report};

/// Pieces that end, open or steer something in one of the formats, or on a terminal.
const HOSTILE: &[&str] = &[
    "\u{1b}[31m",
    "\u{9b}31m",
    "\u{1b}]0;t\u{7}",
    "\u{0}",
    "\u{8}",
    "\u{7f}",
    "\u{85}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{202e}",
    "\u{200b}",
    "\u{2028}",
    "\u{feff}",
    "\r",
    "\n",
    "\r\n",
    "\t",
    " ",
    "%",
    "%0A",
    "%25",
    "::",
    ",",
    ";",
    "\n::error file=a::b",
    "::set-output name=x::y",
    "\n::stop-commands::x",
    "##[error]",
    "title=",
    "</script>",
    "</SCRIPT ",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml",
    "&lt;",
    "&#0;",
    "&",
    "\"",
    "'",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</style>",
    "</title>",
    "</table>",
    "<svg/onload=x>",
    "|",
    "\\",
    "\\|",
    "`",
    "``",
    "```\n",
    "*",
    "**",
    "_",
    "~~",
    "#",
    "# h",
    "- ",
    "+ ",
    "1. ",
    "> ",
    "---",
    "===",
    "[a](http://b)",
    "![a](b)",
    "[a]: b",
    "http://example.com",
    "https://x.y",
    "www.example.com",
    "@octocat",
    "#1",
    "<http://a.b>",
    "a@b.c",
    "$x$",
    ":smile:",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\"\"",
    "{{",
    "${x}",
    "{\"a\":1}",
    "}",
    "]",
    "é",
    "東京",
    "😀",
    "\u{e0041}",
    "/",
    "//",
    "~",
    "~1",
    "..",
    "[hidden]",
];

/// A text made of hostile pieces and of anything else.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[a-z]{0,6}",
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

#[track_caller]
fn check(hostile: &str) {
    for show_values in [false, true] {
        let report = report(hostile);
        let formats = Formats::new(&report, show_values);
        json::check(&formats, hostile);
        github::check(&formats, hostile);
        junit::check(&formats, hostile);
        markdown::check(&formats);
        html::check(&formats);
        check_controls("text", &text::report(&report, TextOptions::default()));
        for (name, output) in formats.all() {
            assert_eq!(
                show_values,
                output.contains(SECRET),
                "{name} with values shown: {show_values}\n{output}"
            );
            check_controls(name, output);
        }
    }
}

/// No control character but line feeds, and none of ours but where JSON writes it as an escape.
#[track_caller]
fn check_controls(name: &str, output: &str) {
    // The command line escapes what JSON may hold raw; see its terminal test.
    if name.starts_with("json") {
        return;
    }
    for line in output.split('\n') {
        assert_eq!(openapi_source::escape_controls(line), line, "{name}");
    }
}

#[test]
fn each_hostile_piece_stays_in_its_place() {
    for text in HOSTILE {
        check(text);
    }
    check("");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn hostile_texts_stay_in_their_place(text in hostile()) {
        check(&text);
    }
}
