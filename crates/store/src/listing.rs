//! A list as of one revision, read a part at a time: a position among the keys, and which of those still to come have changed.
//!
//! What has not been read holds on to no record, unless [`Listing::hold_at_most`] allows it: a record that was replaced
//! meanwhile is found again in the log. Once compaction has taken it from there, the list cannot be finished, and says so.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use crate::history::{Event, HistoryError};
use crate::published::State;
use crate::reader::Reader;
use crate::record::{Key, Record, Revision};

/// What a key counts that has changed, in memory.
const CHANGED_BYTES: usize = 200;
/// So many keys are looked at while the records are locked.
const LOOKED_AT_MAX: usize = 1_000;

/// Records of a resource, or of one of its namespaces, in the order of their keys, as they were after one change.
///
/// Copies go on by themselves from where the original stood. Holds the store open like any other handle.
#[derive(Clone)]
pub struct Listing {
    reader: Reader,
    resource: Arc<str>,
    namespace: Option<Arc<str>>,
    at: Revision,
    /// What comes next begins here.
    start: Bound<Key>,
    /// The last that may come.
    last: Option<Key>,
    /// What happened up to this revision stands in `changed`.
    seen: Revision,
    /// What stood at `at` under each key, from `start` on, that has changed since; `None`: nothing.
    changed: BTreeMap<Key, Option<Was>>,
    held_bytes: usize,
    held_bytes_max: usize,
    over: bool,
}

/// What a key's first change after the list's revision has replaced.
#[derive(Clone)]
struct Was {
    /// The change, whose event has it.
    changed: Revision,
    bytes: usize,
    /// Itself, where there is room.
    record: Option<Arc<Record>>,
}

/// One of the next records, where it is.
enum Found {
    Here(Arc<Record>),
    /// In the log on disk: what this event found.
    Replaced(Revision),
}

impl Listing {
    pub(crate) fn new(reader: Reader, resource: &str, namespace: Option<&str>, at: Option<Revision>) -> Listing {
        let now = reader.published().read().revision;
        let at = at.map_or(now, |at| at.min(now));
        Listing {
            reader,
            resource: resource.into(),
            namespace: namespace.map(Into::into),
            at,
            start: Bound::Unbounded,
            last: None,
            seen: at,
            changed: BTreeMap::new(),
            held_bytes: 0,
            held_bytes_max: 0,
            over: false,
        }
    }

    /// As of which change it is.
    pub fn revision(&self) -> Revision {
        self.at
    }

    /// Goes on with the first key that is not before this one. Nothing that it has passed comes again.
    pub fn skip_to(&mut self, key: Key) {
        let passed = match &self.start {
            Bound::Included(start) => key <= *start,
            Bound::Excluded(last) => key <= *last,
            Bound::Unbounded => false,
        };
        if !passed {
            self.go_to(Bound::Included(key));
        }
    }

    /// Has passed nothing that is not before this key.
    pub fn is_before(&self, key: &Key) -> bool {
        match &self.start {
            Bound::Included(start) => start <= key,
            Bound::Excluded(last) => last < key,
            Bound::Unbounded => true,
        }
    }

    /// Ends behind this key.
    pub fn end_with(&mut self, last: Key) {
        let mut behind = self.changed.split_off(&last);
        let itself = behind.remove_entry(&last);
        self.changed.extend(itself);
        self.let_go(behind.into_values());
        self.last = Some(last);
    }

    /// Lets it hold on to records of so many bytes that were replaced and are still to come, so that it does not need the log
    /// for them.
    pub fn hold_at_most(&mut self, bytes: usize) {
        self.held_bytes_max = bytes;
        if self.held_bytes > bytes {
            self.held_bytes = 0;
            self.changed.values_mut().flatten().for_each(|was| was.record = None);
        }
    }

    /// About how many bytes it takes, what it holds on to included.
    pub fn bytes(&self) -> usize {
        self.held_bytes + self.changed.len() * CHANGED_BYTES
    }

    /// Looks at what happened since it was last asked for anything. Who waits for long does so now and then.
    pub async fn keep_up(&mut self) -> Result<(), HistoryError> {
        self.look(|_, _| ()).await
    }

    /// The next records: at least one, and no further one beyond so many bytes of values; none at the end.
    ///
    /// May be dropped at any await, and then has not moved. After an error it stands where it stood.
    pub async fn next(&mut self, bytes_max: usize) -> Result<Vec<Arc<Record>>, HistoryError> {
        while !self.over {
            let (found, start, over) = self.look(|listing, state| listing.part(state, bytes_max)).await?;
            let records = self.fetch(found).await?;
            self.over = over;
            start.into_iter().for_each(|start| self.go_to(start));
            if !records.is_empty() {
                return Ok(records);
            }
        }
        Ok(Vec::new())
    }

    /// How many records are still to come.
    pub async fn count(&mut self) -> Result<usize, HistoryError> {
        self.look(|listing, state| {
            let current = listing.current(state).filter(|record| !listing.changed.contains_key(&record.key)).count();
            current + listing.changed.values().flatten().count()
        })
        .await
    }

