//! Good guests as bodies of Create Invites, or as a list in another notation.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use openapi_source::Syntax;
use securegate_rules::GuestField;
use serde_json::{Map, Value};

use super::files::{NewFile, Replacing};
use super::records::LIST;
use crate::output::Failure;

/// The notation to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Notation {
    /// Bodies of Create Invites, a guest a line.
    Json,
    /// A guest a line, each a JSON object.
    Ndjson,
    /// A table of the six fields, comma-separated, UTF-8.
    Csv,
    /// Bodies of Create Invites as YAML.
    Yaml,
}

/// Where the guests go.
enum Target {
    Stdout(io::BufWriter<io::Stdout>),
    Files {
        /// The name that was asked for.
        path: PathBuf,
        done: Vec<(NewFile, u64)>,
        open: Option<NewFile>,
    },
}

/// Writes guests, so many to a body.
pub(super) struct Bodies {
    notation: Notation,
    /// The most guests of one body; without it there is one body.
    most: Option<u64>,
    replacing: Replacing,
    target: Target,
    /// Guests in the body that is open.
    in_body: u64,
    has_open: bool,
    /// All guests.
    pub(super) guests: u64,
    /// Cells of a table that a spreadsheet program takes for formulas.
    pub(super) formulas: u64,
    /// Members that a table of the six fields has no place for.
    pub(super) left_out: u64,
}

impl Bodies {
    /// Bodies to a file, or several of its name with numbers if their size is bounded; without a file, to standard output.
    pub(super) fn new(
        path: Option<&Path>,
        notation: Notation,
        most: Option<u64>,
        replacing: Replacing,
    ) -> Self {
        let target = match path {
            Some(path) => Target::Files { path: path.to_owned(), done: Vec::new(), open: None },
            None => Target::Stdout(io::BufWriter::with_capacity(1 << 18, io::stdout())),
        };
        let (in_body, guests, formulas, left_out) = (0, 0, 0, 0);
        Self { notation, most, replacing, target, in_body, has_open: false, guests, formulas, left_out }
    }

    /// Whether bodies stand one a line, because several go to one place.
    fn is_lined_up(&self) -> bool {
        matches!(self.target, Target::Stdout(_)) && self.most.is_some()
    }

