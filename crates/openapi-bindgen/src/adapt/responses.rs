//! Responses: progenitor has one type for success and one for failure.

use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::request_bodies::{essence, is_json};
use super::{Types, operations};
use crate::names;

/// What an operation answers when it fails, where it takes more than one type: a sum of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failures {
    /// Name of the type.
    pub(crate) name: String,
    /// In the order of the document.
    pub(crate) variants: Vec<FailureVariant>,
}

/// What an operation answers with one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FailureVariant {
    /// As the document writes it: `404`, `4XX` or `default`.
    pub(crate) status: String,
    /// Name of the variant.
    pub(crate) name: String,
    /// Name of the schema component that the body is of.
    pub(crate) component: String,
    /// What the document says of it.
    pub(crate) description: String,
}

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let mut added = Vec::new();
    let mut taken = super::enums::component_names(document);
    operations::each(document, |operation, pointer, _| {
        let id = operations::id(operation).to_owned();
        let Some(Value::Object(responses)) = operation.get_mut("responses") else { return };
        let place = format!("{pointer}/responses");
        responses.retain(|status, _| {
            let known = group(status).is_some();
            if !known && !status.starts_with("x-") {
                let note = format!("`{status}` is neither a success nor a failure");
                losses.record(LossClass::None, &place, note);
            }
            known
        });
        for (_, response) in responses.iter_mut() {
            fit(response, &place, losses);
        }
        success(responses, &place, losses);
        if failure(responses, &place, losses) {
            let name = names::unique_type(&format!("{}Error", names::type_name(&id)), &mut taken);
            let variants = variants(&name, responses, &mut taken, &mut added);
            refer_to(&name, responses);
            added.push((name.clone(), json!({"type": "object"})));
            types.failures.insert(id, Failures { name, variants });
        }
    });
    super::enums::add_components(document, added);
}

