//! What happened: lists as of a revision, and cursors, against a model; over restarts, a small memory, and compaction.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use coracle_store::{Compaction, Cursor, Event, EventKind, Facts, HistoryError, Key, Options, Revision, Store, Write};
use proptest::prelude::*;

use crate::kit::{key, open, options, place, put, set};

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

/// Puts a value, or deletes, where there is something to delete.
async fn change(store: &Store, key: Key, value: Option<Vec<u8>>) -> bool {
    let wanted = key.clone();
    let decision = move |facts: &Facts<'_>| match &value {
        Some(value) => Some(put(&wanted, value.clone())),
        None => facts.records[0].as_ref().map(|_| Write::Delete { key: wanted.clone() }),
    };
    store.change(vec![key], decision).await.unwrap().1.is_some()
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
        let told = |record: &Option<std::sync::Arc<coracle_store::Record>>| {
            record.as_ref().map(|record| (record.value.to_vec(), record.created, record.modified))
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
    let records = store.list_at(scope.0, scope.1, at).await?;
    assert!(records.is_sorted_by(|one, next| one.key < next.key));
    let told = |record: &coracle_store::Record| (record.value.to_vec(), record.created, record.modified);
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
                    state.insert(event.key.clone(), (record.value.to_vec(), record.created, record.modified))
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

async fn open_with(path: &Path, memory: usize, compaction: Compaction) -> Store {
    Store::open(path, Options { recent_bytes_max: memory, compaction, ..options() }).await.unwrap()
}

/// A store, a model of it, and cursors that began at different moments and are asked now and then.
struct Play {
    path: std::path::PathBuf,
    memory: usize,
    store: Store,
    model: Model,
    compacted: Revision,
    cursors: Vec<(Revision, usize, State)>,
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
            Step::Reopen => {
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
            let mut play = Play { path, memory, store, model, compacted: 1, cursors: Vec::new() };
            for (number, step) in steps.into_iter().enumerate() {
                let scope = number % SCOPES.len();
                let (records, revision) = play.store.list(SCOPES[scope].0, SCOPES[scope].1);
                let told = |record: &coracle_store::Record| (record.value.to_vec(), record.created, record.modified);
                let state = records.iter().map(|record| (record.key.clone(), told(record))).collect();
                play.cursors.push((revision, scope, state));
                play.step(step).await;
                play.compare().await;
            }
            for cursor in std::mem::take(&mut play.cursors) {
                play.finish(cursor).await;
            }
            play.store.verify().await.unwrap();
        });
    }
}

/// Asks once, without waiting.
fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

fn revisions(events: &[std::sync::Arc<Event>]) -> Vec<Revision> {
    events.iter().map(|event| event.revision).collect()
}

#[tokio::test]
async fn a_cursor_waits_for_news_and_then_tells_it() {
    let place = place();
    let store = open(&place.path).await;
    let mut cursor = store.watch("endpoints", Some("default"), store.revision());
    let mut next = Box::pin(cursor.next());
    assert!(poll(&mut next).is_pending());
    set(&store, "a", "1").await.unwrap();
    let batch = next.await.unwrap();
    assert_eq!((revisions(&batch.events), batch.through), (vec![2], 2));
    let (record, _) = store.get(&key("a"));
    let value = batch.events[0].value().unwrap();
    assert!(std::sync::Arc::ptr_eq(value, &record.unwrap().value), "bytes exist once");
}

#[tokio::test]
async fn what_does_not_match_moves_the_bookmark() {
    let place = place();
    let store = open(&place.path).await;
    let mut cursor = store.watch("namespaces", None, 1);
    set(&store, "a", "1").await.unwrap();
    let batch = cursor.next().await.unwrap();
    assert_eq!((batch.events.len(), batch.through), (0, 2));
}

