//! What a finding says: what is wrong, why, what to do.

use openapi_findings::Safety;
use openapi_source::{Kind, Message, Node, Pointer};
use serde_json::Value;

use crate::remedy::meant;
use crate::translate::Demand;

/// How many of the values of an `enum` a message lists.
const LISTED: usize = 12;

/// The words for one broken demand.
pub(crate) struct Wording {
    pub(crate) rule: &'static str,
    pub(crate) message: Message,
    pub(crate) help: Message,
}

/// Names the value that a pointer leads to.
pub(crate) fn subject(pointer: &Pointer) -> Message {
    match pointer.split_last() {
        None => Message::new("the payload"),
        Some((_, segment)) => match segment.parse::<usize>() {
            Ok(index) => Message::new(format!("item {}", index + 1)),
            Err(_) => Message::default().name(segment),
        },
    }
}

/// Words a broken demand about `node`; `schema` is the object that holds the keyword.
pub(crate) fn wording(demand: &Demand, instance: &Pointer, node: Node<'_>, schema: &Value) -> Wording {
    let subject = subject(instance);
    let (rule, message, help) = match demand {
        Demand::Type(expected) => (
            "contract/type",
            subject.text(" must be ").text(type_list(expected)).text(", but is ").message(described(node)),
            type_help(expected, node, schema),
        ),
        Demand::Enum(options) => {
            let is = Message::new(" is ").message(described(node)).text(", which is not ");
            let list = listed(options);
            let message = subject.message(is).text(list.0).message(list.1);
            ("contract/enum", message, enum_help(options, node))
        }
        Demand::Const(expected) => (
            "contract/const",
            subject.text(" must be ").code(expected.to_string()).text(", but is ").message(described(node)),
            Message::new("write ").code(expected.to_string()),
        ),
        Demand::Required(name) => (
            "contract/required",
            Message::default().code(name.as_str()).text(" is missing").message(within(instance)),
            Message::new("add ").code(name.as_str()),
        ),
        Demand::Foreign(name) => (
            "contract/unknown-property",
            Message::new("unknown ").name(name.as_str()).text(": the schema allows no other properties"),
            Message::new("remove it, or correct its name"),
        ),
        Demand::Format(format) => (
            "contract/format",
            subject
                .text(" is ")
                .message(described(node))
                .text(", which is not a valid ")
                .code(format.as_str()),
            format_help(format),
        ),
        Demand::Pattern(pattern) => (
            "contract/pattern",
            subject
                .text(" is ")
                .message(described(node))
                .text(", which does not match the pattern ")
                .code(pattern.as_str()),
            Message::default(),
        ),
        Demand::Bound(rule, words, limit) => (*rule, bound(subject, words, limit, node), Message::default()),
        Demand::UniqueItems => (
            "contract/unique-items",
            subject.text(" has two equal elements"),
            Message::new("remove one of them"),
        ),
        Demand::AdditionalItems => (
            "contract/additional-items",
            subject.text(" has more elements than the schema describes"),
            Message::new("remove the last ones"),
        ),
        Demand::ExtraItem => (
            "contract/additional-items",
            subject.text(" is one too many: the schema describes no more elements"),
            Message::new("remove it"),
        ),
        Demand::Contains => (
            "contract/contains",
            subject.text(" has too few or too many elements that match ").code("contains"),
            Message::default(),
        ),
        Demand::PropertyName(name) => (
            "contract/property-names",
            Message::new("the name ").name(name.as_str()).text(" is not allowed").message(within(instance)),
            Message::default(),
        ),
        Demand::NoAlternative(keyword, count, lacking) => no_alternative(subject, keyword, *count, lacking),
        Demand::ManyAlternatives => (
            "contract/one-of",
            subject
                .text(" matches more than one alternative of ")
                .code("oneOf")
                .text(", where exactly one must match"),
            Message::default(),
        ),
        Demand::Not => (
            "contract/not",
            subject.text(" is ").message(described(node)).text(", which the schema excludes by ").code("not"),
            Message::default(),
        ),
        Demand::Forbidden => (
            "contract/forbidden",
            subject.text(" may not be here: its schema is ").code("false"),
            Message::new("remove it"),
        ),
        Demand::Content(kind) => {
            ("contract/content", subject.text(" is no valid ").code(kind.as_str()), Message::default())
        }
        Demand::Custom(message) => ("contract/custom", Message::new(message.as_str()), Message::default()),
    };
    Wording { rule, message, help }
}

