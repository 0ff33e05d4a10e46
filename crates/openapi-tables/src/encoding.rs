//! Which encoding a text is in, and reading it as UTF-8.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::dialect::{Basis, Known};

/// How much of a text that is not UTF-8 is looked at to guess its code page.
const GUESSED_FROM: usize = 1 << 20;

/// Which encoding a text is in, and how many bytes of mark it starts with. Text is UTF-8 unless a mark or its bytes say
/// otherwise.
pub(crate) fn detect(
    start: &[u8],
    is_whole: bool,
    forced: Option<&'static Encoding>,
) -> (Known<&'static Encoding>, usize) {
    let marked = Encoding::for_bom(start);
    if let Some(encoding) = forced {
        // Also where the mark contradicts: who says it may know of a broken program.
        let mark = marked.filter(|(found, _)| *found == encoding).map_or(0, |(_, length)| length);
        return (Known { value: encoding, basis: Basis::Told }, mark);
    }
    if let Some((encoding, mark)) = marked {
        return (Known { value: encoding, basis: Basis::Marked }, mark);
    }
    let found = |value| (Known { value, basis: Basis::Found }, 0);
    if let Some(encoding) = unmarked_utf16(start) {
        return found(encoding);
    }
    match std::str::from_utf8(start) {
        Ok(_) => found(UTF_8),
        Err(error) if error.error_len().is_none() && !is_whole => found(UTF_8),
        Err(_) => (Known { value: guess(start, is_whole), basis: Basis::Guessed }, 0),
    }
}

/// UTF-16 without a mark: every second byte of the first characters is zero.
fn unmarked_utf16(start: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = start[..start.len().min(64)].as_chunks::<2>();
    if pairs.len() < 2 {
        None
    } else if pairs.iter().all(|[low, high]| *low > 0 && *high == 0) {
        Some(UTF_16LE)
    } else if pairs.iter().all(|[high, low]| *high == 0 && *low > 0) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The likeliest code page of a text that is not UTF-8.
fn guess(start: &[u8], is_whole: bool) -> &'static Encoding {
    let first = std::str::from_utf8(start).err().map_or(0, |error| error.valid_up_to());
    // The words around count; a long stretch of ASCII before them doesn't.
    let from = first.saturating_sub(4 << 10);
    let part = &start[from..start.len().min(from + GUESSED_FROM)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(part, is_whole && from + part.len() == start.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// Finds the encoding of an input that is read to its end for it, piece by piece: where the first accent of a list comes
/// late, its start tells nothing.
#[derive(Debug, Default)]
pub struct EncodingScan {
    /// Bytes before `rest` that are UTF-8.
    rest: Vec<u8>,
    is_other: bool,
}

impl EncodingScan {
    /// Looks at the next piece. Returns whether more is wanted: when it is known that the text is not UTF-8, and what a
    /// guess needs was seen, it isn't.
    pub fn feed(&mut self, bytes: &[u8]) -> bool {
        self.rest.extend_from_slice(bytes);
        if !self.is_other {
            match std::str::from_utf8(&self.rest) {
                Ok(_) => self.keep_last(self.rest.len()),
                Err(error) if error.error_len().is_none() => self.keep_last(error.valid_up_to()),
                Err(_) => self.is_other = true,
            }
        }
        self.rest.len() < GUESSED_FROM
    }

    /// Forgets what is known to be UTF-8, but for a little before `end`, which a guess may want.
    fn keep_last(&mut self, end: usize) {
        let mut from = end.saturating_sub(4 << 10);
        while from < end && self.rest[from] & 0xC0 == 0x80 {
            from += 1;
        }
        self.rest.drain(..from);
    }

    /// The encoding to force, if the input is neither UTF-8 nor marked as something else; its start alone would not have
    /// told.
    pub fn finish(self) -> Option<&'static Encoding> {
        self.is_other.then(|| guess(&self.rest, false))
    }
}

/// Reads an input as UTF-8 without a mark. What is UTF-8 passes through as it is, mistakes included; of others, what can't
/// be decoded becomes U+FFFD.
#[derive(Debug)]
pub struct Decoded<R> {
    input: R,
    /// Bytes of mark that are still to be passed over.
    mark: usize,
    decoder: Option<Box<Transcoder>>,
}

struct Transcoder {
    decoder: Decoder,
    input: Vec<u8>,
    at_end: bool,
    /// Decoded bytes for a reader that has little room.
    output: Vec<u8>,
    taken: usize,
}

impl std::fmt::Debug for Transcoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transcoder")
            .field("encoding", &self.decoder.encoding().name())
            .finish_non_exhaustive()
    }
}

/// How much is decoded at once.
const PIECE: usize = 64 << 10;

impl<R: Read> Decoded<R> {
    pub(crate) fn new(input: R, encoding: &'static Encoding, mark: usize) -> Self {
        let decoder = (encoding != UTF_8).then(|| {
            Box::new(Transcoder {
                decoder: encoding.new_decoder_without_bom_handling(),
                input: Vec::with_capacity(PIECE),
                at_end: false,
                output: Vec::new(),
                taken: 0,
            })
        });
        Self { input, mark, decoder }
    }

    fn pass_over_mark(&mut self) -> io::Result<()> {
        let mut mark = [0; 4];
        while self.mark > 0 {
            let read = self.input.read(&mut mark[..self.mark])?;
            if read == 0 {
                self.mark = 0;
            }
            self.mark -= read;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pass_over_mark()?;
        let Some(transcoder) = &mut self.decoder else { return self.input.read(buffer) };
        while transcoder.taken == transcoder.output.len() {
            if !transcoder.refill(&mut self.input)? {
                return Ok(0);
            }
        }
        let left = &transcoder.output[transcoder.taken..];
        let length = left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&left[..length]);
        transcoder.taken += length;
        Ok(length)
    }
}

impl Transcoder {
    /// Decodes the next piece; `false` at the end.
    fn refill(&mut self, input: &mut impl Read) -> io::Result<bool> {
        self.output.clear();
        self.taken = 0;
        if self.at_end {
            return Ok(false);
        }
        self.input.clear();
        input.take(PIECE as u64).read_to_end(&mut self.input)?;
        self.at_end = self.input.is_empty();
        let room = self.decoder.max_utf8_buffer_length(self.input.len()).unwrap_or(usize::MAX);
        self.output.resize(room, 0);
        let (result, _, written, _) = self.decoder.decode_to_utf8(&self.input, &mut self.output, self.at_end);
        debug_assert_eq!(result, CoderResult::InputEmpty, "the room is enough");
        self.output.truncate(written);
        Ok(true)
    }
}
