//! Patterns of ECMA-262, each compiled when it is first used.

use std::sync::OnceLock;

use ::regress::Regex;

/// A compiled pattern.
pub(crate) struct Matcher(OnceLock<Option<Regex>>);

impl Matcher {
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Whether the pattern matches anywhere in the text (2020-12 Validation, section 6.3.3). One
    /// that is no regular expression matches everything.
    pub(crate) fn matches(&self, pattern: &str, text: &str) -> bool {
        self.0.get_or_init(|| compile(pattern)).as_ref().is_none_or(|regex| regex.find(text).is_some())
    }
}

/// As JSON Schema has it, with the flag `u`; in practice patterns also hold escapes that are allowed without it
/// only.
fn compile(pattern: &str) -> Option<Regex> {
    Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).ok()
}
