//! Finding the next byte that matters, eight at a time: fields are short, and a call for each would cost more than they do.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The word that holds a byte eight times.
const fn repeated(byte: u8) -> u64 {
    ONES * byte as u64
}

/// Of each byte of a word that is zero the highest bit. The lowest bit that is set is right; those above it need not be.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// Of each byte of a word that is below a limit, which is at most 0x80, the highest bit; exact as [`zeros`] is.
const fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(repeated(limit)) & !word & HIGHS
}

/// The offset of the first byte from `from` on that is one of four; the length of the bytes where there is none.
#[inline]
pub(crate) fn find_any(bytes: &[u8], from: usize, any: [u8; 4]) -> usize {
    find(
        bytes,
        from,
        |word| any.into_iter().fold(0, |found, byte| found | zeros(word ^ repeated(byte))),
        |byte| any.contains(&byte),
    )
}

/// The offset of the first quote from `from` on; the length of the bytes where there is none.
#[inline]
pub(crate) fn find_byte(bytes: &[u8], from: usize, wanted: u8) -> usize {
    find(bytes, from, |word| zeros(word ^ repeated(wanted)), |byte| byte == wanted)
}

/// The offset of the first byte from `from` on that JSON wants escaped in a string.
#[inline]
pub(crate) fn find_escaped(bytes: &[u8], from: usize) -> usize {
    find(
        bytes,
        from,
        |word| below(word, 0x20) | zeros(word ^ repeated(b'"')) | zeros(word ^ repeated(b'\\')),
        |byte| byte < 0x20 || byte == b'"' || byte == b'\\',
    )
}

#[inline]
fn find(bytes: &[u8], from: usize, in_word: impl Fn(u64) -> u64, is_wanted: impl Fn(u8) -> bool) -> usize {
    let mut at = from;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let found = in_word(u64::from_le_bytes(*word));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !is_wanted(*byte)) {
        at += 1;
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_found_is_the_first(bytes: Vec<u8>, from in 0..20usize, any: [u8; 4]) {
            let first = |is_wanted: &dyn Fn(&u8) -> bool| {
                let from = from.min(bytes.len());
                bytes[from..].iter().position(is_wanted).map_or(bytes.len(), |at| from + at)
            };
            prop_assert_eq!(find_any(&bytes, from, any), first(&|byte| any.contains(byte)));
            prop_assert_eq!(find_byte(&bytes, from, any[0]), first(&|byte| *byte == any[0]));
            let is_escaped = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
            prop_assert_eq!(find_escaped(&bytes, from), first(&is_escaped));
        }
    }
}
