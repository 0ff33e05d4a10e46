//! The report for a person: the source line, a caret under the place, what is wrong, what to do, and the
//! line of the document that demands it.

use std::fmt::Write;

use anstyle::{AnsiColor, Color, Style};
use openapi_source::{Pointer, Source, Span, escape_controls};
use unicode_width::UnicodeWidthChar;

use super::words;
use crate::{Finding, Place, Report, Safety, Severity, Verdict};

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions {
    /// Whether to colour.
    pub color: bool,
    /// Columns that a source line may take; longer lines are cut around the place. At least 40.
    pub width: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// The whole report.
pub fn report(report: &Report, options: TextOptions) -> String {
    let paint = Paint::new(options);
    let mut out = String::new();
    for finding in &report.findings {
        paint.finding(&mut out, finding);
        out.push('\n');
    }
    paint.not_checked(&mut out, report);
    paint.omitted(&mut out, report);
    paint.summary(&mut out, report);
    out
}

/// The report with, in place of the findings, how often each rule is broken: count, severity, rule, and how many of
/// the findings have a fix.
pub fn statistics(report: &Report, options: TextOptions) -> String {
    let paint = Paint::new(options);
    let mut out = String::new();
    let lines = report.tally.lines();
    let width = lines.iter().map(|line| line.count.to_string().len()).max().unwrap_or(1);
    let rule_width = lines.iter().map(|line| line.rule.len()).max().unwrap_or(0);
    for line in &lines {
        let severity = paint.painted(paint.severity(line.severity), &format!("{:7}", line.severity.name()));
        let fixes = match (line.fixable, line.fixable_unsafe) {
            (0, 0) => String::new(),
            (safe, 0) => format!("{safe} fixable"),
            (0, guessed) => format!("{guessed} fixable by a guess"),
            (safe, guessed) => format!("{safe} fixable, {guessed} by a guess"),
        };
        let row = format!("{:>width$}  {severity}  {:rule_width$}  {fixes}", line.count, line.rule);
        out.push_str(row.trim_end());
        out.push('\n');
    }
    if !lines.is_empty() {
        out.push('\n');
    }
    paint.not_checked(&mut out, report);
    paint.summary(&mut out, report);
    out
}

struct Paint {
    options: TextOptions,
    error: Style,
    warning: Style,
    info: Style,
    good: Style,
    bold: Style,
    gutter: Style,
}

impl Paint {
    fn new(options: TextOptions) -> Self {
        let of = |color: AnsiColor| {
            if options.color { Style::new().bold().fg_color(Some(Color::Ansi(color))) } else { Style::new() }
        };
        Self {
            options,
            error: of(AnsiColor::BrightRed),
            warning: of(AnsiColor::Yellow),
            info: of(AnsiColor::BrightCyan),
            good: of(AnsiColor::BrightGreen),
            bold: if options.color { Style::new().bold() } else { Style::new() },
            gutter: of(AnsiColor::BrightBlue),
        }
    }

    #[expect(clippy::unused_self, reason = "reads as the verb of the painter")]
    fn painted(&self, style: Style, text: &str) -> String {
        format!("{style}{text}{style:#}")
    }

    fn severity(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
        }
    }

    fn finding(&self, out: &mut String, finding: &Finding) {
        let style = self.severity(finding.severity);
        let _ = writeln!(
            out,
            "{}: {}",
            self.painted(style, &format!("{}[{}]", finding.severity.name(), finding.rule)),
            self.painted(self.bold, &escape_controls(&finding.message.shown()))
        );
        let gutter = self.gutter_width(finding);
        self.place(out, &finding.place, style, '^', gutter);
        for related in &finding.related {
            self.note(out, gutter, &escape_controls(&related.message.shown()), None);
            self.place(out, &related.place, self.gutter, '-', gutter);
        }
        if !finding.help.is_empty() {
            self.note(out, gutter, "help", Some(&escape_controls(&finding.help.shown())));
        }
        if let Some(fix) = &finding.fix {
            let how = match fix.safety {
                Safety::Safe => "with --fix",
                Safety::Unsafe => "with --fix --unsafe-fixes, as a guess",
            };
            self.note(out, gutter, "fixable", Some(how));
        }
        if let Some(place) = &finding.demanded_by {
            let at = header(place, false);
            self.note(out, gutter, "demanded by", Some(&at));
        }
    }

    /// The widest line number that the finding shows.
    #[expect(clippy::unused_self, reason = "one of the painter's measures")]
    fn gutter_width(&self, finding: &Finding) -> usize {
        let related = finding.related.iter().map(|related| &related.place);
        std::iter::once(&finding.place)
            .chain(related)
            .map(|place| place.start().line.to_string().len())
            .max()
            .unwrap_or(1)
    }

    fn note(&self, out: &mut String, gutter: usize, title: &str, text: Option<&str>) {
        let pad = " ".repeat(gutter);
        let sign = self.painted(self.gutter, "=");
        let _ = match text {
            Some(text) => writeln!(out, "{pad} {sign} {}: {text}", self.painted(self.bold, title)),
            None => writeln!(out, "{pad} {sign} {title}:"),
        };
    }

    fn place(&self, out: &mut String, place: &Place, style: Style, mark: char, gutter: usize) {
        let start = place.start();
        let pad = " ".repeat(gutter);
        let bar = self.painted(self.gutter, "|");
        let arrow = self.painted(self.gutter, "-->");
        let _ = writeln!(out, "{pad}{arrow} {}", header(place, true));
        if !place.source.is_held() {
            return;
        }
        let Some(excerpt) = Excerpt::new(&place.source, start.line, place.span, self.options.width) else {
            return;
        };
        let number = self.painted(self.gutter, &format!("{:>gutter$}", start.line));
        let marks: String = std::iter::repeat_n(mark, excerpt.marks).collect();
        let _ = writeln!(out, "{pad} {bar}");
        let space = if excerpt.line.is_empty() { "" } else { " " };
        let _ = writeln!(out, "{number} {bar}{space}{}", excerpt.line);
        let _ = writeln!(out, "{pad} {bar} {}{}", " ".repeat(excerpt.indent), self.painted(style, &marks));
    }

    fn not_checked(&self, out: &mut String, report: &Report) {
        for part in &report.not_checked {
            let at =
                part.pointer.as_ref().map_or(String::new(), |pointer| format!(" {}", shown_pointer(pointer)));
            let _ = writeln!(
                out,
                "{}: {}{at}: {}\n",
                self.painted(self.warning, "not checked"),
                escape_controls(&part.file),
                escape_controls(&part.reason.shown())
            );
        }
    }

    /// How many findings are not listed. It stands before the verdicts, after what is listed.
    #[expect(clippy::unused_self, reason = "one of the painter's parts")]
    fn omitted(&self, out: &mut String, report: &Report) {
        let omitted = report.total() - report.findings.len() as u64;
        if omitted > 0 {
            let more = if omitted == 1 { "finding" } else { "findings" };
            let _ = writeln!(out, "{omitted} more {more} not shown; --max-findings 0 shows all");
        }
    }

    fn summary(&self, out: &mut String, report: &Report) {
        for outcome in &report.outcomes {
            let verdict = match outcome.verdict {
                Verdict::Valid => self.painted(self.good, "valid"),
                Verdict::Invalid => self.painted(self.error, "invalid"),
                Verdict::NotChecked => self.painted(self.warning, "not checked"),
            };
            let _ = write!(out, "{}: {verdict}", escape_controls(&outcome.file));
            let accepted = words::accepted(outcome.suppressed, outcome.baselined);
            if outcome.verdict == Verdict::Valid && !accepted.is_empty() {
                let _ = write!(out, " but for what is accepted ({accepted})");
            }
            if let Some(records) = outcome.records {
                let _ = write!(out, ", {}", words::many(records, "record"));
            }
            if let Some(read_as) = &outcome.read_as {
                let _ = write!(out, ", {}", escape_controls(read_as));
            }
            if let Some(checked) = &outcome.checked_as {
                let _ = write!(out, ", checked as {}", escape_controls(&checked.checked_as));
                if checked.assumed {
                    let _ = write!(out, " (assumed: {})", escape_controls(&checked.because));
                }
            }
            out.push('\n');
        }
        let counts =
            [Severity::Error, Severity::Warning, Severity::Info].map(|severity| report.count(severity));
        let found = words::counts(counts[0], counts[1], counts[2]);
        let accepted = words::accepted(report.suppressed(), report.baselined());
        let accepted = if accepted.is_empty() { accepted } else { format!("; {accepted}") };
        let _ = writeln!(out, "{found} in {}{accepted}", words::many(report.outcomes.len() as u64, "file"));
        let _ = match report.tally.fixable() {
            (0, 0) => Ok(()),
            (0, guessed) => writeln!(out, "{guessed} fixable with --fix --unsafe-fixes"),
            (safe, 0) => writeln!(out, "{safe} fixable with --fix"),
            (safe, guessed) => {
                writeln!(out, "{safe} fixable with --fix, {guessed} more with --unsafe-fixes")
            }
        };
    }
}

