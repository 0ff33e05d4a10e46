//! What would mend a broken demand: candidates, of which a trial then tells which hold.

use openapi_findings::{Edit, Fix, Safety};
use openapi_source::{Kind, Message, Node, Span, Syntax, removal, whole_lines};
use serde_json::{Value, json};

use crate::nearest::nearest;
use crate::translate::Demand;
use crate::trial::sample;

/// What becomes of the value, or member, that a finding is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// Another value.
    Replace(Value),
    /// Another name.
    Rename(String),
    /// It goes.
    Remove,
}

/// A fix, and what it makes of the payload.
#[derive(Debug, Clone)]
pub(crate) struct Remedy {
    pub(crate) fix: Fix,
    pub(crate) change: Change,
}

/// Of longer lists only so many values are compared with what was written.
const COMPARED: usize = 500;

/// The longest text that is looked at for a number or word in it; a hostile one is not worth reading.
const LONGEST_LITERAL: usize = 40;

/// The longest text that is taken apart.
const LONGEST_TEXT: usize = 4096;

/// What may mend a value that breaks a demand, the likeliest first; `schema` is the object that holds the keyword,
/// `name` where its name stands if it is a member.
pub(crate) fn remedies(demand: &Demand, node: Node<'_>, name: Option<Span>, schema: &Value) -> Vec<Remedy> {
    let options = schema.get("enum").and_then(Value::as_array);
    let found: Vec<Option<Remedy>> = match (demand, options) {
        (Demand::Enum(options), _) => vec![choice(node, options)],
        (Demand::Const(value), _) => vec![choice(node, std::slice::from_ref(value))],
        (Demand::Type(_), Some(options)) if matches!(node.kind(), Kind::Number | Kind::Boolean) => {
            vec![choice(node, options)]
        }
        (Demand::Type(expected), _) => vec![of_type(expected, node, name, schema)],
        (Demand::Format(format), _) => vec![trimmed(node), of_format(format, node)],
        (Demand::Pattern(_) | Demand::Bound("contract/max-length", ..), _) => vec![trimmed(node)],
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// Another name for a member, unless its name stands elsewhere: that of a field in the header of a table.
pub(crate) fn renamed(name: Span, value: Node<'_>, meant: &str, safety: Safety) -> Option<Remedy> {
    if name == value.span() {
        return None;
    }
    let edit = Edit::string(value.tree().source(), name, meant)?;
    let message = Message::new("rename it to ").code(meant);
    let fix = Fix { message, safety, edits: vec![edit] };
    Some(Remedy { fix, change: Change::Rename(meant.to_owned()) })
}

/// The option that was probably meant. Safe where only case, spaces, hyphens, underscores or the plus sign of a
/// number tell the two apart, or the type, and this holds of no other option.
pub(crate) fn meant<'o>(node: Node<'_>, options: &'o [Value]) -> Option<(&'o Value, Safety)> {
    let written = match node.kind() {
        Kind::String => node.as_str().unwrap_or_default(),
        Kind::Number | Kind::Boolean => node.raw(),
        _ => return None,
    };
    // `1` for `"1"`, or the other way round.
    let same = options.iter().find(|option| match option {
        Value::String(text) => text == written,
        Value::Number(_) | Value::Bool(_) => is_written(option, written),
        _ => false,
    });
    if let Some(same) = same {
        return Some((same, Safety::Safe));
    }
    let options = &options[..options.len().min(COMPARED)];
    let letters = folded(written);
    let mut alike =
        options.iter().filter(|option| letters.is_some() && option.as_str().and_then(folded) == letters);
    if let Some(only) = alike.next() {
        return alike.next().is_none().then_some((only, Safety::Safe));
    }
    let texts = || options.iter().filter_map(Value::as_str);
    // Of numbers none is near another.
    let is_word = written.contains(char::is_alphabetic);
    let near = nearest(written, texts()).map(|(near, _)| near).filter(|_| is_word);
    let near = near.or_else(|| texts().find(|option| without_prefix(written) == Some(option)))?;
    options.iter().find(|option| option.as_str() == Some(near)).map(|option| (option, Safety::Unsafe))
}

/// Whether this is how a value is written in JSON.
fn is_written(value: &Value, text: &str) -> bool {
    let written = value.to_string();
    written == text
}

/// A word without what people write differently and mean alike; `None` if nothing is left, or if it is too long.
fn folded(word: &str) -> Option<String> {
    if word.len() > LONGEST_LITERAL * 4 {
        return None;
    }
    let word = word.trim();
    let digits = word.strip_prefix('+').unwrap_or(word);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(digits.to_owned());
    }
    let has_letters = word.chars().any(char::is_alphabetic);
    let is_between = |c: &char| !(c.is_whitespace() || (has_letters && matches!(c, '-' | '_')));
    let word: String = word.chars().filter(is_between).flat_map(char::to_lowercase).collect();
    (!word.is_empty()).then_some(word)
}

