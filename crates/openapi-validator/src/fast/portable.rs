//! The fast pass without wide instructions: four words of eight bytes stand for 32 lanes.

macro_rules! simd {
    ($($item:item)*) => { $($item)* };
}

include!("engine.rs");
include!("engine_lists.rs");

/// Judges the one value in `start..end`.
pub(crate) fn payload(
    plan: &Plan,
    text: &[u8],
    start: usize,
    end: usize,
    scratch: &mut Scratch<'_>,
) -> Result<(), Stop> {
    run(plan, text, start, end, scratch)
}

/// Notes the clean elements of the outermost lists.
pub(crate) fn clean_elements(
    plan: &Plan,
    text: &[u8],
    clean: &mut CleanElements,
    scratch: &mut Scratch<'_>,
) -> Result<(), Stop> {
    outline(plan, text, clean, scratch)
}

/// The kind of a payload and the names that tell what it is.
pub(crate) fn kind_and_names(text: &[u8], names: &mut Vec<String>) -> Result<Kind, Stop> {
    look(text, 0, names)
}

/// As many elements of an array as are whole in `text[..end]`.
pub(crate) fn whole_elements(
    plan: &Plan,
    text: &[u8],
    items: Node,
    (end, is_last): (usize, bool),
    state: Elements,
    scratch: &mut Scratch<'_>,
) -> Result<Elements, Stop> {
    elements(plan, text, items, end, is_last, state, scratch)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bit of each byte that is zero; exact in every byte, no borrow crosses.
#[inline]
fn zeros(word: u64) -> u64 {
    !((word & LOW).wrapping_add(LOW) | word) & HIGH
}

/// The high bits of eight bytes as the low eight bits.
#[inline]
fn gathered(high_bits: u64) -> u32 {
    // Each bit is moved to its place in the top byte; no two meet.
    u32::from(((high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8)
}

#[inline]
fn mask(chunk: &[u8; 32], of_word: impl Fn(usize, u64) -> u64) -> u32 {
    let mut bits = 0;
    for (idx, bytes) in chunk.chunks_exact(8).enumerate() {
        let mut word = [0; 8];
        word.copy_from_slice(bytes);
        bits |= gathered(of_word(idx, u64::from_le_bytes(word))) << (8 * idx);
    }
    bits
}

/// A bit for each byte that ends or interrupts a plain string: a quote, a backslash, a control character.
#[inline]
fn special(chunk: &[u8; 32]) -> u32 {
    mask(chunk, |_, word| {
        let control = !((word & LOW).wrapping_add(0x6060_6060_6060_6060) | word) & HIGH;
        control | zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\')))
    })
}

/// A bit for each byte that is no white space.
#[inline]
fn not_space(chunk: &[u8; 32]) -> u32 {
    !mask(chunk, |_, word| {
        zeros(word ^ (ONES * u64::from(b' ')))
            | zeros(word ^ (ONES * u64::from(b'\n')))
            | zeros(word ^ (ONES * u64::from(b'\r')))
            | zeros(word ^ (ONES * u64::from(b'\t')))
    })
}

/// A bit for each byte that is equal.
#[inline]
fn equal(chunk: &[u8; 32], other: &[u8; 32]) -> u32 {
    mask(chunk, |idx, word| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&other[8 * idx..8 * idx + 8]);
        zeros(word ^ u64::from_le_bytes(bytes))
    })
}

#[cfg(test)]
mod tests {
    use super::{equal, not_space, special};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lanes_are_what_a_loop_over_bytes_says(a in any::<[u8; 32]>(), b in any::<[u8; 32]>(), same in any::<u32>()) {
            let mut b = b;
            for lane in 0..32 {
                if same >> lane & 1 == 1 { b[lane] = a[lane] }
            }
            for lane in 0..32 {
                let c = a[lane];
                prop_assert_eq!(special(&a) >> lane & 1 == 1, c < 0x20 || c == b'"' || c == b'\\');
                prop_assert_eq!(not_space(&a) >> lane & 1 == 1, !matches!(c, b' ' | b'\n' | b'\r' | b'\t'));
                prop_assert_eq!(equal(&a, &b) >> lane & 1 == 1, c == b[lane]);
            }
        }
    }
}
