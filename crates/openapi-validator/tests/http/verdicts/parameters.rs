//! Parameters: arrays, objects and scalars in every place.

use super::{parameter_cases, requests};
use crate::support::with_paths;

#[test]
fn arrays_in_the_query() {
    parameter_cases(
        "{name: a, in: query, schema: {type: array, items: {type: integer}, minItems: 1, maxItems: 3, uniqueItems: true}}",
        &[
            "v GET /x?a=1",
            "v GET /x?a=1&a=2",
            "i GET /x?a=1&a=x",
            "i GET /x?a=1&a=1",
            "i GET /x?a=1&a=2&a=3&a=4",
            "i GET /x?a=",
            "v GET /x",
        ],
    );
    parameter_cases(
        "{name: a, in: query, explode: false, schema: {type: array, items: {type: integer}}}",
        &[
            "v GET /x?a=1",
            "v GET /x?a=1,2,3",
            "v GET /x?a=1%2C2",
            "i GET /x?a=1,x",
            "i GET /x?a=1,,2",
            "i GET /x?a=1;2",
        ],
    );
    parameter_cases(
        "{name: a, in: query, style: spaceDelimited, explode: false, schema: {type: array, items: {type: integer}}}",
        &["v GET /x?a=1%202", "v GET /x?a=1+2", "i GET /x?a=1%20x", "i GET /x?a=1,2"],
    );
    parameter_cases(
        "{name: a, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}}",
        &["v GET /x?a=1|2", "v GET /x?a=1%7C2", "i GET /x?a=1|x"],
    );
    parameter_cases(
        "{name: 'a[]', in: query, schema: {type: array, items: {type: integer}}}",
        &["v GET /x?a[]=1&a[]=2", "v GET /x?a%5B%5D=1", "i GET /x?a[]=x"],
    );
    parameter_cases(
        "{name: a, in: query, schema: {type: array, items: {type: boolean}}}",
        &["v GET /x?a=true&a=false", "i GET /x?a=yes"],
    );
    parameter_cases(
        "{name: a, in: query, schema: {type: array, items: {type: string}}}",
        &["v GET /x?a=1", "v GET /x?a=", "v GET /x?a=a,b"],
    );
    parameter_cases("{name: a, in: query, schema: {type: array}}", &["v GET /x?a=1", "v GET /x?a=x&a=2"]);
}

#[test]
fn objects_in_the_query() {
    let object = "{type: object, required: [r], properties: {r: {type: integer}, s: {type: string}, t: {type: array, items: {type: integer}}}, additionalProperties: false}";
    parameter_cases(
        &format!("{{name: o, in: query, style: deepObject, explode: true, schema: {object}}}"),
        &[
            "v GET /x?o[r]=1",
            "v GET /x?o[r]=1&o[s]=a",
            "v GET /x?o%5Br%5D=1",
            "v GET /x?o[r]=1&o[t][]=1&o[t][]=2",
            "v GET /x?o[r]=1&o[t][0]=1&o[t][1]=2",
            "v GET /x?o[r]=1&o[t]=1&o[t]=2",
            "i GET /x?o[r]=x",
            "i GET /x?o[s]=a",
            "i GET /x?o[r]=1&o[z]=1",
            "i GET /x?o=1",
            "v GET /x",
        ],
    );
    parameter_cases(
        &format!(
            "{{name: o, in: query, required: true, style: deepObject, explode: true, schema: {object}}}"
        ),
        &["i GET /x", "v GET /x?o[r]=1"],
    );
    parameter_cases(
        &format!("{{name: o, in: query, explode: false, schema: {object}}}"),
        &["v GET /x?o=r,1", "v GET /x?o=r,1,s,a", "i GET /x?o=r,x", "i GET /x?o=r"],
    );
    parameter_cases(
        &format!("{{name: o, in: query, explode: true, schema: {object}}}"),
        &["v GET /x?r=1&s=a", "i GET /x?r=x", "v GET /x", "i GET /x?s=a"],
    );
    parameter_cases(
        "{name: o, in: query, content: {application/json: {schema: {type: object, required: [r], properties: {r: {type: integer}}}}}}",
        &[
            "v GET /x?o={\"r\":1}",
            "v GET /x?o=%7B%22r%22%3A1%7D",
            "i GET /x?o={\"r\":\"1\"}",
            "i GET /x?o={",
            "i GET /x?o=1",
            "v GET /x",
        ],
    );
}

