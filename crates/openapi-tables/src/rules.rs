//! What the rules of tables mean: everything that can be wrong with a table before its fields are looked at.

const CSV: &str = "RFC 4180 (CSV), section 2";
const PRACTICE: &str = "what spreadsheet programs write";

openapi_findings::rules! {
    /// The rules of tables.
    pub const TABLE_RULES;

    "table/ragged-row", Error, CSV,
    "A row with more fields than the header, or one that ends before a column that is needed.",
    "A field that holds the delimiter, or a line break without quotes, moves values into the wrong columns. Empty fields \
     beyond the header, and missing ones that no record needs, are what programs write and no fault.",
    "first_name,last_name\nJane,Doe,Jr.", "first_name,last_name\nJane,\"Doe, Jr.\"";

    "table/unclosed-quote", Error, CSV,
    "A double quote opens a field and none closes it.",
    "Other programs take all rows up to the next quote for one field, and lose them. Here the field ends on its line.",
    "first_name,last_name\n\"Jane,Doe", "first_name,last_name\n\"Jane\",Doe";

    "table/stray-quote", Warning, CSV,
    "A double quote inside a field that is not quoted as a whole, or text behind the closing quote.",
    "Programs disagree on what it says. A space before the opening quote is enough.",
    "first_name,last_name\nJane \"JD\",Doe", "first_name,last_name\n\"Jane \"\"JD\"\"\",Doe";

    "table/nul", Error, CSV,
    "A zero byte in a row.",
    "No text holds one: the file is damaged, or in another encoding than it seems.",
    "a row with the byte 00", "the row without it";

    "table/undecodable", Error, "The Unicode Standard, section 3.9",
    "Bytes that are no character of the file's encoding.",
    "Mostly a list put together from files of different encodings; names with accents arrive broken.",
    "the byte E9 for é in a file of UTF-8", "the bytes C3 A9 for é";

    "table/guessed-encoding", Info, PRACTICE,
    "The text is not UTF-8, and its code page is a guess.",
    "Nothing in the file says which code page it is in; the message shows a word by which to tell whether the guess is right.",
    "a file saved as CSV by Excel", "the same file saved as CSV UTF-8";

    "table/blank-row", Info, PRACTICE,
    "Rows in whose fields nothing stands.",
    "They are passed over, and counted so that the numbers add up.",
    "first_name,last_name\n,\nJane,Doe", "first_name,last_name\nJane,Doe";

    "table/mixed-line-ends", Info, CSV,
    "Rows that end in different ways.",
    "All are understood; the file was put together from several, perhaps.",
    "some lines end with LF, some with CRLF", "all lines end with CRLF";

    "table/no-header", Error, PRACTICE,
    "The first row looks like a record and not like a header.",
    "Without names for the columns nothing tells which is which, and the first guest would be lost.",
    "Jane,Doe,jane@example.com", "first_name,last_name,email\nJane,Doe,jane@example.com";

    "table/title-row", Warning, PRACTICE,
    "Rows above the header.",
    "They are passed over here; other programs take the first row for the header.",
    "Guests of the gala\nfirst_name,last_name\nJane,Doe", "first_name,last_name\nJane,Doe";

    "table/header-again", Warning, PRACTICE,
    "A row that repeats the header.",
    "It is no record and passed over; the file was put together from several.",
    "first_name,last_name\nJane,Doe\nfirst_name,last_name", "first_name,last_name\nJane,Doe";

    "table/column-synonym", Info, PRACTICE,
    "Columns that are read as a field of another name.",
    "Headers differ from program to program; this says what each was taken for.",
    "Vorname,Nachname", "first_name,last_name";

    "table/misspelt-column", Warning, PRACTICE,
    "A header that is one slip of the finger away from a field.",
    "It is read as that field, which is a guess.",
    "frist_name,last_name", "first_name,last_name";

    "table/unknown-column", Warning, PRACTICE,
    "Columns that are no field.",
    "Their values are left out; one that was meant to be sent is not.",
    "first_name,last_name,shoe_size", "first_name,last_name";

    "table/missing-column", Error, PRACTICE,
    "No column is a field that every record needs.",
    "Every record would be refused for it; this is said once, and with the headers that may be meant.",
    "first_name\nJane", "first_name,last_name\nJane,Doe";

    "table/duplicate-column", Error, PRACTICE,
    "Two columns with the same right to one field.",
    "Only one can be read, and which one is chance.",
    "email,email\na@example.com,b@example.com", "email\na@example.com";

    "table/formula", Error, PRACTICE,
    "A cell that holds a formula and not its value.",
    "The formula itself would be sent; in a program that opens the list later it may do harm.",
    "=\"0551234567\"", "0551234567";

    "table/error-value", Error, PRACTICE,
    "A cell that holds an error of a spreadsheet program.",
    "The value is not in the file, neither for `#REF!` nor for `####`.",
    "#N/A", "Doe";

    "table/scientific-number", Error, PRACTICE,
    "A number that a spreadsheet program shortened for display.",
    "Its last digits are lost; as a telephone number it reaches nobody.",
    "5.55123E+09", "5551234567";

    "table/date", Warning, PRACTICE,
    "A cell of a workbook that holds a date where a text is wanted.",
    "Spreadsheet programs make dates of much that is typed, such as `1-2` or `MAR1`; what was typed is lost.",
    "2 January 2024, typed as 1-2", "1-2, in a column that is formatted as text";

    "table/hidden", Info, PRACTICE,
    "Rows, columns or sheets of a workbook that are hidden.",
    "Who looks at the workbook does not see them; hidden rows and columns are checked like all others.",
    "a workbook with hidden rows", "the same workbook with all rows shown";

    "table/merged-cells", Warning, PRACTICE,
    "Cells of a sheet that are merged.",
    "Only the first of them holds the value; the others are empty.",
    "A2:A3 merged, with one name for two guests", "the name in A2 and in A3";

    "table/other-sheets", Warning, PRACTICE,
    "Sheets of a workbook in which something stands and that are not looked at.",
    "One sheet is read, the first that is not empty, unless another is named.",
    "a workbook with the sheets Guests and Late guests", "a workbook with one sheet, or --sheet \"Late guests\"";
}

#[cfg(test)]
mod tests {
    use super::TABLE_RULES;

    #[test]
    fn names_are_in_the_group_and_unique() {
        let mut names: Vec<&str> = TABLE_RULES.iter().map(|rule| rule.name).collect();
        assert!(names.iter().all(|name| name.starts_with("table/")));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
