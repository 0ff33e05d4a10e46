//! Workbooks: a sheet is judged as the table that it is, and what can't be read is said.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use securegate_tests::{Run, run};
use zip::write::SimpleFileOptions;

/// A workbook (ECMA-376) with a sheet of these rows: cells that are texts, or elements as they are if they start with `<`.
pub(crate) fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let relations = |text: &str| format!(r#"<Relationships xmlns="{RELATIONSHIPS}">{text}</Relationships>"#);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).expect("a part starts");
        archive.write_all(text.as_bytes()).expect("it is written");
    };
    part("_rels/.rels", &relations(&relation("r", "officeDocument", "xl/workbook.xml")));
    let styles = r#"<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#;
    part("xl/styles.xml", &format!(r#"<styleSheet xmlns="{MAIN}">{styles}</styleSheet>"#));
    let (mut entries, mut links) = (String::new(), relation("st", "styles", "styles.xml"));
    for (idx, (name, rows)) in sheets.iter().enumerate() {
        let _ = write!(entries, r#"<sheet name="{name}" sheetId="{}" r:id="s{idx}"/>"#, idx + 1);
        links += &relation(&format!("s{idx}"), "worksheet", &format!("worksheets/sheet{idx}.xml"));
        let mut data = String::new();
        for (row, cells) in rows.iter().enumerate() {
            let _ = write!(data, r#"<row r="{}">"#, row + 1);
            for cell in *cells {
                let text = format!(r#"<c t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>"#);
                data += if cell.starts_with('<') { cell } else { &text };
            }
            data += "</row>";
        }
        let sheet = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>"#);
        part(&format!("xl/worksheets/sheet{idx}.xml"), &sheet);
    }
    part("xl/_rels/workbook.xml.rels", &relations(&links));
    let sheets =
        format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>"#);
    part("xl/workbook.xml", &sheets);
    archive.finish().expect("it ends").into_inner()
}

fn guests() -> Vec<u8> {
    workbook(&[
        ("Cover", &[]),
        (
            "Guests",
            &[
                &["First Name", "Last Name", "Email", "Country Code", "Mobile", "Auth Method"],
                &["Ana", "Silva", "ana@mail.com", "<c><v>44</v></c>", "<c><v>7700900001</v></c>", "Both"],
                &["Bo", "Ek", "bo@mail.com", "44", "<c><v>7.7E9</v></c>", "never"],
                &[
                    "Cy",
                    "<c s=\"1\"><v>45292</v></c>",
                    "cy@mail.com",
                    "44",
                    "<c t=\"e\"><v>#N/A</v></c>",
                    "Both",
                ],
            ],
        ),
        ("Late", &[&["x"]]),
    ])
}

fn lint(bytes: &[u8], more: &[&str]) -> Run {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("guests.xlsx"), bytes).expect("it is written");
    run(dir.path(), ["lint", "guests.xlsx"].iter().chain(more))
}

#[test]
fn a_sheet_is_judged_cell_by_cell() {
    let run = lint(&guests(), &["--select", "contract,table"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn another_sheet_can_be_named() {
    let run = lint(&guests(), &["--sheet", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("no sheet `nowhere`; its sheets are: Cover, Guests, Late"),
        "{}",
        run.shown()
    );
}

#[test]
fn what_is_no_workbook_is_said() {
    let run = lint(b"PK\x03\x04 and nothing of an archive", &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the workbook is damaged"), "{}", run.shown());
    let run = lint(b"\xD0\xCF\x11\xE0 old", &[]);
    assert!(run.stderr.contains("old format XLS"), "{}", run.shown());
}
