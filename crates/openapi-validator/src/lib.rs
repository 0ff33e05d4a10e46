//! Payloads against an OpenAPI document or a JSON Schema. The `jsonschema` crate is the truth; it reads our
//! positioned tree through its own traits, so that nothing is parsed twice and every error has its line.
//! What this crate adds: one finding for one fault, unknown members of open objects, suggestions, severity
//! by evidence, and the place in the document that demands what was broken.

mod blocks;
mod checker;
mod extent;
mod fast;
mod guess;
mod http;
mod merge;
mod nearest;
mod properties;
mod records;
mod remedy;
mod representation;
mod rules;
mod shape;
mod steps;
mod translate;
mod trial;
mod wording;

pub use blocks::{Before, Block, Cut, LineCut, Whole, in_order};
pub use checker::{Checked, Checker, CompileError, MAX_ERRORS, Validator};
pub use fast::{Answer, FastPlan, FastScratch, Padded, glance};
pub use guess::{Direction, Glance, Guess, Part, Target, guess, targets};
pub use http::{HTTP_RULES, HttpOptions, HttpValidator, Nullable, PathMatch, Request, Response};
pub use nearest::nearest_word;
pub use properties::{Property, properties};
pub use records::{BlockFindings, RecordCheck, RecordFindings};
pub use rules::CONTRACT_RULES;
