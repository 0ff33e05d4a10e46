//! The models: typify's types with documentation, and the types that this crate writes.

use std::collections::{BTreeMap, BTreeSet};

use openapi_spec::Document;
use openapi_spec::lower::Loss;
use proc_macro2::Ident;
use quote::ToTokens;
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprCall, ExprLit, ExprMethodCall, ExprPath, Field, Fields, File, Item, ItemEnum, ItemImpl,
    ItemMod, ItemStruct, Lit, Path, PathArguments, Type, Visibility, parse_quote,
};

use super::paths::Shorten;
use super::patterns::WithUnicode;
use super::{answers, checks, date_time, docs, open_enum};
use crate::adapt::{Adapted, Union};
use crate::{BindgenError, Settings};

/// The models, or what keeps them from compiling.
pub(crate) enum Models {
    /// What is in the crate, and what its checks leave out.
    Items(Vec<Item>, Vec<Loss>),
    /// Names that two types have.
    NamesTwice(BTreeSet<String>),
}

/// The models crate.
pub(crate) fn models(
    tokens: &str,
    adapted: &Adapted,
    document: &Document,
    settings: &Settings,
) -> Result<Models, BindgenError> {
    let types = &adapted.types;
    let mut file: File = syn::parse_str(tokens)?;
    file.attrs.clear();
    DefaultsOfOurs { models_crate: &settings.models_crate }.visit_file_mut(&mut file);
    WithUnicode.visit_file_mut(&mut file);
    Shorten::inside(&settings.models_crate).visit_file_mut(&mut file);
    drop_unused(&mut file);
    for item in &mut file.items {
        match item {
            Item::Struct(item) => polish_struct(item, &adapted.document),
            Item::Enum(item) => polish_enum(item),
            Item::Mod(item) => polish_module(item),
            Item::Impl(item) => polish_impl(item),
            _ => {}
        }
    }
    for union in &types.unions {
        apply_union(&mut file, union);
    }
    for open in &types.open_enums {
        file.items.extend(syn::parse2::<File>(open_enum::tokens(open))?.items);
    }
    for (operation, name, answers, success) in types.sums() {
        file.items.extend(syn::parse2::<File>(answers::sum(name, answers, operation, success))?.items);
    }
    if let Some(name) = &types.date_time {
        file.items.extend(syn::parse2::<File>(date_time::tokens(name))?.items);
    }
    let twice = names_given_twice(&file);
    if !twice.is_empty() {
        return Ok(Models::NamesTwice(twice));
    }
    let unchecked = checks::add(&mut file, adapted, document)?;
    Ok(Models::Items(file.items, unchecked))
}

/// Rewrites what [`default_of_ours`] finds, and empty strings.
struct DefaultsOfOurs<'a> {
    models_crate: &'a str,
}

