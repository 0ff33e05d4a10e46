//! What is remembered from one record to the next, and from one file to the next: who claimed which key first.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use openapi_findings::{Finding, Related};
use openapi_source::{Message, Position, Source, Span};

use crate::found::{Claim, Claimant, Found, Repeat, Scope};
use crate::place::{At, Inside};

/// The claims of all records seen so far. It grows with the number of records: some 60 to 80 bytes for each guest and
/// rule that claims something of it, whatever the guest's texts are.
#[derive(Debug, Default)]
pub struct Memory {
    /// By digest the number of the entry in `firsts`.
    by_key: HashMap<u64, u32, BuildHasherDefault<AsIs>>,
    firsts: Vec<First>,
    files: Vec<String>,
    /// The pointers of lists that records were elements of, or of members that they were.
    pointers: Vec<&'static str>,
    /// What was said once already: the file and the rule.
    said: HashSet<(u32, &'static str)>,
}

/// Digests are spread evenly as they are.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, digest: u64) {
        self.0 = digest;
    }
}

/// Who came first, in few bytes: there is one for each key. Numbers that are not there are 0.
#[derive(Debug, Clone, Copy)]
struct First {
    offset: u64,
    line: u32,
    column: u32,
    file: u32,
    /// 1-based index in a list.
    element: u32,
    record: u32,
    row: u32,
    rest: [u16; 3],
    pointer: u8,
    is_alias: bool,
}

/// A record and the first that is the same.
type Pair = (u32, (u32, u32, u32));

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
        let claimants = std::mem::take(&mut found.claimants);
        let sources = std::mem::take(&mut found.sources);
        let files: Vec<u32> = sources.iter().map(|source| self.file(source.name())).collect();
        self.by_key.reserve(claims.len());
        let mut named: Option<Pair> = None;
        for claim in &claims {
            let claimant = &claimants[claim.claimant as usize];
            let file = files[claimant.source as usize];
            let first = self.first_of(claim, claimant, file);
            match self.by_key.entry(key(claim, file)) {
                Entry::Vacant(vacant) => {
                    vacant.insert(number(self.firsts.len()));
                    self.firsts.push(first);
                }
                Entry::Occupied(occupied) => {
                    let known = &mut self.firsts[*occupied.get() as usize];
                    let earlier = *known;
                    if earlier.is_alias && !claim.is_alias {
                        *known = first;
                    }
                    let pair = (claim.claimant, (earlier.file, earlier.element, earlier.record));
                    // Two guests with the same address and the same phone are one finding, and so is an address that
                    // is the same as one before and most likely that of a third.
                    let is_said = named
                        .is_some_and(|(guest, first)| guest == pair.0 && (first == pair.1 || claim.is_alias));
                    if !is_said {
                        let source = &sources[claimant.source as usize];
                        found.findings.push(self.repeated(claim, claimant, source, &earlier, file));
                        named = Some(pair);
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
                return number(known);
            }
            self.files.push(name.to_owned());
        }
        number(self.files.len() - 1)
    }

    fn first_of(&mut self, claim: &Claim, claimant: &Claimant, file: u32) -> First {
        // By address: there is one text of each, and comparing empty texts by content is slow.
        let (pointer, element) = (claimant.inside.pointer(), claimant.inside.element());
        let known = self.pointers.iter().position(|it| std::ptr::eq(*it, pointer)).unwrap_or_else(|| {
            self.pointers.push(pointer);
            self.pointers.len() - 1
        });
        let Position { line, column, offset } = claim.position;
        let short = |number: Option<u64>| u32::try_from(number.unwrap_or(0)).unwrap_or(u32::MAX);
        First {
            offset,
            line,
            column,
            file,
            element,
            record: short(claimant.record),
            row: short(claimant.row),
            rest: claim.rest,
            pointer: u8::try_from(known).unwrap_or(u8::MAX),
            is_alias: claim.is_alias,
        }
    }

    fn repeated(
        &self,
        claim: &Claim,
        claimant: &Claimant,
        source: &Source,
        first: &First,
        file: u32,
    ) -> Finding {
        let kind = claim.kind;
        let first_file = &self.files[first.file as usize];
        let mut where_first = match (first.row, first.record) {
            (0, 0) => format!("line {}", first.line),
            (0, record) => format!("record {record}"),
            (row, _) => format!("row {row}"),
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
        let Claimant { inside, record, row, .. } = *claimant;
        let place = At { source, inside, record, row }.place(kind.member, claim.span);
        let mut finding =
            Finding::new(kind.rule, (kind.severity)(&repeat), message, place).with_help(kind.help);
        finding.related.push(Related { message: "first here".into(), place: self.place(first, kind.member) });
        finding
    }

    fn place(&self, first: &First, member: &str) -> openapi_findings::Place {
        let position = Position { line: first.line, column: first.column, offset: first.offset };
        let source = Source::elsewhere(self.files[first.file as usize].as_str(), position);
        let pointer = self.pointers.get(usize::from(first.pointer)).copied().unwrap_or_default();
        let inside = match first.element.checked_sub(1) {
            Some(index) => Inside::List(pointer, index),
            None => Inside::Member(pointer),
        };
        let long = |number: u32| (number > 0).then_some(u64::from(number));
        let at = At { source: &source, inside, record: long(first.record), row: long(first.row) };
        at.place(member, Span::at(0))
    }
}

/// The digest of a claim with its kind, of which there is one in memory, and its file where that counts.
fn key(claim: &Claim, file: u32) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let kind = std::ptr::from_ref(claim.kind).addr() as u64;
    let scope = if claim.kind.scope == Scope::File { u64::from(file) + 1 } else { 0 };
    claim.key ^ (kind ^ scope.rotate_left(48)).wrapping_mul(FACTOR)
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
