//! Which apiVersion and kind a JSON text says it is, before anything else of it is read.

// Upstream: apimachinery/pkg/runtime/serializer/json/meta.go SimpleMetaFactory.Interpret (v1.37.2)

use crate::decode::read::Reader;
use crate::decode::{json_type_of, scan};

/// The Go type that the reference reads them into, as its errors say it.
const GO_TYPE: &str =
    "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";

/// The apiVersion and the kind; empty where there is none.
///
/// Quirk: unlike all other decoding, this takes `Kind` and `APIVERSION` too, and the last one that came wins
/// (decode.jsonl: KIND).
///
/// # Errors
/// The reference's sentence: not JSON, not a map, not texts, or an apiVersion with two slashes.
pub fn identify(text: &[u8]) -> Result<(String, String), String> {
    let (api_version, kind) =
        read(text).map_err(|error| format!("couldn't get version/kind; json parse error: {error}"))?;
    // Upstream: apimachinery/pkg/runtime/schema/group_version.go ParseGroupVersion (v1.37.2)
    if api_version.matches('/').count() > 1 {
        return Err(format!("unexpected GroupVersion string: {api_version}"));
    }
    // A group of no name is how the core group is written without a slash.
    Ok((api_version.strip_prefix('/').unwrap_or(&api_version).to_owned(), kind))
}

fn read(text: &[u8]) -> Result<(String, String), String> {
    scan::check(text)?;
    let mut reader = Reader::new(text);
    let (mut api_version, mut kind) = (String::new(), String::new());
    match reader.peek() {
        b'{' => (),
        b'n' => return Ok((api_version, kind)),
        first => return Err(format!("json: cannot unmarshal {} into Go value of type {GO_TYPE}", json_type_of(first))),
    }
    let mut mismatch = None;
    let mut more = reader.enter();
    while more {
        let key = reader.key();
        let (slot, name) = if is_folded(&key, "APIVERSION") {
            (Some(&mut api_version), "apiVersion")
        } else if is_folded(&key, "KIND") {
            (Some(&mut kind), "kind")
        } else {
            (None, "")
        };
        match (reader.peek(), slot) {
            (b'"', Some(slot)) => *slot = reader.string().into_owned(),
            (b'n', _) | (_, None) => reader.skip(),
            (first, Some(_)) => {
                reader.skip();
                mismatch.get_or_insert((json_type_of(first), name));
            }
        }
        more = reader.another();
    }
    match mismatch {
        Some((what, name)) => Err(format!("json: cannot unmarshal {what} into Go struct field .{name} of type string")),
        None => Ok((api_version, kind)),
    }
}

/// Whether a key is this name with case folded away. Beyond ASCII only two characters fold to a letter of ours.
// Upstream: encoding/json/fold.go foldRune (go1.26.8)
fn is_folded(key: &str, name: &str) -> bool {
    let fold_char = |c| match c {
        '\u{17f}' => 'S',
        '\u{212a}' => 'K',
        _ => c.to_ascii_uppercase(),
    };
    key.chars().map(fold_char).eq(name.chars())
}
