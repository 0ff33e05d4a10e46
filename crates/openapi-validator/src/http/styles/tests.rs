//! The tables of styles in the specification, cell by cell, and what comes near them.

use openapi_source::Pointer;
use openapi_spec::Resource;

use super::super::url::{pairs, whole};
use super::super::wants::Reading;
use super::*;

const SCHEMA: &str = "{items: {type: string}, properties: {R: {type: integer}, G: {type: integer}, B: {type: integer}, \
                      tags: {type: array, items: {type: string}}, in: {properties: {x: {type: integer}}}}}";

fn slots(text: &str, decoding: Decoding, is_pairs: bool) -> Vec<Slot> {
    if !is_pairs {
        return vec![Slot { name: "color".into(), name_at: Span::at(0), value: whole(text) }];
    }
    pairs(text)
        .map(|pair| Slot {
            name: decode(text, pair.name, decoding).unwrap(),
            name_at: pair.name,
            value: pair.value.unwrap_or(Span::at(pair.name.end)),
        })
        .collect()
}

/// The JSON of each candidate, or what was expected instead.
fn shown(style: Style, explode: bool, structure: Structure, text: &str) -> String {
    let is_pairs = !matches!(style, Style::Matrix | Style::Label | Style::Simple);
    let decoding = if is_pairs { Decoding::Form } else { Decoding::Percent };
    let (resource, _) = Resource::load("s.yaml", SCHEMA.as_bytes());
    let resource = resource.unwrap();
    let mut shapes = Shapes::new(&resource);
    let shape = shapes.of(&Pointer::root());
    let how = How { name: "color", style, explode, decoding };
    let sent = Sent { text, slots: slots(text, decoding, is_pairs) };
    match read(how, &sent, structure, &mut shapes, shape) {
        Ok(candidates) => {
            let json = |value: &Carried| value.write(&mut shapes, shape, Reading::Typed).json;
            candidates.iter().map(json).collect::<Vec<_>>().join(" or ")
        }
        Err(misread) => format!("{misread:?}"),
    }
}

