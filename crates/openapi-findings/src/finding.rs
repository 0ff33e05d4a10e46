//! One finding: what is wrong, where, why, and what to do.

use openapi_source::{Fault, FaultKind, Located, Locator, Message, Pointer, Position, Repair, Source, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding matters. The order is that of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A heuristic, or something to know. Never changes the exit code.
    Info,
    /// A likely mistake, or a rule for which the document has weak evidence. Fails only when asked to.
    Warning,
    /// Breaks what the document or the format demands. Exit code 1.
    Error,
}

impl Severity {
    /// The word that reports print.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A cell of a table, as a spreadsheet program names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// 1-based number of the row, the header counted.
    pub row: u64,
    /// The header of its column as written; empty where the place is the row as a whole.
    pub column: String,
    /// `B7`, where the table is a sheet of a workbook.
    pub reference: Option<String>,
}

/// A place in a text.
#[derive(Debug, Clone)]
pub struct Place {
    /// The text.
    pub source: Source,
    /// The range in it.
    pub span: Span,
    /// The value it belongs to, where the text could be read that far.
    pub pointer: Option<Pointer>,
    /// 1-based number of the record: the outermost array item that holds the place.
    pub record: Option<u64>,
    /// The cell, where the text is a table.
    pub cell: Option<Cell>,
}

impl Place {
    /// A place without a pointer.
    pub fn new(source: &Source, span: Span) -> Self {
        Self { source: source.clone(), span, pointer: None, record: None, cell: None }
    }

    /// The place of a value that a locator found.
    pub fn of(found: &Located<'_>, pointer: Pointer) -> Self {
        Self {
            source: found.node.tree().source().clone(),
            span: found.node.span(),
            pointer: Some(pointer),
            record: found.record.map(|index| index as u64 + 1),
            cell: None,
        }
    }

    /// Where it starts.
    pub fn start(&self) -> Position {
        self.source.position(self.span.start)
    }

    /// Where it ends: the position after its last character.
    pub fn end(&self) -> Position {
        self.source.position(self.span.end)
    }
}

/// A second place that explains a finding.
#[derive(Debug, Clone)]
pub struct Related {
    /// What is there.
    pub message: Message,
    /// Where.
    pub place: Place,
}

/// Whether a fix can change what the payload means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The meaning stays.
    Safe,
    /// A guess that a person should confirm.
    Unsafe,
}

/// One replacement in the decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

impl Edit {
    /// Replaces the string that stands at a place in a text, quotes included, by another. `None` where nothing can be
    /// written there, as in a workbook.
    pub fn string(source: &Source, span: Span, value: &str) -> Option<Self> {
        let replaced = source.text().get(span.start as usize..span.end as usize)?;
        Some(Self { span, text: source.syntax().string(value, replaced)? })
    }
}

/// How to mend what a finding reports. All edits together, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does.
    pub message: Message,
    /// Whether it may be applied unasked.
    pub safety: Safety,
    /// The replacements, in the text of the finding's place. Without any, that text itself is to be written as it was
    /// decoded: in UTF-8, without a byte order mark.
    pub edits: Vec<Edit>,
}

impl From<Repair> for Fix {
    fn from(repair: Repair) -> Self {
        Self {
            message: repair.message,
            safety: if repair.is_safe { Safety::Safe } else { Safety::Unsafe },
            edits: repair.edits.into_iter().map(|(span, text)| Edit { span, text }).collect(),
        }
    }
}

/// One thing that is wrong or doubtful.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's name, `group/name`.
    pub rule: &'static str,
    /// How much it matters here; at most what the rule says by default.
    pub severity: Severity,
    /// What is wrong and why.
    pub message: Message,
    /// What to do; empty where nothing can be said.
    pub help: Message,
    /// Where in the payload, document or exchange.
    pub place: Place,
    /// What in a document or schema demands it.
    pub demanded_by: Option<Place>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// How to mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding with only what every finding has.
    pub fn new(rule: &'static str, severity: Severity, message: impl Into<Message>, place: Place) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            help: Message::default(),
            place,
            demanded_by: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// The finding with a word on what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Message>) -> Self {
        self.help = help.into();
        self
    }

    /// The finding with the pointer and the record of the value that its place lies in.
    #[must_use]
    pub fn located(mut self, locator: &mut Locator<'_>) -> Self {
        let (pointer, record) = locator.pointer_at(self.place.span.start);
        self.place.pointer = Some(pointer);
        self.place.record = record.map(|index| index as u64 + 1);
        self
    }

    /// What a reader found wrong with a text, as a finding.
    pub fn from_fault(fault: Fault, source: &Source) -> Self {
        let severity = match fault.kind {
            // Legal YAML; only what JSON can't carry over is at stake.
            FaultKind::YamlTag => Severity::Warning,
            _ => Severity::Error,
        };
        Self {
            rule: fault.kind.rule(),
            severity,
            message: fault.message,
            help: fault.help,
            place: Place::new(source, fault.span),
            demanded_by: None,
            related: fault
                .related
                .into_iter()
                .map(|(span, message)| Related { message, place: Place::new(source, span) })
                .collect(),
            fix: fault.repair.map(Fix::from),
        }
    }
}

/// Something that was not looked at, and why. What was not looked at is never called valid.
#[derive(Debug, Clone)]
pub struct NotChecked {
    /// The text it is about.
    pub file: String,
    /// What part, where not all of it.
    pub pointer: Option<Pointer>,
    /// Why.
    pub reason: Message,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All of it was looked at and nothing of severity error was found.
    Valid,
    /// Something of severity error was found.
    Invalid,
    /// Some of it could not be looked at, and nothing of severity error was found in the rest.
    NotChecked,
}
