//! Any bytes: the YAML reader keeps its promises, and reads what both readers accept alike.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_source::{Limits, parse_json, parse_yaml};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let yaml = parse_yaml("fuzz.yaml", bytes, &limits);
    openapi_fuzz::check(&yaml);
    let json = parse_json("fuzz.json", bytes, &limits);
    if let (true, true, Some(json), Some(yaml)) =
        (json.faults.is_empty(), yaml.faults.is_empty(), json.tree, yaml.tree)
    {
        assert_eq!(json.root().to_value(), yaml.root().to_value());
    }
});
