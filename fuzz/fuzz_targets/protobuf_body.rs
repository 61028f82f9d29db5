//! See `coracle_fuzz::protobuf_body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| coracle_fuzz::protobuf_body(data));
