//! Parameters: what each is in a request, and a form of it that progenitor makes a type of.

use std::collections::BTreeSet;

use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::{Map, Value, json};

use super::call::{Parameter, Place, Style};
use super::{Types, media, operations};
use crate::names;

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    merge(document, losses);
    operations::each(document, |operation, pointer, path| {
        match_template(operation, pointer, path, losses);
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        let parameters = parameters.map(std::mem::take).unwrap_or_default();
        let (mut kept, mut described) = (Vec::new(), Vec::new());
        for (index, mut parameter) in parameters.into_iter().enumerate() {
            let place = format!("{pointer}/parameters/{index}");
            let Some(members) = parameter.as_object_mut() else { continue };
            if let Some(fitted) = fit(members, &place, losses) {
                losses.moved(format!("{pointer}/parameters/{}", kept.len()), losses.original(&place));
                kept.push(parameter);
                described.push(fitted);
            }
        }
        name_arguments(&mut described, &kept, pointer, losses);
        for (parameter, described) in kept.iter_mut().zip(&described) {
            // progenitor has no cookies, knows parameters by their name alone, and sees in their place no
            // more than which ones have to be in the path.
            if described.place != Place::Path {
                parameter["in"] = json!("query");
                parameter["name"] = json!(described.argument);
            }
        }
        let id = operations::id(operation).to_owned();
        operation.insert("parameters".to_owned(), Value::Array(kept));
        types.calls.entry(id).or_default().parameters = described;
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

/// What the parameter is in a request; nothing if the client can't send it. Its schema is left in a form
/// that progenitor takes.
fn fit(parameter: &mut Map<String, Value>, pointer: &str, losses: &mut Losses<'_>) -> Option<Parameter> {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (name, description) = (text("name"), text("description"));
    let place = match text("in").as_str() {
        "path" => Place::Path,
        "query" => Place::Query,
        // OpenAPI 3.0.3, section 4.7.12.1: these three are ignored.
        "header" if is_set_elsewhere(&name) => {
            losses.record(LossClass::None, pointer, "this header is described by other fields");
            return None;
        }
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        _ => {
            losses.record(LossClass::Dropped, pointer, "a parameter without a known place");
            return None;
        }
    };
    if matches!(place, Place::Header | Place::Cookie) && !is_token(&name) {
        losses.record(LossClass::Dropped, pointer, "no header and no cookie can have such a name");
        return None;
    }
    let explode = parameter.shift_remove("explode").and_then(|explode| explode.as_bool());
    let given = parameter.shift_remove("style");
    let known = style(place, given.as_ref().and_then(Value::as_str), explode);
    if known.is_none() {
        let note = "its style is sent as the default one, with commas between parts";
        losses.record(LossClass::Type, pointer, note);
    }
    let mut style = known.unwrap_or(Style::Form);
    if let Some(content) = parameter.shift_remove("content") {
        let content = content.as_object().and_then(|content| content.iter().next());
        let schema = content.and_then(|(_, media_type)| media_type.get("schema")).cloned();
        parameter.insert("schema".to_owned(), schema.unwrap_or_else(|| json!({})));
        let is_json = content.is_some_and(|(name, _)| media::is_json(name));
        if is_json && place == Place::Query {
            style = Style::Json;
        } else {
            losses.record(LossClass::Type, pointer, "`content` is sent as a plain value");
        }
    }
    if !parameter.get("schema").is_some_and(Value::is_object) {
        parameter.insert("schema".to_owned(), json!({"type": "string"}));
        losses.record(LossClass::Type, pointer, "without a schema it is a string");
    }
    if place == Place::Path {
        parameter.insert("required".to_owned(), json!(true));
    }
    // Neither a path nor a header can carry null; a query leaves it out.
    if place != Place::Query
        && let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut)
        && schema.shift_remove("nullable") == Some(Value::Bool(true))
    {
        losses.record(LossClass::None, pointer, "null can't be sent here");
    }
    let required = parameter.get("required") == Some(&Value::Bool(true));
    Some(Parameter { argument: String::new(), name, place, style, required, description })
}

/// The style of the runtime (OpenAPI 3.0.3 and 3.1, "Style Values"); nothing where it has none.
fn style(place: Place, style: Option<&str>, explode: Option<bool>) -> Option<Style> {
    match (place, style) {
        (Place::Query, None | Some("form")) => {
            Some(if explode == Some(false) { Style::Comma } else { Style::Form })
        }
        // Exploded, these two look like `form`.
        (Place::Query, Some("spaceDelimited" | "pipeDelimited")) if explode == Some(true) => {
            Some(Style::Form)
        }
        (Place::Query, Some("spaceDelimited")) => Some(Style::Space),
        (Place::Query, Some("pipeDelimited")) => Some(Style::Pipe),
        (Place::Query, Some("deepObject")) => Some(Style::Deep),
        // The parts of an object would be named with `=`.
        (Place::Path | Place::Header, None | Some("simple")) => {
            (explode != Some(true)).then_some(Style::Form)
        }
        (Place::Cookie, None | Some("form")) => Some(Style::Form),
        _ => None,
    }
}

/// Whether it can be the name of a header or a cookie (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
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

/// A name for each argument. Where two would have the same one, it tells what the names in the document
/// tell: signs, then the place.
fn name_arguments(described: &mut [Parameter], kept: &[Value], pointer: &str, losses: &mut Losses<'_>) {
    let mut taken: BTreeSet<String> = OWN_ARGUMENTS.map(str::to_owned).into();
    // Those of the path first: there is no request without them.
    let is_path = |parameter: &Parameter| parameter.place == Place::Path;
    let mut order: Vec<usize> = (0..described.len()).collect();
    order.sort_by_key(|index| !is_path(&described[*index]));
    for index in order {
        let parameter = &described[index];
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        };
        let plain = names::function_name(&parameter.name);
        let spelt = names::function_name(&names::spelt_out(&parameter.name));
        let placed = names::function_name(&format!("{plain} in {place}"));
        let free = [plain.clone(), spelt, placed].into_iter().find(|name| !taken.contains(name));
        let argument = names::unique(free.unwrap_or_else(|| plain.clone()), &mut taken);
        if argument != plain {
            let note = format!("the parameter {} is the argument `{argument}`", kept[index]["name"]);
            losses.record(LossClass::None, &format!("{pointer}/parameters/{index}"), note);
        }
        described[index].argument = argument;
    }
}

