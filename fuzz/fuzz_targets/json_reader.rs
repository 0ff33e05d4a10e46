//! Any bytes: the JSON reader keeps its promises, and agrees with `serde_json` on what is JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_source::{FaultKind, Limits, parse_json};

fuzz_target!(|bytes: &[u8]| {
    // As deep as the other reader goes, so that both refuse the same nesting.
    let limits = Limits { depth: 127, ..Limits::default() };
    let parsed = parse_json("fuzz.json", bytes, &limits);
    openapi_fuzz::check(&parsed);
    // Equal names are a policy of ours.
    let is_json = parsed.faults.iter().all(|fault| fault.kind == FaultKind::DuplicateKey && !fault.fatal);
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
    assert_eq!(is_json, theirs.is_ok(), "{:?} against {theirs:?}", parsed.faults);
});
