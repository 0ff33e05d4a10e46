//! Who may call an operation: security requirements with the schemes that they name.

use openapi_source::Pointer;
use serde_json::Value;

use crate::reference::resolve;
use crate::{Document, Operation, ParameterLocation};

/// A way to authenticate (OpenAPI 3.1.1, "Security Scheme Object").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name under `components.securitySchemes`.
    pub name: String,
    /// Where it stands, references followed.
    pub pointer: Pointer,
    /// What it is.
    pub kind: SecurityKind,
}

/// The kinds of security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityKind {
    /// A key.
    ApiKey {
        /// Where it travels: a header, the query or a cookie.
        location: ParameterLocation,
        /// The name of the header, parameter or cookie.
        name: String,
    },
    /// A scheme of HTTP (RFC 9110, section 11) by its name in lower case: `basic`, `bearer`.
    Http {
        /// The scheme.
        scheme: String,
    },
    /// OAuth 2.0 (RFC 6749).
    OAuth2,
    /// `OpenID Connect`.
    OpenIdConnect,
    /// A client certificate.
    MutualTls,
    /// Anything else.
    Unknown,
}

/// Schemes that are needed together.
#[derive(Debug, Clone)]
pub struct SecurityRequirement {
    /// Where it stands.
    pub pointer: Pointer,
    /// The schemes by name, each `None` where the document describes none of that name. None at all: nothing is
    /// needed.
    pub schemes: Vec<(String, Option<SecurityScheme>)>,
}

impl Document {
    /// The alternatives, one of which a request must meet: those of the operation, else of the document. None:
    /// nothing is needed.
    pub fn security(&self, operation: &Operation) -> Vec<SecurityRequirement> {
        for holder in [operation.pointer.clone(), Pointer::root()] {
            let at = holder.member("security");
            if let Some(list) = self.value().pointer(at.as_str()).and_then(Value::as_array) {
                let each = list.iter().enumerate();
                return each.filter_map(|(idx, value)| self.requirement(value, at.item(idx))).collect();
            }
        }
        Vec::new()
    }

    fn requirement(&self, value: &Value, pointer: Pointer) -> Option<SecurityRequirement> {
        let names = value.as_object()?.keys();
        let schemes = names.map(|name| (name.clone(), self.security_scheme(name))).collect();
        Some(SecurityRequirement { pointer, schemes })
    }

    /// All security schemes of the document.
    pub fn security_schemes(&self) -> Vec<SecurityScheme> {
        let schemes = self.value().pointer("/components/securitySchemes").and_then(Value::as_object);
        let names = schemes.into_iter().flat_map(|schemes| schemes.keys());
        names.filter_map(|name| self.security_scheme(name)).collect()
    }

    fn security_scheme(&self, name: &str) -> Option<SecurityScheme> {
        let at = Pointer::root().member("components").member("securitySchemes").member(name);
        let (pointer, value) = resolve(self.value(), &at)?;
        let text = |field: &str| value.get(field).and_then(Value::as_str);
        let kind = match text("type") {
            Some("apiKey") => match (text("in"), text("name")) {
                (Some(place), Some(name)) => api_key(place, name),
                _ => SecurityKind::Unknown,
            },
            Some("http") => match text("scheme") {
                Some(scheme) => SecurityKind::Http { scheme: scheme.to_ascii_lowercase() },
                None => SecurityKind::Unknown,
            },
            Some("oauth2") => SecurityKind::OAuth2,
            Some("openIdConnect") => SecurityKind::OpenIdConnect,
            Some("mutualTLS") => SecurityKind::MutualTls,
            _ => SecurityKind::Unknown,
        };
        Some(SecurityScheme { name: name.to_owned(), pointer, kind })
    }
}

fn api_key(place: &str, name: &str) -> SecurityKind {
    let location = match place {
        "header" => ParameterLocation::Header,
        "query" => ParameterLocation::Query,
        "cookie" => ParameterLocation::Cookie,
        _ => return SecurityKind::Unknown,
    };
    SecurityKind::ApiKey { location, name: name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_overrides_the_document() {
        let yaml = "
openapi: 3.1.0
info: {title: t, version: '1'}
security: [{key: []}]
paths:
  /a:
    get: {responses: {}}
    put: {security: [], responses: {}}
    post: {security: [{basic: [], lost: []}, {}], responses: {}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: Basic}
";
        let (document, _) = Document::load("d.yaml", yaml.as_bytes());
        let document = document.unwrap();
        let of = |id: &str| document.security(document.operation(id).unwrap());
        assert_eq!(
            of("GET /a")[0].schemes[0].1.as_ref().unwrap().kind,
            SecurityKind::ApiKey { location: ParameterLocation::Header, name: "X-Key".into() }
        );
        assert!(of("PUT /a").is_empty());
        let post = of("POST /a");
        assert_eq!(
            post[0].schemes[0].1.as_ref().unwrap().kind,
            SecurityKind::Http { scheme: "basic".into() }
        );
        assert_eq!(post[0].schemes[1].1, None);
        assert!(post[1].schemes.is_empty());
        assert_eq!(document.security_schemes().len(), 2);
    }
}