/// Arguments that a method may have besides its parameters.
const OWN_ARGUMENTS: [&str; 2] = ["body", "content_type"];

/// The names in braces.
fn template_names(path: &str) -> BTreeSet<String> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    /// Compares arguments and losses; an argument is its name, the place, the name there and the style.
    #[track_caller]
    fn check_parameters(path: &str, before: &Value, arguments: &[&str], classes: &[LossClass]) {
        let mut document = json!({"paths": {path: {"get": {"operationId": "o", "parameters": before}}}});
        let mut losses = Vec::new();
        let mut origins = openapi_spec::lower::Origins::default();
        let mut types = Types::default();
        run(&mut document, &mut Losses::new("pass", &mut losses, &mut origins), &mut types);
        let found = types.calls["o"].parameters.iter();
        let found: Vec<String> =
            found.map(|p| format!("{}: {:?} {} {:?}", p.argument, p.place, p.name, p.style)).collect();
        assert_eq!(found, arguments);
        assert_eq!(losses.iter().map(|loss| loss.class).collect::<Vec<_>>(), classes);
    }

    #[test]
    fn parameters_of_the_path_item_join_unless_overridden() {
        check(
            run,
            json!({"paths": {"/x": {
                "parameters": [
                    {"name": "a", "in": "query", "schema": {"type": "string"}},
                    {"name": "B-c", "in": "header", "schema": {"type": "string"}}
                ],
                "get": {"parameters": [{"name": "a", "in": "query", "schema": {"type": "integer"}}]}
            }}}),
            &json!({"paths": {"/x": {"get": {"parameters": [
                {"name": "a", "in": "query", "schema": {"type": "integer"}},
                {"name": "b_c", "in": "query", "schema": {"type": "string"}}
            ]}}}}),
            &[],
        );
    }

    #[test]
    fn what_can_not_be_sent_is_left_out() {
        check_parameters(
            "/x",
            &json!([
                {"name": "Accept", "in": "header"},
                {"name": "s", "in": "cookie", "schema": {}},
                {"name": "a b", "in": "header", "schema": {}},
                {"name": "q", "in": "body"}
            ]),
            &["s: Cookie s Form"],
            &[LossClass::None, LossClass::Dropped, LossClass::Dropped],
        );
    }

    #[test]
    fn styles_are_kept_where_the_runtime_has_them() {
        check_parameters(
            "/x/{p}",
            &json!([
                {"name": "d", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
                {"name": "c", "in": "query", "content": {"application/json": {"schema": {"type": "array"}}}},
                {"name": "e", "in": "query", "explode": false, "schema": {"type": "array"}},
                {"name": "f", "in": "query", "style": "form", "explode": true, "schema": {"type": "array"}},
                {"name": "s", "in": "query", "style": "spaceDelimited", "schema": {"type": "array"}},
                {"name": "t", "in": "query", "style": "pipeDelimited", "explode": true, "schema": {}},
                {"name": "p", "in": "path", "style": "matrix", "schema": {}}
            ]),
            &[
                "d: Query d Deep",
                "c: Query c Json",
                "e: Query e Comma",
                "f: Query f Form",
                "s: Query s Space",
                "t: Query t Form",
                "p: Path p Form",
            ],
            &[LossClass::Type],
        );
    }

    #[test]
    fn each_parameter_is_an_argument_of_its_own() {
        check_parameters(
            "/x/{path}",
            &json!([
                {"name": "path", "in": "query", "schema": {}},
                {"name": "path", "in": "path", "required": true, "schema": {}},
                {"name": "a-b", "in": "query", "schema": {}},
                {"name": "a-b>", "in": "query", "schema": {}},
                {"name": "a_b", "in": "header", "schema": {}},
                {"name": "body", "in": "query", "schema": {}}
            ]),
            &[
                "path_in_query: Query path Form",
                "path: Path path Form",
                "a_b: Query a-b Form",
                "a_b_greater: Query a-b> Form",
                "a_b_in_header: Header a_b Form",
                "body_in_query: Query body Form",
            ],
            &[LossClass::None; 4],
        );
    }

    #[test]
    fn the_path_template_decides_which_path_parameters_there_are() {
        check_parameters(
            "/x/{id}",
            &json!([{"name": "old", "in": "path", "schema": {"type": "string"}}]),
            &["id: Path id Form"],
            &[LossClass::None, LossClass::None],
        );
    }
}
