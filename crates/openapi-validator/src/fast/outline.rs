//! Which elements of a payload's lists are clean, so that only the others, and what stands around them, go through the
//! full pass. Exact where nothing but `items` and the count looks at the elements of a list, which is what makes it
//! an array of the plan; a list that anything else looks at is an island, or inside one.

use openapi_source::LeftOut;

use super::plan::Padded;
use super::{Backend, FastPlan, FastScratch};
use crate::steps;

/// The clean elements found so far, those in a row as one.
#[derive(Default)]
pub(crate) struct CleanElements {
    runs: Vec<LeftOut>,
    /// Whether the next clean element is in a row with the last.
    is_in_row: bool,
    clean: usize,
    /// How many were not clean.
    others: usize,
}

/// Where more elements than this are not clean, and more than are clean, looking at the rest is not worth it.
const MOST_OTHERS: usize = 16;

impl CleanElements {
    /// A list begins: its first element is in no row.
    pub(crate) fn begin(&mut self) {
        self.is_in_row = false;
    }

    /// Passes an element that is not clean. False where to go on is not worth it.
    pub(crate) fn pass(&mut self) -> bool {
        self.is_in_row = false;
        self.others += 1;
        self.others <= MOST_OTHERS.max(self.clean)
    }

    /// Adds a clean element.
    pub(crate) fn add(&mut self, start: usize, end: usize) {
        match self.runs.last_mut() {
            Some(run) if self.is_in_row => {
                run.end = end;
                run.count += 1;
            }
            _ => self.runs.push(LeftOut { start, end, count: 1 }),
        }
        self.is_in_row = true;
        self.clean += 1;
    }
}

impl<'r> FastPlan<'r> {
    /// The elements of the outermost list, or of lists in the outermost object, in which the full pass would find
    /// nothing, for [`parse_json_without`](openapi_source::parse_json_without). With or without them, a check finds
    /// the same. Empty where the text is not UTF-8, or has no such list.
    pub fn clean_elements(&self, text: &Padded, scratch: &mut FastScratch<'r>) -> Vec<LeftOut> {
        let mut clean = CleanElements::default();
        if simdutf8::basic::from_utf8(text.bytes()).is_err() {
            return clean.runs;
        }
        let run = || match self.backend {
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2 => {
                super::avx2::clean_elements(&self.plan, text.padded(), &mut clean, &mut scratch.0)
            }
            Backend::Portable => {
                super::portable::clean_elements(&self.plan, text.padded(), &mut clean, &mut scratch.0)
            }
        };
        // Where it stops, for whatever reason, the full pass takes over.
        let _ = steps::bounded(steps::of_payload(text.len()), run);
        clean.runs
    }
}