impl VisitMut for DefaultsOfOurs<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Some(value) = default_of_ours(expression, self.models_crate) {
            *expression = value;
        } else if expression.to_token_stream().to_string() == "\"\" . to_string ()" {
            *expression = parse_quote!(String::new());
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

/// `from_str::<T>("\"text\"").unwrap()`, which typify writes for the default of a type that it did
/// not make, as `T::from("text")`.
fn default_of_ours(expression: &Expr, models_crate: &str) -> Option<Expr> {
    let Expr::MethodCall(ExprMethodCall { receiver, method, .. }) = expression else { return None };
    let Expr::Call(ExprCall { func, args, .. }) = receiver.as_ref() else { return None };
    let Expr::Path(ExprPath { path, .. }) = func.as_ref() else { return None };
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(generics) = &last.arguments else { return None };
    if method != "unwrap" || last.ident != "from_str" {
        return None;
    }
    let syn::GenericArgument::Type(Type::Path(of)) = generics.args.first()? else { return None };
    if of.path.segments.first()?.ident != models_crate {
        return None;
    }
    let Expr::Lit(ExprLit { lit: Lit::Str(json), .. }) = args.first()? else { return None };
    let text: String = serde_json::from_str(&json.value()).ok()?;
    Some(parse_quote!(#of::from(#text)))
}

/// typify always writes its module for errors, also where nothing converts, and functions for the defaults of
/// members that it left out.
fn drop_unused(file: &mut File) {
    let is_module = |item: &Item, name: &str| matches!(item, Item::Mod(module) if module.ident == name);
    let mut has_errors = false;
    let mut defaults: BTreeSet<String> = BTreeSet::new();
    for item in file.items.iter().filter(|item| !is_module(item, "error")) {
        // In code and in the texts of attributes.
        let text = item.to_token_stream().to_string().replace(' ', "");
        has_errors |= text.contains("ConversionError");
        if !is_module(item, "defaults") {
            let after = text.split("defaults::").skip(1);
            let end =
                |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
            defaults.extend(after.map(|text| text[..end(text)].to_owned()));
        }
    }
    file.items.retain_mut(|item| match item {
        Item::Mod(module) if module.ident == "error" => has_errors,
        Item::Mod(module) if module.ident == "defaults" => {
            let Some((_, functions)) = &mut module.content else { return true };
            functions
                .retain(|item| !matches!(item, Item::Fn(f) if !defaults.contains(&f.sig.ident.to_string())));
            functions.iter().any(|item| matches!(item, Item::Fn(_)))
        }
        _ => true,
    });
}

fn polish_struct(item: &mut ItemStruct, document: &Value) {
    let name = item.ident.to_string();
    document_item(&mut item.attrs, &format!("{} of the document.", docs::code(&name)));
    let properties = document
        .pointer("/components/schemas")
        .and_then(|schemas| schemas.get(&name))
        .and_then(|schema| schema.get("properties"))
        .and_then(Value::as_object);
    match &mut item.fields {
        Fields::Named(fields) => {
            for field in &mut fields.named {
                let wire = wire_name(field);
                document_item(&mut field.attrs, &format!("The member {}.", docs::code(&wire)));
            }
            if let Some(properties) = properties {
                // typify sorts by name; the order of the document says what belongs together.
                let mut sorted: Vec<Field> = std::mem::take(&mut fields.named).into_iter().collect();
                let position = |field: &Field| {
                    let wire = wire_name(field);
                    properties.keys().position(|name| *name == wire).unwrap_or(usize::MAX)
                };
                sorted.sort_by_key(position);
                fields.named = sorted.into_iter().collect();
            }
        }
        Fields::Unnamed(fields) => {
            for field in &mut fields.unnamed {
                if matches!(field.vis, Visibility::Public(_)) {
                    document_item(&mut field.attrs, "The value itself.");
                }
            }
        }
        Fields::Unit => {}
    }
}

/// The member name in JSON.
pub(super) fn wire_name(field: &Field) -> String {
    let mut name = field.ident.as_ref().map(Ident::to_string).unwrap_or_default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // What this does not read is not a rename.
        let _ = attribute.parse_nested_meta(|meta| {
            let renames = meta.path.is_ident("rename");
            if let Ok(value) = meta.value()
                && let Ok(text) = value.parse::<syn::LitStr>()
                && renames
            {
                name = text.value();
            }
            Ok(())
        });
    }
    name
}

fn polish_enum(item: &mut ItemEnum) {
    let name = item.ident.to_string();
    document_item(&mut item.attrs, &format!("{} of the document.", docs::code(&name)));
    for variant in &mut item.variants {
        let held =
            variant.fields.iter().next().map(|field| field.ty.to_token_stream().to_string().replace(' ', ""));
        let text = match held {
            Some(held) => format!("A value of the type {}.", docs::code(&held)),
            None => format!("The value {}.", docs::code(&variant.ident.to_string())),
        };
        document_item(&mut variant.attrs, &text);
        for field in &mut variant.fields {
            if field.ident.is_some() {
                let wire = wire_name(field);
                document_item(&mut field.attrs, &format!("The member {}.", docs::code(&wire)));
            }
        }
    }
}

fn polish_module(module: &mut ItemMod) {
    // serde reaches the defaults from the module that holds them.
    if module.ident == "defaults" {
        module.vis = Visibility::Inherited;
        docs::set(&mut module.attrs, "Defaults that the document gives.");
        module.attrs.push(parse_quote! {
            #[allow(clippy::unnecessary_wraps, reason = "serde asks for the type of the member")]
        });
    } else {
        document_item(&mut module.attrs, "Items that the types need.");
    }
}

/// Makes the text of an item harmless, or gives it one.
fn document_item(attributes: &mut Vec<syn::Attribute>, otherwise: &str) {
    let text = docs::text(attributes).filter(|text| !text.trim().is_empty());
    docs::set(attributes, text.as_deref().unwrap_or(otherwise));
}

/// Names and describes the variants of an enum as the document does with the branches.
fn apply_union(file: &mut File, union: &Union) {
    let mut renames: BTreeMap<String, Ident> = BTreeMap::new();
    for item in &mut file.items {
        let Item::Enum(item) = item else { continue };
        if item.ident != union.name || item.variants.len() != union.branches.len() {
            continue;
        }
        let untagged = item.attrs.iter().any(|attribute| {
            attribute.path().is_ident("serde") && attribute.to_token_stream().to_string().contains("untagged")
        });
        for (variant, branch) in item.variants.iter_mut().zip(&union.branches) {
            if let Some(description) = &branch.description {
                docs::set(&mut variant.attrs, description);
            }
            // A tag in JSON is the name of its variant.
            if let Some(name) = branch.name.as_ref().filter(|_| untagged) {
                let name = Ident::new(name, variant.ident.span());
                renames.insert(variant.ident.to_string(), name.clone());
                variant.ident = name;
            }
        }
    }
    for item in &mut file.items {
        if let Item::Impl(item) = item
            && let Type::Path(of) = item.self_ty.as_ref()
            && of.path.is_ident(&union.name)
        {
            RenameVariants(&renames).visit_item_impl_mut(item);
        }
    }
}

struct RenameVariants<'a>(&'a BTreeMap<String, Ident>);

impl VisitMut for RenameVariants<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if path.segments.len() == 2
            && path.segments[0].ident == "Self"
            && let Some(name) = self.0.get(&path.segments[1].ident.to_string())
        {
            path.segments[1].ident = name.clone();
        }
    }
}

