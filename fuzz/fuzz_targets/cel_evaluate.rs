//! See `coracle_fuzz::cel_evaluate`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::cel_evaluate(data));
