//! Looks, applies fixes and looks again, until nothing is left that can be fixed.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::apply;
use crate::{Finding, Safety, Severity};

/// How often an input is looked at. Fixes that overlap take a round each; the readers stop at some ten thousand faults
/// and see the next ones in the next round.
const MAX_ROUNDS: usize = 200;

/// Why fixing ended before nothing was left to fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Fixes undo each other: the bytes have been as they would be next.
    Cycle,
    /// The fixes would have brought more errors than there were; they were not applied.
    Worse,
    /// There is still something to fix after so many rounds.
    Rounds(usize),
}

impl Stopped {
    /// In words, for a person.
    pub fn reason(self) -> String {
        match self {
            Self::Cycle => "the rest is left: its fixes undo each other".to_owned(),
            Self::Worse => "the rest is left: its fixes would bring more errors than they mend".to_owned(),
            Self::Rounds(rounds) => {
                format!("there is more to fix after {rounds} rounds; run it once more")
            }
        }
    }
}

/// An input after all rounds.
#[derive(Debug)]
pub struct Mended {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is still found in them.
    pub left: Vec<Finding>,
    /// How many fixes were applied, by rule.
    pub fixed: BTreeMap<&'static str, u64>,
    /// Why there may be more to fix.
    pub stopped: Option<Stopped>,
}

/// Applies fixes until there are none that are `allowed`. `look` finds what is wrong with bytes.
///
/// # Errors
/// Those of `look`.
pub fn mend<E>(
    mut bytes: Vec<u8>,
    allowed: Safety,
    mut look: impl FnMut(&[u8]) -> Result<Vec<Finding>, E>,
) -> Result<Mended, E> {
    let mut fixed = BTreeMap::new();
    let mut seen = HashSet::from([digest(&bytes)]);
    let mut left = look(&bytes)?;
    let mut stopped = None;
    for round in 0.. {
        let applied = apply(&bytes, &left, allowed);
        if applied.fixed.is_empty() || applied.bytes == bytes {
            break;
        }
        if round == MAX_ROUNDS {
            stopped = Some(Stopped::Rounds(MAX_ROUNDS));
            break;
        }
        if !seen.insert(digest(&applied.bytes)) {
            stopped = Some(Stopped::Cycle);
            break;
        }
        let found = look(&applied.bytes)?;
        if errors(&found) > errors(&left) && !hides_more(&left) {
            stopped = Some(Stopped::Worse);
            break;
        }
        for idx in applied.fixed {
            *fixed.entry(left[idx].rule).or_default() += 1;
        }
        bytes = applied.bytes;
        left = found;
    }
    Ok(Mended { bytes, left, fixed, stopped })
}

fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

/// Whether more that is wrong may be seen once this is fixed: a text must be readable to be judged, and what stands under
/// a wrong name is judged only once it has the right one.
fn hides_more(findings: &[Finding]) -> bool {
    let hides = |rule: &str| {
        rule.starts_with("json/") || rule.starts_with("yaml/") || rule == "contract/unknown-property"
    };
    findings.iter().any(|finding| hides(finding.rule))
}

fn digest(bytes: &[u8]) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    (bytes.len(), hasher.finish())
}
