//! The names of an object that no plan tells apart, to find one that stands twice.

use std::collections::HashSet;

use super::scalar::stop;
use super::{Reason, Stop};

/// So many are compared one by one; more are hashed.
const FEW: usize = 24;

pub(crate) struct Strangers<'t> {
    count: usize,
    few: [(u32, u32); FEW],
    many: Option<HashSet<&'t [u8]>>,
}

impl<'t> Strangers<'t> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { count: 0, few: [(0, 0); FEW], many: None }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Adds the name at `start..end`. Stops at a second one that is equal; and is unsure of names with escapes,
    /// which may be equal and look different.
    #[inline]
    pub(crate) fn add(&mut self, text: &'t [u8], start: usize, end: usize) -> Result<(), Stop> {
        let name = &text[start..end];
        if name.contains(&b'\\') {
            return stop(start, Reason::Unsure);
        }
        if self.count >= FEW {
            return self.add_to_many(text, start, end);
        }
        let (Ok(from), Ok(to)) = (u32::try_from(start), u32::try_from(end)) else {
            return stop(start, Reason::Unsure);
        };
        for &(from, to) in &self.few[..self.count] {
            if (to - from) as usize == name.len() && text[from as usize..to as usize] == *name {
                return stop(start, Reason::Syntax);
            }
        }
        self.few[self.count] = (from, to);
        self.count += 1;
        Ok(())
    }

    #[cold]
    fn add_to_many(&mut self, text: &'t [u8], start: usize, end: usize) -> Result<(), Stop> {
        let few = &self.few;
        let many = self
            .many
            .get_or_insert_with(|| few.iter().map(|&(from, to)| &text[from as usize..to as usize]).collect());
        if !many.insert(&text[start..end]) {
            return stop(start, Reason::Syntax);
        }
        self.count += 1;
        Ok(())
    }
}
