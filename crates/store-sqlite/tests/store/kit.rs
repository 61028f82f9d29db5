//! Where the stores of these tests are: files.

use std::path::{Path, PathBuf};

use coracle_store::{Compaction, Options, Store};
use tempfile::TempDir;

pub use crate::suite::words::*;

/// A store outlives its handles.
pub const SURVIVES: bool = true;

/// A directory that goes away with the test, and the database's place in it.
pub struct Place {
    _directory: TempDir,
    pub path: PathBuf,
}

pub fn place() -> Place {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("coracle.db");
    Place { _directory: directory, path }
}

pub async fn open(path: &Path) -> Store {
    coracle_store_sqlite::open(path, options()).await.unwrap()
}

/// With so many bytes of newest events in memory.
pub async fn open_with(path: &Path, memory: usize, compaction: Compaction) -> Store {
    coracle_store_sqlite::open(path, Options { recent_bytes_max: memory, compaction, ..options() }).await.unwrap()
}

/// The path with something behind it, as SQLite names its files.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// Numbers that look random and are the same every time.
pub struct Random(pub u64);

impl Random {
    /// Below this.
    pub fn below(&mut self, end: usize) -> usize {
        // Marsaglia's xorshift64.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}
