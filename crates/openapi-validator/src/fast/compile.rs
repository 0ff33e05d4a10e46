//! From a schema to a plan.
//!
//! A place is described by a conjunction of schemas: the one that stands there, with its references followed and its
//! `allOf` opened. What the conjunction says is gathered by type; what has no instruction makes the place an island.
//! Beside them goes the shape of the place: which members are declared there, all alternatives counted. The full pass
//! reports others, so that a value is clean only where it has none.

mod gather;
mod object;
mod union;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use jsonschema::Draft;
use openapi_source::Pointer;
use openapi_spec::Resource;
use serde_json::{Map, Value, json};

use super::plan::{ArrayPlan, EnumPlan, Island, Node, NumberPlan, Op, Plan, RangePlan, TypedPlan};
use crate::checker::{CompileError, Validator};
use crate::representation::Positioned;
use crate::shape::Shapes;
use gather::{ARRAY, BOOLEAN, Conjunction, INTEGER, NULL, NUMBER, OBJECT, STRING};

/// A schema with its pointer in the adapted resource.
type Schema<'r> = (Pointer, &'r Value);

/// More nodes than this are not worth a plan: the schema explodes when its conjunctions are opened.
const MAX_NODES: usize = 20_000;

/// More looks at schemas than this are not worth a plan either.
const MAX_WORK: usize = 2_000_000;

/// How many schemas the islands may lead to in all: each is compiled with all that it leads to.
const MAX_REACHED: usize = 50_000;

/// How deep schemas may lead into each other where the stack is as the caller left it, and where it is larger.
const DEPTHS: [usize; 2] = [32, 2_000];

/// The larger stack, in bytes; 32 KiB a level, of which a debug build uses half.
const STACK: usize = DEPTHS[1] << 15;

/// Why there is no plan.
enum Failure {
    Schema(CompileError),
    /// Schemas lead too deep into each other.
    Depth,
    /// There would be too much of it.
    Size,
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        Self::Schema(error)
    }
}

/// Compiles the schema at a pointer; `None` where the plan would be too large.
///
/// # Errors
/// A part of it that must be an island is no valid schema.
pub(crate) fn plan(
    validator: &Validator<'_>,
    resource: &Resource,
    schema: &Pointer,
) -> Result<Option<Plan>, CompileError> {
    let mut compiled = compile(validator, resource, schema, DEPTHS[0]);
    if let Err(Failure::Depth) = compiled {
        compiled = std::thread::scope(|scope| {
            let deep = || compile(validator, resource, schema, DEPTHS[1]);
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, deep);
            // Without a thread there is no plan, as if it went deeper still.
            thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(Err(Failure::Depth))
        });
    }
    match compiled {
        Ok(plan) => Ok(Some(plan)),
        Err(Failure::Schema(error)) => Err(error),
        Err(Failure::Depth | Failure::Size) => Ok(None),
    }
}

fn compile(
    validator: &Validator<'_>,
    resource: &Resource,
    schema: &Pointer,
    max_depth: usize,
) -> Result<Plan, Failure> {
    let Some(value) = resource.adapted().pointer(schema.as_str()) else {
        return Err(CompileError::Missing { pointer: schema.to_string() }.into());
    };
    let plan = Plan { schema: schema.clone(), ..Plan::default() };
    let mut shapes = Shapes::new(resource);
    let shape = shapes.of(schema);
    let mut compiler = Compiler {
        validator,
        resource,
        draft: validator.draft(),
        plan,
        shapes: RefCell::new(shapes),
        known: HashMap::new(),
        scalars: HashMap::new(),
        reached: HashMap::new(),
        work: Cell::new(0),
        depth: 0,
        max_depth,
    };
    compiler.node(&Place { schemas: vec![(schema.clone(), value)], resolved: Vec::new(), shape })?;
    Ok(compiler.plan)
}

/// A place of the instance.
#[derive(Clone)]
struct Place<'r> {
    /// What stands there.
    schemas: Vec<Schema<'r>>,
    /// Alternatives in them of which one was chosen, which is then among the schemas.
    resolved: Vec<usize>,
    /// Which members are declared; `None` where the full pass does not look for others.
    shape: Option<usize>,
}

