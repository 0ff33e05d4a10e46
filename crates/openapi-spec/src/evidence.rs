//! How firmly a document says something: the extension `x-evidence`.
//!
//! Its value is a level, or a map from keyword to level. For a keyword, the map entry of its own schema
//! counts, else that schema's one-word form, else the nearest enclosing object by the same rule, else the
//! document is taken at its word.

use openapi_findings::Severity;
use openapi_source::{Kind, Node, Pointer, Tree};

/// How firmly something is known, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Nothing shows it either way.
    Unknown,
    /// Concluded, never seen.
    Inferred,
    /// In hand-written text or examples only.
    Prose,
    /// The document's author is on record for it.
    Published,
}

impl Evidence {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "unknown" => Self::Unknown,
            "inferred" => Self::Inferred,
            "prose" => Self::Prose,
            "published" => Self::Published,
            _ => return None,
        })
    }

    /// The highest severity of a finding that rests on it.
    pub fn severity(self) -> Severity {
        match self {
            Self::Published | Self::Prose => Severity::Error,
            Self::Inferred => Severity::Warning,
            Self::Unknown => Severity::Info,
        }
    }
}

/// What a text says of a keyword, if anything.
pub(crate) fn said_of_keyword(tree: &Tree, pointer: &Pointer) -> Option<Evidence> {
    let (schema, keyword) = pointer.split_last()?;
    let mut node = tree.root();
    let mut found = said(node, &keyword);
    for segment in schema.segments() {
        let next = match node.kind() {
            Kind::Object => node.get(&segment),
            Kind::Array => segment.parse().ok().and_then(|index| node.elements().nth(index)),
            _ => None,
        };
        let Some(next) = next else { break };
        node = next;
        found = said(node, &keyword).or(found);
    }
    found
}

/// What one object says of a keyword.
fn said(node: Node<'_>, keyword: &str) -> Option<Evidence> {
    let extension = node.get("x-evidence")?;
    let level = match extension.kind() {
        Kind::Object => extension.get(keyword)?,
        _ => extension,
    };
    Evidence::parse(level.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Resource;

    #[track_caller]
    fn check(pointer: &str, expected: Evidence) {
        let yaml = "
x-evidence: prose
a:
  x-evidence: {required: inferred}
  required: [b]
  properties:
    b:
      type: string
      x-evidence: unknown
    c:
      x-evidence: published
      enum: [1]
";
        let (resource, findings) = Resource::load("t.yaml", yaml.as_bytes());
        assert!(findings.is_empty());
        assert_eq!(resource.unwrap().evidence(&Pointer::from_text(pointer)), expected);
    }

    #[test]
    fn the_nearest_word_counts() {
        check("/a/required", Evidence::Inferred);
        check("/a/minProperties", Evidence::Prose);
        check("/a/properties/b/type", Evidence::Unknown);
        check("/a/properties/c/enum", Evidence::Published);
        check("/a/properties/d/type", Evidence::Prose);
        check("", Evidence::Published);
    }
}
