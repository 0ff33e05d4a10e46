//! The only place that writes: reports to standard output, complaints to standard error.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use openapi_findings::{Report, TextOptions, text};
use openapi_source::escape_controls;

use crate::cli::ColorWhen;

/// Why the command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Whoever read our output stopped; nothing is wrong.
    #[error("the reader closed the pipe")]
    ClosedPipe,
    /// Standard output can't be written.
    #[error("failed to write the report: {0}")]
    Write(#[source] io::Error),
    /// A file can't be written.
    #[error("failed to write {file}: {source}")]
    WriteFile {
        /// Its name.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A file can't be read.
    #[error("failed to read {file}: {source}")]
    Read {
        /// Its name.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A file can't be written.
    #[error("failed to write {file}: {source}; it is as it was")]
    Save {
        /// Its name.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The arguments make no sense together, or name something that is not there.
    #[error("{0}")]
    Usage(String),
    /// The document or schema can't be used; the findings say why.
    #[error("{file} can't be used as {role}\n\n{findings}")]
    Contract {
        /// Its name.
        file: String,
        /// What it should have been.
        role: &'static str,
        /// The findings, ready to print.
        findings: String,
    },
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Writes to standard error what would go to standard output if that were free.
pub(crate) fn print_stderr(text: &str) -> Result<(), Failure> {
    io::stderr().write_all(text.as_bytes()).map_err(Failure::Write)
}

/// Writes bytes to standard output as they are.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::Write(error),
    })
}

/// JSON text in which what could steer a terminal is written as an escape. `serde_json` escapes only what JSON
/// demands, so not the C1 controls or the bidirectional ones.
pub(crate) fn terminal_safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // A line feed stands between tokens only.
        let is_safe = c == '\n' || matches!(escape_controls(c.encode_utf8(&mut [0; 4])), Cow::Borrowed(_));
        if is_safe {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = fmt::Write::write_fmt(&mut out, format_args!("\\u{unit:04x}"));
        }
    }
    out
}

/// Says on standard error why the command failed.
pub(crate) fn complain(failure: &Failure, color: ColorWhen) {
    let (style, reset) =
        if wants_color(color, &io::stderr()) { ("\u{1b}[1;91m", "\u{1b}[0m") } else { ("", "") };
    let message = match failure {
        // Made of findings, which are escaped already.
        Failure::Contract { .. } => failure.to_string(),
        other => other
            .to_string()
            .lines()
            .map(|line| escape_controls(line).into_owned())
            .collect::<Vec<_>>()
            .join("\n"),
    };
    // Nothing is left to be done where standard error itself is closed.
    let _ = writeln!(io::stderr(), "{style}error{reset}: {message}");
}

/// Says on standard error what the user should know of what comes next; `details` are escaped already.
pub(crate) fn warn(message: &str, details: &str, color: ColorWhen) {
    let (style, reset) =
        if wants_color(color, &io::stderr()) { ("\u{1b}[1;93m", "\u{1b}[0m") } else { ("", "") };
    // Nothing is left to be done where standard error itself is closed.
    let _ = writeln!(io::stderr(), "{style}warning{reset}: {message}\n\n{details}");
}

/// Says something on standard error that is no complaint; escaped already.
pub(crate) fn note(text: &str) {
    // Nothing is left to be done where standard error itself is closed.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Whether to colour what goes to a stream.
pub(crate) fn wants_color<S: anstream::stream::RawStream>(when: ColorWhen, stream: &S) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// How to print text to standard output.
pub(crate) fn text_options(color: ColorWhen) -> TextOptions {
    TextOptions { color: wants_color(color, &io::stdout()), ..TextOptions::default() }
}

/// How to print text to standard error.
pub(crate) fn stderr_text_options(color: ColorWhen) -> TextOptions {
    TextOptions { color: wants_color(color, &io::stderr()), ..TextOptions::default() }
}

/// The findings about a document, for standard error.
pub(crate) fn findings_text(report: &Report, color: ColorWhen) -> String {
    text::report(report, stderr_text_options(color))
}
