//! Dialects of several programs, in several encodings.

use super::*;
use crate::EncodingScan;

#[track_caller]
fn check(bytes: &[u8], expected: &str) -> String {
    let dialect = Dialect::detect(bytes, true, &DialectOptions::default());
    assert_eq!(dialect.describe(), expected);
    let mut text = String::new();
    dialect.decode(bytes).read_to_string(&mut text).unwrap();
    text
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn delimiters_are_those_that_give_rows_of_one_width() {
    check(b"a,b,c\n1,2,3\n", "comma-separated, UTF-8");
    check(b"a;b;c\n1,5;2,5;3,5\n", "semicolon-separated, UTF-8");
    check(b"a\tb\nx, y\tz\n", "tab-separated, UTF-8");
    check(b"a|b\n1|2\n", "separated by `|`, UTF-8");
    check(b"name;\"street, no.\"\nx;\"a, b, c\"\ny;\"d, e, f\"\n", "semicolon-separated, UTF-8");
    check(b"email\njane@example.com\n", "comma-separated, UTF-8");
    check(b"sep=|\r\na;b|c\r\n", "separated by `|`, UTF-8");
}

#[test]
fn line_ends_are_seen() {
    let line_end = |bytes| Dialect::detect(bytes, true, &DialectOptions::default()).line_end;
    assert_eq!(line_end(b"a\r\nb\n"), LineEnd::CrLf);
    assert_eq!(line_end(b"a\rb\r"), LineEnd::Cr);
    assert_eq!(line_end(b"a\nb\r\n"), LineEnd::Lf);
}

#[test]
fn encodings_are_marked_found_or_guessed() {
    assert_eq!(check("\u{FEFF}é,b\n".as_bytes(), "comma-separated, UTF-8"), "é,b\n");
    let marked = [vec![0xFF, 0xFE], utf16("é\tb\n", u16::to_le_bytes)].concat();
    assert_eq!(check(&marked, "tab-separated, UTF-16LE"), "é\tb\n");
    let unmarked = utf16("a\tb\n1\té\n", u16::to_be_bytes);
    assert_eq!(check(&unmarked, "tab-separated, UTF-16BE"), "a\tb\n1\té\n");
    let german = "Vorname;Nachname;Straße\r\nJürgen;Müller;Königstraße 5\r\nBjörn;Weiß;Am Mühlgraben 7\r\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(german);
    assert_eq!(check(&bytes, "semicolon-separated, Windows-1252 (guessed)"), german);
    let polish =
        "Imię;Nazwisko;Ulica\r\nŁukasz;Wiśniewski;Świętokrzyska\r\nMałgorzata;Dąbrowska;Żołnierska\r\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1250.encode(polish);
    assert_eq!(check(&bytes, "semicolon-separated, Windows-1250 (guessed)"), polish);
    let chinese =
        "姓名,邮箱,电话\r\n王小明,wang@example.com,13800138000\r\n李娜,li@example.com,13900139000\r\n";
    let (bytes, ..) = encoding_rs::GB18030.encode(chinese);
    assert_eq!(check(&bytes, "comma-separated, GBK (guessed)"), chinese);
}

#[test]
fn a_guess_shows_a_word_by_which_to_tell() {
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode("name,town\nJan Müller,Köln\n");
    let dialect = Dialect::detect(&bytes, true, &DialectOptions::default());
    let mut text = String::new();
    dialect.decode(&bytes[..]).read_to_string(&mut text).unwrap();
    let finding = dialect.guessed_encoding(&Source::new("t.csv", text)).unwrap();
    assert!(finding.message.shown().contains("`Müller`"), "{}", finding.message.shown());
    assert!(!finding.message.masked().contains("Müller"));
    assert!(Dialect::utf8(b',').guessed_encoding(&Source::new("t.csv", "é")).is_none());
}

#[test]
fn what_is_told_is_not_looked_for() {
    let options = DialectOptions { encoding: Encoding::for_label(b"macintosh"), delimiter: Some(b';') };
    let dialect = Dialect::detect(b"M\x9Fller,b\n", true, &options);
    assert_eq!(dialect.describe(), "semicolon-separated, macintosh");
    let mut text = String::new();
    dialect.decode(&b"M\x9Fller,b\n"[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, "Müller,b\n");
}

#[test]
fn a_late_accent_is_found_by_reading_on() {
    let mut bytes = b"name,email\n".repeat(20_000);
    bytes.extend_from_slice("Jürgen Müller,Straße\n".repeat(3).as_bytes());
    let (legacy, ..) = encoding_rs::WINDOWS_1252.encode(std::str::from_utf8(&bytes).unwrap());
    let scan = |bytes: &[u8], size: usize| {
        let mut scan = EncodingScan::default();
        let _ = bytes.chunks(size).all(|piece| scan.feed(piece));
        scan.finish().map(Encoding::name)
    };
    for size in [7, 1000, 1 << 20] {
        assert_eq!(scan(&bytes, size), None);
        assert_eq!(scan(&legacy, size), Some("windows-1252"));
    }
}

#[test]
fn what_was_decoded_can_be_encoded_again() {
    let text = "Łukasz;é\r\n";
    for (encoding, mark) in
        [("windows-1250", ""), ("utf-8", "\u{FEFF}"), ("utf-16le", "\u{FEFF}"), ("utf-16be", "\u{FEFF}")]
    {
        let whole = format!("{mark}{text}");
        let bytes = match encoding {
            "windows-1250" => encoding_rs::WINDOWS_1250.encode(&whole).0.into_owned(),
            "utf-16le" => utf16(&whole, u16::to_le_bytes),
            "utf-16be" => utf16(&whole, u16::to_be_bytes),
            _ => whole.into_bytes(),
        };
        let encoding = Encoding::for_label(encoding.as_bytes());
        let dialect = Dialect::detect(&bytes, true, &DialectOptions { encoding, delimiter: None });
        let mut decoded = Vec::new();
        dialect.decode(bytes.as_slice()).read_to_end(&mut decoded).unwrap();
        assert_eq!(decoded, text.as_bytes());
        assert_eq!([dialect.byte_order_mark(), &*dialect.encode(&decoded)].concat(), bytes);
    }
}

#[test]
fn small_buffers_read_the_same() {
    let text = "Łukasz;😀;é\n".repeat(20);
    let bytes = [vec![0xFF, 0xFE], utf16(&text, u16::to_le_bytes)].concat();
    let dialect = Dialect::detect(&bytes, true, &DialectOptions::default());
    let mut decoded = dialect.decode(bytes.as_slice());
    let mut out = Vec::new();
    let mut one = [0; 1];
    while decoded.read(&mut one).unwrap() > 0 {
        out.push(one[0]);
    }
    assert_eq!(String::from_utf8(out).unwrap(), text);
}
