//! A list as of one revision, read a part at a time: a position among the keys, and which of those still to come have changed.
//!
//! What has not been read holds on to no record, unless [`Listing::hold_at_most`] allows it: a record that was replaced
//! meanwhile is found again in the log. Once compaction has taken it from there, the list cannot be finished, and says so.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use tokio::task::yield_now;

use crate::history::{Event, HistoryError};
use crate::marks::{Marked, Sought};
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
    /// What is looked for; `None`: everything.
    sought: Option<Arc<Sought>>,
    /// How many are still to come, where that is known without counting them.
    left: Option<usize>,
    over: bool,
}

/// How much is wanted at a time.
#[derive(Clone, Copy, Debug)]
pub struct AtMost {
    /// Of values; one record may be larger.
    pub bytes: usize,
    /// At least one.
    pub records: usize,
}

/// What a key's first change after the list's revision has replaced.
#[derive(Clone)]
struct Was {
    /// The change, whose event has it.
    changed: Revision,
    bytes: usize,
    /// Itself, where there is room.
    record: Option<Record>,
}

/// One of the next records, where it is.
enum Found {
    Here(Record),
    /// In the log on disk: what this event found.
    Replaced(Revision),
}

/// The next records.
struct Part {
    found: Vec<Found>,
    /// How many records were looked at, these included.
    passed: usize,
    /// Where the next ones are, if that is further than now.
    start: Option<Bound<Key>>,
    /// Are there none?
    over: bool,
}

impl Listing {
    pub(crate) fn new(reader: Reader, resource: &str, namespace: Option<&str>, at: Option<Revision>) -> Listing {
        let (now, all) = {
            let state = reader.published().read();
            (state.revision, state.records.sum(resource, namespace).count)
        };
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
            sought: None,
            left: (at == now).then_some(all),
            over: false,
        }
    }

    /// As of which change it is.
    pub fn revision(&self) -> Revision {
        self.at
    }

    /// Leaves out what may be left out: records that, as they are now, cannot be what is looked for. Others come all the same.
    /// `None`: nothing is looked for.
    pub fn seek(&mut self, sought: Option<Arc<Sought>>) {
        self.sought = sought;
    }

    /// Goes on with the first key that is not before this one. Nothing that it has passed comes again.
    pub fn skip_to(&mut self, key: Key) {
        let passed = match &self.start {
            Bound::Included(start) => key <= *start,
            Bound::Excluded(last) => key <= *last || key.follows(last),
            Bound::Unbounded => false,
        };
        if !passed {
            self.left = None;
            self.go_to(Bound::Included(key));
        }
    }

    /// Goes on behind this key.
    pub fn skip_behind(&mut self, key: Key) {
        if self.is_before(&key) {
            self.left = None;
            self.go_to(Bound::Excluded(key));
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
        self.left = None;
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
    /// May be dropped at any await, and then has passed nothing but what is not looked for. After an error it stands where it stood.
    pub async fn next(&mut self, bytes_max: usize) -> Result<Vec<Record>, HistoryError> {
        self.some(AtMost { bytes: bytes_max, records: usize::MAX }).await
    }

    /// The same, of no more than so many records.
    pub async fn some(&mut self, at_most: AtMost) -> Result<Vec<Record>, HistoryError> {
        while !self.over {
            let Part { found, passed, start, over } = self.look(|listing, state| listing.part(state, at_most)).await?;
            let records = self.fetch(found).await?;
            self.over = over;
            self.left = self.left.map(|left| left - passed);
            start.into_iter().for_each(|start| self.go_to(start));
            if !records.is_empty() {
                return Ok(records);
            }
            // There may be many that are not looked for, and others wait for this thread.
            yield_now().await;
        }
        Ok(Vec::new())
    }

    /// How many records are still to come, whatever is looked for. Without going through them, if it has read all that came before
    /// them, and began with what there was then.
    pub async fn count(&mut self) -> Result<usize, HistoryError> {
        self.look(|listing, state| listing.left.unwrap_or_else(|| listing.ahead(state).count())).await
    }

    /// Is none still to come, whatever is looked for?
    pub async fn is_at_end(&mut self) -> Result<bool, HistoryError> {
        self.look(|listing, state| listing.ahead(state).next().is_none()).await
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
            let bytes = record.value().len();
            let hold = self.held_bytes + bytes <= self.held_bytes_max;
            self.held_bytes += if hold { bytes } else { 0 };
            Was { changed: event.revision, bytes, record: hold.then(|| record.clone()) }
        });
        self.changed.insert(event.key.clone(), was);
    }

    fn current<'s>(&'s self, state: &'s State) -> impl Iterator<Item = (&'s Key, &'s Marked)> {
        let ahead = |(key, _): &(&Key, &Marked)| self.last.as_ref().is_none_or(|last| *key <= last);
        state.records.marked_from(&self.resource, self.namespace.as_deref(), self.start.as_ref()).take_while(ahead)
    }

    /// What is still to come is there for each of these; in no order.
    fn ahead<'s>(&'s self, state: &'s State) -> impl Iterator<Item = ()> {
        let current = self.current(state).filter(|(key, _)| !self.changed.contains_key(*key));
        self.changed.values().flatten().map(drop).chain(current.map(drop))
    }

    /// The next records, as far as that is looked at at once.
    fn part(&self, state: &State, at_most: AtMost) -> Part {
        let (mut current, mut changed) = (self.current(state).peekable(), self.changed.iter().peekable());
        let (mut found, mut bytes, mut passed, mut last, mut over) = (Vec::new(), 0, 0, None, false);
        for _ in 0..LOOKED_AT_MAX {
            let before = match (current.peek(), changed.peek()) {
                (None, None) => {
                    over = true;
                    break;
                }
                (Some((key, _)), Some((changed, _))) => key < changed,
                (current, None) => current.is_some(),
                (None, Some(_)) => false,
            };
            let (key, next) = if before {
                let (key, marked) = current.next().expect("it was looked at");
                if !self.may_be_sought(marked) {
                    passed += 1;
                    last = Some(key);
                    continue;
                }
                (key, Some((marked.record.value().len(), Found::Here(marked.record.clone()))))
            } else {
                let (key, was) = changed.next().expect("it was looked at");
                let _replaced = current.next_if(|(current, _)| *current == key);
                (key, was.as_ref().map(|was| (was.bytes, was.find(state))))
            };
            if let Some((size, next)) = next {
                bytes += size;
                if !found.is_empty() && (found.len() >= at_most.records || bytes > at_most.bytes) {
                    break;
                }
                found.push(next);
                passed += 1;
            }
            last = Some(key);
        }
        let start = last.map(|last| Bound::Excluded(last.clone()));
        Part { found, passed, start, over }
    }

    fn may_be_sought(&self, marked: &Marked) -> bool {
        self.sought.as_ref().is_none_or(|sought| sought.may_be(marked.marks(self.reader.published().marks)))
    }

    async fn fetch(&self, found: Vec<Found>) -> Result<Vec<Record>, HistoryError> {
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
        record.map_or(Found::Replaced(self.changed), |record| Found::Here(record.clone()))
    }
}
