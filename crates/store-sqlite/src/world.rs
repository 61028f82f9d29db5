//! Which of a file's stores it is, and where its records stand.

use coracle_store::{Record, Revision};

/// The world that every file has.
pub(crate) const FIRST: World = World { number: 0, layer: 0, base: 1 };

/// One of the stores in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct World {
    /// Its number, which is its log's.
    pub number: i64,
    /// The layer that its changes go to.
    pub layer: i64,
    /// What is below that layer is no newer than this revision, and what is in it is newer.
    pub base: Revision,
}

/// Where the log ends, and where it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Last {
    pub revision: Revision,
    /// The log holds every event after it.
    pub compacted: Revision,
}

impl World {
    /// Does a record that stands there stand in its own layer? Otherwise it stands below.
    pub fn holds(&self, record: &Record) -> bool {
        record.modified > self.base
    }

    /// Does it stand below its layer, be it as it was before?
    pub fn covers(&self, record: &Record) -> bool {
        record.created <= self.base
    }
}
