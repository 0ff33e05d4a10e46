//! What is to be said of a header.

use openapi_findings::{Finding, Place, Related, Severity};
use openapi_source::{Message, Source, Span};

use super::{Header, Matching, Rank};
use crate::mapping::Mapping;
use crate::row::offset;

/// How many headers a message lists.
const LISTED: usize = 12;

pub(super) fn findings(
    header: &Header,
    source: &Source,
    mapping: &Mapping,
    matching: &Matching<'_>,
) -> Vec<Finding> {
    let words = Words { header, source, mapping, matching };
    if mapping.finds_nothing() && header.looks_like_data() {
        return vec![words.no_header()];
    }
    let mut findings = Vec::new();
    findings.extend(words.titles());
    findings.extend(words.told_in_vain());
    findings.extend(words.read_as());
    findings.extend(words.slips());
    findings.extend(words.rivals());
    findings.extend(words.unknown());
    findings.extend(words.missing());
    findings
}

struct Words<'w> {
    header: &'w Header,
    source: &'w Source,
    mapping: &'w Mapping,
    matching: &'w Matching<'w>,
}

impl Words<'_> {
    fn place(&self, column: Option<usize>) -> Place {
        let cells = &self.header.cells;
        let span = match (column, cells.first(), cells.last()) {
            (Some(column), ..) => cells[column].span,
            (None, Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::at(0),
        };
        let mut place = Place::new(self.source, span);
        let row = self.header.rows + u64::from(!self.header.is_given);
        place.cell = Some(self.mapping.cell(row, column.map(offset)));
        place
    }

    fn list(&self, columns: &[usize]) -> Message {
        let mut message = Message::default();
        for (idx, column) in columns.iter().take(LISTED).enumerate() {
            message = message.text(if idx > 0 { ", " } else { "" }).name(&self.header.cells[*column].text);
        }
        match columns.len().saturating_sub(LISTED) {
            0 => message,
            more => message.text(format!(" and {more} more")),
        }
    }

    fn no_header(&self) -> Finding {
        let message = "the first row looks like a record and not like a header, so no column has a name";
        let wanted =
            self.mapping.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(",");
        let help = Message::new("write a header above it, such as ")
            .code(wanted)
            .text("; if the columns are these, in this order, --no-header says so");
        Finding::new("table/no-header", Severity::Error, message, self.place(None)).with_help(help)
    }

    fn titles(&self) -> Option<Finding> {
        let span = self.header.titles?;
        let message =
            format!("the header stands in row {}; what is above it is passed over", self.header.rows);
        let mut place = Place::new(self.source, span);
        place.cell = Some(self.mapping.cell(1, None));
        Some(
            Finding::new("table/title-row", Severity::Warning, message, place)
                .with_help("delete the rows above the header: other programs take the first row for it"),
        )
    }

    fn told_in_vain(&self) -> Vec<Finding> {
        let all: Vec<usize> = (0..self.header.cells.len()).collect();
        let unknown = self.matching.unknown.iter();
        unknown
            .map(|(header, name, is_field)| {
                let message = if *is_field {
                    let wanted = self.mapping.fields.iter().map(|field| field.name.as_str());
                    Message::new("no field is called ")
                        .code(name)
                        .text(", which --map names; the fields are: ")
                        .text(wanted.collect::<Vec<_>>().join(", "))
                } else {
                    Message::new("no column is called ")
                        .name(header)
                        .text(", which --map reads as ")
                        .code(name)
                        .text("; the columns are: ")
                        .message(self.list(&all))
                };
                Finding::new("table/missing-column", Severity::Error, message, self.place(None))
                    .with_help("write it as it stands in the header: --map \"Header=field\"")
            })
            .collect()
    }

    /// The columns that only a synonym names.
    fn read_as(&self) -> Option<Finding> {
        let mut message = Message::default();
        let mut first = None;
        for (field, rank) in self.matching.rank_of.iter().enumerate() {
            if let (Rank::Synonym(_), Some(column)) = (rank, self.matching.column_of[field]) {
                message = message
                    .text(if first.is_some() { ", " } else { "" })
                    .name(&self.header.cells[column].text)
                    .text(" is read as ")
                    .code(&self.mapping.fields[field].name);
                first = first.or(Some(column));
            }
        }
        let finding = Finding::new("table/column-synonym", Severity::Info, message, self.place(Some(first?)));
        Some(finding.with_help("if a column means something else: --map \"Header=field\""))
    }

    fn slips(&self) -> Vec<Finding> {
        let fields = self.matching.rank_of.iter().zip(&self.matching.column_of).enumerate();
        fields
            .filter_map(|(field, (rank, column))| {
                let column = (*column).filter(|_| *rank == Rank::Slip)?;
                let message = Message::new("the column ")
                    .name(&self.header.cells[column].text)
                    .text(" is taken for a misspelt ")
                    .code(&self.mapping.fields[field].name);
                let help =
                    Message::new("write ").code(&self.mapping.fields[field].name).text(" in the header");
                Some(
                    Finding::new(
                        "table/misspelt-column",
                        Severity::Warning,
                        message,
                        self.place(Some(column)),
                    )
                    .with_help(help),
                )
            })
            .collect()
    }

    fn rivals(&self) -> Vec<Finding> {
        let rivals = self.matching.rivals.iter();
        rivals
            .filter_map(|rival| {
                let name = &self.mapping.fields[rival.field].name;
                let taken = self.matching.column_of[rival.field]?;
                let (rival_text, taken_text) =
                    (&self.header.cells[rival.column].text, &self.header.cells[taken].text);
                let (rule, severity, message) = if rival.is_equal {
                    let message = Message::new("two columns are ").code(name).text(": ").name(taken_text);
                    let message = message.text(" and ").name(rival_text).text("; only the first is read");
                    ("table/duplicate-column", Severity::Error, message)
                } else {
                    let message =
                        Message::new("the column ").name(rival_text).text(" is left out: ").name(taken_text);
                    let message = message.text(" is read as ").code(name).text(" already");
                    ("table/unknown-column", Severity::Warning, message)
                };
                let mut finding = Finding::new(rule, severity, message, self.place(Some(rival.column)))
                    .with_help("keep one of them, or say which: --map \"Header=field\"");
                finding.related.push(Related {
                    message: "the column that is read".into(),
                    place: self.place(Some(taken)),
                });
                Some(finding)
            })
            .collect()
    }

    fn unknown(&self) -> Option<Finding> {
        let left: Vec<usize> = self.matching.left_over().collect();
        let first = *left.first()?;
        let (noun, verb) = if left.len() == 1 { ("column", "is") } else { ("columns", "are") };
        let message = Message::new(format!("{} {noun} {verb} no field and {verb} left out: ", left.len()))
            .message(self.list(&left));
        Some(
            Finding::new("table/unknown-column", Severity::Warning, message, self.place(Some(first)))
                .with_help("delete what is not needed; if one of them is a field: --map \"Header=field\""),
        )
    }

    fn missing(&self) -> Vec<Finding> {
        let all: Vec<usize> = (0..self.header.cells.len()).collect();
        let fields = self.mapping.fields.iter().enumerate();
        fields
            .filter(|(_, wanted)| wanted.is_required && wanted.column.is_none())
            .map(|(field, wanted)| {
                let message = Message::new("no column is ")
                    .code(&wanted.name)
                    .text(", which every record needs; the columns are: ");
                let near = self.matching.near(field);
                let help = if let Some(shared) = self.matching.shared(field) {
                    Message::new("if it is a part of ")
                        .name(&self.header.cells[shared].text)
                        .text(", make a column of each part: nobody can tell names apart for sure")
                } else if let Some(&nearest) = near.first() {
                    let map = format!("--map \"{}={}\"", self.header.cells[nearest].text, wanted.name);
                    Message::new("if it is ")
                        .message(self.list(&near))
                        .text(", rename it or say so: ")
                        .name(map)
                } else {
                    Message::new("add a column with the header ").code(&wanted.name)
                };
                Finding::new(
                    "table/missing-column",
                    Severity::Error,
                    message.message(self.list(&all)),
                    self.place(None),
                )
                .with_help(help)
            })
            .collect()
    }
}
