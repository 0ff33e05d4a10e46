//! Rows against what was meant, against the `csv` crate, and against themselves in smaller blocks.

use super::*;
use crate::cut::Cutter;
use crate::header::Header;
use crate::mapping::{Column, HeaderOptions};
use proptest::prelude::*;

fn mapping(names: &[&str]) -> Mapping {
    let text = names.join(",") + "\n";
    let columns: Vec<Column> = names.iter().map(|name| Column::text(*name)).collect();
    let dialect = Dialect::utf8(b',');
    let block = BlockText::new(text.as_bytes(), &dialect);
    let options = HeaderOptions { empty: Empty::Text, ..HeaderOptions::default() };
    let header = Header::read(&block, &dialect, &columns, &options).unwrap();
    header.map(&Source::new("t", text.as_str()), &columns, &options).0
}

/// The rows as JSON, with their numbers, and the rules of their faults.
fn read(text: &str, mapping: &Mapping) -> (Vec<String>, Vec<&'static str>) {
    let dialect = Dialect::utf8(b',');
    let block = BlockText::new(text.as_bytes(), &dialect);
    let mut rows = Rows::new(&block, &dialect, mapping, 1);
    let mut out = Vec::new();
    while let Some(row) = rows.next() {
        let mut json = Vec::new();
        row.write_json(&mut json);
        out.push(format!("{} {}", row.number, String::from_utf8(json).unwrap()));
    }
    let (faults, tally) = rows.finish();
    assert_eq!(tally.rows, tally.records + tally.blank + tally.headers_again);
    (out, faults.iter().map(|fault| fault.kind.rule()).collect())
}

#[track_caller]
fn check(text: &str, rows: &[&str], faults: &[&str]) {
    let (found, rules) = read(text, &mapping(&["a", "b"]));
    assert_eq!(found, rows);
    assert_eq!(rules, faults);
}

