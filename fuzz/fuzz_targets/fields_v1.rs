//! See `coracle_fuzz::fields_v1`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::fields_v1(data));
