//! What a place demands, gathered by keyword: the conjunction of the schemas that stand there, with references
//! followed and `allOf` opened.

use jsonschema::Draft;
use openapi_source::Pointer;
use serde_json::{Map, Value};

use super::{Compiler, Place, Schema};
use crate::fast::plan::MAX_PROPERTIES;
use crate::http::formats;

/// Keywords that assert something in some dialect, and for which the plan has no instruction. All others, but those
/// that are handled one by one, assert nothing in any dialect.
const BEYOND: &[&str] = &[
    "$dynamicRef",
    "$recursiveRef",
    "additionalItems",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentSchemas",
    "maxContains",
    "minContains",
    "prefixItems",
    "unevaluatedItems",
    "unevaluatedProperties",
    formats::KEYWORD,
];

/// Keywords for strings only, which an island judges without a tree.
const STRING_KEYWORDS: &[&str] = &["minLength", "maxLength", "pattern", "format"];

/// Keywords for numbers only.
const NUMBER_KEYWORDS: &[&str] =
    &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

pub(super) const NULL: u8 = 1;
pub(super) const BOOLEAN: u8 = 2;
pub(super) const INTEGER: u8 = 4;
pub(super) const NUMBER: u8 = 8;
pub(super) const STRING: u8 = 16;
pub(super) const ARRAY: u8 = 32;
pub(super) const OBJECT: u8 = 64;
pub(super) const EVERY: u8 = 127;

/// More schemas than this in one conjunction are made to hurt.
const MAX_CONJUNCTION: usize = 256;

/// As many names may be required, some of them more than once, before an object is an island.
const MAX_REQUIRED: usize = 4 * MAX_PROPERTIES;

/// Lists of values that are longer are compared with one value only, not with each other.
const MAX_COMPARED: usize = 1_000;

/// Alternatives.
pub(super) struct Union<'r> {
    /// Tells it from others.
    pub(super) id: usize,
    /// `oneOf`, or else `anyOf`.
    pub(super) is_one_of: bool,
    pub(super) branches: Vec<Schema<'r>>,
}

/// `if`, `then` and `else`.
pub(super) type Choice<'r> = (Schema<'r>, Option<Schema<'r>>, Option<Schema<'r>>);

/// A conjunction, by keyword.
#[derive(Default)]
pub(super) struct Conjunction<'r> {
    pub(super) types: u8,
    /// What `enum` and `const` leave; `None` if neither was there.
    pub(super) values: Option<Vec<&'r Value>>,
    pub(super) strings: Map<String, Value>,
    pub(super) numbers: Vec<Map<String, Value>>,
    pub(super) properties: Vec<(&'r str, Vec<Schema<'r>>)>,
    /// Names by pattern.
    pub(super) patterns: Vec<(&'r str, Schema<'r>)>,
    pub(super) property_names: Vec<Schema<'r>>,
    pub(super) required: Vec<&'r str>,
    /// What a member that is there requires.
    pub(super) dependents: Vec<(&'r str, Vec<&'r str>)>,
    pub(super) additional: Option<Schema<'r>>,
    pub(super) min_properties: u64,
    pub(super) max_properties: u64,
    pub(super) items: Vec<Schema<'r>>,
    pub(super) min_items: u64,
    pub(super) max_items: u64,
    pub(super) unique_items: bool,
    pub(super) unions: Vec<Union<'r>>,
    pub(super) nots: Vec<Schema<'r>>,
    pub(super) choices: Vec<Choice<'r>>,
    /// Whether something in it has no instruction.
    pub(super) is_beyond: bool,
}

