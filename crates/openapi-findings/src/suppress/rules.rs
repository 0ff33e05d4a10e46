//! What the rules about suppressions and baselines mean.

use crate::{Rule, Severity};

const SOURCE: &str = "this tool: what is accepted stays visible";

/// The rules about suppressions and baselines.
pub const SUPPRESS_RULES: &[Rule] = &[
    Rule {
        name: "suppress/missing-reason",
        severity: Severity::Warning,
        summary: "A suppression that says no reason.",
        why: "Whoever comes later can't tell whether it still holds. It suppresses nothing until it says why.",
        bad: "# securegate: ignore invite/all-capitals",
        good: "# securegate: ignore invite/all-capitals -- the sponsor writes itself so",
        source: SOURCE,
        fix: None,
        options: None,
    },
    Rule {
        name: "suppress/unknown-rule",
        severity: Severity::Warning,
        summary: "A suppression of a rule that there is not.",
        why: "It suppresses nothing: the name is misspelt, or the rule is gone.",
        bad: "# securegate: ignore invite/all-caps -- the sponsor writes itself so",
        good: "# securegate: ignore invite/all-capitals -- the sponsor writes itself so",
        source: SOURCE,
        fix: None,
        options: None,
    },
    Rule {
        name: "suppress/malformed",
        severity: Severity::Warning,
        summary: "A suppression that can't be read.",
        why: "It suppresses nothing, although someone meant it to.",
        bad: "until = \"31.12.2026\"",
        good: "until = \"2026-12-31\"",
        source: SOURCE,
        fix: None,
        options: None,
    },
    Rule {
        name: "suppress/expired",
        severity: Severity::Warning,
        summary: "A suppression whose last day is over.",
        why: "It was meant to last until then. It suppresses nothing any more: mend what it suppressed, or give it another \
              day.",
        bad: "until = \"2020-01-31\"",
        good: "until = \"2099-01-31\"",
        source: SOURCE,
        fix: None,
        options: None,
    },
    Rule {
        name: "suppress/unused",
        severity: Severity::Warning,
        summary: "A suppression that suppressed nothing.",
        why: "What it was for is mended, or it names the wrong place. Left alone it will hide the next such finding. One \
              that names no file is only worth an info, since other runs may lint other files.",
        bad: "[[suppress]] of a file in which nothing is wrong",
        good: "no entry",
        source: SOURCE,
        fix: None,
        options: None,
    },
    Rule {
        name: "suppress/stale-baseline",
        severity: Severity::Info,
        summary: "Known findings of the baseline that occur no more.",
        why: "They are mended. Until the baseline is written anew, it would hide them if they came back.",
        bad: "an entry of a record that was corrected",
        good: "securegate lint guests.json --write-baseline",
        source: SOURCE,
        fix: None,
        options: None,
    },
];
