//! Credentials: which of them each operation wants. progenitor knows nothing of them.

use std::collections::{BTreeMap, BTreeSet};

use openapi_spec::lower::target::follow;
use openapi_spec::lower::walk;
use openapi_spec::lower::{LossClass, Losses};
use serde_json::Value;

use super::{Types, operations};
use crate::names;

/// The ways to authenticate and who needs which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Security {
    /// What a client can send, in the order of the document.
    pub(crate) schemes: Vec<Scheme>,
    /// For each operation the alternatives, each a list of positions in `schemes`.
    pub(crate) operations: BTreeMap<String, Vec<Vec<usize>>>,
}

/// One way to authenticate (OpenAPI 3.1.1, "Security Scheme Object").
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scheme {
    /// Its name in the document.
    pub(crate) key: String,
    /// The function that sets it.
    pub(crate) function: String,
    pub(crate) kind: SchemeKind,
    pub(crate) description: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SchemeKind {
    /// A key in the header of that name.
    Header(String),
    /// A key in the query.
    Query(String),
    /// A key in a cookie.
    Cookie(String),
    /// A token (RFC 6750, section 2.1), also where it comes from OAuth 2.0 or `OpenID` Connect.
    Bearer,
    /// Name and password (RFC 7617).
    Basic,
}

/// Names that the type has anyway.
const TAKEN: [&str; 6] = ["new", "apply", "add", "has", "fmt", "clone"];

pub(super) fn run(document: &mut Value, losses: &mut Losses<'_>, types: &mut Types) {
    let mut taken: BTreeSet<String> = TAKEN.map(str::to_owned).into();
    let mut schemes = Vec::new();
    let described = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    for (key, scheme) in described.into_iter().flatten() {
        let reference = scheme.get("$ref").and_then(Value::as_str);
        let scheme = reference.and_then(|reference| follow(document, reference)).unwrap_or(scheme);
        match kind(scheme) {
            Ok(kind) => schemes.push(Scheme {
                key: key.clone(),
                function: names::unique(names::function_name(key), &mut taken),
                kind,
                description: text(scheme, "description").to_owned(),
            }),
            Err(why) => {
                let mut pointer = String::from("/components/securitySchemes");
                walk::push(&mut pointer, key);
                losses.record(LossClass::Dropped, &pointer, why);
            }
        }
    }
    let root = document.get("security").cloned();
    let mut says_nothing = root.is_none();
    let mut wanted = BTreeMap::new();
    operations::each(document, |operation, _, _| {
        let own = operation.get("security");
        says_nothing &= own.is_none();
        let alternatives = own.or(root.as_ref()).map_or_else(Vec::new, |list| alternatives(list, &schemes));
        wanted.insert(operations::id(operation).to_owned(), alternatives);
    });
    if says_nothing && !schemes.is_empty() {
        let note = "no operation says what it needs: each request carries whatever credentials there are";
        losses.record(LossClass::None, "/components/securitySchemes", note);
        for alternatives in wanted.values_mut() {
            *alternatives = (0..schemes.len()).map(|scheme| vec![scheme]).collect();
        }
    }
    for (at, scheme) in schemes.iter().enumerate() {
        if !wanted.values().flatten().flatten().any(|wanted| *wanted == at) {
            let mut pointer = String::from("/components/securitySchemes");
            walk::push(&mut pointer, &scheme.key);
            losses.record(LossClass::None, &pointer, "left out: no operation needs it");
        }
    }
    types.security = Security { schemes, operations: wanted }.without_unused();
}

impl Security {
    /// Credentials that no operation needs would be given and never sent.
    fn without_unused(mut self) -> Self {
        let lists = self.operations.values().flatten();
        let used: BTreeSet<usize> = lists.flatten().copied().collect();
        for list in self.operations.values_mut().flatten() {
            // Everything in the lists is in `used`.
            *list = list.iter().map(|at| used.range(..at).count()).collect();
        }
        let mut at = 0;
        self.schemes.retain(|_| {
            at += 1;
            used.contains(&(at - 1))
        });
        self
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// What the scheme is, or why no client can follow it.
fn kind(scheme: &Value) -> Result<SchemeKind, String> {
    match text(scheme, "type") {
        "apiKey" => {
            let name = text(scheme, "name");
            match text(scheme, "in") {
                "header" if is_token(name) => Ok(SchemeKind::Header(name.to_ascii_lowercase())),
                "cookie" if is_token(name) => Ok(SchemeKind::Cookie(name.to_owned())),
                "query" if !name.is_empty() => Ok(SchemeKind::Query(name.to_owned())),
                _ => Err("a key of this place and name can't be sent".to_owned()),
            }
        }
        "http" if text(scheme, "scheme").eq_ignore_ascii_case("bearer") => Ok(SchemeKind::Bearer),
        "http" if text(scheme, "scheme").eq_ignore_ascii_case("basic") => Ok(SchemeKind::Basic),
        // How the token is got is not the client's business; how it is sent is.
        "oauth2" | "openIdConnect" => Ok(SchemeKind::Bearer),
        "http" => Err(format!("the scheme `{}` is not sent", text(scheme, "scheme"))),
        other => Err(format!("credentials of the type `{other}` are not sent")),
    }
}

/// Whether it can name a header or a cookie (RFC 9110, section 5.6.2; RFC 6265, section 4.1.1).
fn is_token(name: &str) -> bool {
    (1..=256).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The alternatives that a client can follow. One that asks for nothing is an empty list.
fn alternatives(requirements: &Value, schemes: &[Scheme]) -> Vec<Vec<usize>> {
    let position = |name: &String| schemes.iter().position(|scheme| scheme.key == *name);
    let requirements = requirements.as_array().into_iter().flatten().filter_map(Value::as_object);
    requirements.filter_map(|requirement| requirement.keys().map(position).collect()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::check;
    use super::*;

    fn security(document: &Value, hits: &[(&str, LossClass)]) -> Security {
        check(run, document.clone(), document, hits).security
    }

    #[test]
    fn alternatives_are_those_of_the_operation_or_of_the_document() {
        let security = security(
            &json!({
                "security": [{"key": []}, {"login": [], "key": []}],
                "components": {"securitySchemes": {
                    "login": {"type": "http", "scheme": "Basic"},
                    "other": {"type": "http", "scheme": "bearer"},
                    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                    "cert": {"type": "mutualTLS"}
                }},
                "paths": {"/x": {
                    "get": {"operationId": "a"},
                    "put": {"operationId": "b", "security": []},
                    "post": {"operationId": "c", "security": [{"cert": []}, {"login": []}, {}]}
                }}
            }),
            &[
                ("/components/securitySchemes/cert", LossClass::Dropped),
                ("/components/securitySchemes/other", LossClass::None),
            ],
        );
        let kinds: Vec<&SchemeKind> = security.schemes.iter().map(|scheme| &scheme.kind).collect();
        assert_eq!(kinds, [&SchemeKind::Basic, &SchemeKind::Header("x-key".into())]);
        assert_eq!(security.operations["a"], [vec![1], vec![0, 1]]);
        assert!(security.operations["b"].is_empty());
        assert_eq!(security.operations["c"], [vec![0], vec![]]);
    }

    #[test]
    fn a_document_that_says_nothing_gets_all_credentials() {
        let security = security(
            &json!({
                "components": {"securitySchemes": {"new": {"type": "oauth2"}}},
                "paths": {"/x": {"get": {"operationId": "a"}}}
            }),
            &[("/components/securitySchemes", LossClass::None)],
        );
        assert_eq!(security.schemes[0].function, "new2");
        assert_eq!(security.operations["a"], [vec![0]]);
    }

    #[test]
    fn what_no_request_can_carry_is_reported() {
        for scheme in [
            json!({"type": "apiKey", "in": "header", "name": "x\r\ny"}),
            json!({"type": "apiKey", "in": "cookie", "name": "a=b"}),
            json!({"type": "apiKey", "in": "body", "name": "a"}),
            json!({"type": "http", "scheme": "digest"}),
            json!(1),
        ] {
            let document = json!({"components": {"securitySchemes": {"s": scheme}}});
            let security = security(&document, &[("/components/securitySchemes/s", LossClass::Dropped)]);
            assert!(security.schemes.is_empty());
        }
    }
}
