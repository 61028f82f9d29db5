//! What happened: events, consecutive ones of the log, and which of them are asked for. Pure.

use std::sync::Arc;

use crate::record::{Key, Record, Revision};
use crate::scope::Scope;

/// What a change did to its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// There was none before it.
    Created,
    /// There was one before it and one after it.
    Updated,
    /// There is none after it.
    Deleted,
}

/// One change that is on disk. The records are those that lists give: their bytes exist once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number.
    pub revision: Revision,
    /// What it did; follows from which of the two records there are.
    pub kind: EventKind,
    /// Whose record it changed.
    pub key: Key,
    /// The record after it, whose `modified` is this revision; `None` when it was deleted.
    pub record: Option<Record>,
    /// The record before it; `None` when it was created.
    pub previous: Option<Record>,
}

impl Event {
    /// `None` when there is a record neither before nor after it.
    pub fn new(revision: Revision, previous: Option<Record>, record: Option<Record>) -> Option<Event> {
        let kind = match (&previous, &record) {
            (None, Some(_)) => EventKind::Created,
            (Some(_), Some(_)) => EventKind::Updated,
            (Some(_), None) => EventKind::Deleted,
            (None, None) => return None,
        };
        let key = record.as_ref().or(previous.as_ref())?.key.clone();
        Some(Event { revision, kind, key, record, previous })
    }

    /// The object after it, as JSON without its resourceVersion.
    pub fn value(&self) -> Option<&[u8]> {
        self.record.as_ref().map(|record| record.value())
    }

    /// About how many bytes it occupies.
    pub fn bytes(&self) -> usize {
        let size = |record: &Option<Record>| record.as_ref().map_or(0, |record| record.value().len());
        EVENT_BYTES + size(&self.record) + size(&self.previous)
    }
}

/// What an event counts beside its values, for its key and uid and numbers: in memory and, roughly, on disk.
pub const EVENT_BYTES: usize = 200;

/// Why history cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// It is no longer there. What is readable: states at `compacted` and later, and events after `compacted`.
    #[error("the history up to revision {compacted} is no longer there")]
    Gone {
        /// The last revision whose event is gone.
        compacted: Revision,
    },
    /// The store is closed: nothing new will come, and what only the file holds cannot be read any more.
    #[error("the store is closed")]
    Closed,
    /// The file could not be read, or the store has stopped.
    #[error("the log cannot be read: {0}")]
    Unreadable(String),
}

/// A part of the log, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Those that the cursor asks for, in the order of their revisions; at most 256, and about 1 MiB.
    pub events: Vec<Arc<Event>>,
    /// The cursor has seen everything up to this revision: a watch that begins after it misses nothing and repeats
    /// nothing. Larger than in the batch before, also when no event matches.
    pub through: Revision,
}

/// A batch holds no more events than these.
pub const BATCH_EVENTS_MAX: usize = 256;
/// A batch takes no further event once it has this many bytes. One that is larger still comes alone.
pub const BATCH_BYTES_MAX: usize = 1 << 20;

/// Collects what a scope asks for until a bound is reached.
pub(crate) fn select<'e>(scope: &Scope, after: Revision, events: impl Iterator<Item = &'e Arc<Event>>) -> Batch {
    let (mut batch, mut bytes) = (Batch { events: Vec::new(), through: after }, 0);
    for event in events {
        if scope.has(&event.key) {
            bytes += event.bytes();
            let full = batch.events.len() >= BATCH_EVENTS_MAX || bytes > BATCH_BYTES_MAX;
            if full && !batch.events.is_empty() {
                break;
            }
            batch.events.push(Arc::clone(event));
        }
        batch.through = event.revision;
    }
    batch
}

/// Consecutive events of the log.
#[derive(Debug)]
pub struct Page {
    /// It holds every event after this revision, up to its last one.
    after: Revision,
    events: Vec<Arc<Event>>,
}

impl Page {
    /// The events that come next after a revision, in order; `None` where there are none.
    pub fn new(after: Revision, events: Vec<Arc<Event>>) -> Option<Page> {
        (!events.is_empty()).then_some(Page { after, events })
    }

    /// True when it holds the event that comes next after this revision.
    pub fn continues(&self, revision: Revision) -> bool {
        (self.after..self.through()).contains(&revision)
    }

    /// Its events after this revision, in order.
    pub fn after(&self, revision: Revision) -> impl Iterator<Item = &Arc<Event>> {
        self.events.iter().skip_while(move |event| event.revision <= revision)
    }

    /// The revision of its last event.
    pub fn through(&self) -> Revision {
        self.events.last().map_or(self.after, |event| event.revision)
    }
}
