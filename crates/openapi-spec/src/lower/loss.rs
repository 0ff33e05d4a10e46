//! What a rewriting cost, and where.

use std::collections::BTreeMap;
use std::fmt;

/// One rewriting of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The pass that made it, in kebab-case.
    pub pass: &'static str,
    /// JSON Pointer (RFC 6901) to the place in the document as it was written.
    pub pointer: String,
    /// How much of the meaning is gone.
    pub class: LossClass,
    /// What became of the place, in a few words.
    pub note: String,
}

/// How much of the meaning a rewriting took away; a later variant takes away more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossClass {
    /// The output says the same in another way.
    None,
    /// Text or examples for readers are gone.
    Docs,
    /// The output accepts values that the document refuses.
    Validation,
    /// Generated types are wider or other than the document describes.
    Type,
    /// A part is not in the output at all.
    Dropped,
}

impl LossClass {
    /// Every class, least loss first.
    pub const ALL: [Self; 5] = [Self::None, Self::Docs, Self::Validation, Self::Type, Self::Dropped];

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Docs => "docs",
            Self::Validation => "validation",
            Self::Type => "type",
            Self::Dropped => "dropped",
        }
    }
}

impl fmt::Display for LossClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where moved parts came from: pointer in the output to pointer in the document as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<String, String>);

impl Origins {
    /// Notes that the part now at `moved` stood at `original` in the document as written.
    pub fn insert(&mut self, moved: String, original: String) {
        self.0.insert(moved, original);
    }

    /// The pointer in the document as written for a pointer in the output.
    pub fn original(&self, pointer: &str) -> String {
        let mut end = pointer.len();
        loop {
            let head = &pointer[..end];
            if let Some(original) = self.0.get(head) {
                return format!("{original}{}", &pointer[end..]);
            }
            match head.rfind('/') {
                Some(slash) => end = slash,
                None => return pointer.to_owned(),
            }
        }
    }
}

/// The log of one document pass.
pub struct Losses<'a> {
    pass: &'static str,
    log: &'a mut Vec<Loss>,
    origins: &'a mut Origins,
}

impl<'a> Losses<'a> {
    /// A log for `pass`.
    pub fn new(pass: &'static str, log: &'a mut Vec<Loss>, origins: &'a mut Origins) -> Self {
        Self { pass, log, origins }
    }

    /// Records a hit at `pointer`, which may lie in a part that was moved.
    pub fn record(&mut self, class: LossClass, pointer: &str, note: impl Into<String>) {
        self.log.push(Loss {
            pass: self.pass,
            pointer: self.origins.original(pointer),
            class,
            note: note.into(),
        });
    }

    /// The pointer in the document as written for a pointer in the output.
    pub fn original(&self, pointer: &str) -> String {
        self.origins.original(pointer)
    }

    /// Notes that the part now at `moved` stood at `original` in the document as written (see
    /// [`Losses::original`]).
    pub fn moved(&mut self, moved: String, original: String) {
        self.origins.insert(moved, original);
    }
}

/// The log of one schema pass at one place.
pub struct Hits<'a> {
    pass: &'static str,
    pointer: String,
    log: &'a mut Vec<Loss>,
}

impl<'a> Hits<'a> {
    /// A log for `pass` at `pointer` (in the document as written).
    pub fn new(pass: &'static str, pointer: String, log: &'a mut Vec<Loss>) -> Self {
        Self { pass, pointer, log }
    }

    /// Records a hit on the schema itself.
    pub fn record(&mut self, class: LossClass, note: impl Into<String>) {
        self.log.push(Loss { pass: self.pass, pointer: self.pointer.clone(), class, note: note.into() });
    }

    /// Records a hit on a keyword of the schema.
    pub fn record_at(&mut self, keyword: &str, class: LossClass, note: impl Into<String>) {
        let mut pointer = self.pointer.clone();
        super::walk::push(&mut pointer, keyword);
        self.log.push(Loss { pass: self.pass, pointer, class, note: note.into() });
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;

    #[test]
    fn the_longest_moved_part_counts() {
        let mut origins = Origins::default();
        origins.insert("/b".into(), "/a".into());
        origins.insert("/b/x".into(), "/c".into());
        assert_eq!(origins.original("/b/y"), "/a/y");
        assert_eq!(origins.original("/b/x/y"), "/c/y");
        assert_eq!(origins.original("/bb/y"), "/bb/y");
        assert_eq!(origins.original(""), "");
    }
}
