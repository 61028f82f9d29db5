//! What everybody may see: the records as of the last COMMIT, and what happened lately, in memory.
//!
//! Only the writer changes it, after COMMIT returned, a whole batch at once. Readers hold the lock for one look.

use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::Notify;

use crate::change::{Asked, Facts, Write};
use crate::error::ChangeError;
use crate::history::{Batch, Event, HistoryError, select};
use crate::marks::{Marks, MarksOf};
use crate::record::{Key, Record, Revision};
use crate::records::Records;
use crate::room::{Room, bytes_of, record_bytes};
use crate::scope::Scope;
use crate::waiters::{Bell, Ring, Waiters, Woken};
use crate::window::Window;

pub(crate) struct Published {
    state: RwLock<State>,
    /// What records may be looked for by.
    pub marks: MarksOf,
    /// Tells the writer, while it waits for the disk, that there is something for it to decide.
    pub contended: Notify,
    waiters: Arc<Waiters>,
}

/// A record is work beside its value's: as much as that of so many bytes.
const RECORD_BYTES: usize = 256;

/// Invariant: `revision` is at least the `modified` of every record, and that of the window's last event.
#[derive(Debug)]
pub(crate) struct State {
    pub records: Records,
    pub revision: Revision,
    /// The log holds every event after this revision, and no other.
    pub compacted: Revision,
    pub window: Window,
    /// How much they may.
    pub room: Room,
}

/// What comes after a cursor's position.
pub(crate) enum Found {
    /// From memory; and whether there was nothing further then.
    Recent(Batch, bool),
    /// Only the log on disk holds it.
    Older,
    /// There is nothing yet.
    Nothing,
}

impl Published {
    pub fn new(state: State) -> Published {
        Published {
            state: RwLock::new(state),
            marks: |_| Marks::ALL,
            contended: Notify::new(),
            waiters: Arc::default(),
        }
    }

    /// The same with other marks.
    pub fn marked(self, marks: MarksOf) -> Published {
        Published { marks, ..self }
    }

    pub fn waiters(&self) -> &Arc<Waiters> {
        &self.waiters
    }

    // A poisoned lock is taken all the same: no code that holds it runs anything of a caller's.
    pub fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, key: &Key) -> (Option<Record>, Revision) {
        let state = self.read();
        (state.records.get(key).cloned(), state.revision)
    }

    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (Vec<Record>, Revision) {
        let state = self.read();
        (state.records.from(resource, namespace, Bound::Unbounded).cloned().collect(), state.revision)
    }

    /// About how many bytes the records of a scope are to work on.
    pub fn bytes_of(&self, resource: &str, namespace: Option<&str>) -> usize {
        let sum = self.read().records.sum(resource, namespace);
        sum.bytes + sum.count * RECORD_BYTES
    }

    pub fn count(&self, resource: &str) -> usize {
        self.read().records.sum(resource, None).count
    }

    /// Runs `look` on the records that are asked for, all of one moment.
    pub fn with_facts<T>(&self, asked: &Asked, look: impl FnOnce(&Facts<'_>) -> T) -> T {
        let (records, all, revision): (Vec<_>, Vec<_>, _) = {
            let state = self.read();
            let all_of = |resource| state.records.from(resource, None, Bound::Unbounded).cloned().collect();
            let all = asked.all_of.as_deref().map_or_else(Vec::new, all_of);
            (asked.keys.iter().map(|key| state.records.get(key).cloned()).collect(), all, state.revision)
        };
        look(&Facts { records: &records, all: &all, revision })
    }

    /// How many bytes the records have that are asked for.
    pub fn bytes(&self, asked: &Asked) -> usize {
        let state = self.read();
        let one_by_one = asked.keys.iter().filter_map(|key| state.records.get(key));
        let all = asked.all_of.as_deref().map_or(0, |resource| state.records.sum(resource, None).bytes);
        all + one_by_one.map(|record| record.value().len()).sum::<usize>()
    }

    /// True when nothing of a resource has happened after this revision, as far as that is still known.
    pub fn is_quiet(&self, resource: &str, since: Revision) -> bool {
        let state = self.read();
        let mut events = state.window.after(since);
        events.as_mut().is_some_and(|events| events.all(|event| *event.key.resource != *resource))
    }

    /// What of this scope comes after a position.
    pub fn after(&self, position: Revision, scope: &Scope) -> Result<Found, HistoryError> {
        let state = self.read();
        if position >= state.revision {
            return Ok(Found::Nothing);
        }
        state.holds(position)?;
        Ok(match state.window.after(position) {
            Some(events) => {
                let batch = select(scope, position, events);
                let all = batch.through == state.revision;
                Found::Recent(batch, all)
            }
            None => Found::Older,
        })
    }

    /// The last change, and whether a bell was rung by it or before.
    pub fn heard(&self, bell: &Bell) -> (Revision, Option<Ring>) {
        let state = self.read();
        (state.revision, bell.rung())
    }

    /// An error when an event after this revision is gone.
    pub fn holds(&self, revision: Revision) -> Result<(), HistoryError> {
        self.read().holds(revision)
    }

    /// Makes a committed batch visible: each key with what stands there now, and what happened. Those whom it concerns are
    /// still to be woken.
    pub fn publish<'k>(
        &self,
        changed: impl IntoIterator<Item = (&'k Key, Option<Record>)>,
        events: &[Arc<Event>],
        revision: Revision,
    ) -> Woken {
        let mut state = self.write();
        for (key, record) in changed {
            match record {
                Some(record) => state.records.insert(record),
                None => state.records.remove(key),
            };
        }
        events.iter().for_each(|event| state.window.push(Arc::clone(event)));
        state.revision = revision;
        self.waiters.changed(events)
    }

    /// Shows other records from this revision on, and nothing of what was before. That concerns everybody.
    pub fn begin_anew(&self, records: Records, revision: Revision, window: Window) -> Woken {
        let mut state = self.write();
        let (room, next) = (state.room.clone(), state.revision + 1);
        *state = State { records, revision, compacted: revision, window, room };
        self.waiters.all_changed(next)
    }

    /// Holds these events, up to the last change, in the place of none.
    pub fn remember(&self, window: Window) {
        self.write().window = window;
    }

    /// Whether there is room for a write, as of now; the error is the one that it would get.
    pub fn admits(&self, write: &Write) -> Result<(), ChangeError> {
        let Write::Put { key, value, share, .. } = write else { return Ok(()) };
        let state = self.read();
        let before = state.records.get(key).map_or(0, record_bytes);
        state.room.admit(*share, state.records.counted(), before, bytes_of(key, value.len()))
    }

    /// How much room there is from now on.
    pub fn set_room(&self, room: Room) {
        self.write().room = room;
    }

    /// The log no longer holds the events up to this revision.
    pub fn forget(&self, compacted: Revision) {
        let mut state = self.write();
        state.compacted = compacted;
        state.window.forget(compacted);
    }
}

impl State {
    /// An error when an event after this revision is gone.
    pub fn holds(&self, revision: Revision) -> Result<(), HistoryError> {
        let compacted = self.compacted;
        if revision < compacted { Err(HistoryError::Gone { compacted }) } else { Ok(()) }
    }
}
