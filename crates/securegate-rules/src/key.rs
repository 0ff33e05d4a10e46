//! Digests of what must be unique: 128 bits, keyed afresh for each run, so that nobody can make two texts collide.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::OnceLock;

static KEYS: OnceLock<(RandomState, RandomState)> = OnceLock::new();

/// The digest of a text, or of several.
pub(crate) fn digest(text: impl Hash + Copy) -> u128 {
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

/// A text in lower case, in a buffer of its own where it is short and ASCII, as most are.
pub(crate) struct Folded {
    short: [u8; Folded::SHORT],
    len: usize,
    long: String,
}

impl Folded {
    const SHORT: usize = 64;

    pub(crate) fn new(text: &str) -> Self {
        let mut short = [0; Self::SHORT];
        if text.len() <= Self::SHORT && text.is_ascii() {
            short[..text.len()].copy_from_slice(text.as_bytes());
            short[..text.len()].make_ascii_lowercase();
            Self { short, len: text.len(), long: String::new() }
        } else {
            Self { short, len: 0, long: text.to_lowercase() }
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        if self.long.is_empty() {
            std::str::from_utf8(&self.short[..self.len]).unwrap_or_default()
        } else {
            &self.long
        }
    }
}
