//! The embedded module at work.

use serde_json::{Value, json};

use super::runtime::judge::{Keyword, Schema, Types, violations};
use super::runtime::numbers::{Decimal, Literal, is_equal, without_fractions};
use super::runtime::pattern::Matcher;
use super::runtime::{formats, from_value, validate};

use Decimal::{Real, Whole};

/// Pointers and keywords of all that is wrong.
#[track_caller]
fn check(schema: Schema, value: &Value, expected: &[(&str, &str)]) {
    let found = violations(value, schema);
    let found: Vec<(&str, &str)> =
        found.iter().map(|violation| (violation.pointer.as_str(), violation.keyword)).collect();
    assert_eq!(found, expected, "{value}");
}

static LIST: Schema = &[
    Keyword::Type(Types::OBJECT),
    Keyword::Required(&["value"]),
    Keyword::Members(
        &[("next", &[Keyword::Ref(&LIST)]), ("value", &[Keyword::Type(Types::INTEGER)])],
        &[],
        Some(&[Keyword::Never]),
    ),
];
static ITSELF: Schema = &[Keyword::AllOf(&[&[Keyword::Ref(&ITSELF)], &[Keyword::Type(Types::STRING)]])];
static DOUBLING: Schema = &[Keyword::AnyOf(&[
    &[Keyword::Items(&[], Some(&[Keyword::Ref(&DOUBLING)])), Keyword::Never],
    &[Keyword::Items(&[], Some(&[Keyword::Ref(&DOUBLING)])), Keyword::Never],
])];

#[test]
fn schemas_may_refer_to_each_other() {
    check(LIST, &json!({"value": 1, "next": {"value": 2.0}}), &[]);
    check(
        LIST,
        &json!({"next": {"value": "x", "a/b": 1}}),
        &[("", "required"), ("/next/value", "type"), ("/next/a~1b", "additionalProperties")],
    );
    check(ITSELF, &json!("x"), &[]);
    check(ITSELF, &json!(1), &[("", "type")]);
}

#[test]
fn what_is_too_much_is_given_up_and_not_called_valid() {
    let mut deep = json!(1);
    for _ in 0..600 {
        deep = json!({"value": 1, "next": deep});
    }
    let found = violations(&deep, LIST);
    assert_eq!(
        found.last().map(|violation| violation.message.as_str()),
        Some("is nested too deep to be checked")
    );
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let found = violations(&deep, DOUBLING);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "takes too long to be checked");
    let many = json!(vec![0; 2000]);
    assert_eq!(violations(&many, &[Keyword::Items(&[], Some(&[Keyword::Never]))]).len(), 1000);
}

#[test]
fn numbers_are_compared_exactly() {
    static AT_MOST: Schema = &[Keyword::Maximum(Whole(9_007_199_254_740_992))];
    static AT_LEAST: Schema = &[Keyword::Minimum(Real(9_007_199_254_740_992.0))];
    static MORE: Schema = &[Keyword::ExclusiveMinimum(Real(9_007_199_254_740_992.0))];
    static LESS_THAN_ZERO: Schema = &[Keyword::ExclusiveMaximum(Whole(0))];
    static UNSIGNED: Schema = &[Keyword::Maximum(Whole(u64::MAX as i128))];
    static SIGNED: Schema = &[Keyword::Minimum(Whole(i64::MIN as i128))];
    let limit = 9_007_199_254_740_993_i64;
    check(AT_MOST, &json!(limit), &[("", "maximum")]);
    check(AT_LEAST, &json!(limit), &[]);
    check(MORE, &json!(limit), &[]);
    check(LESS_THAN_ZERO, &json!(-0.0), &[("", "exclusiveMaximum")]);
    check(UNSIGNED, &json!(1e20), &[("", "maximum")]);
    check(SIGNED, &json!(-1e20), &[("", "minimum")]);
}

