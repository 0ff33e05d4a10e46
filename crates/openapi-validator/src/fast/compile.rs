//! From a schema to a plan.
//!
//! A place is described by a conjunction of schemas: the one that stands there, with its references followed
//! and its `allOf` opened. What the conjunction says is gathered by type; what has no instruction makes the
//! place an island.

use std::collections::HashMap;

use openapi_source::Pointer;
use openapi_spec::Resource;
use serde_json::{Map, Value, json};

use super::plan::{
    ArrayPlan, EnumPlan, Island, MAX_PROPERTIES, Node, NumberPlan, ObjectPlan, Op, Plan, TypedPlan,
    Undeclared,
};
use crate::checker::{CompileError, Validator};

/// Keywords that assert nothing (JSON Schema 2020-12 Validation, section 9; Core, section 8.3; OpenAPI 3.1.1,
/// Schema Object).
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "example",
    "$comment",
    "$schema",
    "$defs",
    "definitions",
    "discriminator",
    "xml",
    "externalDocs",
    "nullable",
];

/// Keywords for strings only, which an island judges without a tree.
const STRING_KEYWORDS: &[&str] = &["minLength", "maxLength", "pattern", "format"];

/// Keywords for numbers only.
const NUMBER_KEYWORDS: &[&str] =
    &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const INTEGER: u8 = 4;
const NUMBER: u8 = 8;
const STRING: u8 = 16;
const ARRAY: u8 = 32;
const OBJECT: u8 = 64;
const EVERY: u8 = 127;

type Schema<'r> = (Pointer, &'r Value);

/// More schemas than this in one conjunction are made to hurt.
const MAX_CONJUNCTION: usize = 256;

/// As many names may be required, some of them more than once, before an object is an island.
const MAX_REQUIRED: usize = 4 * MAX_PROPERTIES;

/// Lists of values that are longer are compared with one value only, not with each other.
const MAX_COMPARED: usize = 1_000;

/// More nodes than this are not worth a plan: the schema explodes when its conjunctions are opened.
const MAX_NODES: usize = 20_000;

/// More islands than this are not worth a plan either: each is compiled with all that it leads to.
const MAX_ISLANDS: usize = 64;

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
    let mut compiler = Compiler { validator, resource, plan, known: HashMap::new(), depth: 0, max_depth };
    compiler.node(&[(schema.clone(), value)])?;
    Ok(compiler.plan)
}

struct Compiler<'c, 'r> {
    validator: &'c Validator<'r>,
    resource: &'c Resource,
    plan: Plan,
    /// Nodes by the schemas they stand for.
    known: HashMap<Vec<Pointer>, u32>,
    /// How many nodes are under way, each for a part of the one before.
    depth: usize,
    max_depth: usize,
}

/// A conjunction, by keyword.
#[derive(Default)]
struct Conjunction<'r> {
    types: u8,
    /// What `enum` and `const` leave; `None` if neither was there.
    values: Option<Vec<&'r Value>>,
    strings: Map<String, Value>,
    numbers: Vec<Map<String, Value>>,
    properties: Vec<(&'r str, Vec<Schema<'r>>)>,
    required: Vec<&'r str>,
    additional: Option<Schema<'r>>,
    items: Vec<Schema<'r>>,
    min_items: u64,
    max_items: u64,
    /// Alternatives: `anyOf` and `oneOf`.
    unions: Vec<Vec<Schema<'r>>>,
    /// Whether something in it has no instruction.
    is_beyond: bool,
}

