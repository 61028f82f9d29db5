//! Keeps a store in one SQLite file, durably and in order: the half of [`coracle_store`] that knows of files.
//!
//! What is acknowledged is on disk. Nothing repairs a file: one that contradicts itself does not open. The managers' rows are
//! derived from the values, in the transaction that writes them.

mod ask;
mod backend;
mod check;
mod checksum;
mod commits;
mod common;
mod copy;
mod error;
mod file;
mod fill;
mod layers;
mod load;
mod log;
mod managers;
mod mark;
mod opened;
mod options;
mod packed;
mod pages;
mod paths;
mod place;
mod reserve;
mod rows;
mod schema;
mod sql;
mod step;
mod upkeep;
mod wal;
mod world;
mod worlds;

use std::io;
use std::path::Path;

use coracle_store::Store;

pub use copy::{Beginning, Copy, CopyError, may_be_put};
pub use error::OpenError;
pub use opened::{File, Kept, Made, Origin, WorldError};
pub use options::{Checked, Options};
pub use worlds::Taken;

/// Opens the file, or creates it, checks it, and starts the writer on a thread of its own.
///
/// The whole file is checked before it is first changed; how much of that before there is a store to read from, the options say
/// (docs/decisions/0030-start.md). What is found later stops the store for good. It stays locked for as long as the store is open, and is looked for twice a second:
/// once it is no longer where it was opened, the store stops for good.
///
/// # Errors
/// The file cannot be used, or not be trusted. It is left as it was.
pub async fn open(path: impl AsRef<Path>, options: impl Into<Options>) -> Result<Store, OpenError> {
    File::open(path, options).await.map(|file| file.first().clone())
}

/// Why there is no store.
enum Unopened {
    Refused(OpenError),
    Io(io::Error),
}

impl From<io::Error> for Unopened {
    fn from(error: io::Error) -> Unopened {
        Unopened::Io(error)
    }
}
