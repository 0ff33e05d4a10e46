//! Where things are said to stand: in the file that holds them.

use openapi_source::Pointer;
use openapi_spec::Evidence;

use crate::support::{load, schemas};

#[test]
fn places_are_those_of_the_files() {
    let found = load(&[
        ("api.yaml", &schemas("{Pet: {$ref: 's/pet.yaml#/Pet'}}")),
        (
            "s/pet.yaml",
            "# a comment\nPet:\n  type: object\n  properties:\n    tag: {$ref: ../tag.yaml}\n  required: [tag]\n",
        ),
        ("tag.yaml", "type: string\nminLength: 1\n"),
    ])
    .clean();
    let place = |pointer: &str| {
        let place = found.document.place(&Pointer::from_text(pointer));
        let (name, start) = (place.source.name().to_owned(), place.start());
        format!("{name}:{}:{} {}", start.line, start.column, place.pointer.unwrap())
    };
    assert_eq!(place("/components/schemas/Pet/required"), "spec/s/pet.yaml:6:3 /Pet/required");
    assert_eq!(place("/components/schemas/Pet/properties/tag"), "spec/s/pet.yaml:5:5 /Pet/properties/tag");
    assert_eq!(place("/components/schemas/tag/minLength"), "spec/tag.yaml:2:1 /minLength");
    assert_eq!(place("/info/title"), "spec/api.yaml:2:8 /info/title");
    assert_eq!(found.document.position("/components/schemas/tag/minLength").unwrap().line, 2);
    assert_eq!(found.document.position("/components/schemas/tag/maxLength"), None);
}

#[test]
fn findings_are_those_of_the_files() {
    let found = load(&[
        (
            "api.yaml",
            &schemas(
                "{A: {$ref: a.yaml}, B: {$ref: b.json}, C: {$ref: 'a.yaml#/nowhere'}, D: {$ref: none.yaml}}",
            ),
        ),
        (
            "a.yaml",
            "enum:\n  - 1\n  - 1\n# same\nproperties: {x: {$ref: '#/missing'}, y: {$ref: '#/components/schemas/A'}}\n",
        ),
        ("b.json", "{\n  \"type\": \n"),
    ]);
    assert_eq!(
        found.messages(),
        [
            "document/external-ref spec/api.yaml:5 the reference `b.json` leads to a file that is neither JSON nor YAML",
            "document/unresolved-ref spec/api.yaml:5 the reference `a.yaml#/nowhere` leads to nothing in `a.yaml`",
            "document/external-ref spec/api.yaml:5 the reference `none.yaml` leads to a file that can't be read: \
             there is none",
            "document/duplicate-enum-value spec/a.yaml:3 the value `1` is listed twice in this enum",
            "document/unresolved-ref spec/a.yaml:5 the reference `#/missing` leads to nothing in `a.yaml`",
            "document/unresolved-ref spec/a.yaml:5 the reference `#/components/schemas/A` leads to nothing in `a.yaml`",
            "json/truncated spec/b.json:2 the text ends inside an object",
        ]
    );
    let unfollowed: Vec<_> = found.document.unfollowed().map(|(at, _)| at.as_str().to_owned()).collect();
    assert_eq!(
        unfollowed,
        [
            "/components/schemas/A/properties/x",
            "/components/schemas/A/properties/y",
            "/components/schemas/B",
            "/components/schemas/C",
            "/components/schemas/D",
        ]
    );
}

#[test]
fn evidence_is_said_in_the_file_or_of_the_whole_document() {
    let root = format!("x-evidence: prose\n{}", schemas("{A: {$ref: a.yaml}, B: {$ref: b.yaml}}"));
    let found = load(&[
        ("api.yaml", &root),
        ("a.yaml", "type: string\nx-evidence: inferred"),
        ("b.yaml", "type: string"),
    ])
    .clean();
    let evidence = |pointer: &str| found.document.evidence(&Pointer::from_text(pointer));
    assert_eq!(evidence("/components/schemas/A/type"), Evidence::Inferred);
    assert_eq!(evidence("/components/schemas/B/type"), Evidence::Prose);
}
