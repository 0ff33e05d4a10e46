//! What can be wrong with a text before any schema is asked.

use crate::{Message, Repair, Span};

/// One thing wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which kind; its rule name is [`FaultKind::rule`].
    pub kind: FaultKind,
    /// Where.
    pub span: Span,
    /// What is wrong and why it matters.
    pub message: Message,
    /// What to do; empty where nothing can be said.
    pub help: Message,
    /// A second place that explains the first: the other of two equal keys, the bracket left open.
    pub related: Option<(Span, Message)>,
    /// How to mend it, where that is known.
    pub repair: Option<Repair>,
    /// Whether reading stopped here.
    pub fatal: bool,
}

impl Fault {
    /// A fault after which reading goes on.
    pub(crate) fn new(kind: FaultKind, span: Span, message: impl Into<Message>) -> Self {
        Self {
            kind,
            span,
            message: message.into(),
            help: Message::default(),
            related: None,
            repair: None,
            fatal: false,
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<Message>) -> Self {
        self.help = help.into();
        self
    }

    pub(crate) fn with_related(mut self, span: Span, message: impl Into<Message>) -> Self {
        self.related = Some((span, message.into()));
        self
    }

    pub(crate) fn with_repair(mut self, repair: impl Into<Option<Repair>>) -> Self {
        self.repair = repair.into();
        self
    }

    pub(crate) fn fatal(mut self) -> Self {
        self.fatal = true;
        self
    }
}

/// Says that a fatal fault was noted and reading must stop.
#[derive(Debug)]
pub(crate) struct Stop;

/// How many replacements one repair may hold, about. A text can be nothing but single quotes.
pub(crate) const MAX_EDITS: usize = 1_000_000;

/// The faults of one text, up to a limit.
#[derive(Debug)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    limit: usize,
    habits: Vec<Habit>,
}

/// A fault that a text has everywhere or nowhere.
#[derive(Debug)]
struct Habit {
    name: &'static str,
    /// Where the first is.
    first: Span,
    /// How many more there are.
    more: u64,
    /// What mends them.
    edits: Vec<(Span, String)>,
}

impl Faults {
    pub(crate) fn new(limit: usize) -> Self {
        Self { list: Vec::new(), limit: limit.max(1), habits: Vec::new() }
    }

    /// Notes a fault. Fails where it is fatal, or where it is the last that the limit allows, which
    /// makes it fatal.
    pub(crate) fn push(&mut self, mut fault: Fault) -> Result<(), Stop> {
        if !fault.fatal && self.list.len() + 1 >= self.limit {
            let stop = format!("; reading stops here, at fault number {}", self.limit);
            fault.message = fault.message.text(stop);
            fault.fatal = true;
        }
        let stops = fault.fatal;
        self.list.push(fault);
        if stops { Err(Stop) } else { Ok(()) }
    }

    /// Notes a fault that a text has everywhere or nowhere, such as single quotes: the first with how many
    /// more there are.
    pub(crate) fn push_habit(&mut self, name: &'static str, fault: Fault) -> Result<(), Stop> {
        if let Some(habit) = self.habits.iter_mut().find(|habit| habit.name == name) {
            habit.more += 1;
            // What exceeds this is mended when the text is read again.
            let has_room = habit.edits.len() < MAX_EDITS;
            habit.edits.extend(fault.repair.filter(|_| has_room).into_iter().flat_map(|repair| repair.edits));
            return Ok(());
        }
        self.habits.push(Habit { name, first: fault.span, more: 0, edits: Vec::new() });
        self.push(fault)
    }

