//! Workbooks as programs write them, and as nobody should.

use std::io::{Cursor, Write as _};

use openapi_source::Source;
use zip::write::SimpleFileOptions;

use super::*;
use crate::{BlockText, Column, Header, HeaderOptions, Rows};

/// A workbook of sheets: name, attributes of its entry, and what stands in its `worksheet` element.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned(),
        ),
        (
            "_rels/.rels".to_owned(),
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
                .to_owned(),
        ),
        (
            "xl/styles.xml".to_owned(),
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="11"/></cellXfs></styleSheet>"#
                .to_owned(),
        ),
    ];
    let (mut entries, mut relations) = (String::new(), String::new());
    for (idx, (name, attributes, content)) in sheets.iter().enumerate() {
        let _ = write!(entries, r#"<sheet name="{name}" sheetId="{}" r:id="s{idx}"{attributes}/>"#, idx + 1);
        let _ = write!(
            relations,
            r#"<Relationship Id="s{idx}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{idx}.xml"/>"#
        );
        parts.push((
            format!("xl/worksheets/sheet{idx}.xml"),
            format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{content}</worksheet>"#),
        ));
    }
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!(r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{entries}</sheets></workbook>"#),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}<Relationship Id="st" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#),
    ));
    zipped(&parts)
}

fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn text(reference: &str, text: &str) -> String {
    format!(r#"<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}

fn header() -> String {
    let cells = [text("A1", "Vorname"), text("B1", "email"), text("C1", "mobile_number")].concat();
    format!(r#"<row r="1">{cells}</row>"#)
}

/// The rows of a sheet as JSON, and all findings as `rule reference-or-row: message`.
fn read(bytes: &[u8], wanted: Option<&str>) -> (Vec<String>, Vec<String>) {
    let sheet = Sheet::read(bytes, wanted).unwrap();
    let dialect = sheet.dialect();
    let columns = [
        Column::text("first_name").with_synonyms(&["Vorname"]),
        Column::text("email"),
        Column::text("mobile_number"),
    ];
    let block = BlockText::new(sheet.text.as_bytes(), &dialect);
    let source = Source::new("guests.xlsx", sheet.text.as_str());
    let options = HeaderOptions::default();
    let header = Header::read(&block, &dialect, &columns, &options).unwrap();
    let (mut mapping, mut findings) = header.map(&source, &columns, &options);
    sheet.mark(&mut mapping);
    findings.extend(sheet.findings(&source));
    let rest = BlockText::new(&sheet.text.as_bytes()[header.end..], &dialect);
    let mut rows = Rows::new(&rest, &dialect, &mapping, header.rows);
    let mut out = Vec::new();
    while let Some(row) = rows.next() {
        let mut json = Vec::new();
        row.write_json(&mut json);
        out.push(format!("{} {}", row.number, String::from_utf8(json).unwrap()));
    }
    let rest_source = Source::new("guests.xlsx", rest.text());
    findings.extend(rows.faults().iter().map(|fault| fault.finding(&rest_source, &mapping, 0)));
    let said = findings.iter().map(|finding| {
        let cell = finding.place.cell.as_ref().and_then(|cell| cell.reference.clone()).unwrap_or_default();
        format!("{} {cell}: {}", finding.rule, finding.message.shown())
    });
    (out, said.collect())
}

#[test]
fn cells_are_read_as_what_they_hold() {
    let rows = [
        header(),
        format!(
            r#"<row r="3">{}<c r="C3" s="2"><v>5551234567</v></c></row>"#,
            text("A3", "Jürgen &quot;JM&quot;, Dr.")
        ),
        r#"<row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4" t="e"><v>#REF!</v></c><c r="C4" t="str"><f>A1</f><v>12</v></c></row>"#.to_owned(),
        r#"<row r="5"><c r="A5" s="1"><v>45292</v></c><c r="B5"><f>A1&amp;B1</f></c><c r="C5"><v>1234567890123456789</v></c></row>"#.to_owned(),
    ];
    let (rows, said) =
        read(&workbook(&[("Guests", "", &format!("<sheetData>{}</sheetData>", rows.concat()))]), None);
    assert_eq!(
        rows,
        [
            r#"3 {"first_name":"Jürgen \"JM\", Dr.","mobile_number":"5551234567"}"#,
            r##"4 {"first_name":"true","email":"#REF!","mobile_number":"12"}"##,
            r#"5 {"first_name":"2024-01-01","mobile_number":"1234567890123456800"}"#,
        ]
    );
    let starts: Vec<&str> = said.iter().map(|said| said.split(": ").next().unwrap()).collect();
    assert_eq!(
        starts,
        [
            "table/column-synonym A1",
            "table/error-value B4",
            "table/date A5",
            "table/formula B5",
            "table/scientific-number C5",
        ]
    );
}

#[test]
fn one_sheet_is_read_and_the_others_are_said() {
    let data =
        |name: &str| format!(r#"<sheetData>{}<row r="2">{}</row></sheetData>"#, header(), text("A2", name));
    let sheets = [
        ("Cover", "", "<sheetData/>"),
        ("Old", r#" state="hidden""#, &data("Hidden")),
        ("Guests", "", &data("Jane")),
        ("Late", "", &data("Joe")),
    ];
    let bytes = workbook(&sheets);
    let (rows, said) = read(&bytes, None);
    assert_eq!(rows, [r#"2 {"first_name":"Jane"}"#]);
    assert!(
        said.iter()
            .any(|said| said.contains("only the sheet `Guests` is read; something stands in `Old`, `Late`")),
        "{said:?}"
    );
    let (rows, said) = read(&bytes, Some("old"));
    assert_eq!(rows, [r#"2 {"first_name":"Hidden"}"#]);
    assert!(said.iter().any(|said| said.contains("the sheet `Old` is hidden")), "{said:?}");
    let error = Sheet::read(&bytes, Some("None")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the workbook has no sheet `None`; its sheets are: Cover, Old, Guests, Late"
    );
}

#[test]
fn what_is_hidden_or_merged_is_said() {
    let content = format!(
        r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData>{}<row r="2" hidden="1">{}</row></sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>"#,
        header(),
        text("A2", "Jane")
    );
    let (_, said) = read(&workbook(&[("Guests", "", &content)]), None);
    assert!(
        said.iter().any(|said| said.contains("2 rows or columns of the workbook are hidden")),
        "{said:?}"
    );
    assert!(
        said.iter().any(|said| said.contains("only the first of each area holds the value: `A2:A3`")),
        "{said:?}"
    );
}

#[test]
fn what_is_no_workbook_is_said_to_be_none() {
    let said = |bytes: &[u8]| Sheet::read(bytes, None).unwrap_err().to_string();
    assert!(said(b"first_name\n").contains("no workbook"));
    assert!(said(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest").contains("old format"));
    let encrypted: Vec<u8> = b"\xD0\xCF\x11\xE0"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert!(said(&encrypted).contains("password"));
    assert!(said(b"PK\x03\x04 cut").contains("damaged"));
    assert!(said(&zipped(&[("content.xml".to_owned(), String::new())])).contains("OpenDocument"));
    assert!(said(&zipped(&[("readme.txt".to_owned(), String::new())])).contains("damaged"));
    assert!(said(&workbook(&[("Guests", "", "<sheetData/>")])).contains("nothing stands in any sheet"));
}

#[test]
fn what_is_huge_is_refused_or_costs_little() {
    let far =
        format!(r#"<sheetData>{}<row r="1048576">{}</row></sheetData>"#, header(), text("XFD1048576", "x"));
    let (rows, said) = read(&workbook(&[("Guests", "", &far)]), None);
    assert_eq!(rows, ["1048576 {}"]);
    assert!(said.iter().any(|said| said.starts_with("table/ragged-row XFD1048576")), "{said:?}");
    let bomb = zipped(&[("xl/sharedStrings.xml".to_owned(), "x".repeat(1 << 20))]);
    assert!(bomb.len() < 10_000, "it is a bomb");
    let error = archive::look(&bomb, 1 << 19).unwrap_err();
    assert!(error.to_string().contains("unpacked"), "{error}");
    let mut wide = String::new();
    for row in 1..20_000 {
        let _ = write!(wide, r#"<row r="{row}">{}</row>"#, text(&format!("XFD{row}"), "x"));
    }
    let error = Sheet::read(&workbook(&[("Guests", "", &format!("<sheetData>{wide}</sheetData>"))]), None)
        .unwrap_err();
    assert!(error.to_string().contains("256 MiB of text"), "{error}");
}

#[test]
fn cells_out_of_order_find_their_places() {
    let content = format!(
        r#"<sheetData><row r="2">{}{}</row>{}</sheetData>"#,
        text("B2", "jane@example.com"),
        text("A2", "Jane"),
        header()
    );
    let (rows, _) = read(&workbook(&[("Guests", "", &content)]), None);
    assert_eq!(rows, [r#"2 {"first_name":"Jane","email":"jane@example.com"}"#]);
}

#[test]
fn no_damage_makes_it_panic() {
    let content = format!(r#"<sheetData>{}<row r="2">{}</row></sheetData>"#, header(), text("A2", "Jane"));
    let bytes = workbook(&[("Guests", "", &content)]);
    // One byte after the other, so that the archive's own tables are met too.
    let mut surprised = 0;
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x5A;
        let read = Sheet::read(&damaged, None);
        surprised += usize::from(read.is_err_and(|error| error.to_string().contains("gave up")));
        let _ = Sheet::read(&bytes[..at], None);
    }
    assert_eq!(surprised, 0, "its reader never gives up");
}
