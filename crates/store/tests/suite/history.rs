//! What happened: lists as of a revision, and cursors, against a model; over restarts, a small memory, and compaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_store::{
    AtMost, Compaction, Cursor, Event, EventKind, HistoryError, Key, Listing, Revision, Sought, Store,
};
use proptest::prelude::*;

use crate::kit::{SURVIVES, change, list_at, mark, open_with, place};

/// Each key with its value, created and modified.
type State = BTreeMap<Key, (Vec<u8>, Revision, Revision)>;

/// What is asked: two resources whose names and namespaces are each other's beginnings, and nothing.
const SCOPES: [(&str, Option<&str>); 7] =
    [("a", None), ("a", Some("x")), ("a", Some("xy")), ("a", Some("")), ("ab", None), ("ab", Some("x")), ("abc", None)];

fn key_of(n: u8) -> Key {
    let (resource, namespace) = [("a", "x"), ("a", "xy"), ("ab", "x"), ("a", "")][usize::from(n % 4)];
    Key::new(resource, namespace, (n / 4 % 2).to_string())
}

fn has((resource, namespace): (&str, Option<&str>), key: &Key) -> bool {
    &*key.resource == resource && namespace.is_none_or(|one| one == &*key.namespace)
}

/// The state after each revision; the first is that of revision 1.
struct Model(Vec<State>);

impl Model {
    fn new() -> Model {
        Model(vec![State::new()])
    }

    fn revision(&self) -> Revision {
        self.0.len() as Revision
    }

    fn change(&mut self, key: &Key, value: Option<&[u8]>) {
        let (mut next, revision) = (self.0.last().unwrap().clone(), self.revision() + 1);
        let before = next.remove(key);
        if let Some(value) = value {
            let created = before.map_or(revision, |(_, created, _)| created);
            next.insert(key.clone(), (value.to_vec(), created, revision));
        }
        self.0.push(next);
    }

