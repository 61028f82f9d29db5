//! Reading an object that has no Go type.

use crate::Value;
use crate::decode::decode_members;
use crate::identify::identify;
use crate::text::lossy;

/// Reads an object: its members sorted by name, whole numbers of 64 bits kept whole, any other number a float. The findings are
/// duplicate fields.
///
/// Of what it is, only that it says so is asked; `sent` is the text as the client wrote it, for that message.
///
/// # Errors
/// The reference's sentence on what is not a JSON object, on a number that no float holds, and on an object without a kind.
// Upstream: apimachinery/pkg/runtime/serializer/json/json.go Serializer.Decode, Serializer.unmarshal (v1.37.2)
pub fn decode(text: &[u8], sent: &[u8]) -> Result<(Value, Vec<String>), String> {
    identify(text)?;
    let (members, findings) = decode_members(text)?;
    let object = Value::Object(members);
    // Upstream: apimachinery/pkg/runtime/error.go missingKindErr (v1.37.2)
    if object.get("kind").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(format!("Object 'Kind' is missing in '{}'", lossy(sent)));
    }
    Ok((object, findings))
}
