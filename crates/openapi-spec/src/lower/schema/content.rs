//! `contentEncoding`, `contentMediaType` and `contentSchema` become a 3.0 `format` where one fits.

use serde_json::Value;

use crate::lower::{Hits, LossClass};

pub(in crate::lower) fn run(schema: &mut Value, hits: &mut Hits<'_>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let encoding = schema.shift_remove("contentEncoding");
    let media_type = schema.shift_remove("contentMediaType");
    let format = match (encoding.as_ref().and_then(Value::as_str), media_type.as_ref()) {
        (Some("base64"), _) => Some("byte"),
        (None, Some(media_type)) if media_type == "application/octet-stream" => Some("binary"),
        _ => None,
    };
    if let Some(format) = format {
        schema.entry("format").or_insert_with(|| format.into());
    }
    if encoding.is_some() {
        let (class, note) = match format {
            Some("byte") => (LossClass::None, "became `format: byte`"),
            _ => (LossClass::Docs, "dropped: 3.0 has no format for this encoding"),
        };
        hits.record_at("contentEncoding", class, note);
    }
    if media_type.is_some() {
        let (class, note) = match format {
            Some("binary") => (LossClass::None, "became `format: binary`"),
            _ => (LossClass::Docs, "dropped: 3.0 cannot name the media type of a string"),
        };
        hits.record_at("contentMediaType", class, note);
    }
    if schema.shift_remove("contentSchema").is_some() {
        hits.record_at("contentSchema", LossClass::Docs, "dropped: it only annotates the string");
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use serde_json::json;

    #[test]
    fn known_encodings_become_formats() {
        check(
            run,
            json!({"type": "string", "contentEncoding": "base64"}),
            &json!({"type": "string", "format": "byte"}),
            &[LossClass::None],
        );
        check(
            run,
            json!({"type": "string", "contentMediaType": "application/octet-stream"}),
            &json!({"type": "string", "format": "binary"}),
            &[LossClass::None],
        );
        check(
            run,
            json!({"type": "string", "contentMediaType": "text/html", "contentSchema": {}}),
            &json!({"type": "string"}),
            &[LossClass::Docs, LossClass::Docs],
        );
    }
}