#[tokio::test]
async fn history_begins_with_nothing_and_ends_with_what_is() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    assert_eq!(store.list_at("endpoints", None, 1).await, Ok(Vec::new()));
    let now = store.list("endpoints", None).0;
    assert_eq!(store.list_at("endpoints", None, 2).await.as_ref(), Ok(&now));
    assert_eq!(store.list_at("endpoints", None, 3).await, Ok(now), "what is to come is the caller's to wait for");
    let gone = Err(HistoryError::Gone { compacted: 1 });
    assert_eq!(store.list_at("endpoints", None, 0).await, gone);
    assert_eq!(store.watch("endpoints", None, 0).next().await.map(|_| Vec::new()), gone);
}

#[tokio::test]
async fn a_cursor_may_begin_in_the_future() {
    let place = place();
    let store = open(&place.path).await;
    let mut cursor = store.watch("endpoints", None, 3);
    let mut next = Box::pin(cursor.next());
    for (name, told) in [("a", false), ("b", false), ("c", true)] {
        set(&store, name, "1").await.unwrap();
        match poll(&mut next) {
            Poll::Ready(batch) => assert!(told && revisions(&batch.unwrap().events) == [4]),
            Poll::Pending => assert!(!told),
        }
    }
}

#[tokio::test]
async fn a_revision_is_waited_for_until_it_comes_or_time_is_up() {
    let place = place();
    let store = open(&place.path).await;
    assert!(store.reached(1, Duration::ZERO).await);
    assert!(!store.reached(2, Duration::from_millis(5)).await);
    let mut reached = Box::pin(store.reached(2, Duration::from_secs(3600)));
    assert!(poll(&mut reached).is_pending());
    set(&store, "a", "1").await.unwrap();
    assert!(reached.await);
}

#[tokio::test]
async fn a_dropped_next_has_not_moved() {
    let place = place();
    // Nothing fits into memory, so that dropping it interrupts reads of the file, too.
    let store = open_with(&place.path, 0, Compaction::OFF).await;
    for n in 0..600 {
        set(&store, "a", n.to_string()).await.unwrap();
    }
    let (mut cursor, mut seen) = (store.watch("endpoints", None, 1), Vec::new());
    for polls in 0.. {
        let position = cursor.position();
        let mut next = Box::pin(cursor.next());
        let mut told = None;
        for _ in 0..=polls % 5 {
            match poll(&mut next) {
                Poll::Ready(batch) => told = Some(batch.unwrap()),
                Poll::Pending => tokio::time::sleep(Duration::from_micros(300)).await,
            }
            if told.is_some() {
                break;
            }
        }
        drop(next);
        match told {
            Some(batch) => seen.extend(revisions(&batch.events)),
            None => assert_eq!(cursor.position(), position),
        }
        if cursor.position() == store.revision() {
            break;
        }
    }
    assert_eq!(seen, (2..=601).collect::<Vec<_>>());
}

#[tokio::test]
async fn batches_are_bounded_and_a_large_event_comes_alone() {
    for memory in [0, 64 << 20] {
        let place = place();
        let store = open_with(&place.path, memory, Compaction::OFF).await;
        for n in 0..300 {
            set(&store, &format!("n{n}"), "1").await.unwrap();
        }
        for _ in 0..3 {
            set(&store, "large", vec![b'x'; 3 << 20]).await.unwrap();
        }
        let (mut cursor, mut sizes) = (store.watch("endpoints", None, 1), Vec::new());
        while cursor.position() < store.revision() {
            sizes.push(cursor.next().await.unwrap().events.len());
        }
        assert_eq!(sizes.iter().sum::<usize>(), 303);
        assert_eq!(sizes, [256, 44, 1, 1, 1], "with {memory}");
    }
}

