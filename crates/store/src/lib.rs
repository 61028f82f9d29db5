//! What happened, in order: one SQLite file, one writer, one log.
//!
//! Every answer that [`Store`] gives shows only what a COMMIT has made durable. Reads come from memory; all
//! changes go through one writer, which puts those that wait for the disk together into one transaction.
//! A change is made by a [`Decide`]: a pure function from the records as they are to what shall become of one of them.
//!
//! What happened is kept, too, within the bounds of [`Compaction`]: [`Listing`]s as of a revision and [`Cursor`]s read it.
//!
//! Not here: what a value means (it is bytes), and which of the records and events a client is to see.

mod batch;
mod change;
mod check;
mod checksum;
mod compaction;
mod copy;
mod error;
mod file;
mod history;
mod line;
mod listing;
mod log;
mod mark;
mod place;
mod published;
mod record;
mod reserve;
mod room;
mod sql;
mod store;
mod turn;
mod upkeep;
mod wal;
mod window;
mod writer;

pub use change::{ChangeError, Committed, Decide, Facts, LARGE_BYTES, Write};
pub use compaction::Compaction;
pub use copy::{Beginning, Copy, CopyError, Snapshot, may_be_put};
pub use error::OpenError;
pub use history::{Batch, Cursor, Event, EventKind, HistoryError};
pub use listing::Listing;
pub use record::{Key, ManagerRow, ManagersOf, Record, Revision, Verified};
pub use room::Share;
pub use store::{Hold, Options, Store};
