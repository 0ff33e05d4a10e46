//! Request bodies: progenitor sends one media type, and knows four.

use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::{Types, operations};

/// What `openapi-client-runtime` puts between the parts of a body.
pub(crate) const BOUNDARY: &str = "openapi-client-runtime-9f27c1d06be84b53a4d8e1573c60f2ab";

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    operations::each(document, |operation, pointer, _| {
        let place = format!("{pointer}/requestBody");
        let Some(Value::Object(body)) = operation.get_mut("requestBody") else {
            operation.shift_remove("requestBody");
            return;
        };
        let mut sent_as = None;
        if !fit(body, &place, losses, &mut sent_as) {
            operation.shift_remove("requestBody");
        }
        if let Some(sent_as) = sent_as {
            types.sent_as.insert(operations::id(operation).to_owned(), sent_as);
        }
    });
}

/// Leaves one media type that progenitor can send. False if there is none.
fn fit(
    body: &mut Map<String, Value>,
    place: &str,
    losses: &mut Losses<'_>,
    sent_as: &mut Option<String>,
) -> bool {
    let Some(Value::Object(mut content)) = body.shift_remove("content") else { return false };
    let chosen = FORMS.iter().find_map(|form| {
        content.keys().find(|name| (form.matches)(essence(name))).map(|name| (form, name.clone()))
    });
    let chosen = chosen.or_else(|| {
        let name = content
            .keys()
            .find(|name| is_multipart(name))
            .or_else(|| content.keys().find(|name| is_fixed(name)))?;
        *sent_as = Some(if is_multipart(name) {
            losses.record(LossClass::Type, place, "any parts are taken");
            format!("multipart/form-data; boundary={BOUNDARY}")
        } else {
            losses.record(LossClass::Type, place, format!("any bytes are sent as `{name}`"));
            name.clone()
        });
        Some((BYTES, name.clone()))
    });
    let Some((form, name)) = chosen else {
        if !content.is_empty() {
            losses.record(LossClass::Dropped, place, "the client can't send any of the media types");
        }
        return false;
    };
    if content.len() > 1 {
        losses.record(LossClass::Type, place, format!("only `{name}` can be sent"));
    }
    if form.sent_as == "application/json" && essence(&name) != form.sent_as {
        losses.record(LossClass::Type, place, format!("`{name}` is sent as `{}`", form.sent_as));
    }
    let mut media_type = content.shift_remove(&name).unwrap_or_default();
    if !media_type.is_object() {
        media_type = json!({});
    }
    if let Some(media_type) = media_type.as_object_mut() {
        if media_type.shift_remove("encoding").is_some() {
            losses.record(LossClass::Type, place, "`encoding` is not followed");
        }
        if let Some(fixed) = form.schema {
            media_type.insert("schema".to_owned(), fixed());
        }
        media_type.entry("schema").or_insert_with(|| json!({}));
    }
    if body.get("required") != Some(&Value::Bool(true)) {
        losses.record(LossClass::Type, place, "an optional body has to be given");
    }
    body.insert("content".to_owned(), json!({form.sent_as: media_type}));
    true
}

/// One form of body, best first.
struct Form {
    matches: fn(&str) -> bool,
    sent_as: &'static str,
    /// The only schema that progenitor takes for this form.
    schema: Option<fn() -> Value>,
}

fn is_multipart(name: &str) -> bool {
    essence(name).eq_ignore_ascii_case("multipart/form-data")
}

/// Whether it is one media type, in characters that a header can carry, and not a range of them.
fn is_fixed(name: &str) -> bool {
    let is_typed =
        essence(name).split_once('/').is_some_and(|(kind, form)| !kind.is_empty() && !form.is_empty());
    is_typed && !name.contains('*') && name.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

const BYTES: &Form = &FORMS[2];

const FORMS: [Form; 4] = [
    Form { matches: is_json, sent_as: "application/json", schema: None },
    Form {
        matches: |name| name == "application/x-www-form-urlencoded",
        sent_as: "application/x-www-form-urlencoded",
        schema: None,
    },
    Form {
        matches: |name| name == "application/octet-stream",
        sent_as: "application/octet-stream",
        schema: Some(|| json!({"type": "string", "format": "binary"})),
    },
    Form {
        matches: |name| name == "text/plain",
        sent_as: "text/plain",
        schema: Some(|| json!({"type": "string"})),
    },
];

/// The media type without its parameters.
pub(super) fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or(name).trim()
}

/// JSON by name or by structured suffix (RFC 6839, section 3.1).
pub(super) fn is_json(essence: &str) -> bool {
    essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    fn document(body: &Value) -> Value {
        json!({"paths": {"/x": {"post": {"requestBody": body}}}})
    }

    const PLACE: &str = "/paths/~1x/post/requestBody";

    #[test]
    fn json_is_chosen_before_others() {
        check(
            run,
            document(&json!({"required": true, "content": {
                "application/xml": {}, "application/vnd.a+json": {"schema": {"type": "object"}}
            }})),
            &document(&json!({"required": true, "content": {
                "application/json": {"schema": {"type": "object"}}
            }})),
            &[(PLACE, LossClass::Type), (PLACE, LossClass::Type)],
        );
    }

    #[test]
    fn parts_and_other_media_types_are_sent_as_given() {
        let bytes = json!({"type": "string", "format": "binary"});
        for (name, sent_as) in [
            ("multipart/form-data", format!("multipart/form-data; boundary={BOUNDARY}")),
            ("application/xml; charset=utf-8", "application/xml; charset=utf-8".to_owned()),
        ] {
            let types = check(
                run,
                document(&json!({"required": true, "content": {name: {"schema": {"type": "object"}}}})),
                &document(
                    &json!({"required": true, "content": {"application/octet-stream": {"schema": bytes}}}),
                ),
                &[(PLACE, LossClass::Type)],
            );
            assert_eq!(types.sent_as["operation"], sent_as);
        }
    }

    #[test]
    fn a_form_that_can_not_be_sent_is_left_out() {
        for name in ["image/*", "x", "/", "a/b\r\nc: d", "a/é"] {
            check(
                run,
                document(&json!({"content": {name: {"schema": {}}}})),
                &json!({"paths": {"/x": {"post": {}}}}),
                &[(PLACE, LossClass::Dropped)],
            );
        }
    }

    #[test]
    fn bytes_and_text_have_the_one_schema_that_works() {
        check(
            run,
            document(&json!({"content": {"text/plain; charset=utf-8": {"schema": {"minLength": 1}}}})),
            &document(&json!({"content": {"text/plain": {"schema": {"type": "string"}}}})),
            &[(PLACE, LossClass::Type)],
        );
    }
}
