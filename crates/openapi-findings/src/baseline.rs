//! A baseline: the findings that are known already, so that someone can start on a dirty file and see what is new.
//!
//! It holds nothing personal, nor anything from which that can be found by trying. A finding is known by its rule, its
//! file and a fingerprint of the record that it is about; of the digest, which a random salt goes into, only 20 bits are
//! kept. Each fingerprint fits about one in a million texts: of the telephone numbers of one country thousands, so that
//! trying them all tells nobody's. Two records of one file whose fingerprints are alike by chance are counted together.

use std::collections::BTreeMap;

use openapi_source::{Position, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Finding;
use crate::content::Contents;
use crate::fingerprint::{digest, hex, portable_path, shape};

/// The version of the format that is written, and the only one that is read.
const VERSION: u32 = 1;

/// Hexadecimal digits of a fingerprint: 20 bits.
const PRINT_DIGITS: usize = 5;

/// Known findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    salt: String,
    /// How often each is known.
    known: BTreeMap<Key, u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    file: String,
    rule: String,
    print: String,
}

/// The file: `securegate-baseline.json`. Written by `securegate lint --write-baseline`, not by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselineFile {
    /// The version of this format: 1.
    pub version: u32,
    /// Random digits that go into every fingerprint.
    pub salt: String,
    /// What is known, sorted.
    pub findings: Vec<KnownFinding>,
}

/// Findings that are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownFinding {
    /// The file that they are in, with slashes.
    pub file: String,
    /// The rule, `group/name`.
    pub rule: String,
    /// What the record and the member are known by: 20 bits of a digest.
    pub fingerprint: String,
    /// How many there are alike.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u64,
}

fn one() -> u64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(count: &u64) -> bool {
    *count == 1
}

impl Baseline {
    /// A baseline that knows nothing. The salt has to be random.
    pub fn new(salt: [u8; 16]) -> Self {
        Self { salt: hex(&salt), known: BTreeMap::new() }
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!(
                "it is of version {}, and this program reads version {VERSION}; write it anew",
                file.version
            ));
        }
        let mut known = BTreeMap::new();
        for finding in file.findings {
            let KnownFinding { file, rule, fingerprint, count } = finding;
            *known.entry(Key { file, rule, print: fingerprint }).or_insert(0) += count;
        }
        Ok(Self { salt: file.salt, known })
    }

    /// The text of the file: a line for each entry, in an order that depends on nothing else, so that a version control
    /// system shows what came and went.
    ///
    /// # Errors
    /// None that these types can give; the serializer's signature has one.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let mut lines = Vec::new();
        for (key, count) in &self.known {
            let Key { file, rule, print } = key.clone();
            let entry = KnownFinding { file, rule, fingerprint: print, count: *count };
            lines.push(format!("    {}", serde_json::to_string(&entry)?));
        }
        let findings =
            if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", lines.join(",\n")) };
        let salt = serde_json::to_string(&self.salt)?;
        Ok(format!("{{\n  \"version\": {VERSION},\n  \"salt\": {salt},\n  \"findings\": {findings}\n}}\n"))
    }

    /// How many findings it knows.
    pub fn len(&self) -> u64 {
        self.known.values().sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The same salt, nothing known: to be written anew with few changes.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { salt: self.salt.clone(), known: BTreeMap::new() }
    }

    fn key(&self, finding: &Finding, contents: &mut Contents) -> Key {
        let file = portable_path(finding.place.source.name());
        let pointer = shape(finding.place.pointer.as_ref().map_or("", |pointer| pointer.as_str()));
        let content = contents.of(&finding.place);
        let mut print = hex(&digest(&[&self.salt, &file, finding.rule, &pointer, &content]));
        print.truncate(PRINT_DIGITS);
        Key { file, rule: finding.rule.to_owned(), print }
    }

    /// Adds a finding to what is known.
    pub(crate) fn add(&mut self, finding: &Finding, contents: &mut Contents) {
        let key = self.key(finding, contents);
        *self.known.entry(key).or_insert(0) += 1;
    }

    /// Whether it knows a finding. Each is known once: of three alike where two are known, one is new.
    pub(crate) fn take(&mut self, finding: &Finding, contents: &mut Contents) -> bool {
        let key = self.key(finding, contents);
        match self.known.get_mut(&key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// What is known and was not found, of the files and rules that were looked at: rule, file and how many.
    pub(crate) fn left(&self, files: &dyn Fn(&str) -> bool, keeps: &dyn Fn(&str) -> bool) -> Vec<Left> {
        let mut out: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for (key, left) in &self.known {
            if *left > 0 && files(&key.file) && keeps(&key.rule) {
                *out.entry((&key.file, &key.rule)).or_insert(0) += left;
            }
        }
        let left = out.into_iter();
        left.map(|((file, rule), count)| Left { file: file.to_owned(), rule: rule.to_owned(), count })
            .collect()
    }
}

/// Known findings of one rule in one file that occur no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) file: String,
    pub(crate) rule: String,
    pub(crate) count: u64,
}

