//! Responses: how each is read, and one type for success and one for failure where progenitor has to make
//! them.

use std::collections::BTreeSet;

use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::call::{Answer, AnswerForm, Answers};
use super::{Types, media, operations};
use crate::names;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let mut names = Names { taken: super::enums::component_names(document), added: Vec::new() };
    names.taken.extend(types.reserved.iter().cloned());
    operations::each(document, |operation, pointer, _| {
        let id = operations::id(operation).to_owned();
        let place = format!("{pointer}/responses");
        let mut responses = match operation.shift_remove("responses") {
            Some(Value::Object(responses)) => responses,
            _ => Map::new(),
        };
        responses.retain(|status, _| {
            let known = group(status).is_some();
            if !known && !status.starts_with("x-") {
                let note = format!("`{status}` is neither a success nor a failure");
                losses.record(LossClass::None, &place, note);
            }
            known
        });
        let is_head = pointer.ends_with("/head");
        let read: Vec<Read> = responses
            .iter()
            .map(|(status, response)| Read::of(status, response, is_head, &place, losses))
            .collect();
        let of =
            |wanted: Group| read.iter().filter(move |read| group(&read.status) == Some(wanted)).collect();
        let (mut successes, failures): (Vec<&Read>, Vec<&Read>) = (of(Group::Success), of(Group::Failure));
        let default: Vec<&Read> = of(Group::Default);
        if successes.is_empty() {
            successes.clone_from(&default);
        }
        let accept = accept(&successes).or_else(|| accept(&failures)).or_else(|| accept(&default));
        let failures: Vec<&Read> = failures.into_iter().chain(default).collect();
        let name = names::type_name(&id);
        let mut seen = Map::new();
        let call = types.calls.entry(id).or_default();
        for (status, reads, suffix, answers) in
            [("2XX", successes, "Response", &mut call.success), ("4XX", failures, "Error", &mut call.failure)]
        {
            let (group, mut schema) = names.group(&reads, &format!("{name}{suffix}"));
            // progenitor calls the types of both groups the same.
            if status == "4XX" && schema.as_ref().is_some_and(is_named) {
                schema = schema.map(|schema| names.component(&format!("{name}{suffix}"), schema));
            }
            *answers = group;
            let content = schema.map(|schema| json!({"application/json": {"schema": schema}}));
            let content = content.unwrap_or_else(|| json!({}));
            seen.insert(status.to_owned(), json!({"description": "", "content": content}));
        }
        call.accept = accept;
        operation.insert("responses".to_owned(), Value::Object(seen));
    });
    super::enums::add_components(document, names.added);
}

/// One response of the document.
struct Read {
    status: String,
    form: AnswerForm,
    /// Of JSON.
    schema: Option<Value>,
    /// The media types that are read so.
    media_types: Vec<String>,
    description: String,
}

impl Read {
    fn of(status: &str, response: &Value, is_head: bool, place: &str, losses: &mut Losses<'_>) -> Self {
        let empty = Map::new();
        let content = response.get("content").and_then(Value::as_object);
        // These never have a body (RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6).
        let has_none = is_head || matches!(status, "204" | "205");
        let content = content.filter(|_| !has_none).unwrap_or(&empty);
        let schema = |name: &str| content[name].get("schema").filter(|schema| schema.is_object());
        let texts = || content.keys().filter(|name| media::is_text(name));
        let listed = || content.keys().map(String::as_str).collect();
        let (form, own, media_types): (_, _, Vec<&str>) = if let Some(name) = media::json(content) {
            // The same text is the same thing, whatever it is wrapped in.
            let is_text = schema(name).is_some_and(is_plain_text);
            if is_text && texts().next().is_some() {
                let media_types = texts().chain([name]).map(String::as_str).collect();
                (AnswerForm::TextOrJson, None, media_types)
            } else {
                let own = schema(name).cloned().unwrap_or_else(|| json!({}));
                let is_alike = |other: &str| {
                    media::is_json(other) && schema(other) == schema(name) && !other.contains(';')
                };
                let asked_for = content.keys().filter_map(|other| {
                    if other == name {
                        return Some(media::json_name(name));
                    }
                    is_alike(other).then_some(other.as_str())
                });
                (AnswerForm::Json(None), Some(own), asked_for.collect())
            }
        } else if content.keys().all(|name| media::is_text(name)) && !content.is_empty() {
            (AnswerForm::Text, None, listed())
        } else if content.is_empty() {
            (AnswerForm::Empty, None, Vec::new())
        } else {
            (AnswerForm::Bytes, None, listed())
        };
        if let AnswerForm::Json(_) = form {
            for (other, media_type) in content {
                let same = media_type.get("schema").filter(|schema| schema.is_object()) == own.as_ref();
                if !same && media::json(content) != Some(other) {
                    let class = if media::is_raw(schema(other)) { LossClass::None } else { LossClass::Type };
                    losses.record(class, place, format!("`{status}` is not read as `{other}`, but as JSON"));
                }
            }
        } else if content.keys().any(|name| !media::is_raw(schema(name))) {
            losses.record(LossClass::Type, place, format!("`{status}` is read as it comes: it is no JSON"));
        }
        let description = response.get("description").and_then(Value::as_str).unwrap_or_default();
        Self {
            status: status.to_owned(),
            form,
            schema: own,
            media_types: media_types.into_iter().map(str::to_owned).collect(),
            description: description.to_owned(),
        }
    }
}

