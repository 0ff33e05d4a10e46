//! What must hold of every table.

use std::io::Read;

use openapi_source::Source;
use openapi_tables::{
    BlockText, Column, Cutter, Dialect, DialectOptions, Header, HeaderOptions, Mapping, Rows, Tally,
};

/// Panics where reading a table in small blocks gives other rows than reading it at once, where a place lies outside of the
/// text, or where a row is neither a record nor counted among those passed over. The first byte says how small.
pub fn table(bytes: &[u8]) {
    let Some((size, bytes)) = bytes.split_first() else { return };
    let dialect = Dialect::detect(bytes, true, &DialectOptions::default());
    let mut text = Vec::new();
    dialect.decode(bytes).read_to_end(&mut text).expect("bytes can be read");
    let columns = [Column::text("first_name"), Column::text("email").with_synonyms(&["mail"])];
    let options = HeaderOptions::default();
    let start = BlockText::new(&text, &dialect);
    let Some(header) = Header::read(&start, &dialect, &columns, &options) else { return };
    let source = Source::new("t.csv", start.text());
    let (mapping, findings) = header.map(&source, &columns, &options);
    for finding in findings {
        let span = finding.place.span;
        assert!(source.text().get(span.start as usize..span.end as usize).is_some(), "{span:?} is in the text");
        let _ = (finding.message.shown(), finding.help.masked());
    }
    let rest = &start.text().as_bytes()[header.end..];
    let whole = rows(rest, &dialect, &mapping, header.rows);
    assert_eq!(whole.1.rows, whole.1.records + whole.1.blank + whole.1.headers_again);
    let mut cutter = Cutter::new(&dialect);
    let (mut found, mut tally) = (Vec::new(), Tally::default());
    let (mut from, mut until, mut lines, mut before) = (0, 0, 0, header.rows);
    while from < rest.len() {
        until = rest.len().min(until + usize::from(*size) + 1);
        let Some(cut) = cutter.cut(&rest[from..until], until == rest.len()) else { continue };
        let (block_rows, block_tally) = rows(&rest[from..from + cut.end], &dialect, &mapping, before);
        found.extend(block_rows);
        tally.add(&block_tally, lines, from as u64);
        from += cut.end;
        until = until.max(from);
        lines += cut.lines;
        before += cut.rows;
    }
    assert_eq!((found, tally), whole);
}

/// The rows as JSON with their numbers and the rules of their faults.
fn rows(bytes: &[u8], dialect: &Dialect, mapping: &Mapping, before: u64) -> (Vec<String>, Tally) {
    let block = BlockText::new(bytes, dialect);
    let source = Source::new("t.csv", block.text());
    let mut rows = Rows::new(&block, dialect, mapping, before);
    let mut found = Vec::new();
    while let Some(row) = rows.next() {
        let mut json = Vec::new();
        row.write_json(&mut json);
        let value: serde_json::Value = serde_json::from_slice(&json).expect("a row is JSON");
        assert_eq!(value, row.tree(&source).root().to_value());
        for field in row.fields().flatten() {
            let span = field.span;
            assert!(block.text().get(span.start as usize..span.end as usize).is_some());
        }
        let rules: Vec<_> = row.faults.iter().map(|fault| fault.finding(&source, mapping, 0).rule).collect();
        found.push(format!("{} {value} {rules:?}", row.number));
    }
    let tally = rows.tally().clone();
    (found, tally)
}
