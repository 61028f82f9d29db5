//! See `coracle_fuzz::paths_queries`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::paths_queries(data));