/// Whether a schema says no more than that there is a text.
fn is_plain_text(schema: &Value) -> bool {
    schema.get("type") == Some(&json!("string")) && schema.get("enum").is_none()
}

/// The media types of the answers that can be read, as they stand in a header.
fn accept(answers: &[&Read]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in answers.iter().flat_map(|answer| &answer.media_types) {
        if !names.contains(&name.as_str()) && media::is_plain(name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// Names of components, and the ones that were added.
struct Names {
    taken: BTreeSet<String>,
    added: Vec<(String, Value)>,
}

impl Names {
    /// Makes a component of a schema; returns the reference to it.
    fn component(&mut self, name: &str, schema: Value) -> Value {
        let name = names::unique_type(name, &mut self.taken);
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        self.added.push((name, schema));
        reference
    }

    /// How a group of responses is read, and the schema of their one type if they have one. `name` is for a sum
    /// of several.
    fn group(&mut self, reads: &[&Read], name: &str) -> (Answers, Option<Value>) {
        let mut answers: Vec<Answer> = reads
            .iter()
            .map(|read| Answer {
                status: read.status.clone(),
                variant: match read.status.as_str() {
                    "default" => "Default".to_owned(),
                    status => format!("Status{}", status.to_ascii_lowercase()),
                },
                form: read.form.clone(),
                description: read.description.clone(),
            })
            .collect();
        let first = reads.first();
        if reads
            .iter()
            .all(|read| Some((&read.form, &read.schema)) == first.map(|first| (&first.form, &first.schema)))
        {
            return (Answers { sum: None, all: answers }, first.and_then(|first| first.schema.clone()));
        }
        let name = names::unique_type(name, &mut self.taken);
        let mut own: Vec<(&Value, String)> = Vec::new();
        for (answer, read) in answers.iter_mut().zip(reads) {
            let Some(schema) = &read.schema else { continue };
            let known = component(schema)
                .filter(|component| self.taken.contains(*component))
                .map(str::to_owned)
                .or_else(|| own.iter().find(|(other, _)| *other == schema).map(|(_, name)| name.clone()));
            let component = known.unwrap_or_else(|| {
                let component = names::unique_type(&format!("{name}{}", answer.variant), &mut self.taken);
                self.added.push((component.clone(), schema.clone()));
                own.push((schema, component.clone()));
                component
            });
            answer.form = AnswerForm::Json(Some(component));
        }
        // Holds the name against others. What is in it does not matter, since it is replaced.
        self.added.push((name.clone(), json!({"type": "object"})));
        (Answers { sum: Some(name), all: answers }, None)
    }
}

/// Whether typify makes a type of the schema that needs a name.
fn is_named(schema: &Value) -> bool {
    ["properties", "allOf", "anyOf", "oneOf", "enum"].iter().any(|keyword| schema.get(*keyword).is_some())
}

/// The component that a schema refers to, if it says nothing else.
fn component(schema: &Value) -> Option<&str> {
    let schema = schema.as_object().filter(|schema| schema.len() == 1)?;
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))
}

#[derive(PartialEq, Clone, Copy)]
enum Group {
    Success,
    Failure,
    Default,
}

fn group(status: &str) -> Option<Group> {
    let class = match status {
        "default" => return Some(Group::Default),
        range if matches!(range, "2XX" | "4XX" | "5XX") => &range[..1],
        code if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) => &code[..1],
        _ => return None,
    };
    match class {
        "2" => Some(Group::Success),
        "4" | "5" => Some(Group::Failure),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Call, check};
    use super::*;

    const PLACE: &str = "/paths/~1x/get/responses";

    fn typed(schema: &Value) -> Value {
        json!({"description": "", "content": {"application/json": {"schema": schema}}})
    }

    /// The call that the responses become; progenitor sees one success and one failure of these schemas.
    #[track_caller]
    fn call(responses: &Value, seen: [Option<&Value>; 2], added: &Value, classes: &[LossClass]) -> Call {
        let components = json!({"schemas": {"A": {}}});
        let operation =
            |responses: &Value| json!({"/x": {"get": {"operationId": "get_x", "responses": responses}}});
        let response = |schema: Option<&Value>| match schema {
            Some(schema) => typed(schema),
            None => json!({"description": "", "content": {}}),
        };
        let before = json!({"paths": operation(responses), "components": components});
        let seen = json!({"2XX": response(seen[0]), "4XX": response(seen[1])});
        let mut after = json!({"paths": operation(&seen), "components": components});
        for (name, schema) in added.as_object().unwrap() {
            after["components"]["schemas"][name] = schema.clone();
        }
        let hits: Vec<_> = classes.iter().map(|class| (PLACE, *class)).collect();
        check(run, before, &after, &hits).calls.remove("get_x").unwrap()
    }

    /// Status, variant and form of each answer.
    fn all(answers: &Answers) -> Vec<(&str, &str, AnswerForm)> {
        let of = |answer| {
            let Answer { status, variant, form, .. }: &Answer = answer;
            (status.as_str(), variant.as_str(), form.clone())
        };
        answers.all.iter().map(of).collect()
    }

    #[test]
    fn one_type_is_read_as_such() {
        let (text, any) = (json!({"type": "string"}), json!({}));
        let call = call(
            &json!({"200": typed(&text), "201": typed(&text), "default": typed(&any), "101": {}, "x-y": 1}),
            [Some(&text), Some(&any)],
            &json!({}),
            &[LossClass::None],
        );
        assert_eq!((&call.success.sum, call.success.all.len()), (&None, 2));
        assert_eq!(all(&call.failure), [("default", "Default", AnswerForm::Json(None))]);
        assert_eq!(call.accept.as_deref(), Some("application/json"));
    }

    #[test]
    fn several_types_are_a_sum() {
        let (a, b) = (json!({"$ref": "#/components/schemas/A"}), json!({"type": "integer"}));
        let empty = json!({"type": "object"});
        let call = call(
            &json!({
                "200": typed(&a), "202": typed(&b), "204": {"description": "Gone."},
                "404": typed(&a), "4XX": typed(&b), "default": typed(&b), "401": {}, "503": {"content": {"text/html": {}}}
            }),
            [None, None],
            &json!({"GetXResponseStatus202": b, "GetXResponse": empty, "GetXErrorStatus4xx": b, "GetXError": empty}),
            &[],
        );
        let json = |component: &str| AnswerForm::Json(Some(component.to_owned()));
        assert_eq!(call.success.sum.as_deref(), Some("GetXResponse"));
        assert_eq!(
            all(&call.success),
            [
                ("200", "Status200", json("A")),
                ("202", "Status202", json("GetXResponseStatus202")),
                ("204", "Status204", AnswerForm::Empty)
            ]
        );
        assert_eq!(call.success.all[2].description, "Gone.");
        assert_eq!(call.failure.sum.as_deref(), Some("GetXError"));
        assert_eq!(
            all(&call.failure),
            [
                ("404", "Status404", json("A")),
                ("4XX", "Status4xx", json("GetXErrorStatus4xx")),
                ("401", "Status401", AnswerForm::Empty),
                ("503", "Status503", AnswerForm::Text),
                ("default", "Default", json("GetXErrorStatus4xx"))
            ]
        );
    }

    #[test]
    fn json_is_asked_for_and_typed_where_there_is_a_choice() {
        let schema = json!({"type": "object"});
        let call = call(
            &json!({"200": {"content": {
                "application/xml": {"schema": schema}, "application/a+json": {"schema": schema}, "text/html": {},
                "application/b+json": {"schema": {"type": "array"}}, "application/c+json": {"schema": schema},
                "application/json;stream=watch": {"schema": schema}
            }}}),
            [Some(&schema), None],
            &json!({}),
            &[LossClass::None, LossClass::Type],
        );
        assert_eq!(call.accept.as_deref(), Some("application/a+json, application/c+json"));
    }

    #[test]
    fn texts_and_bytes_come_as_they_are() {
        let text = json!({"schema": {"type": "string"}});
        for (content, form, accept, classes) in [
            (
                json!({"text/html": text, "text/plain": {}}),
                AnswerForm::Text,
                "text/html, text/plain",
                &[][..],
            ),
            (
                json!({"application/json": text, "text/plain": text}),
                AnswerForm::TextOrJson,
                "text/plain, application/json",
                &[],
            ),
            (json!({"image/*": {}, "text/plain": {}}), AnswerForm::Bytes, "image/*, text/plain", &[]),
            (
                json!({"application/xml": {"schema": {"type": "object"}}}),
                AnswerForm::Bytes,
                "application/xml",
                &[LossClass::Type],
            ),
        ] {
            let call = call(&json!({"200": {"content": content}}), [None, None], &json!({}), classes);
            assert_eq!(all(&call.success), [("200", "Status200", form)]);
            assert_eq!(call.accept.as_deref(), Some(accept));
        }
    }

    #[test]
    fn what_never_has_a_body_is_read_without_one() {
        let call = call(&json!({"204": typed(&json!({"type": "string"}))}), [None, None], &json!({}), &[]);
        assert_eq!(all(&call.success), [("204", "Status204", AnswerForm::Empty)]);
        assert_eq!(call.accept, None);
    }

    #[test]
    fn a_default_alone_is_success_and_failure() {
        let schema = json!({"type": "object"});
        let call = call(
            &json!({"default": {"content": {"*/*": {"schema": schema}}}}),
            [Some(&schema), Some(&schema)],
            &json!({}),
            &[],
        );
        assert_eq!(all(&call.success), all(&call.failure));
        assert_eq!(call.accept.as_deref(), Some("application/json"));
    }
}
