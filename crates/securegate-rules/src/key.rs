//! Digests of what must be unique: 128 bits, keyed afresh for each run, so that nobody can make two texts collide.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

static KEYS: OnceLock<(RandomState, RandomState)> = OnceLock::new();

/// The digest of a text.
pub(crate) fn digest(text: &str) -> u128 {
    let (high, low) = KEYS.get_or_init(|| (RandomState::new(), RandomState::new()));
    u128::from(high.hash_one(text)) << 64 | u128::from(low.hash_one(text))
}

/// A short digest that only tells whether two records differ as well: it may fail once in 65,536 times.
pub(crate) fn short(texts: &[&str]) -> u16 {
    // FNV-1a, folded: cheap, and nothing is decided by it but the wording of a finding.
    let mut hash: u32 = 0x811C_9DC5;
    for text in texts {
        for byte in text.bytes().map(|byte| byte.to_ascii_lowercase()).chain([0xFF]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    u16::try_from((hash >> 16) ^ (hash & 0xFFFF)).unwrap_or(0)
}

/// A text in lower case, borrowed where it is already.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    let is_folded = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_folded { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}