#[tokio::test]
async fn closing_ends_those_who_wait_and_lets_the_rest_be_read() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let (mut waiting, mut behind) = (store.watch("endpoints", None, 2), store.watch("endpoints", None, 1));
    let mut next = Box::pin(waiting.next());
    assert!(poll(&mut next).is_pending());
    store.close().await.unwrap();
    assert_eq!(next.await, Err(HistoryError::Closed));
    assert_eq!(revisions(&behind.next().await.unwrap().events), [2]);
    assert_eq!(behind.next().await, Err(HistoryError::Closed));
    assert_eq!(store.compact(None).await, Err(coracle_store::ChangeError::Closed));
    assert!(!store.reached(3, Duration::from_secs(3600)).await);
}

/// The event of the boundary itself, and what it removed, must be there for whoever stands right before it.
#[tokio::test]
async fn a_deletion_at_the_boundary_is_not_lost() {
    for memory in [0, 1 << 20] {
        let place = place();
        let mut store = open_with(&place.path, memory, Compaction::OFF).await;
        for name in ["a", "b"] {
            set(&store, name, "1").await.unwrap();
        }
        assert!(change(&store, key("a"), None).await);
        set(&store, "b", "2").await.unwrap();
        assert_eq!(store.compact(Some(4)).await, Ok(3));
        for reopened in [false, true] {
            if reopened {
                store.close().await.unwrap();
                store = open_with(&place.path, memory, Compaction::OFF).await;
            }
            let then = store.list_at("endpoints", None, 3).await.unwrap();
            assert_eq!(then.iter().map(|record| record.modified).collect::<Vec<_>>(), [2, 3]);
            let batch = store.watch("endpoints", None, 3).next().await.unwrap();
            let deleted = &batch.events[0];
            assert_eq!((deleted.revision, deleted.kind, deleted.key.clone()), (4, EventKind::Deleted, key("a")));
            assert_eq!(deleted.previous.as_ref(), Some(&then[0]));
            let gone = HistoryError::Gone { compacted: 3 };
            assert_eq!(store.list_at("endpoints", None, 2).await, Err(gone.clone()));
            assert_eq!(store.watch("endpoints", None, 2).next().await, Err(gone));
            store.verify().await.unwrap();
        }
    }
}

#[tokio::test]
async fn all_history_may_go_and_the_revision_goes_on() {
    let place = place();
    let store = open(&place.path).await;
    for name in ["a", "b"] {
        set(&store, name, "1").await.unwrap();
    }
    assert_eq!(store.compact(Some(u64::MAX)).await, Ok(3));
    assert_eq!(store.list_at("endpoints", None, 3).await.unwrap().len(), 2);
    store.verify().await.unwrap();
    // That was said of what there was then.
    set(&store, "b", "2").await.unwrap();
    assert_eq!(store.compact(None).await, Ok(3));
    assert_eq!(store.compact(Some(u64::MAX)).await, Ok(4));
    store.close().await.unwrap();
    let store = open(&place.path).await;
    let mut cursor = store.watch("endpoints", None, 4);
    assert_eq!(set(&store, "a", "2").await.unwrap().revision, 5);
    let batch = cursor.next().await.unwrap();
    assert_eq!(batch.events[0].previous.as_ref().unwrap().modified, 2);
    assert_eq!(store.compact(Some(2)).await, Ok(4), "it never goes back");
    store.verify().await.unwrap();
}

/// Bounds that a test reaches: every few writes something is removed.
fn tight() -> Compaction {
    Compaction { keep_for: Duration::ZERO, keep_events_min: 5, keep_events_max: 20, keep_bytes_max: 1 << 20 }
}

