//! Parameters: progenitor knows simple path and header parameters and form-style queries.

use std::collections::BTreeSet;

use openapi_spec::lower::walk::{self, Kind};
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::{Types, operations};
use crate::names;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, _: &mut Types) {
    merge(document, losses);
    walk::nodes(document, &mut |kind, value, pointer| {
        let Some(operation) = value.as_object_mut() else { return };
        if kind != Kind::Operation {
            return;
        }
        let Some(Value::Array(parameters)) = operation.get_mut("parameters") else { return };
        let mut place = String::new();
        let mut index = 0;
        parameters.retain_mut(|parameter| {
            place.clear();
            place.push_str(pointer);
            place.push_str("/parameters/");
            place.push_str(&index.to_string());
            index += 1;
            parameter.as_object_mut().is_some_and(|parameter| fit(parameter, &place, losses))
        });
    });
    operations::each(document, |operation, pointer, path| {
        match_template(operation, pointer, path, losses);
        distinct_names(operation, pointer, losses);
    });
}

/// Moves the parameters of a path item into its operations, whose own win (OpenAPI 3.0.3, section
/// 4.7.9.1).
fn merge(document: &mut Value, losses: &mut Losses<'_>) {
    let mut moved = Vec::new();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths.iter_mut() {
        let Some(item) = item.as_object_mut() else { continue };
        let Some(Value::Array(shared)) = item.shift_remove("parameters") else { continue };
        let mut place = String::from("/paths");
        walk::push(&mut place, path);
        for method in walk::METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
                continue;
            };
            let own = operation.entry("parameters").or_insert_with(|| json!([]));
            let Some(own) = own.as_array_mut() else { continue };
            for (index, parameter) in shared.iter().enumerate() {
                let same = |other: &Value| {
                    other.get("name") == parameter.get("name") && other.get("in") == parameter.get("in")
                };
                if !own.iter().any(same) {
                    moved.push((
                        format!("{place}/{method}/parameters/{}", own.len()),
                        losses.original(&format!("{place}/parameters/{index}")),
                    ));
                    own.push(parameter.clone());
                }
            }
        }
    }
    for (to, original) in moved {
        losses.moved(to, original);
    }
}

/// Gives the parameter a form that progenitor knows. False if it has none.
fn fit(parameter: &mut Map<String, Value>, place: &str, losses: &mut Losses<'_>) -> bool {
    let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    match location.as_str() {
        // OpenAPI 3.0.3, section 4.7.12.1: these three are ignored.
        "header" if is_set_elsewhere(&name) => {
            losses.record(LossClass::None, place, "this header is described by other fields");
            return false;
        }
        "path" | "query" | "header" => {}
        "cookie" => {
            losses.record(LossClass::Dropped, place, "the client sends no cookies");
            return false;
        }
        _ => {
            losses.record(LossClass::Dropped, place, "a parameter without a known place");
            return false;
        }
    }
    if let Some(style) = parameter.shift_remove("style") {
        let plain = matches!(
            (location.as_str(), style.as_str()),
            ("query", Some("form")) | ("path" | "header", Some("simple"))
        );
        if !plain {
            losses.record(LossClass::Type, place, format!("the style {style} is sent as the default one"));
        }
    }
    if parameter.shift_remove("explode").is_some_and(|explode| explode == json!(location != "query")) {
        losses.record(LossClass::Type, place, "`explode` is sent as the default");
    }
    if let Some(content) = parameter.shift_remove("content") {
        let schema = content
            .as_object()
            .and_then(|content| content.values().next())
            .and_then(|media_type| media_type.get("schema"))
            .cloned();
        parameter.insert("schema".to_owned(), schema.unwrap_or_else(|| json!({})));
        losses.record(LossClass::Type, place, "`content` is sent as a plain value");
    }
    if !parameter.get("schema").is_some_and(Value::is_object) {
        parameter.insert("schema".to_owned(), json!({"type": "string"}));
        losses.record(LossClass::Type, place, "without a schema it is a string");
    }
    if location == "path" {
        parameter.insert("required".to_owned(), json!(true));
    }
    // Neither a path nor a header can carry null; a query leaves it out.
    if location != "query"
        && let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut)
        && schema.shift_remove("nullable") == Some(Value::Bool(true))
    {
        losses.record(LossClass::None, place, "null can't be sent here");
    }
    true
}

