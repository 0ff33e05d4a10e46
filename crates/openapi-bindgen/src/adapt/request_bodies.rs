//! Request bodies: which of the listed media types is sent, and how.

use std::collections::BTreeSet;

use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::call::{Body, BodyForm, Parts, Style};
use super::{Types, media, operations, parts};
use crate::names;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let components = json!({"components": {"schemas": schemas}});
    let mut structs = BTreeSet::new();
    operations::each(document, |operation, pointer, _| {
        let place = format!("{pointer}/requestBody");
        let Some(Value::Object(body)) = operation.shift_remove("requestBody") else { return };
        let id = operations::id(operation).to_owned();
        let call = types.calls.entry(id.clone()).or_default();
        let taken = call.parameters.iter().map(|parameter| parameter.argument.clone()).collect();
        let mut added = Vec::new();
        let fitted = fit(&body, &place, losses, &mut |media_type, losses| {
            let (mut parts, parameters) = parts::parts(media_type, &id, &components, &taken, &place, losses)?;
            parts.name = names::unique_type(&parts.name, &mut structs);
            added = parameters;
            Some(parts)
        });
        let Some((body, schema)) = fitted else { return };
        call.body = Some(body);
        if !added.is_empty() {
            let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
            parameters.as_array_mut().into_iter().for_each(|parameters| parameters.append(&mut added));
        }
        if let Some(schema) = schema {
            // All that progenitor needs to make a type. Whether there may be none is the emitter's.
            let content = json!({"application/json": {"schema": schema}});
            operation.insert("requestBody".to_owned(), json!({"required": true, "content": content}));
        }
    });
}

