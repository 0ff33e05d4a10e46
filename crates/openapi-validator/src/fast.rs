//! The fast pass: one fused pass over the bytes of a payload that checks grammar, UTF-8 and schema without
//! building anything.
//!
//! It answers *clean*, or where it stopped. Clean means that the full pass would find nothing at all: valid
//! JSON, valid against the schema, no duplicate and no undeclared member. Where it stopped, the full pass
//! decides; so the fast pass may be wrong in one direction only, and never is in the other.
//!
//! A *plan* is compiled at run time from the schema. A part of the schema that the plan has no instruction for
//! is an *island*: its slice goes to the `jsonschema` crate.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod compile;
mod outline;
mod plan;
mod portable;
mod scalar;
mod strangers;
mod stream;

use openapi_source::Pointer;
use openapi_spec::Resource;

use crate::guess::Glance;
use crate::steps;

pub(crate) use compile::plan;
pub use plan::Padded;
use plan::{Plan, Scratch};

/// Why the fast pass stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Not JSON, or not as strict as the reader wants it.
    Syntax,
    /// Against the schema.
    Schema,
    /// Beyond what the plan can tell.
    Unsure,
}

/// Where and why the fast pass stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) at: usize,
    pub(crate) reason: Reason,
}

/// The answer of the fast pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The full pass would find nothing.
    Clean,
    /// The payload is not JSON or breaks the schema, about here.
    Broken {
        /// Byte offset at which the pass stopped: at or shortly behind the fault.
        at: usize,
    },
    /// Only the full pass can tell.
    Unsure {
        /// Byte offset at which the pass stopped.
        at: usize,
    },
}

/// A schema compiled for the fast pass.
pub struct FastPlan<'r> {
    resource: &'r Resource,
    plan: Plan,
    backend: Backend,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backend {
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Backend {
    fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if avx2::is_available() {
            return Self::Avx2;
        }
        Self::Portable
    }
}

/// A glance at a text without a tree; `None` where it is not clean JSON as far as it had to be read.
pub fn glance(text: &Padded) -> Option<Glance> {
    let mut names = Vec::new();
    let kind = match Backend::detect() {
        #[cfg(target_arch = "x86_64")]
        Backend::Avx2 => avx2::kind_and_names(text.padded(), &mut names),
        Backend::Portable => portable::kind_and_names(text.padded(), &mut names),
    };
    Some(Glance::new(kind.ok()?, names))
}

/// What one thread needs to run a plan; made once, used for many payloads.
pub struct FastScratch<'r>(Scratch<'r>);

impl<'r> FastPlan<'r> {
    pub(crate) fn new(resource: &'r Resource, plan: Plan) -> Self {
        Self { resource, plan, backend: Backend::detect() }
    }

    /// The same plan without SIMD: slower, with the same answers.
    #[must_use]
    pub fn without_simd(mut self) -> Self {
        self.backend = Backend::Portable;
        self
    }

    /// How many parts of the schema go to the `jsonschema` crate.
    pub fn islands(&self) -> usize {
        self.plan.islands.len()
    }

    /// What a thread needs to run the plan.
    pub fn scratch(&self) -> FastScratch<'r> {
        FastScratch(Scratch::new(self.resource))
    }

    /// Judges a whole text as one payload.
    pub fn judge(&self, text: &Padded, scratch: &mut FastScratch<'r>) -> Answer {
        if simdutf8::basic::from_utf8(text.bytes()).is_err() {
            return Answer::Broken { at: 0 };
        }
        self.judge_utf8(text, 0, text.len(), scratch)
    }

    /// Judges one value in `start..end` of a text that is known to be UTF-8 there. The byte at `end`, if any,
    /// must be a newline or the padding.
    fn judge_utf8(&self, text: &Padded, start: usize, end: usize, scratch: &mut FastScratch<'r>) -> Answer {
        let mut run = || match self.backend {
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2 => avx2::payload(&self.plan, text.padded(), start, end, &mut scratch.0),
            Backend::Portable => portable::payload(&self.plan, text.padded(), start, end, &mut scratch.0),
        };
        // Only islands can take longer than the bytes that they stand on.
        let done = if self.plan.islands.is_empty() {
            run()
        } else {
            steps::bounded(steps::of_payload(end - start), run)
                .unwrap_or(Err(Stop { at: start, reason: Reason::Unsure }))
        };
        match done {
            Ok(()) => Answer::Clean,
            Err(Stop { at, reason: Reason::Unsure }) => Answer::Unsure { at },
            Err(Stop { at, .. }) => Answer::Broken { at },
        }
    }

    /// Judges each line of a text that consists of whole lines as a payload of its own, and calls `rest` with the
    /// range of each that is not clean. Lines of white space are no payloads. Returns how many payloads there were.
    pub fn judge_lines(
        &self,
        text: &Padded,
        scratch: &mut FastScratch<'r>,
        mut rest: impl FnMut(u64, std::ops::Range<usize>),
    ) -> u64 {
        let bytes = text.bytes();
        let is_utf8 = simdutf8::basic::from_utf8(bytes).is_ok();
        let mut count = 0;
        let mut start = 0;
        while start < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
            let line = &bytes[start..end];
            if !line.iter().all(u8::is_ascii_whitespace) {
                let is_text = is_utf8 || simdutf8::basic::from_utf8(line).is_ok();
                if !is_text || self.judge_utf8(text, start, end, scratch) != Answer::Clean {
                    rest(count, start..end);
                }
                count += 1;
            }
            start = end + 1;
        }
        count
    }

    /// Where the plan's schema stands.
    pub fn schema(&self) -> &Pointer {
        &self.plan.schema
    }
}

#[cfg(test)]
mod tests;
