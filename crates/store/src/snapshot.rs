//! All records as of one revision, for whoever copies, forks or resets a store.

use crate::record::Revision;
use crate::records::Records;

/// All records as of one revision. It holds them for as long as it is held; it keeps nobody from changing anything, and to take
/// one costs nothing.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The last change that they show.
    pub revision: Revision,
    /// Themselves.
    pub records: Records,
}
