//! Responses: progenitor has one type for success and one for failure.

use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::request_bodies::{essence, is_json};
use super::{Types, operations};
use crate::names;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    let mut unions = Vec::new();
    let mut taken = super::enums::component_names(document);
    operations::each(document, |operation, pointer, _| {
        let name = names::type_name(operations::id(operation));
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
        if let Some(union) = failure(responses, &place, losses) {
            let name = names::unique_type(&format!("{name}Error"), &mut taken);
            refer_to(&name, responses);
            unions.push((name, union));
        }
    });
    super::enums::add_components(document, unions);
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

/// Makes all failures of one type. Returns the union of their types if it takes one.
fn failure(responses: &mut Map<String, Value>, place: &str, losses: &mut Losses<'_>) -> Option<Value> {
    let statuses: Vec<String> =
        responses.keys().filter(|status| group(status) != Some(Group::Success)).cloned().collect();
    // A lone `default` is success and failure at once, and of one type already.
    if statuses.len() < 2 {
        return None;
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
        return None;
    }
    for status in &statuses {
        if !matches!(shape(&responses[status.as_str()]), Shape::Typed(_)) {
            responses.shift_remove(status);
            let note = format!("the body of `{status}` is kept as bytes");
            losses.record(LossClass::Type, place, note);
        }
    }
    if types.len() == 1 {
        return None;
    }
    losses.record(LossClass::Type, place, format!("{} kinds of failures became one union", types.len()));
    Some(json!({"description": "What the operation answers when it fails.", "anyOf": types}))
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
    fn two_kinds_of_failures_become_a_union() {
        let (a, b) = (json!({"type": "string"}), json!({"type": "integer"}));
        let union = typed(&json!({"$ref": "#/components/schemas/GetXError"}));
        let mut after = document(&json!({"404": union, "409": union}));
        after["components"] = json!({"schemas": {"GetXError": {
            "description": "What the operation answers when it fails.", "anyOf": [a, b]
        }}});
        check(
            run,
            document(&json!({"404": typed(&a), "409": typed(&b), "401": {"description": ""}})),
            &after,
            &[(PLACE, LossClass::Type), (PLACE, LossClass::Type)],
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
