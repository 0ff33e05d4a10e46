//! Enums of strings that keep values which the document does not list.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::docs;
use crate::adapt::OpenEnum;

/// The enum and its implementations.
pub(super) fn tokens(open: &OpenEnum) -> TokenStream {
    let name = ident(&open.name);
    let values: Vec<&str> = open.values.iter().map(|value| value.value.as_str()).collect();
    let variants: Vec<Ident> = open.values.iter().map(|value| ident(&value.name)).collect();
    let variant_docs = open.values.iter().map(|value| {
        let code = docs::code(&value.value);
        docs::tokens(&match &value.description {
            Some(description) => format!("{code}: {description}"),
            None => format!("The value {code}."),
        })
    });
    let count = values.len();
    let docs = docs::tokens(open.description.as_deref().unwrap_or("One of several texts."));
    quote! {
        #docs
        ///
        /// A value that the document does not list becomes [`Self::Unknown`] and stays as it is.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value that the document does not list. Make values with `from`, which knows the
            /// listed ones.
            Unknown(String),
        }

        impl #name {
            /// The values that the document lists, in its order.
            pub const KNOWN: [Self; #count] = [#(Self::#variants),*];

            /// The text as it is sent and received.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Whether the document lists the value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl From<String> for #name {
            fn from(value: String) -> Self {
                match value.as_str() {
                    #(#values => Self::#variants,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        impl ::std::str::FromStr for #name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(value))
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    }
}

/// Names come out of `crate::names`, which makes identifiers only.
fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapt::OpenValue;

    #[test]
    fn texts_of_the_document_are_literals_only() {
        let open = OpenEnum {
            name: "A".into(),
            description: Some("\"] fn evil() {} #[doc = \"".into()),
            values: vec![OpenValue {
                value: "\" => panic!(), \"".into(),
                name: "V".into(),
                description: Some("*/ fn evil() {} /*\n```\npanic!()\n```".into()),
            }],
        };
        let file: syn::File = syn::parse2(tokens(&open)).expect("it is Rust");
        let kinds: Vec<&str> = file
            .items
            .iter()
            .map(|item| match item {
                syn::Item::Enum(_) => "enum",
                syn::Item::Impl(_) => "impl",
                _ => "other",
            })
            .collect();
        assert_eq!(kinds, ["enum", "impl", "impl", "impl", "impl", "impl", "impl", "impl"]);
    }
}
