//! What a client can ask to change: JSON Patch, merge patch and strategic merge patch, applied as kube-apiserver does.
//!
//! Everything here is pure: a document and a patch go in, the patched document or a refusal comes out. Whether findings are
//! ignored, warned of or refused is the caller's decision, and so is what HTTP calls a refusal. The order of a request:
//! [`well_formed`] before anything else (before even looking for the object), then one of [`json_patch()`], [`merge_patch()`] and
//! [`strategic()`] on the current object, then decoding the result ([`typed()`] for a strategic patch).

// Upstream: apiserver/pkg/endpoints/handlers/patch.go jsonPatcher, smpPatcher (v1.37.2)

#![warn(clippy::pedantic)]

mod items;
mod json_patch;
mod merge_patch;
mod node;
mod operation;
mod raw;
mod read;
mod strategic;
mod typed;

pub use json_patch::{COPY_BYTES_MAX, OPERATIONS_MAX, json_patch};
pub use merge_patch::merge_patch;
pub use strategic::{Merged, strategic};
pub use typed::typed;

/// Why a patch is refused; each variant is one kind of answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// 400 `BadRequest` with this message.
    #[error("{0}")]
    BadRequest(String),
    /// 413 `RequestEntityTooLarge` with this message behind `Request entity too large: `.
    #[error("{0}")]
    TooLarge(String),
    /// 422 with the generic message of a server that rejects a request: an operation failed, and clients are not told which.
    #[error("the server rejected our request due to an error in our request")]
    Unprocessable,
    /// 422 `Invalid` for the field `patch`: the value, to be quoted, and what is wrong with it.
    #[error("{message}")]
    Invalid {
        /// What the answer quotes as the invalid value, before quoting.
        value: String,
        /// What follows the quoted value.
        message: String,
    },
    /// 500 with this message.
    #[error("{0}")]
    Internal(String),
}

/// A patched document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patched {
    /// The document as compact JSON. When decoding fails, or finds anything with `fieldValidation=Strict`, the answer quotes it.
    pub text: Vec<u8>,
    /// What a strict reader finds in the patch document itself, such as `duplicate field "metadata.labels.a"`; empty when
    /// nobody asked. They precede what decoding the document finds, and count only when decoding succeeds.
    pub findings: Vec<String>,
}

/// Refuses a patch that is no JSON, or nests deeper than 10,000.
///
/// # Errors
/// [`Error::BadRequest`].
// Upstream: apiserver/pkg/endpoints/handlers/patch.go validateAndTranscodePatch (v1.37.2)
pub fn well_formed(patch: &[u8]) -> Result<(), Error> {
    if coracle_object::syntax::is_json(patch) { Ok(()) } else { Err(not_json()) }
}

fn not_json() -> Error {
    Error::BadRequest("invalid JSON patch".to_owned())
}

/// The current object's text, ready to be taken apart.
fn current_document(current: &[u8]) -> Result<raw::Raw, Error> {
    let document = raw::Raw::parse(current.to_vec()).filter(|raw| raw.kind() == raw::Kind::Object);
    document.ok_or_else(|| Error::Internal("Invalid JSON Document".to_owned()))
}
