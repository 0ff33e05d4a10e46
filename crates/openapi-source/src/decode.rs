//! From the bytes of an input to text: byte order marks, UTF-16 and UTF-32, and bytes that are no text.

use crate::fault::{Faults, Stop};
use crate::source::{Offsets, Origin, Shift};
use crate::{Fault, FaultKind, Limits, Message, Repair, Source, Span, Syntax};

/// Which rules of encoding apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// UTF-8 without a byte order mark (RFC 8259, section 8.1); all else is read but is a fault.
    Json,
    /// UTF-8, UTF-16 or UTF-32, each with or without a byte order mark (YAML 1.2.2, section 5.2).
    Yaml,
}

/// A decoded text.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) source: Source,
    pub(crate) faults: Faults,
    /// Whether there is a text to read.
    pub(crate) outcome: Result<(), Stop>,
}

/// Decodes a whole input. What is not text is replaced by U+FFFD and is a fault.
pub(crate) fn decode(name: &str, bytes: &[u8], limits: &Limits, format: Format, origin: Origin) -> Decoded {
    let mut faults = Faults::new(limits.faults);
    let (text, offsets, outcome) = match decode_text(bytes, limits, format, &mut faults) {
        Ok((text, offsets)) => (text, offsets, Ok(())),
        Err((text, offsets)) => (text, offsets, Err(Stop)),
    };
    let syntax = match format {
        Format::Json => Syntax::Json,
        Format::Yaml => Syntax::Yaml,
    };
    Decoded { source: Source::decoded(name.to_owned(), text, offsets, origin, syntax), faults, outcome }
}

type Text = (String, Offsets);

fn unshifted() -> Offsets {
    Offsets::Shifted(Vec::new())
}

/// The text, or as `Err` what there is of it where a fatal fault was noted.
fn decode_text(bytes: &[u8], limits: &Limits, format: Format, faults: &mut Faults) -> Result<Text, Text> {
    let most = most_bytes(limits, format);
    if bytes.len() > most {
        faults.stop(too_large(bytes.len(), most));
        return Err((String::new(), unshifted()));
    }
    if let Some(what) = binary_format(bytes) {
        faults.stop(binary(what, format));
        return Err((String::new(), unshifted()));
    }
    let Some((encoding, mark)) = wide_encoding(bytes) else {
        return decode_utf8(bytes, format, faults);
    };
    let units = &bytes[mark..];
    let text = match encoding {
        Encoding::Utf16Le => utf16(units, u16::from_le_bytes),
        Encoding::Utf16Be => utf16(units, u16::from_be_bytes),
        Encoding::Utf32Le => utf32(units, u32::from_le_bytes),
        Encoding::Utf32Be => utf32(units, u32::from_be_bytes),
    };
    let start = mark as u64;
    let offsets = match encoding.unit() {
        2 => Offsets::Utf16 { start },
        _ => Offsets::Utf32 { start },
    };
    if text.text.len() > most {
        faults.stop(too_large(text.text.len(), most));
        return Err((String::new(), unshifted()));
    }
    let noted = note_wide(encoding, format, &text, faults);
    match noted {
        Ok(()) => Ok((text.text, offsets)),
        Err(Stop) => Err((text.text, offsets)),
    }
}

/// Offsets are 32 bits wide; the cells of a YAML tree can outnumber the bytes of its text.
fn most_bytes(limits: &Limits, format: Format) -> usize {
    let representable = match format {
        Format::Json => u32::MAX,
        Format::Yaml => u32::MAX / 2,
    };
    limits.bytes.min(representable as usize)
}

fn too_large(len: usize, most: usize) -> Fault {
    let message = format!("the text is {len} bytes long, and the limit is {most}");
    Fault::new(FaultKind::TooLarge, Span::at(0), message)
        .with_help("split it into several files, or raise the limit")
}

