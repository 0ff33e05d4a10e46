//! Checks of requests: `validate` and `from_value` for every type that a request body reaches, by the
//! schema as the document has it, so that nothing which the lowering lost is missing.
//!
//! Schemas are data in the generated crate, read by a fixed module ([`RUNTIME`]). Data compiles in a
//! fraction of the time that a function for each schema would take.

mod evaluated;
mod marks;
mod members;
mod schema;
mod types;

// The module that is embedded into generated crates, here for its tests.
#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "it is the generated crate that uses and exports it")]
mod runtime;
#[cfg(test)]
mod runtime_tests;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use openapi_source::Pointer;
use openapi_spec::Document;
use openapi_spec::lower::{Loss, LossClass};
use quote::quote;
use syn::{File, Ident, Item, ItemMod, parse_quote};

use super::docs;
use crate::BindgenError;
use crate::adapt::Adapted;
use schema::{Compiler, Gap, Named};

/// The pass under which the loss report lists what is not checked.
const PASS: &str = "check";

const RUNTIME: &str = include_str!("runtime/mod.rs");
const JUDGE: &str = include_str!("runtime/judge.rs");
const NUMBERS: &str = include_str!("runtime/numbers.rs");
const FORMATS: &str = include_str!("runtime/formats.rs");
const PATTERN: &str = include_str!("runtime/pattern.rs");

/// Adds the checks to the models and returns what they leave out.
pub(super) fn add(
    file: &mut File,
    adapted: &Adapted,
    document: &Document,
) -> Result<Vec<Loss>, BindgenError> {
    let types = types::of_requests(file, adapted, document);
    if types.is_empty() {
        return Ok(Vec::new());
    }
    let with_null = members::run(file, &types, document);
    let mut compiler = Compiler::new(document);
    let names: BTreeMap<&String, Ident> = types.iter().map(|(name, at)| (name, compiler.name(at))).collect();
    let schemas = compiler.finish();
    let gaps: BTreeMap<&Pointer, &[Gap]> =
        schemas.iter().map(|(at, named)| (at, named.gaps.as_slice())).collect();
    for (name, at) in &types {
        file.items.push(methods(name, &names[name], gaps.get(at).copied().unwrap_or_default()));
    }
    let mut losses: Vec<Loss> = schemas.iter().flat_map(|(_, named)| &named.gaps).map(loss).collect();
    losses.sort_by(|left, right| left.pointer.cmp(&right.pointer));
    file.items.push(Item::Mod(module(&schemas, &compiler, with_null)?));
    Ok(losses)
}

fn loss(gap: &Gap) -> Loss {
    Loss {
        pass: PASS,
        pointer: gap.pointer.clone(),
        class: LossClass::Validation,
        note: format!("`{}` is not among the checks of the models", gap.keyword),
    }
}

/// The two methods of a type.
fn methods(name: &str, schema: &Ident, gaps: &[Gap]) -> Item {
    let name = Ident::new(name, proc_macro2::Span::call_site());
    let mut about = "Checks all that the document demands of it in a request.".to_owned();
    let mut separator = " Not checked: ";
    for gap in gaps {
        about.push_str(separator);
        about.push_str(&docs::code(&gap.keyword));
        about.push_str(" at ");
        about.push_str(&docs::code(&gap.pointer));
        separator = ", ";
    }
    let about = docs::tokens(&about);
    parse_quote! {
        impl #name {
            #about
            pub fn validate(&self) -> Result<(), checks::Invalid> {
                checks::validate(self, checks::schemas::#schema)
            }

            /// Checks a value, also for what the type would let pass or drop, and makes one of these of it.
            pub fn from_value(value: ::serde_json::Value) -> Result<Self, checks::Invalid> {
                checks::from_value(value, checks::schemas::#schema)
            }
        }
    }
}

/// The module with everything that the methods call.
fn module(
    schemas: &[(Pointer, Named)],
    compiler: &Compiler<'_>,
    with_null: bool,
) -> Result<ItemMod, BindgenError> {
    let mut items: Vec<Item> = syn::parse_str::<File>(RUNTIME)?.items;
    // Its submodules follow; a declaration alone would look for a file.
    items.retain(|item| !matches!(item, Item::Mod(_)));
    if with_null {
        items.push(parse_quote! {
            /// Reads a member that is there, also one that is null.
            pub(super) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
            where
                T: ::serde::Deserialize<'de>,
                D: ::serde::Deserializer<'de>,
            {
                T::deserialize(deserializer).map(Some)
            }
        });
    }
    items.push(fixed("judge", JUDGE)?);
    items.push(fixed("numbers", NUMBERS)?);
    let mut imports = quote!();
    if compiler.has_formats {
        items.push(fixed("formats", FORMATS)?);
        imports.extend(quote!(
            use super::formats;
        ));
    }
    if compiler.has_patterns {
        items.push(fixed("pattern", PATTERN)?);
        imports.extend(quote!(
            use super::pattern::Matcher;
        ));
    }
    let statics = schemas.iter().map(|(at, Named { name, tokens, .. })| {
        let about = docs::tokens(&docs::code(&format!("#{at}")));
        quote!(#about pub(crate) static #name: Schema = #tokens;)
    });
    items.push(parse_quote! {
        /// The schemas, as the document has them.
        #[allow(clippy::enum_glob_use, reason = "the list is what the module is about")]
        pub(crate) mod schemas {
            #imports
            use super::judge::Keyword::*;
            use super::judge::{Schema, Types};
            use super::numbers::Decimal::{self, Real, Whole};
            use super::numbers::Literal;
            #(#statics)*
        }
    });
    Ok(parse_quote! {
        /// What the document demands of requests.
        ///
        /// Types alone leave much of it open: bounds, lengths, patterns, formats, the values of an enum. The
        /// methods `validate` of the types check that. Their methods `from_value` also refuse what never gets
        /// into a type: null where the document does not allow it, members that it rules out.
        #[allow(dead_code, unused_imports, reason = "it is the same for all documents")]
        pub mod checks {
            #(#items)*
        }
    })
}

/// A submodule that is the same for all documents.
fn fixed(name: &str, source: &str) -> Result<Item, BindgenError> {
    let name = Ident::new(name, proc_macro2::Span::call_site());
    let file: File = syn::parse_str(source)?;
    let (about, items) = (&file.attrs, &file.items);
    let about = about.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if attribute.path().is_ident("doc") => Some(&pair.value),
        _ => None,
    });
    Ok(parse_quote! {
        #(#[doc = #about])*
        mod #name {
            #(#items)*
        }
    })
}