#[test]
fn fields_are_what_they_say() {
    check("1,2\r\n3,4", &[r#"2 {"a":"1","b":"2"}"#, r#"3 {"a":"3","b":"4"}"#], &[]);
    check("\"1,\"\"x\"\"\n\",é\n", &[r#"2 {"a":"1,\"x\"\n","b":"é"}"#], &[]);
    check("1,\"\"\n", &[r#"2 {"a":"1","b":""}"#], &[]);
    check("1,2,,,\n", &[r#"2 {"a":"1","b":"2"}"#], &[]);
}

#[test]
fn blank_rows_are_passed_over_and_counted() {
    check("\n,\n \t,\r\n1,2\n\n", &[r#"5 {"a":"1","b":"2"}"#], &[]);
}

#[test]
fn faults_are_found_and_do_not_swallow_rows() {
    check("1\n2,3\n", &[r#"2 {"a":"1"}"#, r#"3 {"a":"2","b":"3"}"#], &["table/ragged-row"]);
    check("1,2,3\n", &[r#"2 {"a":"1","b":"2"}"#], &["table/ragged-row"]);
    check("\"1,2\n3,4\n", &[r#"2 {"a":"1","b":"2"}"#, r#"3 {"a":"3","b":"4"}"#], &["table/unclosed-quote"]);
    check(
        "1,\"2\n3,\"4\"\n",
        &[r#"2 {"a":"1","b":"2"}"#, r#"3 {"a":"3","b":"4"}"#],
        &["table/unclosed-quote"],
    );
    check("1, \"2\"\n", &[r#"2 {"a":"1","b":" \"2\""}"#], &["table/stray-quote"]);
    check("\"1\"x,2\n", &[r#"2 {"a":"1x","b":"2"}"#], &["table/stray-quote"]);
    check("1,\0\n", &[r#"2 {"a":"1","b":"\u0000"}"#], &["table/nul"]);
    check("a,b\n1,2\n", &[r#"3 {"a":"1","b":"2"}"#], &["table/header-again"]);
    check(
        "=1+1,5.55E+09\n",
        &[r#"2 {"a":"=1+1","b":"5.55E+09"}"#],
        &["table/formula", "table/scientific-number"],
    );
}

#[test]
fn bytes_that_are_not_utf8_are_faults_of_their_rows() {
    let mapping = mapping(&["a", "b"]);
    let dialect = Dialect::utf8(b',');
    let block = BlockText::new(b"1,2\n\xFC,M\xE9\xE9\n", &dialect);
    let mut rows = Rows::new(&block, &dialect, &mapping, 1);
    while rows.next().is_some() {}
    let source = Source::new("t.csv", block.text());
    let findings: Vec<_> = rows.faults().iter().map(|fault| fault.finding(&source, &mapping, 10)).collect();
    let shown: Vec<_> = findings
        .iter()
        .map(|finding| (finding.place.start().line, finding.place.start().column, finding.place.record))
        .collect();
    assert_eq!(shown, [(2, 1, Some(12)), (2, 4, Some(12)), (2, 5, Some(12))]);
    assert!(findings[0].message.shown().contains("`FC`"), "{}", findings[0].message.shown());
}

#[test]
fn columns_have_kinds_and_places() {
    let columns = [
        Column { kind: ColumnKind::Number, ..Column::text("n") },
        Column { kind: ColumnKind::Boolean, ..Column::text("b") },
        Column::text("t"),
    ];
    let text = "t,n,x,b\n5,12,?,TRUE\n6,1e,?,yes\n7,,,\n";
    let dialect = Dialect::utf8(b',');
    let block = BlockText::new(text.as_bytes(), &dialect);
    let source = Source::new("t.csv", text);
    let options = HeaderOptions::default();
    let header = Header::read(&block, &dialect, &columns, &options).unwrap();
    let (mapping, _) = header.map(&source, &columns, &options);
    let rest = BlockText::new(&text.as_bytes()[header.end..], &dialect);
    let source = Source::piece(
        "t.csv",
        rest.text(),
        openapi_source::Origin { lines: header.lines, bytes: header.end as u64 },
        openapi_source::Syntax::Delimited { delimiter: ',' },
    );
    let mut rows = Rows::new(&rest, &dialect, &mapping, header.rows);
    let row = rows.next().unwrap();
    assert_eq!(row.number, 2);
    let tree = row.tree(&source);
    assert_eq!(tree.root().to_value(), serde_json::json!({"n": 12, "b": true, "t": "5"}));
    let place = source.position(tree.root().get("b").unwrap().span().start);
    assert_eq!((place.line, place.column), (2, 8));
    let row = rows.next().unwrap();
    assert_eq!(row.tree(&source).root().to_value(), serde_json::json!({"n": "1e", "b": "yes", "t": "6"}));
    let row = rows.next().unwrap();
    // Empty cells are absent unless the caller wants them.
    assert_eq!(row.tree(&source).root().to_value(), serde_json::json!({"t": "7"}));
    assert_eq!(row.get(2).map(|field| (field.text, field.column)), Some(("7", 0)));
    assert!(rows.next().is_none());
}

/// Text in which what matters is likely.
fn tables() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => Just(",".to_owned()),
        3 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        3 => Just("\"".to_owned()),
        1 => Just("\"\"".to_owned()),
        4 => "[a-cé \0]{1,3}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// All fields of all rows but blank ones, with the faults.
fn read_all(text: &str) -> (Vec<Vec<String>>, Vec<Fault>) {
    let names: Vec<String> = (0..40).map(|idx| format!("c{idx}")).collect();
    let mut mapping = mapping(&names.iter().map(String::as_str).collect::<Vec<_>>());
    mapping.least_width = 0;
    let dialect = Dialect::utf8(b',');
    let block = BlockText::new(text.as_bytes(), &dialect);
    let mut rows = Rows::new(&block, &dialect, &mapping, 0);
    let mut out = Vec::new();
    while let Some(row) = rows.next() {
        let end = row.span.end as usize;
        for field in row.fields().flatten() {
            assert!(field.span.end as usize <= end && text.get(field.span.start as usize..end).is_some());
        }
        out.push(row.fields().flatten().map(|field| field.text.to_owned()).collect());
    }
    (out, rows.finish().0)
}

proptest! {
    #[test]
    fn well_quoted_rows_are_those_of_the_csv_crate(text in tables()) {
        let (ours, faults) = read_all(&text);
        if faults.iter().any(|fault| fault.kind == FaultKind::UnclosedQuote) {
            // The other reader takes all that follows for one field.
            return Ok(());
        }
        let is_filled = |fields: &Vec<String>| fields.iter().any(|field| !field.trim().is_empty());
        let ours: Vec<_> = ours.into_iter().filter(is_filled).collect();
        let theirs: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .filter(is_filled)
            .collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn blocks_of_any_size_read_as_the_whole(text in tables(), sizes in proptest::collection::vec(1..30usize, 1..40)) {
        let (whole, faults) = read_all(&text);
        let mut cutter = Cutter::new(&Dialect::utf8(b','));
        let (mut rows, mut rules, mut lines, mut count) = (Vec::new(), Vec::new(), 0, 0);
        let (mut start, mut end) = (0, 0);
        let mut sizes = sizes.iter().cycle();
        let bytes = text.as_bytes();
        while start < bytes.len() {
            end = bytes.len().min(end + sizes.next().unwrap());
            let Some(cut) = cutter.cut(&bytes[start..end], end == bytes.len()) else { continue };
            let block = &text[start..start + cut.end];
            let (block_rows, block_faults) = read_all(block);
            rows.extend(block_rows);
            rules.extend(block_faults.iter().map(|fault| (fault.kind, fault.span.start as usize + start)));
            start += cut.end;
            end = start.max(end);
            lines += cut.lines;
            count += cut.rows;
        }
        prop_assert_eq!(rows, whole);
        let expected: Vec<_> = faults.iter().map(|fault| (fault.kind, fault.span.start as usize)).collect();
        prop_assert_eq!(rules, expected);
        let source = Source::new("t", text.as_str());
        prop_assert_eq!(lines + 1, source.line_count() as u64);
        let tally_rows = {
            let dialect = Dialect::utf8(b',');
            let mapping = mapping(&["a"]);
            let block = BlockText::new(bytes, &dialect);
            let mut reader = Rows::new(&block, &dialect, &mapping, 0);
            while reader.next().is_some() {}
            reader.tally().rows
        };
        let last_is_open = !text.is_empty() && !text.ends_with(['\n', '\r']);
        prop_assert!(count + u64::from(last_is_open) == tally_rows || text.ends_with('"'), "{count} {tally_rows}");
    }

    #[test]
    fn json_is_what_the_tree_says(text in tables()) {
        let mapping = mapping(&["a", "b", "c"]);
        let dialect = Dialect::utf8(b',');
        let block = BlockText::new(text.as_bytes(), &dialect);
        let source = Source::new("t", block.text());
        let mut rows = Rows::new(&block, &dialect, &mapping, 0);
        while let Some(row) = rows.next() {
            let mut json = Vec::new();
            row.write_json(&mut json);
            let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
            prop_assert_eq!(json, row.tree(&source).root().to_value());
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, is_whole: bool) {
        let dialect = Dialect::detect(&bytes, is_whole, &crate::DialectOptions::default());
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut dialect.decode(bytes.as_slice()), &mut text).unwrap();
        let block = BlockText::new(&text, &dialect);
        let columns = [Column::text("a"), Column::text("b")];
        let source = Source::new("t", block.text());
        let Some(header) = Header::read(&block, &dialect, &columns, &HeaderOptions::default()) else { return Ok(()) };
        let (mapping, findings) = header.map(&source, &columns, &HeaderOptions::default());
        let rest = BlockText::new(&block.text().as_bytes()[header.end..], &dialect);
        let source = Source::new("t", rest.text());
        let mut rows = Rows::new(&rest, &dialect, &mapping, header.rows);
        while rows.next().is_some() {}
        let findings = findings.into_iter().chain(rows.faults().iter().map(|fault| fault.finding(&source, &mapping, 0)));
        for finding in findings {
            let _ = (finding.message.shown(), finding.place.start(), finding.help.masked());
        }
    }
}
