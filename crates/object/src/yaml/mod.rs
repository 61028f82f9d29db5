//! YAML to JSON and back, as sigs.k8s.io/yaml does it on top of goyaml v2: YAML 1.1 with its own rules.
//!
//! The scanner and the parser are our own, since no library has these rules: `y` is true even as a key, `017` is 15,
//! `\/` is no escape, `%YAML 1.2` is refused, only the first document is read, and every error has the reference's
//! words. In turn: [`reader`] characters, [`scanner`] tokens, [`parser`] events, [`nodes`] the document, [`decode`]
//! values, [`go`] JSON. The way back is [`emit`] alone.
//!
//! Not here: what the JSON means. The reference, too, gives it to its JSON decoder as if the client had sent it.

mod decode;
mod emit;
mod go;
mod key_order;
mod like_json;
mod nodes;
mod parser;
mod reader;
mod resolve;
mod scalars;
mod scanner;
mod timestamp;
mod value;
mod words;

use crate::Value;
use decode::Repeats;
pub use like_json::is_like_json;

/// JSON of the first document, the last of repeated keys winning; an empty text is `null`. Members come sorted.
///
/// # Errors
/// The reference's words, such as `yaml: line 2: did not find expected node content`.
// Upstream: sigs.k8s.io/yaml/yaml.go YAMLToJSON (v1.6.0)
pub fn to_json(text: &[u8]) -> Result<Vec<u8>, String> {
    convert(text, Repeats::LastWins)
}

/// As [`to_json`], but repeated keys are an error. The reference uses it to find them, not to decode.
///
/// # Errors
/// As [`to_json`], and `yaml: unmarshal errors:\n  line 5: key "subsets" already set in map` with a line for each.
// Upstream: sigs.k8s.io/yaml/yaml.go YAMLToJSONStrict (v1.6.0)
pub fn to_json_strict(text: &[u8]) -> Result<Vec<u8>, String> {
    convert(text, Repeats::Error)
}

/// As [`to_json_strict`], but a key that a merge (`<<`) brings may be written beside it, too, as who writes YAML by hand expects.
///
/// # Errors
/// As [`to_json_strict`].
pub fn to_json_written_once(text: &[u8]) -> Result<Vec<u8>, String> {
    convert(text, Repeats::ErrorUnlessMerged)
}

fn convert(text: &[u8], repeats: Repeats) -> Result<Vec<u8>, String> {
    let document = nodes::Document::read(text)?;
    go::json(&decode::decode(&document, repeats)?).map(String::into_bytes)
}

/// The value as YAML with a final newline, keys in goyaml's order.
///
/// The reference first writes JSON and then reads that as YAML. For nearly all values this makes no difference, and it
/// is left out here: where a text has U+0085 the reference turns it into a space, and for other characters from U+007F
/// to U+009F it fails.
// Upstream: sigs.k8s.io/yaml/yaml.go JSONToYAML (v1.6.0)
#[must_use]
pub fn from_json(value: &Value) -> String {
    emit::emit(value, &mut |_, _| {})
}

/// The same, and `tell` is told of each member and each item, in the order in which they are written, and on which line, counted from
/// zero, its key or its dash stands. What is told of last on a line, or on one before it, is what the line shows.
pub fn from_json_by_lines<'v>(value: &'v Value, tell: &mut dyn FnMut(usize, &'v Value)) -> String {
    emit::emit(value, tell)
}
