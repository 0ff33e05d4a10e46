//! The struct with the parts of a multipart body.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Item, TypeReference};

use super::docs;
use super::method::Signature;
use crate::BindgenError;
use crate::adapt::call::{Part, PartKind, Parts};

/// The struct and what makes a body of it.
pub(super) fn items(
    parts: &Parts,
    operation: &str,
    signature: &Signature,
) -> Result<Vec<Item>, BindgenError> {
    let mut borrows = Borrows { found: false };
    let mut fields = Vec::new();
    for part in &parts.parts {
        let (name, docs) = (format_ident!("{}", part.field), docs::tokens(&text(part)));
        let of = match &part.kind {
            PartKind::File if part.required => quote!(FilePart),
            PartKind::File => quote!(Option<FilePart>),
            PartKind::Files => quote!(Vec<FilePart>),
            PartKind::Value(argument) => {
                let Some(of) = signature.of(argument) else {
                    return Err(BindgenError::form(format!("`{operation}` has no argument `{argument}`")));
                };
                let mut of = of.clone();
                borrows.visit_type_mut(&mut of);
                quote!(#of)
            }
        };
        fields.push(quote!(#docs pub #name: #of));
    }
    let adds = parts.parts.iter().map(add);
    let name = format_ident!("{}", parts.name);
    let (generics, elided) = if borrows.found { (quote!(<'a>), quote!(<'_>)) } else { (quote!(), quote!()) };
    let docs = docs::tokens(&format!("The parts of the body of {}.", docs::code(operation)));
    let file: syn::File = syn::parse2(quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name #generics {
            #(#fields),*
        }

        impl #name #elided {
            fn body(&self) -> Result<Multipart, InvalidRequest> {
                Ok(Multipart::new() #(#adds)*)
            }
        }
    })?;
    Ok(file.items)
}

/// The type of an argument that holds them.
pub(super) fn argument(parts: &Parts, signature: &Signature) -> TokenStream {
    let name = format_ident!("{}", parts.name);
    let mut borrows = Borrows { found: false };
    for part in &parts.parts {
        if let PartKind::Value(argument) = &part.kind
            && let Some(of) = signature.of(argument)
        {
            borrows.visit_type_mut(&mut of.clone());
        }
    }
    let lifetime = borrows.found.then(|| quote!(<'_>));
    quote!(&#name #lifetime)
}

fn text(part: &Part) -> String {
    let what = if part.description.is_empty() {
        format!("The part {}.", docs::code(&part.name))
    } else {
        part.description.clone()
    };
    match &part.media_type {
        Some(media_type) if !matches!(part.kind, PartKind::Value(_)) => {
            format!("{what}\n\nThe document wants {}.", docs::code(media_type))
        }
        _ => what,
    }
}

fn add(part: &Part) -> TokenStream {
    let (name, field) = (&part.name, format_ident!("{}", part.field));
    match &part.kind {
        PartKind::File if part.required => quote!(.files(#name, [&self.#field])?),
        PartKind::File | PartKind::Files => quote!(.files(#name, &self.#field)?),
        PartKind::Value(_) => {
            let media_type = match &part.media_type {
                Some(media_type) if !media_type.contains('*') => quote!(Some(#media_type)),
                _ => quote!(None),
            };
            quote!(.value(#name, #media_type, &self.#field)?)
        }
    }
}

/// Names the lifetime of each borrow.
struct Borrows {
    found: bool,
}

impl VisitMut for Borrows {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        visit_mut::visit_type_reference_mut(self, reference);
        reference.lifetime = Some(syn::Lifetime::new("'a", proc_macro2::Span::call_site()));
        self.found = true;
    }
}
