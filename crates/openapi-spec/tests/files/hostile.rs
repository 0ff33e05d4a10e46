//! Documents that try to read what they may not, or too much.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use openapi_spec::FileLimits;

use crate::support::{load, load_within, schemas};

fn owned(files: &[(&str, String)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect()
}

#[test]
fn nothing_outside_of_the_folder_is_asked_for() {
    for reference in [
        "../up.yaml",
        "s/../../up.yaml",
        "%2e%2e/up.yaml",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://example.com/x.yaml",
        "//example.com/x.yaml",
        "C:/x.yaml",
        r"..\\up.yaml",
        "s%5c..%5cx.yaml",
        "a%00.yaml",
        "%zz.yaml",
    ] {
        let found = load(&[("api.yaml", &schemas(&format!("{{A: {{$ref: \"{reference}\"}}}}")))]);
        assert!(found.asked.is_empty(), "{reference}: {:?}", found.asked);
        assert_eq!(found.findings.len(), 1, "{reference}: {:?}", found.messages());
        assert_eq!(found.findings[0].rule, "document/external-ref", "{reference}");
    }
}

#[test]
fn circles_between_files_end() {
    let found = load(&[
        ("api.yaml", &schemas("{A: {$ref: a.yaml}, Tree: {$ref: tree.yaml}}")),
        ("a.yaml", "$ref: b.yaml"),
        ("b.yaml", "$ref: c.yaml"),
        ("c.yaml", "$ref: a.yaml"),
        (
            "tree.yaml",
            "properties: {left: {$ref: tree.yaml}, right: {$ref: '#'}, up: {$ref: 'api.yaml#/components/schemas/Tree'}}",
        ),
    ]);
    let rules: Vec<_> = found.findings.iter().map(|finding| finding.rule).collect();
    assert!(rules.iter().all(|rule| *rule == "document/circular-ref"), "{:?}", found.messages());
    assert!(!rules.is_empty());
    let to_itself = serde_json::json!({"$ref": "#/components/schemas/Tree"});
    for side in ["left", "right", "up"] {
        assert_eq!(found.at(&format!("/components/schemas/Tree/properties/{side}")), &to_itself);
    }
}

#[test]
fn circles_of_paths_and_other_parts_end() {
    let found = load(&[
        (
            "api.yaml",
            "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {/a: {$ref: a.yaml}, /b: {$ref: b.yaml}}}",
        ),
        ("a.yaml", "$ref: a.yaml"),
        ("b.yaml", "post: {callbacks: {x: {'{$u}': {$ref: b.yaml}}}, parameters: [{$ref: p.yaml}]}"),
        ("p.yaml", "$ref: q.yaml"),
        ("q.yaml", "$ref: p.yaml"),
    ]);
    let rules: Vec<_> = found.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["document/circular-ref"; 3], "{:?}", found.messages());
}

#[test]
fn a_chain_of_files_has_a_bound() {
    let mut files = vec![(
        "api.yaml".to_owned(),
        "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {/a: {$ref: f0.yaml}}}".to_owned(),
    )];
    files.extend((0..1000).map(|n| (format!("f{n}.yaml"), format!("$ref: f{}.yaml", n + 1))));
    let found = load_within(&files.into_iter().collect(), &FileLimits::default());
    assert_eq!(found.findings.len(), 1, "{:?}", found.messages());
    assert!(
        found.messages()[0].contains("too many references lead to one another"),
        "{:?}",
        found.messages()
    );
}

#[test]
fn ten_thousand_files_are_too_many_and_take_no_time() {
    let mut all = String::from("\n");
    let mut files = BTreeMap::new();
    for n in 0..10_000 {
        let _ = writeln!(all, "    S{n}: {{$ref: f{n}.yaml}}");
        files.insert(format!("f{n}.yaml"), format!("{{type: string, maxLength: {n}}}"));
    }
    files.insert("api.yaml".to_owned(), schemas(&all));
    let start = Instant::now();
    let found = load_within(&files, &FileLimits::default());
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert_eq!(found.asked.len(), 4096);
    assert_eq!(found.findings.len(), 10_000 - 4096);
    assert!(found.messages().iter().all(|message| message.contains("too many files")));
}

