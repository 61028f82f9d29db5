//! Why an apply is refused.

use crate::conflict::{self, Conflict};
use crate::managers::ManagersError;
use crate::versions::Unconverted;

/// Why a document cannot be applied. The texts are the reference's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The document is of another kind or version. 400 `BadRequest`.
    #[error("invalid object type: {0}")]
    WrongType(String),
    /// The document says who owns what. 400 `BadRequest`.
    #[error("metadata.managedFields must be nil")]
    ManagedFields,
    /// The document does not have the shape of its kind. 500 without a reason.
    #[error("failed to create typed patch object ({object}): {errors}")]
    Malformed {
        /// Namespace, name and kind as the document gives them.
        object: String,
        /// Every violation.
        errors: String,
    },
    /// The current object, of which nobody's ownership is known, has items that cannot be told apart. 500 without a reason.
    #[error(
        "failed to create manager for existing fields: failed to convert new object ({object}) to smd typed: {errors}"
    )]
    Unowned {
        /// Namespace, name and kind of the object.
        object: String,
        /// Every violation.
        errors: String,
    },
    /// The current object has items that cannot be told apart. 500 without a reason.
    #[error("failed to create typed live object ({object}): {errors}")]
    Current {
        /// Namespace, name and kind of the object.
        object: String,
        /// Every violation.
        errors: String,
    },
    /// A number or time does not fit its field. Found after conflicts are. 500 without a reason.
    #[error(
        "failed to convert new object ({object}) to proper version: unable to convert unstructured object to {kind}: {reason}"
    )]
    Unfit {
        /// Namespace, name and kind as the document gives them.
        object: String,
        /// Version and kind.
        kind: String,
        /// What does not fit.
        reason: String,
    },
    /// Others own fields that the document would change, and force is not set. 409 `Conflict`, with a cause a conflict
    /// (reason `FieldManagerConflict`) and no other details.
    #[error("{}", conflict::message(.0))]
    Conflicts(Vec<Conflict>),
    /// The stored managedFields cannot be read. 500 without a reason. Happens to damaged objects only.
    #[error("failed to decode managed fields: {0}")]
    StoredManagers(#[from] ManagersError),
    /// The object cannot be had in the version of one who owns some of it. 500 without a reason.
    #[error("{0}")]
    Unconverted(String),
}

impl From<Unconverted> for ApplyError {
    fn from(Unconverted(why): Unconverted) -> Self {
        Self::Unconverted(why)
    }
}