fn decode_utf8(bytes: &[u8], format: Format, faults: &mut Faults) -> Result<Text, Text> {
    let (bytes, mark) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, 3),
        None => (bytes, 0),
    };
    let mut shifts = Vec::new();
    if mark > 0 {
        shifts.push(Shift { decoded: 0, shift: mark });
        if format == Format::Json && faults.push(byte_order_mark(Span::at(0))).is_err() {
            return Err((String::new(), Offsets::Shifted(shifts)));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Offsets::Shifted(shifts)));
    }
    let mut text = String::with_capacity(bytes.len() + 64);
    let mut shift = mark;
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid();
        if invalid.is_empty() {
            continue;
        }
        let start = text.len();
        text.push(char::REPLACEMENT_CHARACTER);
        let span = Span::from_usize(start, text.len());
        // At most three bytes are replaced, by three.
        shift += i64::try_from(invalid.len()).unwrap_or(0) - 3;
        shifts.push(Shift { decoded: span.end, shift });
        let is_last = chunks.peek().is_none();
        if faults.push(invalid_utf8(invalid, span, is_last)).is_err() {
            return Err((text, Offsets::Shifted(shifts)));
        }
    }
    Ok((text, Offsets::Shifted(shifts)))
}

/// A byte order mark where none belongs.
pub(crate) fn byte_order_mark(span: Span) -> Fault {
    let message = if span.start == 0 {
        "the text starts with a byte order mark (`EF BB BF`), which many JSON readers refuse (RFC 8259, section 8.1)"
    } else {
        "a byte order mark stands between two tokens, where only whitespace may"
    };
    let repair = Repair::safe("remove the byte order mark");
    Fault::new(FaultKind::ByteOrderMark, span, message)
        .with_help("save the file as UTF-8 without a byte order mark")
        .with_repair(if span.start == span.end { repair } else { repair.edit(span, "") })
}

fn invalid_utf8(bytes: &[u8], span: Span, is_last: bool) -> Fault {
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    let (subject, verb) = if bytes.len() == 1 { ("byte ", " is") } else { ("bytes ", " are") };
    let message = Message::new(subject)
        .code(hex.join(" "))
        .text(format!("{verb} not UTF-8, so what was meant here is lost"));
    let help = match bytes {
        _ if is_last && bytes.len() > 1 => {
            Message::new("the text ends inside a character: it may be cut off")
        }
        &[byte] => match windows_1252(byte) {
            Some(c) => Message::new(format!("byte {byte:02X} is "))
                .value(c)
                .text(" in Windows-1252: convert the file to UTF-8"),
            None => Message::new("write the file as UTF-8"),
        },
        _ => Message::new("write the file as UTF-8"),
    };
    Fault::new(FaultKind::InvalidUtf8, span, message).with_help(help)
}

/// Bytes 80 to 9F in Windows-1252; a control character where it has none.
const FROM_80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// What a byte beyond ASCII means in Windows-1252, whose upper half from A0 on is that of Latin-1.
fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => FROM_80.chars().nth(usize::from(byte - 0x80)).filter(|c| !c.is_control()),
        0xA0..=0xFF => Some(char::from(byte)),
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Encoding {
    /// The name for a person, and the one that `iconv` knows.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Utf16Le => ("UTF-16 (little-endian)", "UTF-16LE"),
            Self::Utf16Be => ("UTF-16 (big-endian)", "UTF-16BE"),
            Self::Utf32Le => ("UTF-32 (little-endian)", "UTF-32LE"),
            Self::Utf32Be => ("UTF-32 (big-endian)", "UTF-32BE"),
        }
    }

    /// Bytes of one code unit.
    fn unit(self) -> usize {
        match self {
            Self::Utf16Le | Self::Utf16Be => 2,
            Self::Utf32Le | Self::Utf32Be => 4,
        }
    }
}

/// Which encoding other than UTF-8 the bytes are in, by their mark or else by where the zero bytes of
/// the first ASCII characters lie (RFC 4627, section 3); and the length of the mark.
fn wide_encoding(bytes: &[u8]) -> Option<(Encoding, usize)> {
    let found = match bytes {
        [0xFF, 0xFE, 0, 0, ..] => (Encoding::Utf32Le, 4),
        [0, 0, 0xFE, 0xFF, ..] => (Encoding::Utf32Be, 4),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        [a, 0, 0, 0, ..] if *a > 0 => (Encoding::Utf32Le, 0),
        [0, 0, 0, a, ..] if *a > 0 => (Encoding::Utf32Be, 0),
        [a, 0] if *a > 0 => (Encoding::Utf16Le, 0),
        [0, a] if *a > 0 => (Encoding::Utf16Be, 0),
        [a, 0, b, 0, ..] if *a > 0 && *b > 0 => (Encoding::Utf16Le, 0),
        [0, a, 0, b, ..] if *a > 0 && *b > 0 => (Encoding::Utf16Be, 0),
        _ => return None,
    };
    Some(found)
}

