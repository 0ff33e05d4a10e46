//! The type that holds credentials, and which operation gets which.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::File;

use crate::adapt::{Scheme, SchemeKind, Security};
use crate::{BindgenError, emit, names};

/// The source of the module, without its header.
pub(super) fn source(security: &Security) -> Result<String, BindgenError> {
    let tokens = if security.schemes.is_empty() { nothing() } else { something(security) };
    let file: File = syn::parse2(tokens)?;
    Ok(format!("//! What the server wants to know about the caller.\n\n{}", emit::format(&file.items)))
}

fn nothing() -> TokenStream {
    quote! {
        use crate::runtime::{InvalidRequest, OperationInfo};

        /// The document asks for no credentials that this client can send.
        #[derive(Clone, Debug, Default)]
        #[non_exhaustive]
        pub struct Credentials {}

        impl Credentials {
            /// None.
            pub fn new() -> Self {
                Self::default()
            }

            /// Leaves the request as it is.
            pub(crate) fn apply(
                &self,
                _: &mut reqwest::Request,
                _: &OperationInfo,
            ) -> Result<(), InvalidRequest> {
                Ok(())
            }
        }
    }
}

fn something(security: &Security) -> TokenStream {
    let mut taken = BTreeSet::new();
    let schemes: Vec<(&Scheme, Ident, Ident)> = security
        .schemes
        .iter()
        .map(|scheme| {
            let variant = names::unique_type(&scheme.function, &mut taken);
            (scheme, format_ident!("{}", scheme.function), format_ident!("{variant}"))
        })
        .collect();
    let fields: Vec<&Ident> = schemes.iter().map(|(_, field, _)| field).collect();
    let variants: Vec<&Ident> = schemes.iter().map(|(_, _, variant)| variant).collect();
    let setters = schemes.iter().map(|(scheme, field, _)| setter(scheme, field));
    let senders = schemes.iter().map(|(scheme, field, variant)| {
        let send = send(&scheme.kind);
        quote!((Scheme::#variant, Credentials { #field: Some(secret), .. }) => #send)
    });
    let names = fields.iter().map(ToString::to_string);
    let alternatives = alternatives(security, &variants);
    quote! {
        use std::fmt;

        use reqwest::Request;

        use crate::runtime::{InvalidRequest, OperationInfo};
        use crate::secret::{InvalidCredential, Secret};

        /// What the server wants to know about the caller. Each operation gets what the document says
        /// it needs, if it is there, and nothing else. No secret is printed.
        #[derive(Clone, Default)]
        pub struct Credentials {
            #(#fields: Option<Secret>),*
        }

        impl Credentials {
            /// None. Requests are sent without credentials until some are set.
            pub fn new() -> Self {
                Self::default()
            }

            #(#setters)*

            /// Adds to a request what its operation needs: the first alternative for which everything
            /// is there. One that is empty makes the others optional.
            pub(crate) fn apply(
                &self,
                request: &mut Request,
                operation: &OperationInfo,
            ) -> Result<(), InvalidRequest> {
                let chosen = alternatives(operation.operation_id)
                    .iter()
                    .find(|schemes| !schemes.is_empty() && schemes.iter().all(|scheme| self.has(*scheme)));
                chosen.into_iter().copied().flatten().try_for_each(|scheme| self.add(*scheme, request))
            }

            fn has(&self, scheme: Scheme) -> bool {
                match scheme {
                    #(Scheme::#variants => self.#fields.is_some()),*
                }
            }

            fn add(&self, scheme: Scheme, request: &mut Request) -> Result<(), InvalidRequest> {
                match (scheme, self) {
                    #(#senders,)*
                    _ => Ok(()),
                }
            }
        }

        impl fmt::Debug for Credentials {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let shown = |secret: &Option<Secret>| if secret.is_some() { "***" } else { "none" };
                f.debug_struct("Credentials")#(.field(#names, &shown(&self.#fields)))*.finish()
            }
        }

        #[derive(Clone, Copy)]
        enum Scheme {
            #(#variants),*
        }

        /// What an operation needs: one of the lists, with everything in it.
        fn alternatives(operation_id: &str) -> &'static [&'static [Scheme]] {
            #alternatives
        }
    }
}

fn setter(scheme: &Scheme, field: &Ident) -> TokenStream {
    let what = match &scheme.kind {
        SchemeKind::Header(name) => format!("Sets the key that is sent in the header {}.", emit::code(name)),
        SchemeKind::Query(name) => format!(
            "Sets the key that is sent in the query as {}. It is part of the URL, which proxies may log.",
            emit::code(name)
        ),
        SchemeKind::Cookie(name) => format!("Sets the key that is sent in the cookie {}.", emit::code(name)),
        SchemeKind::Bearer => "Sets the token that is sent as `authorization: Bearer`.".to_owned(),
        SchemeKind::Basic => "Sets name and password, sent as `authorization: Basic`.".to_owned(),
    };
    let description =
        if scheme.description.is_empty() { String::new() } else { format!("{}\n\n", scheme.description) };
    let docs = emit::docs(&format!(
        "{what}\n\nThe document calls it {}.\n\n{description}# Errors\n\nWhere no request can carry it.",
        emit::code(&scheme.key),
    ));
    if scheme.kind == SchemeKind::Basic {
        return quote! {
            #docs
            pub fn #field(mut self, user: &str, password: &str) -> Result<Self, InvalidCredential> {
                self.#field = Some(Secret::basic(user, password)?);
                Ok(self)
            }
        };
    }
    let make = if matches!(scheme.kind, SchemeKind::Cookie(_)) { quote!(cookie_key) } else { quote!(key) };
    quote! {
        #docs
        pub fn #field(mut self, key: &str) -> Result<Self, InvalidCredential> {
            self.#field = Some(Secret::#make(key)?);
            Ok(self)
        }
    }
}

fn send(kind: &SchemeKind) -> TokenStream {
    match kind {
        SchemeKind::Header(name) => quote!(secret.add_header(request, #name)),
        SchemeKind::Query(name) => quote!({
            secret.add_query(request, #name);
            Ok(())
        }),
        SchemeKind::Cookie(name) => quote!(secret.add_cookie(request, #name)),
        SchemeKind::Bearer => quote!(secret.add_authorization(request, "Bearer")),
        SchemeKind::Basic => quote!(secret.add_authorization(request, "Basic")),
    }
}

/// A match on the operation, with what most of them need as its last arm.
fn alternatives(security: &Security, variants: &[&Ident]) -> TokenStream {
    let mut groups: BTreeMap<&Vec<Vec<usize>>, Vec<&str>> = BTreeMap::new();
    for (operation, alternatives) in &security.operations {
        groups.entry(alternatives).or_default().push(operation);
    }
    let list = |alternatives: &[Vec<usize>]| {
        let lists = alternatives.iter().map(|list| {
            let schemes = list.iter().map(|scheme| variants[*scheme]);
            quote!(&[#(Scheme::#schemes),*])
        });
        quote!(&[#(#lists),*])
    };
    let most = groups.iter().max_by_key(|(_, operations)| operations.len()).map(|(most, _)| *most);
    let arms = groups.iter().filter(|(alternatives, _)| Some(**alternatives) != most).map(
        |(alternatives, operations)| {
            let list = list(alternatives);
            quote!(#(#operations)|* => #list)
        },
    );
    let rest = list(most.map_or(&[], Vec::as_slice));
    if groups.len() < 2 {
        return quote! {
            let _ = operation_id;
            #rest
        };
    }
    quote! {
        match operation_id {
            #(#arms,)*
            _ => #rest,
        }
    }
}