impl<'c> Compiler<'c, '_> {
    pub(super) fn gather(&self, place: &Place<'c>) -> Conjunction<'c> {
        let mut all = Conjunction {
            types: EVERY,
            max_items: u64::MAX,
            max_properties: u64::MAX,
            ..Conjunction::default()
        };
        let mut stack: Vec<Schema<'c>> = place.schemas.iter().rev().cloned().collect();
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
                // Draft 4 has no boolean schemas; what they are there is not for us to say.
                Value::Bool(_) if self.draft == Draft::Draft4 => {
                    all.is_beyond = true;
                    continue;
                }
                Value::Bool(true) => continue,
                Value::Object(keywords) => keywords,
                _ => {
                    all.types = 0;
                    all.is_beyond |= *schema != Value::Bool(false);
                    continue;
                }
            };
            if keywords.contains_key("$schema") && self.draft.detect(schema) != self.draft {
                all.is_beyond = true;
            }
            if let Some(target) = keywords.get("$ref") {
                match target.as_str().and_then(|target| self.resource.follow(target)) {
                    Some(target) => stack.push(target),
                    None => all.is_beyond = true,
                }
                if matches!(self.draft, Draft::Draft4 | Draft::Draft6 | Draft::Draft7) {
                    // What stands beside it is ignored.
                    continue;
                }
            }
            let names = ["properties", "patternProperties"];
            with_properties += usize::from(names.iter().any(|name| keywords.contains_key(*name)));
            beside_properties |= keywords.contains_key("additionalProperties")
                && names.iter().any(|name| keywords.contains_key(*name));
            let mut numbers = Map::new();
            for (keyword, argument) in keywords {
                let here = at.member(keyword);
                match keyword.as_str() {
                    "allOf" => match listed(&here, argument) {
                        Some(schemas) => stack.extend(schemas.into_iter().rev()),
                        None => all.is_beyond = true,
                    },
                    "then" | "else" => {}
                    "if" if matches!(self.draft, Draft::Draft4 | Draft::Draft6) => {}
                    "if" => {
                        let beside = |name| keywords.get(name).map(|schema| (at.member(name), schema));
                        all.choices.push(((here, argument), beside("then"), beside("else")));
                    }
                    name if STRING_KEYWORDS.contains(&name) => {
                        let is_other = all.strings.get(name).is_some_and(|known| known != argument);
                        all.is_beyond |= is_other;
                        all.strings.insert(keyword.clone(), argument.clone());
                    }
                    name if NUMBER_KEYWORDS.contains(&name) => {
                        numbers.insert(keyword.clone(), argument.clone());
                    }
                    _ => {
                        let taken = all.take(place, self.draft, keyword, here, argument);
                        all.is_beyond |= taken.is_none();
                    }
                }
            }
            if !numbers.is_empty() {
                all.numbers.push(numbers);
            }
        }
        self.work.set(self.work.get() + seen.len() + all.properties.len());
        // `additionalProperties` looks at the `properties` and patterns beside it only.
        let is_alone = with_properties == 0 || (with_properties == 1 && beside_properties);
        all.is_beyond |=
            !is_alone && all.additional.as_ref().is_some_and(|(_, what)| **what != Value::Bool(true));
        all
    }
}