/// `file:line:column`, and where it lies in the payload.
fn header(place: &Place, with_record: bool) -> String {
    let start = place.start();
    let mut text = format!("{}:{}:{}", escape_controls(place.source.name()), start.line, start.column);
    if let Some(cell) = &place.cell {
        let _ = write!(text, ", row {}", cell.row);
        if !cell.column.is_empty() {
            let _ = write!(text, ", column \"{}\"", escape_controls(&cell.column));
        }
        if let Some(reference) = &cell.reference {
            let _ = write!(text, ", cell {reference}");
        }
    } else if let Some(pointer) = place.pointer.as_ref().filter(|pointer| !pointer.as_str().is_empty()) {
        let _ = write!(text, " at {}", shown_pointer(pointer));
    }
    if let Some(record) = place.record.filter(|_| with_record) {
        let _ = write!(text, " (record {record})");
    }
    text
}

/// A pointer for a person; names in it can be of any length.
fn shown_pointer(pointer: &Pointer) -> String {
    let text = pointer.as_str();
    match text.char_indices().nth(SHOWN_POINTER) {
        None => escape_controls(text).into_owned(),
        Some((cut, _)) => format!("{}{CUT}", escape_controls(&text[..cut])),
    }
}

/// The longest pointer that is shown, in characters.
const SHOWN_POINTER: usize = 300;

