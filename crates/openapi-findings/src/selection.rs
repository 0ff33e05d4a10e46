//! Which rules count: `--select` and `--ignore`.

use std::collections::BTreeSet;

use crate::Rule;

/// The rules whose findings are kept. Later words win over earlier, narrower over wider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    select: BTreeSet<String>,
    ignore: BTreeSet<String>,
}

/// A word that names neither a rule nor a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule(
    /// The word.
    pub String,
);

impl Selection {
    /// Keeps the rules named in `select` (all where it is empty) but those named in `ignore`. A name is a
    /// rule (`contract/enum`) or a group (`contract`).
    ///
    /// # Errors
    /// A name that no rule of `known` bears.
    pub fn new(select: &[String], ignore: &[String], known: &[&Rule]) -> Result<Self, UnknownRule> {
        for name in select.iter().chain(ignore) {
            if !known.iter().any(|rule| rule.name == name || rule.group() == name) {
                return Err(UnknownRule(name.clone()));
            }
        }
        Ok(Self { select: select.iter().cloned().collect(), ignore: ignore.iter().cloned().collect() })
    }

    /// Whether findings of a rule are kept. A rule named in full wins over its group; named alike in both
    /// lists, it is ignored.
    pub fn keeps(&self, rule: &str) -> bool {
        let group = rule.split('/').next().unwrap_or(rule);
        if self.ignore.contains(rule) {
            return false;
        }
        if self.select.contains(rule) {
            return true;
        }
        !self.ignore.contains(group) && (self.select.is_empty() || self.select.contains(group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(select: &[&str], ignore: &[&str]) -> Selection {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let known: Vec<&Rule> = crate::READER_RULES.iter().collect();
        Selection::new(&words(select), &words(ignore), &known).expect("known rules")
    }

    #[test]
    fn rules_win_over_groups() {
        assert!(selection(&[], &[]).keeps("json/syntax"));
        assert!(!selection(&["yaml"], &[]).keeps("json/syntax"));
        assert!(!selection(&["json"], &["json/syntax"]).keeps("json/syntax"));
        assert!(selection(&["json/syntax"], &["json"]).keeps("json/syntax"));
        assert!(!selection(&["json/syntax"], &["json"]).keeps("json/depth"));
    }

    #[test]
    fn unknown_words_are_refused() {
        let known: Vec<&Rule> = crate::READER_RULES.iter().collect();
        let error = Selection::new(&["json/nonsense".into()], &[], &known).expect_err("unknown");
        assert_eq!(error, UnknownRule("json/nonsense".into()));
    }
}
