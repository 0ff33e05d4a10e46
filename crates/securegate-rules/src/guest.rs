//! One guest of a request: six texts with their places, and what kinds of bytes are in each.

use std::cell::Cell;

use openapi_findings::{Edit, Fix, Place, Safety};
use openapi_source::{Message, Node, Span};

use crate::key::short;
use crate::phone::{self, NumberKind};
use crate::place::At;

/// The members of a guest (`InviteCreate`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names of the API say it")]
pub enum GuestField {
    FirstName,
    LastName,
    Email,
    CountryCode,
    MobileNumber,
    AuthenticationMethod,
}

impl GuestField {
    /// All of them, in the order of the API.
    pub const ALL: [GuestField; 6] = [
        GuestField::FirstName,
        GuestField::LastName,
        GuestField::Email,
        GuestField::CountryCode,
        GuestField::MobileNumber,
        GuestField::AuthenticationMethod,
    ];

    /// Those that hold free text: all but the two enums, which the contract judges letter by letter.
    pub const TEXTS: [GuestField; 4] =
        [GuestField::FirstName, GuestField::LastName, GuestField::Email, GuestField::MobileNumber];

    /// The two that hold names.
    pub const NAMES: [GuestField; 2] = [GuestField::FirstName, GuestField::LastName];

    /// The member's name.
    pub fn name(self) -> &'static str {
        match self {
            GuestField::FirstName => "first_name",
            GuestField::LastName => "last_name",
            GuestField::Email => "email",
            GuestField::CountryCode => "country_code",
            GuestField::MobileNumber => "mobile_number",
            GuestField::AuthenticationMethod => "authentication_method",
        }
    }

    /// The field of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Which kinds of bytes a text has. It is worked out once for each field, so that most rules end at one look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u16);

#[expect(missing_docs, reason = "the names say it")]
impl Classes {
    pub const LOWER: Self = Self(1);
    pub const UPPER: Self = Self(1 << 1);
    pub const DIGIT: Self = Self(1 << 2);
    pub const SPACE: Self = Self(1 << 3);
    /// ASCII controls, line breaks and tabs among them.
    pub const CONTROL: Self = Self(1 << 4);
    /// Bytes of characters beyond ASCII, odd ones among them.
    pub const NON_ASCII: Self = Self(1 << 5 | 1 << 12);
    pub const AT: Self = Self(1 << 6);
    pub const DOT: Self = Self(1 << 7);
    pub const HYPHEN: Self = Self(1 << 8);
    pub const APOSTROPHE: Self = Self(1 << 9);
    /// `<`, `>` and `&`.
    pub const MARKUP: Self = Self(1 << 10);
    /// Any other printable ASCII character.
    pub const OTHER: Self = Self(1 << 11);
    /// Bytes that begin a space beyond ASCII, an invisible character, or a sign: rare, and hardly in any name.
    pub const ODD: Self = Self(1 << 12);

    /// The kinds in a text.
    pub fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |classes, byte| classes | CLASS_OF[byte as usize]))
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is any of those.
    pub const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// Whether there is nothing but those.
    pub const fn only(self, of: Self) -> bool {
        self.0 & !of.0 == 0
    }
}

const CLASS_OF: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it counts to 255")]
        let class = match byte as u8 {
            b'a'..=b'z' => Classes::LOWER,
            b'A'..=b'Z' => Classes::UPPER,
            b'0'..=b'9' => Classes::DIGIT,
            b' ' => Classes::SPACE,
            0..=0x1F | 0x7F => Classes::CONTROL,
            0xC2 | 0xE1..=0xE3 | 0xEF | 0xF3 => Classes::NON_ASCII,
            0x80..=0xFF => Classes(1 << 5),
            b'@' => Classes::AT,
            b'.' => Classes::DOT,
            b'-' => Classes::HYPHEN,
            b'\'' => Classes::APOSTROPHE,
            b'<' | b'>' | b'&' => Classes::MARKUP,
            _ => Classes::OTHER,
        };
        table[byte] = class.0;
        byte += 1;
    }
    table
};

/// One text of a guest.
#[derive(Debug, Clone, Copy)]
pub struct Field<'t> {
    /// Which.
    pub of: GuestField,
    /// The value.
    pub text: &'t str,
    /// Where the value stands, quotes included.
    pub span: Span,
    /// What is in it.
    pub classes: Classes,
}

impl<'t> Field<'t> {
    /// A field with its kinds of bytes worked out.
    pub fn new(of: GuestField, text: &'t str, span: Span) -> Self {
        Self { of, text, span, classes: Classes::of(text) }
    }

    /// The value without white space around it.
    pub fn trimmed(&self) -> &'t str {
        if self.classes.any(UNTRIMMED) { self.text.trim() } else { self.text }
    }
}

/// What can make trimming change a text: all white space beyond ASCII begins with an odd byte.
const UNTRIMMED: Classes = Classes::SPACE.and(Classes::CONTROL).and(Classes::ODD);

