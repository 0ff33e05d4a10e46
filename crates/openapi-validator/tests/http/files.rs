//! Exchanges held against a document of several files.

use openapi_spec::{Document, FileLimits, FilePath};
use openapi_validator::HttpOptions;

use crate::support;

const API: &str = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /pets/{id}: {$ref: paths/pet.yaml}
components:
  securitySchemes: {key: {$ref: 'parts.yaml#/key'}}
security: [{key: []}]
";

const PET: &str = "
parameters: [{$ref: ../parts.yaml#/id}]
put:
  requestBody: {$ref: '../parts.yaml#/body'}
  responses: {'204': {description: ok}}
";

const PARTS: &str = "
id: {name: id, in: path, required: true, schema: {$ref: '#/Id'}}
Id: {type: integer}
key: {type: apiKey, in: header, name: X-Key}
body: {required: true, content: {application/json: {schema: {$ref: '#/Pet'}}}}
Pet:
  type: object
  properties:
    id: {type: integer, readOnly: true}
    name: {type: string, nullable: true, minLength: 2}
";

fn reader(path: &FilePath, _: usize) -> Result<Vec<u8>, String> {
    match path.as_str() {
        "paths/pet.yaml" => Ok(PET.into()),
        "parts.yaml" => Ok(PARTS.into()),
        other => Err(format!("there is no {other}")),
    }
}

#[test]
fn every_part_counts_and_findings_name_its_file() {
    let path = FilePath::new("api.yaml").expect("a path");
    let limits = FileLimits::default();
    let (document, findings) =
        Document::load_with_files("api.yaml", &path, API.as_bytes(), &mut reader, &limits);
    assert!(findings.is_empty(), "{findings:?}");
    let document = document.expect("it loads");
    let put = |url: &str, headers: &str, body: &str| {
        let checked =
            support::check(&document, &format!("PUT {url}\n{headers}\n\n{body}"), &HttpOptions::default());
        assert!(checked.not_checked.is_empty(), "{:?}", support::shown(&checked));
        let findings = checked.findings.iter();
        let mut found: Vec<String> = findings
            .map(|finding| {
                let by = finding.demanded_by.as_ref().expect("a place");
                format!("{} {}:{}", finding.rule, by.source.name(), by.start().line)
            })
            .collect();
        found.sort();
        found
    };
    let json = "Content-Type: application/json";
    assert_eq!(put("/pets/1", &format!("{json}\nX-Key: k"), r#"{"name": null}"#), [""; 0]);
    assert_eq!(
        put("/pets/x", json, r#"{"id": 1, "name": "x"}"#),
        [
            "contract/min-length parts.yaml:10",
            "contract/type parts.yaml:3",
            "request/missing-credentials api.yaml:8",
            "request/read-only parts.yaml:9",
        ]
    );
}
