//! See `coracle_fuzz::json_patch`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::json_patch(data));