impl<'r> Conjunction<'r> {
    /// Adds what a keyword says; `None` where there is no instruction for it, or it is not what it should be.
    fn take(
        &mut self,
        place: &Place<'r>,
        draft: Draft,
        keyword: &'r str,
        here: Pointer,
        argument: &'r Value,
    ) -> Option<()> {
        match keyword {
            "anyOf" | "oneOf" => {
                let id = std::ptr::from_ref(argument).addr();
                let branches = listed(&here, argument)?;
                if !place.resolved.contains(&id) {
                    self.unions.push(Union { id, is_one_of: keyword == "oneOf", branches });
                }
            }
            "not" => self.nots.push((here, argument)),
            "type" => self.types &= types(argument)?,
            "enum" => self.restrict(argument.as_array()?.iter().collect()),
            // Not known in draft 4.
            "const" | "propertyNames" if draft == Draft::Draft4 => {}
            "const" => self.restrict(vec![argument]),
            "properties" => {
                for (name, schema) in argument.as_object()? {
                    self.property(name).push((here.member(name), schema));
                    if self.properties.len() > MAX_PROPERTIES {
                        return None;
                    }
                }
            }
            "patternProperties" => {
                for (pattern, schema) in argument.as_object()? {
                    // Of these the engine may give up, and what it says then is no answer.
                    if may_be_given_up(pattern) {
                        return None;
                    }
                    self.patterns.push((pattern, (here.member(pattern), schema)));
                }
            }
            "propertyNames" => self.property_names.push((here, argument)),
            "required" => {
                self.required.extend(texts(argument)?);
                if self.required.len() > MAX_REQUIRED {
                    return None;
                }
            }
            "dependentRequired" if !matches!(draft, Draft::Draft201909 | Draft::Draft202012) => {}
            "dependentRequired" | "dependencies" => {
                for (name, names) in argument.as_object()? {
                    self.dependents.push((name, texts(names)?));
                }
            }
            "additionalProperties" if self.additional.is_some() => return None,
            "additionalProperties" => self.additional = Some((here, argument)),
            "minProperties" => self.min_properties = self.min_properties.max(argument.as_u64()?),
            "maxProperties" => self.max_properties = self.max_properties.min(argument.as_u64()?),
            "items" if argument.is_array() => return None,
            "items" => self.items.push((here, argument)),
            // Means something beside a list of schemas only.
            "additionalItems" if draft != Draft::Draft202012 => {}
            "minItems" => self.min_items = self.min_items.max(argument.as_u64()?),
            "maxItems" => self.max_items = self.max_items.min(argument.as_u64()?),
            "uniqueItems" => self.unique_items |= argument.as_bool()?,
            _ if BEYOND.contains(&keyword) => return None,
            _ => {}
        }
        Some(())
    }

    fn restrict(&mut self, values: Vec<&'r Value>) {
        match &mut self.values {
            None => self.values = Some(values),
            // Numbers are equal by value, which `==` does not know.
            Some(known)
                if known
                    .iter()
                    .chain(&values)
                    .any(|one| one.is_number() || one.is_array() || one.is_object()) =>
            {
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

    /// The types that a value can have, by `type` and by the values that are listed. Integers are numbers.
    pub(super) fn possible_types(&self) -> u8 {
        let listed = self.values.as_ref().map_or(EVERY, |values| {
            values.iter().fold(0, |all, value| {
                all | match value {
                    Value::Null => NULL,
                    Value::Bool(_) => BOOLEAN,
                    Value::Number(_) => INTEGER | NUMBER,
                    Value::String(_) => STRING,
                    Value::Array(_) => ARRAY,
                    Value::Object(_) => OBJECT,
                }
            })
        });
        let types = self.types & listed;
        if types & (INTEGER | NUMBER) != 0 { types | INTEGER | NUMBER } else { types }
    }
}

/// Whether a pattern may look around or refer back to a group, which is not matched in linear time.
fn may_be_given_up(pattern: &str) -> bool {
    let has_reference =
        pattern.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && matches!(pair[1], b'1'..=b'9' | b'k'));
    has_reference || ["(?=", "(?!", "(?<=", "(?<!", "(?>", "(?("].iter().any(|group| pattern.contains(group))
}

fn listed<'r>(at: &Pointer, argument: &'r Value) -> Option<Vec<Schema<'r>>> {
    let items = argument.as_array()?.iter().enumerate();
    Some(items.map(|(idx, item)| (at.item(idx), item)).collect())
}

fn texts(argument: &Value) -> Option<Vec<&str>> {
    argument.as_array()?.iter().map(Value::as_str).collect()
}

fn types(argument: &Value) -> Option<u8> {
    let one = |name: &str| {
        Some(match name {
            "null" => NULL,
            "boolean" => BOOLEAN,
            "integer" => INTEGER,
            "number" => INTEGER | NUMBER,
            "string" => STRING,
            "array" => ARRAY,
            "object" => OBJECT,
            _ => return None,
        })
    };
    match argument {
        Value::String(name) => one(name),
        Value::Array(_) => texts(argument)?.into_iter().try_fold(0, |all, name| Some(all | one(name)?)),
        _ => None,
    }
}
