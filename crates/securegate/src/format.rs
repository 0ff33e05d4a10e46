//! Which notation an input is in: told, by its name, or by how it starts.

use std::ffi::OsStr;
use std::path::Path;

use clap::ValueEnum;
use openapi_source::{Limits, parse_json};

/// A notation of payloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum InputFormat {
    /// One JSON text.
    Json,
    /// Newline-delimited JSON, each line a payload.
    Ndjson,
    /// A table: comma-, semicolon-, tab- or bar-separated values, with a header.
    Csv,
    /// One YAML document.
    Yaml,
    /// A workbook, of which one sheet is read.
    Xlsx,
}

impl InputFormat {
    /// What a file's name says.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "csv" | "tsv" | "tab" => Self::Csv,
            "yaml" | "yml" => Self::Yaml,
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Self::Xlsx,
            _ => return None,
        })
    }

    /// What the first bytes of an input say. Where they say nothing it is JSON, whose reader then tells what is wrong.
    pub(crate) fn of_start(start: &[u8]) -> Self {
        if start.starts_with(b"PK\x03\x04") || start.starts_with(b"\xD0\xCF\x11\xE0") {
            return Self::Xlsx;
        }
        // Of UTF-16 and UTF-32 the ASCII letters are enough here.
        let narrow: Vec<u8> = start.iter().copied().filter(|byte| *byte != 0).collect();
        let text = String::from_utf8_lossy(&narrow);
        let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']);
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let Some(first) = lines.next() else { return Self::Json };
        if first.trim_start().starts_with(['{', '[']) {
            let is_record = |line: &str| line.trim_start().starts_with('{');
            let is_one_of_many = lines.next().is_some_and(is_record) && is_record(first) && is_json(first);
            return if is_one_of_many { Self::Ndjson } else { Self::Json };
        }
        let mut content = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let first = content.next().unwrap_or(first);
        if is_yaml(first) {
            Self::Yaml
        } else if first.contains([',', ';', '\t', '|']) {
            Self::Csv
        } else {
            Self::Json
        }
    }
}

fn is_json(line: &str) -> bool {
    let parsed = parse_json("", line.as_bytes(), &Limits::default());
    parsed.tree.is_some() && parsed.faults.is_empty()
}

/// Whether a line starts a document, a block sequence or a block mapping.
fn is_yaml(line: &str) -> bool {
    let name = line.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' '));
    let is_word = |name: &str| {
        let name = name.trim_matches(['"', '\'']);
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    line.starts_with("---")
        || line.starts_with("%YAML")
        || line.starts_with("- ")
        || name.is_some_and(|(name, _)| is_word(name))
}

#[cfg(test)]
mod tests {
    use super::InputFormat::{self, Csv, Json, Ndjson, Xlsx, Yaml};

    #[track_caller]
    fn check(start: &str, expected: InputFormat) {
        assert_eq!(InputFormat::of_start(start.as_bytes()), expected, "{start}");
    }

    #[test]
    fn the_start_tells() {
        check("", Json);
        check("  {\"a\": 1,\n  \"b\": 2}", Json);
        check("{\"a\": 1}\n", Json);
        check("{\"a\": 1}\n\n{\"a\": 2}\n", Ndjson);
        check("{\"a\": 1\n{\"a\": 2}\n", Json);
        check("[1]\n[2]\n", Json);
        check("\u{feff}First name,Last name\n", Csv);
        check("first_name;last_name\nA;B", Csv);
        check("\"Name\"\t\"E-mail\"\n", Csv);
        check("- first_name: Jane\n", Yaml);
        check("# guests\ninvites:\n  - a: 1\n", Yaml);
        check("---\n{}\n", Yaml);
        check("<html>", Json);
        assert_eq!(InputFormat::of_start(b"PK\x03\x04rest"), Xlsx);
        let wide: Vec<u8> = "\u{feff}Name;Mail".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(InputFormat::of_start(&wide), Csv);
    }

    #[test]
    fn the_name_tells_first() {
        assert_eq!(InputFormat::of_name("a/guests.CSV"), Some(Csv));
        assert_eq!(InputFormat::of_name("guests"), None);
        assert_eq!(InputFormat::of_name("guests.txt"), None);
    }
}
