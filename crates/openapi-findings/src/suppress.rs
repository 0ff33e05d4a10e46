//! Suppressions: findings that someone accepts, each with a reason.

mod comments;
mod date;
mod rules;

use std::collections::HashMap;

use globset::{GlobBuilder, GlobMatcher};
use openapi_source::{Message, Pointer, Tree};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use date::Date;
pub use rules::SUPPRESS_RULES;

use crate::fingerprint::portable_path;
use crate::{Finding, Place, Severity};

/// An entry `[[suppress]]` of the configuration. A finding that fits all that it says is suppressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Suppress {
    /// The rule, `group/name`, or a whole group.
    pub rule: String,
    /// A pattern for the file: `*` and `?` fit anything but a slash, `**` any folders. Without it, every file.
    #[serde(default)]
    pub file: Option<String>,
    /// The place as a JSON Pointer; `*` fits any one name or index, as in `/invites/*/first_name`.
    #[serde(default)]
    pub pointer: Option<String>,
    /// The number of the record, from 1.
    #[serde(default)]
    pub record: Option<u64>,
    /// Why. It must not be empty.
    #[serde(default)]
    pub reason: String,
    /// The last day on which it holds: `2026-12-31`.
    #[serde(default)]
    pub until: Option<String>,
}

/// A suppression that holds.
#[derive(Debug, Clone)]
struct Entry {
    file: Option<GlobMatcher>,
    pointer: Option<String>,
    record: Option<u64>,
    /// The only file and line that it is about, for a comment.
    line: Option<(String, u32)>,
    rule: String,
    reason: String,
    place: Place,
    uses: u64,
}

/// All suppressions of a run, and what is wrong with them.
#[derive(Debug, Clone)]
pub(crate) struct Suppressions {
    entries: Vec<Entry>,
    by_rule: HashMap<String, Vec<usize>>,
    /// Names that rules and groups have.
    known: Vec<String>,
    problems: Vec<Finding>,
}

/// How a finding is suppressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) text: String,
    pub(crate) in_source: bool,
}

impl Suppressions {
    /// Takes the entries of a configuration, each with its place there. `known` are the names of all rules.
    pub(crate) fn new(entries: Vec<(Suppress, Place)>, known: &[&str], today: Date) -> Self {
        let groups = known.iter().filter_map(|name| name.split('/').next());
        let known = known.iter().copied().chain(groups).map(ToOwned::to_owned).collect();
        let mut all = Self { entries: Vec::new(), by_rule: HashMap::new(), known, problems: Vec::new() };
        for (suppress, place) in entries {
            all.configured(suppress, place, today);
        }
        all
    }

    fn configured(&mut self, suppress: Suppress, place: Place, today: Date) {
        if let Some(until) = &suppress.until {
            match Date::parse(until) {
                Some(last) if last < today => {
                    let message =
                        Message::new("this suppression of ").code(&suppress.rule).text(" held until ");
                    let help = "mend what it suppressed, or give it another day";
                    return self.problem("suppress/expired", message.code(until), help, &place);
                }
                Some(_) => {}
                None => {
                    let message = Message::new("`until` is ").code(until).text(", which is no date");
                    return self.problem(
                        "suppress/malformed",
                        message,
                        "write it as in `2026-12-31`",
                        &place,
                    );
                }
            }
        }
        let Suppress { rule, file, pointer, record, reason, .. } = suppress;
        let file = match file.as_deref().map(pattern).transpose() {
            Ok(file) => file,
            Err(error) => {
                let message = Message::new("`file` is no pattern: ").text(error.kind().to_string());
                let help = "`*` and `?` fit anything but a slash, `**` any folders";
                return self.problem("suppress/malformed", message, help, &place);
            }
        };
        self.add(Entry { file, pointer, record, line: None, rule, reason, place, uses: 0 });
    }