fn no_alternative(
    subject: Message,
    keyword: &'static str,
    count: usize,
    lacking: &[String],
) -> (&'static str, Message, Message) {
    let is_any = keyword == "anyOf";
    let rule = if is_any { "contract/any-of" } else { "contract/one-of" };
    let message = subject.text(format!(" matches none of the {count} alternatives of ")).code(keyword);
    if lacking.is_empty() || lacking.len() > LISTED {
        return (rule, message, Message::new("see the alternatives in the document"));
    }
    let message = message.text(", each of which needs one more property");
    let add = if is_any { "add at least one of " } else { "add exactly one of " };
    (rule, message, Message::new(add).message(words(lacking.iter().map(String::as_str))))
}

/// A value as part of a sentence: scalars are shown, containers named.
fn described(node: Node<'_>) -> Message {
    match node.kind() {
        Kind::Null => Message::default().code("null"),
        Kind::Boolean => Message::new("the boolean ").value(node.raw()),
        Kind::Number => Message::new("the number ").value(node.raw()),
        Kind::String => Message::default().value(quoted(node)),
        Kind::Array => Message::new("an array"),
        Kind::Object => Message::new("an object"),
        Kind::Invalid => Message::new("no valid value"),
    }
}

/// A string as JSON text, bounded before it is copied.
fn quoted(node: Node<'_>) -> String {
    let text: String = node.as_str().unwrap_or_default().chars().take(200).collect();
    Value::String(text).to_string()
}

fn within(object: &Pointer) -> Message {
    match object.split_last() {
        None => Message::default(),
        Some(_) => Message::new(" in ").message(subject(object)),
    }
}

