//! See `coracle_fuzz::cel_typed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::cel_typed(data));
