//! Forms: URL-encoded and multipart.

use openapi_spec::Document;
use openapi_validator::{HttpOptions, HttpValidator, Request};

use crate::support::{check_request, check_response, shown, with_paths};

fn form(version: &str, media: &str, entry: &str) -> Document {
    with_paths(
        version,
        &format!(
            "  /x:\n    post:\n      requestBody: {{content: {{{media}: {entry}}}}}\n      responses: {{}}"
        ),
        "",
    )
}

const SCHEMA: &str = "{type: object, required: [name], additionalProperties: false, properties: {name: {type: string}, \
                      age: {type: integer}, tags: {type: array, items: {type: string, enum: [a, b]}}, \
                      place: {type: object, required: [city], properties: {city: {type: string}, zip: {type: integer}}}}}";

#[track_caller]
fn url_encoded(encoding: &str, text: &str, expected: &[&str]) {
    for version in ["3.0.3", "3.1.0"] {
        let entry = format!("{{schema: {SCHEMA}, encoding: {encoding}}}");
        let document = form(version, "application/x-www-form-urlencoded", &entry);
        let request =
            format!("POST /x\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n\n{text}");
        check_request(&document, &request, expected);
    }
}

#[test]
fn fields_become_properties_of_their_types() {
    url_encoded("{}", "name=Jane+Doe&age=5&tags=a&tags=b", &[]);
    url_encoded("{}", "name=&tags=a", &[]);
    url_encoded("{}", "name=5", &[]);
    url_encoded("{}", "name=a&age=f%20ive", &["E contract/type | request body | f%20ive"]);
    url_encoded("{}", "name=a&tags=a&tags=c", &["E contract/enum | request body | c"]);
    url_encoded("{}", "age=5", &["E contract/required | request body | age=5"]);
    url_encoded("{}", "", &["E contract/required | request body | "]);
    url_encoded("{}", "name=a&nmae=b", &["E contract/unknown-property | request body | nmae"]);
    url_encoded("{}", "name=%zz", &["E request/malformed-form | request body | %zz"]);
    url_encoded("{}", "name=a&%zz=b", &["E request/malformed-form | request body | %zz"]);
}

#[test]
fn objects_are_json_unless_an_encoding_says_otherwise() {
    url_encoded("{}", "name=a&place={\"city\":\"x\",\"zip\":1}", &[]);
    url_encoded(
        "{}",
        "name=a&place={\"city\":\"x\",\"zip\":\"1\"}",
        &["E contract/type | request body | \"1\""],
    );
    url_encoded(
        "{}",
        "name=a&place=%7B%22city%22:1%7D",
        &["E contract/type | request body | %7B%22city%22:1%7D"],
    );
    url_encoded("{}", "name=a&place={\"city\":}", &["E json/syntax | request body: field \"place\" | }"]);
    let deep = "{place: {style: deepObject, explode: true}}";
    url_encoded(deep, "name=a&place[city]=x&place[zip]=1", &[]);
    url_encoded(deep, "name=a&place[city]=x&place[zip]=b", &["E contract/type | request body | b"]);
    url_encoded(deep, "name=a&place[zip]=1", &["E contract/required | request body | place[zip]=1"]);
    let flat = "{place: {style: form, explode: false}}";
    url_encoded(flat, "name=a&place=city,x,zip,1", &[]);
    url_encoded(flat, "name=a&place=city,x,zip", &["E request/malformed-form | request body | city,x,zip"]);
    url_encoded(
        "{tags: {style: pipeDelimited, explode: false}}",
        "name=a&tags=a%7Cb|c",
        &["E contract/enum | request body | c"],
    );
    url_encoded(
        "{tags: {contentType: application/json}}",
        "name=a&tags=[\"a\",\"c\"]",
        &["E contract/enum | request body | \"c\""],
    );
    // In the way of PHP, whatever the encoding says.
    url_encoded("{}", "name=a&tags[]=a&tags[]=c", &["E contract/enum | request body | c"]);
}

