//! What a place demands of an object.

use serde_json::{Value, json};

use super::gather::Conjunction;
use super::{Compiler, Failure, Place, Schema, push};
use crate::fast::plan::{MAX_PROPERTIES, Names, Node, ObjectPlan, Op, PatternPlan, Undeclared};
use crate::representation::Positioned;

/// What becomes of a member, before it has a node.
enum Member<'r> {
    /// Some demand forbids it.
    Forbidden,
    /// The full pass reports it.
    Reported,
    Judged(Place<'r>),
}

impl<'c> Compiler<'c, '_> {
    /// `None` where there is too much to tell apart.
    pub(super) fn object(
        &mut self,
        place: &Place<'c>,
        all: &Conjunction<'c>,
    ) -> Result<Option<Node>, Failure> {
        let mut patterns = Vec::new();
        for (pattern, schema) in &all.patterns {
            patterns.push((self.scalar_island(&json!({ "pattern": pattern }))?, schema.clone()));
        }
        let name_island = if all.property_names.is_empty() {
            None
        } else {
            let references: Vec<Value> =
                all.property_names.iter().map(|(at, _)| self.validator.reference(at)).collect();
            Some(self.scalar_island(&json!({ "allOf": references }))?)
        };
        let mut names: Vec<&str> = all.properties.iter().map(|(name, _)| *name).collect();
        let mut add = |name: &'c str| {
            if names.len() <= MAX_PROPERTIES && !names.contains(&name) {
                names.push(name);
            }
        };
        all.required.iter().copied().for_each(&mut add);
        for (name, others) in &all.dependents {
            add(name);
            others.iter().copied().for_each(&mut add);
        }
        if names.len() > MAX_PROPERTIES {
            return Ok(None);
        }
        // What other alternatives declare is no stranger either.
        let mut all_declared = true;
        if let Some(shape) = place.shape {
            let shapes = self.shapes.borrow();
            let declared = shapes.get(shape).properties.iter().map(|(name, _)| *name);
            let declared: Vec<&str> = declared.filter(|name| !names.contains(name)).collect();
            if names.len() + declared.len() <= MAX_PROPERTIES {
                names.extend(declared);
            } else {
                all_declared = false;
            }
        }
        let mut properties = Vec::with_capacity(names.len());
        for name in names {
            let own = all.properties.iter().find(|(known, _)| *known == name);
            let mut schemas = own.map(|(_, schemas)| schemas.clone());
            for (island, schema) in &patterns {
                if self.takes_name(*island, name) {
                    schemas.get_or_insert_default().push(schema.clone());
                }
            }
            let is_name = name_island.is_none_or(|island| self.takes_name(island, name));
            let node = if is_name { self.member(place, all, Some(name), schemas)? } else { Node::NEVER };
            properties.push((name, node));
        }
        let rest = if all_declared { self.member(place, all, None, None)? } else { Node::UNSURE };
        let mut undeclared = match rest.op {
            Op::Never => Undeclared::Forbidden,
            Op::Unsure => Undeclared::Reported,
            _ => Undeclared::Judge(rest),
        };
        let is_open = matches!(undeclared, Undeclared::Judge(Node { op: Op::Any, .. }));
        let is_counted = all.min_properties > 0 || all.max_properties < u64::MAX;
        if is_open
            && all.required.is_empty()
            && all.dependents.is_empty()
            && patterns.is_empty()
            && name_island.is_none()
            && !is_counted
            && properties.iter().all(|(_, node)| node.op == Op::Any)
        {
            return Ok(Some(Node::ANY));
        }
        if all_declared && (!patterns.is_empty() || name_island.is_some()) {
            let mut by_pattern = Vec::new();
            for (island, schema) in patterns {
                by_pattern.push((island, self.member(place, all, None, Some(vec![schema]))?));
            }
            let pattern = PatternPlan { by_pattern, name_island, rest };
            undeclared = Undeclared::Patterns(push(&mut self.plan.patterns, pattern));
        }
        let names = Names {
            required: &all.required,
            dependents: &all.dependents,
            least: all.min_properties,
            most: all.max_properties,
        };
        let object = ObjectPlan::new(properties, &names, undeclared, &mut self.plan.order);
        Ok(Some(Node::new(Op::Object, false, push(&mut self.plan.objects, object))))
    }

    /// Whether an island takes a name.
    pub(super) fn takes_name(&self, island: u32, name: &str) -> bool {
        self.plan.islands[island as usize].validator.is_valid(Positioned::Name(name))
    }

    /// The node of a member: of that name, or of any that is not told apart.
    fn member(
        &mut self,
        place: &Place<'c>,
        all: &Conjunction<'c>,
        name: Option<&str>,
        schemas: Option<Vec<Schema<'c>>>,
    ) -> Result<Node, Failure> {
        match self.member_place(place, all, name, schemas) {
            Member::Forbidden => Ok(Node::NEVER),
            Member::Reported => Ok(Node::UNSURE),
            Member::Judged(place) if place.schemas.is_empty() && place.shape.is_none() => Ok(Node::ANY),
            Member::Judged(place) => self.node(&place),
        }
    }

    fn member_place(
        &mut self,
        place: &Place<'c>,
        all: &Conjunction<'c>,
        name: Option<&str>,
        schemas: Option<Vec<Schema<'c>>>,
    ) -> Member<'c> {
        let schemas = match (schemas, &all.additional) {
            (Some(schemas), _) => schemas,
            (None, Some((_, Value::Bool(false)))) => return Member::Forbidden,
            (None, None | Some((_, Value::Bool(true)))) => Vec::new(),
            (None, Some(additional)) => vec![additional.clone()],
        };
        let shape = match place.shape {
            None => None,
            Some(shape) => {
                let mut shapes = self.shapes.borrow_mut();
                let is_declared = name.is_some_and(|name| shapes.get(shape).declares(name));
                if !is_declared && !shapes.get(shape).open {
                    return Member::Reported;
                }
                match name {
                    Some(name) => shapes.member(shape, name),
                    None => shapes.additional(shape),
                }
            }
        };
        Member::Judged(Place { schemas, resolved: Vec::new(), shape })
    }
}