#[test]
fn files_have_a_bound_of_bytes() {
    let files = owned(&[
        ("api.yaml", schemas("{A: {$ref: a.yaml}, B: {$ref: b.yaml}}")),
        ("a.yaml", format!("description: {}", "x".repeat(600))),
        ("b.yaml", format!("description: {}", "x".repeat(600))),
    ]);
    let found = load_within(&files, &FileLimits { bytes: 1000, ..FileLimits::default() });
    assert_eq!(found.findings.len(), 1, "{:?}", found.messages());
    assert!(found.messages()[0].contains("too many bytes"), "{:?}", found.messages());
}

#[test]
fn copies_that_double_by_level_have_a_bound() {
    // Each file is put twice into the one before: 2^40 copies in all.
    let part = |n: usize| format!("{{a: {{$ref: f{}.yaml}}, b: {{$ref: f{}.yaml}}}}", n + 1, n + 1);
    let mut files: BTreeMap<String, String> = (0..30).map(|n| (format!("f{n}.yaml"), part(n))).collect();
    files.insert("api.yaml".to_owned(), "{openapi: 3.1.0, info: {$ref: f0.yaml}, paths: {}}".to_owned());
    let limits = FileLimits { values: 50_000, ..FileLimits::default() };
    let start = Instant::now();
    let found = load_within(&files, &limits);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert!(found.messages().iter().any(|message| message.contains("too many together")));
}

#[test]
fn nesting_across_files_has_a_bound() {
    let mut deep = String::new();
    for _ in 0..100 {
        deep += "{a: ";
    }
    let mut files = BTreeMap::new();
    for n in 0..5 {
        let end = if n == 4 { "1".to_owned() } else { format!("{{$ref: f{}.yaml}}", n + 1) };
        files.insert(format!("f{n}.yaml"), format!("{deep}{end}{}", "}".repeat(100)));
    }
    files.insert("api.yaml".to_owned(), "{openapi: 3.1.0, info: {$ref: f0.yaml}, paths: {}}".to_owned());
    let found = load_within(&files, &FileLimits::default());
    assert_eq!(found.findings.len(), 1, "{:?}", found.messages());
    assert!(found.messages()[0].contains("nests too deep"), "{:?}", found.messages());
}

#[test]
fn aliases_of_a_file_are_bounded_too() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let item = format!("*a{}", n - 1);
        let _ = writeln!(bomb, "a{n}: &a{n} [{}]", [item.as_str(); 8].join(", "));
    }
    let found = load(&[("api.yaml", &schemas("{A: {$ref: bomb.yaml}}")), ("bomb.yaml", &bomb)]);
    assert!(
        found.messages().iter().any(|message| message.contains("spec/bomb.yaml")),
        "{:?}",
        found.messages()
    );
    assert!(found.messages().iter().any(|message| message.contains("neither JSON nor YAML")));
}

#[test]
fn odd_values_where_parts_belong_do_no_harm() {
    for (file, text) in [
        ("text.yaml", "just a text"),
        ("list.yaml", "[1, {$ref: list.yaml}]"),
        ("none.yaml", ""),
        ("tail.yaml", "$ref: 3"),
    ] {
        let root = format!(
            "{{openapi: 3.0.0, info: {{$ref: {file}}}, paths: {{$ref: {file}}}, components: {{$ref: {file}}}, tags: [{{$ref: {file}}}]}}"
        );
        let found = load(&[("api.yaml", &root), (file, text)]);
        assert!(found.document.operations().is_empty());
        let root = schemas(&format!("{{A: {{$ref: {file}}}, B: {{properties: {{$ref: {file}}}}}}}"));
        load(&[("api.yaml", &root), (file, text)]);
    }
}
