//! What references to other files are followed to.

use openapi_source::Pointer;
use serde_json::json;

use crate::support::{load, load_schema, schemas};

#[test]
fn a_schema_of_another_file_becomes_the_component_that_refers_to_it() {
    let found = load(&[
        ("api.yaml", &schemas("{Pet: {$ref: ./schemas/pet.yaml}, Pets: {items: {$ref: schemas/pet.yaml#}}}")),
        ("schemas/pet.yaml", "type: object\nproperties: {owner: {$ref: '../people.json#/Owner'}}"),
        (
            "people.json",
            r##"{"Owner": {"properties": {"pets": {"$ref": "#/Pets"}}},
            "Pets": {"items": {"$ref": "api.yaml#/components/schemas/Pet"}}}"##,
        ),
    ])
    .clean();
    assert_eq!(
        found.at("/components/schemas"),
        &json!({
            "Pet": {"type": "object", "properties": {"owner": {"$ref": "#/components/schemas/Owner"}}},
            "Pets": {"items": {"$ref": "#/components/schemas/Pet"}},
            "Owner": {"properties": {"pets": {"$ref": "#/components/schemas/Pets_2"}}},
            "Pets_2": {"items": {"$ref": "#/components/schemas/Pet"}},
        })
    );
    assert_eq!(found.asked, ["schemas/pet.yaml", "people.json"]);
}

