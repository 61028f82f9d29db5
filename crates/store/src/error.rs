//! Why a change was not made.

/// Why a change was not made, or is not known to have been made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// Nothing was written: no space is left on the disk. A later change may succeed, and what makes its record no larger does.
    #[error("no space is left on the disk: {0}")]
    NoSpace(String),
    /// Nothing was written: it would take the records beyond what [`Options::bytes_max`](crate::Options::bytes_max) leaves them.
    #[error("the objects would take {needed} bytes of the {max} that a limit of {limit} leaves them")]
    OverLimit {
        /// What all records would have.
        needed: u64,
        /// What they may have with such a change.
        max: u64,
        /// The limit.
        limit: u64,
    },
    /// Nothing was written: the store is closing or closed.
    #[error("the store is closed")]
    Closed,
    /// Nothing was written: the database refused.
    #[error("the store could not write: {0}")]
    Failed(String),
    /// Nothing was written: the writer had stopped for good before this change reached it.
    #[error("the store has stopped: {0}")]
    Stopped(String),
    /// Nothing was written: the decision asked for something that cannot be. A fault of the caller's.
    #[error("impossible change: {0}")]
    Impossible(String),
    /// Nothing was written: the decision panicked.
    #[error("the decision panicked: {0}")]
    Panicked(String),
    /// The change may be on disk or not; only reading the file again can tell. The writer has stopped for good.
    #[error("the outcome of the change is unknown: {0}")]
    Indeterminate(String),
}

impl ChangeError {
    /// True when it is certain that nothing was written.
    pub fn is_definite(&self) -> bool {
        !matches!(self, ChangeError::Indeterminate(_))
    }
}
