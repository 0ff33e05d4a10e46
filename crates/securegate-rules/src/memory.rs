//! What is remembered from one record to the next, and from one file to the next: who claimed which key first.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use openapi_findings::{Finding, Related};
use openapi_source::{Message, Position, Source, Span};

use crate::found::{Claim, Found, Repeat, Scope};
use crate::place::{At, Inside};

/// The claims of all records seen so far. It grows with the number of records: about 100 bytes for each guest and
/// rule that claims something of it, whatever the guest's texts are.
#[derive(Debug, Default)]
pub struct Memory {
    first: HashMap<Key, First>,
    files: Vec<String>,
    /// What was said once already: the file and the rule.
    said: HashSet<(u32, &'static str)>,
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
    inside: Inside,
    record: Option<u64>,
    row: Option<u64>,
    position: Position,
    rest: [u16; 3],
    is_alias: bool,
}

impl First {
    fn of(claim: &Claim, file: u32, source: &Source) -> Self {
        let Claim { inside, record, row, rest, is_alias, .. } = *claim;
        let position = source.position(claim.span.start);
        Self { file, inside, record, row, position, rest, is_alias }
    }
}

/// A pair of records that one finding calls the same: the later one, and the first.
type Pair = ((Inside, Option<u64>, u32), (u32, Inside, Option<u64>));

impl Memory {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the claims out of what was found, in the order of the input, and adds a finding for each key that was
    /// claimed before.
    pub fn admit(&mut self, found: &mut Found) {
        let known = found.findings.len();
        for finding in std::mem::take(&mut found.once) {
            let file = self.file(finding.place.source.name());
            if self.said.insert((file, finding.rule)) {
                found.findings.push(finding);
            }
        }
        let claims = std::mem::take(&mut found.claims);
        let sources = std::mem::take(&mut found.sources);
        let mut named: Option<Pair> = None;
        for claim in &claims {
            let source = &sources[claim.source as usize];
            let file = self.file(source.name());
            let key = Key {
                digest: claim.key,
                kind: std::ptr::from_ref(claim.kind).addr(),
                file: if claim.kind.scope == Scope::File { file + 1 } else { 0 },
            };
            match self.first.entry(key) {
                Entry::Vacant(vacant) => {
                    vacant.insert(First::of(claim, file, source));
                }
                Entry::Occupied(mut occupied) => {
                    let first = occupied.get();
                    let pair = (
                        (claim.inside, claim.record, claim.source),
                        (first.file, first.inside, first.record),
                    );
                    // Two guests with the same address and the same phone are one finding, and so is an address that
                    // is the same as one before and most likely that of a third.
                    let is_said = named
                        .is_some_and(|(guest, first)| guest == pair.0 && (first == pair.1 || claim.is_alias));
                    if !is_said {
                        found.findings.push(repeated(claim, source, first, file, &self.files));
                        named = Some(pair);
                    }
                    if first.is_alias && !claim.is_alias {
                        occupied.insert(First::of(claim, file, source));
                    }
                }
            }
        }
        if found.findings.len() > known {
            found.findings.sort_by_key(|finding| (finding.place.record, finding.place.span.start));
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

fn repeated(claim: &Claim, source: &Source, first: &First, file: u32, files: &[String]) -> Finding {
    let kind = claim.kind;
    let first_file = &files[first.file as usize];
    let mut where_first = match (first.row, first.record) {
        (Some(row), _) => format!("row {row}"),
        (None, Some(record)) => format!("record {record}"),
        (None, None) => format!("line {}", first.position.line),
    };
    if first.file != file {
        where_first = format!("{where_first} of {first_file}");
    }
    let repeat = Repeat {
        same: std::array::from_fn(|at| claim.rest[at] == first.rest[at]),
        across_files: first.file != file,
        is_alias: claim.is_alias || first.is_alias,
    };
    let how = if repeat.is_alias { "most likely the same" } else { "the same" };
    let mut message = Message::new(format!("{how} {} as in {where_first}", kind.what));
    if !kind.rest.is_empty() {
        let others = kind.rest.iter().zip(repeat.same).filter(|(_, same)| !same);
        let others: Vec<String> = others.map(|(name, _)| format!("another {name}")).collect();
        message = message.text(match others.as_slice() {
            [] => ", and all else is the same".to_owned(),
            [one] => format!(", with {one}"),
            [head @ .., last] => format!(", with {} and {last}", head.join(", ")),
        });
    }
    let Claim { inside, record, row, .. } = *claim;
    let place = At { source, inside, record, row }.place(kind.member, claim.span);
    let mut finding = Finding::new(kind.rule, (kind.severity)(&repeat), message, place).with_help(kind.help);
    let earlier = Source::elsewhere(first_file.as_str(), first.position);
    let at = At { source: &earlier, inside: first.inside, record: first.record, row: first.row };
    let place = at.place(kind.member, Span::at(0));
    finding.related.push(Related { message: "first here".into(), place });
    finding
}