#[test]
fn scalars_in_the_query() {
    parameter_cases(
        "{name: i, in: query, schema: {type: integer, minimum: 1, maximum: 10}}, {name: b, in: query, schema: {type: boolean}}, {name: n, in: query, schema: {type: number}}, {name: s, in: query, schema: {type: string, pattern: '^a'}}",
        &[
            "v GET /x?i=1&b=true&n=1.5&s=ab",
            "i GET /x?i=0",
            "i GET /x?i=11",
            "i GET /x?i=1.5",
            "i GET /x?i=1e400",
            "i GET /x?i=",
            "i GET /x?b=",
            "i GET /x?b=TRUE",
            "i GET /x?n=abc",
            "i GET /x?n=",
            "i GET /x?s=b",
            "i GET /x?s=",
            "v GET /x?s=a%20b%26c",
            "v GET /x?unknown=1",
            "i GET /x?s=%",
        ],
    );
    parameter_cases(
        "{name: e, in: query, schema: {type: string, enum: ['1', '2']}}, {name: f, in: query, schema: {type: integer, enum: [1, 2]}}",
        &["v GET /x?e=1", "i GET /x?e=3", "v GET /x?f=2", "i GET /x?f=3"],
    );
    parameter_cases(
        "{name: d, in: query, schema: {type: string, format: date}}, {name: t, in: query, schema: {type: string, format: date-time}}, {name: u, in: query, schema: {type: string, format: uuid}}, {name: m, in: query, schema: {type: string, format: email}}, {name: h, in: query, schema: {type: string, format: ipv4}}",
        &[
            "v GET /x?d=2020-02-29",
            "i GET /x?d=2021-02-29",
            "i GET /x?d=20200101",
            "v GET /x?t=2020-01-01T00:00:00Z",
            "v GET /x?t=2020-01-01T00:00:00%2B01:00",
            "i GET /x?t=2020-01-01",
            "v GET /x?u=123e4567-e89b-12d3-a456-426614174000",
            "i GET /x?u=123",
            "v GET /x?m=a@b.example",
            "i GET /x?m=ab",
            "v GET /x?h=127.0.0.1",
            "i GET /x?h=1.2.3",
        ],
    );
    parameter_cases(
        "{name: q, in: query, required: true, allowEmptyValue: true, schema: {type: integer}}",
        &["v GET /x?q=", "v GET /x?q", "v GET /x?q=1", "i GET /x?q=a", "i GET /x"],
    );
    parameter_cases(
        "{name: q, in: query, required: true, schema: {type: string}}",
        &["v GET /x?q=", "i GET /x", "i GET /x?Q=a"],
    );
    parameter_cases(
        "{name: o, in: query, schema: {oneOf: [{type: integer}, {type: boolean}]}}, {name: p, in: query, schema: {anyOf: [{type: string, format: date}, {type: integer}]}}, {name: r, in: query, schema: {allOf: [{type: integer}, {minimum: 3}]}}",
        &[
            "v GET /x?o=1",
            "v GET /x?o=true",
            "i GET /x?o=abc",
            "v GET /x?p=3",
            "v GET /x?p=2020-01-01",
            "i GET /x?p=x",
            "v GET /x?r=3",
            "i GET /x?r=2",
        ],
    );
    parameter_cases(
        "{name: q, in: query, required: true, schema: {type: integer, default: 3}}",
        &["i GET /x", "v GET /x?q=4"],
    );
}

