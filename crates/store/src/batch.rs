//! One batch: changes that are decided, in order, but not yet durable. Pure; knows no answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::backend::{Pending, Transaction};
use crate::change::{Asked, Facts, Seen, Verdict, Write};
use crate::error::ChangeError;
use crate::history::Event;
use crate::published::Published;
use crate::record::{Draft, Key, Record, Revision};
use crate::room::{Room, Share, bytes_of, record_bytes};
use crate::waiters::Woken;

/// A batch takes no further change once it has this many.
const WRITES_MAX: usize = 256;
/// A batch takes no further change once its values have this many bytes. A change that is larger still fits alone.
const BYTES_MAX: u64 = 4 << 20;
/// The same while the disk is full: the reserve is to last for it, in the write-ahead log and in the database.
const FULL_BYTES_MAX: u64 = 1 << 20;

/// What a batch makes of each key that it touches.
type Overlay = BTreeMap<Key, Pending>;

/// Changes on top of what is published, or of a batch that is not yet.
pub(crate) struct Batch<'a> {
    published: &'a Published,
    /// What it stands upon, while that is not published.
    under: Option<Arc<Overlay>>,
    /// The revision before the batch.
    pub base: Revision,
    /// One for each revision after `base`, in order.
    pub events: Vec<Arc<Event>>,
    overlay: Arc<Overlay>,
    /// What was written, for its own bound.
    bytes: u64,
    /// What all records count with it.
    records: u64,
    room: Room,
}

impl<'a> Batch<'a> {
    pub fn new(published: &'a Published) -> Batch<'a> {
        let (base, records, room) = {
            let state = published.read();
            (state.revision, state.records.counted(), state.room.clone())
        };
        Batch { published, under: None, base, events: Vec::new(), overlay: Arc::default(), bytes: 0, records, room }
    }

    /// Upon a batch that is not published: void where that fails.
    pub fn upon(before: &Batch<'a>) -> Batch<'a> {
        let Batch { published, records, ref room, .. } = *before;
        let (under, room) = (Some(Arc::clone(&before.overlay)), room.clone());
        let base = before.revision();
        Batch { published, under, base, events: Vec::new(), overlay: Arc::default(), bytes: 0, records, room }
    }

    /// An empty one upon what is published.
    pub fn anew(&self) -> Batch<'a> {
        Batch::new(self.published)
    }

    /// What it stands upon is published.
    pub fn settle(&mut self) {
        self.under = None;
    }

    /// Whether it stands upon what is not published.
    pub fn is_upon(&self) -> bool {
        self.under.is_some()
    }

    pub fn revision(&self) -> Revision {
        self.base + self.events.len() as Revision
    }

    pub fn is_full(&self) -> bool {
        let bytes_max = if self.room.is_full() { FULL_BYTES_MAX } else { BYTES_MAX };
        self.events.len() >= WRITES_MAX || self.bytes >= bytes_max
    }

    /// All of it, to be made durable.
    pub fn transaction(&self) -> Transaction<'_> {
        Transaction { base: self.base, revision: self.revision(), events: &self.events, changes: &self.overlay }
    }

    /// True when an answer about what was seen would tell of a change that is not durable.
    pub fn touches(&self, seen: &Seen) -> bool {
        seen.records.iter().any(|(key, _)| self.overlays().any(|overlay| overlay.contains_key(key)))
            || seen.all_of.as_ref().is_some_and(|(resource, _)| self.has_touched(resource))
    }

    fn has_touched(&self, resource: &str) -> bool {
        self.overlays().flat_map(|overlay| overlay.keys()).any(|key| *key.resource == *resource)
    }

    /// What it stands upon, and then its own.
    fn overlays(&self) -> impl DoubleEndedIterator<Item = &Overlay> {
        self.under.as_deref().into_iter().chain([&*self.overlay])
    }

    pub fn record(&self, key: &Key) -> Option<Record> {
        match self.overlays().rev().find_map(|overlay| overlay.get(key)) {
            Some(pending) => pending.after.clone(),
            None => self.published.get(key).0,
        }
    }

