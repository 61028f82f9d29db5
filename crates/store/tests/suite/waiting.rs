//! Who is woken: by changes of what is asked for, by each of them, and by nothing else; whatever happens to the log meanwhile.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use coracle_store::{Batch, Compaction, Cursor, HistoryError, Key, Revision, Store};

use crate::kit::{change, open, open_with, place, revisions};

/// How long a cursor may wait for what has happened: long enough for any machine.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Woken {
    fn poll<F: Future>(self: &Arc<Self>, future: &mut Pin<Box<F>>) -> Poll<F::Output> {
        future.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))))
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

async fn put(store: &Store, key: &Key) {
    assert!(change(store, key.clone(), Some(b"x".to_vec())).await);
}

/// The cursors of each sort that are on this key.
fn cursors(store: &Store, key: &Key, after: Revision) -> [Cursor; 4] {
    [
        store.watch_all(after),
        store.watch(&key.resource, None, after),
        store.watch(&key.resource, Some(&key.namespace), after),
        store.watch_one(key.clone(), after),
    ]
}

async fn next(cursor: &mut Cursor) -> Batch {
    tokio::time::timeout(PATIENCE, cursor.next()).await.expect("a change did not wake who waits for it").unwrap()
}

#[tokio::test]
async fn others_changes_wake_nobody_and_are_passed_all_the_same() {
    let place = place();
    let store = open(&place.path).await;
    let key = |resource: &str, namespace: &str, name: &str| Key::new(resource, namespace, name);
    let (mine, others) = (key("r", "n", "a"), [key("r", "n", "b"), key("r", "m", "a"), key("s", "n", "a")]);
    for (sort, cursor) in cursors(&store, &mine, 1).iter_mut().enumerate() {
        while cursor.position() < store.revision() {
            cursor.next().await.unwrap();
        }
        // The first of the others concern all but the last sort of cursors, and so on.
        let (concern, do_not) = others.split_at(others.len() - sort);
        let woken = Arc::new(Woken::default());
        let mut waits = Box::pin(cursor.next());
        assert!(woken.poll(&mut waits).is_pending());
        for other in do_not {
            put(&store, other).await;
        }
        // Once the writer says anything more, it has woken whom it was to wake.
        store.verify().await.unwrap();
        assert_eq!((woken.count(), woken.poll(&mut waits).is_pending()), (0, true));
        drop(waits);
        assert_eq!(cursor.position(), store.revision());
        for one in concern.iter().chain([&mine]) {
            assert!(woken.poll(&mut Box::pin(cursor.next())).is_pending());
            put(&store, one).await;
            assert_eq!(revisions(&next(cursor).await.events), [store.revision()]);
        }
    }
}

#[tokio::test]
async fn who_waits_is_not_told_that_what_others_did_is_gone() {
    let place = place();
    // Nothing is in memory.
    let store = open_with(&place.path, 0, Compaction::OFF).await;
    let (mine, other) = (Key::new("r", "n", "a"), Key::new("r", "m", "a"));
    let mut waiting = cursors(&store, &mine, store.revision());
    let mut slow = store.watch("r", Some("n"), store.revision());
    let mut late = store.watch("r", Some("n"), store.revision());
    let woken = Arc::new(Woken::default());
    // The first two are on what others do, too.
    let waiting = &mut waiting[2..];
    for cursor in waiting.iter_mut().chain([&mut slow]) {
        assert!(woken.poll(&mut Box::pin(cursor.next())).is_pending());
    }
    for _ in 0..20 {
        put(&store, &other).await;
    }
    let compacted = store.compact(Some(store.revision() + 1)).await.unwrap();
    let gone = Err(HistoryError::Gone { compacted });
    assert_eq!(late.next().await, gone, "who had not begun to wait cannot know what it was");
    put(&store, &mine).await;
    let last = store.revision();
    for cursor in waiting.iter_mut() {
        assert_eq!(cursor.position(), last - 1);
        assert_eq!(cursor.next().await.map(|batch| revisions(&batch.events)), Ok(vec![last]));
        assert_eq!(cursor.position(), last);
    }
    let compacted = store.compact(Some(last + 1)).await.unwrap();
    assert_eq!(slow.next().await, Err(HistoryError::Gone { compacted }), "it has missed one that was for it");
    for cursor in waiting.iter_mut() {
        assert!(woken.poll(&mut Box::pin(cursor.next())).is_pending(), "they have not");
    }
}

