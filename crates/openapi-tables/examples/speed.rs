//! How long 100,000 guests take: cut into blocks, read, written as JSON; beside the `csv` crate and a look at each byte.

#![expect(clippy::print_stdout, reason = "what it measures is its output")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use openapi_source::Source;
use openapi_tables::{BlockText, Column, Cutter, Dialect, Header, HeaderOptions, Rows};

const BLOCK: usize = 1 << 20;

fn guests(quoted: bool) -> Vec<u8> {
    let mut text =
        "first_name,last_name,email,country_code,mobile_number,authentication_method\r\n".to_owned();
    for n in 0..100_000 {
        let fields = [
            format!("Jane{}", n % 977),
            format!("Müller-Lüdenscheidt{}", n % 7),
            format!("jane.{n}@example.com"),
            "44".to_owned(),
            format!("7700{n:06}"),
            "QR Code".to_owned(),
        ];
        let fields = if quoted { fields.map(|field| format!("\"{field}\"")) } else { fields };
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// The least of several runs: the others were disturbed.
fn least(mut run: impl FnMut()) -> Duration {
    let times = (0..15).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn cut(bytes: &[u8], dialect: &Dialect, mut block: impl FnMut(&[u8], u64)) {
    let mut cutter = Cutter::new(dialect);
    let (mut start, mut rows) = (0, 0);
    while start < bytes.len() {
        let end = bytes.len().min(start + BLOCK);
        let Some(cut) = cutter.cut(&bytes[start..end], end == bytes.len()) else { return };
        block(&bytes[start..start + cut.end], rows);
        start += cut.end;
        rows += cut.rows;
    }
}

fn main() {
    for quoted in [false, true] {
        let bytes = guests(quoted);
        let dialect = Dialect::detect(&bytes[..64 << 10], false, &openapi_tables::DialectOptions::default());
        let names =
            ["first_name", "last_name", "email", "country_code", "mobile_number", "authentication_method"];
        let columns = names.map(Column::text);
        let start = BlockText::new(&bytes[..4096], &dialect);
        let options = HeaderOptions::default();
        let Some(header) = Header::read(&start, &dialect, &columns, &options) else { return };
        let (mapping, _) = header.map(&Source::new("guests.csv", start.text()), &columns, &options);
        let bytes = &bytes[header.end..];
        let looking = least(|| {
            black_box(bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)));
        });
        let cutting = least(|| {
            cut(bytes, &dialect, |block, _| {
                black_box(block);
            });
        });
        let mut json = Vec::with_capacity(2 * BLOCK);
        let mut rows = |with_json: bool| {
            cut(bytes, &dialect, |block, before| {
                let block = BlockText::new(block, &dialect);
                let mut rows = Rows::new(&block, &dialect, &mapping, before);
                json.clear();
                while let Some(row) = rows.next() {
                    if with_json {
                        row.write_json(&mut json);
                        json.push(b'\n');
                    } else {
                        black_box(row.get(5));
                    }
                }
                black_box(&json);
            });
        };
        let reading = least(|| rows(false));
        let writing = least(|| rows(true));
        let theirs = least(|| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
            let mut record = csv::ByteRecord::new();
            while reader.read_byte_record(&mut record).unwrap_or(false) {
                black_box(record.get(5));
            }
        });
        println!(
            "{}: {} bytes; add the bytes up {looking:?}, cut {cutting:?}, cut and read {reading:?}, \
             and write JSON {writing:?}; csv reads in {theirs:?}",
            if quoted { "quoted" } else { "bare" },
            bytes.len()
        );
    }
}
