//! Types of failures: a variant for each status that the document describes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use crate::adapt::Failures;

/// The type. It is read by status, so it has no form in JSON of its own.
pub(super) fn tokens(failures: &Failures, operation: &str) -> TokenStream {
    let name = format_ident!("{}", failures.name);
    let text = format!("What {} answers when it fails; the status tells which.", docs::code(operation));
    let docs = docs::tokens(&text);
    let variants = failures.variants.iter().map(|variant| {
        let (name, component) = (format_ident!("{}", variant.name), format_ident!("{}", variant.component));
        let what = match variant.status.as_str() {
            "default" => "Any other status.".to_owned(),
            status => format!("The status {status}."),
        };
        let docs = docs::tokens(format!("{what}\n\n{}", variant.description).trim());
        quote!(#docs #name(#component))
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants),*
        }
    }
}

/// The pattern that progenitor writes for a status.
pub(super) fn pattern(status: &str) -> String {
    match (status, status.strip_suffix("XX")) {
        ("default", _) => "_".to_owned(),
        (_, Some(class)) => format!("{class}00u16..={class}99u16"),
        _ => format!("{status}u16"),
    }
}
