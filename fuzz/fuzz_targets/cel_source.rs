//! See `coracle_fuzz::cel_source`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::cel_source(data));
