//! Every style and explode form through whole requests, for both versions of OpenAPI.

use crate::support::{check_request, with_paths};

/// The schemas of the specification's examples: an empty text, a word, a list, an object.
const SCHEMAS: [(&str, &str); 4] = [
    ("empty", "{type: string, maxLength: 0}"),
    ("string", "{type: string, enum: [blue]}"),
    ("array", "{type: array, items: {type: string}, enum: [[blue, black, brown]]}"),
    (
        "object",
        "{type: object, required: [R, G, B], additionalProperties: false, properties: {R: {enum: [100], type: integer}, \
         G: {enum: [200], type: integer}, B: {enum: [150], type: integer}}}",
    ),
];

/// Style, explode, location, and what is sent for each of the schemas; `-` where the specification has no cell.
const TABLE: [(&str, bool, &str, [&str; 4]); 14] = [
    (
        "matrix",
        false,
        "path",
        [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
    ),
    (
        "matrix",
        true,
        "path",
        [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
    ),
    ("label", false, "path", [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
    ("label", true, "path", [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
    ("simple", false, "path", ["-", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("simple", true, "path", ["-", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ("simple", false, "header", ["", "blue", "blue, black,brown", "R,100,G,200, B,150"]),
    ("simple", true, "header", ["", "blue", "blue,black,brown", "R=100, G=200,B=150"]),
    ("form", false, "query", ["-", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("form", true, "query", ["-", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
    ("form", false, "cookie", ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    (
        "spaceDelimited",
        false,
        "query",
        ["-", "-", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
    ),
    ("pipeDelimited", false, "query", ["-", "-", "color=blue%7Cblack|brown", "color=R|100|G|200|B%7C150"]),
    ("deepObject", true, "query", ["-", "-", "-", "color[R]=100&color%5BG%5D=200&color[B]=150"]),
];

#[test]
fn the_examples_of_the_specification_are_right_and_their_neighbours_wrong() {
    let mut n_cells = 0;
    for version in ["3.0.3", "3.1.0"] {
        for (style, explode, location, cells) in TABLE {
            for (idx, sent) in cells.into_iter().enumerate().filter(|(_, sent)| *sent != "-") {
                for (other, (name, schema)) in SCHEMAS.into_iter().enumerate() {
                    let is_path = location == "path";
                    let path = if is_path { "/c/{color}" } else { "/c" };
                    let document = with_paths(
                        version,
                        &format!(
                            "  {path}:\n    get:\n      parameters: [{{name: color, in: {location}, required: true, style: {style}, \
                             explode: {explode}, schema: {schema}}}]\n      responses: {{}}"
                        ),
                        "",
                    );
                    let request = match location {
                        "path" => format!("GET /c/{sent}"),
                        "query" => format!("GET /c?{sent}"),
                        "header" => format!("GET /c\nCOLOR: {sent}"),
                        _ => format!("GET /c\nCookie: a=b; {sent}; c=d"),
                    };
                    let found = crate::support::request(&document, &request);
                    let is_right = !found.iter().any(|line| line.starts_with('E'));
                    assert_eq!(
                        is_right,
                        idx == other,
                        "{version} {style} {explode} {name}: {request}: {found:#?}"
                    );
                    n_cells += 1;
                }
            }
        }
    }
    assert!(n_cells > 200, "{n_cells}");
}

fn one(parameter: &str) -> openapi_spec::Document {
    with_paths(
        "3.1.0",
        &format!("  /x:\n    get:\n      parameters: [{parameter}]\n      responses: {{}}"),
        "",
    )
}

#[test]
fn findings_stand_at_the_part_of_the_text_that_is_wrong() {
    let array = one("{name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}");
    check_request(&array, "GET /x?ids=1,2,3", &[]);
    check_request(&array, "GET /x?ids=1,b%20c,3", &["E contract/type | query parameter \"ids\" | b%20c"]);
    check_request(&array, "GET /x?ids=", &["E contract/type | query parameter \"ids\" | "]);
    check_request(&array, "GET /x?ids=1%2C2", &[]);
    check_request(
        &array,
        "GET /x?ids=1&ids=2,c",
        &[
            "W request/repeated-parameter | query parameter \"ids\" | ids=1&ids=2,c",
            "E contract/type | query parameter \"ids\" | c",
        ],
    );
    let exploded = one("{name: ids, in: query, schema: {type: array, items: {type: integer}, maxItems: 2}}");
    check_request(
        &exploded,
        "GET /x?ids=1&a=b&ids=c",
        &["E contract/type | query parameter \"ids\" | c", "W request/unknown-parameter | query string | a"],
    );
    check_request(
        &exploded,
        "GET /x?ids=1&ids=2&ids=3",
        &["E contract/max-items | query parameter \"ids\" | ids=1&ids=2&ids=3"],
    );
    check_request(&exploded, "GET /x?ids=1,2", &["E contract/type | query parameter \"ids\" | 1,2"]);
    let deep = one(
        "{name: f, in: query, style: deepObject, schema: {type: object, required: [from], properties: {from: {type: integer}, to: {type: integer}}}}",
    );
    check_request(&deep, "GET /x?f[from]=1&f[to]=b", &["E contract/type | query parameter \"f\" | b"]);
    check_request(
        &deep,
        "GET /x?f[form]=1",
        &["E contract/unknown-property | query parameter \"f\" | f[form]"],
    );
    check_request(&deep, "GET /x?f=1", &["E request/parameter-style | query parameter \"f\" | "]);
    let object = one(
        "{name: o, in: query, schema: {type: object, properties: {a: {type: integer}, b: {type: array, items: {type: string}}}}}",
    );
    check_request(&object, "GET /x?a=1&b=x&b=y", &[]);
    check_request(
        &object,
        "GET /x?a=x&c=1",
        &["E contract/type | query parameter \"o\" | x", "W request/unknown-parameter | query string | c"],
    );
    let open = one("{name: o, in: query, schema: {type: object, additionalProperties: {type: integer}}}");
    check_request(&open, "GET /x?a=1&b=2", &[]);
    check_request(&open, "GET /x?a=1&b=c", &["E contract/type | query parameter \"o\" | c"]);
}

#[test]
fn what_is_not_in_its_style_says_how_to_write_it() {
    let matrix = with_paths(
        "3.1.0",
        "  /x/{p}:\n    get:\n      parameters: [{name: p, in: path, required: true, style: matrix, schema: {type: integer}}]\n      responses: {}",
        "",
    );
    check_request(&matrix, "GET /x/;p=5", &[]);
    check_request(&matrix, "GET /x/;p=a", &["E contract/type | path parameter \"p\" | a"]);
    check_request(&matrix, "GET /x/5", &["E request/parameter-style | path parameter \"p\" | 5"]);
    let object =
        one("{name: o, in: query, explode: false, schema: {type: object, properties: {a: {type: integer}}}}");
    check_request(&object, "GET /x?o=a,1", &[]);
    check_request(&object, "GET /x?o=a,1,b", &["E request/parameter-style | query parameter \"o\" | a,1,b"]);
}
