//! The generated models accept what the validator accepts, and nothing else; what they accept, they
//! give back.
//!
//! `AGREEMENT_CASES` sets the number of values for each type.

mod disagreements;
mod judges;
mod mutants;
mod posts;
mod round_trip;
mod values;

/// The models of the fixture, made by the build script.
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    unused_qualifications,
    reason = "as in a generated crate, where all of it is public"
)]
mod keywords {
    include!(concat!(env!("OUT_DIR"), "/keywords.rs"));
}

use std::collections::BTreeSet;

use openapi_spec::Document;
use securegate_tests::root;
use serde_json::Value;

use disagreements::{Disagreement, OF_KEYWORDS};
use judges::{Back, Model, Validators, model};
use mutants::mutate;
use round_trip::RoundTrips;
use values::{Random, Values};

/// Values for each type where the environment does not say otherwise.
const CASES: usize = 200;

macro_rules! models {
    ($from:path: $($name:ident)*) => {{
        use $from as types;
        vec![$(model!(types::$name, stringify!($name))),*]
    }};
}

fn cases() -> usize {
    std::env::var("AGREEMENT_CASES").ok().and_then(|number| number.parse().ok()).unwrap_or(CASES)
}

/// Types with checks, as the source of the models has them.
fn checked_types(source: &str) -> BTreeSet<String> {
    let mut name = "";
    let mut out = BTreeSet::new();
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("impl ") {
            name = rest.trim_end_matches(" {");
        }
        if line.starts_with("    pub fn from_value(") {
            out.insert(name.to_owned());
        }
    }
    out
}

/// Holds the models and the validator against each other, and fails where a thing that is allowed
/// to differ does not.
fn agree(
    document: &Document,
    models: &[Model],
    source: &str,
    inline: &[(&str, &str)],
    allowed: &[Disagreement],
    mut kept: RoundTrips,
) {
    let names: BTreeSet<String> = models.iter().map(|model| model.name.to_owned()).collect();
    assert_eq!(names, checked_types(source), "every type with checks is tried");
    let with_posts = posts::with_posts(document.value(), inline).to_string();
    let (with_posts, findings) = Document::load("posts.json", with_posts.as_bytes());
    let with_posts = with_posts.unwrap_or_else(|| panic!("{findings:?}"));
    let validators = Validators::new(&with_posts);
    let values = Values::new(&with_posts);
    for Disagreement { reason, example: (name, text), .. } in allowed {
        let model = models.iter().find(|model| model.name == *name).expect("a type");
        let verdict = (model.judge)(&serde_json::from_str(text).expect("it is JSON"));
        assert_ne!(verdict.accepted.is_ok(), validators.accept(name, text), "no longer needed: {reason}");
    }
    let explains = |name: &str, value: &Value, accepted: bool| {
        allowed.iter().any(|disagreement| (disagreement.explains)(name, value, accepted))
    };
    let mut problems = Vec::new();
    for model in models {
        let schema = validators.schema(model.name);
        let mut random = Random::new(model.name);
        let mut accepted = 0;
        for round in 0..cases() {
            let mut value = values.of(&schema, &mut random);
            for _ in 0..(round % 4) {
                mutate(&mut value, &mut random);
            }
            let verdict = (model.judge)(&value);
            let is_valid = validators.accept(model.name, &value.to_string());
            accepted += usize::from(verdict.accepted.is_ok());
            let mut problem = |what: String| problems.push(format!("{}: {what}: {value}", model.name));
            match &verdict.accepted {
                Ok(_) if !is_valid => {
                    if !explains(model.name, &value, true) {
                        problem("only the model accepts it".to_owned());
                    }
                }
                Ok(back) => {
                    if let Err(why) = kept.check(&value, &back.json, &schema, &values) {
                        problem(why);
                    }
                    if !back.is_valid || !validators.accept(model.name, &back.json.to_string()) {
                        problem(format!("it became invalid: {}", back.json));
                    }
                }
                Err(_) if !is_valid => {}
                Err(why) => {
                    if !explains(model.name, &value, false) {
                        problem(format!("only the validator accepts it, {why}"));
                    }
                }
            }
            if let Some(Back { json, is_valid: said }) = &verdict.plain
                && *said != validators.accept(model.name, &json.to_string())
                && !explains(model.name, json, *said)
            {
                problem(format!("`validate` says {said} of {json}"));
            }
        }
        // Values that are all good or all bad would show nothing.
        let enough = cases() / 20;
        if !(enough..=cases() - enough).contains(&accepted) {
            problems.push(format!("{}: {accepted} of {} accepted", model.name, cases()));
        }
    }
    problems.truncate(20);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    kept.all_needed();
}

