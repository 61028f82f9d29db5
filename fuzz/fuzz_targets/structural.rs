//! See `coracle_fuzz::structural`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::structural(data));
