//! See `coracle_fuzz::strategic`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::strategic(data));
