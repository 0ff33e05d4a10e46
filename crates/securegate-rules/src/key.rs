//! Digests of what must be unique, keyed afresh for each run, so that nobody can make two texts collide.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::OnceLock;

static KEYS: OnceLock<RandomState> = OnceLock::new();

/// The digest of a text, or of several. Among a million texts the chance that any two share one is less than one in
/// thirty million.
pub(crate) fn digest(text: impl Hash) -> u64 {
    KEYS.get_or_init(RandomState::new).hash_one(text)
}

/// A short digest that only tells whether two records differ as well, upper and lower case being equal: it may fail
/// once in 65,536 times.
pub(crate) fn short(text: &str) -> u16 {
    // In words of eight bytes: nothing is decided by it but the wording of a finding.
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    const TO_LOWER: u64 = 0x2020_2020_2020_2020;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(FACTOR).rotate_left(23);
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let hash =
        words.iter().fold(text.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word) | TO_LOWER));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hash = mix(hash, u64::from_le_bytes(last) | TO_LOWER);
    u16::try_from((hash ^ hash >> 32) >> 8 & 0xFFFF).unwrap_or(0)
}

/// A text in lower case, in a buffer of its own where it is short and ASCII, as most are.
pub(crate) struct Folded {
    short: [u8; Folded::SHORT],
    len: usize,
    long: String,
}

impl Folded {
    const SHORT: usize = 48;

    pub(crate) fn new(text: &str) -> Self {
        let mut short = [0; Self::SHORT];
        if text.len() <= Self::SHORT && text.is_ascii() {
            let bytes = &mut short[..text.len()];
            bytes.copy_from_slice(text.as_bytes());
            bytes.make_ascii_lowercase();
            Self { short, len: text.len(), long: String::new() }
        } else {
            Self { short, len: 0, long: text.to_lowercase() }
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        if self.len == 0 {
            &self.long
        } else {
            std::str::from_utf8(&self.short[..self.len]).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_count_and_letters_do() {
        assert_eq!(short("Ada Okafor-Smith"), short("ADA OKAFOR-SMITH"));
        assert_ne!(short("Ada Okafor-Smith"), short("Ada Okafor-Smyth"));
        assert_ne!(short("Ada"), short("Ada "));
        assert_eq!(Folded::new("ADA").as_str(), "ada");
        assert_eq!(Folded::new("ÅSA").as_str(), "åsa");
        assert_eq!(Folded::new("").as_str(), "");
        assert_eq!(Folded::new(&"A".repeat(49)).as_str(), "a".repeat(49));
    }
}