impl<'c> Compiler<'c, '_> {
    /// The node for a conjunction of schemas.
    fn node(&mut self, schemas: &[Schema<'c>]) -> Result<Node, Failure> {
        let mut key: Vec<Pointer> = schemas.iter().map(|(at, _)| at.clone()).collect();
        key.sort();
        key.dedup();
        if let Some(&id) = self.known.get(&key) {
            // One that is not finished yet contains itself.
            let node = self.plan.nodes[id as usize];
            return Ok(if node.op == Op::Ref { Node::new(Op::Ref, false, id) } else { node });
        }
        let id = u32::try_from(self.plan.nodes.len()).unwrap_or(u32::MAX);
        self.plan.nodes.push(Node::new(Op::Ref, false, id));
        self.known.insert(key.clone(), id);
        if self.plan.nodes.len() > MAX_NODES {
            return Err(Failure::Size);
        }
        if self.depth == self.max_depth {
            return Err(Failure::Depth);
        }
        self.depth += 1;
        let conjunction = self.gather(schemas);
        let node = if conjunction.is_beyond { None } else { self.by_type(&conjunction)? };
        let node = node.map_or_else(|| self.island(&key), Ok)?;
        self.depth -= 1;
        self.plan.nodes[id as usize] = node;
        Ok(node)
    }

    fn gather(&self, schemas: &[Schema<'c>]) -> Conjunction<'c> {
        let mut all = Conjunction { types: EVERY, max_items: u64::MAX, ..Conjunction::default() };
        let mut stack: Vec<Schema<'c>> = schemas.iter().rev().cloned().collect();
        let mut seen: Vec<*const Value> = Vec::new();
        let mut with_properties = 0;
        let mut beside_properties = false;
        while let Some((at, schema)) = stack.pop() {
            if seen.contains(&std::ptr::from_ref(schema)) {
                continue;
            }
            seen.push(std::ptr::from_ref(schema));
            if seen.len() > MAX_CONJUNCTION {
                all.is_beyond = true;
                break;
            }
            let keywords = match schema {
                Value::Bool(true) => continue,
                Value::Object(keywords) => keywords,
                _ => {
                    all.types = 0;
                    continue;
                }
            };
            with_properties += usize::from(keywords.contains_key("properties"));
            beside_properties |=
                ["properties", "additionalProperties"].iter().all(|name| keywords.contains_key(*name));
            let mut numbers = Map::new();
            for (keyword, argument) in keywords {
                let here = at.member(keyword);
                match keyword.as_str() {
                    "$ref" => match argument.as_str().and_then(|target| self.resource.follow(target)) {
                        Some(target) => stack.push(target),
                        None => all.is_beyond = true,
                    },
                    "allOf" => stack.extend(listed(&here, argument).into_iter().rev()),
                    "anyOf" | "oneOf" => all.unions.push(listed(&here, argument)),
                    "type" => all.types &= types(argument),
                    "enum" => all.restrict(argument.as_array().into_iter().flatten().collect()),
                    "const" => all.restrict(vec![argument]),
                    "properties" => {
                        for (name, schema) in argument.as_object().into_iter().flatten() {
                            all.property(name).push((here.member(name), schema));
                            if all.properties.len() > MAX_PROPERTIES {
                                all.is_beyond = true;
                                break;
                            }
                        }
                    }
                    "required" => {
                        all.required
                            .extend(argument.as_array().into_iter().flatten().filter_map(Value::as_str));
                        all.is_beyond |= all.required.len() > MAX_REQUIRED;
                    }
                    "additionalProperties" => {
                        all.is_beyond |= all.additional.is_some();
                        all.additional = Some((here, argument));
                    }
                    "items" => all.items.push((here, argument)),
                    "minItems" => all.min_items = all.min_items.max(argument.as_u64().unwrap_or(u64::MAX)),
                    "maxItems" => all.max_items = all.max_items.min(argument.as_u64().unwrap_or(0)),
                    "uniqueItems" if *argument == Value::Bool(false) => {}
                    name if STRING_KEYWORDS.contains(&name) => {
                        let is_other = all.strings.get(name).is_some_and(|known| known != argument);
                        all.is_beyond |= is_other;
                        all.strings.insert(keyword.clone(), argument.clone());
                    }
                    name if NUMBER_KEYWORDS.contains(&name) => {
                        numbers.insert(keyword.clone(), argument.clone());
                    }
                    name if ANNOTATIONS.contains(&name) || name.starts_with("x-") => {}
                    // Also what is no keyword at all: rather one island too many than a demand forgotten.
                    _ => all.is_beyond = true,
                }
            }
            if !numbers.is_empty() {
                all.numbers.push(numbers);
            }
        }
        // `additionalProperties` looks at the `properties` beside it only.
        let is_alone = with_properties == 0 || (with_properties == 1 && beside_properties);
        all.is_beyond |=
            !is_alone && all.additional.as_ref().is_some_and(|(_, what)| **what != Value::Bool(true));
        all
    }

    /// The node for what a conjunction says of each type; `None` where it must be an island.
    fn by_type(&mut self, all: &Conjunction<'c>) -> Result<Option<Node>, Failure> {
        if !all.unions.is_empty() {
            return self.union(all);
        }
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
        let array = if has(ARRAY) && !scalars_only { self.array(all)? } else { Node::NEVER };
        let object = if has(OBJECT) && !scalars_only {
            match self.object(all)? {
                Some(object) => object,
                None => return Ok(None),
            }
        } else {
            Node::NEVER
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
        if !any {
            demands.push(json!({"type": "integer"}));
        } else if is_plain {
            return Ok(NumberPlan::Any);
        }
        let island = self.scalar_island(&json!({ "allOf": demands }))?;
        Ok(if is_plain { NumberPlan::Integer(island) } else { NumberPlan::Island(island) })
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
            let validator = self.validator.compile(&Value::Object(strings))?;
            let takes = |text: &&str| validator.is_valid(crate::representation::Positioned::Name(text));
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
        let island = self.scalar_island(&Value::Object(strings))?;
        Ok(Node::new(Op::StringIsland, false, island))
    }

    fn array(&mut self, all: &Conjunction<'c>) -> Result<Node, Failure> {
        if all.items.is_empty() && all.min_items == 0 && all.max_items == u64::MAX {
            return Ok(Node::ANY);
        }
        let items = if all.items.is_empty() { Node::ANY } else { self.node(&all.items)? };
        let array = ArrayPlan { items, min: all.min_items, max: all.max_items };
        Ok(Node::new(Op::Array, false, push(&mut self.plan.arrays, array)))
    }

    fn object(&mut self, all: &Conjunction<'c>) -> Result<Option<Node>, Failure> {
        let undeclared = match &all.additional {
            None if all.properties.is_empty() => Undeclared::Judge(Node::ANY),
            None => Undeclared::Reported,
            Some((_, Value::Bool(false))) => Undeclared::Forbidden,
            Some((_, Value::Bool(true))) => Undeclared::Judge(Node::ANY),
            Some(schema) => Undeclared::Judge(self.node(std::slice::from_ref(schema))?),
        };
        let takes_any = matches!(undeclared, Undeclared::Judge(Node { op: Op::Any, .. }));
        if all.properties.is_empty() && all.required.is_empty() && takes_any {
            return Ok(Some(Node::ANY));
        }
        let mut names: Vec<(&str, Vec<Schema<'c>>)> = all.properties.clone();
        for name in &all.required {
            if names.iter().all(|(known, _)| known != name) {
                // A member that is required and not declared: where it would be reported, or judged by
                // `additionalProperties`, the full pass is asked.
                if !takes_any {
                    return Ok(None);
                }
                names.push((name, Vec::new()));
            }
        }
        if names.len() > MAX_PROPERTIES {
            return Ok(None);
        }
        let mut properties = Vec::with_capacity(names.len());
        for (name, schemas) in names {
            let node = if schemas.is_empty() { Node::ANY } else { self.node(&schemas)? };
            properties.push((name, node));
        }
        let object = ObjectPlan::new(properties, |name| all.required.contains(&name), undeclared);
        Ok(Some(Node::new(Op::Object, false, push(&mut self.plan.objects, object))))
    }

    /// Alternatives that no two types share are one node: the type of a value tells which was meant.
    fn union(&mut self, all: &Conjunction<'c>) -> Result<Option<Node>, Failure> {
        let [branches] = all.unions.as_slice() else {
            return Ok(None);
        };
        let says_more = all.types != EVERY
            || all.values.is_some()
            || !all.strings.is_empty()
            || !all.numbers.is_empty()
            || !all.properties.is_empty()
            || !all.required.is_empty()
            || all.additional.is_some()
            || !all.items.is_empty()
            || all.min_items > 0
            || all.max_items < u64::MAX;
        if says_more {
            return Ok(None);
        }
        let mut taken = 0;
        let mut typed = TypedPlan {
            null: false,
            r#false: false,
            r#true: false,
            number: NumberPlan::Never,
            string: Node::NEVER,
            array: Node::NEVER,
            object: Node::NEVER,
        };
        for branch in branches.clone() {
            let gathered = self.gather(std::slice::from_ref(&branch));
            let mut own = gathered.types;
            if !gathered.unions.is_empty() || gathered.is_beyond {
                return Ok(None);
            }
            // Integers are numbers.
            if own & (INTEGER | NUMBER) != 0 {
                own |= INTEGER | NUMBER;
            }
            if own & taken != 0 {
                return Ok(None);
            }
            taken |= own;
            let Some(node) = self.by_type(&gathered)? else {
                return Ok(None);
            };
            let one = self.spread(node);
            typed.null |= one.null;
            typed.r#false |= one.r#false;
            typed.r#true |= one.r#true;
            if one.number != NumberPlan::Never {
                typed.number = one.number;
            }
            for (into, from) in [
                (&mut typed.string, one.string),
                (&mut typed.array, one.array),
                (&mut typed.object, one.object),
            ] {
                if from.op != Op::Never {
                    *into = from;
                }
            }
        }
        Ok(Some(self.typed(typed)))
    }

    /// What a node says of each type.
    fn spread(&self, node: Node) -> TypedPlan {
        let never = TypedPlan {
            null: node.null,
            r#false: false,
            r#true: false,
            number: NumberPlan::Never,
            string: Node::NEVER,
            array: Node::NEVER,
            object: Node::NEVER,
        };
        let bare = Node { null: false, ..node };
        match node.op {
            Op::Typed => self.plan.typed[node.arg as usize],
            Op::String | Op::Enum | Op::DateTime | Op::StringIsland => TypedPlan { string: bare, ..never },
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
            Op::Island | Op::Ref | Op::Never => never,
        }
    }

    fn island(&mut self, schemas: &[Pointer]) -> Result<Node, Failure> {
        let references: Vec<Value> = schemas.iter().map(|at| self.validator.reference(at)).collect();
        let validator = self.validator.compile(&json!({ "allOf": references }))?;
        if self.plan.islands.iter().filter(|island| !island.schemas.is_empty()).count() >= MAX_ISLANDS {
            return Err(Failure::Size);
        }
        let island = Island { validator, schemas: schemas.to_vec() };
        Ok(Node::new(Op::Island, false, push(&mut self.plan.islands, island)))
    }

    fn scalar_island(&mut self, schema: &Value) -> Result<u32, Failure> {
        let validator = self.validator.compile(schema)?;
        Ok(push(&mut self.plan.islands, Island { validator, schemas: Vec::new() }))
    }
}

impl<'r> Conjunction<'r> {
    fn restrict(&mut self, values: Vec<&'r Value>) {
        match &mut self.values {
            None => self.values = Some(values),
            // Numbers are equal by value, which `==` does not know.
            Some(known) if known.iter().chain(&values).any(|value| value.is_number()) => {
                self.is_beyond = true;
            }
            Some(known) if known.len().min(values.len()) > MAX_COMPARED => self.is_beyond = true,
            Some(known) => known.retain(|value| values.contains(value)),
        }
    }

    fn property(&mut self, name: &'r str) -> &mut Vec<Schema<'r>> {
        let known = self.properties.iter().position(|(known, _)| *known == name);
        let idx = known.unwrap_or_else(|| {
            self.properties.push((name, Vec::new()));
            self.properties.len() - 1
        });
        &mut self.properties[idx].1
    }
}

fn listed<'r>(at: &Pointer, argument: &'r Value) -> Vec<Schema<'r>> {
    argument.as_array().into_iter().flatten().enumerate().map(|(idx, item)| (at.item(idx), item)).collect()
}

fn types(argument: &Value) -> u8 {
    let one = |name: &str| match name {
        "null" => NULL,
        "boolean" => BOOLEAN,
        "integer" => INTEGER,
        "number" => INTEGER | NUMBER,
        "string" => STRING,
        "array" => ARRAY,
        "object" => OBJECT,
        _ => 0,
    };
    match argument {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).fold(0, |all, name| all | one(name)),
        _ => 0,
    }
}

fn push<T>(table: &mut Vec<T>, item: T) -> u32 {
    table.push(item);
    u32::try_from(table.len() - 1).unwrap_or(u32::MAX)
}
