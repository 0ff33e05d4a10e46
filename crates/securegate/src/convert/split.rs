//! Good and other records apart, in the notation of the input and as they are written there.

use std::path::{Path, PathBuf};

use super::files::{NewFile, Replacing};
use super::records::{Frame, LIST, Record};
use crate::format::InputFormat;
use crate::input;
use crate::output::Failure;

/// The two files of an input, and what says why a record is not good.
pub(super) struct Split {
    good: Part,
    bad: Part,
    reasons: NewFile,
    frame: Frame,
    replacing: Replacing,
}

/// One of the files.
struct Part {
    file: NewFile,
    records: u64,
}

impl Split {
    /// Starts the files of an input in a folder: `guests.valid.csv`, `guests.invalid.csv`, `guests.reasons.ndjson`.
    ///
    /// # Errors
    /// One of them is there and may not be replaced, or the folder can't be written.
    pub(super) fn new(
        folder: &Path,
        file: &str,
        format: InputFormat,
        replacing: Replacing,
    ) -> Result<Self, Failure> {
        let name = |part: &str, extension: &str| folder.join(format!("{}.{part}.{extension}", stem(file)));
        let extension = extension(file, format);
        let create = |path: PathBuf| NewFile::create(&path, &replacing);
        Ok(Self {
            good: Part { file: create(name("valid", &extension))?, records: 0 },
            bad: Part { file: create(name("invalid", &extension))?, records: 0 },
            reasons: create(name("reasons", "ndjson"))?,
            frame: Frame::Lines,
            replacing,
        })
    }

    /// Writes what stands before the records.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn begin(&mut self, frame: Frame) -> Result<(), Failure> {
        let start: Vec<u8> = match &frame {
            Frame::Lines | Frame::Single => Vec::new(),
            Frame::List { is_wrapped: true, is_yaml: true } => format!("{LIST}:\n").into_bytes(),
            Frame::List { is_wrapped: true, is_yaml: false } => format!("{{\"{LIST}\": [\n").into_bytes(),
            Frame::List { is_wrapped: false, is_yaml } => if *is_yaml { "" } else { "[\n" }.into(),
            Frame::Rows { head, .. } => head.clone(),
        };
        self.frame = frame;
        self.good.file.write(&start)?;
        self.bad.file.write(&start)
    }

    /// Adds a record.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn add(&mut self, record: &Record<'_>, is_good: bool) -> Result<(), Failure> {
        let part = if is_good { &mut self.good } else { &mut self.bad };
        let (before, after): (&[u8], &[u8]) = match &self.frame {
            Frame::Lines | Frame::Single => (b"", b"\n"),
            Frame::List { is_wrapped, is_yaml: true } => (if *is_wrapped { b"  - " } else { b"- " }, b"\n"),
            Frame::List { is_yaml: false, .. } => (if part.records > 0 { b",\n" } else { b"" }, b""),
            Frame::Rows { line_end, .. } => (b"", line_end),
        };
        part.file.write(before)?;
        part.file.write(record.written)?;
        part.file.write(after)?;
        part.records += 1;
        Ok(())
    }

    /// Writes why records are not good, and what stands behind the records.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn finish(&mut self, reasons: &[u8]) -> Result<(), Failure> {
        self.reasons.write(reasons)?;
        self.reasons.finish()?;
        for part in [&mut self.good, &mut self.bad] {
            let end = match &self.frame {
                Frame::List { is_wrapped, is_yaml: false } => {
                    let line_end = if part.records > 0 { "\n" } else { "" };
                    format!("{line_end}]{}\n", if *is_wrapped { "}" } else { "" })
                }
                // An empty block list is nothing at all, which is another value.
                Frame::List { is_yaml: true, .. } if part.records == 0 => "  []\n".to_owned(),
                _ => String::new(),
            };
            part.file.write(end.as_bytes())?;
            part.file.finish()?;
        }
        Ok(())
    }

    /// How many records were written.
    pub(super) fn records(&self) -> u64 {
        self.good.records + self.bad.records
    }

    /// Gives the files their names. Returns them with what is in them.
    ///
    /// # Errors
    /// One of them can't get its name.
    pub(super) fn keep(self) -> Result<Vec<(PathBuf, String)>, Failure> {
        let mut written = Vec::new();
        for (part, word) in [(self.good, "valid"), (self.bad, "invalid")] {
            written.push((part.file.path().to_owned(), format!("{} {word}", part.records)));
            part.file.keep(&self.replacing)?;
        }
        written.push((self.reasons.path().to_owned(), "why they are invalid".to_owned()));
        self.reasons.keep(&self.replacing)?;
        Ok(written)
    }
}

fn stem(file: &str) -> String {
    if file == "-" {
        return "stdin".to_owned();
    }
    let stem = Path::new(input::shown_name(file)).file_stem();
    stem.map_or_else(|| "records".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// The ending of the file's name where it says the notation; a sheet is written as the table that was made of it.
fn extension(file: &str, format: InputFormat) -> String {
    let own = Path::new(file).extension().map(|extension| extension.to_string_lossy().into_owned());
    match format {
        InputFormat::Xlsx => "csv".to_owned(),
        format if InputFormat::of_name(file) == Some(format) => own.unwrap_or_default(),
        InputFormat::Json => "json".to_owned(),
        InputFormat::Ndjson => "ndjson".to_owned(),
        InputFormat::Yaml => "yaml".to_owned(),
        InputFormat::Csv => own.unwrap_or_else(|| "csv".to_owned()),
    }
}