/// What tells one place from another: the addresses of its schemas, those of alternatives, and the shape.
type Key = (Vec<usize>, Vec<usize>, Option<usize>);

struct Compiler<'c, 'r> {
    validator: &'c Validator<'r>,
    resource: &'c Resource,
    draft: Draft,
    plan: Plan,
    shapes: RefCell<Shapes<'c>>,
    /// Nodes by the places they stand for.
    known: HashMap<Key, u32>,
    /// Islands for scalars, by their schemas as text.
    scalars: HashMap<String, u32>,
    /// How many schemas each island leads to.
    reached: HashMap<Pointer, usize>,
    /// How many schemas were looked at.
    work: Cell<usize>,
    /// How many nodes are under way, each for a part of the one before.
    depth: usize,
    max_depth: usize,
}

impl<'c> Compiler<'c, '_> {
    /// The node for a place.
    fn node(&mut self, place: &Place<'c>) -> Result<Node, Failure> {
        let mut schemas: Vec<usize> =
            place.schemas.iter().map(|(_, schema)| std::ptr::from_ref(*schema).addr()).collect();
        schemas.sort_unstable();
        schemas.dedup();
        let key = (schemas, place.resolved.clone(), place.shape);
        if let Some(&id) = self.known.get(&key) {
            // One that is not finished yet contains itself.
            let node = self.plan.nodes[id as usize];
            return Ok(if node.op == Op::Ref { Node::new(Op::Ref, false, id) } else { node });
        }
        let id = u32::try_from(self.plan.nodes.len()).unwrap_or(u32::MAX);
        self.plan.nodes.push(Node::new(Op::Ref, false, id));
        self.known.insert(key, id);
        if self.plan.nodes.len() > MAX_NODES || self.work.get() > MAX_WORK {
            return Err(Failure::Size);
        }
        if self.depth == self.max_depth {
            return Err(Failure::Depth);
        }
        self.depth += 1;
        let all = self.gather(place);
        let node = if all.is_beyond { None } else { self.opened(place, &all)? };
        let node = node.map_or_else(|| self.island(place), Ok)?;
        self.depth -= 1;
        self.plan.nodes[id as usize] = node;
        Ok(node)
    }

    /// The node for a place of which nothing is beyond the plan; `None` where it must be an island all the same.
    fn opened(&mut self, place: &Place<'c>, all: &Conjunction<'c>) -> Result<Option<Node>, Failure> {
        if let Some(union) = all.unions.first()
            && let Some(node) = self.apart(place, union)?
        {
            return Ok(Some(node));
        }
        let Some(base) = self.by_type(place, all)? else {
            return Ok(None);
        };
        self.with_conditions(base, all)
    }

    /// The node for what a conjunction says of each type; `None` where it must be an island.
    fn by_type(&mut self, place: &Place<'c>, all: &Conjunction<'c>) -> Result<Option<Node>, Failure> {
        let listed = |keep: fn(&Value) -> bool| -> Option<Vec<&Value>> {
            Some(all.values.as_ref()?.iter().copied().filter(|value| keep(value)).collect())
        };
        // Listed arrays and objects are compared as a whole.
        if listed(|value| value.is_array() || value.is_object()).is_some_and(|values| !values.is_empty()) {
            return Ok(None);
        }
        let is_listed = |value: &Value| all.values.as_ref().is_none_or(|values| values.contains(&value));
        let has = |one: u8| all.types & one != 0;
        let scalars_only = all.values.is_some();
        let number = self.number(all, listed(Value::is_number))?;
        let string = if has(STRING) { self.string(all, listed(Value::is_string))? } else { Node::NEVER };
        let array = if has(ARRAY) && !scalars_only { self.array(place, all)? } else { Some(Node::NEVER) };
        let object = if has(OBJECT) && !scalars_only { self.object(place, all)? } else { Some(Node::NEVER) };
        let (Some(array), Some(object)) = (array, object) else {
            return Ok(None);
        };
        let typed = TypedPlan {
            null: has(NULL) && is_listed(&Value::Null),
            r#false: has(BOOLEAN) && is_listed(&Value::Bool(false)),
            r#true: has(BOOLEAN) && is_listed(&Value::Bool(true)),
            number,
            string,
            array,
            object,
        };
        Ok(Some(self.typed(typed)))
    }

    /// The shortest node that says what a typed plan says.
    fn typed(&mut self, typed: TypedPlan) -> Node {
        let is = |node: Node, op: Op| node.op == op;
        let takes_all = typed.null
            && typed.r#false
            && typed.r#true
            && typed.number == NumberPlan::Any
            && is(typed.string, Op::String)
            && is(typed.array, Op::Any)
            && is(typed.object, Op::Any);
        if takes_all {
            return Node::ANY;
        }
        if !typed.r#false && !typed.r#true && typed.number == NumberPlan::Never {
            let parts = [typed.string, typed.array, typed.object];
            let mut some = parts.iter().filter(|node| !is(**node, Op::Never));
            if let (Some(only), None) = (some.next(), some.next())
                && matches!(
                    only.op,
                    Op::String | Op::Enum | Op::DateTime | Op::StringIsland | Op::Object | Op::Array
                )
            {
                return Node { null: typed.null, ..*only };
            }
        }
        Node::new(Op::Typed, typed.null, push(&mut self.plan.typed, typed))
    }

    fn number(&mut self, all: &Conjunction<'_>, values: Option<Vec<&Value>>) -> Result<NumberPlan, Failure> {
        let integer = all.types & INTEGER != 0;
        let any = all.types & NUMBER != 0;
        if !integer && !any {
            return Ok(NumberPlan::Never);
        }
        let mut demands: Vec<Value> = all.numbers.iter().cloned().map(Value::Object).collect();
        if let Some(values) = values {
            if values.is_empty() {
                return Ok(NumberPlan::Never);
            }
            demands.push(json!({ "enum": values }));
        }
        let is_plain = demands.is_empty();
        let between = if all.values.is_none() { between(&all.numbers) } else { None };
        if !any {
            demands.push(json!({"type": "integer"}));
        } else if is_plain {
            return Ok(NumberPlan::Any);
        }
        let island = self.scalar_island(&json!({ "allOf": demands }))?;
        Ok(match between {
            _ if is_plain => NumberPlan::Integer(island),
            Some((least, most)) => {
                let range = RangePlan { least, most, island };
                NumberPlan::Between(push(&mut self.plan.ranges, range))
            }
            None => NumberPlan::Island(island),
        })
    }

    fn string(&mut self, all: &Conjunction<'_>, values: Option<Vec<&Value>>) -> Result<Node, Failure> {
        let mut strings = all.strings.clone();
        if let Some(Value::String(format)) = strings.get("format")
            && !self.validator.asserts_format(format)
        {
            strings.remove("format");
        }
        if let Some(values) = values {
            // The few that are listed can be judged now.
            let island =
                if strings.is_empty() { None } else { Some(self.scalar_island(&Value::Object(strings))?) };
            let validator = island.map(|island| &self.plan.islands[island as usize].validator);
            let takes =
                |text: &&str| validator.is_none_or(|validator| validator.is_valid(Positioned::Name(text)));
            let texts: Vec<&str> = values.iter().filter_map(|value| value.as_str()).filter(takes).collect();
            return Ok(if texts.is_empty() {
                Node::NEVER
            } else {
                Node::new(Op::Enum, false, push(&mut self.plan.enums, EnumPlan::new(&texts)))
            });
        }
        if strings.is_empty() {
            return Ok(Node::new(Op::String, false, 0));
        }
        if strings.len() == 1 && strings.get("format") == Some(&Value::from("date-time")) {
            return Ok(Node::new(Op::DateTime, false, 0));
        }
        if let Some(length) = length(&strings) {
            return Ok(Node::new(Op::Length, false, push(&mut self.plan.lengths, length)));
        }
        let island = self.scalar_island(&Value::Object(strings))?;
        Ok(Node::new(Op::StringIsland, false, island))
    }

    /// `None` where elements are described by their index.
    fn array(&mut self, place: &Place<'c>, all: &Conjunction<'c>) -> Result<Option<Node>, Failure> {
        let shape = match place.shape {
            Some(shape) => {
                let mut shapes = self.shapes.borrow_mut();
                if shapes.get(shape).is_tuple() {
                    return Ok(None);
                }
                shapes.element(shape, 0)
            }
            None => None,
        };
        let items = if all.items.is_empty() && shape.is_none() {
            Node::ANY
        } else {
            self.node(&Place { schemas: all.items.clone(), resolved: Vec::new(), shape })?
        };
        let takes_any = all.items.is_empty() && items.op == Op::Any;
        if takes_any && all.min_items == 0 && all.max_items == u64::MAX && !all.unique_items {
            return Ok(Some(Node::ANY));
        }
        let unique =
            if all.unique_items { Some(self.scalar_island(&json!({"uniqueItems": true}))?) } else { None };
        let array = ArrayPlan { items, min: all.min_items, max: all.max_items, unique };
        Ok(Some(Node::new(Op::Array, false, push(&mut self.plan.arrays, array))))
    }

    fn island(&mut self, place: &Place<'c>) -> Result<Node, Failure> {
        let references: Vec<Value> =
            place.schemas.iter().map(|(at, _)| self.validator.reference(at)).collect();
        let schema = match references.as_slice() {
            [] => json!({}),
            _ => json!({ "allOf": references }),
        };
        let mut reached = 0;
        for (at, _) in &place.schemas {
            let shapes = &self.shapes;
            reached += *self.reached.entry(at.clone()).or_insert_with(|| shapes.borrow().reachable(at).len());
        }
        self.plan.reached += reached;
        if self.plan.reached > MAX_REACHED {
            return Err(Failure::Size);
        }
        let validator = self.validator.compile(&schema)?;
        let shape = place.shape.map(|shape| self.shapes.borrow().get(shape).roots.clone());
        let island = Island { validator, shape };
        Ok(Node::new(Op::Island, false, push(&mut self.plan.islands, island)))
    }

    fn scalar_island(&mut self, schema: &Value) -> Result<u32, Failure> {
        let text = schema.to_string();
        if let Some(&known) = self.scalars.get(&text) {
            return Ok(known);
        }
        let validator = self.validator.compile(schema)?;
        let island = push(&mut self.plan.islands, Island { validator, shape: None });
        self.scalars.insert(text, island);
        Ok(island)
    }
}

