//! Any bytes, as a payload for a schema of a table and as a schema with a payload: the fast pass says clean only
//! where the full pass finds nothing, and says the same without SIMD.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| openapi_fuzz::fast_pass(bytes));