fn is_set_elsewhere(name: &str) -> bool {
    ["accept", "content-type", "authorization"].iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Path parameters and the places in the path template must be the same.
fn match_template(operation: &mut Map<String, Value>, pointer: &str, path: &str, losses: &mut Losses<'_>) {
    let in_path = template_names(path);
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(parameters) = parameters.as_array_mut() else { return };
    let is_path = |parameter: &Value| parameter.get("in") == Some(&json!("path"));
    let name =
        |parameter: &Value| parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    parameters.retain(|parameter| {
        let stays = !is_path(parameter) || in_path.contains(&name(parameter));
        if !stays {
            losses.record(LossClass::None, pointer, format!("`{}` is not in the path", name(parameter)));
        }
        stays
    });
    let declared: BTreeSet<String> =
        parameters.iter().filter(|parameter| is_path(parameter)).map(name).collect();
    for missing in in_path.difference(&declared) {
        losses.record(LossClass::None, pointer, format!("`{missing}` of the path became a string"));
        parameters.push(json!({
            "name": missing, "in": "path", "required": true, "schema": {"type": "string"}
        }));
    }
}

/// Two parameters that would be one argument: progenitor knows them by name alone. The one in the
/// path stays, since there is no request without it.
fn distinct_names(operation: &mut Map<String, Value>, pointer: &str, losses: &mut Losses<'_>) {
    let has_body = operation.contains_key("requestBody");
    let Some(Value::Array(parameters)) = operation.get_mut("parameters") else { return };
    let name = |parameter: &Value| {
        names::function_name(parameter.get("name").and_then(Value::as_str).unwrap_or_default())
    };
    let in_path: BTreeSet<String> =
        parameters.iter().filter(|parameter| parameter.get("in") == Some(&json!("path"))).map(name).collect();
    let mut taken = BTreeSet::new();
    if has_body {
        taken.insert("body".to_owned());
    }
    parameters.retain(|parameter| {
        let name = name(parameter);
        let is_path = parameter.get("in") == Some(&json!("path"));
        let stays = (is_path || !in_path.contains(&name)) && taken.insert(name.clone());
        if !stays {
            let note =
                format!("the parameter {} can't be given: another one is called `{name}`", parameter["name"]);
            losses.record(LossClass::Dropped, pointer, note);
        }
        stays
    });
}

/// The names in braces.
fn template_names(path: &str) -> BTreeSet<String> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[track_caller]
    fn check_parameters(path: &str, before: &Value, after: &Value, classes: &[LossClass]) {
        let mut document = json!({"paths": {path: {"get": {"parameters": before}}}});
        let mut losses = Vec::new();
        let mut origins = openapi_spec::lower::Origins::default();
        run(&mut document, &mut Losses::new("pass", &mut losses, &mut origins), &mut Types::default());
        assert_eq!(&document["paths"][path]["get"]["parameters"], after);
        assert_eq!(losses.iter().map(|loss| loss.class).collect::<Vec<_>>(), classes);
    }

    #[test]
    fn parameters_of_the_path_item_join_unless_overridden() {
        check(
            run,
            json!({"paths": {"/x": {
                "parameters": [
                    {"name": "a", "in": "query", "schema": {"type": "string"}},
                    {"name": "b", "in": "query", "schema": {"type": "string"}}
                ],
                "get": {"parameters": [{"name": "a", "in": "query", "schema": {"type": "integer"}}]}
            }}}),
            &json!({"paths": {"/x": {"get": {"parameters": [
                {"name": "a", "in": "query", "schema": {"type": "integer"}},
                {"name": "b", "in": "query", "schema": {"type": "string"}}
            ]}}}}),
            &[],
        );
    }

    #[test]
    fn what_has_no_form_is_left_out() {
        check_parameters(
            "/x",
            &json!([
                {"name": "Accept", "in": "header"},
                {"name": "s", "in": "cookie", "schema": {}},
                {"name": "q", "in": "body"}
            ]),
            &json!([]),
            &[LossClass::None, LossClass::Dropped, LossClass::Dropped],
        );
    }

    #[test]
    fn other_styles_and_content_become_plain() {
        check_parameters(
            "/x",
            &json!([
                {"name": "d", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
                {"name": "c", "in": "query", "content": {"application/json": {"schema": {"type": "array"}}}},
                {"name": "e", "in": "query", "explode": false, "schema": {"type": "array"}},
                {"name": "f", "in": "query", "style": "form", "explode": true, "schema": {"type": "array"}}
            ]),
            &json!([
                {"name": "d", "in": "query", "schema": {"type": "object"}},
                {"name": "c", "in": "query", "schema": {"type": "array"}},
                {"name": "e", "in": "query", "schema": {"type": "array"}},
                {"name": "f", "in": "query", "schema": {"type": "array"}}
            ]),
            &[LossClass::Type, LossClass::Type, LossClass::Type],
        );
    }

    #[test]
    fn one_name_is_one_argument() {
        check_parameters(
            "/x/{path}",
            &json!([
                {"name": "path", "in": "query", "schema": {}},
                {"name": "path", "in": "path", "required": true, "schema": {}},
                {"name": "a-b", "in": "query", "schema": {}},
                {"name": "a_b", "in": "header", "schema": {}}
            ]),
            &json!([
                {"name": "path", "in": "path", "required": true, "schema": {}},
                {"name": "a-b", "in": "query", "schema": {}}
            ]),
            &[LossClass::Dropped, LossClass::Dropped],
        );
    }

    #[test]
    fn the_path_template_decides_which_path_parameters_there_are() {
        check_parameters(
            "/x/{id}",
            &json!([{"name": "old", "in": "path", "schema": {"type": "string"}}]),
            &json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]),
            &[LossClass::None, LossClass::None],
        );
    }
}
