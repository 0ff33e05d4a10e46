//! The style `deepObject`: `filter[from]=1&filter[to]=2`.
//!
//! The specification defines one level with plain values. Real APIs go further, in the way of PHP and Rails:
//! `items[0][price]=5`, `tags[]=a&tags[]=b`. All of it is read.

use std::collections::HashMap;

use openapi_source::Span;

use super::carried::{Carried, Entry};
use super::styles::{How, Misread, Sent};
use super::url::decode;
use super::wants::Wants;
use crate::shape::Shapes;

/// The most levels of brackets.
const MAX_LEVELS: usize = 32;

/// Reads an object.
pub(super) fn read(
    how: How<'_>,
    sent: &Sent<'_>,
    shapes: &mut Shapes<'_>,
    shape: Option<usize>,
) -> Result<Carried, Misread> {
    let mut root = Branch::default();
    for slot in &sent.slots {
        let misread = || Misread::Style(slot.name_at, format!("{}[member]=value", how.name));
        let keys = slot.name.strip_prefix(how.name).and_then(keys).ok_or_else(misread)?;
        let text = decode(sent.text, slot.value, how.decoding)?;
        let value = Carried::Text { text, at: slot.value };
        root.insert(&keys, slot.name_at, value).ok_or_else(misread)?;
    }
    Ok(root.carried(shapes, shape))
}

/// The keys of `[a][b]`, at least one.
fn keys(text: &str) -> Option<Vec<&str>> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (key, after) = rest.strip_prefix('[')?.split_once(']')?;
        if out.len() == MAX_LEVELS {
            return None;
        }
        out.push(key);
        rest = after;
    }
    (!out.is_empty()).then_some(out)
}

/// What stands under one key.
#[derive(Default)]
struct Branch {
    /// The name that it came with first, and the end of its last value.
    at: Option<Span>,
    name_at: Option<Span>,
    values: Vec<Carried>,
    children: Vec<(String, Branch)>,
    by_key: HashMap<String, usize>,
}

impl Branch {
    /// Puts a value under keys; `None` where the place holds something of another kind already.
    fn insert(&mut self, keys: &[&str], name_at: Span, value: Carried) -> Option<()> {
        let end = match &value {
            Carried::Text { at, .. } => at.end,
            _ => name_at.end,
        };
        self.name_at.get_or_insert(name_at);
        self.at = Some(Span::new(self.at.map_or(name_at.start, |at| at.start), end));
        let Some((key, rest)) = keys.split_first() else {
            self.values.push(value);
            return self.children.is_empty().then_some(());
        };
        if !self.values.is_empty() {
            return None;
        }
        let children = &mut self.children;
        let idx = *self.by_key.entry((*key).to_owned()).or_insert_with_key(|key| {
            children.push((key.clone(), Self::default()));
            children.len() - 1
        });
        self.children[idx].1.insert(rest, name_at, value)
    }

    fn carried(mut self, shapes: &mut Shapes<'_>, shape: Option<usize>) -> Carried {
        let at = self.at.unwrap_or(Span::at(0));
        let wants = Wants::of(shapes, shape);
        if self.children.is_empty() {
            let is_list = self.values.len() > 1 || (wants.has(Wants::ARRAY) && !wants.has_scalar());
            return match self.values.pop() {
                Some(only) if !is_list => only,
                last => {
                    self.values.extend(last);
                    Carried::List { items: self.values, at }
                }
            };
        }
        let is_index = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
        let is_list = self.children.iter().all(|(key, _)| is_index(key)) && !wants.has(Wants::OBJECT);
        if !is_list {
            let members = self.children.into_iter().map(|(name, branch)| {
                let shape = shape.and_then(|shape| shapes.member(shape, &name));
                let name_at = branch.name_at.unwrap_or(at);
                Entry { name, name_at, value: branch.carried(shapes, shape) }
            });
            return Carried::Map { members: members.collect(), at };
        }
        // `[10]` comes after `[9]`; numbers too long for a machine come in the order of their digits.
        self.children.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
        let mut items = Vec::new();
        for (key, mut branch) in self.children {
            if key.is_empty() && branch.children.is_empty() {
                items.append(&mut branch.values);
            } else {
                let shape = shape.and_then(|shape| shapes.element(shape, items.len()));
                items.push(branch.carried(shapes, shape));
            }
        }
        Carried::List { items, at }
    }
}
