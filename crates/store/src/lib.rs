//! What happened, in order: one SQLite file, one writer, one log.
//!
//! Every answer that [`Store`] gives shows only what a COMMIT has made durable. Reads come from memory; all
//! changes go through one writer, which puts those that wait for the disk together into one transaction.
//! A change is made by a [`Decide`]: a pure function from the records as they are to what shall become of one of them.
//!
//! Not here: what a value means (it is bytes), history reads, watch cursors and compaction; the log on disk already
//! holds what they need.

mod batch;
mod change;
mod check;
mod error;
mod file;
mod published;
mod record;
mod sql;
mod store;
mod turn;
mod writer;

pub use change::{ChangeError, Committed, Decide, Facts, Write};
pub use error::OpenError;
pub use record::{Key, ManagerRow, ManagersOf, Record, Revision, Verified};
pub use store::{Options, Store};
