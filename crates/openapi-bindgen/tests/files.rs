//! Bindings of a document of several files.

use std::fs;
use std::path::Path;

use openapi_bindgen::{Bindings, Builder, PackageSettings, loss_table, package, plan};

const API: &str = "
openapi: VERSION
info: {title: Pets, version: '1'}
paths:
  /pets: {$ref: paths/pets.yaml}
components:
  schemas:
    Pet: {$ref: schemas/pet.yaml}
";

const PETS: &str = "
get:
  operationId: list_pets
  parameters: [{$ref: ../parts.yaml#/limit}]
  responses:
    '200':
      description: ok
      content: {application/json: {schema: {type: array, items: {$ref: ../schemas/pet.yaml}}}}
    '400': {$ref: ../parts.yaml#/failure}
";

const PARTS: &str = "
limit: {name: limit, in: query, schema: {type: integer, format: int32}}
failure:
  description: no
  content: {application/json: {schema: {$ref: '#/Problem'}}}
Problem: {type: object, required: [title], properties: {title: {type: string}}}
";

const PET: &str = "
type: object
required: [name, kind]
properties:
  name: {type: string}
  kind: {$ref: kind.json}
  friends: {type: array, items: {$ref: '#'}}
";

fn folder(version: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("api.yaml", API.replace("VERSION", version).as_str()),
        ("paths/pets.yaml", PETS),
        ("parts.yaml", PARTS),
        ("schemas/pet.yaml", PET),
        ("schemas/kind.json", r#"{"type": "string", "enum": ["cat", "dog"]}"#),
    ] {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("it is made");
        fs::write(path, text).expect("it is written");
    }
    dir
}

fn bindings(dir: &Path) -> Bindings {
    Builder::new(dir.join("api.yaml")).input("spec/api.yaml").generate().expect("it generates")
}

#[test]
fn they_are_those_of_the_same_document_in_one_file() {
    for version in ["3.0.3", "3.1.0"] {
        let dir = folder(version);
        let found = bindings(dir.path());
        for part in [
            "pub struct Pet {",
            "pub struct Problem {",
            "pub friends: Vec<Pet>",
            "pub kind: Kind",
            "pub enum Kind {",
        ] {
            assert!(found.models.contains(part), "{version}: {part} is not in\n{}", found.models);
        }
        assert!(found.client.contains("fn list_pets"), "{}", found.client);
        assert!(found.client.contains("limit"), "{}", found.client);
        let inputs: Vec<_> = found
            .inputs
            .iter()
            .map(|path| path.strip_prefix(dir.path()).expect("in the folder").display().to_string())
            .collect();
        assert_eq!(
            inputs,
            ["api.yaml", "schemas/pet.yaml", "paths/pets.yaml", "parts.yaml", "schemas/kind.json"]
        );
        assert_eq!(found, bindings(dir.path()));
    }
}

#[test]
fn a_change_of_any_file_makes_them_stale() {
    let dir = folder("3.1.0");
    let builder = Builder::new(dir.path().join("api.yaml"));
    let settings = PackageSettings::new("pets", "api.yaml", "a test");
    let made = || package(&builder.load().expect("it loads"), &settings).expect("it generates");
    let before = made();
    fs::write(dir.path().join("schemas/kind.json"), r#"{"type": "string", "enum": ["cat", "cow"]}"#)
        .expect("it is written");
    let after = made();
    assert_eq!(after.lock.changes_since(&before.lock), ["the document changed"]);
    let lock = serde_json::to_vec(&before.lock).expect("it has a JSON form");
    let stale = plan(&after, |path| {
        let text =
            before.files.iter().find(|file| file.path == path).map(|file| file.text.clone().into_bytes());
        Ok::<_, std::convert::Infallible>(
            text.or_else(|| (path == openapi_bindgen::LOCK).then(|| lock.clone())),
        )
    });
    let stale = stale.expect("nothing fails").stale;
    assert!(stale.iter().any(|file| file.path == "pets-models/src/types.rs"), "{stale:?}");
}

#[test]
fn what_is_missing_is_lost_with_the_file_and_line() {
    let dir = folder("3.1.0");
    fs::write(dir.path().join("schemas/kind.json"), "\n\nno JSON").expect("it is written");
    let document = Builder::new(dir.path().join("api.yaml")).load().expect("it loads");
    let found = bindings(dir.path());
    assert!(found.models.contains("pub struct Pet {"));
    let table = loss_table("a test", &found.losses, &document);
    let row = table.lines().find(|line| line.contains("leads to nothing")).expect("a row");
    assert!(row.contains("schemas/pet.yaml:6  dropped"), "{table}");
}