fn type_list(expected: &[&'static str]) -> String {
    let words: Vec<&str> = expected
        .iter()
        .map(|name| match *name {
            "integer" => "an integer",
            "array" => "an array",
            "object" => "an object",
            "number" => "a number",
            "boolean" => "a boolean",
            "string" => "a string",
            other => other,
        })
        .collect();
    match words.as_slice() {
        [] => "of another type".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn type_help(expected: &[&str], node: Node<'_>, schema: &Value) -> Message {
    let takes = |name: &str| expected.contains(&name);
    match node.kind() {
        Kind::Number | Kind::Boolean if takes("string") => quoting_help(node.raw(), schema),
        Kind::Number if takes("integer") => Message::new("write a whole number"),
        Kind::String if takes("integer") || takes("number") || takes("boolean") => {
            // No literal is so long; a hostile one is not worth reading.
            let text = node.as_str().filter(|text| text.len() <= 40).unwrap_or_default();
            let fits = match serde_json::from_str(text) {
                Ok(Value::Number(number)) => {
                    takes("number") || number.as_f64().is_some_and(|number| number.fract() == 0.0)
                }
                Ok(Value::Bool(_)) => takes("boolean"),
                _ => false,
            };
            if fits { Message::new("write it without quotes: ").value(text) } else { Message::default() }
        }
        Kind::Null => Message::new("give it a value; null is not allowed here"),
        Kind::Object if takes("array") => {
            Message::new("put it in square brackets, also if there is only one")
        }
        Kind::Array if takes("object") && required(schema).len() == 1 => {
            let name = required(schema)[0].as_str().unwrap_or_default();
            let wrapped = format!("{{{}: ...}}", Value::from(name));
            Message::new("if it is what belongs there, put it in an object: ").code(wrapped)
        }
        Kind::Array if node.len() == 1 => {
            Message::new("remove the square brackets around it; only one is expected here")
        }
        Kind::String if is_json_in_text(node) => {
            Message::new("it is JSON inside a text, encoded twice: send it without the quotes around it")
        }
        Kind::String | Kind::Number | Kind::Boolean if takes("object") => object_help(schema),
        _ => Message::default(),
    }
}

/// What to do about a number where a string must be; quotes alone can be not enough.
fn quoting_help(raw: &str, schema: &Value) -> Message {
    if let Some(options) = schema.get("enum").and_then(Value::as_array)
        && !options.iter().any(|option| option.as_str() == Some(raw))
    {
        let (one_of, list) = listed(options);
        return Message::new("write ").text(one_of).message(list);
    }
    let format = schema.get("format").and_then(Value::as_str).map(format_help).unwrap_or_default();
    if format.is_empty() { Message::new("write it in quotes: ").value(format!("\"{raw}\"")) } else { format }
}

fn object_help(schema: &Value) -> Message {
    let required = required(schema);
    if required.is_empty() || required.len() > LISTED {
        return Message::default();
    }
    Message::new("write an object `{ }` with ").message(words(required.iter().filter_map(Value::as_str)))
}

fn required(schema: &Value) -> &[Value] {
    schema.get("required").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is_json_in_text(node: Node<'_>) -> bool {
    let text = node.as_str().unwrap_or_default().trim();
    (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'))
}

/// Some words of the document, with commas.
fn words<'w>(words: impl Iterator<Item = &'w str>) -> Message {
    let mut list = Message::default();
    for word in words {
        if !list.is_empty() {
            list = list.text(", ");
        }
        list = list.code(word);
    }
    list
}

/// "one of `a`, `b`", or how many there are. Of equal options one is listed.
fn listed(options: &[Value]) -> (String, Message) {
    if options.len() > LISTED {
        return (format!("one of the {} values allowed", options.len()), Message::default());
    }
    let mut distinct: Vec<String> = Vec::new();
    for option in options.iter().map(literal) {
        if !distinct.contains(&option) {
            distinct.push(option);
        }
    }
    ("one of ".to_owned(), words(distinct.iter().map(String::as_str)))
}

/// A value of the document as a person should write it: a text without its quotes, unless it would then be
/// something else, such as `1`.
fn literal(option: &Value) -> String {
    match option {
        Value::String(text) if !text.is_empty() && serde_json::from_str::<Value>(text).is_err() => {
            text.clone()
        }
        other => other.to_string(),
    }
}

fn enum_help(options: &[Value], node: Node<'_>) -> Message {
    match meant(node, options) {
        Some((option, Safety::Safe)) => Message::new("write it exactly so: ").code(literal(option)),
        Some((option, Safety::Unsafe)) => Message::new("did you mean ").code(literal(option)).text("?"),
        None => Message::default(),
    }
}

fn format_help(format: &str) -> Message {
    Message::new(match format {
        "date-time" => "write it with date, time and offset, such as `2023-03-01T09:30:00Z` (RFC 3339)",
        "date" => "write it as `2023-03-01` (RFC 3339)",
        "time" => "write it with an offset, such as `09:30:00Z` (RFC 3339)",
        "email" => "write it as `name@example.com`",
        "uri" => "write it in full, such as `https://example.com/a.jpg`",
        "uuid" => "write it as 8-4-4-4-12 hexadecimal digits",
        "int32" => "the whole numbers of 32 bits go from -2147483648 to 2147483647",
        "int64" => "the whole numbers of 64 bits go from -9223372036854775808 to 9223372036854775807",
        "byte" => "encode it as Base64 (RFC 4648, section 4)",
        _ => "",
    })
}

fn bound(subject: Message, words: &str, limit: &Value, node: Node<'_>) -> Message {
    let limit = limit.to_string();
    if let Some(unit) = words.split_once(" this many ").map(|(_, unit)| unit) {
        let least = words.starts_with("at least");
        let has = match node.kind() {
            Kind::String => node.as_str().map_or(0, |text| text.chars().count()),
            _ => node.len(),
        };
        let words = if least { "at least" } else { "at most" };
        return subject.text(format!(" has {has} {unit}, but must have {words} ")).code(limit);
    }
    subject.text(" must be ").text(words).text(" ").code(limit).text(", but is ").message(described(node))
}