#[test]
fn multiples_are_those_of_the_decimals() {
    let multiple = |value: Value, divisor: Decimal| {
        Decimal::of(value.as_number().expect("a number")).is_multiple_of(divisor)
    };
    assert!(multiple(json!(0.3), Real(0.1)));
    assert!(multiple(json!(1_070_468.14), Real(0.01)));
    assert!(multiple(json!(19.99), Real(0.01)));
    assert!(multiple(json!(0), Real(0.01)));
    assert!(multiple(json!(1e300), Real(0.5)));
    assert!(multiple(json!(12), Real(2.0)));
    assert!(!multiple(json!(12.5), Whole(2)));
    assert!(!multiple(json!(0.001), Real(0.01)));
    assert!(!multiple(json!(1e-300), Real(0.5)));
    assert!(!multiple(json!(7), Whole(2)));
    assert!(!multiple(json!(0.35), Real(0.1)));
}

#[test]
fn values_are_equal_as_numbers_are() {
    assert!(is_equal(&json!(1.0), &Literal::Number(Whole(1))));
    assert!(is_equal(
        &json!({"b": [null, true], "a": "x"}),
        &Literal::Members(&[
            ("a", Literal::Text("x")),
            ("b", Literal::List(&[Literal::Null, Literal::Bool(true)]))
        ])
    ));
    assert!(!is_equal(&json!({"a": 1, "b": 1}), &Literal::Members(&[("a", Literal::Number(Whole(1)))])));
    for (items, unique) in [
        (json!([1, 1.0]), false),
        (json!([0, -0.0]), false),
        (json!([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}]), false),
        (json!([1, "1", true, "true", null, [1], {"1": 1}]), true),
        (json!([18_446_744_073_709_551_615_u64, 18_446_744_073_709_551_616.0]), true),
    ] {
        check(&[Keyword::UniqueItems], &items, if unique { &[] } else { &[("", "uniqueItems")] });
    }
}

#[test]
fn marks_say_nothing_where_nothing_is_demanded() {
    static MARKED: Schema = &[Keyword::ReadOnly(&["id"])];
    static NOT_MARKED: Schema = &[Keyword::Not(MARKED)];
    static IF_MARKED: Schema = &[Keyword::If(MARKED, &[], &[Keyword::Never])];
    check(MARKED, &json!({"id": 1}), &[("/id", "readOnly")]);
    check(MARKED, &json!({}), &[]);
    check(NOT_MARKED, &json!({"id": 1}), &[("", "not")]);
    check(IF_MARKED, &json!({"id": 1}), &[]);
}

#[test]
fn lengths_are_code_points_and_patterns_match_anywhere() {
    check(&[Keyword::MaxLength(1)], &json!("😀"), &[]);
    check(&[Keyword::MinLength(2)], &json!("😀"), &[("", "minLength")]);
    let matches = |pattern: &str, text: &str| Matcher::new().matches(pattern, text);
    assert!(matches("b", "abc"));
    assert!(matches("^.$", "😀"));
    assert!(matches(r"^\p{Lu}$", "Ä"));
    assert!(matches(r"^\d$", "7") && !matches(r"^\d$", "٧"));
    assert!(matches(r"^a\-b$", "a-b"), "an escape that is allowed without the flag `u` only");
    assert!(matches("(", "anything"), "no regular expression");
}

#[test]
fn a_value_becomes_a_model_or_says_why_not() {
    static ROOT: Schema =
        &[Keyword::Type(Types::ARRAY), Keyword::Items(&[], Some(&[Keyword::Type(Types::INTEGER)]))];
    assert_eq!(from_value::<Vec<i64>>(json!([1.0, 2, 1e2]), ROOT), Ok(vec![1, 2, 100]));
    let broken = from_value::<Vec<i64>>(json!([1, "secret"]), ROOT).unwrap_err();
    assert_eq!(broken.to_string(), "/1 is not of the type integer");
    let huge = from_value::<Vec<i64>>(json!([1e300]), ROOT).unwrap_err();
    assert_eq!(huge.to_string(), "the value is valid, but more than the type can hold");
    assert_eq!(validate(&vec![1], ROOT), Ok(()));
    assert!(validate(&"x", ROOT).is_err());
    assert_eq!(without_fractions(json!({"a": [1.5, 2.0, 1e30]})), json!({"a": [1.5, 2, 1e30]}));
}