/// A guest of a request. A field is there only where its value is a string: what is missing or of another type, the
/// contract says.
#[derive(Debug)]
pub struct Guest<'t> {
    /// Where it stands.
    pub at: At<'t>,
    fields: [Option<Field<'t>>; 6],
    /// Fields of which the last word is said, one bit each.
    settled: Cell<u8>,
    /// What the phone number is, once a rule has asked.
    number_kind: Cell<Option<NumberKind>>,
    digests: Cell<Option<Digests>>,
}

/// Short digests of parts of a guest, which tell whether two guests differ in them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digests {
    pub(crate) name: u16,
    pub(crate) email: u16,
    pub(crate) phone: u16,
    pub(crate) method: u16,
}

impl<'t> Guest<'t> {
    /// The guest that an object describes; `None` for any other value.
    pub fn of_node(node: Node<'t>, at: At<'t>) -> Option<Self> {
        let mut fields = [None; 6];
        let mut members = node.members().peekable();
        if members.peek().is_none() && node.kind() != openapi_source::Kind::Object {
            return None;
        }
        // Of equal names the last counts, as for most readers.
        for member in members {
            if let Some(of) = GuestField::named(member.name) {
                let value = member.value;
                fields[of as usize] = value.as_str().map(|text| Field::new(of, text, value.span()));
            }
        }
        Some(Self::new(fields, at))
    }

    /// The guest of a row of a table: the texts of the fields in their order, each with its place.
    pub fn of_row(texts: [Option<(&'t str, Span)>; 6], at: At<'t>) -> Self {
        let mut fields = [None; 6];
        for (of, text) in GuestField::ALL.into_iter().zip(texts) {
            fields[of as usize] = text.map(|(text, span)| Field::new(of, text, span));
        }
        Self::new(fields, at)
    }

    fn new(fields: [Option<Field<'t>>; 6], at: At<'t>) -> Self {
        let (settled, number_kind, digests) = (Cell::new(0), Cell::new(None), Cell::new(None));
        Self { at, fields, settled, number_kind, digests }
    }

    /// A field, unless it is not there, or [settled](Guest::settle).
    pub fn field(&self, of: GuestField) -> Option<Field<'t>> {
        let is_settled = self.settled.get() & (1 << of as u8) != 0;
        if is_settled { None } else { self.fields[of as usize] }
    }

    /// A field, settled or not.
    pub fn any_field(&self, of: GuestField) -> Option<Field<'t>> {
        self.fields[of as usize]
    }

    /// All fields that are not settled.
    pub fn fields(&self) -> impl Iterator<Item = Field<'t>> + '_ {
        GuestField::ALL.into_iter().filter_map(|of| self.field(of))
    }

    /// Hides a field from the rules that come later in the table: everything that can be said of it has been, so that
    /// one fault is one finding.
    pub fn settle(&self, of: GuestField) {
        self.settled.set(self.settled.get() | 1 << of as u8);
    }

    /// The place of a field.
    pub fn place(&self, field: &Field<'_>) -> Place {
        self.at.place(field.of.name(), field.span)
    }

    /// Short digests of what tells guests apart.
    pub(crate) fn digests(&self) -> Digests {
        if let Some(digests) = self.digests.get() {
            return digests;
        }
        let of = |of: GuestField| self.fields[of as usize].map_or(0, |field| short(field.trimmed()));
        let digests = Digests {
            name: of(GuestField::FirstName).rotate_left(5) ^ of(GuestField::LastName),
            email: of(GuestField::Email),
            phone: self.fields[GuestField::MobileNumber as usize].map_or(0, |field| number(&field)),
            method: of(GuestField::AuthenticationMethod),
        };
        self.digests.set(Some(digests));
        digests
    }

    /// The country code and the phone number, and what the number is as it is written; `None` unless both are there,
    /// neither settled, and the code one that the API knows.
    pub(crate) fn phone(&self) -> Option<(&'t str, Field<'t>, NumberKind)> {
        let phone = self.field(GuestField::MobileNumber)?;
        let code = self.field(GuestField::CountryCode)?.text;
        let kind = self.number_kind.get().or_else(|| phone::kind(code, phone.text))?;
        self.number_kind.set(Some(kind));
        Some((code, phone, kind))
    }

    /// A fix that writes another value in the place of a field; `None` where nothing can be written.
    pub(crate) fn fix(&self, field: &Field<'_>, safety: Safety, value: &str) -> Option<Fix> {
        let edit = Edit::string(self.at.source, field.span, value)?;
        let message = Message::new("write ").value(quoted(value));
        Some(Fix { message, safety, edits: vec![edit] })
    }
}

/// A text as messages show values.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The digest of a phone number, however it is written. The zero that is dialled inside a country does not count.
fn number(field: &Field<'_>) -> u16 {
    let is_bare = field.classes.only(Classes::DIGIT) && !field.text.starts_with('0');
    let written = if is_bare { None } else { phone::written(field.text) };
    written.map_or_else(
        || short(field.trimmed()),
        |written| short(written.digits.as_str().trim_start_matches('0')),
    )
}
