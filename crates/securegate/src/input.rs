//! The only place that reads: files and standard input, bounded.

use std::fs::File;
use std::io::{self, Read};

use openapi_source::Limits;

use crate::output::Failure;

/// What findings call standard input.
pub(crate) const STDIN: &str = "<stdin>";

/// Reads a file, or standard input for `-`. One byte more than the readers' limit is read at most, which is
/// enough for them to refuse it.
pub(crate) fn read(name: &str) -> Result<Vec<u8>, Failure> {
    let limit = Limits::default().bytes as u64 + 1;
    let mut bytes = Vec::new();
    let done = if name == "-" {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        open(name).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match done {
        Ok(_) => Ok(bytes),
        Err(source) => Err(Failure::Read { file: shown_name(name).to_owned(), source }),
    }
}

fn open(name: &str) -> io::Result<File> {
    let file = File::open(name)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; name the files in it"));
    }
    Ok(file)
}

/// The name that findings show.
pub(crate) fn shown_name(name: &str) -> &str {
    if name == "-" { STDIN } else { name }
}