#[track_caller]
fn format(holds: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(holds(text), "{text}");
    }
    for text in bad {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn times() {
    format(
        formats::date,
        &["2024-02-29", "2000-02-29", "0000-02-29", "1999-12-31"],
        &[
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-04-31",
            "2024-1-1",
            "",
            "２０２４-01-01",
            "2024-01-00",
        ],
    );
    format(
        formats::time,
        &["00:00:00Z", "23:59:60Z", "22:59:60-01:00", "12:30:00.123456789+23:59", "01:00:00z"],
        &[
            "24:00:00Z",
            "12:60:00Z",
            "12:00:60Z",
            "12:00:00",
            "12:00:00.Z",
            "12:00:00+24:00",
            "12:00:00+1:00",
            "12:00Z",
        ],
    );
    format(
        formats::date_time,
        &["2024-02-29T12:00:00Z", "2024-02-29t12:00:00z"],
        &["2024-02-29 12:00:00Z", "2024-02-29", "2024-02-29T"],
    );
    format(
        formats::duration,
        &["P1Y", "P1Y2M3D", "P1YT1H", "PT1H2M3S", "P2W", "PT0S", "P1DT1M"],
        &["P", "PT", "P1", "P1Y3D", "PT1H3S", "P1W1D", "P1M1Y", "P1DT", "1D", "P1.5D", "P1Y1Y", "P1WT1H"],
    );
}

#[test]
fn addresses() {
    format(
        formats::email,
        &[
            "a@b",
            "a.b+c@example.com",
            "\"a b\"@example.com",
            "\"\"@example.com",
            "a@[127.0.0.1]",
            "a@[ipv6:::1]",
        ],
        &[
            "",
            "a",
            "@b",
            "a@",
            "a b@c",
            ".a@b",
            "a..b@c",
            "a@-b",
            "a@b_c",
            "ä@b",
            "\"a\"b\"@c",
            "a@[1.2]",
            "A <a@b>",
            "a@b@c",
        ],
    );
    format(formats::idn_email, &["ä@bücher.example", "\"ü\"@example.com", "a@b"], &["ä", "a b@c", "a@ü ü"]);
    let long = "a".repeat(64);
    format(
        formats::hostname,
        &["a", "a-b.c", "1.2", "xn--bcher-kva.example"],
        &["", "a.", ".a", "-a", "a-", "a_b", "ab--c", "ü", &long],
    );
    format(formats::ipv4, &["127.0.0.1"], &["127.0.0.01", "1.2.3", "256.0.0.0", "1.2.3.4 "]);
    format(
        formats::ipv6,
        &["::", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"],
        &["1::2::3", "fe80::1%eth0", "[::1]", ""],
    );
}

#[test]
fn identifiers() {
    format(
        formats::uri,
        &[
            "a:",
            "urn:x:y",
            "http://a",
            "http://u:p@a:1/b%20c?d=/?#e",
            "http://[::1]:8/",
            "http://[v1.a:b]",
            "a://b:",
            "file:///x",
            "http://a?b",
            "http://a#b",
        ],
        &[
            "",
            "a",
            "//a",
            "1a:b",
            "http://a b",
            "http://a:x",
            "http://[::g]",
            "http://a/%2",
            "http://a#b#c",
            "http://a@b@c",
            "http://a[b]",
            "ä:b",
            "http://[v.a]",
        ],
    );
    format(
        formats::uri_reference,
        &["", "a", "//a", "/a:b", "?x", "#", "./a:b", "a:b"],
        &["1a:b", "a b", "\\", "%zz"],
    );
    format(
        formats::uuid,
        &["00000000-0000-0000-0000-000000000000", "ABCDEF01-2345-6789-abcd-ef0123456789"],
        &[
            "",
            "0000000000000000000000000000000000000",
            "{0000000-0000-0000-0000-000000000000}",
            "00000000-0000-0000-0000-00000000000g",
        ],
    );
    format(formats::json_pointer, &["", "/", "/a~0b~1c", "/a/b"], &["a", "/~", "/~2", "#/a"]);
    format(formats::relative_json_pointer, &["0", "10", "0#", "1/a"], &["", "01", "-1", "0##", "1a", "/a"]);
    format(
        formats::byte,
        &["", "YQ==", "YQ", "YW-_", "YWJj\r\nYWJj"],
        &["Y", "YQ=", "YQ===", "Y Q=", "ü", "YQ==YQ==", "=", "===="],
    );
}
