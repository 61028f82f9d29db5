//! Where the stores of these tests are: nowhere but in memory.

use std::path::{Path, PathBuf};

use coracle_store::{Compaction, Options, Records, Snapshot, Store};

pub use crate::suite::words::*;

/// A store ends with its last handle.
pub const SURVIVES: bool = false;

/// No place at all.
pub struct Place {
    pub path: PathBuf,
}

pub fn place() -> Place {
    Place { path: PathBuf::new() }
}

pub async fn open(_: &Path) -> Store {
    begin(options()).await
}

/// With so many bytes of newest events in the store's own memory.
pub async fn open_with(_: &Path, memory: usize, compaction: Compaction) -> Store {
    begin(Options { recent_bytes_max: memory, compaction, ..options() }).await
}

pub async fn begin(options: Options) -> Store {
    Store::in_memory(options, Snapshot { revision: 1, records: Records::default() }).await.unwrap()
}
