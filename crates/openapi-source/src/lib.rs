//! Bytes in, positioned tree out: strict JSON and YAML 1.2 in which every value knows its byte range,
//! line and column. No I/O, no panic, no recursion on input: what is wrong with the bytes comes back as
//! [`Fault`]s beside whatever could be read.

mod decode;
mod escape;
mod fault;
mod json;
mod limits;
mod locate;
mod message;
mod pointer;
mod repair;
mod row;
mod source;
mod syntax;
mod tree;
mod yaml;

pub use escape::escape_controls;
pub use fault::{Fault, FaultKind};
pub use json::{LeftOut, parse_json, parse_json_at, parse_json_within, parse_json_without};
pub use limits::Limits;
pub use locate::{Located, Locator};
pub use message::{Message, Part};
pub use pointer::{Pointer, percent_decode};
pub use repair::{Repair, removal, whole_lines};
pub use row::{RowField, RowValue};
pub use source::{Origin, Position, Source, Span, Walk};
pub use syntax::Syntax;
pub use tree::{Elements, Kind, Member, Members, Node, Tree};
pub use yaml::parse_yaml;

/// What reading a text gave: the source for positions, the tree if the text could be read to its end,
/// and every fault met on the way, in the order of the text.
#[derive(Debug)]
pub struct Parsed {
    /// The decoded text, which turns offsets into lines and columns.
    pub source: Source,
    /// The tree; `None` where a fault left no way to go on, which is then the last of `faults`.
    pub tree: Option<Tree>,
    /// What is wrong with the text, by position.
    pub faults: Vec<Fault>,
}