    fn at(&self, revision: Revision, scope: (&str, Option<&str>)) -> State {
        let all = self.0[usize::try_from(revision).unwrap() - 1].iter();
        all.filter(|(key, _)| has(scope, key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// An event is what the states before and after it differ in.
    fn check(&self, event: &Event) {
        let find = |revision: Revision| self.0[usize::try_from(revision).unwrap() - 1].get(&event.key).cloned();
        let (before, after) = (find(event.revision - 1), find(event.revision));
        let told = |record: &Option<coracle_store::Record>| {
            record.as_ref().map(|record| (record.value().to_vec(), record.created, record.modified))
        };
        assert_eq!((told(&event.previous), told(&event.record)), (before.clone(), after.clone()), "{event:?}");
        assert_eq!(after.as_ref().map(|(.., modified)| *modified).unwrap_or(event.revision), event.revision);
        let kind = match (before, after) {
            (None, _) => EventKind::Created,
            (_, Some(_)) => EventKind::Updated,
            (_, None) => EventKind::Deleted,
        };
        assert_eq!(event.kind, kind);
    }
}

async fn listed(store: &Store, scope: (&str, Option<&str>), at: Revision) -> Result<State, HistoryError> {
    let records = list_at(store, scope.0, scope.1, at).await?;
    assert!(records.is_sorted_by(|one, next| one.key < next.key));
    let told = |record: &coracle_store::Record| (record.value().to_vec(), record.created, record.modified);
    Ok(records.iter().map(|record| (record.key.clone(), told(record))).collect())
}

/// Goes through everything up to `last` and rebuilds each state on the way.
async fn follow(model: &Model, cursor: &mut Cursor, scope: (&str, Option<&str>), state: &mut State, last: Revision) {
    while cursor.position() < last {
        let before = cursor.position();
        let batch = cursor.next().await.unwrap();
        let mut position = before;
        for event in &batch.events {
            assert!(has(scope, &event.key) && event.revision > position, "in order, once, and only what was asked");
            assert_eq!(*state, model.at(event.revision - 1, scope), "nothing in between was left out");
            model.check(event);
            position = event.revision;
            match &event.record {
                Some(record) => {
                    state.insert(event.key.clone(), (record.value().to_vec(), record.created, record.modified))
                }
                None => state.remove(&event.key),
            };
        }
        assert!(batch.through > before && batch.through >= position && batch.through <= model.revision());
        assert_eq!(*state, model.at(batch.through, scope), "a bookmark may say so");
        assert_eq!(cursor.position(), batch.through);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Put(u8, u8),
    Delete(u8),
    Burst(Vec<u8>),
    Reopen,
    Compact(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (any::<u8>(), any::<u8>()).prop_map(|(key, value)| Step::Put(key, value)),
        4 => any::<u8>().prop_map(Step::Delete),
        2 => prop::collection::vec(any::<u8>(), 1..20).prop_map(Step::Burst),
        1 => Just(Step::Reopen),
        1 => any::<u8>().prop_map(Step::Compact),
    ]
}

/// A list that is read bit by bit while things happen, and what it has given so far.
struct Reader {
    listing: Listing,
    scope: usize,
    state: State,
    last: Option<Key>,
    range: Range,
    /// The byte that is looked for.
    sought: Option<u8>,
}

/// The keys that a list is about, both included.
#[derive(Default)]
struct Range {
    first: Option<Key>,
    last: Option<Key>,
}

impl Range {
    fn of(&self, state: State) -> State {
        let within = |key: &Key| {
            self.first.as_ref().is_none_or(|first| first <= key) && self.last.as_ref().is_none_or(|last| key <= last)
        };
        state.into_iter().filter(|(key, _)| within(key)).collect()
    }
}

impl Reader {
    /// Reads a part of a few bytes; says whether there may be more.
    async fn read(&mut self) -> Result<bool, HistoryError> {
        let part = match self.sought {
            None => self.listing.next(7).await?,
            Some(_) => self.listing.some(AtMost { bytes: 50, records: 2 }).await?,
        };
        assert!(self.sought.is_none() || part.len() <= 2);
        for record in &part {
            assert!(self.last.as_ref().is_none_or(|last| *last < record.key), "in order, and each once");
            assert!(self.listing.bytes() < 10_000);
            self.last = Some(record.key.clone());
            if self.sought.is_none_or(|byte| record.value().contains(&byte)) {
                self.state.insert(record.key.clone(), (record.value().to_vec(), record.created, record.modified));
            }
        }
        Ok(!part.is_empty())
    }

    /// Of what there was, what it is about.
    fn of(&self, state: State) -> State {
        let sought = |value: &[u8]| self.sought.is_none_or(|byte| value.contains(&byte));
        self.range.of(state).into_iter().filter(|(_, (value, ..))| sought(value)).collect()
    }
}

/// A store, a model of it, cursors that began at different moments, and lists that are read meanwhile.
struct Play {
    path: std::path::PathBuf,
    memory: usize,
    store: Store,
    model: Model,
    compacted: Revision,
    cursors: Vec<(Revision, usize, State)>,
    readers: Vec<Reader>,
}

impl Play {
    async fn step(&mut self, step: Step) {
        match step {
            Step::Put(name, value) => self.put(name, vec![value; usize::from(value % 7)]).await,
            Step::Delete(name) => {
                let key = key_of(name);
                if change(&self.store, key.clone(), None).await {
                    self.model.change(&key, None);
                }
            }
            Step::Burst(names) => {
                for name in names {
                    self.put(name, vec![b'b'; usize::from(name)]).await;
                }
            }
            Step::Reopen if !SURVIVES => {}
            Step::Reopen => {
                // What is being read belongs to the store that is closed.
                for reader in std::mem::take(&mut self.readers) {
                    self.read_to_the_end(reader).await;
                }
                self.store.close().await.unwrap();
                self.store = open_with(&self.path, self.memory, Compaction::OFF).await;
            }
            Step::Compact(part) => {
                let keep_from = 2 + self.model.revision() * u64::from(part) / 255;
                let compacted = self.store.compact(Some(keep_from)).await.unwrap();
                self.compacted = self.compacted.max(keep_from.min(self.model.revision() + 1) - 1);
                assert_eq!((compacted, self.store.compacted()), (self.compacted, self.compacted));
            }
        }
    }

    async fn put(&mut self, name: u8, value: Vec<u8>) {
        let key = key_of(name);
        assert!(change(&self.store, key.clone(), Some(value.clone())).await);
        self.model.change(&key, Some(&value));
    }

    /// A list begins; those that have begun go on, each at its own pace; what there is to hold on to differs, too.
    async fn read(&mut self, number: usize) {
        let (scope, at) = (number % SCOPES.len(), self.model.revision() - number as u64 % self.model.revision().min(3));
        let mut listing = self.store.listing(SCOPES[scope].0, SCOPES[scope].1, Some(at));
        listing.hold_at_most(number % 3 * 10);
        let mut range = Range::default();
        if at >= self.compacted {
            assert_eq!(listing.count().await, Ok(self.model.at(at, SCOPES[scope]).len()));
            if number.is_multiple_of(2) {
                // From one key on, to another: what happened before it was known, and what happens later.
                let (first, last) = (key_of((number / 2) as u8), key_of((number / 2 + 3) as u8));
                listing.skip_to(first.clone());
                assert!(listing.is_before(&first));
                listing.end_with(last.clone());
                range = Range { first: Some(first), last: Some(last) };
                assert_eq!(listing.count().await, Ok(range.of(self.model.at(at, SCOPES[scope])).len()));
            }
        }
        let sought = number.is_multiple_of(3).then_some(b'b');
        listing.seek(sought.map(|byte| Arc::new(Sought(vec![vec![mark(b'~').and(mark(b'!')), mark(byte)]]))));
        self.readers.push(Reader { listing, scope, state: State::new(), last: None, range, sought });
        for (i, mut reader) in std::mem::take(&mut self.readers).into_iter().enumerate() {
            let at = reader.listing.revision();
            let go_on = if (number + i).is_multiple_of(3) {
                reader.listing.keep_up().await.map(|()| true)
            } else {
                reader.read().await
            };
            match go_on {
                Ok(true) => {
                    if number.is_multiple_of(5) {
                        self.count(&mut reader).await;
                    }
                    self.readers.push(reader);
                }
                Ok(false) => {
                    assert_eq!(reader.state, reader.of(self.model.at(at, SCOPES[reader.scope])), "as of {at}");
                }
                Err(error) => self.excuse(&error, at),
            }
        }
    }

    /// What is still to come is what there is behind the last that came.
    async fn count(&self, reader: &mut Reader) {
        let at = reader.listing.revision();
        let left = match reader.listing.count().await {
            Ok(left) => left,
            Err(error) => return self.excuse(&error, at),
        };
        let all = reader.range.of(self.model.at(at, SCOPES[reader.scope]));
        let behind = all.keys().filter(|key| reader.last.as_ref().is_none_or(|last| last < key)).count();
        // Behind the last that came there may be some that are not looked for, and have been passed.
        assert!(left == behind || (reader.sought.is_some() && left < behind), "as of {at}");
        assert_eq!(reader.listing.is_at_end().await, Ok(left == 0));
    }

    async fn read_to_the_end(&self, mut reader: Reader) {
        let at = reader.listing.revision();
        let left = reader.listing.clone().count().await;
        loop {
            match reader.read().await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return self.excuse(&error, at),
            }
        }
        let all = self.model.at(at, SCOPES[reader.scope]);
        assert_eq!(reader.state, reader.of(all.clone()), "as of {at}");
        assert!(left.is_ok_and(|left| left <= reader.range.of(all).len()));
    }

    /// Only compaction keeps a list from its end.
    fn excuse(&self, error: &HistoryError, at: Revision) {
        assert!(matches!(error, HistoryError::Gone { .. }) && self.compacted > at, "{error}, as of {at}");
    }

    async fn compare(&self) {
        let gone = Err(HistoryError::Gone { compacted: self.compacted });
        for (number, scope) in SCOPES.into_iter().enumerate() {
            let at = 1 + (self.model.revision() * 37 + number as u64 * 11) % self.model.revision();
            let expected = if at < self.compacted { gone.clone() } else { Ok(self.model.at(at, scope)) };
            assert_eq!(listed(&self.store, scope, at).await, expected, "{scope:?} at {at}");
        }
    }

    /// A cursor that began at `began` goes on to the end, or is told that it cannot.
    async fn finish(&self, (began, scope, state): (Revision, usize, State)) {
        let mut state = state;
        let mut cursor = self.store.watch(SCOPES[scope].0, SCOPES[scope].1, began);
        if began < self.compacted {
            assert_eq!(cursor.next().await, Err(HistoryError::Gone { compacted: self.compacted }));
            assert_eq!(cursor.position(), began);
            return;
        }
        follow(&self.model, &mut cursor, SCOPES[scope], &mut state, self.model.revision()).await;
        assert_eq!(state, self.model.at(self.model.revision(), SCOPES[scope]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn history_is_that_of_the_model(
        steps in prop::collection::vec(step(), 1..40),
        memory in prop_oneof![Just(0_usize), Just(1500), Just(1 << 20)],
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let place = place();
            let store = open_with(&place.path, memory, Compaction::OFF).await;
            let (path, model) = (place.path.clone(), Model::new());
            let mut play = Play { path, memory, store, model, compacted: 1, cursors: Vec::new(), readers: Vec::new() };
            for (number, step) in steps.into_iter().enumerate() {
                let scope = number % SCOPES.len();
                let (records, revision) = play.store.list(SCOPES[scope].0, SCOPES[scope].1);
                let told = |record: &coracle_store::Record| (record.value().to_vec(), record.created, record.modified);
                let state = records.iter().map(|record| (record.key.clone(), told(record))).collect();
                play.cursors.push((revision, scope, state));
                play.step(step).await;
                play.compare().await;
                play.read(number).await;
            }
            for reader in std::mem::take(&mut play.readers) {
                play.read_to_the_end(reader).await;
            }
            for cursor in std::mem::take(&mut play.cursors) {
                play.finish(cursor).await;
            }
            play.store.verify().await.unwrap();
        });
    }
}
