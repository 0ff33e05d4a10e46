//! From a JSON Pointer to a place and from a place to a JSON Pointer, also many times over, and also where
//! the pointer ends in something that is not there.

use std::collections::HashMap;

use crate::tree::array_index;
use crate::{Kind, Member, Node, Pointer, Span, Tree};

/// Containers longer than this are indexed on their first use.
const INDEXED_FROM: usize = 32;

/// Finds values, remembering long containers, so that locating every item of one costs time proportional to
/// its length and not to its square.
#[derive(Debug)]
pub struct Locator<'t> {
    tree: &'t Tree,
    arrays: HashMap<u32, Vec<Node<'t>>>,
    objects: HashMap<u32, Vec<Member<'t>>>,
}

/// What a pointer led to.
#[derive(Debug, Clone, Copy)]
pub struct Located<'t> {
    /// The value, or the deepest value on the way where the pointer leads nowhere.
    pub node: Node<'t>,
    /// Where the name of the member stands, if the value is an object's member.
    pub name: Option<Span>,
    /// Whether the pointer led all the way.
    pub exact: bool,
    /// The first array index on the way, 0-based: which record of a batch this is.
    pub record: Option<usize>,
}

impl<'t> Locator<'t> {
    /// A locator over one tree.
    pub fn new(tree: &'t Tree) -> Self {
        Self { tree, arrays: HashMap::new(), objects: HashMap::new() }
    }

    /// Follows a pointer as far as it leads.
    pub fn locate(&mut self, pointer: &Pointer) -> Located<'t> {
        let mut at = Located { node: self.tree.root(), name: None, exact: true, record: None };
        for segment in pointer.segments() {
            let next = match at.node.kind() {
                Kind::Object => at.node.member(&segment).map(|member| (member.value, Some(member.name_span))),
                Kind::Array => array_index(&segment).and_then(|index| {
                    at.record.get_or_insert(index);
                    Some((self.element(at.node, index)?, None))
                }),
                _ => None,
            };
            let Some((node, name)) = next else {
                at.exact = false;
                return at;
            };
            at.node = node;
            at.name = name;
        }
        at
    }

    /// The pointer of the innermost value (or member) that holds an offset of the text, and the first array
    /// index on the way, 0-based.
    pub fn pointer_at(&mut self, offset: u32) -> (Pointer, Option<usize>) {
        let mut pointer = Pointer::root();
        let mut record = None;
        let mut node = self.tree.root();
        loop {
            let (child, next) = match node.kind() {
                Kind::Array => {
                    let Some((index, element)) = self.element_at(node, offset) else { break };
                    record.get_or_insert(index);
                    (pointer.item(index), element)
                }
                Kind::Object => {
                    let Some(member) = self.member_at(node, offset) else { break };
                    (pointer.member(member.name), member.value)
                }
                _ => break,
            };
            pointer = child;
            node = next;
            if offset < node.span().start {
                break;
            }
        }
        (pointer, record)
    }

    fn element(&mut self, array: Node<'t>, index: usize) -> Option<Node<'t>> {
        let rank = array.rank_of(index)?;
        if array.len() <= INDEXED_FROM {
            return array.elements().nth(rank);
        }
        self.elements(array).get(rank).copied()
    }

    fn elements(&mut self, array: Node<'t>) -> &[Node<'t>] {
        self.arrays.entry(array.id()).or_insert_with(|| array.elements().collect())
    }

    /// The element that holds an offset, with its index.
    fn element_at(&mut self, array: Node<'t>, offset: u32) -> Option<(usize, Node<'t>)> {
        let elements = self.elements(array);
        let rank = elements.partition_point(|element| element.span().start <= offset).checked_sub(1)?;
        let element = elements[rank];
        (offset < element.span().end).then_some((array.index_of(rank), element))
    }

    /// The member that holds an offset, from the start of its name to the end of its value.
    fn member_at(&mut self, object: Node<'t>, offset: u32) -> Option<Member<'t>> {
        let members = self.objects.entry(object.id()).or_insert_with(|| object.members().collect());
        let after = members.partition_point(|member| member.name_span.start <= offset);
        let member = *members.get(after.checked_sub(1)?)?;
        (offset < member.value.span().end).then_some(member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, parse_json};

    #[test]
    fn stops_at_the_deepest_value_that_is_there() {
        let parsed = parse_json("t", br#"{"a": [{"b": 1}]}"#, &Limits::default());
        let tree = parsed.tree.unwrap();
        let mut locator = Locator::new(&tree);
        let found = locator.locate(&Pointer::from_text("/a/0/b"));
        assert!(found.exact);
        assert_eq!(found.node.raw(), "1");
        assert_eq!(found.name, Some(Span::new(8, 11)));
        assert_eq!(found.record, Some(0));
        let missing = locator.locate(&Pointer::from_text("/a/0/c/d"));
        assert!(!missing.exact);
        assert_eq!(missing.node.raw(), r#"{"b": 1}"#);
    }

    #[test]
    fn every_offset_belongs_to_the_innermost_value() {
        let text = r#"{"a": [10, {"b": 2}], "c": 3}"#;
        let parsed = parse_json("t", text.as_bytes(), &Limits::default());
        let tree = parsed.tree.unwrap();
        let mut locator = Locator::new(&tree);
        let mut at = |needle: &str| {
            let offset = u32::try_from(text.find(needle).unwrap()).unwrap();
            let (pointer, record) = locator.pointer_at(offset);
            (pointer.to_string(), record)
        };
        assert_eq!(at("{"), (String::new(), None));
        assert_eq!(at("\"a\""), ("/a".to_owned(), None));
        assert_eq!(at("10"), ("/a/0".to_owned(), Some(0)));
        assert_eq!(at(", {"), ("/a".to_owned(), None));
        assert_eq!(at("2}"), ("/a/1/b".to_owned(), Some(1)));
        assert_eq!(at("3}"), ("/c".to_owned(), None));
    }
}