    /// Adds a guest, given as a JSON object.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn add(&mut self, guest: &[u8]) -> Result<(), Failure> {
        if self.most.is_some_and(|most| self.in_body >= most) {
            self.close()?;
        }
        if !self.has_open {
            self.open()?;
        }
        let mut text = Vec::with_capacity(guest.len() + 8);
        let is_first = self.in_body == 0;
        match self.notation {
            Notation::Json if self.is_lined_up() => text.extend_from_slice(if is_first { b"" } else { b"," }),
            Notation::Json => text.extend_from_slice(if is_first { b"\n  " } else { b",\n  " }),
            Notation::Yaml => text.extend_from_slice(b"  - "),
            Notation::Ndjson | Notation::Csv => {}
        }
        match self.notation {
            Notation::Csv => self.push_row(guest, &mut text),
            _ => text.extend_from_slice(guest),
        }
        if self.notation != Notation::Json {
            text.push(b'\n');
        }
        self.in_body += 1;
        self.guests += 1;
        self.write(&text)
    }

    /// Ends the last body, and brings all to the disk or to whoever reads standard output.
    ///
    /// # Errors
    /// It can't be written.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        self.close()?;
        match &mut self.target {
            Target::Stdout(out) => out.flush().map_err(closed),
            Target::Files { .. } => Ok(()),
        }
    }

    /// Gives the files their names. Returns what was written, with the number of guests in each.
    ///
    /// # Errors
    /// One of them can't get its name; those before have theirs.
    pub(super) fn keep(self) -> Result<Vec<(PathBuf, u64)>, Failure> {
        let Target::Files { done, .. } = self.target else { return Ok(Vec::new()) };
        let mut written = Vec::new();
        for (file, guests) in done {
            let path = file.path().to_owned();
            file.keep(&self.replacing)?;
            written.push((path, guests));
        }
        Ok(written)
    }

    fn open(&mut self) -> Result<(), Failure> {
        if let Target::Files { path, done, open } = &mut self.target {
            let name = if self.most.is_some() { numbered(path, done.len() + 1) } else { path.clone() };
            *open = Some(NewFile::create(&name, &self.replacing)?);
        }
        self.has_open = true;
        self.in_body = 0;
        let start = match self.notation {
            Notation::Json => format!("{{\"{LIST}\": ["),
            Notation::Yaml => format!("{LIST}:\n"),
            Notation::Csv => GuestField::ALL.map(GuestField::name).join(",") + "\n",
            Notation::Ndjson => String::new(),
        };
        self.write(start.as_bytes())
    }

    fn close(&mut self) -> Result<(), Failure> {
        if !self.has_open {
            return Ok(());
        }
        if self.notation == Notation::Json {
            self.write(if self.is_lined_up() { b"]}\n" } else { b"\n]}\n" })?;
        }
        self.has_open = false;
        if let Target::Files { done, open, .. } = &mut self.target
            && let Some(mut file) = open.take()
        {
            file.finish()?;
            done.push((file, self.in_body));
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.target {
            Target::Stdout(out) => out.write_all(bytes).map_err(closed),
            Target::Files { open: Some(file), .. } => file.write(bytes),
            Target::Files { open: None, .. } => Ok(()),
        }
    }

    /// A guest as a row. Values stay as they are, also those that a spreadsheet program takes for formulas.
    fn push_row(&mut self, guest: &[u8], out: &mut Vec<u8>) {
        let guest: Map<String, Value> = serde_json::from_slice(guest).unwrap_or_default();
        self.left_out += guest.keys().filter(|name| GuestField::named(name).is_none()).count() as u64;
        let cells = GuestField::ALL.map(|field| match guest.get(field.name()) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        });
        for (idx, cell) in cells.iter().enumerate() {
            if idx > 0 {
                out.push(b',');
            }
            self.formulas += u64::from(cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            let written = Syntax::Delimited { delimiter: ',' }.string(cell, "");
            out.extend_from_slice(written.as_deref().unwrap_or(cell).as_bytes());
        }
    }
}

fn closed(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::Write(error),
    }
}

/// `guests-001.json` for `guests.json`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(extension) => format!("{stem}-{number:03}.{}", extension.to_string_lossy()),
        None => format!("{stem}-{number:03}"),
    };
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JANE: &[u8] = br#"{"first_name":"Jane","email":"a,b","extra":1}"#;

    fn written(notation: Notation, most: Option<u64>, guests: usize) -> Vec<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let mut bodies =
            Bodies::new(Some(&folder.path().join("out.x")), notation, most, Replacing::default());
        for _ in 0..guests {
            bodies.add(JANE).unwrap();
        }
        bodies.finish().unwrap();
        let kept = bodies.keep().unwrap();
        kept.into_iter()
            .map(|(path, _)| {
                let text = std::fs::read_to_string(&path).unwrap();
                (path.file_name().unwrap().to_string_lossy().into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn every_notation_holds_the_guests() {
        let jane = std::str::from_utf8(JANE).unwrap();
        let text = |notation| written(notation, None, 2).remove(0).1;
        assert_eq!(text(Notation::Json), format!("{{\"invites\": [\n  {jane},\n  {jane}\n]}}\n"));
        assert_eq!(text(Notation::Ndjson), format!("{jane}\n{jane}\n"));
        assert_eq!(text(Notation::Yaml), format!("invites:\n  - {jane}\n  - {jane}\n"));
        let csv = text(Notation::Csv);
        assert!(csv.ends_with("authentication_method\nJane,,\"a,b\",,,\nJane,,\"a,b\",,,\n"), "{csv}");
    }

    #[test]
    fn bodies_are_no_larger_than_asked() {
        let names: Vec<String> =
            written(Notation::Json, Some(2), 5).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["out-001.x", "out-002.x", "out-003.x"]);
        assert!(written(Notation::Json, Some(2), 0).is_empty());
    }
}
