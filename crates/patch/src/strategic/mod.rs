//! Strategic merge patch: a merge whose lists are merged where the schema says so, and that can be told otherwise by members
//! whose names begin with `$`.
//!
//! Its result is not yet an object of a type; see [`crate::typed`]. Where Go's maps decide by chance which of several errors is
//! told, here the first by key is.

// Upstream: apimachinery/pkg/util/strategicpatch/patch.go StrategicMergeMapPatch (v1.37.2)

mod directives;
mod list;
mod map;
mod order;
mod schema;
mod shared;

use coracle_object::{Value, schema::Struct, text::plain};

use crate::{Error, not_json, raw::Raw, read::read_map};
use schema::Schema;
use shared::Shared;
pub(crate) use shared::scalar_type;

/// What a strategic merge patch makes of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The merged object, untyped: what the patch put in may be of any kind.
    pub object: Value,
    /// What a strict reader finds in the patch document itself, such as `duplicate field "metadata.labels.a"`; empty when
    /// nobody asked. They precede what [`crate::typed()`] finds, and count only when it succeeds.
    pub findings: Vec<String>,
    /// The patch as merging left it, which is not as it came: directives that were followed are gone.
    pub patch: Value,
}

impl Merged {
    /// The 422 for a merged object that cannot be typed, or not without findings: it quotes the patch.
    #[must_use]
    pub fn invalid(&self, message: String) -> Error {
        Error::Invalid { value: plain(&self.patch), message }
    }
}

/// Applies a strategic merge patch to the current object, in typed form.
///
/// `strict` asks for findings: true for `fieldValidation` Warn and Strict.
///
/// # Errors
/// [`Error::BadRequest`] for a patch that is no object or whose directives are malformed, [`Error::Unprocessable`] for lists in
/// merged lists, [`Error::Internal`] for what else cannot be merged.
// Upstream: apiserver/pkg/endpoints/handlers/patch.go strategicPatchObject (v1.37.2)
pub fn strategic(current: &Value, patch: &[u8], ty: &Struct, strict: bool) -> Result<Merged, Error> {
    let patch = Raw::parse(patch.to_vec()).ok_or_else(not_json)?;
    let (members, mut findings) = read_map(&patch).map_err(Error::BadRequest)?;
    if !strict {
        findings.clear();
    }
    let patch = Shared::new(&Value::Object(members));
    let merged = map::merge(Shared::new(current).map()?, patch.map()?, Schema::new(ty))?;
    Ok(Merged { object: Shared::Map(merged).to_value(), findings, patch: patch.to_value() })
}
