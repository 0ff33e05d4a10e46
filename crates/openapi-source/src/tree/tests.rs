//! The tree as its builder and its readers leave it.

use super::*;
use crate::{LeftOut, Limits, Locator, Pointer, parse_json, parse_json_without, parse_yaml};
use serde_json::json;

fn json(text: &str) -> Tree {
    parse_json("t", text.as_bytes(), &Limits::default()).tree.expect("a tree")
}

fn yaml(text: &str) -> Tree {
    parse_yaml("t", text.as_bytes(), &Limits::default()).tree.expect("a tree")
}

#[test]
fn every_value_knows_its_place_and_its_text() {
    let tree = json(r#" {"a": [1, "x\ty", null], "b": {"c": true}} "#);
    let root = tree.root();
    assert_eq!(root.kind(), Kind::Object);
    assert_eq!(root.raw(), r#"{"a": [1, "x\ty", null], "b": {"c": true}}"#);
    let array = root.get("a").unwrap();
    assert_eq!(array.kind(), Kind::Array);
    assert_eq!(array.len(), 3);
    let raws: Vec<&str> = array.elements().map(Node::raw).collect();
    assert_eq!(raws, ["1", r#""x\ty""#, "null"]);
    let string = array.elements().nth(1).unwrap();
    assert_eq!(string.as_str(), Some("x\ty"));
    assert_eq!(string.as_number(), None);
    assert_eq!(array.elements().next().unwrap().as_number(), Some("1"));
    let member = root.member("b").unwrap();
    assert_eq!(member.name, "b");
    assert_eq!(member.name_span, Span::new(26, 29));
    assert_eq!(member.value.get("c").unwrap().as_bool(), Some(true));
    assert!(!member.value.is_empty());
    assert_eq!(string.elements().count() + string.members().count() + string.len(), 0);
}

#[track_caller]
fn check_at(tree: &Tree, pointer: &str, raw: Option<&str>) {
    let found = tree.at(&Pointer::from_text(pointer)).map(Node::raw);
    assert_eq!(found, raw, "{pointer}");
}

#[test]
fn pointers_lead_to_values_or_nowhere() {
    let tree = json(r#"{"a/b": {"~": [10, 20]}, "": 0, "7": 8}"#);
    check_at(&tree, "", Some(tree.root().raw()));
    check_at(&tree, "/a~1b/~0/1", Some("20"));
    check_at(&tree, "/", Some("0"));
    check_at(&tree, "/7", Some("8"));
    check_at(&tree, "/a~1b/~0/2", None);
    check_at(&tree, "/a~1b/~0/01", None);
    check_at(&tree, "/a~1b/~0/-", None);
    check_at(&tree, "/a~1b/~0/", None);
    check_at(&tree, "/7/8", None);
}

#[test]
fn large_objects_find_every_name_and_only_those() {
    for size in [15, 16, 17, 18, 1000] {
        // Not in sorted order, so that the index must sort.
        let names: Vec<String> = (0..size).map(|idx| format!("name-{}", (idx * 7919) % size)).collect();
        let members: Vec<String> =
            names.iter().enumerate().map(|(idx, name)| format!("{name:?}: {idx}")).collect();
        let tree = json(&format!("{{{}}}", members.join(", ")));
        let root = tree.root();
        assert_eq!(root.len(), size);
        for (idx, name) in names.iter().enumerate() {
            assert_eq!(root.get(name).unwrap().as_number(), Some(idx.to_string().as_str()));
        }
        for absent in ["", "name-", "name-99999", "~"] {
            assert!(root.get(absent).is_none(), "{absent} among {size}");
        }
        let order: Vec<&str> = root.members().map(|member| member.name).collect();
        assert_eq!(order, names, "members keep the order of the text");
    }
}

#[test]
fn of_equal_names_the_last_counts_in_small_and_large_objects() {
    for size in [2, 40] {
        let filler: Vec<String> = (0..size).map(|idx| format!("\"k{idx}\": 0")).collect();
        let tree = json(&format!(r#"{{"a": 1, {}, "a": 2, "\u0061": 3}}"#, filler.join(", ")));
        let root = tree.root();
        assert_eq!(root.get("a").unwrap().as_number(), Some("3"));
        assert_eq!(root.members().filter(|member| member.name == "a").count(), 3);
        assert_eq!(root.to_value()["a"], json!(3));
    }
}

#[test]
fn repeated_names_come_back_as_neighbouring_pairs() {
    for size in [0, 20] {
        let mut builder = TreeBuilder::new(Source::new("t", "a".repeat(200)));
        builder.open_object(0);
        let name = |builder: &mut TreeBuilder, at: u32| {
            builder.string(Span::new(at, at + 1), Span::new(at, at + 1));
            builder.null(Span::at(at));
        };
        for idx in 0..size {
            builder.owned_string(Span::at(100), format!("other {idx}"));
            builder.null(Span::at(100));
        }
        for at in [10, 20, 30] {
            name(&mut builder, at);
        }
        let pairs: Vec<(u32, u32)> =
            builder.close(50).iter().map(|pair| (pair.first.start, pair.second.start)).collect();
        assert_eq!(pairs, [(10, 20), (20, 30)], "among {size} others");
        assert_eq!(builder.finish().unwrap().root().len(), size + 3);
    }
}

#[test]
fn an_unclosed_or_empty_tree_is_none() {
    let mut builder = TreeBuilder::new(Source::new("t", "[1"));
    assert_eq!(builder.innermost(), None);
    builder.open_array(0);
    builder.number(Span::new(1, 2), Span::new(1, 2));
    assert_eq!(builder.depth(), 1);
    assert_eq!(builder.innermost(), Some((0, false)));
    assert!(builder.finish().is_none());
    assert!(TreeBuilder::new(Source::new("t", "")).finish().is_none());
}

#[test]
fn aliases_share_the_node_of_their_anchor() {
    let tree = yaml("a: &x {p: [1, 2]}\nb: *x\nc: [*x, &s text, *s]\nd: &y [*x]\ne: *y\n");
    let root = tree.root();
    let (a, b) = (root.get("a").unwrap(), root.get("b").unwrap());
    assert_eq!(a.id(), b.id());
    assert_eq!(b.raw(), "{p: [1, 2]}");
    assert_ne!(a.id(), root.get("c").unwrap().id());
    // An alias behind an alias leads to the value, and what comes after one is not lost.
    assert_eq!(root.get("e").unwrap().elements().next().unwrap().id(), a.id());
    assert_eq!(
        root.to_value(),
        json!({
            "a": {"p": [1, 2]}, "b": {"p": [1, 2]}, "c": [{"p": [1, 2]}, "text", "text"],
            "d": [{"p": [1, 2]}], "e": [{"p": [1, 2]}],
        })
    );
}

#[test]
fn numbers_keep_their_literal_and_become_the_nearest_value() {
    let tree =
        json("[18446744073709551615, -9223372036854775808, 18446744073709551616, 1.50, 1E2, -0, 0.1e1]");
    let literals: Vec<&str> = tree.root().elements().filter_map(Node::as_number).collect();
    assert_eq!(
        literals,
        [
            "18446744073709551615",
            "-9223372036854775808",
            "18446744073709551616",
            "1.50",
            "1E2",
            "-0",
            "0.1e1"
        ]
    );
    let value = tree.root().to_value();
    assert_eq!(value, json!([u64::MAX, i64::MIN, 18_446_744_073_709_551_616.0, 1.5, 100.0, -0.0, 1.0]));
}

#[test]
fn invalid_values_have_a_place_and_no_type() {
    let tree = json(r#"{"a": NaN, "b": 1}"#);
    let invalid = tree.root().get("a").unwrap();
    assert_eq!(invalid.kind(), Kind::Invalid);
    assert_eq!(invalid.raw(), "NaN");
    assert_eq!(invalid.as_number(), None);
    assert_eq!(invalid.as_bool(), None);
    assert_eq!(tree.root().to_value(), json!({"a": null, "b": 1}));
}

#[test]
fn elements_left_out_are_counted_and_leave_the_others_where_they_are() {
    let text = r#"{"a": [10, 11, {"b": 12}, 13], "c": [20]}"#;
    let at = |needle: &str| text.find(needle).unwrap();
    let left_out = [
        LeftOut { start: at("10"), end: at("11") + 2, count: 2 },
        LeftOut { start: at("13"), end: at("13") + 2, count: 1 },
    ];
    let parsed = parse_json_without("t", text.as_bytes(), &Limits::default(), &left_out);
    assert!(parsed.faults.is_empty());
    let tree = parsed.tree.unwrap();
    assert!(tree.has_gaps());
    let list = tree.root().get("a").unwrap();
    assert_eq!((list.len(), list.elements().count(), list.index_of(0)), (4, 1, 2));
    assert_eq!(list.raw(), r#"[10, 11, {"b": 12}, 13]"#);
    assert_eq!(tree.root().get("c").unwrap().len(), 1);
    let whole = json(text);
    let (mut locator, mut whole_locator) = (Locator::new(&tree), Locator::new(&whole));
    for needle in ["12", "\"b\"", "20", "\"c\""] {
        let offset = u32::try_from(at(needle)).unwrap();
        let (pointer, record) = locator.pointer_at(offset);
        assert_eq!((pointer.clone(), record), whole_locator.pointer_at(offset));
        assert_eq!(locator.locate(&pointer).node.raw(), whole_locator.locate(&pointer).node.raw());
        assert_eq!(tree.at(&pointer).unwrap().span(), whole.at(&pointer).unwrap().span());
    }
    assert!(tree.at(&Pointer::from_text("/a/1")).is_none());
}

#[test]
fn nothing_is_left_out_where_a_name_stands_twice() {
    let text = r#"{"a": [1], "a": [2]}"#;
    let left_out = [LeftOut { start: 7, end: 8, count: 1 }];
    let parsed = parse_json_without("t", text.as_bytes(), &Limits::default(), &left_out);
    assert_eq!(parsed.faults.len(), 1);
    assert!(!parsed.tree.unwrap().has_gaps());
}

#[test]
fn only_elements_are_left_out() {
    let text = r#"{"a": [1]}"#;
    for (start, end) in [(0, 10), (6, 9), (7, 8), (5, 6)] {
        let left_out = [LeftOut { start, end, count: 1 }];
        let parsed = parse_json_without("t", text.as_bytes(), &Limits::default(), &left_out);
        assert_eq!(parsed.tree.unwrap().has_gaps(), start == 7, "{start}");
    }
}
