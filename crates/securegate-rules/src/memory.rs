//! What is remembered from one record to the next, and from one file to the next: who claimed which key first.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use openapi_findings::Finding;
use openapi_source::{Message, Position};

use crate::found::{Claim, Found, Scope};
use crate::place::At;

/// The claims of all records seen so far. It grows with the number of records: about 100 bytes for each guest and
/// rule that claims something of it, whatever the guest's texts are.
#[derive(Debug, Default)]
pub struct Memory {
    first: HashMap<Key, First>,
    files: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    digest: u128,
    /// Address of the rule's kind of claim, which there is once.
    kind: usize,
    /// 0 where it counts for all files, else 1 more than the number of the file.
    file: u32,
}

/// Who came first.
#[derive(Debug)]
struct First {
    file: u32,
    record: Option<u64>,
    row: Option<u64>,
    position: Position,
    rest: [u16; 3],
}

impl Memory {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the claims out of what was found, in the order of the input, and adds a finding for each key that was
    /// claimed before.
    pub fn admit(&mut self, found: &mut Found) {
        let claims = std::mem::take(&mut found.claims);
        let sources = std::mem::take(&mut found.sources);
        let mut is_sorted = true;
        for claim in claims {
            let source = &sources[claim.source as usize];
            let file = self.file(source.name());
            let key = Key {
                digest: claim.key,
                kind: std::ptr::from_ref(claim.kind).addr(),
                file: if claim.kind.scope == Scope::File { file + 1 } else { 0 },
            };
            match self.first.entry(key) {
                Entry::Vacant(vacant) => {
                    let position = source.position(claim.span.start);
                    let Claim { record, row, rest, .. } = claim;
                    vacant.insert(First { file, record, row, position, rest });
                }
                Entry::Occupied(first) => {
                    let Claim { inside, record, row, .. } = claim;
                    let at = At { source, inside, record, row };
                    found.findings.push(repeated(&claim, &at, first.get(), file, &self.files));
                    is_sorted = false;
                }
            }
        }
        if !is_sorted {
            let line = |finding: &Finding| (finding.place.record, finding.place.span.start);
            found.findings.sort_by_key(line);
        }
    }

    fn file(&mut self, name: &str) -> u32 {
        if self.files.last().is_none_or(|last| last != name) {
            if let Some(known) = self.files.iter().position(|file| file == name) {
                return u32::try_from(known).unwrap_or(u32::MAX);
            }
            self.files.push(name.to_owned());
        }
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }
}

fn repeated(claim: &Claim, at: &At<'_>, first: &First, file: u32, files: &[String]) -> Finding {
    let kind = claim.kind;
    let mut where_first = match (first.row, first.record) {
        (Some(row), _) => format!("row {row}"),
        (None, Some(record)) => format!("record {record}"),
        (None, None) => format!("line {}", first.position.line),
    };
    if first.file != file {
        where_first = format!("{where_first} of {}", files[first.file as usize]);
    }
    let mut message = Message::new(format!("the same {} as in {where_first}", kind.what));
    let others: Vec<&str> = kind
        .rest
        .iter()
        .zip(claim.rest.iter().zip(first.rest))
        .filter(|(_, (a, b))| **a != *b)
        .map(|(name, _)| *name)
        .collect();
    if !kind.rest.is_empty() {
        message = message.text(match others.as_slice() {
            [] => ", and all else is the same".to_owned(),
            [one] => format!(", with another {one}"),
            [head @ .., last] => format!(", with another {} and another {last}", head.join(", another ")),
        });
    }
    Finding::new(kind.rule, kind.severity, message, at.place(kind.member, claim.span)).with_help(kind.help)
}