/// typify tries the types of a union one after the other, also one that takes any text.
fn polish_impl(item: &mut ItemImpl) {
    if item.to_token_stream().to_string().contains("if let Ok (v) = value . parse ()") {
        item.attrs.push(parse_quote! {
            #[allow(irrefutable_let_patterns, reason = "some of the types take any text")]
        });
    }
}

/// Names that more than one type has.
fn names_given_twice(file: &File) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for item in &file.items {
        let name = match item {
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Type(item) => &item.ident,
            _ => continue,
        };
        if !seen.insert(name.to_string()) {
            twice.insert(name.to_string());
        }
    }
    twice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_uses_is_left_out() {
        let code = r#"
            pub mod error { pub struct ConversionError; }
            pub struct A { #[serde(default = "defaults::by_serde")] a: bool }
            impl Default for A { fn default() -> Self { A { a: defaults::by_code::<bool, 3>() } } }
            pub mod defaults { pub fn by_serde() {} pub fn by_code() {} pub fn by() {} }
        "#;
        let mut file = syn::parse_file(code).unwrap();
        drop_unused(&mut file);
        let text = file.to_token_stream().to_string();
        assert!(text.contains("by_serde ()") && text.contains("by_code ()"), "{text}");
        assert!(!text.contains("ConversionError") && !text.contains("by ()"), "{text}");
    }
}
