//! Schemas as data of the generated crate: each keyword that can be judged there becomes a literal.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use openapi_source::Pointer;
use openapi_spec::{Document, Resource};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use serde_json::{Map, Number, Value};

use super::evaluated::Evaluated;
use super::marks::{Marks, is_read_only};
use crate::names;

/// Formats of texts with the function that judges them. What the validator asserts beyond is listed
/// in [`UNCHECKED_FORMATS`].
const TEXT_FORMATS: [(&str, &str); 15] = [
    ("byte", "byte"),
    ("date", "date"),
    ("date-time", "date_time"),
    ("duration", "duration"),
    ("email", "email"),
    ("hostname", "hostname"),
    ("idn-email", "idn_email"),
    ("ipv4", "ipv4"),
    ("ipv6", "ipv6"),
    ("json-pointer", "json_pointer"),
    ("relative-json-pointer", "relative_json_pointer"),
    ("time", "time"),
    ("uri", "uri"),
    ("uri-reference", "uri_reference"),
    ("uuid", "uuid"),
];

const NUMBER_FORMATS: [(&str, &str); 3] =
    [("int32", "is_int32"), ("int64", "is_int64"), ("float", "is_float")];

/// Formats whose judgement takes tables or a parser that generated crates go without.
const UNCHECKED_FORMATS: [&str; 5] = ["idn-hostname", "iri", "iri-reference", "regex", "uri-template"];

/// Keywords that depend on what other keywords, or the way through references, have seen.
const UNCHECKED: [&str; 3] = ["unevaluatedProperties", "unevaluatedItems", "$dynamicRef"];

/// Segments of a pointer that say nothing in a name.
const SCAFFOLDING: [&str; 6] = ["components", "schemas", "paths", "content", "schema", "properties"];

/// A keyword that the checks leave out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gap {
    /// Of the keyword, in the document as written.
    pub(super) pointer: String,
    /// The keyword, with its value where that matters.
    pub(super) keyword: String,
}

/// One schema that has a name.
pub(super) struct Named {
    pub(super) name: Ident,
    pub(super) tokens: TokenStream,
    /// What it leaves out itself; what it refers to leaves out is said there.
    pub(super) gaps: Vec<Gap>,
}