    /// Notes a fatal fault.
    pub(crate) fn stop(&mut self, fault: Fault) -> Stop {
        self.list.push(fault.fatal());
        Stop
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether a fault of this kind is noted within a range, which is then explained.
    pub(crate) fn has_in(&self, kind: FaultKind, span: Span) -> bool {
        let within = |fault: &Fault| span.start <= fault.span.start && fault.span.end <= span.end;
        self.list.iter().any(|fault| fault.kind == kind && within(fault))
    }

    /// Forgets all after the first `count`, which one better fault explains.
    pub(crate) fn forget_after(&mut self, count: usize) {
        self.list.truncate(count);
        let list = &self.list;
        self.habits.retain(|habit| list.iter().any(|fault| fault.span == habit.first));
    }

    /// Forgets all of one kind, which another fault explains.
    pub(crate) fn forget_all(&mut self, kind: FaultKind) {
        self.list.retain(|fault| fault.kind != kind);
    }

    /// Forgets the last fault if it is of this kind and reaches the offset `end`.
    pub(crate) fn forget_last(&mut self, kind: FaultKind, end: u32) {
        self.list.pop_if(|fault| fault.kind == kind && fault.span.end == end);
    }

    /// All faults in the order of the text; one that stopped the reading comes last.
    pub(crate) fn into_sorted(mut self) -> Vec<Fault> {
        // Where something else is odd too, quotes may stand in pairs that were not meant.
        let is_odd = |fault: &Fault| {
            let is_about_tokens = matches!(fault.kind, FaultKind::Syntax | FaultKind::Truncated);
            is_about_tokens && !fault.repair.as_ref().is_some_and(|repair| repair.is_safe)
        };
        let is_plain = !self.list.iter().any(is_odd);
        for habit in self.habits {
            let Some(fault) = self.list.iter_mut().find(|fault| fault.span == habit.first) else {
                continue;
            };
            if habit.more > 0 {
                let message = std::mem::take(&mut fault.message);
                fault.message = message.text(format!("; {} more in this text", habit.more));
            }
            if let Some(repair) = &mut fault.repair {
                repair.edits.extend(habit.edits);
                repair.is_safe &= is_plain;
            }
        }
        self.list.sort_by_key(|fault| (fault.fatal, fault.span.start));
        self.list
    }
}

macro_rules! fault_kinds {
    ($($(#[$doc:meta])* $variant:ident = $rule:literal,)*) => {
        /// The kinds of fault. Each has one rule name, in `json/` where the JSON reader can meet it and in
        /// `yaml/` where only the YAML reader can.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FaultKind { $($(#[$doc])* $variant,)* }

        impl FaultKind {
            /// Every kind.
            pub const ALL: &'static [FaultKind] = &[$(FaultKind::$variant,)*];

            /// The rule that a finding of this kind carries.
            pub fn rule(self) -> &'static str {
                match self { $(FaultKind::$variant => $rule,)* }
            }
        }
    };
}

fault_kinds! {
    /// A character that the grammar does not allow here (RFC 8259, section 2).
    Syntax = "json/syntax",
    /// The text ends inside a value.
    Truncated = "json/truncated",
    /// No value at all.
    Empty = "json/empty",
    /// Something follows the value.
    TrailingContent = "json/trailing-content",
    /// A comma before a closing bracket.
    TrailingComma = "json/trailing-comma",
    /// A comment.
    Comment = "json/comment",
    /// One name twice in an object (RFC 8259, section 4).
    DuplicateKey = "json/duplicate-key",
    /// Bytes that are not UTF-8 (RFC 8259, section 8.1).
    InvalidUtf8 = "json/invalid-utf8",
    /// The text is UTF-16 or UTF-32.
    WideEncoding = "json/wide-encoding",
    /// The text starts with a byte order mark.
    ByteOrderMark = "json/byte-order-mark",
    /// `\uD800` to `\uDFFF` without its other half (RFC 8259, section 8.2).
    LoneSurrogate = "json/lone-surrogate",
    /// `NaN`, `Infinity` or `-Infinity`.
    NonFiniteNumber = "json/non-finite-number",
    /// A number beyond what a double can hold.
    NumberOverflow = "json/number-overflow",
    /// A number in a form that JSON lacks: `01`, `+1`, `.5`, `1.`, `0x1F`.
    InvalidNumber = "json/invalid-number",
    /// A raw control character in a string (RFC 8259, section 7).
    ControlCharacter = "json/control-character",
    /// A backslash before something that is not an escape.
    InvalidEscape = "json/invalid-escape",
    /// A string in single quotes, or a name without quotes.
    Quotes = "json/quotes",
    /// Arrays and objects nested deeper than the limit.
    Depth = "json/depth",
    /// A text larger than the limit.
    TooLarge = "json/too-large",
    /// Not YAML.
    YamlSyntax = "yaml/syntax",
    /// One key twice in a mapping (YAML 1.2.2, section 3.2.1.3).
    YamlDuplicateKey = "yaml/duplicate-key",
    /// Aliases that stand for more values than the limit, or for themselves.
    YamlAlias = "yaml/alias",
    /// A mapping key that is not a scalar, which JSON lacks.
    YamlKey = "yaml/key",
    /// `.nan` or `.inf`, which JSON lacks.
    YamlNonFiniteNumber = "yaml/non-finite-number",
    /// A tag that this tool does not know.
    YamlTag = "yaml/tag",
}
