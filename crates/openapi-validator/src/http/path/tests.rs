//! Precedence, base paths and what leads nowhere.

use std::fmt::Write;

use super::*;

fn document(servers: &str, paths: &str) -> Document {
    let mut yaml = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\nservers: {servers}\npaths:\n");
    for line in paths.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (path, methods) = line.split_once(' ').expect("path methods");
        let _ = writeln!(yaml, "  '{path}':");
        for method in methods.split_whitespace() {
            let _ = writeln!(yaml, "    {method}: {{operationId: '{method} {path}', responses: {{}}}}");
        }
    }
    let (document, findings) = Document::load("d.yaml", yaml.as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    document.expect("it reads")
}

fn routed(router: &Router<'_>, method: &str, path: &str) -> String {
    let target = super::super::url::split(path);
    let path = if target.authority.is_some() { target.path } else { path };
    match router.route(method, target.authority, path) {
        Route::Operation { operation, variables, is_served } => {
            let mut out = router.operations[operation].id.clone();
            if !is_served {
                out += " elsewhere";
            }
            for (name, at) in variables {
                let _ = write!(out, " {name}={}", &path[at.start as usize..at.end as usize]);
            }
            out
        }
        Route::NoMethod { path, allowed } => format!("{path} has {}", allowed.join(" ")),
        Route::Unread => "unread".to_owned(),
        Route::NoPath => "nothing".to_owned(),
    }
}

#[track_caller]
fn check_all(servers: &str, paths: &str, cases: &[(&str, &str, &str)]) {
    let document = document(servers, paths);
    let router = Router::new(&document);
    for (method, path, expected) in cases {
        assert_eq!(routed(&router, method, path), *expected, "{method} {path}");
    }
}

#[test]
fn the_most_definite_template_wins() {
    check_all(
        "[]",
        "
        /pets/{id} get put
        /pets/mine get
        /pets/{id}.{format} get
        /{any}/me get
        /books/{id} get
        /books/{other}/x get
        /books/{id}/x put
        / get
        ",
        &[
            ("GET", "/pets/mine", "get /pets/mine"),
            ("PUT", "/pets/mine", "put /pets/{id} id=mine"),
            ("GET", "/pets/7", "get /pets/{id} id=7"),
            ("get", "/pets/7.json", "get /pets/{id}.{format} id=7 format=json"),
            ("GET", "/pets/a%2Fb", "get /pets/{id} id=a%2Fb"),
            ("GET", "/books/me", "get /books/{id} id=me"),
            ("GET", "/cars/me", "get /{any}/me any=cars"),
            ("GET", "/books/1/x", "get /books/{other}/x other=1"),
            ("PUT", "/books/1/x", "put /books/{id}/x id=1"),
            ("DELETE", "/pets/mine", "/pets/mine has GET PUT"),
            ("GET", "/", "get /"),
            ("GET", "/pets", "nothing"),
            ("GET", "/pets/", "nothing"),
            ("GET", "/pets/7/", "nothing"),
            ("GET", "//pets/7", "nothing"),
            ("GET", "/pets//7", "nothing"),
            ("GET", "/PETS/7", "nothing"),
            ("GET", "pets/7", "nothing"),
            ("GET", "*", "nothing"),
            ("GET", "", "nothing"),
            ("GET", "/pets/%zz", "get /pets/{id} id=%zz"),
        ],
    );
}

#[test]
fn base_paths_come_from_the_servers() {
    let paths = "/pets get\n/ put";
    let found = &[("GET", "/v1/pets", "get /pets"), ("GET", "/pets", "nothing"), ("PUT", "/v1/", "put /")];
    for url in ["https://h.example/v1", "https://h.example/v1/", "//h.example/v1", "/v1", "v1", "./v1"] {
        check_all(&format!("[{{url: '{url}'}}]"), paths, found);
    }
    let root = &[("GET", "/pets", "get /pets"), ("GET", "/v1/pets", "nothing"), ("PUT", "/", "put /")];
    for url in ["https://h.example", "https://h.example/", "/", ""] {
        check_all(&format!("[{{url: '{url}'}}]"), paths, root);
    }
    check_all(
        "[{url: /a}, {url: 'https://h.example/b'}]",
        paths,
        &[("GET", "/a/pets", "get /pets"), ("GET", "/b/pets", "get /pets"), ("GET", "/c/pets", "nothing")],
    );
}