/// The least and the most code points of a string, if nothing else is demanded of it.
fn length(strings: &Map<String, Value>) -> Option<(u64, u64)> {
    let mut length = (0, u64::MAX);
    for (keyword, limit) in strings {
        match keyword.as_str() {
            "minLength" => length.0 = limit.as_u64()?,
            "maxLength" => length.1 = limit.as_u64()?,
            _ => return None,
        }
    }
    Some(length)
}

/// Whole numbers between which, both included, nothing is wrong with a whole number.
fn between(numbers: &[Map<String, Value>]) -> Option<(i64, i64)> {
    let mut range = (i64::MIN, i64::MAX);
    for (keyword, limit) in numbers.iter().flatten() {
        let limit = limit.as_i64()?;
        match keyword.as_str() {
            "minimum" => range.0 = range.0.max(limit),
            "maximum" => range.1 = range.1.min(limit),
            "exclusiveMinimum" => range.0 = range.0.max(limit.checked_add(1)?),
            "exclusiveMaximum" => range.1 = range.1.min(limit.checked_sub(1)?),
            _ => return None,
        }
    }
    Some(range)
}

fn push<T>(table: &mut Vec<T>, item: T) -> u32 {
    table.push(item);
    u32::try_from(table.len() - 1).unwrap_or(u32::MAX)
}
