//! The newest part of the log, in memory, bounded in bytes. Pure.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::history::Event;
use crate::record::Revision;

/// Consecutive events up to the last change.
///
/// Invariant: in this store revisions are dense, so the event of revision r stands at r - `start` - 1.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    events: VecDeque<Arc<Event>>,
    /// Holds every event after this revision.
    start: Revision,
    bytes: usize,
    bytes_max: usize,
}

impl Window {
    /// An empty one: the next event that it takes is the one after `start`.
    pub fn new(start: Revision, bytes_max: usize) -> Window {
        Window { events: VecDeque::new(), start, bytes: 0, bytes_max }
    }

    pub fn push(&mut self, event: Arc<Event>) {
        debug_assert_eq!(event.revision, self.start + self.events.len() as Revision + 1);
        self.bytes += event.bytes();
        self.events.push_back(event);
        while self.bytes > self.bytes_max {
            self.pop();
        }
    }

    /// Lets go of the events up to `compacted`.
    pub fn forget(&mut self, compacted: Revision) {
        while self.start < compacted && !self.events.is_empty() {
            self.pop();
        }
    }

    /// All events after this revision, in order; `None` where some of them are no longer held.
    pub fn after(&self, revision: Revision) -> Option<impl Iterator<Item = &Arc<Event>>> {
        let skip = usize::try_from(revision.checked_sub(self.start)?).unwrap_or(usize::MAX);
        Some(self.events.range(skip.min(self.events.len())..))
    }

    /// It holds every event after this revision.
    pub fn start(&self) -> Revision {
        self.start
    }

    fn pop(&mut self) {
        let Some(event) = self.events.pop_front() else { return };
        self.bytes -= event.bytes();
        self.start = event.revision;
    }
}