/// How the body is sent, and the schema of its type if it has one. Nothing if it can't be sent.
fn fit(
    body: &Map<String, Value>,
    place: &str,
    losses: &mut Losses<'_>,
    parts: &mut dyn FnMut(&Value, &mut Losses<'_>) -> Option<Parts>,
) -> Option<(Body, Option<Value>)> {
    let content = body.get("content").and_then(Value::as_object)?;
    let listed: Vec<String> = content.keys().filter(|name| media::is_plain(name)).cloned().collect();
    if listed.is_empty() {
        if !content.is_empty() {
            losses.record(LossClass::Dropped, place, "no header can name any of the media types");
        }
        return None;
    }
    let of = |form: &str| listed.iter().find(|name| media::essence(name).eq_ignore_ascii_case(form));
    let schema = |name: &str| content[name].get("schema").filter(|schema| schema.is_object());
    let value = |name: &str| Some(schema(name).cloned().unwrap_or_else(|| json!({})));
    let (name, form, schema, media_type) = if let Some(name) = media::json(content) {
        (name, BodyForm::Json, value(name), Some(media::json_name(name).to_owned()))
    } else if let Some(name) = of("application/x-www-form-urlencoded") {
        let styles = styles(&content[name], place, losses);
        (name, BodyForm::Form(styles), value(name), Some(media::essence(name).to_owned()))
    } else if let Some(name) = of("multipart/form-data") {
        let parts = parts(&content[name], losses);
        if parts.is_none() {
            losses.record(LossClass::Type, place, "any parts are taken");
        }
        (name, BodyForm::Multipart(parts), None, Some(name.clone()))
    } else {
        let fixed = listed.iter().find(|name| !media::is_range(name));
        let name = fixed.unwrap_or(&listed[0]);
        if !media::is_raw(schema(name)) {
            losses.record(LossClass::Type, place, format!("any bytes are sent as `{name}`"));
        }
        (name, BodyForm::Bytes, None, fixed.cloned())
    };
    if listed.len() > 1 {
        let note = format!("`{name}` has a type; others are sent as bytes, with their name");
        losses.record(LossClass::None, place, note);
    }
    let body = Body {
        required: body.get("required") == Some(&Value::Bool(true)),
        form,
        media_type,
        listed,
        description: body.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    Some((body, schema))
}

/// The styles of the members that `encoding` gives one (OpenAPI 3.0.3, section 4.7.15.1).
fn styles(media_type: &Value, place: &str, losses: &mut Losses<'_>) -> Vec<(String, Style)> {
    let encoding = media_type.get("encoding").and_then(Value::as_object);
    let mut styles = Vec::new();
    for (name, encoding) in encoding.into_iter().flatten() {
        let explode = encoding.get("explode").and_then(Value::as_bool);
        let content_type = encoding.get("contentType").and_then(Value::as_str);
        let style = match encoding.get("style").and_then(Value::as_str) {
            None if content_type.is_some_and(media::is_json) => Style::Json,
            None if content_type.is_none() && explode.is_none() => continue,
            None | Some("form") if explode == Some(false) => Style::Comma,
            Some("deepObject") => Style::Deep,
            Some("spaceDelimited") if explode != Some(true) => Style::Space,
            Some("pipeDelimited") if explode != Some(true) => Style::Pipe,
            None if content_type.is_some() => {
                losses.record(LossClass::Type, place, format!("the member `{name}` is sent as plain text"));
                continue;
            }
            _ => Style::Form,
        };
        styles.push((name.clone(), style));
    }
    styles
}

#[cfg(test)]
mod tests {
    use super::super::{Call, check};
    use super::*;

    const PLACE: &str = "/paths/~1x/post/requestBody";

    /// The body that the document's becomes; with `schema` progenitor sees a body of it.
    #[track_caller]
    fn body(before: &Value, schema: Option<&Value>, classes: &[LossClass]) -> Body {
        let operation = |body: Option<Value>| {
            let mut operation = json!({"operationId": "o"});
            if let Some(body) = body {
                operation["requestBody"] = body;
            }
            json!({"paths": {"/x": {"post": operation}}})
        };
        let seen = schema
            .map(|schema| json!({"required": true, "content": {"application/json": {"schema": schema}}}));
        let hits: Vec<_> = classes.iter().map(|class| (PLACE, *class)).collect();
        let mut types = check(run, operation(Some(before.clone())), &operation(seen), &hits);
        let Call { body, .. } = types.calls.remove("o").unwrap();
        body.unwrap()
    }

    #[test]
    fn json_goes_first_and_under_its_own_name() {
        let schema = json!({"type": "object"});
        let body = body(
            &json!({"required": true, "description": "d", "content": {
                "application/xml": {}, "application/vnd.a+json": {"schema": schema}
            }}),
            Some(&schema),
            &[LossClass::None],
        );
        assert_eq!((body.required, body.form, body.description.as_str()), (true, BodyForm::Json, "d"));
        assert_eq!(body.media_type.as_deref(), Some("application/vnd.a+json"));
        assert_eq!(body.listed, ["application/xml", "application/vnd.a+json"]);
    }

    #[test]
    fn any_media_type_with_a_described_value_is_json() {
        let schema = json!({"$ref": "#/components/schemas/A"});
        let body = body(&json!({"content": {"*/*": {"schema": schema}}}), Some(&schema), &[]);
        assert_eq!((body.required, body.media_type.as_deref()), (false, Some("application/json")));
    }

    #[test]
    fn forms_have_the_styles_of_their_members() {
        let body = body(
            &json!({"content": {"application/x-www-form-urlencoded": {"encoding": {
                "a": {"style": "deepObject", "explode": true}, "b": {"explode": false},
                "c": {"contentType": "application/json"}, "d": {}, "e": {"contentType": "image/png"}
            }}}}),
            Some(&json!({})),
            &[LossClass::Type],
        );
        let style = |name: &str, style| (name.to_owned(), style);
        let styles = vec![style("a", Style::Deep), style("b", Style::Comma), style("c", Style::Json)];
        assert_eq!(body.form, BodyForm::Form(styles));
    }

    #[test]
    fn other_media_types_are_sent_as_given() {
        for (name, class) in [("application/xml; charset=utf-8", Some(LossClass::Type)), ("image/png", None)]
        {
            let schema = if class.is_some() { json!({"type": "object"}) } else { json!({"type": "string"}) };
            let body = body(&json!({"content": {name: {"schema": schema}}}), None, class.as_slice());
            assert_eq!((body.form, body.media_type.as_deref()), (BodyForm::Bytes, Some(name)));
        }
        let range = body(&json!({"content": {"image/*": {}}}), None, &[]);
        assert_eq!((range.form, range.media_type), (BodyForm::Bytes, None));
        let parts = body(&json!({"content": {"multipart/form-data": {}}}), None, &[LossClass::Type]);
        assert_eq!(parts.form, BodyForm::Multipart(None));
    }

    #[test]
    fn a_media_type_that_no_header_can_name_is_left_out() {
        for name in ["x", "/", "a/b\r\nc: d", "a/é"] {
            check(
                run,
                json!({"paths": {"/x": {"post": {"requestBody": {"content": {name: {}}}}}}}),
                &json!({"paths": {"/x": {"post": {}}}}),
                &[(PLACE, LossClass::Dropped)],
            );
        }
    }
}
