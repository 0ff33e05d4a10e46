//! Where a record stands, kept so cheaply that a clean record costs nothing; a place is made of it only for a finding.

use openapi_findings::{Cell, Place};
use openapi_source::{Pointer, Source, Span};

/// Where in a payload a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// It is the whole, or the member with this pointer.
    Member(&'static str),
    /// An element of the list with that pointer, by its 0-based index.
    List(&'static str, u32),
}

impl Inside {
    /// The pointer of the member or list.
    pub(crate) fn pointer(self) -> &'static str {
        match self {
            Self::Member(pointer) | Self::List(pointer, _) => pointer,
        }
    }

    /// The 1-based number of the element; 0 where it is none.
    pub(crate) fn element(self) -> u32 {
        match self {
            Self::Member(_) => 0,
            Self::List(_, index) => index.saturating_add(1),
        }
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub struct At<'t> {
    /// The text that spans refer to.
    pub source: &'t Source,
    /// Where in the payload it is.
    pub inside: Inside,
    /// 1-based number of the record, where it is one of several.
    pub record: Option<u64>,
    /// 1-based number of its row, where it is one of a table.
    pub row: Option<u64>,
}

impl<'t> At<'t> {
    /// The whole of a text.
    pub fn whole(source: &'t Source) -> Self {
        Self { source, inside: Inside::Member(""), record: None, row: None }
    }

    /// A member of the payload.
    #[must_use]
    pub fn inside(self, pointer: &'static str) -> Self {
        Self { inside: Inside::Member(pointer), ..self }
    }

    /// An element of a list. Its number counts from the start of the list, unless this is in a record already.
    #[must_use]
    pub fn element(self, list: &'static str, index: usize) -> Self {
        let inside = Inside::List(list, u32::try_from(index).unwrap_or(u32::MAX));
        Self { inside, record: self.record.or(Some(index as u64 + 1)), ..self }
    }

    /// Pointer of the record.
    pub fn pointer(&self) -> Pointer {
        match self.inside {
            Inside::Member(pointer) => Pointer::from_text(pointer),
            Inside::List(list, index) => Pointer::from_text(list).item(index as usize),
        }
    }

    /// The place of a member of the record, or of something in it. In a table its column has the member's name; whoever
    /// knows the header puts that in its place.
    pub fn place(&self, member: &str, span: Span) -> Place {
        let mut place = self.record_place(span);
        place.pointer = Some(self.pointer().member(member));
        if let Some(cell) = &mut place.cell {
            member.clone_into(&mut cell.column);
        }
        place
    }

    /// The place of the record itself, by the span of what is shown of it.
    pub fn record_place(&self, span: Span) -> Place {
        let mut place = Place::new(self.source, span);
        place.pointer = Some(self.pointer());
        place.record = self.record;
        place.cell = self.row.map(|row| Cell { row, column: String::new(), reference: None });
        place
    }
}
