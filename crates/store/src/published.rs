//! What everybody may see: the records as of the last COMMIT, and what happened lately, in memory.
//!
//! Only the writer changes it, after COMMIT returned, a whole batch at once. Readers hold the lock for one look.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::change::{ChangeError, Facts, Write};
use crate::history::{Batch, Event, HistoryError, Scope, select};
use crate::record::{Key, Record, Revision};
use crate::room::{Room, bytes_of, record_bytes};
use crate::window::Window;

pub(crate) struct Published(RwLock<State>);

/// A record is work beside its value's: as much as that of so many bytes.
const RECORD_BYTES: usize = 256;

/// Invariant: `revision` is at least the `modified` of every record, and that of the window's last event.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub records: BTreeMap<Key, Arc<Record>>,
    pub revision: Revision,
    /// The log holds every event after this revision, and no other.
    pub compacted: Revision,
    pub window: Window,
    /// What all records count, by [`record_bytes`].
    pub bytes: u64,
    /// How much they may.
    pub room: Room,
}

/// What comes after a cursor's position.
pub(crate) enum Found {
    /// From memory. It goes on from there at once, or waits.
    Recent(Batch),
    /// Only the log on disk holds it.
    Older,
    /// There is nothing yet.
    Nothing,
}

/// What a list as of some revision is made from, all of one moment.
pub(crate) struct Undo {
    /// The records as they are.
    pub records: Vec<Arc<Record>>,
    /// The events in memory that came after the revision asked for, in order.
    pub events: Vec<Arc<Event>>,
    /// Those before them, up to this revision, are to be read from disk.
    pub start: Revision,
}

impl State {
    fn of(&self, resource: &str, namespace: Option<&str>) -> impl Iterator<Item = &Arc<Record>> {
        let first = Key::new(resource, namespace.unwrap_or(""), "");
        let wanted = move |key: &Key| &*key.resource == resource && namespace.is_none_or(|one| &*key.namespace == one);
        self.records.range(first..).take_while(move |(key, _)| wanted(key)).map(|(_, record)| record)
    }

    fn list(&self, resource: &str, namespace: Option<&str>) -> Vec<Arc<Record>> {
        self.of(resource, namespace).cloned().collect()
    }
}

impl Published {
    pub fn new(state: State) -> Published {
        Published(RwLock::new(state))
    }

    // A poisoned lock is taken all the same: no code that holds it runs anything of a caller's.
    pub fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, key: &Key) -> (Option<Arc<Record>>, Revision) {
        let state = self.read();
        (state.records.get(key).cloned(), state.revision)
    }

    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (Vec<Arc<Record>>, Revision) {
        let state = self.read();
        (state.list(resource, namespace), state.revision)
    }

    /// What the records of a scope have in bytes, counted until it is enough.
    pub fn bytes_of(&self, resource: &str, namespace: Option<&str>, enough: usize) -> usize {
        let state = self.read();
        let mut bytes = 0;
        for record in state.of(resource, namespace) {
            bytes += RECORD_BYTES + record.value.len();
            if bytes >= enough {
                break;
            }
        }
        bytes
    }

    pub fn count(&self, resource: &str) -> usize {
        self.read().of(resource, None).count()
    }

    /// Runs `look` on the records of these keys, all of one moment.
    pub fn with_facts<T>(&self, keys: &[Key], look: impl FnOnce(&Facts<'_>) -> T) -> T {
        let (records, revision): (Vec<_>, _) = {
            let state = self.read();
            (keys.iter().map(|key| state.records.get(key).cloned()).collect(), state.revision)
        };
        look(&Facts { records: &records, revision })
    }

    /// What of this scope comes after a position.
    pub fn after(&self, position: Revision, scope: &Scope) -> Result<Found, HistoryError> {
        let state = self.read();
        if position >= state.revision {
            return Ok(Found::Nothing);
        }
        state.holds(position)?;
        Ok(match state.window.after(position) {
            Some(events) => Found::Recent(select(scope, position, events)),
            None => Found::Older,
        })
    }

    /// What a list of this scope as of a revision is made from.
    pub fn undo(&self, at: Revision, scope: &Scope) -> Result<Undo, HistoryError> {
        let state = self.read();
        state.holds(at)?;
        let start = state.window.start().max(at);
        let events = state.window.after(start).into_iter().flatten();
        Ok(Undo {
            records: state.list(&scope.resource, scope.namespace.as_deref()),
            events: events.filter(|event| scope.has(&event.key)).cloned().collect(),
            start,
        })
    }

    /// An error when an event after this revision is gone.
    pub fn holds(&self, revision: Revision) -> Result<(), HistoryError> {
        self.read().holds(revision)
    }

    /// Makes a committed batch visible: each key with what stands there now, and what happened.
    pub fn publish(
        &self,
        changed: impl IntoIterator<Item = (Key, Option<Arc<Record>>)>,
        events: Vec<Arc<Event>>,
        revision: Revision,
    ) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, record) in changed {
            state.bytes += record.as_deref().map_or(0, record_bytes);
            let before = match record {
                Some(record) => state.records.insert(key, record),
                None => state.records.remove(&key),
            };
            state.bytes -= before.as_deref().map_or(0, record_bytes);
        }
        events.into_iter().for_each(|event| state.window.push(event));
        state.revision = revision;
    }

    /// Whether there is room for a write, as of now; the error is the one that it would get.
    pub fn admits(&self, write: &Write) -> Result<(), ChangeError> {
        let Write::Put { key, value, share, .. } = write else { return Ok(()) };
        let state = self.read();
        let before = state.records.get(key).map_or(0, |record| record_bytes(record));
        state.room.admit(*share, state.bytes, before, bytes_of(key, value.len()))
    }

    /// How much room there is from now on.
    pub fn set_room(&self, room: Room) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).room = room;
    }

    /// The log no longer holds the events up to this revision.
    pub fn forget(&self, compacted: Revision) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        state.compacted = compacted;
        state.window.forget(compacted);
    }
}

impl State {
    fn holds(&self, revision: Revision) -> Result<(), HistoryError> {
        let compacted = self.compacted;
        if revision < compacted { Err(HistoryError::Gone { compacted }) } else { Ok(()) }
    }
}
