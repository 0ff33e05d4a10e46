//! What the arguments say about tables.

use clap::Args;
use openapi_tables::{DialectOptions, Empty, Encoding, HeaderOptions, is_delimiter};

use crate::output::Failure;

/// How tables are read, where they don't tell it themselves.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Tables")]
pub(crate) struct TableArgs {
    /// What separates the fields of a table: one character, or `tab`; default: what fits best.
    #[arg(long, value_name = "CHAR")]
    pub(crate) delimiter: Option<String>,

    /// The encoding of tables, such as `windows-1252`; default: UTF-8 if they are, else the likeliest.
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,

    /// The first row of tables is a record already; its fields stand in the order of the schema.
    #[arg(long)]
    pub(crate) no_header: bool,

    /// Read the column with this header as this member, such as `Handy=mobile_number`.
    #[arg(long, value_name = "HEADER=MEMBER")]
    pub(crate) map: Vec<String>,

    /// Take an empty cell of a table as an empty text, and not as a member that is missing.
    #[arg(long)]
    pub(crate) keep_empty: bool,

    /// The sheet of a workbook, by its name; default: the first that is shown and in which something stands.
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
}

/// The same, understood.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableOptions {
    pub(crate) dialect: DialectOptions,
    pub(crate) header: HeaderOptions,
    pub(crate) sheet: Option<String>,
}

impl TableArgs {
    /// # Errors
    /// A value that means nothing.
    pub(crate) fn options(&self) -> Result<TableOptions, Failure> {
        let delimiter = self.delimiter.as_deref().map(delimiter).transpose()?;
        let encoding = self.encoding.as_deref().map(encoding).transpose()?;
        let map = self.map.iter().map(|entry| {
            let (header, member) = entry
                .rsplit_once('=')
                .ok_or_else(|| Failure::Usage(format!("`--map {entry}` is not of the form HEADER=MEMBER")))?;
            Ok((header.trim().to_owned(), member.trim().to_owned()))
        });
        let empty = if self.keep_empty { Empty::Text } else { Empty::Absent };
        let map = map.collect::<Result<_, Failure>>()?;
        Ok(TableOptions {
            dialect: DialectOptions { encoding, delimiter },
            header: HeaderOptions { map, no_header: self.no_header, empty },
            sheet: self.sheet.clone(),
        })
    }
}

fn delimiter(text: &str) -> Result<u8, Failure> {
    let byte = match text {
        "tab" | "\\t" => Some(b'\t'),
        _ => text.bytes().next().filter(|byte| text.len() == 1 && is_delimiter(*byte)),
    };
    byte.ok_or_else(|| {
        let known = "a delimiter is one ASCII character, such as `;`, or the word `tab`";
        Failure::Usage(format!("`--delimiter {text}` can't separate fields; {known}"))
    })
}

fn encoding(name: &str) -> Result<&'static Encoding, Failure> {
    Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        let known =
            "utf-8, utf-16le, windows-1250, windows-1252, iso-8859-15, macintosh, shift_jis, gb18030, …";
        Failure::Usage(format!("there is no encoding `{name}`; known are those of the web: {known}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_understood_or_refused() {
        let arguments = TableArgs {
            delimiter: Some("tab".to_owned()),
            encoding: Some("latin1".to_owned()),
            map: vec!["A = B=mobile_number".to_owned()],
            ..TableArgs::default()
        };
        let options = arguments.options().expect("understood");
        assert_eq!(options.dialect.delimiter, Some(b'\t'));
        assert_eq!(options.dialect.encoding.map(Encoding::name), Some("windows-1252"));
        assert_eq!(options.header.map, [("A = B".to_owned(), "mobile_number".to_owned())]);
        let wrong = |arguments: TableArgs| arguments.options().expect_err("refused").to_string();
        let long = wrong(TableArgs { delimiter: Some("ab".to_owned()), ..TableArgs::default() });
        assert!(long.contains("one ASCII character"), "{long}");
        let unknown = wrong(TableArgs { encoding: Some("utf-9".to_owned()), ..TableArgs::default() });
        assert!(unknown.contains("no encoding `utf-9`"), "{unknown}");
        let form = wrong(TableArgs { map: vec!["Handy".to_owned()], ..TableArgs::default() });
        assert!(form.contains("HEADER=MEMBER"), "{form}");
    }
}
