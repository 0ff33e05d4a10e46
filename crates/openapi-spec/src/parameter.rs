//! Parameters of operations and headers of responses: thin views that resolve references and know the
//! defaults of how values are written.

use openapi_source::Pointer;
use serde_json::Value;

use crate::reference::resolve;
use crate::{Document, MediaType, Operation, Response};

/// Where a parameter travels (`in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParameterLocation {
    /// A part of the path.
    Path,
    /// Behind the `?`.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl ParameterLocation {
    /// The word of the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Path, Self::Query, Self::Header, Self::Cookie].into_iter().find(|one| one.name() == word)
    }
}

/// How a value is written as text (OpenAPI 3.1.1, "Style Values").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names of the specification say it")]
pub enum Style {
    Matrix,
    Label,
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    const ALL: [Self; 7] = [
        Self::Matrix,
        Self::Label,
        Self::Simple,
        Self::Form,
        Self::SpaceDelimited,
        Self::PipeDelimited,
        Self::DeepObject,
    ];

    /// The word of the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Label => "label",
            Self::Simple => "simple",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.name() == word)
    }

    /// Whether parameters of a location can have it.
    fn is_for(self, location: ParameterLocation) -> bool {
        match location {
            ParameterLocation::Path => matches!(self, Self::Matrix | Self::Label | Self::Simple),
            ParameterLocation::Query => {
                matches!(self, Self::Form | Self::SpaceDelimited | Self::PipeDelimited | Self::DeepObject)
            }
            ParameterLocation::Header => self == Self::Simple,
            ParameterLocation::Cookie => self == Self::Form,
        }
    }

    /// The style where none is named.
    fn default_for(location: ParameterLocation) -> Self {
        match location {
            ParameterLocation::Path | ParameterLocation::Header => Self::Simple,
            ParameterLocation::Query | ParameterLocation::Cookie => Self::Form,
        }
    }
}

/// A parameter of an operation, or a header of a response or of a part.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the specification, and they combine freely"
)]
pub struct Parameter {
    /// Its name as written. Names of headers are compared without regard to case.
    pub name: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// Where it stands in the document, references followed.
    pub pointer: Pointer,
    /// Whether it must be there. Default false.
    pub required: bool,
    /// Whether it may be sent with no value (`allowEmptyValue`). Default false.
    pub allow_empty: bool,
    /// Whether reserved characters may stand in it unescaped (`allowReserved`). Default false.
    pub allow_reserved: bool,
    /// How its value is written; one that its location can't have counts as not said.
    pub style: Style,
    /// Whether each element or member is written on its own. Default true for `form`, else false.
    pub explode: bool,
    /// The schema of its value, where it is described by `schema`.
    pub schema: Option<Pointer>,
    /// The media type of its value, where it is described by `content`.
    pub content: Option<MediaType>,
}

/// What an operation takes beside a body.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    /// Those that could be read: first those of the operation, then those of its path that it does not
    /// override.
    pub list: Vec<Parameter>,
    /// Where references stand that could not be followed. What they describe is not known.
    pub unfollowed: Vec<Pointer>,
}

impl Document {
    /// The parameters of an operation and of its path (OpenAPI 3.1.1, "Path Item Object": those of the
    /// operation override those of the path by name and location).
    pub fn parameters(&self, operation: &Operation) -> Parameters {
        let mut out = Parameters::default();
        let item = operation.pointer.split_last().map(|(item, _)| item);
        for holder in std::iter::once(operation.pointer.clone()).chain(item) {
            let at = holder.member("parameters");
            let count = self.value().pointer(at.as_str()).and_then(Value::as_array).map_or(0, Vec::len);
            let n_before = out.list.len();
            for idx in 0..count {
                let at = at.item(idx);
                let Some((at, value)) = resolve(self.value(), &at) else {
                    out.unfollowed.push(at);
                    continue;
                };
                if let Some(one) = parameter(value, at)
                    && !out.list[..n_before].iter().any(|known| known.overrides(&one))
                {
                    out.list.push(one);
                }
            }
        }
        out
    }

    /// The headers of a response.
    pub fn response_headers(&self, response: &Response) -> Parameters {
        self.headers_of(&response.pointer)
    }

