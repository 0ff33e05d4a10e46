//! What the rules about suppressions and baselines mean.

const SOURCE: &str = "this tool: what is accepted stays visible";

crate::rules! {
    /// The rules about suppressions and baselines.
    pub const SUPPRESS_RULES;

    "suppress/missing-reason", Warning, SOURCE,
    "A suppression that says no reason.",
    "Whoever comes later can't tell whether it still holds. It suppresses nothing until it says why.",
    "# securegate: ignore invite/letter-case",
    "# securegate: ignore invite/letter-case -- the sponsor writes itself so";

    "suppress/unknown-rule", Warning, SOURCE,
    "A suppression of a rule that there is not.",
    "It suppresses nothing: the name is misspelt, or the rule is gone.",
    "# securegate: ignore invite/leter-case -- the sponsor writes itself so",
    "# securegate: ignore invite/letter-case -- the sponsor writes itself so";

    "suppress/malformed", Warning, SOURCE,
    "A suppression that can't be read.",
    "It suppresses nothing, although someone meant it to.",
    "until = \"31.12.2026\"", "until = \"2026-12-31\"";

    "suppress/expired", Warning, SOURCE,
    "A suppression whose last day is over.",
    "It was meant to last until then, and suppresses nothing any more: mend what it suppressed, or give it another day.",
    "until = \"2020-01-31\"", "until = \"2099-01-31\"";

    "suppress/unused", Warning, SOURCE,
    "A suppression that suppressed nothing.",
    "What it was for is mended, or it names the wrong place, and it will hide the next such finding. One that names no \
     file is worth an info, since other runs may lint other files.",
    "an entry for a file in which nothing is wrong", "no entry";

    "suppress/stale-baseline", Info, SOURCE,
    "Known findings of the baseline that occur no more.",
    "They are mended. Until the baseline is written anew, it would hide them if they came back.",
    "an entry of a record that was corrected", "securegate lint guests.json --write-baseline";
}
