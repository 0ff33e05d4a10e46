//! How parameters and the members of forms are written.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use crate::InvalidRequest;

/// How a value of several parts is written (OpenAPI 3.0.3 and 3.1, "Style Values"). Plain values look
/// the same in each but [`Style::Json`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a=1&a=2`, and the members of an object as parameters of their own: `form`, exploded.
    Form,
    /// `a=1,2` and `a=member,1`: `form`, not exploded.
    Comma,
    /// `a=1 2`: `spaceDelimited`.
    Space,
    /// `a=1|2`: `pipeDelimited`.
    Pipe,
    /// `a[member]=1`, at any depth; items of arrays by their index: `deepObject`.
    Deep,
    /// As JSON text: `content` with a JSON media type.
    Json,
}

/// The pairs of name and value for a parameter. Null gives none.
///
/// # Errors
///
/// Where the value has no form in JSON.
pub(crate) fn pairs<T: Serialize + ?Sized>(
    name: &str,
    style: Style,
    value: &T,
) -> Result<Vec<(String, String)>, InvalidRequest> {
    let mut pairs = Vec::new();
    push(name, style, &json(value)?, &mut pairs);
    Ok(pairs)
}

/// The pairs of a form: the members of an object, those in `styles` in their style and others as
/// [`Style::Form`]. Objects among them are JSON, as is what has objects in it.
///
/// # Errors
///
/// Where the value is no object, or has no form in JSON.
pub(crate) fn form<T: Serialize + ?Sized>(
    styles: &[(&str, Style)],
    value: &T,
) -> Result<Vec<(String, String)>, InvalidRequest> {
    let Value::Object(members) = json(value)? else {
        return Err(InvalidRequest::new("the body can't be written as a form: it is no object"));
    };
    let mut pairs = Vec::new();
    for (name, member) in &members {
        let given = styles.iter().find(|(known, _)| known == name).map(|(_, style)| *style);
        match (given, member) {
            (Some(style), member) => push(name, style, member, &mut pairs),
            (None, Value::Object(_)) => push(name, Style::Json, member, &mut pairs),
            (None, member) => push(name, Style::Form, member, &mut pairs),
        }
    }
    Ok(pairs)
}

/// A value as the text of a header, a cookie, or a part of a path: parts with commas between (`simple`,
/// and `form` in a cookie). Nothing for null.
///
/// # Errors
///
/// Where the value has no form in JSON.
pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> Result<Option<String>, InvalidRequest> {
    Ok(match json(value)? {
        Value::Null => None,
        value => Some(joined(&value, ",", &str::to_owned)),
    })
}

/// The JSON form of a value.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Value, InvalidRequest> {
    // The error may name what it stumbled over.
    serde_json::to_value(value).map_err(|_| InvalidRequest::new("an argument has no form in JSON"))
}

/// The parts of a value with a separator between them, each through `encode`. An object is its names and
/// values in turn.
pub(crate) fn joined(value: &Value, separator: &str, encode: &dyn Fn(&str) -> String) -> String {
    let parts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| encode(&plain(item))).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(name, member)| [encode(name), encode(&plain(member))]).collect()
        }
        value => vec![encode(&plain(value))],
    };
    parts.join(separator)
}

fn push(name: &str, style: Style, value: &Value, pairs: &mut Vec<(String, String)>) {
    match (style, value) {
        (_, Value::Null) => {}
        (Style::Json, value) => pairs.push((name.to_owned(), value.to_string())),
        (Style::Form, Value::Array(items)) => {
            let items = items.iter().filter(|item| !item.is_null());
            pairs.extend(items.map(|item| (name.to_owned(), plain(item))));
        }
        (Style::Form, Value::Object(members)) => {
            let members = members.iter().filter(|(_, member)| !member.is_null());
            pairs.extend(members.map(|(name, member)| (name.clone(), plain(member))));
        }
        (Style::Deep, value) => deep(name, value, pairs),
        (Style::Comma, value) => pairs.push((name.to_owned(), joined(value, ",", &str::to_owned))),
        (Style::Space, value) => pairs.push((name.to_owned(), joined(value, " ", &str::to_owned))),
        (Style::Pipe, value) => pairs.push((name.to_owned(), joined(value, "|", &str::to_owned))),
        (Style::Form, value) => pairs.push((name.to_owned(), plain(value))),
    }
}

/// serde's values are no deeper than the types that they were made of, and values of unknown shape no
/// deeper than the JSON that they were read from.
fn deep(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    let mut inner = String::from(name);
    let mut step = |key: &dyn std::fmt::Display, value: &Value| {
        inner.truncate(name.len());
        // Writing to a string does not fail.
        let _ = write!(inner, "[{key}]");
        deep(&inner, value, pairs);
    };
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| step(&index, item)),
        Value::Object(members) => members.iter().for_each(|(key, member)| step(key, member)),
        value => pairs.push((name.to_owned(), plain(value))),
    }
}

/// A text as it is, anything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(style: Style, value: &Value, expected: &str) {
        let pairs = pairs("a", style, value).unwrap();
        let text: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(text.join("&"), expected);
    }

    #[test]
    fn each_style_writes_arrays_and_objects_in_its_way() {
        let (list, object) = (json!([1, "x y", null]), json!({"m": true, "n": null, "o": "z"}));
        check(Style::Form, &list, "a=1&a=x y");
        check(Style::Form, &object, "m=true&o=z");
        check(Style::Comma, &list, "a=1,x y,");
        check(Style::Comma, &object, "a=m,true,n,,o,z");
        check(Style::Space, &json!([1, 2]), "a=1 2");
        check(Style::Pipe, &json!([1, 2]), "a=1|2");
        check(Style::Deep, &json!({"m": {"n": [1, {"o": "p"}]}, "q": null}), "a[m][n][0]=1&a[m][n][1][o]=p");
        check(Style::Json, &json!({"m": [1]}), "a={\"m\":[1]}");
    }

    #[test]
    fn plain_values_look_the_same_in_each_style_and_null_is_left_out() {
        for style in [Style::Form, Style::Comma, Style::Space, Style::Pipe, Style::Deep] {
            check(style, &json!("x"), "a=x");
            check(style, &json!(1.5), "a=1.5");
            check(style, &Value::Null, "");
        }
        check(Style::Json, &json!("x"), "a=\"x\"");
        check(Style::Json, &Value::Null, "");
    }

    #[test]
    fn a_form_has_the_members_of_its_object() {
        let body = json!({"a": 1, "b": [1, 2], "c": {"d": 1}, "e": {"f": 1}, "g": null});
        let pairs = form(&[("e", Style::Deep)], &body).unwrap();
        let text: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(text.join("&"), "a=1&b=1&b=2&c={\"d\":1}&e[f]=1");
        let error = form(&[], &json!(["secret"])).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"));
    }

    #[test]
    fn a_text_has_commas_between_its_parts() {
        assert_eq!(text(&json!(["a", 1])).unwrap().as_deref(), Some("a,1"));
        assert_eq!(text(&json!({"a": 1})).unwrap().as_deref(), Some("a,1"));
        assert_eq!(text(&Some("x")).unwrap().as_deref(), Some("x"));
        assert_eq!(text(&None::<u8>).unwrap(), None);
    }
}
