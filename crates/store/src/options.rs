//! What a store needs to know, whatever keeps it.

use crate::compaction::Compaction;
use crate::marks::{Marks, MarksOf};
use crate::record::ManagersOf;

/// What a store needs to know beside where it is kept.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Milliseconds since 1970: the events' time, and what their age is measured with.
    pub clock: fn() -> i64,
    /// Reads the managers out of a value.
    pub managers: ManagersOf,
    /// Reads out of a value what it may be looked for by.
    pub marks: MarksOf,
    /// The most bytes that all is to have, history included. Records may have a third of it: a change beyond fails with
    /// [`ChangeError::OverLimit`](crate::ChangeError::OverLimit), unless it makes its record no larger.
    pub bytes_max: Option<u64>,
    /// How much history is kept.
    pub compaction: Compaction,
    /// About how many bytes of the newest events are held in memory, too; older ones are read from where the log is kept. Values
    /// that current records have do not count twice in memory, but do here.
    pub recent_bytes_max: usize,
}

impl Options {
    /// No limit, nothing that values are looked for by, history within its usual bounds, 8 MiB of newest events in memory.
    pub fn new(clock: fn() -> i64, managers: ManagersOf) -> Options {
        Options {
            clock,
            managers,
            marks: |_| Marks::ALL,
            bytes_max: None,
            compaction: Compaction::default(),
            recent_bytes_max: 8 << 20,
        }
    }
}
