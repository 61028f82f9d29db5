//! What happened, in order: records, one log, one writer, in front of whatever keeps them.
//!
//! Every answer that [`Store`] gives shows only what its [`Backend`] has made durable. Reads come from memory; all
//! changes go through one writer, which puts those that wait together into one transaction.
//! A change is made by a [`Decide`]: a pure function from the records as they are to what shall become of one of them.
//!
//! What happened is kept, too, within the bounds of [`Compaction`]: [`Listing`]s as of a revision and [`Cursor`]s read it.
//!
//! Not here: what a value means (it is bytes), which of the records and events a client is to see, and files.

pub mod backend;
mod batch;
mod change;
mod changing;
mod command;
pub mod compaction;
mod crowd;
mod cursor;
mod error;
mod held;
pub mod history;
mod host;
mod line;
mod listing;
mod marks;
mod memory;
mod options;
mod published;
mod reader;
mod record;
mod records;
mod renewal;
mod room;
mod scope;
mod snapshot;
mod start;
mod store;
mod turn;
mod waiters;
mod window;
mod writer;

pub use backend::Backend;
pub use change::{Asked, Committed, Decide, Facts, LARGE_BYTES, Write};
pub use compaction::Compaction;
pub use cursor::Cursor;
pub use error::ChangeError;
pub use history::{Batch, Event, EventKind, HistoryError};
pub use host::Host;
pub use listing::{AtMost, Listing};
pub use marks::{Marks, MarksOf, Sought};
pub use options::Options;
pub use record::{Draft, Head, Key, ManagerRow, ManagersOf, Parts, Record, Revision, Verified};
pub use records::{Gathering, Records};
pub use renewal::Renewal;
pub use room::Share;
pub use snapshot::Snapshot;
pub use store::{Hold, Pause, Store};
