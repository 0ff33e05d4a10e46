//! From a place in the composed document to the file and the place in it.

use std::collections::HashMap;

use openapi_source::Pointer;

/// A value of one of the files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Target {
    /// Number of the file; the document itself is 0.
    pub(crate) file: usize,
    /// The value in it.
    pub(crate) pointer: Pointer,
}

/// Which parts of a composed document came from where; everything else is where it was in the document itself.
#[derive(Debug, Default)]
pub(crate) struct Origins(HashMap<String, Target>);

impl Origins {
    pub(super) fn insert(&mut self, at: &Pointer, target: Target) {
        self.0.insert(at.as_str().to_owned(), target);
    }

    /// What was put at this very place.
    pub(super) fn exact(&self, at: &Pointer) -> Option<&Target> {
        self.0.get(at.as_str())
    }

    /// Where a place, or what would be there, stands.
    pub(crate) fn of(&self, at: &Pointer) -> Target {
        let text = at.as_str();
        let mut end = text.len();
        loop {
            if let Some(target) = self.0.get(&text[..end]) {
                let pointer = Pointer::from_text(format!("{}{}", target.pointer, &text[end..]));
                return Target { file: target.file, pointer };
            }
            match text[..end].rfind('/') {
                Some(slash) => end = slash,
                None => return Target { file: 0, pointer: at.clone() },
            }
        }
    }
}