    /// Looks at the records, once `changed` has everything that tells them from those asked for.
    async fn look<T>(&mut self, look: impl Fn(&Listing, &State) -> T) -> Result<T, HistoryError> {
        loop {
            let reader = self.reader.clone();
            {
                let state = reader.published().read();
                if self.seen >= state.revision {
                    return Ok(look(self, &state));
                }
                state.holds(self.seen)?;
                if let Some(events) = state.window.after(self.seen) {
                    events.for_each(|event| self.note(event));
                    self.seen = state.revision;
                    return Ok(look(self, &state));
                }
            }
            let page = reader.page(self.seen).await?;
            page.after(self.seen).for_each(|event| self.note(event));
            self.seen = page.through();
        }
    }

    /// What the first event of each key found is what the list has.
    fn note(&mut self, event: &Event) {
        let ahead = event.key.is_in(&self.resource, self.namespace.as_deref())
            && self.is_before(&event.key)
            && self.last.as_ref().is_none_or(|last| event.key <= *last);
        if !ahead || self.changed.contains_key(&event.key) {
            return;
        }
        let was = event.previous.as_ref().map(|record| {
            let bytes = record.value.len();
            let hold = self.held_bytes + bytes <= self.held_bytes_max;
            self.held_bytes += if hold { bytes } else { 0 };
            Was { changed: event.revision, bytes, record: hold.then(|| Arc::clone(record)) }
        });
        self.changed.insert(event.key.clone(), was);
    }

    fn current<'s>(&'s self, state: &'s State) -> impl Iterator<Item = &'s Arc<Record>> {
        let ahead = |record: &&Arc<Record>| self.last.as_ref().is_none_or(|last| record.key <= *last);
        state.records.from(&self.resource, self.namespace.as_deref(), self.start.as_ref()).take_while(ahead)
    }

    /// Where the next records are, what comes behind them if that is further than now, and whether nothing does.
    fn part(&self, state: &State, bytes_max: usize) -> (Vec<Found>, Option<Bound<Key>>, bool) {
        let (mut current, mut changed) = (self.current(state).peekable(), self.changed.iter().peekable());
        let (mut found, mut bytes, mut last) = (Vec::new(), 0, None);
        for _ in 0..LOOKED_AT_MAX {
            let before = match (current.peek(), changed.peek()) {
                (None, None) => return (found, None, true),
                (Some(record), Some((key, _))) => record.key < **key,
                (record, None) => record.is_some(),
                (None, Some(_)) => false,
            };
            let (key, next) = if before {
                let record = current.next().expect("it was looked at");
                (&record.key, Some((record.value.len(), Found::Here(Arc::clone(record)))))
            } else {
                let (key, was) = changed.next().expect("it was looked at");
                let _replaced = current.next_if(|record| record.key == *key);
                (key, was.as_ref().map(|was| (was.bytes, was.find(state))))
            };
            if let Some((size, next)) = next {
                bytes += size;
                if bytes > bytes_max && !found.is_empty() {
                    break;
                }
                found.push(next);
            }
            last = Some(key);
        }
        (found, last.map(|last| Bound::Excluded(last.clone())), false)
    }

    async fn fetch(&self, found: Vec<Found>) -> Result<Vec<Arc<Record>>, HistoryError> {
        let wanted = found.iter().filter_map(|found| match found {
            Found::Here(_) => None,
            Found::Replaced(changed) => Some(*changed),
        });
        let wanted: Vec<Revision> = wanted.collect();
        let mut replaced = match wanted.is_empty() {
            true => HashMap::new(),
            false => self.reader.replaced(wanted).await?,
        };
        let records = found.into_iter().map(|found| match found {
            Found::Here(record) => Ok(record),
            Found::Replaced(changed) => {
                let gone = || HistoryError::Gone { compacted: self.reader.published().read().compacted.max(changed) };
                replaced.remove(&changed).ok_or_else(gone)
            }
        });
        records.collect()
    }

    fn go_to(&mut self, start: Bound<Key>) {
        if let Bound::Included(key) | Bound::Excluded(key) = &start {
            let ahead = self.changed.split_off(key);
            let passed = std::mem::replace(&mut self.changed, ahead);
            self.let_go(passed.into_values());
            if matches!(start, Bound::Excluded(_)) {
                let last = self.changed.remove(key);
                self.let_go(last.into_iter());
            }
        }
        self.start = start;
    }

    fn let_go(&mut self, of: impl Iterator<Item = Option<Was>>) {
        let held = of.flatten().filter(|was| was.record.is_some()).map(|was| was.bytes);
        self.held_bytes -= held.sum::<usize>();
    }
}

impl Was {
    fn find(&self, state: &State) -> Found {
        let event = || state.window.after(self.changed - 1)?.next();
        let record = self.record.as_ref().or_else(|| event()?.previous.as_ref());
        record.map_or(Found::Replaced(self.changed), |record| Found::Here(Arc::clone(record)))
    }
}