    /// Takes the comments for us in a YAML text.
    pub(crate) fn read_comments(&mut self, tree: &Tree) {
        let source = tree.source();
        for comment in comments::comments(tree) {
            let place = Place::new(source, comment.span);
            if comment.rules.is_empty() {
                let message = Message::new("this comment does not say what to ignore");
                let help = "write `# securegate: ignore RULE -- reason`";
                self.problem("suppress/malformed", message, help, &place);
            }
            for rule in comment.rules {
                self.add(Entry {
                    file: None,
                    pointer: None,
                    record: None,
                    line: Some((source.name().to_owned(), comment.line)),
                    rule,
                    reason: comment.reason.clone(),
                    place: place.clone(),
                    uses: 0,
                });
            }
        }
    }

    fn add(&mut self, entry: Entry) {
        if !self.known.contains(&entry.rule) {
            let message = Message::new("there is no rule ").code(&entry.rule);
            let help = "`securegate rules` lists them all";
            return self.problem("suppress/unknown-rule", message, help, &entry.place);
        }
        if entry.reason.trim().is_empty() {
            let message = Message::new("this suppression of ").code(&entry.rule).text(" says no reason");
            let help = if entry.line.is_some() { "add ` -- ` and why" } else { "add `reason`" };
            return self.problem("suppress/missing-reason", message, help, &entry.place);
        }
        self.by_rule.entry(entry.rule.clone()).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    fn problem(&mut self, rule: &'static str, message: Message, help: &str, place: &Place) {
        self.problems.push(Finding::new(rule, Severity::Warning, message, place.clone()).with_help(help));
    }

    /// How a finding is suppressed, if it is.
    pub(crate) fn suppress(&mut self, finding: &Finding) -> Option<Reason> {
        let group = finding.rule.split('/').next().unwrap_or(finding.rule);
        let named = [finding.rule, group].into_iter().filter_map(|name| self.by_rule.get(name)).flatten();
        let index = *named.into_iter().find(|index| self.entries[**index].fits(finding))?;
        let entry = &mut self.entries[index];
        entry.uses += 1;
        Some(Reason { text: entry.reason.clone(), in_source: entry.line.is_some() })
    }

    /// What is wrong with the suppressions, of those that are about the files and rules that were looked at.
    pub(crate) fn problems(self, files: &[String], keeps: &dyn Fn(&str) -> bool) -> Vec<Finding> {
        let Self { entries, mut problems, .. } = self;
        for entry in entries.into_iter().filter(|entry| entry.uses == 0) {
            let is_looked_at =
                entry.file.as_ref().is_none_or(|pattern| files.iter().any(|file| fits(pattern, file)));
            // A group is kept where some of its rules are; it is enough to ask for the group.
            if !is_looked_at || !keeps(&entry.rule) {
                continue;
            }
            let is_certain = entry.file.is_some() || entry.line.is_some();
            let severity = if is_certain { Severity::Warning } else { Severity::Info };
            let message = Message::new("this suppression of ").code(&entry.rule).text(" suppressed nothing");
            let finding = Finding::new("suppress/unused", severity, message, entry.place);
            problems.push(finding.with_help("remove it, or correct the place that it names"));
        }
        problems
    }
}

impl Entry {
    fn fits(&self, finding: &Finding) -> bool {
        let place = &finding.place;
        if let Some((file, line)) = &self.line {
            return place.source.name() == file && place.start().line == *line;
        }
        self.file.as_ref().is_none_or(|pattern| fits(pattern, place.source.name()))
            && self.record.is_none_or(|record| place.record == Some(record))
            && self.pointer.as_ref().is_none_or(|pattern| fits_pointer(pattern, place.pointer.as_ref()))
    }
}

fn pattern(text: &str) -> Result<GlobMatcher, globset::Error> {
    Ok(GlobBuilder::new(text.trim_start_matches("./")).literal_separator(true).build()?.compile_matcher())
}

/// Whether a pattern fits a file.
fn fits(pattern: &GlobMatcher, file: &str) -> bool {
    pattern.is_match(portable_path(file))
}

fn fits_pointer(pattern: &str, pointer: Option<&Pointer>) -> bool {
    let Some(pointer) = pointer else { return false };
    let (pattern, pointer) = (pattern.split('/'), pointer.as_str().split('/'));
    pattern.clone().count() == pointer.clone().count()
        && pattern.zip(pointer).all(|(wanted, segment)| wanted == "*" || wanted == segment)
}

#[cfg(test)]
mod tests;
