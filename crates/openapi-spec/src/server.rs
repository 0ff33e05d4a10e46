//! The servers of an operation.

use openapi_source::Pointer;
use serde_json::Value;

use crate::{Document, Operation};

/// Where an API is served (OpenAPI 3.1.1, "Server Object").
#[derive(Debug, Clone)]
pub struct Server {
    /// Its URL as written, with variables in braces; may be relative.
    pub url: String,
    /// Where it stands; where the document names none, where `servers` would.
    pub pointer: Pointer,
    /// Its variables.
    pub variables: Vec<ServerVariable>,
}

/// What may stand for a variable in the URL of a server.
#[derive(Debug, Clone)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// Its default.
    pub default: Option<String>,
    /// Its values (`enum`); empty where anything goes.
    pub values: Vec<String>,
}

impl Document {
    /// The servers of an operation: its own, else those of its path, else those of the document, else `/`.
    pub fn servers(&self, operation: &Operation) -> Vec<Server> {
        let item = operation.pointer.split_last().map(|(item, _)| item);
        let holders = [Some(operation.pointer.clone()), item, Some(Pointer::root())];
        for holder in holders.into_iter().flatten() {
            let at = holder.member("servers");
            let list = self.value().pointer(at.as_str()).and_then(Value::as_array);
            let servers: Vec<Server> = list
                .into_iter()
                .flatten()
                .enumerate()
                .filter_map(|(idx, value)| server(value, at.item(idx)))
                .collect();
            if !servers.is_empty() {
                return servers;
            }
        }
        vec![Server {
            url: "/".to_owned(),
            pointer: Pointer::root().member("servers"),
            variables: Vec::new(),
        }]
    }
}

fn server(value: &Value, pointer: Pointer) -> Option<Server> {
    let variables = value.get("variables").and_then(Value::as_object);
    let variables = variables.into_iter().flatten().map(|(name, variable)| ServerVariable {
        name: name.clone(),
        default: variable.get("default").and_then(Value::as_str).map(ToOwned::to_owned),
        values: variable
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|value| value.as_str().map(ToOwned::to_owned))
            .collect(),
    });
    Some(Server {
        url: value.get("url").and_then(Value::as_str)?.to_owned(),
        pointer,
        variables: variables.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_list_counts() {
        let yaml = "
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: /root}]
paths:
  /a:
    servers: [{url: '/{v}', variables: {v: {default: a, enum: [a, b]}}}]
    get: {responses: {}}
    put: {servers: [{url: /own}], responses: {}}
  /b:
    servers: []
    get: {responses: {}}
";
        let (document, _) = Document::load("d.yaml", yaml.as_bytes());
        let document = document.unwrap();
        let urls = |id: &str| {
            let servers = document.servers(document.operation(id).unwrap());
            servers.into_iter().map(|server| server.url).collect::<Vec<_>>()
        };
        assert_eq!(urls("GET /a"), ["/{v}"]);
        assert_eq!(urls("PUT /a"), ["/own"]);
        assert_eq!(urls("GET /b"), ["/root"]);
        let servers = document.servers(document.operation("GET /a").unwrap());
        assert_eq!(servers[0].variables[0].values, ["a", "b"]);
    }
}