/// Compiles schemas of one document.
pub(super) struct Compiler<'d> {
    document: &'d Document,
    marks: Marks<'d>,
    names: HashMap<Pointer, Ident>,
    taken: BTreeSet<String>,
    /// Schemas that have a name and are still to be compiled.
    waiting: Vec<Pointer>,
    gaps: Vec<Gap>,
    /// Which parts of the support the schemas need.
    pub(super) has_patterns: bool,
    pub(super) has_formats: bool,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self {
            document,
            marks: Marks::new(document),
            names: HashMap::new(),
            taken: BTreeSet::new(),
            waiting: Vec::new(),
            gaps: Vec::new(),
            has_patterns: false,
            has_formats: false,
        }
    }

    /// The name of the schema at a pointer of [`Resource::adapted`]; it will be compiled.
    pub(super) fn name(&mut self, at: &Pointer) -> Ident {
        if let Some(name) = self.names.get(at) {
            return name.clone();
        }
        let words: Vec<_> = at.segments().filter(|word| !SCAFFOLDING.contains(&word.as_ref())).collect();
        let name = names::unique(names::constant_name(&words.join(" ")), &mut self.taken);
        let name = Ident::new(&name, Span::call_site());
        self.names.insert(at.clone(), name.clone());
        self.waiting.push(at.clone());
        name
    }

    /// Every schema that has a name, and all that they refer to, by name.
    pub(super) fn finish(&mut self) -> Vec<(Pointer, Named)> {
        let mut done = BTreeMap::new();
        while let Some(at) = self.waiting.pop() {
            let name = self.names[&at].clone();
            let schema = self.document.adapted().pointer(at.as_str());
            let tokens =
                schema.map_or_else(|| quote!(&[]), |schema| self.schema(schema, &at, &mut Vec::new()));
            let gaps = std::mem::take(&mut self.gaps);
            done.insert(name.to_string(), (at, Named { name, tokens, gaps }));
        }
        done.into_values().collect()
    }

    fn gap(&mut self, at: &Pointer, keyword: &str, shown: String) {
        let pointer = self.document.authored_pointer(&at.member(keyword)).as_str().to_owned();
        self.gaps.push(Gap { pointer, keyword: shown });
    }

    /// A subschema: by its name if it has one.
    fn inner(&mut self, schema: &'d Value, at: &Pointer, around: &mut Vec<&'d Value>) -> TokenStream {
        if let Some(name) = self.names.get(at) {
            return quote!(&[Ref(&#name)]);
        }
        self.schema(schema, at, around)
    }

    /// One schema; `around` are those that it is a part of for the same value.
    fn schema(&mut self, schema: &'d Value, at: &Pointer, around: &mut Vec<&'d Value>) -> TokenStream {
        let map = match schema {
            Value::Bool(false) => return quote!(&[Never]),
            Value::Object(map) => map,
            _ => return quote!(&[]),
        };
        around.push(schema);
        let mut keywords = self.any_type(map, at);
        keywords.extend(number_keywords(map));
        keywords.extend(self.text_keywords(map, at));
        keywords.extend(self.array_keywords(map, at));
        keywords.extend(self.object_keywords(map, at, around));
        keywords.extend(self.combinators(map, at, around));
        around.pop();
        let unevaluated = self.unevaluated(schema, map, at);
        for keyword in UNCHECKED {
            if map.contains_key(keyword) && (unevaluated.is_none() || keyword != "unevaluatedProperties") {
                self.gap(at, keyword, keyword.to_owned());
            }
        }
        keywords.extend(unevaluated.into_iter().flatten());
        quote!(&[#(#keywords),*])
    }

    /// `unevaluatedProperties`, where it is plain what is evaluated.
    fn unevaluated(
        &mut self,
        schema: &'d Value,
        map: &'d Map<String, Value>,
        at: &Pointer,
    ) -> Option<Vec<TokenStream>> {
        let rest = map.get("unevaluatedProperties")?;
        let mut evaluated = Evaluated::default();
        evaluated.add(self.document, schema, true, 0)?;
        let Evaluated { names, patterns, everything } = evaluated;
        if everything {
            return Some(Vec::new());
        }
        let patterns: Vec<TokenStream> = patterns.into_iter().map(|pattern| self.matcher(pattern)).collect();
        let rest = self.inner(rest, &at.member("unevaluatedProperties"), &mut Vec::new());
        Some(vec![quote!(Unevaluated(&[#(#names),*], &[#(#patterns),*], #rest))])
    }

    fn any_type(&mut self, map: &'d Map<String, Value>, at: &Pointer) -> Vec<TokenStream> {
        let mut out = Vec::new();
        if let Some(target) = map.get("$ref").and_then(Value::as_str) {
            match self.document.follow(target).map(|(pointer, _)| pointer) {
                Some(pointer) => {
                    let name = self.name(&pointer);
                    out.push(quote!(Ref(&#name)));
                }
                None => self.gap(at, "$ref", "$ref".to_owned()),
            }
        }
        let types: Vec<&str> = match map.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let types: Vec<TokenStream> = types.into_iter().filter_map(type_of).collect();
        if !types.is_empty() {
            out.push(quote!(Type(#(#types)|*)));
        }
        if let Some(Value::Array(values)) = map.get("enum") {
            let values = values.iter().map(literal);
            out.push(quote!(Enum(&[#(#values),*])));
        }
        if let Some(value) = map.get("const") {
            let value = literal(value);
            out.push(quote!(Const(#value)));
        }
        out
    }

    fn text_keywords(&mut self, map: &Map<String, Value>, at: &Pointer) -> Vec<TokenStream> {
        let mut out = limits(map, &[("minLength", "MinLength"), ("maxLength", "MaxLength")]);
        if let Some(pattern) = map.get("pattern").and_then(Value::as_str) {
            let matches = self.matcher(pattern);
            out.push(quote!(Pattern(#pattern, #matches)));
        }
        let Some(format) = map.get("format").and_then(Value::as_str) else { return out };
        let ident = |name: &str| Ident::new(name, Span::call_site());
        if let Some((_, function)) = TEXT_FORMATS.iter().find(|(name, _)| *name == format) {
            self.has_formats = true;
            let function = ident(function);
            out.push(quote!(Format(#format, formats::#function)));
        } else if let Some((_, function)) = NUMBER_FORMATS.iter().find(|(name, _)| *name == format) {
            let function = ident(function);
            out.push(quote!(NumberFormat(#format, Decimal::#function)));
        } else if UNCHECKED_FORMATS.contains(&format) {
            self.gap(at, "format", format!("format: {format}"));
        }
        out
    }

    /// A function that tells whether a text matches; the regular expression is compiled once.
    fn matcher(&mut self, pattern: &str) -> TokenStream {
        self.has_patterns = true;
        quote!(|text| {
            static MATCHER: Matcher = Matcher::new();
            MATCHER.matches(#pattern, text)
        })
    }

    fn array_keywords(&mut self, map: &'d Map<String, Value>, at: &Pointer) -> Vec<TokenStream> {
        let mut out = limits(map, &[("minItems", "MinItems"), ("maxItems", "MaxItems")]);
        if map.get("uniqueItems") == Some(&Value::Bool(true)) {
            out.push(quote!(UniqueItems));
        }
        let prefix = map.get("prefixItems").and_then(Value::as_array);
        let items = map.get("items");
        if prefix.is_some() || items.is_some() {
            let place = at.member("prefixItems");
            let mut schemas = Vec::new();
            for (index, schema) in prefix.into_iter().flatten().enumerate() {
                schemas.push(self.inner(schema, &place.item(index), &mut Vec::new()));
            }
            let rest = self.optional(items, &at.member("items"));
            out.push(quote!(Items(&[#(#schemas),*], #rest)));
        }
        if let Some(schema) = map.get("contains") {
            let schema = self.inner(schema, &at.member("contains"), &mut Vec::new());
            let minimum = map.get("minContains").and_then(count).unwrap_or(1);
            let maximum = option(map.get("maxContains").and_then(count));
            out.push(quote!(Contains(#schema, #minimum, #maximum)));
        }
        out
    }

    fn optional(&mut self, schema: Option<&'d Value>, at: &Pointer) -> TokenStream {
        option(schema.map(|schema| self.inner(schema, at, &mut Vec::new())))
    }

    fn object_keywords(
        &mut self,
        map: &'d Map<String, Value>,
        at: &Pointer,
        around: &mut Vec<&'d Value>,
    ) -> Vec<TokenStream> {
        let mut out = limits(map, &[("minProperties", "MinProperties"), ("maxProperties", "MaxProperties")]);
        // A member that only the server sets need not be in a request although it is required
        // (OpenAPI 3.0.3, "Schema Object").
        let marked = self.marks.around(around);
        let required: Vec<&str> =
            strings(map.get("required")).filter(|name| !marked.contains(name)).collect();
        if !required.is_empty() {
            out.push(quote!(Required(&[#(#required),*])));
        }
        out.extend(self.member_schemas(map, at));
        if let Some(schema) = map.get("propertyNames") {
            let schema = self.inner(schema, &at.member("propertyNames"), &mut Vec::new());
            out.push(quote!(PropertyNames(#schema)));
        }
        if let Some(Value::Object(all)) = map.get("dependentRequired") {
            let all = all.iter().map(|(name, names)| {
                let names = strings(Some(names));
                quote!((#name, &[#(#names),*]))
            });
            out.push(quote!(DependentRequired(&[#(#all),*])));
        }
        if let Some(Value::Object(all)) = map.get("dependentSchemas") {
            let place = at.member("dependentSchemas");
            let mut schemas = Vec::new();
            for (name, schema) in all {
                let schema = self.inner(schema, &place.member(name), around);
                schemas.push(quote!((#name, #schema)));
            }
            out.push(quote!(DependentSchemas(&[#(#schemas),*])));
        }
        out
    }

    /// `properties`, `patternProperties` and `additionalProperties`, and what is marked `readOnly`.
    fn member_schemas(&mut self, map: &'d Map<String, Value>, at: &Pointer) -> Vec<TokenStream> {
        let object = |key: &str| map.get(key).and_then(Value::as_object).into_iter().flatten();
        if !["properties", "patternProperties", "additionalProperties"]
            .iter()
            .any(|key| map.contains_key(*key))
        {
            return Vec::new();
        }
        let (mut declared, mut patterns, mut read_only) = (Vec::new(), Vec::new(), Vec::new());
        let place = at.member("properties");
        for (name, schema) in object("properties") {
            if is_read_only(self.document, schema) {
                read_only.push(name);
            }
            let schema = self.inner(schema, &place.member(name), &mut Vec::new());
            declared.push(quote!((#name, #schema)));
        }
        let place = at.member("patternProperties");
        for (pattern, schema) in object("patternProperties") {
            let schema = self.inner(schema, &place.member(pattern), &mut Vec::new());
            let matches = self.matcher(pattern);
            patterns.push(quote!((#matches, #schema)));
        }
        let additional = self.optional(map.get("additionalProperties"), &at.member("additionalProperties"));
        let mut out = vec![quote!(Members(&[#(#declared),*], &[#(#patterns),*], #additional))];
        if !read_only.is_empty() {
            out.push(quote!(ReadOnly(&[#(#read_only),*])));
        }
        out
    }

    fn combinators(
        &mut self,
        map: &'d Map<String, Value>,
        at: &Pointer,
        around: &mut Vec<&'d Value>,
    ) -> Vec<TokenStream> {
        let mut out = Vec::new();
        for (keyword, variant) in [("allOf", "AllOf"), ("anyOf", "AnyOf"), ("oneOf", "OneOf")] {
            let Some(Value::Array(parts)) = map.get(keyword) else { continue };
            let place = at.member(keyword);
            let mut schemas = Vec::new();
            for (index, part) in parts.iter().enumerate() {
                schemas.push(self.inner(part, &place.item(index), around));
            }
            let variant = Ident::new(variant, Span::call_site());
            out.push(quote!(#variant(&[#(#schemas),*])));
        }
        if let Some(schema) = map.get("not") {
            let schema = self.inner(schema, &at.member("not"), around);
            out.push(quote!(Not(#schema)));
        }
        if let Some(condition) = map.get("if")
            && (map.contains_key("then") || map.contains_key("else"))
        {
            let mut parts = vec![self.inner(condition, &at.member("if"), around)];
            for keyword in ["then", "else"] {
                let part = map.get(keyword).unwrap_or(&Value::Bool(true));
                parts.push(self.inner(part, &at.member(keyword), around));
            }
            out.push(quote!(If(#(#parts),*)));
        }
        out
    }
}

/// The tokens of an option.
fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn type_of(name: &str) -> Option<TokenStream> {
    Some(match name {
        "null" => quote!(Types::NULL),
        "boolean" => quote!(Types::BOOLEAN),
        "integer" => quote!(Types::INTEGER),
        "number" => quote!(Types::NUMBER),
        "string" => quote!(Types::STRING),
        "array" => quote!(Types::ARRAY),
        "object" => quote!(Types::OBJECT),
        _ => return None,
    })
}

fn number_keywords(map: &Map<String, Value>) -> Vec<TokenStream> {
    let all = [
        ("minimum", "Minimum"),
        ("maximum", "Maximum"),
        ("exclusiveMinimum", "ExclusiveMinimum"),
        ("exclusiveMaximum", "ExclusiveMaximum"),
        ("multipleOf", "MultipleOf"),
    ];
    let found = all.into_iter().filter_map(|(keyword, variant)| match map.get(keyword) {
        Some(Value::Number(number)) => Some((variant, decimal(number))),
        _ => None,
    });
    let keyword = |(variant, number): (&str, TokenStream)| {
        let variant = Ident::new(variant, Span::call_site());
        quote!(#variant(#number))
    };
    found.map(keyword).collect()
}

/// Keywords that hold a number of things.
fn limits(map: &Map<String, Value>, keywords: &[(&str, &str)]) -> Vec<TokenStream> {
    let keyword = |(keyword, variant): &(&str, &str)| {
        let limit = count(map.get(*keyword)?)?;
        let variant = Ident::new(variant, Span::call_site());
        Some(quote!(#variant(#limit)))
    };
    keywords.iter().filter_map(keyword).collect()
}

/// A number of things; JSON Schema also allows it as `3.0`.
fn count(value: &Value) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such a limit is no limit")]
    let of_real = |real: f64| (real >= 0.0 && real.fract() == 0.0).then_some(real as u64);
    value.as_u64().or_else(|| of_real(value.as_f64()?))
}

fn decimal(number: &Number) -> TokenStream {
    match (number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)), number.as_f64()) {
        (Some(whole), _) => {
            let digits = Literal::u128_unsuffixed(whole.unsigned_abs());
            if whole < 0 { quote!(Whole(-#digits)) } else { quote!(Whole(#digits)) }
        }
        (None, Some(real)) if real.is_finite() => {
            let digits = Literal::f64_unsuffixed(real.abs());
            if real < 0.0 { quote!(Real(-#digits)) } else { quote!(Real(#digits)) }
        }
        _ => quote!(Whole(0)),
    }
}

fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(Literal::Null),
        Value::Bool(value) => quote!(Literal::Bool(#value)),
        Value::Number(number) => {
            let number = decimal(number);
            quote!(Literal::Number(#number))
        }
        Value::String(text) => quote!(Literal::Text(#text)),
        Value::Array(items) => {
            let items = items.iter().map(literal);
            quote!(Literal::List(&[#(#items),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = literal(value);
                quote!((#name, #value))
            });
            quote!(Literal::Members(&[#(#members),*]))
        }
    }
}

/// The pointers in [`Resource::adapted`] of all schemas that some schemas reach, with themselves.
pub(super) fn reached(document: &Resource, from: impl IntoIterator<Item = Pointer>) -> HashSet<Pointer> {
    let mut seen = HashSet::new();
    let mut waiting: Vec<Pointer> = from.into_iter().collect();
    while let Some(at) = waiting.pop() {
        let Some(Value::Object(map)) = document.adapted().pointer(at.as_str()) else { continue };
        if !seen.insert(at.clone()) {
            continue;
        }
        for (keyword, value) in map {
            let here = at.member(keyword);
            match (keyword.as_str(), value) {
                ("$ref", Value::String(target)) => {
                    waiting.extend(document.follow(target).map(|(pointer, _)| pointer));
                }
                ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(parts)) => {
                    waiting.extend((0..parts.len()).map(|index| here.item(index)));
                }
                ("properties" | "patternProperties" | "dependentSchemas", Value::Object(members)) => {
                    waiting.extend(members.keys().map(|name| here.member(name)));
                }
                (
                    "items"
                    | "contains"
                    | "additionalProperties"
                    | "unevaluatedProperties"
                    | "unevaluatedItems"
                    | "then"
                    | "else",
                    _,
                ) => waiting.push(here),
                _ => {}
            }
        }
    }
    seen
}