/// A number without what stands in front of it: `0044` is `44`.
fn without_prefix(written: &str) -> Option<&str> {
    let digits = written.trim_start_matches(['+', '0', ' ']);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn choice(node: Node<'_>, options: &[Value]) -> Option<Remedy> {
    let (option, safety) = meant(node, options)?;
    // It is a word of the document, and so not personal.
    written_anew(node, option.clone(), |text| Message::new("write ").code(text), safety)
}

/// Another value in the place of a scalar.
fn written_anew(
    node: Node<'_>,
    value: Value,
    message: impl FnOnce(&str) -> Message,
    safety: Safety,
) -> Option<Remedy> {
    let source = node.tree().source();
    let edit = match &value {
        Value::String(text) => Edit::string(source, node.span(), text)?,
        // Only these have more types than strings.
        literal => matches!(source.syntax(), Syntax::Json | Syntax::Yaml)
            .then(|| Edit { span: node.span(), text: literal.to_string() })?,
    };
    let fix = Fix { message: message(&edit.text), safety, edits: vec![edit] };
    Some(Remedy { fix, change: Change::Replace(value) })
}

/// A value of the payload itself, which may be personal.
fn personal(text: &str) -> Message {
    Message::new("write ").value(text)
}

fn of_type(expected: &[&str], node: Node<'_>, name: Option<Span>, schema: &Value) -> Option<Remedy> {
    let takes = |name: &str| expected.contains(&name);
    match node.kind() {
        Kind::Number | Kind::Boolean if takes("string") => {
            let raw = node.raw();
            // Of `1.50`, `1e3` and YAML's `0x1F` several texts are likely.
            let is_plain = node.as_number() == Some(raw) && is_integer(raw);
            let safety = if is_plain { Safety::Safe } else { Safety::Unsafe };
            written_anew(node, Value::from(raw), personal, safety)
        }
        Kind::String => literal_in_text(expected, node).or_else(|| json_in_text(node)),
        Kind::Null => removed(node, name?),
        Kind::Object if takes("array") => {
            let edits = around(node, "[", "]")?;
            let fix = Fix { message: "put it in square brackets".into(), safety: Safety::Unsafe, edits };
            Some(Remedy { fix, change: Change::Replace(json!([sample(node)?])) })
        }
        Kind::Array if takes("object") => {
            let [Value::String(member)] = schema.get("required")?.as_array()?.as_slice() else {
                return None;
            };
            let edits = around(node, &format!("{{{}: ", Value::from(member.as_str())), "}")?;
            let message = Message::new("put it in an object, as its member ").code(member.as_str());
            let fix = Fix { message, safety: Safety::Unsafe, edits };
            Some(Remedy { fix, change: Change::Replace(json!({ member: sample(node)? })) })
        }
        Kind::Array if node.len() == 1 => {
            let element = node.elements().next()?;
            let (outer, inner) = (node.span(), element.span());
            if !is_bracketed(node) {
                return None;
            }
            let cut = |start, end| Edit { span: Span::new(start, end), text: String::new() };
            let edits = vec![cut(outer.start, inner.start), cut(inner.end, outer.end)];
            let message = "remove the square brackets around it".into();
            let fix = Fix { message, safety: Safety::Unsafe, edits };
            Some(Remedy { fix, change: Change::Replace(sample(element)?) })
        }
        _ => None,
    }
}

fn is_integer(raw: &str) -> bool {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    raw == "0"
        || (!digits.starts_with('0')
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The number or boolean that a text spells.
fn literal_in_text(expected: &[&str], node: Node<'_>) -> Option<Remedy> {
    let takes = |name: &str| expected.contains(&name);
    let text = node.as_str().filter(|text| text.len() <= LONGEST_LITERAL)?.trim();
    let value =
        if takes("boolean") && (text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")) {
            Value::Bool(text.eq_ignore_ascii_case("true"))
        } else {
            let value: Value = serde_json::from_str(text).ok()?;
            let fits = value.is_number() && (takes("number") || (takes("integer") && is_integer(text)));
            // What a number can't hold exactly stays a text.
            (fits && is_written(&value, text)).then_some(value)?
        };
    written_anew(node, value, personal, Safety::Safe)
}

/// The JSON that a text holds: a value that was encoded twice.
fn json_in_text(node: Node<'_>) -> Option<Remedy> {
    let text = node.as_str().filter(|text| text.len() <= LONGEST_TEXT && text.starts_with(['{', '[']))?;
    let value: Value = serde_json::from_str(text).ok()?;
    let edit = Edit { span: node.span(), text: text.to_owned() };
    let message = "write the JSON in the text without the quotes around it".into();
    let fix = Fix { message, safety: Safety::Unsafe, edits: vec![edit] };
    (node.tree().source().syntax() == Syntax::Json).then_some(Remedy { fix, change: Change::Replace(value) })
}

fn removed(node: Node<'_>, name: Span) -> Option<Remedy> {
    let source = node.tree().source();
    let member = Span::new(name.start, node.span().end.max(name.end));
    let span = match source.syntax() {
        Syntax::Json => removal(source.text(), member)?,
        Syntax::Yaml => removal(source.text(), member).or_else(|| whole_lines(source.text(), member))?,
        _ => return None,
    };
    let edit = Edit { span, text: String::new() };
    let fix = Fix { message: "remove it".into(), safety: Safety::Unsafe, edits: vec![edit] };
    Some(Remedy { fix, change: Change::Remove })
}

/// Whether a container is written with brackets, between which space and line ends mean nothing.
fn is_bracketed(node: Node<'_>) -> bool {
    matches!(node.tree().source().syntax(), Syntax::Json | Syntax::Yaml) && node.raw().starts_with(['[', '{'])
}

fn around(node: Node<'_>, before: &str, after: &str) -> Option<Vec<Edit>> {
    let insert = |at, text: &str| Edit { span: Span::at(at), text: text.to_owned() };
    let span = node.span();
    is_bracketed(node).then(|| vec![insert(span.start, before), insert(span.end, after)])
}

/// A text without space around it.
fn trimmed(node: Node<'_>) -> Option<Remedy> {
    let text = node.as_str().filter(|text| text.len() <= LONGEST_TEXT)?;
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let short = text.trim_matches(is_space);
    let message = |_: &str| Message::new("remove the space around it");
    (short != text && !short.is_empty())
        .then(|| written_anew(node, Value::from(short), message, Safety::Safe))
        .flatten()
}

/// What people write for a point in time, in the place of what RFC 3339 asks for.
fn of_format(format: &str, node: Node<'_>) -> Option<Remedy> {
    let text = node.as_str().filter(|text| text.len() <= LONGEST_LITERAL && format == "date-time")?.trim();
    let better = text.replacen(' ', "T", 1).replace(' ', "");
    (better != text).then(|| written_anew(node, Value::from(better), personal, Safety::Unsafe)).flatten()
}
