//! The bodies of the fuzz targets: each takes any bytes and panics where a law of what reads them is broken.
//!
//! They know no fuzzer, so that `tests/fuzz_smoke.rs` can run them as plain tests. They need a stack like that of the server's
//! threads, 64 MiB, since documents may nest 10,000 deep.

mod bodies;
mod cel;
mod cel_evaluate;
mod definitions;
mod expressions;
mod fields;
mod jsonpath;
mod patches;
mod paths;
mod patterns;
pub mod seeds;
mod selectors;
mod server_side;
mod structural;
mod tokens;

// The room is the program's own, and no crate's interface.
#[expect(dead_code, reason = "what only the server asks of a request")]
#[path = "../../src/request/mod.rs"]
mod request;

use coracle_object::Value;
use coracle_object::decode::decode;
use coracle_object::encode::{encode, normalize};
use coracle_object::schema::{DELETE_OPTIONS, ENDPOINTS, NAMESPACE, Struct};

pub use bodies::{json_body, protobuf_body, yaml_body};
pub use cel::cel_typed;
pub use cel_evaluate::cel_evaluate;
pub use definitions::definitions;
pub use expressions::cel_source;
pub use fields::fields_v1;
pub use jsonpath::jsonpath;
pub use patches::{json_patch, merge_patch, strategic};
pub use paths::paths_queries;
pub use patterns::patterns;
pub use selectors::selectors;
pub use server_side::apply;
pub use structural::structural;
pub use tokens::tokens;

/// A target's body.
pub type Target = fn(&[u8]);

/// Every target, by the name of its binary.
pub const TARGETS: [(&str, Target); 18] = [
    ("json_body", json_body),
    ("yaml_body", yaml_body),
    ("protobuf_body", protobuf_body),
    ("json_patch", json_patch),
    ("merge_patch", merge_patch),
    ("strategic", strategic),
    ("apply", apply),
    ("selectors", selectors),
    ("fields_v1", fields_v1),
    ("paths_queries", paths_queries),
    ("tokens", tokens),
    ("structural", structural),
    ("jsonpath", jsonpath),
    ("patterns", patterns),
    ("definitions", definitions),
    ("cel_typed", cel_typed),
    ("cel_source", cel_source),
    ("cel_evaluate", cel_evaluate),
];

/// What a body can be read as.
const BODY_TYPES: [&Struct; 3] = [&ENDPOINTS, &NAMESPACE, &DELETE_OPTIONS];

/// The kinds that are stored.
const KINDS: [&Struct; 2] = [&ENDPOINTS, &NAMESPACE];

/// How much longer than its text a typed object may be: the shortest text that makes the longest zero value is `{}` for an owner
/// reference, and an escaped character takes six bytes.
const GROWTH_MAX: usize = 32;
/// An object of nothing, in bytes.
const EMPTY_MAX: usize = 1024;

/// Asserts what holds for any object in typed form that came from a text of so many bytes: it is in typed form already, and as
/// JSON it reads as itself.
fn check_typed(object: &Value, ty: &'static Struct, from_bytes: usize) {
    assert_eq!(&normalize(object.clone(), ty), object, "typed form is not stable");
    let text = encode(object);
    assert!(text.len() <= GROWTH_MAX * from_bytes + EMPTY_MAX, "{} bytes from {from_bytes}", text.len());
    let again = decode(&text, ty).expect("what is written can be read");
    assert_eq!(again.findings, Vec::<String>::new());
    check_same(&again.value, object);
    let third = decode(&encode(&again.value), ty).expect("what is written can be read");
    assert_eq!(third.value, again.value, "an object reads as another");
}

/// Asserts that what was read again is the same. In fieldsV1 there may be a number, which is wrong and told later; as 1.0 it is
/// written as 1.
fn check_same(again: &Value, object: &Value) {
    let managers = &object["metadata"]["managedFields"];
    assert!(again == object || managers.is_array(), "{again} is not {object}");
}

/// Asserts that a text is JSON for another library, too; the text is what we wrote, so that it is UTF-8.
fn check_json(text: &[u8]) {
    let text = std::str::from_utf8(text).expect("we write UTF-8");
    // Its own limit is 128 levels; deeper ones are left to our own reader.
    if let Err(error) = serde_json::from_str::<Value>(text) {
        assert!(error.to_string().contains("recursion limit"), "{error}");
    }
}

/// The parts of an input between zero bytes, which no document, patch or selector may have.
fn parts(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.split(|byte| *byte == 0)
}
