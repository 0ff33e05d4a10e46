//! The only place that reads: files and standard input, bounded.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use openapi_source::Limits;

use crate::output::Failure;

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

/// Opens a file, or standard input for `-`, to be read piece by piece.
pub(crate) fn open(name: &str) -> Result<Box<dyn Read + Send>, Failure> {
    Ok(source(name)?.0)
}

/// Files from this size on are judged while they are read.
const LARGE: u64 = 16 << 20;

/// Whether it is a file so large that it is better not held as a whole.
pub(crate) fn is_large_file(name: &str) -> bool {
    name != "-" && std::fs::metadata(name).is_ok_and(|metadata| metadata.is_file() && metadata.len() >= LARGE)
}

/// The first bytes of a file.
pub(crate) fn start(name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match open(name)?.take(64 << 10).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(source) => Err(unreadable(name, source)),
    }
}

/// Whether the name says that each line is a payload of its own.
pub(crate) fn is_record_file(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(OsStr::to_str).unwrap_or_default();
    ["ndjson", "jsonl"].iter().any(|known| extension.eq_ignore_ascii_case(known))
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
    Ok((Box::new(file), metadata.len()))
}

fn unreadable(name: &str, source: io::Error) -> Failure {
    Failure::Read { file: shown_name(name).to_owned(), source }
}

/// The name that findings show.
pub(crate) fn shown_name(name: &str) -> &str {
    if name == "-" { STDIN } else { name }
}
