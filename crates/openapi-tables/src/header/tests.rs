//! Headers of several programs.

use super::*;
use crate::dialect::{Dialect, DialectOptions};

fn guest_columns() -> Vec<Column> {
    vec![
        Column::text("first_name").with_synonyms(&["given name", "Vorname", "Prénom"]),
        Column::text("last_name").with_synonyms(&["surname", "family name", "Nachname"]),
        Column::text("email").with_synonyms(&["e-mail address", "mail"]),
        Column::text("mobile_number").with_synonyms(&["mobile", "mobile phone", "phone", "Handy"]),
    ]
}

/// The header of each field, and the findings as `severity rule: message (help)`.
fn read(text: &str, options: &HeaderOptions) -> (Vec<Option<String>>, Vec<String>, Header) {
    let columns = guest_columns();
    let dialect = Dialect::detect(text.as_bytes(), true, &DialectOptions::default());
    let block = BlockText::new(text.as_bytes(), &dialect);
    let header = Header::read(&block, &dialect, &columns, options).unwrap();
    let (mapping, findings) = header.map(&Source::new("guests.csv", text), &columns, options);
    let headers = (0..mapping.len()).map(|field| mapping.header(field).map(str::to_owned)).collect();
    let said = findings.iter().map(|finding| {
        let (message, help) = (finding.message.shown(), finding.help.shown());
        format!("{} {}: {message} ({help})", finding.severity.name(), finding.rule)
    });
    (headers, said.collect(), header)
}

#[track_caller]
fn check(text: &str, headers: [&str; 4], said: &[&str]) {
    let (found, findings, _) = read(text, &HeaderOptions::default());
    let found: Vec<&str> = found.iter().map(|header| header.as_deref().unwrap_or("")).collect();
    assert_eq!(found, headers);
    let starts: Vec<&str> = findings.iter().map(|finding| finding.split(": ").next().unwrap()).collect();
    assert_eq!(starts, said, "{findings:#?}");
}

#[test]
fn headers_are_found_by_name_however_written() {
    check(
        "first_name,last_name,email,mobile_number\n",
        ["first_name", "last_name", "email", "mobile_number"],
        &[],
    );
    check(
        "First Name;LAST-NAME;E-Mail;mobileNumber\n",
        ["First Name", "LAST-NAME", "E-Mail", "mobileNumber"],
        &[],
    );
}

#[test]
fn synonyms_are_stated() {
    check(
        "Vorname;Nachname;E-Mail-Address;Handy\n",
        ["Vorname", "Nachname", "E-Mail-Address", "Handy"],
        &["info table/column-synonym"],
    );
}

#[test]
fn the_likelier_of_two_synonyms_wins() {
    check(
        "Phone,First Name,Last Name,Email,Mobile\n",
        ["First Name", "Last Name", "Email", "Mobile"],
        &["info table/column-synonym", "warning table/unknown-column"],
    );
}

#[test]
fn the_same_header_twice_is_an_error() {
    check(
        "first_name,last_name,Email,E-mail,mobile_number\n",
        ["first_name", "last_name", "Email", "mobile_number"],
        &["error table/duplicate-column"],
    );
}

#[test]
fn slips_are_read_and_what_is_only_near_is_suggested() {
    check(
        "frist_name,last_name,email,mobile_number\n",
        ["frist_name", "last_name", "email", "mobile_number"],
        &["warning table/misspelt-column"],
    );
    let (found, findings, _) =
        read("first_name,last_name,email,Mobile number (work)x\n", &HeaderOptions::default());
    assert_eq!(found[3], None);
    assert!(findings[1].contains("--map \"Mobile number (work)x=mobile_number\""), "{findings:#?}");
}

#[test]
fn many_other_columns_are_one_finding() {
    let text = format!(
        "first_name,last_name,email,mobile_number,{}\n",
        (0..50).map(|n| format!("X{n}")).collect::<Vec<_>>().join(",")
    );
    let (_, findings, header) = read(&text, &HeaderOptions::default());
    assert_eq!(findings.len(), 1);
    assert!(findings[0].contains("50 columns are no field"), "{findings:?}");
    assert!(findings[0].contains("and 38 more"), "{findings:?}");
    assert_eq!(header.cells.len(), 54);
}

#[test]
fn a_table_without_a_header_is_recognised() {
    check("Jane,Doe,jane@example.com,5551234567\n", ["", "", "", ""], &["error table/no-header"]);
    let options = HeaderOptions { no_header: true, ..HeaderOptions::default() };
    let (found, findings, header) = read("Jane,Doe,jane@example.com,5551234567\n", &options);
    assert_eq!(found[3].as_deref(), Some("column 4"));
    assert_eq!((findings.len(), header.end, header.rows), (0, 0, 0));
}

#[test]
fn what_the_caller_maps_comes_first() {
    let map = vec![("Phone".to_owned(), "mobile_number".to_owned()), ("Fax".to_owned(), "email".to_owned())];
    let options = HeaderOptions { map, ..HeaderOptions::default() };
    let (found, findings, _) = read("first_name,last_name,email,mobile_number,phone\n", &options);
    assert_eq!(found[3].as_deref(), Some("phone"));
    assert!(findings[0].contains("no column is called `Fax`"), "{findings:#?}");
}

#[test]
fn titles_above_the_header_are_passed_over_and_said() {
    let (found, findings, header) = read(
        "Guests of the gala;;;\n\nfirst_name;last_name;email;mobile_number\na;b;c;d\n",
        &HeaderOptions::default(),
    );
    assert_eq!(found[0].as_deref(), Some("first_name"));
    assert_eq!((header.rows, header.lines), (3, 3));
    assert!(findings[0].starts_with("warning table/title-row: the header stands in row 3"), "{findings:#?}");
}

#[test]
fn a_missing_column_names_what_is_there() {
    let (_, findings, _) = read("first_name,last_name,Company\na,b,c\n", &HeaderOptions::default());
    assert_eq!(findings.len(), 3);
    assert!(findings[1].contains("no column is `email`"), "{findings:#?}");
    assert!(findings[1].contains("`first_name`, `last_name`, `Company`"), "{findings:#?}");
}

#[test]
fn a_column_for_two_fields_is_no_field_but_is_named() {
    let (found, findings, _) = read("Full Name;Work Phone Nr\n", &HeaderOptions::default());
    assert_eq!(found, [const { None }; 4]);
    let said =
        |field: &str| findings.iter().find(|said| said.contains(&format!("no column is `{field}`"))).unwrap();
    assert!(said("first_name").contains("if it is a part of `Full Name`"), "{findings:#?}");
    assert!(said("last_name").contains("if it is a part of `Full Name`"), "{findings:#?}");
    assert!(said("mobile_number").contains("if it is `Work Phone Nr`"), "{findings:#?}");
}
