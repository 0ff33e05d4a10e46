//! Media types: reading them, and choosing the one of a document that describes a message.

use openapi_spec::MediaType;

/// A media type with its parameters (RFC 9110, section 8.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Media {
    /// `type/subtype` in lower case.
    pub(super) essence: String,
    /// Names in lower case, and values as written, quotes removed.
    parameters: Vec<(String, String)>,
}

impl Media {
    /// Reads the value of a `Content-Type` header, or a key of `content`. `None` for what has no `/`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let essence = text.split(';').next()?.trim().to_ascii_lowercase();
        let (main, sub) = essence.split_once('/')?;
        if main.is_empty() || sub.is_empty() || essence.contains(char::is_whitespace) {
            return None;
        }
        Some(Self { parameters: parameters(text), essence })
    }

    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What the body is read as.
    pub(super) fn form(&self) -> Form {
        let essence = self.essence.as_str();
        match essence {
            "application/json" | "text/json" => Form::Json,
            "application/x-www-form-urlencoded" => Form::UrlEncoded,
            "multipart/form-data" => Form::Multipart,
            "application/yaml" | "application/x-yaml" | "text/yaml" | "text/x-yaml" => Form::Yaml,
            "text/xml" | "text/event-stream" | "application/json-seq" => Form::Opaque,
            _ if essence.ends_with("+json") => Form::Json,
            _ if essence.ends_with("+yaml") => Form::Yaml,
            _ if essence.ends_with("+xml") => Form::Opaque,
            _ if essence.starts_with("text/") => Form::Text,
            _ => Form::Opaque,
        }
    }

    /// How well a key of `content` fits this media type; `None` if it does not.
    fn fits(&self, key: &Media) -> Option<(u8, usize)> {
        let (main, sub) = self.essence.split_once('/').unwrap_or_default();
        let (key_main, key_sub) = key.essence.split_once('/').unwrap_or_default();
        let nearness = match (key_main, key_sub) {
            _ if self.essence == key.essence => 4,
            // Not of the specification, but in use: `application/*+json`.
            (_, key_sub) if key_main == main && key_sub.starts_with("*+") => {
                if !sub.ends_with(&key_sub[1..]) {
                    return None;
                }
                3
            }
            (_, "*") if key_main == main => 2,
            ("*", "*") => 1,
            _ => return None,
        };
        // A parameter that the key names must be there, unless it says nothing new: the charset of a text.
        let n_equal = key
            .parameters
            .iter()
            .filter(|(name, value)| {
                self.parameter(name).is_some_and(|actual| actual.eq_ignore_ascii_case(value))
            })
            .count();
        let is_contradicted = key.parameters.iter().any(|(name, value)| {
            name != "charset"
                && name != "boundary"
                && self.parameter(name).is_some_and(|actual| !actual.eq_ignore_ascii_case(value))
        });
        (!is_contradicted).then_some((nearness, n_equal))
    }
}

/// What a body can be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Yaml,
    UrlEncoded,
    Multipart,
    Text,
    /// Only bytes, as far as this tool knows.
    Opaque,
}

/// The entry of `content` that describes a media type: the most specific one (OpenAPI 3.1.1, "Request Body
/// Object"), of those with the most equal parameters, the first.
pub(super) fn choose<'m>(content: &'m [MediaType], actual: &Media) -> Option<&'m MediaType> {
    let mut best: Option<((u8, usize), &MediaType)> = None;
    for media in content {
        let fit = Media::parse(&media.name).and_then(|key| actual.fits(&key));
        if let Some(fit) = fit
            && best.is_none_or(|(known, _)| fit > known)
        {
            best = Some((fit, media));
        }
    }
    best.map(|(_, media)| media)
}

/// Whether a media type is among those of a comma-separated list, such as `image/png, image/*`.
pub(super) fn is_listed(list: &str, actual: &Media) -> bool {
    list.split(',').filter_map(|one| Media::parse(one.trim())).any(|key| actual.fits(&key).is_some())
}

/// The parameters of a header such as `Content-Type`: names in lower case, and values as written, quotes removed.
pub(super) fn parameters(text: &str) -> Vec<(String, String)> {
    let pieces = split_unquoted(text).into_iter().skip(1);
    let one = |piece: &str| {
        let (name, value) = piece.split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), unquoted(value.trim())))
    };
    pieces.filter_map(one).collect()
}

/// Splits at semicolons outside of quotes.
fn split_unquoted(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut is_quoted, mut is_escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b';' if !is_quoted => {
                out.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

/// A parameter's value without its quotes and escapes.
fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(names: &[&str]) -> Vec<MediaType> {
        names.iter().map(|name| MediaType { name: (*name).to_owned(), schema: None }).collect()
    }

    #[track_caller]
    fn check(keys: &[&str], actual: &str, expected: Option<&str>) {
        let keys = content(keys);
        let actual = Media::parse(actual).unwrap();
        assert_eq!(choose(&keys, &actual).map(|media| media.name.as_str()), expected);
    }

    #[test]
    fn the_most_specific_key_wins() {
        let all = ["*/*", "text/*", "text/plain", "text/plain;version=2"];
        check(&all, "text/plain", Some("text/plain"));
        check(&all, "text/plain; version=2; charset=utf-8", Some("text/plain;version=2"));
        check(&all, "Text/HTML", Some("text/*"));
        check(&all, "image/png", Some("*/*"));
        check(
            &["application/json; charset=utf-8"],
            "application/json",
            Some("application/json; charset=utf-8"),
        );
        check(&["application/json"], "application/json;charset=UTF-8", Some("application/json"));
        check(&["application/json"], "application/vnd.api+json", None);
        check(&["application/*+json"], "application/vnd.api+json", Some("application/*+json"));
        check(&["application/*"], "text/plain", None);
        check(&["application/json;version=1"], "application/json;version=2", None);
        check(&[], "text/plain", None);
    }

    #[test]
    fn parameters_may_be_quoted() {
        let media = Media::parse(r#"multipart/form-data; boundary="a;b\"c"; x"#).unwrap();
        assert_eq!(media.essence, "multipart/form-data");
        assert_eq!(media.parameter("boundary"), Some("a;b\"c"));
        for bad in ["", "json", "/", "a/", ";", "a b/c"] {
            assert_eq!(Media::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn forms_go_by_name_and_suffix() {
        let form = |text: &str| Media::parse(text).unwrap().form();
        assert_eq!(form("application/problem+json"), Form::Json);
        assert_eq!(form("text/html"), Form::Text);
        assert_eq!(form("application/atom+xml"), Form::Opaque);
        assert_eq!(form("application/octet-stream"), Form::Opaque);
        assert_eq!(form("application/x-ndjson"), Form::Opaque);
    }
}
