//! Applies fixes: from the bytes of an input and what was found in it to new bytes. All that no fix touches stays
//! byte for byte: line ends, indentation, the order of members, a missing line end at the end.

mod rounds;

pub use rounds::{Mended, Stopped, mend};

use std::collections::BTreeMap;

use openapi_source::Source;

use crate::{Finding, Fix, Safety};

/// What applying some fixes gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The bytes of the input with the fixes.
    pub bytes: Vec<u8>,
    /// Which of the findings were fixed, by index. The other fixes are not allowed, or overlap with one of these, or
    /// can't be written.
    pub fixed: Vec<usize>,
}

/// Whether a fix is among those allowed: unsafe ones only where that is asked for.
pub fn is_allowed(fix: &Fix, allowed: Safety) -> bool {
    fix.safety == Safety::Safe || allowed == Safety::Unsafe
}

/// Applies the fixes of findings in one input to its bytes: all safe ones, and where `allowed` is unsafe, these too. A
/// fix is applied with all its edits or not at all. Of two that overlap the one that comes first in the text is applied;
/// whether the other still makes sense is told by looking again.
///
/// An input in UTF-16 or UTF-32 becomes UTF-8, if something is fixed in it.
pub fn apply(bytes: &[u8], findings: &[Finding], allowed: Safety) -> Applied {
    let mut wanted: Vec<Wanted> = findings
        .iter()
        .enumerate()
        .filter_map(|(idx, finding)| {
            let fix = finding.fix.as_ref().filter(|fix| is_allowed(fix, allowed))?;
            Wanted::new(idx, fix, &finding.place.source)
        })
        .collect();
    // All are in one text, or in pieces of it.
    let wide = wanted.iter().find(|one| !one.source.is_utf8()).map(|one| one.source);
    let base = match wide {
        None => bytes,
        Some(source) if is_whole(source, bytes) => source.text().as_bytes(),
        Some(_) => return Applied { bytes: bytes.to_vec(), fixed: Vec::new() },
    };
    wanted.sort_by_key(|one| one.start);
    let mut edits: BTreeMap<usize, (usize, &str)> = BTreeMap::new();
    let mut fixed = Vec::new();
    for one in &wanted {
        if let Some(new) = one.edits(base) {
            let is_free = new.iter().enumerate().all(|(idx, (start, end, _))| {
                is_free(&edits, *start, *end) && !new[..idx].iter().any(|(from, ..)| from == start)
            });
            if is_free {
                edits.extend(new.into_iter().map(|(start, end, text)| (start, (end, text))));
                fixed.push(one.idx);
            }
        }
    }
    if fixed.is_empty() {
        return Applied { bytes: bytes.to_vec(), fixed };
    }
    fixed.sort_unstable();
    Applied { bytes: replaced(base, &edits), fixed }
}

/// A fix that is to be applied.
struct Wanted<'f> {
    /// The index of its finding.
    idx: usize,
    fix: &'f Fix,
    source: &'f Source,
    /// Where its first edit starts.
    start: u64,
}

impl<'f> Wanted<'f> {
    fn new(idx: usize, fix: &'f Fix, source: &'f Source) -> Option<Self> {
        if !source.is_held() {
            return None;
        }
        let first = fix.edits.iter().map(|edit| edit.span.start).min();
        let start = first.map_or(0, |first| input_offset(source, first));
        Some(Self { idx, fix, source, start })
    }

    /// Its edits as ranges of the bytes and what is to be there; `None` if they can't be applied to these bytes.
    fn edits(&self, base: &[u8]) -> Option<Vec<(usize, usize, &'f str)>> {
        if self.fix.edits.is_empty() {
            if !self.source.is_utf8() {
                // The text as it was decoded is the base already.
                return Some(vec![(0, 0, "")]);
            }
            let end = usize::try_from(input_offset(self.source, 0)).ok()?;
            let start = end.checked_sub(MARK.len())?;
            return (base.get(start..end)? == MARK).then(|| vec![(start, end, "")]);
        }
        let text = self.source.text();
        let mut edits = Vec::with_capacity(self.fix.edits.len());
        for edit in &self.fix.edits {
            let start = usize::try_from(input_offset(self.source, edit.span.start)).ok()?;
            let replaced = text.get(edit.span.start as usize..edit.span.end as usize)?;
            let end = start + replaced.len();
            // What is not there as it was read must not be overwritten.
            if base.get(start..end)? != replaced.as_bytes() {
                return None;
            }
            edits.push((start, end, edit.text.as_str()));
        }
        edits.sort_unstable();
        Some(edits)
    }
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Where an offset of a text lies in the base: the input, or where that is wide, its text.
fn input_offset(source: &Source, offset: u32) -> u64 {
    if source.is_utf8() { source.position(offset).offset } else { u64::from(offset) }
}

/// Whether nothing was lost when these bytes were decoded: encoded again, the text is the same.
fn is_whole(source: &Source, bytes: &[u8]) -> bool {
    let (little, big): (Vec<u8>, Vec<u8>) = if source.position(u32::MAX).offset == bytes.len() as u64 {
        let text = source.text();
        let is_utf32 = (bytes.len() - usize::try_from(source.position(0).offset).unwrap_or(0))
            == 4 * text.chars().count();
        if is_utf32 {
            (
                text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
                text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
            )
        } else {
            (
                text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            )
        }
    } else {
        return false;
    };
    bytes.ends_with(&little) || bytes.ends_with(&big)
}

/// Whether a range neither overlaps with one of the edits nor starts where one does: of two texts to be inserted in one
/// place none comes first.
fn is_free(edits: &BTreeMap<usize, (usize, &str)>, start: usize, end: usize) -> bool {
    let before = edits.range(..=start).next_back();
    let after = edits.range(start..).next();
    before.is_none_or(|(from, (to, _))| *to <= start && *from != start)
        && after.is_none_or(|(from, _)| end <= *from && *from != start)
}

fn replaced(base: &[u8], edits: &BTreeMap<usize, (usize, &str)>) -> Vec<u8> {
    let mut out = Vec::with_capacity(base.len() + 64);
    let mut at = 0;
    for (start, (end, text)) in edits {
        out.extend_from_slice(&base[at..*start]);
        out.extend_from_slice(text.as_bytes());
        at = *end;
    }
    out.extend_from_slice(&base[at..]);
    out
}

#[cfg(test)]
mod tests;
