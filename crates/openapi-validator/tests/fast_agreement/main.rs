//! The fast pass says clean only where the full pass finds nothing, with SIMD and without: over schemas made at
//! random, values made to fit them, texts written in every way JSON allows, and those texts damaged.

mod lists;
mod payloads;
mod schemas;

use crate::payloads::{damage, value, write_value};
use crate::schemas::{Random, document, schema};
use openapi_source::{Limits, Parsed, Pointer, parse_json};
use openapi_spec::Resource;
use openapi_validator::{Answer, Padded, Validator};

/// How often what was tally.
struct Tally {
    clean: usize,
    full_clean: usize,
}

fn check_seed(seed: u64, tally: &mut Tally) {
    let mut random = Random::new(seed);
    let root = schema(&mut random, 3);
    if !root.is_object() {
        return;
    }
    let root = document(&mut random, root);
    let text = root.to_string();
    let (resource, findings) = Resource::load("schema.json", text.as_bytes());
    if !findings.is_empty() {
        return;
    }
    let resource = resource.expect("it reads");
    let validator = Validator::new(&resource).expect("it compiles");
    // A keyword may be wrong in one dialect that is right in another.
    let Ok(checker) = validator.schema(&Pointer::root()) else { return };
    let Ok(plan) = validator.fast_plan(&Pointer::root()) else { return };
    let plan = plan.expect("it is small");
    let mut scratch = plan.scratch();
    let portable =
        validator.fast_plan(&Pointer::root()).expect("it compiles").expect("it is small").without_simd();
    for _ in 0..12 {
        let payload = value(&mut random, &root, &root, 6);
        let mut written = String::new();
        write_value(&mut random, &payload, &mut written);
        let mut bytes = written.into_bytes();
        if random.one_in(3) {
            damage(&mut random, &mut bytes);
        }
        let Parsed { tree, faults, .. } = parse_json("payload.json", &bytes, &Limits::default());
        let full_clean = faults.is_empty()
            && tree.is_some_and(|tree| {
                let found = checker.check(&tree);
                found.findings.is_empty() && found.not_checked.is_empty()
            });
        let padded = Padded::new(bytes);
        let answer = plan.judge(&padded, &mut scratch);
        let shown = || String::from_utf8_lossy(padded.bytes()).into_owned();
        assert_eq!(
            answer,
            portable.judge(&padded, &mut scratch),
            "seed {seed}: the backends differ on {text} and {}",
            shown()
        );
        if answer == Answer::Clean {
            assert!(full_clean, "seed {seed}: clean, but not for the full pass: {text} and {}", shown());
            tally.clean += 1;
        }
        tally.full_clean += usize::from(full_clean);
    }
}

/// How many schemas are tried; the variable raises it.
fn seeds(default: u64) -> u64 {
    std::env::var("FAST_AGREEMENT_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn clean_means_that_the_full_pass_finds_nothing() {
    let mut tally = Tally { clean: 0, full_clean: 0 };
    for seed in 0..seeds(1500) {
        check_seed(seed, &mut tally);
    }
    // A fast pass that never says clean would pass the test above.
    assert!(tally.clean * 100 >= tally.full_clean * 80, "clean {} of {}", tally.clean, tally.full_clean);
    assert!(tally.full_clean > 1000, "only {} clean payloads were made", tally.full_clean);
}
