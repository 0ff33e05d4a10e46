//! An input cut into blocks of whole records, judged on all cores, in memory that does not grow with it; what comes
//! of the blocks is taken in the order of the input.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use openapi_source::Origin;

use crate::fast::Padded;

/// How much is read at once. Large enough that threads seldom wait for each other, small enough for a cache.
const BLOCK: usize = 1 << 20;

/// Blocks that may wait for each thread.
const WAITING: usize = 2;

/// Where records end in an input.
pub trait Cut: Send {
    /// The whole records at the start of the bytes that were read, which start with a record; `None` where not even one is
    /// known to be whole. Of these bytes the first `known` were seen at the last call, if that answered `None`. `at_end`
    /// says that nothing follows them.
    fn whole(&mut self, read: &[u8], known: usize, at_end: bool) -> Option<Whole>;
}

/// Whole records at the start of what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// How many bytes they take, the end of the last line included.
    pub end: usize,
    /// How many lines end in them.
    pub lines: u64,
    /// How many rows end in them, blank ones counted.
    pub rows: u64,
}

/// Each line is a record.
#[derive(Debug, Clone, Copy)]
pub struct LineCut;

impl Cut for LineCut {
    fn whole(&mut self, read: &[u8], known: usize, at_end: bool) -> Option<Whole> {
        let end = if at_end { read.len() } else { known + memchr::memrchr(b'\n', &read[known..])? + 1 };
        let lines = memchr::memchr_iter(b'\n', &read[..end]).count() as u64;
        Some(Whole { end, lines, rows: lines })
    }
}

/// What comes before a part of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// Lines and bytes.
    pub origin: Origin,
    /// Rows, blank ones and a header counted.
    pub rows: u64,
}

/// Whole records of the input.
pub struct Block {
    /// Its number, from 0.
    pub number: u64,
    /// Its bytes.
    pub text: Padded,
    /// What came before it.
    pub before: Before,
}

/// Cuts an input, `before` being what its first byte follows, into blocks, has `threads` of them judged at once, each
/// thread by a worker of its own, and calls `collect` with what comes of each in the order of the input.
///
/// # Errors
/// The input can't be read, or a record of it is longer than `max_record` bytes (`InvalidData`); everything before has
/// been collected.
pub fn in_order<W, T>(
    input: impl Read + Send,
    before: Before,
    cut: impl Cut,
    max_record: usize,
    threads: usize,
    worker: impl Fn() -> W + Sync,
    mut collect: impl FnMut(T),
) -> io::Result<()>
where
    W: FnMut(&Block) -> T,
    T: Send,
{
    let threads = threads.max(1);
    let blocks = Mutex::new(Blocks::new(input, before, cut, max_record));
    let (to_collector, judged) = sync_channel::<(u64, T)>(threads * WAITING);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (blocks, to_collector, worker) = (&blocks, to_collector.clone(), &worker);
            scope.spawn(move || {
                let mut judge = worker();
                let mut buffer = Vec::with_capacity(BLOCK + BLOCK / 4);
                loop {
                    // Each worker reads its blocks itself, while no other does, into a buffer that it keeps: a thread
                    // that only reads would take half as long as one that judges, most of it for new memory.
                    let Ok(mut reader) = blocks.lock() else { return };
                    let Some(block) = reader.next(buffer) else { return };
                    drop(reader);
                    let judged = judge(&block);
                    let number = block.number;
                    buffer = block.text.into_buffer();
                    if to_collector.send((number, judged)).is_err() {
                        return;
                    }
                }
            });
        }
        // Else the workers' ends would never close.
        drop(to_collector);
        sort(&judged, &mut collect);
    });
    match blocks.into_inner() {
        Ok(Blocks { failure: None, .. }) => Ok(()),
        Ok(Blocks { failure: Some(failure), .. }) => Err(failure),
        Err(_) => Err(io::Error::other("the thread that read the input failed")),
    }
}

/// Puts what the workers found back in the order of the input.
fn sort<T>(judged: &Receiver<(u64, T)>, collect: &mut impl FnMut(T)) {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, one) in judged {
        early.insert(number, one);
        while let Some(one) = early.remove(&next) {
            collect(one);
            next += 1;
        }
    }
}