/// The text of a baseline as a source, for findings about it.
pub(crate) fn source(name: &str) -> Source {
    Source::elsewhere(name, Position { line: 1, column: 1, offset: 0 })
}

/// The JSON Schema (2020-12) of the file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(BaselineFile).into()
}

#[cfg(test)]
mod tests {
    use openapi_source::{Origin, Pointer, Syntax};

    use super::*;
    use crate::{Place, Severity};

    /// A finding in each line, of the rule of that number.
    fn findings(text: &str, rule: &'static str) -> Vec<Finding> {
        let source = Source::piece("./a/guests.ndjson", text, Origin::default(), Syntax::Json);
        let lines = 1..=u32::try_from(text.lines().count()).unwrap();
        lines
            .map(|line| {
                let mut place = Place::new(&source, source.line_span(line).unwrap());
                place.pointer = Some(Pointer::from_text("/email"));
                place.record = Some(u64::from(line));
                Finding::new(rule, Severity::Error, "m", place)
            })
            .collect()
    }

    fn baseline(text: &str) -> Baseline {
        let mut baseline = Baseline::new([7; 16]);
        let mut contents = Contents::default();
        for finding in findings(text, "a/b") {
            baseline.add(&finding, &mut contents);
        }
        baseline
    }

    fn new_ones(baseline: &Baseline, text: &str, rule: &'static str) -> Vec<u64> {
        let (mut baseline, mut contents) = (baseline.clone(), Contents::default());
        let found = findings(text, rule).into_iter();
        found
            .filter(|finding| !baseline.take(finding, &mut contents))
            .filter_map(|finding| finding.place.record)
            .collect()
    }

    #[test]
    fn what_is_known_is_known_wherever_it_stands() {
        let known = baseline("{\"a\": 1}\n{\"a\": 2}\n{\"a\": 2}\n");
        assert_eq!(new_ones(&known, "{\"a\": 2}\n{\"a\":1}\n", "a/b"), Vec::<u64>::new());
        assert_eq!(new_ones(&known, "{\"a\": 0}\n{\"a\": 1}\n{\"a\": 2}\n", "a/b"), [1]);
        assert_eq!(new_ones(&known, "{\"a\": 2}\n{\"a\": 2}\n{\"a\": 2}\n", "a/b"), [3], "known twice");
        assert_eq!(new_ones(&known, "{\"a\": 1}\n", "a/c"), [1], "another rule");
    }

    #[test]
    fn what_occurs_no_more_is_said_of_what_was_looked_at() {
        let mut known = baseline("{\"a\": 1}\n{\"a\": 2}\n");
        let mut contents = Contents::default();
        for finding in &findings("{\"a\": 1}\n", "a/b") {
            assert!(known.take(finding, &mut contents));
        }
        let left = known.left(&|file| file == "a/guests.ndjson", &|_| true);
        assert_eq!(left, [Left { file: "a/guests.ndjson".into(), rule: "a/b".into(), count: 1 }]);
        assert_eq!(known.left(&|_| false, &|_| true), []);
        assert_eq!(known.left(&|_| true, &|_| false), []);
    }

    #[test]
    fn texts_are_read_back_and_sorted() {
        let one = baseline("{\"a\": 1}\n{\"a\": 2}\n{\"a\": 2}\n");
        let other = baseline("{\"a\": 2}\n{\"a\": 1}\n{\"a\": 2}\n");
        let text = one.text().unwrap();
        assert_eq!(text, other.text().unwrap());
        assert_eq!(Baseline::read(&text), Ok(one));
        insta::assert_snapshot!(text);
        assert_eq!(Baseline::read(&Baseline::new([0; 16]).text().unwrap()).unwrap().len(), 0);
    }

    #[test]
    fn it_holds_nothing_of_a_record_but_twenty_bits() {
        let known = baseline("{\"mobile_number\": \"7700900143\"}\n");
        let text = known.text().unwrap();
        assert!(!text.contains("7700900143") && !text.contains("mobile"));
        assert!(known.known.keys().all(|key| key.print.len() * 4 == 20));
        // Another salt, another print: nobody can make a table of prints beforehand.
        let mut other = Baseline::new([8; 16]);
        let mut contents = Contents::default();
        for finding in findings("{\"mobile_number\": \"7700900143\"}\n", "a/b") {
            other.add(&finding, &mut contents);
        }
        assert!(known.known.keys().ne(other.known.keys()));
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        assert!(Baseline::read("{}").is_err());
        assert!(Baseline::read("[").is_err());
        let later = "{\"version\": 2, \"salt\": \"\", \"findings\": []}";
        assert!(Baseline::read(later).unwrap_err().contains("version 2"));
    }
}