#[test]
fn variables_of_servers_have_their_values() {
    check_all(
        "[{url: '{scheme}://h/{base}/x', variables: {scheme: {default: https}, base: {default: a, enum: [a, b]}}}]",
        "/pets get",
        &[
            ("GET", "/a/x/pets", "get /pets"),
            ("GET", "/b/x/pets", "get /pets"),
            ("GET", "/c/x/pets", "nothing"),
        ],
    );
    check_all(
        "[{url: 'https://h/{base}', variables: {base: {default: v1/api}}}]",
        "/pets/{id} get",
        &[
            ("GET", "/v1/api/pets/1", "get /pets/{id} id=1"),
            ("GET", "/any/pets/1", "get /pets/{id} id=1"),
            ("GET", "/pets/1", "nothing"),
        ],
    );
    check_all(
        "[{url: '{server}/v2', variables: {server: {default: 'https://h.example/base'}}}]",
        "/pets get",
        &[("GET", "/base/v2/pets", "get /pets"), ("GET", "/other/v2/pets", "nothing")],
    );
}

#[test]
fn hosts_belong_to_their_base_paths() {
    check_all(
        "[{url: 'https://a.example/v1'}, {url: 'https://b.example/v2'}, {url: 'https://{t}.c.example/v2', variables: {t: {default: x, enum: [x, y]}}}]",
        "/pets/{id} get",
        &[
            ("GET", "https://a.example/v1/pets/1", "get /pets/{id} id=1"),
            ("GET", "http://B.example:80/v2/pets/1", "get /pets/{id} id=1"),
            ("GET", "https://b.example/v1/pets/1", "get /pets/{id} elsewhere id=1"),
            ("GET", "https://b.example/pets/1", "nothing"),
            ("GET", "https://y.c.example/v2/pets/1", "get /pets/{id} id=1"),
            ("GET", "https://z.c.example/v2/pets/1", "get /pets/{id} elsewhere id=1"),
            ("GET", "http://localhost:3000/v1/pets/1", "get /pets/{id} id=1"),
            ("GET", "/v1/pets/1", "get /pets/{id} id=1"),
        ],
    );
    // One relative server is enough for any host.
    check_all(
        "[{url: 'https://a.example/v1'}, {url: /v1}]",
        "/pets get",
        &[("GET", "https://b.example/v1/pets", "get /pets")],
    );
}

#[test]
fn what_was_meant_is_guessed() {
    let document = document("[{url: /v1}]", "/pets/{id} get\n/owners get");
    let router = Router::new(&document);
    assert_eq!(router.hint("GET", "/v1/pets/7/"), Some(Hint::TrailingSlash("/pets/{id}")));
    assert_eq!(router.hint("GET", "/pets/7"), Some(Hint::BasePath("/v1")));
    assert_eq!(router.hint("GET", "/v1/ownrs"), Some(Hint::Alike("/owners")));
    assert_eq!(router.hint("GET", "/v1/pet/7"), Some(Hint::Alike("/pets/{id}")));
    assert_eq!(router.hint("GET", "/v1/Pets/abc-def"), Some(Hint::Alike("/pets/{id}")));
    assert_eq!(router.hint("GET", "/nothing/of/the/kind"), None);
}

#[test]
fn a_path_of_a_million_segments_is_only_counted() {
    let document = document("[]", "/pets/{id} get");
    let router = Router::new(&document);
    assert_eq!(routed(&router, "GET", &"/x".repeat(1_000_000)), "nothing");
}
