//! Tables as text, in which every field knows its place: delimiter-separated values as programs really write them.
//!
//! [`Dialect::detect`] says how a text is written, [`Dialect::decode`] makes UTF-8 of it, [`Cutter`] cuts it into blocks of
//! whole rows, [`Header`] finds the wanted columns, and [`Rows`] reads a block. Blocks are independent of each other, so that
//! many threads can read them. No I/O but on readers that are given, no panic on input, and what is wrong is a finding: no
//! row is passed over without being counted ([`Tally`]).
//!
//! A sheet of a workbook is read as such a text, which is made of it ([`Sheet`], with the feature `xlsx`).

mod block;
mod cut;
mod dialect;
mod encoding;
mod fault;
mod header;
mod json;
mod mapping;
mod names;
mod quote;
mod row;
mod rules;
mod scan;
#[cfg(feature = "xlsx")]
mod sheet;
mod tally;

pub use block::BlockText;
pub use cut::{Cut, Cutter};
pub use dialect::{Basis, Dialect, DialectOptions, Known, LineEnd, is_delimiter};
pub use encoding::{Decoded, EncodingScan};
pub use encoding_rs::Encoding;
pub use fault::{Fault, FaultKind};
pub use header::Header;
pub use mapping::{Column, ColumnKind, Empty, HeaderOptions, Mapping};
pub use row::{Field, Row, Rows};
pub use rules::TABLE_RULES;
#[cfg(feature = "xlsx")]
pub use sheet::{Sheet, SheetError};
pub use tally::Tally;