/// A row of the table: what an empty value, `blue`, the list and the object of the specification are written as. An
/// empty cell is not defined by the specification.
#[track_caller]
fn row(style: Style, explode: bool, empty: &str, string: &str, array: &str, object: &str) {
    let check = |structure, text: &str, expected: &str| {
        if !text.is_empty() {
            assert_eq!(shown(style, explode, structure, text), expected, "{style:?} {explode} {text}");
        }
    };
    check(Structure::Scalar, empty, r#""""#);
    check(Structure::Scalar, string, r#""blue""#);
    check(Structure::Array, array, r#"["blue","black","brown"]"#);
    check(Structure::Object, object, r#"{"R":100,"G":200,"B":150}"#);
}

#[test]
fn the_table_of_the_specification() {
    let (no, yes) = (false, true);
    row(Style::Matrix, no, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150");
    row(
        Style::Matrix,
        yes,
        ";color",
        ";color=blue",
        ";color=blue;color=black;color=brown",
        ";R=100;G=200;B=150",
    );
    row(Style::Label, no, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150");
    row(Style::Label, yes, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150");
    row(Style::Simple, no, "", "blue", "blue,black,brown", "R,100,G,200,B,150");
    row(Style::Simple, yes, "", "blue", "blue,black,brown", "R=100,G=200,B=150");
    row(Style::Form, no, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150");
    row(Style::Form, yes, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150");
    for delimiter in ["%20", "+"] {
        let array = format!("color={}", ["blue", "black", "brown"].join(delimiter));
        let object = format!("color={}", ["R", "100", "G", "200", "B", "150"].join(delimiter));
        row(Style::SpaceDelimited, no, "", "", &array, &object);
    }
    for delimiter in ["|", "%7C", "%7c"] {
        let array = format!("color={}", ["blue", "black", "brown"].join(delimiter));
        let object = format!("color={}", ["R", "100", "G", "200", "B", "150"].join(delimiter));
        row(Style::PipeDelimited, no, "", "", &array, &object);
    }
    row(Style::SpaceDelimited, yes, "", "", "color=blue&color=black&color=brown", "");
    row(Style::PipeDelimited, yes, "", "", "color=blue&color=black&color=brown", "");
    row(Style::DeepObject, yes, "", "", "", "color[R]=100&color[G]=200&color[B]=150");
    row(Style::DeepObject, yes, "", "", "", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150");
}

#[test]
fn the_label_of_older_versions_has_dots() {
    let shown = |structure, text| shown(Style::Label, false, structure, text);
    assert_eq!(
        shown(Structure::Array, ".blue.black.brown"),
        r#"["blue.black.brown"] or ["blue","black","brown"]"#
    );
    assert_eq!(shown(Structure::Object, ".R.100.G.200.B.150"), r#"{"R":100,"G":200,"B":150}"#);
}

#[test]
fn encoded_delimiters_are_data_first() {
    assert_eq!(shown(Style::Form, false, Structure::Array, "color=a%2Cb,c"), r#"["a,b","c"]"#);
    assert_eq!(shown(Style::Form, false, Structure::Array, "color=a%2Cb"), r#"["a,b"] or ["a","b"]"#);
    assert_eq!(shown(Style::Form, false, Structure::Object, "color=R%2C1"), r#"{"R":1}"#);
    assert_eq!(shown(Style::Simple, false, Structure::Array, "a%2Fb,c"), r#"["a/b","c"]"#);
    assert_eq!(shown(Style::Form, true, Structure::Scalar, "color=a+b%2B"), r#""a b+""#);
    assert_eq!(shown(Style::Simple, false, Structure::Scalar, "a+b"), r#""a+b""#);
}

#[test]
fn deep_objects_go_deeper_than_the_specification() {
    let shown = |text| shown(Style::DeepObject, true, Structure::Object, text);
    assert_eq!(shown("color[in][x]=1&color[tags][]=a&color[tags][]=b"), r#"{"in":{"x":1},"tags":["a","b"]}"#);
    assert_eq!(shown("color[tags][10]=c&color[tags][9]=b"), r#"{"tags":["b","c"]}"#);
    assert_eq!(shown("color[tags]=a"), r#"{"tags":["a"]}"#);
    assert_eq!(shown("color[tags]=a&color[tags]=b"), r#"{"tags":["a","b"]}"#);
    assert!(shown("color=1").contains("color[member]=value"));
    assert!(shown("color[a=1").contains("color[member]=value"));
    assert!(shown("color[a]=1&color[a][b]=2").contains("color[member]=value"));
    assert!(shown(&format!("color{}=1", "[a]".repeat(33))).contains("color[member]=value"));
}

#[test]
fn what_is_not_in_its_style_is_named() {
    let check = |style, explode, structure, text, expected: &str| {
        let shown = shown(style, explode, structure, text);
        assert!(shown.contains(expected), "{text}: {shown}");
    };
    check(Style::Matrix, false, Structure::Scalar, "blue", "\";color=...\"");
    check(Style::Matrix, false, Structure::Scalar, ";colour=blue", "\";color=...\"");
    check(Style::Matrix, false, Structure::Scalar, ";color=a;color=b", "\";color=...\"");
    check(Style::Matrix, true, Structure::Object, ";R", "\"member=value\"");
    check(Style::Label, false, Structure::Scalar, "blue", "\".value\"");
    check(Style::Simple, true, Structure::Object, "R,100", "\"member=value\"");
    check(Style::Simple, false, Structure::Object, "R,100,G", "\"member,value,member,value\"");
    check(Style::Form, false, Structure::Scalar, "color=%zz", "BadEscape");
    check(Style::Form, true, Structure::Array, "color=a&color=%ff", "NotUtf8");
}