    /// The headers described by the member `headers` of a response or an encoding.
    pub(crate) fn headers_of(&self, holder: &Pointer) -> Parameters {
        let at = holder.member("headers");
        let mut out = Parameters::default();
        let names = self.value().pointer(at.as_str()).and_then(Value::as_object);
        for name in names.into_iter().flat_map(|names| names.keys()) {
            let at = at.member(name);
            match resolve(self.value(), &at) {
                Some((at, value)) if value.is_object() => {
                    out.list.push(described(value, at, name, ParameterLocation::Header));
                }
                Some(_) => {}
                None => out.unfollowed.push(at),
            }
        }
        out
    }
}

impl Parameter {
    fn overrides(&self, other: &Self) -> bool {
        let same_name = match self.location {
            ParameterLocation::Header => self.name.eq_ignore_ascii_case(&other.name),
            _ => self.name == other.name,
        };
        self.location == other.location && same_name
    }
}

fn parameter(value: &Value, at: Pointer) -> Option<Parameter> {
    let name = value.get("name").and_then(Value::as_str)?;
    let location = ParameterLocation::parse(value.get("in").and_then(Value::as_str)?)?;
    Some(described(value, at, name, location))
}

fn described(value: &Value, at: Pointer, name: &str, location: ParameterLocation) -> Parameter {
    let is_true = |field: &str| value.get(field) == Some(&Value::Bool(true));
    let style = style_of(value)
        .filter(|style| style.is_for(location))
        .unwrap_or_else(|| Style::default_for(location));
    let content = value.get("content").and_then(Value::as_object).and_then(|content| {
        let (name, media) = content.iter().next()?;
        let schema = media.get("schema").map(|_| at.member("content").member(name).member("schema"));
        Some(MediaType { name: name.clone(), schema })
    });
    Parameter {
        name: name.to_owned(),
        location,
        required: is_true("required"),
        allow_empty: is_true("allowEmptyValue"),
        allow_reserved: is_true("allowReserved"),
        explode: explode_of(value).unwrap_or(style == Style::Form),
        style,
        schema: value.get("schema").map(|_| at.member("schema")),
        content,
        pointer: at,
    }
}

pub(crate) fn style_of(value: &Value) -> Option<Style> {
    value.get("style").and_then(Value::as_str).and_then(Style::parse)
}

pub(crate) fn explode_of(value: &Value) -> Option<bool> {
    value.get("explode").and_then(Value::as_bool)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: X-Trace, in: header, schema: {type: string}}
      - {name: q, in: query, schema: {type: string}}
      - {$ref: 'other.yaml#/p'}
    get:
      parameters:
        - {name: x-trace, in: header, required: true, schema: {type: integer}}
        - {$ref: '#/components/parameters/Filter'}
        - {name: q, in: cookie, style: matrix, content: {application/json: {schema: {}}}}
        - {name: broken}
      responses:
        '200':
          description: ok
          headers:
            X-Left: {required: true, schema: {type: integer}}
components:
  parameters:
    Filter: {name: filter, in: query, style: deepObject, schema: {type: object}}
";

    #[test]
    fn those_of_the_operation_win_and_defaults_are_known() {
        let (document, _) = Document::load("d.yaml", DOCUMENT.as_bytes());
        let document = document.unwrap();
        let parameters = document.parameters(&document.operations()[0]);
        let shown: Vec<_> = parameters
            .list
            .iter()
            .map(|one| (one.name.as_str(), one.location.name(), one.style.name(), one.explode, one.required))
            .collect();
        assert_eq!(
            shown,
            [
                ("x-trace", "header", "simple", false, true),
                ("filter", "query", "deepObject", false, false),
                ("q", "cookie", "form", true, false),
                ("id", "path", "simple", false, true),
                ("q", "query", "form", true, false),
            ]
        );
        assert_eq!(parameters.list[1].pointer.as_str(), "/components/parameters/Filter");
        assert_eq!(parameters.list[2].content.as_ref().unwrap().name, "application/json");
        assert_eq!(parameters.unfollowed, [Pointer::from_text("/paths/~1a~1{id}/parameters/3")]);
    }

    #[test]
    fn headers_of_a_response_are_read_alike() {
        let (document, _) = Document::load("d.yaml", DOCUMENT.as_bytes());
        let document = document.unwrap();
        let headers = document.response_headers(&document.operations()[0].responses[0]);
        assert_eq!(headers.list.len(), 1);
        assert!(headers.list[0].required);
        assert_eq!(headers.list[0].style, Style::Simple);
    }
}