/// Text from units, and where in it units stood that are no character.
struct Units {
    text: String,
    /// Spans of U+FFFD with the lone surrogate, or the impossible code point, that it replaces.
    broken: Vec<(Span, u32)>,
    /// Whether bytes were left that make no whole unit; a last U+FFFD replaces them.
    cut: bool,
}

impl Units {
    fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), broken: Vec::new(), cut: false }
    }

    fn replace(&mut self, unit: u32) {
        let start = self.text.len();
        self.text.push(char::REPLACEMENT_CHARACTER);
        self.broken.push((Span::from_usize(start, self.text.len()), unit));
    }

    fn end(mut self, left: &[u8]) -> Self {
        self.cut = !left.is_empty();
        if self.cut {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
        self
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Units {
    let (pairs, left) = bytes.as_chunks::<2>();
    let mut out = Units::with_capacity(bytes.len());
    for c in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        match c {
            Ok(c) => out.text.push(c),
            Err(lone) => out.replace(u32::from(lone.unpaired_surrogate())),
        }
    }
    out.end(left)
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Units {
    let (quads, left) = bytes.as_chunks::<4>();
    let mut out = Units::with_capacity(bytes.len() / 2);
    for &quad in quads {
        let code = unit(quad);
        match char::from_u32(code) {
            Some(c) => out.text.push(c),
            None => out.replace(code),
        }
    }
    out.end(left)
}

fn note_wide(encoding: Encoding, format: Format, units: &Units, faults: &mut Faults) -> Result<(), Stop> {
    let (name, iconv) = encoding.names();
    if format == Format::Json {
        let message =
            format!("the text is {name}; JSON that systems exchange is UTF-8 (RFC 8259, section 8.1)");
        let help = Message::new("save the file as UTF-8, or convert it: ")
            .code(format!("iconv -f {iconv} -t UTF-8"));
        // Where something is no character, writing the text anew would lose what it was.
        let is_whole = units.broken.is_empty() && !units.cut;
        let repair = is_whole.then(|| Repair::safe("write the text as UTF-8"));
        let fault = Fault::new(FaultKind::WideEncoding, Span::at(0), message);
        faults.push(fault.with_help(help).with_repair(repair))?;
    }
    for &(span, unit) in &units.broken {
        let fault = if (0xD800..0xE000).contains(&unit) {
            lone_surrogate(span, unit)
        } else {
            let message = format!("{unit:#010X} is not a character, so what was meant here is lost");
            Fault::new(FaultKind::InvalidUtf8, span, message).with_help("write the file as UTF-8")
        };
        faults.push(fault)?;
    }
    if units.cut {
        let end = units.text.len();
        let span = Span::from_usize(end - char::REPLACEMENT_CHARACTER.len_utf8(), end);
        let message = format!("the text ends inside a character of {name}");
        faults.push(Fault::new(FaultKind::InvalidUtf8, span, message).with_help("it may be cut off"))?;
    }
    Ok(())
}

/// Half of a surrogate pair without the other half.
pub(crate) fn lone_surrogate(span: Span, unit: u32) -> Fault {
    let (half, other) = if unit < 0xDC00 {
        ("first", "second half (DC00 to DFFF) does not follow")
    } else {
        ("second", "first half (D800 to DBFF) does not come before it")
    };
    let message = format!(
        "U+{unit:04X} is the {half} half of a surrogate pair, whose {other}: no character has this code"
    );
    Fault::new(FaultKind::LoneSurrogate, span, message).with_help(
        "write both halves, or the character itself; a text cut in the middle of an emoji looks like this",
    )
}

/// The name of a common file format that is no text, by its first bytes.
fn binary_format(bytes: &[u8]) -> Option<&'static str> {
    let formats: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a ZIP archive or an Office workbook (XLSX)"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\xD0\xCF\x11\xE0", "an old Office file (XLS, DOC)"),
        (b"%PDF-", "a PDF"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
    ];
    formats.into_iter().find_map(|(magic, name)| bytes.starts_with(magic).then_some(name))
}

fn binary(what: &str, format: Format) -> Fault {
    let (kind, name) = match format {
        Format::Json => (FaultKind::Syntax, "JSON"),
        Format::Yaml => (FaultKind::YamlSyntax, "YAML"),
    };
    Fault::new(kind, Span::at(0), format!("this is {what}, not {name}"))
        .with_help(format!("unpack it or export it as {name} first"))
}
