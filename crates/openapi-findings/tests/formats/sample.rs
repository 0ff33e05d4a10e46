//! A report in which one text stands everywhere where a payload, a document or a name can bring one, and the report in
//! every format.

use openapi_findings::{
    Assumption, Cell, Edit, Finding, Fix, NotChecked, Place, Related, Report, Rule, Run, Safety, Severity,
    Subject, Suppressed, github, gitlab, html, json, junit, markdown, ndjson, sarif,
};
use openapi_source::{Message, Pointer, Source, Span};

/// What personal values hold, in a form that no masking takes for an identifier.
pub(crate) const SECRET: &str = "Jane-S3cret";

const RULE: Rule = Rule {
    name: "contract/enum",
    severity: Severity::Error,
    summary: "A value that is none of those listed.",
    why: "A server refuses it.",
    bad: "```\n</script>",
    good: "{}",
    source: "the test",
    fix: None,
    options: None,
};

/// A report with the text in it.
pub(crate) fn report(text: &str) -> Report {
    // A name can't hold NUL on any system, but a report does not rely on that.
    let source = Source::new(text, format!("{text}\nsecond {SECRET} line\n"));
    let document = Source::new(format!("doc {text}"), "a: 1\n");
    let personal = format!("{SECRET} {text} @");
    let message = || {
        Message::new(format!("prose {text} "))
            .value(&personal)
            .text(" and ")
            .name(&personal)
            .text(" against ")
            .code(text)
    };
    let mut found =
        Finding::new("contract/enum", Severity::Error, message(), Place::new(&source, Span::new(0, 1)));
    found.help = message();
    found.place.pointer = Some(Pointer::root().member("invites").item(3).member(&personal));
    found.place.record = Some(4);
    found.demanded_by =
        Some(Place { pointer: Some(Pointer::root().member(text)), ..Place::new(&document, Span::at(0)) });
    found.related = vec![Related { message: message(), place: found.place.clone() }];
    let edits = vec![Edit { span: Span::new(0, 1), text: personal.clone() }];
    found.fix = Some(Fix { message: message(), safety: Safety::Safe, edits });
    let mut row = Finding::new("invite/row", Severity::Warning, message(), Place::new(&source, Span::at(0)));
    row.place.cell = Some(Cell { row: 7, column: personal.clone(), reference: None });
    let mut cell = Finding::new("invite/cell", Severity::Info, message(), Place::new(&source, Span::at(0)));
    cell.place.cell = Some(Cell { row: 8, column: text.to_owned(), reference: Some("B8".to_owned()) });
    let mut subject = Subject::new(text);
    subject.checked_as = Some(Assumption {
        checked_as: format!("body of {text}"),
        assumed: true,
        because: format!("it has {text}"),
    });
    subject.read_as = Some(format!("separated by {text}"));
    let reason = format!("accepted, {text}");
    subject.accepted.suppress(Suppressed { finding: found.clone(), reason, in_source: true }, 0);
    subject.findings = vec![found, row, cell];
    let file = text.to_owned();
    subject.not_checked = vec![NotChecked { file, pointer: None, reason: message() }];
    let mut report = Report::default();
    report.add(subject, 0);
    report
}

/// The report in every format for machines.
pub(crate) struct Formats {
    pub(crate) json: String,
    pub(crate) ndjson: String,
    pub(crate) sarif: String,
    pub(crate) gitlab: String,
    pub(crate) github: String,
    pub(crate) junit: String,
    pub(crate) markdown: String,
    pub(crate) html: String,
}

impl Formats {
    pub(crate) fn new(report: &Report, show_values: bool) -> Self {
        let run = Run { version: "1.2.3", rules: &[&RULE], exit_code: 1, deny_warnings: false };
        let data = json::report(report, show_values);
        Self {
            json: serde_json::to_string(&data).expect("it is written"),
            ndjson: ndjson::report(&data).expect("it is written"),
            sarif: sarif::report(&data, &run).to_string(),
            gitlab: gitlab::report(&data).expect("it is written"),
            github: github::report(&data),
            junit: junit::report(&data, &run),
            markdown: markdown::report(&data),
            html: html::report(&data, &run).expect("it is written"),
        }
    }

    /// Each with a name; those that are JSON are called so.
    pub(crate) fn all(&self) -> [(&'static str, &str); 8] {
        [
            ("json", &self.json),
            ("json lines", &self.ndjson),
            ("json of SARIF", &self.sarif),
            ("json of GitLab", &self.gitlab),
            ("github", &self.github),
            ("junit", &self.junit),
            ("markdown", &self.markdown),
            ("html", &self.html),
        ]
    }
}
