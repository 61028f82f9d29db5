//! See `coracle_fuzz::jsonpath`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::jsonpath(data));
