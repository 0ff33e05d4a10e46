//! The text of a block: its bytes as UTF-8, with the places where they aren't.

use std::borrow::Cow;

use encoding_rs::UTF_8;
use openapi_source::Span;

use crate::dialect::Dialect;
use crate::row::offset;

/// A character that could not be decoded: a U+FFFD in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Broken {
    pub(crate) at: u32,
    /// The bytes that stood there, if they are known: the first three of them, the rest of the array zero.
    pub(crate) bytes: Option<[u8; 3]>,
}

/// The text of whole rows.
#[derive(Debug)]
pub struct BlockText<'b> {
    text: Cow<'b, str>,
    pub(crate) broken: Vec<Broken>,
    has_nul: bool,
}

impl<'b> BlockText<'b> {
    /// The bytes of a block, which came out of [`Dialect::decode`], as text. Bytes that are not UTF-8 are replaced by
    /// U+FFFD and become faults of their rows.
    pub fn new(bytes: &'b [u8], dialect: &Dialect) -> Self {
        let mut broken = Vec::new();
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(replace_broken(bytes, &mut broken)),
        };
        if dialect.encoding.value != UTF_8 {
            // What the decoder replaced.
            let replaced = memchr::memmem::find_iter(text.as_bytes(), "\u{FFFD}".as_bytes());
            broken.extend(replaced.map(|at| Broken { at: offset(at), bytes: None }));
        }
        let has_nul = memchr::memchr(0, text.as_bytes()).is_some();
        Self { text, broken, has_nul }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that stand there in the input; of an input that is not UTF-8, those of the text that was made of it.
    pub fn written(&self, span: Span) -> Cow<'_, [u8]> {
        let text = &self.text.as_bytes()[span.start as usize..span.end as usize];
        let from = self.broken.partition_point(|broken| broken.at < span.start);
        let until = self.broken.partition_point(|broken| broken.at < span.end);
        let replaced = self.broken[from..until].iter().filter_map(|broken| Some((broken.at, broken.bytes?)));
        let (mut out, mut at) = (Vec::new(), 0);
        for (place, bytes) in replaced {
            let place = (place - span.start) as usize;
            out.extend_from_slice(&text[at..place]);
            out.extend(bytes.into_iter().filter(|byte| *byte != 0));
            at = place + char::REPLACEMENT_CHARACTER.len_utf8();
        }
        if at == 0 {
            return Cow::Borrowed(text);
        }
        out.extend_from_slice(&text[at..]);
        Cow::Owned(out)
    }

    pub(crate) fn has_nul(&self) -> bool {
        self.has_nul
    }
}

fn replace_broken(bytes: &[u8], broken: &mut Vec<Broken>) -> String {
    let mut text = String::with_capacity(bytes.len() + 64);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid();
        if !invalid.is_empty() {
            let mut three = [0; 3];
            // The standard library takes at most three bytes for one mistake.
            three[..invalid.len().min(3)].copy_from_slice(&invalid[..invalid.len().min(3)]);
            broken.push(Broken { at: offset(text.len()), bytes: Some(three) });
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_replaced_can_be_written_back(bytes: Vec<u8>, pieces in 1..5usize) {
            let block = BlockText::new(&bytes, &Dialect::utf8(b','));
            let mut cuts: Vec<usize> = (0..=pieces).map(|n| block.text().len() * n / pieces).collect();
            for cut in &mut cuts {
                while !block.text().is_char_boundary(*cut) {
                    *cut -= 1;
                }
            }
            let spans = cuts.windows(2).map(|cut| Span::new(offset(cut[0]), offset(cut[1])));
            let written: Vec<u8> = spans.flat_map(|span| block.written(span).into_owned()).collect();
            prop_assert_eq!(written, bytes);
        }
    }
}