#[test]
fn every_part_of_a_document_may_stand_in_a_file_of_its_own() {
    let found = load(&[
        (
            "api.yaml",
            "
openapi: 3.0.3
info: {$ref: info.yaml}
paths:
  /pets/{id}: {$ref: paths/pet.yaml}
components:
  parameters: {Id: {$ref: 'parts.yaml#/id'}}
  examples: {Cat: {$ref: example.yaml}}
  securitySchemes: {key: {$ref: 'parts.yaml#/key'}}
  headers: {Left: {$ref: 'parts.yaml#/left'}}
  links: {Self: {$ref: 'parts.yaml#/link'}}
  schemas: {$ref: schemas/index.yaml}
",
        ),
        ("info.yaml", "{title: t, version: '1'}"),
        (
            "paths/pet.yaml",
            "
parameters: [{$ref: '../api.yaml#/components/parameters/Id'}]
put:
  $ref: put.yaml
",
        ),
        (
            "paths/put.yaml",
            "
operationId: put
parameters: [{$ref: ../parts.yaml#/limit}]
requestBody: {$ref: ../parts.yaml#/body}
responses:
  '200': {$ref: ../parts.yaml#/answer}
callbacks:
  done: {$ref: ../parts.yaml#/callback}
",
        ),
        (
            "parts.yaml",
            "
id: {name: id, in: path, required: true, schema: {$ref: schemas/index.yaml#/Id}}
limit: {name: limit, in: query, schema: {type: integer}}
body: {content: {application/json: {schema: {$ref: schemas/pet.json}, examples: {a: {$ref: example.yaml}}}}}
answer: {description: ok, headers: {X-Left: {$ref: '#/left'}}, links: {again: {$ref: '#/link'}}}
left: {schema: {type: integer}}
link: {operationId: put}
key: {type: apiKey, in: header, name: X-Key}
callback: {'{$url}': {post: {responses: {'204': {description: ok}}}}}
",
        ),
        ("example.yaml", "summary: a\nvalue: {id: a}"),
        ("schemas/index.yaml", "Id: {type: string}\nPet: {$ref: ./pet.json}\nBoth: {items: {$ref: '#/Id'}}"),
        ("schemas/pet.json", r#"{"type": "object", "properties": {"id": {"$ref": "index.yaml#/Id"}}}"#),
    ])
    .clean();
    let operation = &found.document.operations()[0];
    assert_eq!((operation.id.as_str(), operation.path.as_str()), ("put", "/pets/{id}"));
    let parameters = found.document.parameters(operation);
    let names: Vec<_> = parameters.list.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((names, parameters.unfollowed.len()), (vec!["limit", "id"], 0));
    let schema = operation.request_body.as_ref().unwrap().content[0].schema.as_ref().unwrap();
    assert_eq!(found.at(schema.as_str()), &json!({"$ref": "#/components/schemas/Pet"}));
    let body = &operation.request_body.as_ref().unwrap().pointer;
    assert_eq!(
        found.at(body.member("content").member("application/json").member("examples").as_str()),
        &json!({"a": {"summary": "a", "value": {"id": "a"}}})
    );
    assert_eq!(
        found.at("/components/schemas"),
        &json!({
            "Id": {"type": "string"},
            "Pet": {"type": "object", "properties": {"id": {"$ref": "#/components/schemas/Id"}}},
            "Both": {"items": {"$ref": "#/components/schemas/Id"}},
        })
    );
    assert_eq!(found.at("/info/title"), "t");
    assert_eq!(found.at("/components/securitySchemes/key/name"), "X-Key");
    assert_eq!(found.at("/components/links/Self/operationId"), "put");
    let answer = found.document.response_headers(&operation.responses[0]);
    assert_eq!(answer.list[0].name, "X-Left");
    assert_eq!(
        found.at("/paths/~1pets~1{id}/put/callbacks/done/{$url}/post/responses/204/description"),
        "ok"
    );
}

#[test]
fn what_stands_beside_a_reference_to_a_path_wins_and_keeps_its_own_meaning() {
    let found = load(&[
        (
            "api.yaml",
            "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a:
    $ref: a/item.yaml
    summary: ours
    parameters: [{$ref: 'p.yaml'}]
",
        ),
        ("a/item.yaml", "summary: theirs\nparameters: [{$ref: p.yaml}]\nget: {}"),
        ("p.yaml", "{name: ours, in: query}"),
        ("a/p.yaml", "{name: theirs, in: query}"),
    ])
    .clean();
    assert_eq!(found.at("/paths/~1a/summary"), "ours");
    let parameters = found.document.parameters(&found.document.operations()[0]);
    assert_eq!(parameters.list[0].name, "ours");
}

#[test]
fn one_file_by_several_spellings_is_one() {
    let found = load(&[
        (
            "api.yaml",
            &schemas("{A: {$ref: x.yaml}, B: {$ref: ./x.yaml}, C: {$ref: 'y/../x.yaml#'}, D: {items: {$ref: '%78.yaml'}}}"),
        ),
        ("x.yaml", "type: string"),
    ])
    .clean();
    assert_eq!(found.asked, ["x.yaml"]);
    let same = json!({"$ref": "#/components/schemas/A"});
    assert_eq!(
        found.at("/components/schemas"),
        &json!({"A": {"type": "string"}, "B": same, "C": same, "D": {"items": same}})
    );
}

#[test]
fn a_file_that_lists_schemas_gives_them_their_names() {
    let found = load(&[
        (
            "api.yaml",
            &schemas("{Shop: {properties: {pet: {$ref: 's/index.yaml#/Pet'}, old: {$ref: s/a-pet.yaml}, shop: {$ref: 's/index.yaml#/Shop'}}}}"),
        ),
        (
            "s/index.yaml",
            "Pet: {$ref: a-pet.yaml}\nOwner: {$ref: more.yaml#/Person}\nShop: {$ref: '../api.yaml#/components/schemas/Shop'}",
        ),
        ("s/a-pet.yaml", "properties: {owner: {$ref: 'index.yaml#/Owner'}}"),
        ("s/more.yaml", "Person: {type: object}"),
    ])
    .clean();
    assert_eq!(
        found.at("/components/schemas"),
        &json!({
            "Shop": {"properties": {
                "pet": {"$ref": "#/components/schemas/Pet"},
                "old": {"$ref": "#/components/schemas/Pet"},
                "shop": {"$ref": "#/components/schemas/Shop"},
            }},
            "Pet": {"properties": {"owner": {"$ref": "#/components/schemas/Owner"}}},
            "Owner": {"type": "object"},
        })
    );
}

#[test]
fn ids_and_anchors_name_schemas_across_files() {
    let found = load(&[
        (
            "api.yaml",
            &schemas(
                "
    A: {$ref: 'https://example.com/s/leaf'}
    B: {$ref: 's/tree.yaml#/$defs/node'}
    C: {$ref: 's/tree.yaml#named'}
    D: {$ref: 'https://example.com/never-read'}",
            ),
        ),
        (
            "s/tree.yaml",
            "
$id: https://example.com/s/tree
$defs:
  node: {$id: node, properties: {leaf: {$ref: leaf}, self: {$ref: '#/properties/leaf'}, file: {$ref: more.yaml}}}
  leaf: {$id: leaf, type: string}
  anchored: {$anchor: named, type: integer}
",
        ),
        ("s/more.yaml", "type: boolean"),
    ]);
    assert_eq!(
        found.messages(),
        [
            "document/external-ref spec/api.yaml:9 the reference `https://example.com/never-read` leads to a URL, \
          which is not fetched"
        ]
    );
    assert_eq!(
        found.at("/components/schemas"),
        &json!({
            "A": {"type": "string"},
            "B": {"properties": {
                "leaf": {"$ref": "#/components/schemas/A"},
                "self": {"$ref": "#/components/schemas/A"},
                "file": {"$ref": "#/components/schemas/more"},
            }},
            "C": {"type": "integer"},
            "D": {"$ref": "https://example.com/never-read"},
            "more": {"type": "boolean"},
        })
    );
}

#[test]
fn a_document_that_says_where_it_is_makes_the_urls_of_its_folder_files() {
    let found = load(&[
        (
            "api.yaml",
            "
openapi: 3.1.0
$self: https://example.com/api/openapi.yaml
info: {title: t, version: '1'}
components:
  schemas:
    A: {$ref: 'https://example.com/api/x.yaml'}
    B: {$ref: x.yaml}
    C: {$ref: 'https://example.com/api/openapi.yaml#/components/schemas/A'}
    D: {$ref: 'https://example.com/other/x.yaml'}
",
        ),
        ("x.yaml", "type: string"),
    ]);
    assert_eq!(found.findings.len(), 1, "{:?}", found.messages());
    assert_eq!(found.at("/components/schemas/A"), &json!({"type": "string"}));
    assert_eq!(found.at("/components/schemas/B"), &json!({"$ref": "#/components/schemas/A"}));
    assert_eq!(found.at("/components/schemas/C"), &json!({"$ref": "#/components/schemas/A"}));
}

#[test]
fn a_discriminator_names_files() {
    let found = load(&[
        (
            "api.yaml",
            &schemas("{Pet: {$ref: s/pet.yaml}, Dog: {$ref: s/dog.yaml}}"),
        ),
        (
            "s/pet.yaml",
            "
oneOf: [{$ref: cat.yaml}, {$ref: dog.yaml}]
discriminator: {propertyName: kind, mapping: {cat: ./cat.yaml, dog: Dog, doggo: ../api.yaml#/components/schemas/Dog}}
",
        ),
        ("s/cat.yaml", "type: object"),
        ("s/dog.yaml", "type: object"),
    ])
    .clean();
    assert_eq!(
        found.at("/components/schemas/Pet/discriminator/mapping"),
        &json!({"cat": "#/components/schemas/cat", "dog": "Dog", "doggo": "#/components/schemas/Dog"})
    );
}

#[test]
fn a_document_in_one_file_asks_for_none() {
    let found =
        load(&[("api.yaml", &schemas("{A: {$ref: '#/components/schemas/B'}, B: {$id: x, type: string}}"))])
            .clean();
    assert!(found.asked.is_empty());
    assert_eq!(found.at("/components/schemas/B/$id"), "x");
}

#[test]
fn plain_schemas_may_be_of_several_files_too() {
    let files = [
        (
            "root.json",
            r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.com/root.json",
            "$defs": {"own": {"type": "integer"}}, "properties": {"a": {"$ref": "parts/a.yaml"}, "b": {"$ref": "#/$defs/own"}}}"##,
        ),
        (
            "parts/a.yaml",
            "$id: https://example.com/parts/a.yaml\nitems: {$ref: '../root.json'}\n$defs: {own: {type: string}}\nnot: {$ref: '#/$defs/own'}",
        ),
    ];
    let (resource, findings) = load_schema(&files);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(
        resource.value(),
        &json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": {
                "own": {"type": "integer"},
                "a": {"items": {"$ref": "#"}, "not": {"$ref": "#/$defs/own_2"}},
                "own_2": {"type": "string"},
            },
            "properties": {"a": {"$ref": "#/$defs/a"}, "b": {"$ref": "#/$defs/own"}},
        })
    );
    let place = resource.place(&Pointer::from_text("/$defs/a/not"));
    assert_eq!((place.source.name(), place.start().line), ("spec/parts/a.yaml", 4));
}

#[test]
fn a_plain_schema_that_names_its_own_parts_is_left_alone() {
    let schema = r#"{"$id": "https://example.com/root.json", "$ref": "item", "$defs": {"i": {"$id": "item", "type": "string"}}}"#;
    let (resource, findings) = load_schema(&[("root.json", schema)]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(resource.value()["$ref"], "item");
    assert_eq!(resource.value()["$id"], "https://example.com/root.json");
}
