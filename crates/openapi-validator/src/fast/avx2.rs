//! The fast pass with AVX2, chosen at run time. Loads are bounds-checked and the instructions safe to use inside
//! functions that enable them; the one `unsafe` is the step into them.

use std::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_xor_si256,
};

use safe_unaligned_simd::x86_64::_mm256_loadu_si256;

macro_rules! simd {
    ($($item:item)*) => { $(#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")] $item)* };
}

include!("engine.rs");
include!("engine_lists.rs");

/// Whether this processor has what the engine was compiled for.
pub(crate) fn is_available() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// Judges the one value in `start..end`.
pub(crate) fn payload(
    plan: &Plan,
    text: &[u8],
    start: usize,
    end: usize,
    scratch: &mut Scratch<'_>,
) -> Result<(), Stop> {
    if !is_available() {
        return super::portable::payload(plan, text, start, end, scratch);
    }
    // SAFETY: `run` needs the processor features that `is_available` has just found, and nothing else: it and
    // all that it calls are safe functions.
    #[expect(unsafe_code, reason = "entering code for detected processor features has no safe form")]
    unsafe {
        run(plan, text, start, end, scratch)
    }
}

/// Notes the clean elements of the outermost lists.
pub(crate) fn clean_elements(
    plan: &Plan,
    text: &[u8],
    clean: &mut CleanElements,
    scratch: &mut Scratch<'_>,
) -> Result<(), Stop> {
    if !is_available() {
        return super::portable::clean_elements(plan, text, clean, scratch);
    }
    // SAFETY: as in `payload`.
    #[expect(unsafe_code, reason = "entering code for detected processor features has no safe form")]
    unsafe {
        outline(plan, text, clean, scratch)
    }
}

/// The kind of a payload and the names that tell what it is.
pub(crate) fn kind_and_names(text: &[u8], names: &mut Vec<String>) -> Result<Kind, Stop> {
    if !is_available() {
        return super::portable::kind_and_names(text, names);
    }
    // SAFETY: as in `payload`.
    #[expect(unsafe_code, reason = "entering code for detected processor features has no safe form")]
    unsafe {
        look(text, 0, names)
    }
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
    if !is_available() {
        return super::portable::whole_elements(plan, text, items, (end, is_last), state, scratch);
    }
    // SAFETY: as in `payload`.
    #[expect(unsafe_code, reason = "entering code for detected processor features has no safe form")]
    unsafe {
        elements(plan, text, items, end, is_last, state, scratch)
    }
}

simd! {
    #[inline]
    fn load(chunk: &[u8; 32]) -> __m256i {
        _mm256_loadu_si256(chunk)
    }

    #[inline]
    fn bits(lanes: __m256i) -> u32 {
        _mm256_movemask_epi8(lanes).cast_unsigned()
    }

    #[inline]
    fn all(byte: u8) -> __m256i {
        _mm256_set1_epi8(byte.cast_signed())
    }

    /// A bit for each byte that ends or interrupts a plain string: a quote, a backslash, a control character.
    #[inline]
    fn special(chunk: &[u8; 32]) -> u32 {
        let lanes = load(chunk);
        // With bit 1 flipped, a quote becomes a blank, and control characters stay below one.
        let flipped = _mm256_xor_si256(lanes, all(2));
        let low = _mm256_cmpeq_epi8(_mm256_min_epu8(flipped, all(0x20)), flipped);
        bits(_mm256_or_si256(low, _mm256_cmpeq_epi8(lanes, all(b'\\'))))
    }

    /// A bit for each byte that is no white space.
    #[inline]
    fn not_space(chunk: &[u8; 32]) -> u32 {
        let lanes = load(chunk);
        let blank_or_tab = _mm256_or_si256(_mm256_cmpeq_epi8(lanes, all(b' ')), _mm256_cmpeq_epi8(lanes, all(b'\t')));
        let line_end = _mm256_or_si256(_mm256_cmpeq_epi8(lanes, all(b'\n')), _mm256_cmpeq_epi8(lanes, all(b'\r')));
        !bits(_mm256_or_si256(blank_or_tab, line_end))
    }

    /// A bit for each byte that is equal.
    #[inline]
    fn equal(chunk: &[u8; 32], other: &[u8; 32]) -> u32 {
        bits(_mm256_cmpeq_epi8(load(chunk), load(other)))
    }
}
