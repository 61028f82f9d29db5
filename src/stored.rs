//! From what the store keeps to an object: decoded, and with its resourceVersion, which is not part of what is stored.

use coracle_object::Value;
use coracle_object::decode::decode;
use coracle_object::encode::normalize;
use coracle_store::Record;

use crate::change::meta;
use crate::kinds::Kind;
use crate::status::Failure;

/// A record as an object in typed form, with its resourceVersion.
///
/// # Errors
/// It cannot be read, which only a damaged file explains.
pub fn object(kind: &'static dyn Kind, record: &Record) -> Result<Value, Failure> {
    object_at(kind, record, record.modified)
}

/// The same with another resourceVersion.
///
/// # Errors
/// Like [`object`].
pub fn object_at(kind: &'static dyn Kind, record: &Record, revision: u64) -> Result<Value, Failure> {
    let decoded = decode(&record.value, kind.schema())
        .map_err(|why| Failure::internal(format!("a stored {} cannot be read: {why}", kind.kind())))?;
    Ok(with_version(kind, decoded.value, Some(revision)))
}

/// An object with the resourceVersion that it got; none where nothing was stored.
pub fn with_version(kind: &'static dyn Kind, mut object: Value, revision: Option<u64>) -> Value {
    let Some(revision) = revision else { return object };
    meta::set_text(&mut object, "resourceVersion", &revision.to_string());
    normalize(object, kind.schema())
}