    /// All of a resource as this batch leaves it, in the order of their keys.
    fn all_of(&self, resource: &str) -> Vec<Record> {
        let (mut all, _) = self.published.list(resource, None);
        if self.has_touched(resource) {
            for overlay in self.overlays() {
                all.retain(|record| !overlay.contains_key(&record.key));
                let left = overlay.values().filter_map(|pending| pending.after.clone());
                all.extend(left.filter(|record| *record.key.resource == *resource));
            }
            all.sort_by(|a, b| a.key.cmp(&b.key));
        }
        all
    }

    /// True when all that was seen is still as it was then.
    pub fn holds(&self, seen: &Seen) -> bool {
        let is_quiet = |resource, since| !self.has_touched(resource) && self.published.is_quiet(resource, since);
        seen.records.iter().all(|(key, revision)| self.record(key).map(|record| record.modified) == *revision)
            && seen.all_of.as_ref().is_none_or(|(resource, since)| is_quiet(resource, *since))
    }

    /// Runs `look` on the records that are asked for, as this batch leaves them.
    pub fn with_facts<T>(&self, asked: &Asked, look: impl FnOnce(&Facts<'_>) -> T) -> T {
        let records: Vec<_> = asked.keys.iter().map(|key| self.record(key)).collect();
        let all = asked.all_of.as_ref().map_or_else(Vec::new, |resource| self.all_of(resource));
        look(&Facts { records: &records, all: &all, revision: self.revision() })
    }

    /// True when this write is one to refuse on a full disk.
    pub fn needs_room(&self, write: &Write) -> bool {
        let Write::Put { key, value, share: Share::Usual, .. } = write else { return false };
        bytes_of(key, value.len()) > self.record(key).map_or(0, |record| record_bytes(&record))
    }

    /// Adds a change that was decided on the records as this batch leaves them.
    pub fn add(&mut self, write: Write) -> Result<Revision, ChangeError> {
        let revision = self.revision() + 1;
        if i64::try_from(revision).is_err() {
            return Err(ChangeError::Failed("no revision is left".to_owned()));
        }
        let before = self.record(write.key());
        // What is new shares the texts of what stands beside it, and what is written again has the key that it had.
        let key = match &before {
            Some(before) => before.key.clone(),
            None => self.published.read().records.shared(write.key()),
        };
        let (after, share) = match write {
            Write::Delete { .. } => (None, Share::Any),
            Write::Put { uid, value, share, .. } => {
                let created = before.as_ref().map_or(revision, |current| current.created);
                let draft = Draft { key: key.clone(), uid: &uid, created, modified: revision, value };
                (Some(Record::from(draft)), share)
            }
        };
        let [had, has] = [&before, &after].map(|record| record.as_ref().map_or(0, record_bytes));
        self.room.admit(share, self.records, had, has)?;
        // It stands in the log and in its row, and what of it names managers in their rows, too.
        self.bytes += size(&before) + 3 * size(&after);
        let Some(event) = Event::new(revision, before.clone(), after.clone()) else {
            return Err(ChangeError::Impossible(format!("{key}: there is nothing to delete")));
        };
        self.records = self.records - had + has;
        self.events.push(Arc::new(event));
        // Nothing stands upon it while it is being filled.
        Arc::make_mut(&mut self.overlay).entry(key).or_insert(Pending { before, after: None }).after = after;
        Ok(revision)
    }

    /// Adds several, in their order. Where one is refused, those before it are there all the same.
    pub fn add_all(&mut self, writes: Vec<Write>) -> Result<Verdict, ChangeError> {
        for write in writes {
            write.check(self.record(write.key()).as_ref())?;
            self.add(write)?;
        }
        Ok(Verdict::Committed(self.revision()))
    }

    /// Makes the whole batch visible. Only after COMMIT returned. Those whom it concerns are still to be woken.
    pub fn publish(&self) -> Woken {
        let revision = self.revision();
        let changed = self.overlay.iter().map(|(key, pending)| (key, pending.after.clone()));
        self.published.publish(changed, &self.events, revision)
    }
}

fn size(record: &Option<Record>) -> u64 {
    record.as_ref().map_or(0, |record| record.value().len() as u64)
}