/// The input, cut into blocks of whole records.
struct Blocks<R, C> {
    input: R,
    cut: C,
    /// The most bytes of a record.
    max_record: usize,
    /// What was read behind the last whole record.
    rest: Vec<u8>,
    before: Before,
    number: u64,
    at_end: bool,
    failure: Option<io::Error>,
}

impl<R: Read, C: Cut> Blocks<R, C> {
    fn new(input: R, before: Before, cut: C, max_record: usize) -> Self {
        Self { input, cut, max_record, rest: Vec::new(), before, number: 0, at_end: false, failure: None }
    }

    /// The next block, in a buffer whose contents are done with; nothing at the end, or after a failure.
    fn next(&mut self, mut buffer: Vec<u8>) -> Option<Block> {
        if self.at_end {
            return None;
        }
        let whole = match self.read(&mut buffer) {
            Ok(whole) => whole?,
            Err(failure) => {
                self.at_end = true;
                self.failure = Some(failure);
                return None;
            }
        };
        let block = Block { number: self.number, text: Padded::new(buffer), before: self.before };
        self.number += 1;
        let Before { origin, rows } = self.before;
        let origin = Origin { lines: origin.lines + whole.lines, bytes: origin.bytes + whole.end as u64 };
        self.before = Before { origin, rows: rows + whole.rows };
        Some(block)
    }

    /// Reads whole records into a buffer; nothing at the end.
    fn read(&mut self, buffer: &mut Vec<u8>) -> io::Result<Option<Whole>> {
        buffer.clear();
        buffer.append(&mut self.rest);
        let mut known = 0;
        loop {
            let held = buffer.len();
            let wanted = BLOCK.saturating_sub(held).max(BLOCK / 4);
            if (&mut self.input).take(wanted as u64).read_to_end(buffer)? == 0 {
                self.at_end = true;
                let whole = if buffer.is_empty() { None } else { self.cut.whole(buffer, known, true) };
                return Ok(whole);
            }
            if let Some(whole) = self.cut.whole(buffer, known, false) {
                self.rest.extend_from_slice(&buffer[whole.end..]);
                buffer.truncate(whole.end);
                return Ok(Some(whole));
            }
            known = buffer.len();
            if known > self.max_record {
                let line = self.before.origin.lines + 1;
                let message =
                    format!("what starts on line {line} does not end within {} bytes", self.max_record);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a few bytes at a time, as a pipe may.
    struct Trickle<'b>(&'b [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(self.0.len()).min(buffer.len());
            buffer[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    #[test]
    fn blocks_come_in_order_and_lose_nothing() {
        let text: Vec<u8> = (0..400_000).flat_map(|n: u32| format!("line {n}\n").into_bytes()).collect();
        for threads in [1, 3] {
            let mut joined = Vec::new();
            let mut lines = 0;
            in_order(
                Trickle(&text, 77_777),
                Before::default(),
                LineCut,
                1 << 20,
                threads,
                || |block: &Block| (block.before.origin, block.text.bytes().to_vec()),
                |(origin, bytes)| {
                    assert_eq!(origin, Origin { lines, bytes: joined.len() as u64 });
                    lines += memchr::memchr_iter(b'\n', &bytes).count() as u64;
                    joined.extend(bytes);
                },
            )
            .expect("a slice can be read");
            assert!(joined == text, "{threads} threads");
        }
    }

    #[test]
    fn a_record_without_end_is_refused_by_its_line() {
        let mut text = b"short\n".to_vec();
        text.resize(5 << 20, b'x');
        let mut blocks = 0;
        let (text, before) = (text.as_slice(), Before::default());
        let outcome = in_order(text, before, LineCut, 2 << 20, 2, || |_: &Block| (), |()| blocks += 1);
        let error = outcome.expect_err("too long");
        assert_eq!(error.to_string(), "what starts on line 2 does not end within 2097152 bytes");
        assert_eq!(blocks, 1);
    }
}
