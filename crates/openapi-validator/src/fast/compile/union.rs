//! Alternatives and other conditions. Where the type of a value, or a fixed text in one of its members, tells which
//! alternative is meant, the plan goes there at once; else they are tried one by one.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::gather::{ARRAY, BOOLEAN, Conjunction, INTEGER, NULL, NUMBER, OBJECT, STRING, Union};
use super::{Compiler, Failure, Place, push};
use crate::fast::plan::{Condition, Conditions, DispatchPlan, Node, NumberPlan, Op, TypedPlan};

/// More alternatives than this are not tried one by one.
const MAX_TRIED: usize = 32;

/// More alternatives than this are not told apart.
const MAX_APART: usize = 4_096;

/// One alternative, with what stands beside all of them.
struct Branch<'r> {
    place: Place<'r>,
    all: Conjunction<'r>,
    types: u8,
}

impl<'c> Compiler<'c, '_> {
    /// The node for a place with alternatives of which at most one can be meant, told by the type of the value or by
    /// a fixed text in a member; `None` where they can't be told apart.
    pub(super) fn apart(&mut self, place: &Place<'c>, union: &Union<'c>) -> Result<Option<Node>, Failure> {
        if union.branches.len() > MAX_APART {
            return Ok(None);
        }
        let mut branches: Vec<Branch<'c>> = Vec::with_capacity(union.branches.len());
        let (mut taken, mut shared) = (0, 0);
        for branch in &union.branches {
            let mut place = place.clone();
            place.schemas.push(branch.clone());
            place.resolved.push(union.id);
            let all = self.gather(&place);
            let types = all.possible_types();
            shared |= taken & types;
            taken |= types;
            branches.push(Branch { place, all, types });
        }
        let objects: Vec<&Branch<'c>> = branches.iter().filter(|branch| branch.types & OBJECT != 0).collect();
        let texts = if shared == 0 {
            None
        } else {
            let texts = if shared & OBJECT != 0 { self.discriminator(&objects) } else { None };
            if texts.is_none() {
                return Ok(None);
            }
            texts
        };
        let is_by_text_alone = shared & !OBJECT != 0;
        let mut typed = TypedPlan::NEVER;
        let mut table = HashMap::new();
        let mut object_idx = 0;
        for branch in &branches {
            let is_object = branch.types & OBJECT != 0;
            if is_by_text_alone && !is_object {
                continue;
            }
            let node = self.node(&branch.place)?;
            let Some(part) = self.spread(node, branch.types & if is_by_text_alone { OBJECT } else { !0 })
            else {
                return Ok(None);
            };
            if let (true, Some((_, texts))) = (is_object, &texts) {
                for text in &texts[object_idx] {
                    table.insert(text.as_bytes().into(), part.object);
                }
            } else {
                typed.object = if is_object { part.object } else { typed.object };
            }
            object_idx += usize::from(is_object);
            typed.add(part);
        }
        let Some((property, _)) = texts else {
            return Ok(Some(self.typed(typed)));
        };
        let dispatch = DispatchPlan { property: property.as_bytes().into(), table };
        let object = Node::new(Op::Dispatch, false, push(&mut self.plan.dispatches, dispatch));
        Ok(Some(if is_by_text_alone { object } else { self.typed(TypedPlan { object, ..typed }) }))
    }

    /// The member that each branch gives other texts, and these.
    fn discriminator(&self, branches: &[&Branch<'c>]) -> Option<(&'c str, Vec<Vec<&'c str>>)> {
        let (first, rest) = branches.split_first()?;
        'names: for (name, _) in &first.all.properties {
            let mut seen = HashSet::new();
            let mut texts = Vec::with_capacity(branches.len());
            for branch in std::iter::once(first).chain(rest) {
                let Some(own) = self.texts_of(&branch.all, name) else { continue 'names };
                if !own.iter().all(|text| seen.insert(*text)) {
                    continue 'names;
                }
                texts.push(own);
            }
            return Some((name, texts));
        }
        None
    }

    /// The texts that a member may be, if it may be nothing else.
    fn texts_of(&self, all: &Conjunction<'c>, name: &str) -> Option<Vec<&'c str>> {
        let (_, schemas) = all.properties.iter().find(|(known, _)| *known == name)?;
        let member = self.gather(&Place { schemas: schemas.clone(), resolved: Vec::new(), shape: None });
        let mut texts: Vec<&str> = member.values?.into_iter().map(Value::as_str).collect::<Option<_>>()?;
        texts.sort_unstable();
        texts.dedup();
        Some(texts)
    }

    /// What a node says of the types that a value there can have; `None` where that can't be taken apart.
    fn spread(&self, node: Node, types: u8) -> Option<TypedPlan> {
        let never = TypedPlan { null: node.null, ..TypedPlan::NEVER };
        let bare = Node { null: false, ..node };
        Some(match node.op {
            Op::Typed => self.plan.typed[node.arg as usize],
            Op::String | Op::Enum | Op::DateTime | Op::Length | Op::StringIsland => {
                TypedPlan { string: bare, ..never }
            }
            Op::Array => TypedPlan { array: bare, ..never },
            Op::Object => TypedPlan { object: bare, ..never },
            Op::Any => TypedPlan {
                r#false: true,
                r#true: true,
                number: NumberPlan::Any,
                string: Node::new(Op::String, false, 0),
                array: Node::ANY,
                object: Node::ANY,
                ..never
            },
            Op::Never => never,
            Op::Dispatch | Op::Conditions | Op::Island | Op::Ref | Op::Unsure => {
                if types & (NULL | BOOLEAN | INTEGER | NUMBER) != 0 {
                    return None;
                }
                let of = |one: u8| if types & one != 0 { bare } else { Node::NEVER };
                TypedPlan { string: of(STRING), array: of(ARRAY), object: of(OBJECT), ..never }
            }
        })
    }

    /// The node for what `base` demands together with alternatives, `not` and `if`; `None` where they are too many.
    /// They are judged without the shape: which members are declared is the business of the base.
    pub(super) fn with_conditions(
        &mut self,
        base: Node,
        all: &Conjunction<'c>,
    ) -> Result<Option<Node>, Failure> {
        let mut list = Vec::new();
        let of = |schema: &super::Schema<'c>| Place {
            schemas: vec![schema.clone()],
            resolved: Vec::new(),
            shape: None,
        };
        for union in &all.unions {
            if union.branches.len() > MAX_TRIED {
                return Ok(None);
            }
            let mut nodes = Vec::with_capacity(union.branches.len());
            for branch in &union.branches {
                nodes.push(self.node(&of(branch))?);
            }
            list.push(if union.is_one_of && !self.exclude_each_other(union)? {
                Condition::OneOf(nodes)
            } else {
                self.plan.any_ofs += 1;
                Condition::AnyOf(nodes, self.plan.any_ofs - 1)
            });
        }
        for not in &all.nots {
            list.push(Condition::Not(self.node(&of(not))?));
        }
        for (condition, then, otherwise) in &all.choices {
            let mut node = |schema: &Option<super::Schema<'c>>| {
                schema.as_ref().map_or(Ok(Node::ANY), |schema| self.node(&of(schema)))
            };
            let (then, otherwise) = (node(then)?, node(otherwise)?);
            if then.op != Op::Any || otherwise.op != Op::Any {
                list.push(Condition::If(self.node(&of(condition))?, then, otherwise));
            }
        }
        if list.is_empty() {
            return Ok(Some(base));
        }
        let conditions = Conditions { base, list };
        Ok(Some(Node::new(Op::Conditions, false, push(&mut self.plan.conditions, conditions))))
    }

    /// Whether no value fits two alternatives, as far as that is plain from what they demand.
    fn exclude_each_other(&mut self, union: &Union<'c>) -> Result<bool, Failure> {
        let of = |branch: &super::Schema<'c>| {
            self.gather(&Place { schemas: vec![branch.clone()], resolved: Vec::new(), shape: None })
        };
        let branches: Vec<Conjunction<'c>> = union.branches.iter().map(of).collect();
        for (idx, one) in branches.iter().enumerate() {
            for other in &branches[idx + 1..] {
                let shared = one.possible_types() & other.possible_types();
                let is_apart = shared == 0
                    || (shared == OBJECT
                        && (self.forbids(one, &other.required)?
                            || self.forbids(other, &one.required)?
                            || self.have_other_texts(one, other)));
                if !is_apart {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Whether an alternative allows no member of some of these names.
    fn forbids(&mut self, all: &Conjunction<'c>, names: &[&str]) -> Result<bool, Failure> {
        let is_closed = all.additional.as_ref().is_some_and(|(_, schema)| **schema == Value::Bool(false));
        if all.is_beyond || !is_closed {
            return Ok(false);
        }
        for name in names {
            let mut is_foreseen = all.properties.iter().any(|(known, _)| known == name);
            for (pattern, _) in &all.patterns {
                let island = self.scalar_island(&json!({ "pattern": pattern }))?;
                is_foreseen |= self.takes_name(island, name);
            }
            if !is_foreseen {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether both give some member other texts, and one of them requires it.
    fn have_other_texts(&self, one: &Conjunction<'c>, other: &Conjunction<'c>) -> bool {
        one.properties.iter().any(|(name, _)| {
            let is_required = one.required.contains(name) || other.required.contains(name);
            is_required
                && self
                    .texts_of(one, name)
                    .zip(self.texts_of(other, name))
                    .is_some_and(|(one, other)| one.iter().all(|text| other.binary_search(text).is_err()))
        })
    }
}