#[test]
fn parameters_of_paths() {
    for version in ["3.0.3", "3.1.0"] {
        let path = |template: &str, parameter: &str| {
            with_paths(
                version,
                &format!("  '{template}':\n    get:\n      parameters: [{parameter}]\n      responses: {{}}"),
                "",
            )
        };
        let integer = "{name: id, in: path, required: true, schema: {type: integer}}";
        requests(
            &path("/a/{id}", integer),
            &[
                "v GET /a/1",
                "i GET /a/x",
                "i GET /a/",
                "i GET /a",
                "i GET /a/1/",
                "i GET /a/1/b",
                "i POST /a/1",
                "v GET /a/1?x",
                "i GET /a/%31%",
                "v GET /a/%31",
            ],
        );
        requests(&path("/a/{id}.json", integer), &["v GET /a/1.json", "i GET /a/1.xml", "i GET /a/x.json"]);
        requests(&path("/a/{id}/", integer), &["v GET /a/1/", "i GET /a/1"]);
        let string = "{name: id, in: path, required: true, schema: {type: string, maxLength: 3}}";
        requests(
            &path("/a/{id}", string),
            &[
                "v GET /a/a%2Fb",
                "i GET /a/abcd",
                "v GET /a/%C3%A9%C3%A9%C3%A9",
                "v GET /a/a+b",
                "v GET /a/a:b",
                "v GET /a/~",
                "i GET /a/%ff",
            ],
        );
        for (style, explode, good, bad) in [
            ("simple", false, "/a/1,2", "/a/1,x"),
            ("simple", true, "/a/1,2", "/a/x"),
            ("label", false, "/a/.1,2", "/a/1,2"),
            ("label", true, "/a/.1.2", "/a/.1.x"),
            ("matrix", false, "/a/;id=1,2", "/a/;id=x"),
            ("matrix", true, "/a/;id=1;id=2", "/a/;ids=1"),
        ] {
            let array = format!(
                "{{name: id, in: path, required: true, style: {style}, explode: {explode}, schema: {{type: array, items: {{type: integer}}}}}}"
            );
            requests(&path("/a/{id}", &array), &[&format!("v GET {good}"), &format!("i GET {bad}")]);
        }
        for (style, explode, good, bad) in [
            ("simple", false, "/a/r,1", "/a/r,x"),
            ("simple", true, "/a/r=1", "/a/r,1"),
            ("label", false, "/a/.r,1", "/a/r,1"),
            ("label", true, "/a/.r=1", "/a/.r=x"),
            ("matrix", false, "/a/;id=r,1", "/a/;id=r,x"),
            ("matrix", true, "/a/;r=1", "/a/;r=x"),
        ] {
            let object = format!(
                "{{name: id, in: path, required: true, style: {style}, explode: {explode}, schema: {{type: object, properties: {{r: {{type: integer}}}}}}}}"
            );
            requests(&path("/a/{id}", &object), &[&format!("v GET {good}"), &format!("i GET {bad}")]);
        }
    }
}

#[test]
fn headers_and_cookies() {
    parameter_cases(
        "{name: X-Id, in: header, required: true, schema: {type: integer}}, {name: X-List, in: header, schema: {type: array, items: {type: integer}}}, {name: X-Obj, in: header, explode: true, schema: {type: object, properties: {a: {type: integer}}}}, {name: X-Flat, in: header, schema: {type: object, properties: {a: {type: integer}}}}",
        &[
            "v GET /x | X-Id: 1",
            "v GET /x | x-id: 1",
            "v GET /x | X-ID:  1 ",
            "i GET /x | X-Id: a",
            "i GET /x",
            "v GET /x | X-Id: 1 | X-List: 1,2, 3",
            "v GET /x | X-Id: 1 | X-List: 1 | X-List: 2",
            "i GET /x | X-Id: 1 | X-List: 1,b",
            "v GET /x | X-Id: 1 | X-Obj: a=1",
            "i GET /x | X-Id: 1 | X-Obj: a=b",
            "v GET /x | X-Id: 1 | X-Flat: a,1",
            "i GET /x | X-Id: 1 | X-Flat: a,b",
            "v GET /x | X-Id: 1 | X-Unknown: b",
        ],
    );
    parameter_cases(
        "{name: Accept, in: header, required: true, schema: {type: integer}}, {name: Content-Type, in: header, required: true, schema: {type: integer}}, {name: Authorization, in: header, required: true, schema: {type: integer}}",
        &["v GET /x", "v GET /x | Accept: text/html"],
    );
    parameter_cases(
        "{name: c, in: cookie, required: true, schema: {type: integer}}, {name: d, in: cookie, explode: false, schema: {type: array, items: {type: integer}}}",
        &[
            "v GET /x | Cookie: c=1",
            "v GET /x | Cookie: a=b; c=1; e=f",
            "v GET /x | cookie: c=1 | cookie: d=1,2",
            "i GET /x | Cookie: c=x",
            "i GET /x | Cookie: C=1",
            "i GET /x",
            "v GET /x | Cookie: c=1; d=1,2",
            "i GET /x | Cookie: c=1; d=1,b",
        ],
    );
}

