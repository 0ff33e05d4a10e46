//! Members of request types that typify's options can't say: those that may be both left out and null, and
//! those that only the server sets, which a request leaves out although they are required.

use std::collections::BTreeMap;

use openapi_source::Pointer;
use openapi_spec::Document;
use serde_json::Value;
use syn::{Field, Fields, File, Item, Type, parse_quote};

use super::super::docs;
use super::super::models::wire_name;
use super::marks::is_read_only;
use super::types::{named, property};

const MAX_DEPTH: usize = 32;

/// Rewrites such members of the types, each of which stands for the schema at its pointer. Returns whether
/// there are any that tell null from absence.
pub(super) fn run(file: &mut File, types: &BTreeMap<String, Pointer>, document: &Document) -> bool {
    let nullable_types: Vec<String> = file.items.iter().filter_map(newtype_of_option).collect();
    let mut with_null = false;
    for item in &mut file.items {
        let Item::Struct(item) = item else { continue };
        let Some(at) = types.get(&item.ident.to_string()) else { continue };
        let Fields::Named(fields) = &mut item.fields else { continue };
        for field in &mut fields.named {
            let Some(at) = property(document, at, &wire_name(field), 0) else { continue };
            if is_left_out_if_none(field) {
                with_null |= is_nullable(document, &at, 0) && split(field, &nullable_types);
            } else if document.adapted().pointer(at.as_str()).is_some_and(|one| is_read_only(document, one)) {
                leave_out(field);
            }
        }
    }
    with_null
}

/// Lets a request leave out what only the server sets (OpenAPI 3.0.3, "Schema Object", `readOnly`).
fn leave_out(field: &mut Field) {
    let ty = &field.ty;
    let has_default = serde_words(field).any(|words| words.contains("default"));
    if has_default {
        return;
    }
    if named(ty).is_none_or(|(name, _)| name != "Option") {
        field.ty = parse_quote!(Option<#ty>);
    }
    field.attrs.push(parse_quote!(#[serde(default, skip_serializing_if = "Option::is_none")]));
    note(field, "Only the server sets it: it is in each response, and not in a request.");
}

/// Adds a paragraph to the docs.
fn note(field: &mut Field, paragraph: &str) {
    let text = docs::text(&field.attrs).unwrap_or_default();
    docs::set(&mut field.attrs, &format!("{text}\n\n{paragraph}"));
}

/// The type if it holds an option and nothing else: then it has a null of its own.
fn newtype_of_option(item: &Item) -> Option<String> {
    let Item::Struct(item) = item else { return None };
    let Fields::Unnamed(fields) = &item.fields else { return None };
    let field = fields.unnamed.first().filter(|_| fields.unnamed.len() == 1)?;
    named(&field.ty).is_some_and(|(name, _)| name == "Option").then(|| item.ident.to_string())
}

fn is_left_out_if_none(field: &Field) -> bool {
    serde_words(field).any(|words| {
        words.contains("skip_serializing_if = \"Option::is_none\"") && !words.contains("default")
    })
}

/// What stands in the attributes for serde.
fn serde_words(field: &Field) -> impl Iterator<Item = String> {
    let attributes = field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
    attributes.filter_map(|attribute| Some(attribute.meta.require_list().ok()?.tokens.to_string()))
}

/// Makes room for null. False where the type of the member is no option.
fn split(field: &mut Field, nullable_types: &[String]) -> bool {
    let Some((name, Some(inner))) = named(&field.ty) else { return false };
    if name != "Option" {
        return false;
    }
    let has_null =
        match inner {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| {
                last.ident == "Value" || nullable_types.contains(&last.ident.to_string())
            }),
            _ => false,
        };
    if !has_null {
        field.ty = parse_quote!(Option<Option<#inner>>);
    }
    field.attrs.push(parse_quote!(#[serde(default, deserialize_with = "checks::present")]));
    note(
        field,
        if has_null {
            "Left out and null are two things here: `None` is not sent."
        } else {
            "Left out and null are two things here: `None` is not sent, `Some(None)` is sent as null."
        },
    );
    true
}

/// Whether null is a value of the schema.
fn is_nullable(document: &Document, at: &Pointer, depth: usize) -> bool {
    let Some(schema) = document.adapted().pointer(at.as_str()).filter(|_| depth < MAX_DEPTH) else {
        return false;
    };
    let Value::Object(map) = schema else { return *schema == Value::Bool(true) };
    let by_type = match map.get("type") {
        None => true,
        Some(Value::Array(names)) => names.iter().any(|name| name == "null"),
        Some(name) => name == "null",
    };
    let by_values = match (map.get("enum"), map.get("const")) {
        (Some(Value::Array(values)), _) => values.contains(&Value::Null),
        (_, Some(value)) => value.is_null(),
        _ => true,
    };
    let mut by_parts = true;
    if let Some(target) = map.get("$ref").and_then(Value::as_str) {
        let target = document.follow(target);
        by_parts &= target.is_some_and(|(target, _)| is_nullable(document, &target, depth + 1));
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let Some(parts) = map.get(keyword).and_then(Value::as_array) else { continue };
        let mut parts =
            (0..parts.len()).map(|index| is_nullable(document, &at.member(keyword).item(index), depth + 1));
        by_parts &= if keyword == "allOf" { parts.all(|one| one) } else { parts.any(|one| one) };
    }
    by_type && by_values && by_parts
}