#[test]
fn on_every_keyword() {
    let document = include_bytes!(concat!(env!("OUT_DIR"), "/keywords.json"));
    let document = Document::load("keywords.json", document).0.expect("it loads");
    let models = models!(keywords: Address AddressId Amounts Base BaseId Closed Color Conditional ConditionalKind Constants
        Contact Created Derived DerivedId Either Email Exactly Formats Inline InlineOuter InlineOuterInnerItem
        InlineOuterInnerItemDeep Lists Marked MaybeText MaybeTextInner Named NotThese Numbers Pair
        Payment Percent Prefixed States StatesMay Tags TextOrNumber TextOrNumberString Texts TextsAnywhere TextsCode
        TextsFixed TextsNotEmpty TextsShort TextsSize TextsWord Tree);
    let inline = [
        ("AddressId", "Base/properties/id"),
        ("BaseId", "Base/properties/id"),
        ("ConditionalKind", "Conditional/properties/kind"),
        ("DerivedId", "Base/properties/id"),
        ("InlineOuter", "Inline/properties/outer"),
        ("InlineOuterInnerItem", "Inline/properties/outer/properties/inner/items"),
        ("InlineOuterInnerItemDeep", "Inline/properties/outer/properties/inner/items/properties/deep"),
        ("MaybeTextInner", "MaybeText"),
        ("StatesMay", "States/properties/may"),
        ("TextOrNumberString", "TextOrNumber/anyOf/0"),
        ("TextsAnywhere", "Texts/properties/anywhere"),
        ("TextsCode", "Texts/properties/code"),
        ("TextsFixed", "Texts/properties/fixed"),
        ("TextsNotEmpty", "Texts/properties/not_empty"),
        ("TextsShort", "Texts/properties/short"),
        ("TextsSize", "Texts/properties/size"),
        ("TextsWord", "Texts/properties/word"),
    ];
    let source = include_str!(concat!(env!("OUT_DIR"), "/keywords.rs"));
    agree(&document, &models, source, &inline, &OF_KEYWORDS, RoundTrips::of_keywords());
}

#[test]
fn on_every_request_of_securegate() {
    let bytes = std::fs::read(root().join("openapi/securegate.yaml")).expect("the document");
    let document = Document::load("openapi/securegate.yaml", &bytes).0.expect("it loads");
    let models = models!(securegate_models: AuthenticationMethod CountryCode CreateInvitesRequest EventCreate EventType
        InviteCreate InviteStatus Location UpdateInviteStatusRequest);
    let source = include_str!("../../crates/securegate-models/tests/snapshots/generated__models.snap");
    agree(&document, &models, source, &[], &[], RoundTrips::of_securegate());
}

#[test]
fn what_is_not_checked_is_reported() {
    let unchecked = include_str!(concat!(env!("OUT_DIR"), "/unchecked.txt"));
    assert_eq!(unchecked, "/components/schemas/Either/unevaluatedProperties");
    let source = include_str!(concat!(env!("OUT_DIR"), "/keywords.rs"));
    let said =
        "Not checked: `unevaluatedProperties` at\n    /// `/components/schemas/Either/unevaluatedProperties`";
    assert!(source.contains(said));
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    for text in [r#"{"must":null}"#, r#"{"must":null,"may":null}"#, r#"{"must":null,"may":"x"}"#] {
        let states: keywords::States = serde_json::from_str(text).expect("it reads");
        let written: Value = serde_json::to_value(&states).expect("it writes");
        let may = serde_json::from_str::<Value>(text).expect("it reads").get("may").cloned();
        assert_eq!(written.get("may").cloned(), may);
        let state = may.map(|value| value.as_str().map(str::to_owned));
        assert_eq!(states.may.map(|may| may.map(|text| text.to_string())), state);
    }
}
