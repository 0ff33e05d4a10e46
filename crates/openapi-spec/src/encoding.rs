//! How the properties of a form are written: the `encoding` of a media type.

use openapi_source::Pointer;
use serde_json::Value;

use crate::parameter::{explode_of, style_of};
use crate::{Document, MediaType, Parameters, Style};

/// The encoding of one property (OpenAPI 3.1.1, "Encoding Object").
#[derive(Debug, Clone)]
pub struct Encoding {
    /// The property.
    pub property: String,
    /// Where it stands.
    pub pointer: Pointer,
    /// The media types that the part may have, comma-separated as written.
    pub content_type: Option<String>,
    /// How the value is written, if said.
    pub style: Option<Style>,
    /// Whether each element or member is written on its own, if said.
    pub explode: Option<bool>,
    /// The headers of the part.
    pub headers: Parameters,
}

impl Document {
    /// The encodings that a media type names, in the order of the document.
    pub fn encodings(&self, media: &MediaType) -> Vec<Encoding> {
        let Some((holder, _)) = media.schema.as_ref().and_then(Pointer::split_last) else {
            return Vec::new();
        };
        let at = holder.member("encoding");
        let named = self.value().pointer(at.as_str()).and_then(Value::as_object);
        named
            .into_iter()
            .flatten()
            .map(|(property, value)| {
                let pointer = at.member(property);
                Encoding {
                    property: property.clone(),
                    content_type: value.get("contentType").and_then(Value::as_str).map(ToOwned::to_owned),
                    style: style_of(value),
                    explode: explode_of(value),
                    headers: self.headers_of(&pointer),
                    pointer,
                }
            })
            .collect()
    }
}