fn part(head: &str, content: &str) -> String {
    format!("--X\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

#[track_caller]
fn multipart(encoding: &str, parts: &[String], expected: &[&str]) {
    for version in ["3.0.3", "3.1.0"] {
        let schema = SCHEMA.replace("age: {", "file: {type: string, format: binary}, age: {");
        let entry = format!("{{schema: {schema}, encoding: {encoding}}}");
        let document = form(version, "multipart/form-data", &entry);
        let request =
            format!("POST /x\nContent-Type: multipart/form-data; boundary=X\n\n{}--X--\r\n", parts.concat());
        check_request(&document, &request, expected);
    }
}

#[test]
fn parts_become_properties_of_their_types() {
    let name = part("name=\"name\"", "a");
    multipart(
        "{}",
        &[name.clone(), part("name=age", "5"), part("name=tags", "a"), part("name=tags", "b")],
        &[],
    );
    multipart("{}", &[name.clone(), part("name=age", "five")], &["E contract/type | request body | five"]);
    multipart(
        "{}",
        &[name.clone(), part("name=tags", "a"), part("name=tags", "c")],
        &["E contract/enum | request body | c"],
    );
    multipart("{}", &[name.clone(), part("name=\"tags[]\"", "c")], &["E contract/enum | request body | c"]);
    multipart(
        "{}",
        &[name.clone(), part("name=file; filename=\"a.bin\"\r\nContent-Type: image/png", "\u{1}\u{2}")],
        &[],
    );
    let json = |text: &str| part("name=place\r\nContent-Type: application/json", text);
    multipart("{}", &[name.clone(), json("{\"city\": \"x\"}")], &[]);
    multipart("{}", &[name.clone(), json("{\"city\": 1}")], &["E contract/type | request body | 1"]);
    multipart(
        "{}",
        &[name.clone(), part("name=place", "{\"city\": 1}")],
        &["E contract/type | request body | 1"],
    );
    multipart(
        "{}",
        &[name.clone(), json("{\"city\": ")],
        &["E json/truncated | request body: field \"place\" | "],
    );
    let found =
        "E contract/unknown-property | request body | Content-Disposition: form-data; name=nmae\r\n\r\n";
    multipart("{}", &[name, part("name=nmae", "x")], &[found]);
}

#[test]
fn encodings_demand_types_and_headers_of_parts() {
    let name = part("name=name", "a");
    let file = |kind: &str| part(&format!("name=file; filename=a\r\nContent-Type: {kind}"), "x");
    let png = "{file: {contentType: 'image/png, image/jpeg'}}";
    multipart(png, &[name.clone(), file("image/png")], &[]);
    let found = multipart_head("file; filename=a", "text/plain");
    multipart(png, &[name.clone(), file("text/plain")], &[&format!("E request/part-content-type | {found}")]);
    let header = "{file: {headers: {X-A: {required: true, schema: {type: integer}}}}}";
    multipart(header, &[name.clone(), part("name=file\r\nx-a: 5", "x")], &[]);
    multipart(
        header,
        &[name.clone(), part("name=file\r\nx-a: b", "x")],
        &["E contract/type | request body: header \"X-A\" of part | b"],
    );
    multipart(
        header,
        &[name, part("name=file", "x")],
        &["E request/missing-part-header | request body | Content-Disposition: form-data; name=file\r\n\r\n"],
    );
}

fn multipart_head(name: &str, kind: &str) -> String {
    format!("request body | Content-Disposition: form-data; name={name}\r\nContent-Type: {kind}\r\n\r\n")
}

#[test]
fn a_form_that_can_not_be_taken_apart_says_so() {
    let document = form("3.1.0", "multipart/form-data", &format!("{{schema: {SCHEMA}}}"));
    check_request(
        &document,
        "POST /x\nContent-Type: multipart/form-data\n\nx",
        &["E request/malformed-form | request body | "],
    );
    check_request(
        &document,
        "POST /x\nContent-Type: multipart/form-data; boundary=X\n\nx",
        &[
            "E request/malformed-form | request body | ",
            "? request body | not all of the form could be read, so no schema was applied",
        ],
    );
}

#[test]
fn binary_parts_keep_the_places_of_others() {
    let document = form(
        "3.1.0",
        "multipart/form-data",
        "{schema: {type: object, properties: {file: {}, age: {type: integer}}}}",
    );
    let mut body = b"--X\r\nContent-Disposition: form-data; name=file\r\n\r\n".to_vec();
    body.extend((0..=255).chain(0..=255).map(|byte: u8| byte));
    body.extend(b"\r\n--X\r\nContent-Disposition: form-data; name=age\r\n\r\nfive\r\n--X--");
    let validator = HttpValidator::new(&document, HttpOptions::default()).unwrap();
    let mut request = Request::new("POST", "/x");
    request.headers = vec![("content-type", "multipart/form-data; boundary=X")];
    request.body = Some(&body);
    let checked = validator.check_request(&request);
    assert_eq!(shown(&checked), ["E contract/type | request body | five"]);
    let offset = usize::try_from(checked.findings[0].place.start().offset).unwrap();
    assert_eq!(&body[offset..offset + 4], b"five");
}

#[test]
fn responses_can_be_forms_too() {
    let document = with_paths(
        "3.1.0",
        "
  /x:
    get:
      responses:
        '200':
          description: ok
          content:
            multipart/form-data:
              schema: {type: object, properties: {n: {type: integer}}}
              encoding: {n: {contentType: text/plain, headers: {X-A: {required: true, schema: {}}}}}",
        "",
    );
    let head = "Content-Disposition: form-data; name=n\nContent-Type: text/html\n\n";
    let body = format!("--X\n{head}five\n--X--");
    let multipart = "200\ncontent-type: multipart/form-data; boundary=X\n\n";
    check_response(
        &document,
        "GET /x",
        &format!("{multipart}{body}"),
        &[
            &format!("E response/part-content-type | response body | {head}"),
            &format!("E response/missing-part-header | response body | {head}"),
            "E contract/type | response body | five",
        ],
    );
    check_response(
        &document,
        "GET /x",
        &format!("{multipart}x"),
        &[
            "E response/malformed-form | response body | ",
            "? response body | not all of the form could be read, so no schema was applied",
        ],
    );
}