/// A variant for each failure. A schema that is no component becomes one.
fn variants(
    name: &str,
    responses: &Map<String, Value>,
    taken: &mut std::collections::BTreeSet<String>,
    added: &mut Vec<(String, Value)>,
) -> Vec<FailureVariant> {
    let mut own: Vec<(Value, String)> = Vec::new();
    let failures = responses.iter().filter(|(status, _)| group(status) != Some(Group::Success));
    failures
        .filter_map(|(status, response)| {
            let Shape::Typed(schema) = shape(response) else { return None };
            let variant = match status.as_str() {
                "default" => "Default".to_owned(),
                status => format!("Status{}", status.to_ascii_lowercase()),
            };
            let known = component(&schema)
                .filter(|component| taken.contains(*component))
                .map(str::to_owned)
                .or_else(|| own.iter().find(|(other, _)| *other == schema).map(|(_, name)| name.clone()));
            let component = known.unwrap_or_else(|| {
                let component = names::unique_type(&format!("{name}{variant}"), taken);
                added.push((component.clone(), schema.clone()));
                own.push((schema.clone(), component.clone()));
                component
            });
            let description = response.get("description").and_then(Value::as_str).unwrap_or_default();
            Some(FailureVariant {
                status: status.clone(),
                name: variant,
                component,
                description: description.to_owned(),
            })
        })
        .collect()
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

/// Leaves the JSON form of a response, if it has one.
fn fit(response: &mut Value, place: &str, losses: &mut Losses<'_>) {
    if !response.is_object() {
        *response = json!({});
    }
    let Some(response) = response.as_object_mut() else { return };
    response.shift_remove("headers");
    response.shift_remove("links");
    response.entry("description").or_insert_with(|| json!(""));
    let Some(Value::Object(mut content)) = response.shift_remove("content") else { return };
    let json = content.keys().find(|name| is_json(essence(name))).cloned();
    let content = match json {
        Some(name) => {
            if content.len() > 1 {
                losses.record(LossClass::Type, place, format!("only `{name}` is read"));
            }
            let schema = content.shift_remove(&name).and_then(|media_type| media_type.get("schema").cloned());
            let schema = schema.filter(Value::is_object).unwrap_or_else(|| json!({}));
            json!({"application/json": {"schema": schema}})
        }
        // Bytes as they come.
        None if !content.is_empty() => json!({"*/*": {}}),
        None => return,
    };
    response.insert("content".to_owned(), content);
}

/// The type of a response: a schema, bytes, or nothing.
#[derive(PartialEq, Clone)]
enum Shape {
    Typed(Value),
    Raw,
    Empty,
}

fn shape(response: &Value) -> Shape {
    match response.pointer("/content/application~1json/schema") {
        Some(schema) => Shape::Typed(schema.clone()),
        None if response.get("content").is_some() => Shape::Raw,
        None => Shape::Empty,
    }
}

/// Makes one response for all of 2XX out of the described ones: a server that answers 201 where
/// 200 is described, with the body that is described, has done what was asked. It also keeps
/// `default` out of the successes, where progenitor would count it.
fn success(responses: &mut Map<String, Value>, place: &str, losses: &mut Losses<'_>) {
    let described: Vec<String> =
        responses.keys().filter(|status| group(status) == Some(Group::Success)).cloned().collect();
    let Some(first) = described
        .iter()
        .find(|status| matches!(shape(&responses[status.as_str()]), Shape::Typed(_)))
        .or_else(|| described.first())
    else {
        return;
    };
    let kept = responses[first.as_str()].clone();
    let others = described.iter().filter(|status| shape(&responses[status.as_str()]) != shape(&kept));
    for status in others {
        let note = format!("the body of `{status}` is not read as described, but as that of `{first}`");
        losses.record(LossClass::Type, place, note);
    }
    for status in &described {
        responses.shift_remove(status);
    }
    if first != "2XX" {
        let note = "another success with the body of this one is read as this one";
        losses.record(LossClass::None, &format!("{place}/{first}"), note);
    }
    responses.insert("2XX".to_owned(), kept);
}

/// Leaves failures that can be told apart by status and read. Returns whether they are of several types.
fn failure(responses: &mut Map<String, Value>, place: &str, losses: &mut Losses<'_>) -> bool {
    let statuses: Vec<String> =
        responses.keys().filter(|status| group(status) != Some(Group::Success)).cloned().collect();
    // A lone `default` is success and failure at once, and of one type already.
    if statuses.len() < 2 {
        return false;
    }
    let mut types: Vec<Value> = Vec::new();
    for status in &statuses {
        if let Shape::Typed(schema) = shape(&responses[status.as_str()])
            && !types.contains(&schema)
        {
            types.push(schema);
        }
    }
    if types.is_empty() {
        // Bytes can stand for nothing as well.
        let shapes: Vec<Shape> = statuses.iter().map(|status| shape(&responses[status.as_str()])).collect();
        if shapes.contains(&Shape::Raw) && shapes.contains(&Shape::Empty) {
            for status in &statuses {
                responses[status.as_str()]["content"] = json!({"*/*": {}});
            }
            losses.record(LossClass::None, place, "failures without a body are read as bytes");
        }
        return false;
    }
    for status in &statuses {
        if !matches!(shape(&responses[status.as_str()]), Shape::Typed(_)) {
            responses.shift_remove(status);
            let note = format!("the body of `{status}` is kept as bytes");
            losses.record(LossClass::Type, place, note);
        }
    }
    types.len() > 1
}

/// Gives each failure the type of that name.
fn refer_to(name: &str, responses: &mut Map<String, Value>) {
    for (status, response) in responses.iter_mut() {
        if group(status) != Some(Group::Success) {
            let schema = json!({"$ref": format!("#/components/schemas/{name}")});
            response["content"] = json!({"application/json": {"schema": schema}});
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    fn document(responses: &Value) -> Value {
        json!({"paths": {"/x": {"get": {"operationId": "get_x", "responses": responses}}}})
    }

    fn typed(schema: &Value) -> Value {
        json!({"description": "", "content": {"application/json": {"schema": schema}}})
    }

    const PLACE: &str = "/paths/~1x/get/responses";

    #[test]
    fn any_success_is_read_as_the_described_one() {
        let body = typed(&json!({"type": "string"}));
        check(
            run,
            document(&json!({"200": body, "default": typed(&json!({})), "101": {}, "x-y": 1})),
            &document(&json!({"default": typed(&json!({})), "2XX": body})),
            &[(PLACE, LossClass::None), ("/paths/~1x/get/responses/200", LossClass::None)],
        );
    }

    #[test]
    fn a_typed_success_wins_over_an_empty_one() {
        let body = typed(&json!({"type": "string"}));
        check(
            run,
            document(&json!({"202": {"description": ""}, "201": body})),
            &document(&json!({"2XX": body})),
            &[(PLACE, LossClass::Type), ("/paths/~1x/get/responses/201", LossClass::None)],
        );
    }

    #[test]
    fn kinds_of_failures_are_told_apart_by_status() {
        let (a, b) = (json!({"$ref": "#/components/schemas/A"}), json!({"type": "integer"}));
        let mut before = document(
            &json!({"404": typed(&a), "4XX": typed(&b), "default": typed(&b), "401": {"description": ""}}),
        );
        before["components"] = json!({"schemas": {"A": {}}});
        let sum = typed(&json!({"$ref": "#/components/schemas/GetXError"}));
        let mut after = document(&json!({"404": sum, "4XX": sum, "default": sum}));
        after["components"] =
            json!({"schemas": {"A": {}, "GetXErrorStatus4xx": b, "GetXError": {"type": "object"}}});
        let types = check(run, before, &after, &[(PLACE, LossClass::Type)]);
        let failures = &types.failures["get_x"];
        assert_eq!(failures.name, "GetXError");
        let variants: Vec<(&str, &str)> =
            failures.variants.iter().map(|v| (v.name.as_str(), v.component.as_str())).collect();
        assert_eq!(
            variants,
            [("Status404", "A"), ("Status4xx", "GetXErrorStatus4xx"), ("Default", "GetXErrorStatus4xx")]
        );
    }

    #[test]
    fn only_json_is_read_where_there_is_a_choice() {
        check(
            run,
            document(&json!({"200": {"description": "", "headers": {}, "content": {
                "text/html": {}, "application/problem+json": {"schema": {"type": "object"}}
            }}})),
            &document(&json!({"2XX": typed(&json!({"type": "object"}))})),
            &[(PLACE, LossClass::Type), ("/paths/~1x/get/responses/200", LossClass::None)],
        );
    }
}
