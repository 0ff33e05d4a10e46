//! The only place that reads: files and standard input, bounded.

use std::fs::File;
use std::io::{self, Read};

use openapi_source::Limits;

use crate::output::Failure;
use crate::progress;

/// What findings call standard input.
pub(crate) const STDIN: &str = "<stdin>";

/// Reads a file, or standard input for `-`. One byte more than the readers' limit is read at most, which is
/// enough for them to refuse it.
pub(crate) fn read(name: &str) -> Result<Vec<u8>, Failure> {
    let limit = Limits::default().bytes as u64 + 1;
    let (input, size) = source(name)?;
    // Room for the padding that the fast pass wants spares it a copy.
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limit)).unwrap_or(0) + 128);
    match input.take(limit).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(source) => Err(unreadable(name, source)),
    }
}

/// An input of which the start may have been looked at already; reading it starts at its first byte all the same.
pub(crate) struct Opened {
    name: String,
    start: Vec<u8>,
    /// How much of `start` was read.
    at: usize,
    rest: Box<dyn Read + Send>,
    is_held: bool,
}

impl Opened {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn new(name: &str) -> Result<Self, Failure> {
        Ok(Self { name: name.to_owned(), start: Vec::new(), at: 0, rest: open(name)?, is_held: false })
    }

    /// An input that is held already.
    pub(crate) fn of_bytes(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), start: bytes, at: 0, rest: Box::new(io::empty()), is_held: true }
    }

    /// Whether all of it is held, be there a file of its name or not.
    pub(crate) fn is_held(&self) -> bool {
        self.is_held
    }

    /// The first bytes, to be looked at before anything is read.
    pub(crate) fn start(&mut self) -> Result<&[u8], Failure> {
        let rest = &mut self.rest;
        match rest.take(START_LEN as u64).read_to_end(&mut self.start) {
            Ok(_) => Ok(&self.start),
            Err(source) => Err(unreadable(&self.name, source)),
        }
    }

    /// All of it. One byte more than the readers' limit is read at most, which is enough for them to refuse it.
    pub(crate) fn read(self) -> Result<Vec<u8>, Failure> {
        let name = self.name.clone();
        let mut bytes = Vec::new();
        match self.take(Limits::default().bytes as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(source) => Err(unreadable(&name, source)),
        }
    }
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let known = &self.start[self.at..];
        if known.is_empty() {
            return self.rest.read(buffer);
        }
        let len = known.len().min(buffer.len());
        buffer[..len].copy_from_slice(&known[..len]);
        self.at += len;
        Ok(len)
    }
}

/// Opens a file, or standard input for `-`, to be read piece by piece.
pub(crate) fn open(name: &str) -> Result<Box<dyn Read + Send>, Failure> {
    Ok(source(name)?.0)
}

/// How much of an input is looked at to see what it is.
pub(crate) const START_LEN: usize = 64 << 10;

/// Files from this size on are judged while they are read.
const LARGE: u64 = 16 << 20;

/// Whether it is a file so large that it is better not held as a whole.
pub(crate) fn is_large_file(name: &str) -> bool {
    name != "-" && std::fs::metadata(name).is_ok_and(|metadata| metadata.is_file() && metadata.len() >= LARGE)
}

/// Whether it is a file that can be read more than once.
pub(crate) fn is_plain_file(name: &str) -> bool {
    name != "-" && std::fs::metadata(name).is_ok_and(|metadata| metadata.is_file())
}

/// The first bytes of a file.
pub(crate) fn start(name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match open(name)?.take(START_LEN as u64).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(source) => Err(unreadable(name, source)),
    }
}

/// What is read of an input to see its first record.
const GLANCED_AT: usize = 1 << 20;

/// Reads up to the end of the first line that is not blank, and perhaps beyond; of a long line only a part.
pub(crate) fn first_line(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let read = input.take(64 << 10).read_to_end(&mut bytes)?;
        let has_line = bytes.trim_ascii_start().contains(&b'\n');
        if read == 0 || has_line || bytes.len() >= GLANCED_AT {
            return Ok(bytes);
        }
    }
}

/// An input, and how many bytes it has if that is known.
fn source(name: &str) -> Result<(Box<dyn Read + Send>, u64), Failure> {
    if name == "-" {
        return Ok((Box::new(io::stdin()), 0));
    }
    let file = File::open(name).map_err(|source| unreadable(name, source))?;
    let metadata = file.metadata().map_err(|source| unreadable(name, source))?;
    if metadata.is_dir() {
        let hint = io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; name the files in it");
        return Err(unreadable(name, hint));
    }
    let bytes = metadata.len();
    Ok((progress::shown(Box::new(file), name, bytes), bytes))
}

fn unreadable(name: &str, source: io::Error) -> Failure {
    Failure::Read { file: shown_name(name).to_owned(), source }
}

/// The name that findings show.
pub(crate) fn shown_name(name: &str) -> &str {
    if name == "-" { STDIN } else { name }
}