#[test]
fn odd_forms_of_lists_and_objects() {
    parameter_cases(
        "{name: a, in: query, style: spaceDelimited, explode: true, schema: {type: array, items: {type: integer}}}",
        &["v GET /x?a=1&a=2", "i GET /x?a=x"],
    );
    parameter_cases(
        "{name: a, in: query, explode: false, schema: {type: array, items: {type: string, enum: [x, y]}}}",
        &["v GET /x?a=x,y", "i GET /x?a=x,z", "v GET /x?a=x&a=y"],
    );
    parameter_cases(
        "{name: a, in: query, schema: {type: array, items: {type: array, items: {type: integer}}}}",
        &["v GET /x"],
    );
    parameter_cases(
        "{name: a, in: query, schema: {type: array, minItems: 2, items: {type: string}}}",
        &["i GET /x?a=1", "v GET /x?a=1&a=2"],
    );
    parameter_cases(
        "{name: f, in: query, style: deepObject, explode: true, schema: {type: object, additionalProperties: {type: integer}}}",
        &["v GET /x?f[a]=1&f[b]=2", "i GET /x?f[a]=x", "v GET /x?f[a%20b]=1"],
    );
    parameter_cases(
        "{name: f, in: query, style: deepObject, explode: true, schema: {type: object, properties: {a: {type: object, properties: {b: {type: array, items: {type: integer}}}}}}}",
        &["v GET /x?f[a][b][]=1", "i GET /x?f[a][b][]=x", "v GET /x?f[a][b]=1&f[a][b]=2", "i GET /x?f[a]=1"],
    );
    parameter_cases(
        "{name: f, in: query, explode: true, schema: {type: object, properties: {a: {type: array, items: {type: integer}}}}}",
        &["v GET /x?a=1&a=2", "i GET /x?a=x"],
    );
    parameter_cases(
        "{name: f, in: query, schema: {oneOf: [{type: array, items: {type: integer}}, {type: string, enum: [all]}]}}",
        &["v GET /x?f=1&f=2", "v GET /x?f=all", "i GET /x?f=none"],
    );
    parameter_cases(
        "{name: c, in: cookie, schema: {type: array, items: {type: integer}}}",
        &["v GET /x | Cookie: c=1", "i GET /x | Cookie: c=x"],
    );
    parameter_cases(
        "{name: X-B, in: header, schema: {type: boolean}}, {name: X-N, in: header, schema: {type: number}}, {name: X-D, in: header, schema: {type: string, format: date-time}}, {name: X-J, in: header, content: {application/json: {schema: {type: object, required: [a]}}}}",
        &[
            "v GET /x | X-B: true",
            "i GET /x | X-B: 1",
            "v GET /x | X-N: -1.5",
            "i GET /x | X-N: ",
            "v GET /x | X-D: 2020-01-01T00:00:00Z",
            "i GET /x | X-D: Wed, 21 Oct 2015 07:28:00 GMT",
            "v GET /x | X-J: {\"a\": 1}",
            "i GET /x | X-J: {}",
        ],
    );
}

#[test]
fn what_a_parameter_refers_to_or_leaves_out() {
    for version in ["3.0.3", "3.1.0"] {
        let document = with_paths(
            version,
            "
  /x/{id}:
    parameters:
      - {$ref: '#/components/parameters/Id'}
      - {name: q, in: query, required: true, schema: {type: integer}}
    get:
      parameters:
        - {name: q, in: query, schema: {$ref: '#/components/schemas/Word'}}
        - {name: h, in: header, deprecated: true, schema: {type: integer}}
      responses: {}
    put: {responses: {}}
",
            "
components:
  parameters: {Id: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}}
  schemas: {Id: {allOf: [{$ref: '#/components/schemas/Number'}, {maximum: 9}]}, Number: {type: integer}, Word: {type: string, maxLength: 2}}
",
        );
        requests(
            &document,
            &[
                "v GET /x/1",
                "v GET /x/1?q=ab",
                "i GET /x/1?q=abc",
                "i GET /x/10",
                "i GET /x/a",
                "i PUT /x/1",
                "v PUT /x/1?q=1",
                "i PUT /x/1?q=a",
                "v GET /x/1 | h: 1",
                "i GET /x/1 | h: a",
            ],
        );
    }
}