#[tokio::test]
async fn a_reset_and_the_end_concern_everybody() {
    let place = place();
    let store = open(&place.path).await;
    let (mine, other) = (Key::new("r", "n", "a"), Key::new("r", "m", "a"));
    put(&store, &other).await;
    let to = store.snapshot();
    for reset in [true, false] {
        let mut waiting = cursors(&store, &mine, store.revision());
        let mut waits: Vec<_> = waiting.iter_mut().map(|cursor| Box::pin(cursor.next())).collect();
        let woken = Arc::new(Woken::default());
        assert!(waits.iter_mut().all(|next| woken.poll(next).is_pending()));
        let ended = if reset {
            let compacted = store.reset(to.clone()).await.unwrap();
            HistoryError::Gone { compacted }
        } else {
            store.close().await.unwrap();
            HistoryError::Closed
        };
        for next in waits {
            assert_eq!(tokio::time::timeout(PATIENCE, next).await, Ok(Err(ended.clone())));
        }
    }
    for mut cursor in cursors(&store, &mine, store.revision()) {
        assert_eq!(cursor.next().await, Err(HistoryError::Closed), "who comes later need not wait");
    }
}

/// Keys of two resources with namespaces and names alike.
fn keys() -> Vec<Key> {
    let namespaces = ["", "n", "ns", "o"].into_iter();
    let keys = namespaces.flat_map(|namespace| {
        ["r", "rs"].into_iter().flat_map(move |resource| ["a", "b"].map(|name| Key::new(resource, namespace, name)))
    });
    keys.collect()
}

/// Looks on until every one of its keys has come so often; what it saw.
async fn look_on(mut cursor: Cursor, number: usize, ends: usize) -> Vec<Revision> {
    let (mut seen, mut ended) = (Vec::new(), 0);
    for turn in 0.. {
        let batch = if (number + turn).is_multiple_of(3) {
            // Asks, and leaves.
            let asked = Arc::new(Woken::default()).poll(&mut Box::pin(cursor.next()));
            let Poll::Ready(batch) = asked else { continue };
            batch.unwrap()
        } else {
            next(&mut cursor).await
        };
        ended += batch.events.iter().filter(|event| event.record.is_none()).count();
        seen.extend(revisions(&batch.events));
        if ended == ends {
            break;
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_wait_for_many_things_each_gets_all_that_is_its_own() {
    let place = place();
    let store = open(&place.path).await;
    let keys = keys();
    let mut looking = Vec::new();
    for key in &keys {
        for (sort, cursor) in cursors(&store, key, store.revision()).into_iter().enumerate() {
            let ends = keys.iter().filter(|one| concerns(sort, key, one)).count();
            looking.push((tokio::spawn(look_on(cursor, looking.len(), ends)), sort, key));
        }
    }
    let write = |store: Store, key: Key| async move {
        for n in 0..40 {
            put(&store, &key).await;
            if n % 7 == 0 {
                tokio::task::yield_now().await;
            }
        }
        // The last of each key says that it is.
        assert!(change(&store, key, None).await);
    };
    let writing: Vec<_> = keys.iter().map(|key| tokio::spawn(write(store.clone(), key.clone()))).collect();
    for one in writing {
        one.await.unwrap();
    }
    let mut all = Vec::new();
    let mut log = store.watch_all(1);
    while log.position() < store.revision() {
        all.extend(log.next().await.unwrap().events);
    }
    assert_eq!(all.len(), keys.len() * 41);
    for (seen, sort, key) in looking {
        let expected = all.iter().filter(|event| concerns(sort, key, &event.key)).map(|event| event.revision);
        assert_eq!(seen.await.unwrap(), expected.collect::<Vec<_>>());
    }
}

/// Whether a key concerns the cursor of this sort that is on another.
fn concerns(sort: usize, on: &Key, key: &Key) -> bool {
    match sort {
        0 => true,
        1 => key.resource == on.resource,
        2 => key.resource == on.resource && key.namespace == on.namespace,
        _ => key == on,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_between_looking_and_waiting_is_heard() {
    let place = place();
    let store = open(&place.path).await;
    let key = Key::new("r", "n", "a");
    let (told, mut last) = tokio::sync::mpsc::channel(8);
    let looking = cursors(&store, &key, store.revision()).map(|mut cursor| {
        let told = told.clone();
        tokio::spawn(async move {
            for _ in 0..2_000 {
                while next(&mut cursor).await.events.is_empty() {}
                told.send(()).await.unwrap();
            }
        })
    });
    // Each is told of nothing but one change at a time, and that comes just when it goes back to wait.
    for _ in 0..2_000 {
        put(&store, &key).await;
        for _ in 0..looking.len() {
            last.recv().await.unwrap();
        }
    }
    for one in looking {
        one.await.unwrap();
    }
}