/// What one watcher was told: every revision up to the end, or, where it was too slow, that it was.
async fn watch_until(store: Store, last: Revision, pause: impl AsyncFn(u64)) -> usize {
    let (mut cursor, mut expected, mut gone) = (store.watch("endpoints", None, 1), 2, 0);
    for round in 0.. {
        if cursor.position() >= last {
            break;
        }
        pause(round).await;
        match cursor.next().await {
            Ok(batch) => {
                for event in &batch.events {
                    assert_eq!(event.revision, expected, "neither a gap nor a repetition");
                    expected += 1;
                }
                assert_eq!(batch.through + 1, expected);
            }
            Err(HistoryError::Gone { compacted }) => {
                assert!(compacted > cursor.position());
                gone += 1;
                // As a client does: list anew, and go on from there.
                let (records, revision) = store.list("endpoints", None);
                assert!(records.iter().all(|record| record.modified <= revision));
                (cursor, expected) = (store.watch("endpoints", None, revision), revision + 1);
            }
            Err(error) => panic!("{error}"),
        }
    }
    gone
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_is_too_slow_is_told_and_nobody_else_notices() {
    const LAST: Revision = 1 + 4 * 300;
    for memory in [0, 1000, 1 << 20] {
        let place = place();
        let store = open_with(&place.path, memory, tight()).await;
        let quick: Vec<_> = (0..20).map(|_| tokio::spawn(watch_until(store.clone(), LAST, async |_| ()))).collect();
        let slow = watch_until(store.clone(), LAST, async |round| {
            tokio::time::sleep(Duration::from_millis(round % 3 * 30)).await;
        });
        let slow = tokio::spawn(slow);
        // This one is never asked until the end.
        let mut blocked = store.watch("endpoints", None, 1);
        let write = |store: Store, name: String| async move {
            for n in 0..300 {
                set(&store, &name, n.to_string()).await.unwrap();
            }
        };
        let writers: Vec<_> = (0..4).map(|id| tokio::spawn(write(store.clone(), format!("w{id}")))).collect();
        for one in writers {
            one.await.unwrap();
        }
        for one in quick {
            one.await.unwrap();
        }
        assert!(slow.await.unwrap() > 0, "the bounds are so tight that it cannot keep up");
        let compacted = store.compact(None).await.unwrap();
        assert!((LAST - 20..=LAST - 5).contains(&compacted), "{compacted}");
        assert_eq!(blocked.next().await, Err(HistoryError::Gone { compacted }));
        store.verify().await.unwrap();
    }
}

mod age {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    static NOW: AtomicI64 = AtomicI64::new(1_700_000_000_000);

    #[tokio::test]
    async fn what_is_old_goes_even_when_nothing_happens() {
        let place = place();
        let compaction = Compaction { keep_for: Duration::from_secs(1), keep_events_min: 3, ..Compaction::default() };
        let clock = || NOW.load(Ordering::Relaxed);
        let store = Store::open(&place.path, Options { clock, compaction, ..options() }).await.unwrap();
        for n in 0..10 {
            set(&store, "a", n.to_string()).await.unwrap();
            NOW.fetch_add(100, Ordering::Relaxed);
        }
        // The youngest is 100 ms old, the oldest a second.
        assert_eq!(store.compact(None).await, Ok(2));
        NOW.fetch_add(10_000, Ordering::Relaxed);
        while store.compacted() < 8 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // A clock that was set back makes everything young: more is kept.
        NOW.fetch_sub(60_000, Ordering::Relaxed);
        set(&store, "a", "x").await.unwrap();
        assert_eq!(store.compact(None).await, Ok(8));
        store.verify().await.unwrap();
    }
}

/// Bytes of the file and of its WAL.
fn size(path: &Path) -> u64 {
    let of = |path: &Path| path.metadata().map_or(0, |metadata| metadata.len());
    of(path) + of(&path.with_extension("db-wal"))
}

#[tokio::test]
async fn space_is_given_back() {
    let place = place();
    let store = open_with(&place.path, 0, Compaction::OFF).await;
    for n in 0..1500 {
        set(&store, &format!("n{}", n % 10), vec![b'x'; 8000]).await.unwrap();
    }
    assert!(size(&place.path) > 20 << 20);
    store.compact(Some(u64::MAX)).await.unwrap();
    assert!(size(&place.path) < 400 << 10, "{}", size(&place.path));
    store.verify().await.unwrap();
}
