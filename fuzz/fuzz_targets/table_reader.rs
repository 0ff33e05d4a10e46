//! Any bytes: the reader of tables keeps its promises, in blocks of any size as in one.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| openapi_fuzz::table(bytes));
