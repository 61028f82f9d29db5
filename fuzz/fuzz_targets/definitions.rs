//! See `coracle_fuzz::definitions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::definitions(data));
