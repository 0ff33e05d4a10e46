//! What goes wrong with payloads of the Securegate API that no schema can say: the same guest twice, a phone number
//! that can't be dialled, an event that ends before it starts.
//!
//! A [`RuleSet`] looks at one payload after another, or at one [`Guest`] of a stream after another, on any number of
//! threads. What it needs to remember from one guest to the next it does not keep: it leaves [`Claim`]s in
//! [`Found`], which a single [`Memory`] admits in the order of the input.

mod check;
mod coverage;
mod domains;
mod email;
mod found;
mod guest;
mod headers;
mod key;
mod memory;
mod options;
mod payload;
pub mod phone;
mod place;
mod rule_set;
mod rules;
mod text;
mod time;

pub use check::{Batch, Body, Check, Event, Group, Invite, Told};
pub use coverage::{COVERAGE, Coverage};
pub use found::{Claim, Found, Scope};
pub use guest::{Classes, Field, Guest, GuestField};
pub use memory::Memory;
pub use options::OptionError;
pub use payload::Payload;
pub use place::{At, Inside};
pub use rule_set::RuleSet;
pub use rules::RULES;