/// A source line cut to the width around a place, and where its marks go, all in display columns.
struct Excerpt {
    line: String,
    indent: usize,
    marks: usize,
}

const TAB: &str = "    ";
const CUT: &str = "...";

impl Excerpt {
    fn new(source: &Source, line: u32, span: Span, width: usize) -> Option<Self> {
        let width = width.max(40);
        let line_span = source.line_span(line)?;
        let text = source.text();
        let start = (span.start as usize).clamp(line_span.start as usize, line_span.end as usize);
        let end = (span.end as usize).clamp(start, line_span.end as usize);
        // A line can be the whole payload: look no further to either side than could be shown.
        let whole = &text[line_span.start as usize..line_span.end as usize];
        let from = if fits(whole, width) {
            line_span.start as usize
        } else {
            back(text, start, line_span.start as usize, width / 2)
        };
        let to = forth(text, start, line_span.end as usize, width);
        let mut shown = Self { line: String::new(), indent: 0, marks: 0 };
        let mut columns = 0;
        if from > line_span.start as usize {
            shown.line.push_str(CUT);
            columns += CUT.len();
        }
        let mut cut = to < line_span.end as usize;
        for (idx, c) in text[from..to].char_indices() {
            let at = from + idx;
            let piece = display(c);
            let piece_width = columns_of(&piece);
            if columns + piece_width > width {
                cut = true;
                break;
            }
            if at < start {
                shown.indent = columns + piece_width;
            } else if at < end {
                shown.marks += piece_width;
            }
            shown.line.push_str(&piece);
            columns += piece_width;
        }
        if shown.indent == 0 && from > line_span.start as usize {
            shown.indent = CUT.len();
        }
        if cut {
            shown.line.push_str(CUT);
        }
        let kept = shown.line.trim_end().len();
        shown.line.truncate(kept);
        shown.marks = shown.marks.max(1);
        Some(shown)
    }
}

/// What stands for a character on the screen.
fn display(c: char) -> String {
    if c == '\t' { TAB.to_owned() } else { escape_controls(c.encode_utf8(&mut [0; 4])).into_owned() }
}

fn columns_of(shown: &str) -> usize {
    shown.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Whether a line can be shown whole.
fn fits(line: &str, width: usize) -> bool {
    let mut columns = 0;
    // Characters of no width are bounded too.
    for (count, c) in line.chars().enumerate() {
        columns += columns_of(&display(c));
        if columns > width || count >= width {
            return false;
        }
    }
    true
}

/// The first boundary before `offset`, not before `limit`, from which at most `columns` columns lie between.
fn back(text: &str, offset: usize, limit: usize, columns: usize) -> usize {
    let mut left = columns;
    let mut from = offset;
    for (idx, c) in text[limit..offset].char_indices().rev().take(columns) {
        let Some(rest) = left.checked_sub(columns_of(&display(c))) else {
            break;
        };
        left = rest;
        from = limit + idx;
    }
    from
}

/// The boundary at most `chars` characters after `offset`, not after `limit`.
fn forth(text: &str, offset: usize, limit: usize, chars: usize) -> usize {
    text[offset..limit].char_indices().nth(chars).map_or(limit, |(idx, _)| offset + idx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, start: usize, end: usize, width: usize, line: &str, marks: &str) {
        let source = Source::new("t", text);
        let span = Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap());
        let at = source.position(span.start).line;
        let excerpt = Excerpt::new(&source, at, span, width).unwrap();
        assert_eq!(excerpt.line, line);
        assert_eq!(format!("{}{}", " ".repeat(excerpt.indent), "^".repeat(excerpt.marks)), marks);
    }

    #[test]
    fn marks_stand_under_the_place() {
        check("{\"a\": 12}", 6, 8, 80, "{\"a\": 12}", "      ^^");
        check("a\n\t東京x", 3, 6, 80, "    東京x", "    ^^");
        check("a\n\t東京x", 6, 9, 80, "    東京x", "      ^^");
        check("", 0, 0, 80, "", "^");
        check("ab", 2, 2, 80, "ab", "  ^");
        check("[\n1\n]", 0, 5, 80, "[", "^");
        check("\u{1b}[0m!", 4, 5, 80, "\\u{1b}[0m!", "         ^");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}HERE{}", "a".repeat(1000), "b".repeat(1000));
        check(
            &text,
            1000,
            1004,
            40,
            &format!("...{}HERE{}...", "a".repeat(20), "b".repeat(13)),
            &format!("{}^^^^", " ".repeat(23)),
        );
        let text = format!("{}HERE", "\u{202e}".repeat(100));
        check(&text, 300, 304, 40, "...\\u{202e}\\u{202e}HERE", &format!("{}^^^^", " ".repeat(19)));
        // What fits is not cut.
        let text = format!("{}HERE", "a".repeat(36));
        check(&text, 36, 40, 40, &text, &format!("{}^^^^", " ".repeat(36)));
    }
}
