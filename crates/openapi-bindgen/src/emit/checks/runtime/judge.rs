//! A value against a schema. Schemas are data; one function reads them all.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Violation;
use super::numbers::{Decimal, Literal, canonical, is_equal};

/// A schema: all of its keywords have to hold.
pub(crate) type Schema = &'static [Keyword];

/// Whether a text has a pattern or a format.
pub(crate) type Test = fn(&str) -> bool;

/// The schema of the member of a name.
pub(crate) type Declared = (&'static str, Schema);

/// The schema of the members whose names pass a test.
pub(crate) type Matching = (Test, Schema);

/// A keyword of JSON Schema 2020-12, or several that are read together.
pub(crate) enum Keyword {
    /// The schema `false`.
    Never,
    /// `type`, as a set of [`Types`].
    Type(u8),
    Enum(&'static [Literal]),
    Const(Literal),
    Minimum(Decimal),
    Maximum(Decimal),
    ExclusiveMinimum(Decimal),
    ExclusiveMaximum(Decimal),
    MultipleOf(Decimal),
    /// In code points, as are all lengths.
    MinLength(u64),
    MaxLength(u64),
    /// The pattern and whether a text matches it.
    Pattern(&'static str, Test),
    /// A format of texts.
    Format(&'static str, Test),
    /// A format of numbers.
    NumberFormat(&'static str, fn(Decimal) -> bool),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    /// `prefixItems` and `items`.
    Items(&'static [Schema], Option<Schema>),
    /// `contains`, `minContains` and `maxContains`.
    Contains(Schema, u64, Option<u64>),
    MinProperties(u64),
    MaxProperties(u64),
    Required(&'static [&'static str]),
    /// `properties`, `patternProperties` and `additionalProperties`.
    Members(&'static [Declared], &'static [Matching], Option<Schema>),
    /// `unevaluatedProperties`, with the names and patterns of what is evaluated.
    Unevaluated(&'static [&'static str], &'static [Test], Schema),
    PropertyNames(Schema),
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    DependentSchemas(&'static [Declared]),
    AllOf(&'static [Schema]),
    AnyOf(&'static [Schema]),
    OneOf(&'static [Schema]),
    Not(Schema),
    /// `if`, `then` and `else`.
    If(Schema, Schema, Schema),
    /// `$ref`, behind a reference so that schemas can refer to each other.
    Ref(&'static Schema),
    /// Properties marked `readOnly`, which a request should not hold (OpenAPI 3.0.3, "Schema Object").
    ReadOnly(&'static [&'static str]),
}

/// The types of [`Keyword::Type`].
pub(crate) struct Types;

impl Types {
    pub(crate) const NULL: u8 = 1;
    pub(crate) const BOOLEAN: u8 = 2;
    pub(crate) const INTEGER: u8 = 4;
    pub(crate) const NUMBER: u8 = 8;
    pub(crate) const STRING: u8 = 16;
    pub(crate) const ARRAY: u8 = 32;
    pub(crate) const OBJECT: u8 = 64;

    /// With their names.
    const ALL: [(u8, &'static str); 7] = [
        (Self::NULL, "null"),
        (Self::BOOLEAN, "boolean"),
        (Self::INTEGER, "integer"),
        (Self::NUMBER, "number"),
        (Self::STRING, "string"),
        (Self::ARRAY, "array"),
        (Self::OBJECT, "object"),
    ];

    fn of(value: &Value) -> u8 {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if Decimal::of(number).is_integer() => Self::INTEGER | Self::NUMBER,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    fn names(types: u8) -> String {
        let names = Self::ALL.iter().filter(|(one, _)| types & one != 0).map(|(_, name)| *name);
        names.collect::<Vec<_>>().join(" or ")
    }
}

/// The most violations that are collected.
const MAX_VIOLATIONS: usize = 1000;

/// How deep schemas and values may be nested together. It keeps the stack small.
const MAX_DEPTH: usize = 512;

/// How many keywords are looked at in any value, and how many more for each value in it.
/// Alternatives within alternatives can double the work on each level.
const MIN_STEPS: u64 = 1_000_000;
const STEPS_PER_VALUE: u64 = 500;

/// What a value breaks of a schema.
pub(crate) fn violations(value: &Value, schema: Schema) -> Vec<Violation> {
    let mut run = Run { steps: MIN_STEPS + STEPS_PER_VALUE * count(value), ..Run::default() };
    run.check(schema, value, &At::Root);
    run.found.dedup();
    if let Some(reason) = run.given_up {
        run.found.push(Violation { pointer: String::new(), keyword: "", message: reason.to_owned() });
    }
    run.found
}

/// A place in the value.
enum At<'a> {
    Root,
    Member(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl At<'_> {
    /// As JSON Pointer (RFC 6901).
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(parent, name) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}

#[derive(Default)]
struct Run {
    found: Vec<Violation>,
    /// How many levels up only the outcome counts and nothing is collected.
    quiet: usize,
    /// How many of these are `not` or `if`, where a mark says nothing about what may be sent.
    hypothetical: usize,
    /// References that are being followed, with the value: a schema that leads back to itself for
    /// the same value demands nothing new.
    followed: Vec<(*const Schema, *const Value)>,
    depth: usize,
    /// How many steps are left.
    steps: u64,
    given_up: Option<&'static str>,
}

impl Run {
    fn check(&mut self, schema: Schema, value: &Value, at: &At<'_>) -> bool {
        if self.depth == MAX_DEPTH {
            self.given_up = Some("is nested too deep to be checked");
        }
        if self.given_up.is_some() {
            return false;
        }
        self.depth += 1;
        let mut holds = true;
        for keyword in schema {
            self.spend(1);
            holds &= self.keyword(keyword, value, at);
            if !holds && (self.quiet > 0 || self.found.len() >= MAX_VIOLATIONS) {
                break;
            }
        }
        self.depth -= 1;
        holds
    }

    fn spend(&mut self, steps: usize) {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => self.steps = left,
            None => self.given_up = Some("takes too long to be checked"),
        }
    }

    /// Whether a schema holds, with nothing collected.
    fn holds(&mut self, schema: Schema, value: &Value) -> bool {
        self.quiet += 1;
        let holds = self.check(schema, value, &At::Root);
        self.quiet -= 1;
        holds
    }

    /// Whether something holds for all of these, with all of them looked at.
    fn every<T>(
        &mut self,
        all: impl IntoIterator<Item = T>,
        mut holds: impl FnMut(&mut Self, T) -> bool,
    ) -> bool {
        let mut hold = true;
        for one in all {
            hold &= holds(self, one);
        }
        hold
    }

    fn would_hold(&mut self, schema: Schema, value: &Value) -> bool {
        self.hypothetical += 1;
        let holds = self.holds(schema, value);
        self.hypothetical -= 1;
        holds
    }

    fn demand(
        &mut self,
        holds: bool,
        at: &At<'_>,
        keyword: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        if !holds && self.quiet == 0 && self.given_up.is_none() && self.found.len() < MAX_VIOLATIONS {
            self.found.push(Violation { pointer: at.pointer(), keyword, message: message() });
        }
        holds
    }

    fn keyword(&mut self, keyword: &'static Keyword, value: &Value, at: &At<'_>) -> bool {
        match keyword {
            Keyword::Never => self.demand(false, at, "false", || "must not be there".to_owned()),
            Keyword::Type(types) => self.demand(types & Types::of(value) != 0, at, "type", || {
                format!("is not of the type {}", Types::names(*types))
            }),
            Keyword::Enum(literals) => {
                let is_listed = literals.iter().any(|literal| is_equal(value, literal));
                self.demand(is_listed, at, "enum", || "is none of the values that are listed".to_owned())
            }
            Keyword::Const(literal) => self.demand(is_equal(value, literal), at, "const", || {
                "is not the one value that is allowed".to_owned()
            }),
            Keyword::AllOf(schemas) => self.every(*schemas, |run, schema| run.check(schema, value, at)),
            Keyword::AnyOf(schemas) => {
                let holds = schemas.iter().any(|schema| self.holds(schema, value));
                self.demand(holds, at, "anyOf", || "fits none of the alternatives".to_owned())
            }
            Keyword::OneOf(schemas) => self.one_of(schemas, value, at),
            Keyword::Not(schema) => {
                let holds = !self.would_hold(schema, value);
                self.demand(holds, at, "not", || "is what it must not be".to_owned())
            }
            Keyword::If(condition, then, otherwise) => {
                let schema = if self.would_hold(condition, value) { then } else { otherwise };
                self.check(schema, value, at)
            }
            Keyword::Ref(schema) => self.follow(schema, value, at),
            other => match value {
                Value::Number(number) => self.number(other, Decimal::of(number), at),
                Value::String(text) => self.text(other, text, at),
                Value::Array(items) => self.items(other, items, at),
                Value::Object(members) => self.members(other, members, value, at),
                Value::Null | Value::Bool(_) => true,
            },
        }
    }

    fn one_of(&mut self, schemas: &'static [Schema], value: &Value, at: &At<'_>) -> bool {
        let mut fitting = 0;
        for schema in schemas {
            fitting += usize::from(self.holds(schema, value));
            if fitting > 1 {
                break;
            }
        }
        self.demand(fitting == 1, at, "oneOf", || {
            let much = if fitting == 0 { "fits none" } else { "fits more than one" };
            format!("{much} of the alternatives")
        })
    }

    fn follow(&mut self, schema: &'static Schema, value: &Value, at: &At<'_>) -> bool {
        let step = (std::ptr::from_ref(schema), std::ptr::from_ref(value));
        if self.followed.contains(&step) {
            return true;
        }
        self.followed.push(step);
        let holds = self.check(schema, value, at);
        self.followed.pop();
        holds
    }

    fn number(&mut self, keyword: &'static Keyword, number: Decimal, at: &At<'_>) -> bool {
        let than = |limit: &Decimal| number.compare(*limit);
        match keyword {
            Keyword::Minimum(limit) => {
                let holds = than(limit).is_some_and(std::cmp::Ordering::is_ge);
                self.demand(holds, at, "minimum", || format!("is less than {limit}"))
            }
            Keyword::Maximum(limit) => {
                let holds = than(limit).is_some_and(std::cmp::Ordering::is_le);
                self.demand(holds, at, "maximum", || format!("is more than {limit}"))
            }
            Keyword::ExclusiveMinimum(limit) => {
                let holds = than(limit).is_some_and(std::cmp::Ordering::is_gt);
                self.demand(holds, at, "exclusiveMinimum", || format!("is not more than {limit}"))
            }
            Keyword::ExclusiveMaximum(limit) => {
                let holds = than(limit).is_some_and(std::cmp::Ordering::is_lt);
                self.demand(holds, at, "exclusiveMaximum", || format!("is not less than {limit}"))
            }
            Keyword::MultipleOf(divisor) => {
                self.demand(number.is_multiple_of(*divisor), at, "multipleOf", || {
                    format!("is no multiple of {divisor}")
                })
            }
            Keyword::NumberFormat(name, holds) => {
                self.demand(holds(number), at, "format", || format!("is no {name}"))
            }
            _ => true,
        }
    }

    fn text(&mut self, keyword: &'static Keyword, text: &str, at: &At<'_>) -> bool {
        match keyword {
            Keyword::MinLength(limit) => self.demand(length(text) >= *limit, at, "minLength", || {
                format!("is shorter than {limit} characters")
            }),
            Keyword::MaxLength(limit) => self.demand(length(text) <= *limit, at, "maxLength", || {
                format!("is longer than {limit} characters")
            }),
            Keyword::Pattern(pattern, matches) => {
                self.demand(matches(text), at, "pattern", || format!("does not match {pattern:?}"))
            }
            Keyword::Format(name, holds) => {
                self.demand(holds(text), at, "format", || format!("has not the form of {name}"))
            }
            _ => true,
        }
    }

    fn items(&mut self, keyword: &'static Keyword, items: &[Value], at: &At<'_>) -> bool {
        match keyword {
            Keyword::MinItems(limit) => self.demand(items.len() as u64 >= *limit, at, "minItems", || {
                format!("has fewer than {limit} items")
            }),
            Keyword::MaxItems(limit) => self.demand(items.len() as u64 <= *limit, at, "maxItems", || {
                format!("has more than {limit} items")
            }),
            Keyword::UniqueItems => {
                self.spend(items.len());
                let mut seen = HashSet::new();
                let is_new = |item: &Value| {
                    let mut written = String::new();
                    canonical(item, &mut written);
                    seen.insert(written)
                };
                let holds = items.iter().all(is_new);
                self.demand(holds, at, "uniqueItems", || "has the same item more than once".to_owned())
            }
            Keyword::Items(prefix, rest) => {
                let mut holds = true;
                for (index, item) in items.iter().enumerate() {
                    if let Some(schema) = prefix.get(index).or(rest.as_ref()) {
                        holds &= self.check(schema, item, &At::Item(at, index));
                    }
                }
                holds
            }
            Keyword::Contains(schema, minimum, maximum) => {
                let count = items.iter().filter(|item| self.holds(schema, item)).count() as u64;
                let keyword = if *minimum == 1 { "contains" } else { "minContains" };
                let holds = self.demand(count >= *minimum, at, keyword, || {
                    format!("has fewer than {minimum} items of a certain kind")
                });
                let limit = maximum.unwrap_or(u64::MAX);
                self.demand(count <= limit, at, "maxContains", || {
                    format!("has more than {limit} items of a certain kind")
                }) && holds
            }
            _ => true,
        }
    }

    fn members(
        &mut self,
        keyword: &'static Keyword,
        members: &Map<String, Value>,
        value: &Value,
        at: &At<'_>,
    ) -> bool {
        match keyword {
            Keyword::MinProperties(limit) => {
                self.demand(members.len() as u64 >= *limit, at, "minProperties", || {
                    format!("has fewer than {limit} members")
                })
            }
            Keyword::MaxProperties(limit) => {
                self.demand(members.len() as u64 <= *limit, at, "maxProperties", || {
                    format!("has more than {limit} members")
                })
            }
            Keyword::Required(names) => self.every(*names, |run, name| {
                let is_there = members.contains_key(*name);
                run.demand(is_there, at, "required", || format!("lacks the member {name:?}"))
            }),
            Keyword::ReadOnly(names) => self.every(*names, |run, name| {
                let may_be = run.hypothetical > 0 || !members.contains_key(*name);
                let at = At::Member(at, name);
                run.demand(may_be, &at, "readOnly", || "is set by the server only".to_owned())
            }),
            _ => self.member_schemas(keyword, members, value, at),
        }
    }

    fn member_schemas(
        &mut self,
        keyword: &'static Keyword,
        members: &Map<String, Value>,
        value: &Value,
        at: &At<'_>,
    ) -> bool {
        match keyword {
            Keyword::Members(declared, patterns, additional) => self.every(members, |run, (name, member)| {
                run.member(declared, patterns, *additional, name, member, at)
            }),
            Keyword::Unevaluated(names, patterns, schema) => {
                let is_evaluated =
                    |name: &str| names.contains(&name) || patterns.iter().any(|matches| matches(name));
                self.spend(members.len() * (names.len() + patterns.len()));
                let rest = members.iter().filter(|(name, _)| !is_evaluated(name));
                self.every(rest, |run, (name, member)| {
                    let fits = run.holds(schema, member);
                    let at = At::Member(at, name);
                    run.demand(fits, &at, "unevaluatedProperties", || "is not described".to_owned())
                })
            }
            Keyword::PropertyNames(schema) => self.every(members.keys(), |run, name| {
                let fits = run.holds(schema, &Value::from(name.as_str()));
                let at = At::Member(at, name);
                run.demand(fits, &at, "propertyNames", || "has a name that is not allowed".to_owned())
            }),
            Keyword::DependentRequired(all) => {
                let present = all.iter().filter(|(present, _)| members.contains_key(*present));
                let pairs =
                    present.flat_map(|(present, names)| names.iter().map(move |name| (*present, *name)));
                self.every(pairs, |run, (present, name)| {
                    run.demand(members.contains_key(name), at, "dependentRequired", || {
                        format!("lacks the member {name:?}, which {present:?} asks for")
                    })
                })
            }
            Keyword::DependentSchemas(all) => {
                let present = all.iter().filter(|(present, _)| members.contains_key(*present));
                self.every(present, |run, (_, schema)| run.check(schema, value, at))
            }
            _ => true,
        }
    }

    fn member(
        &mut self,
        declared: &'static [Declared],
        patterns: &'static [Matching],
        additional: Option<Schema>,
        name: &str,
        member: &Value,
        at: &At<'_>,
    ) -> bool {
        self.spend(declared.len() + patterns.len());
        let at = At::Member(at, name);
        let mut is_known = false;
        let mut holds = true;
        if let Some((_, schema)) = declared.iter().find(|(known, _)| *known == name) {
            is_known = true;
            holds &= self.check(schema, member, &at);
        }
        for (_, schema) in patterns.iter().filter(|(matches, _)| matches(name)) {
            is_known = true;
            holds &= self.check(schema, member, &at);
        }
        match additional {
            Some([Keyword::Never]) if !is_known => self.demand(false, &at, "additionalProperties", || {
                "is not described, and only what is may be there".to_owned()
            }),
            Some(schema) if !is_known => self.check(schema, member, &at),
            _ => holds,
        }
    }
}

/// How many values there are in a value, with itself.
fn count(value: &Value) -> u64 {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<u64>(),
        Value::Object(members) => 1 + members.values().map(count).sum::<u64>(),
        _ => 1,
    }
}

/// In code points (2020-12 Validation, section 6.3.1).
fn length(text: &str) -> u64 {
    text.chars().count() as u64
}
