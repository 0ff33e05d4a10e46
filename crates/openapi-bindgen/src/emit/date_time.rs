//! The type for `format: date-time`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The type and its implementations.
pub(super) fn tokens(name: &str) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote! {
        /// A date and time of day, kept as the text that was sent.
        ///
        /// The document promises RFC 3339. Servers also send times without an offset from UTC; such
        /// a text, or any other, does not fail the response that holds it. Read the time with
        /// [`Self::with_offset`] or [`Self::without_offset`].
        #[derive(Clone, Debug, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct #name(String);

        impl #name {
            /// The text as it is sent and received.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The time, if the text has the form of RFC 3339, section 5.6: with an offset from UTC.
            pub fn with_offset(&self) -> Option<::chrono::DateTime<::chrono::FixedOffset>> {
                ::chrono::DateTime::parse_from_rfc3339(&self.0).ok()
            }

            /// Date and time of day, if the text has no offset. Which zone they are in is not known.
            pub fn without_offset(&self) -> Option<::chrono::NaiveDateTime> {
                ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
                    .iter()
                    .find_map(|format| ::chrono::NaiveDateTime::parse_from_str(&self.0, format).ok())
            }
        }

        impl<Zone> From<::chrono::DateTime<Zone>> for #name
        where
            Zone: ::chrono::TimeZone,
        {
            fn from(value: ::chrono::DateTime<Zone>) -> Self {
                Self(value.to_utc().to_rfc3339_opts(::chrono::SecondsFormat::AutoSi, true))
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }

        impl From<String> for #name {
            fn from(value: String) -> Self {
                Self(value)
            }
        }

        impl ::std::str::FromStr for #name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(value))
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }
    }
}
