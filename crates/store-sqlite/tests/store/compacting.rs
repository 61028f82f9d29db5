//! The log's bounds: what goes, who is told, what stays at the boundary, and that space comes back.

use std::path::Path;
use std::time::Duration;

use coracle_store::{Compaction, EventKind, HistoryError, Options, Revision, Store};
use sqlx::{Connection, SqliteConnection};

use crate::kit::{change, key, list_at, open, open_with, options, place, set};

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
            let then = list_at(&store, "endpoints", None, 3).await.unwrap();
            assert_eq!(then.iter().map(|record| record.modified).collect::<Vec<_>>(), [2, 3]);
            let batch = store.watch("endpoints", None, 3).next().await.unwrap();
            let deleted = &batch.events[0];
            assert_eq!((deleted.revision, deleted.kind, deleted.key.clone()), (4, EventKind::Deleted, key("a")));
            assert_eq!(deleted.previous.as_ref(), Some(&then[0]));
            let gone = HistoryError::Gone { compacted: 3 };
            assert_eq!(list_at(&store, "endpoints", None, 2).await, Err(gone.clone()));
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
    assert_eq!(list_at(&store, "endpoints", None, 3).await.unwrap().len(), 2);
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
    Compaction { keep_for: Duration::ZERO, keep_events_min: 5, keep_events_max: 20, keep_bytes_max: None }
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
        let store = coracle_store_sqlite::open(&place.path, Options { clock, compaction, ..options() }).await.unwrap();
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

/// 32 writers replace these objects over and over. `look` is called after each change.
async fn replace(store: &Store, objects: u64, bytes: usize, changes: u64, look: impl Fn() + Clone + Send + 'static) {
    let write = |writer| {
        let (store, look) = (store.clone(), look.clone());
        async move {
            for n in (writer..changes).step_by(32) {
                set(&store, &format!("n{}", n % objects), vec![b'x'; bytes]).await.unwrap();
                look();
            }
        }
    };
    for one in (0..32).map(|writer| tokio::spawn(write(writer))).collect::<Vec<_>>() {
        one.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_file_stays_within_three_times_its_records_and_gives_space_back() {
    const OBJECTS: u64 = 1700;
    const BYTES: usize = 20 << 10;
    let place = place();
    let store = open_with(&place.path, 1 << 20, Compaction::default()).await;
    let path = place.path.clone();
    replace(&store, OBJECTS, BYTES, OBJECTS, || ()).await;
    let within = move || assert!(size(&path) <= 3 * OBJECTS * BYTES as u64, "{}", size(&path));
    replace(&store, OBJECTS, BYTES, 5 * OBJECTS, within).await;
    assert!(store.compacted() > OBJECTS, "all that was written is six times the objects");
    let kept = store.revision() - store.compacted();
    assert!(kept * 2 * BYTES as u64 > 14 << 20, "{kept} events");
    for n in 0..OBJECTS {
        assert!(change(&store, key(&format!("n{n}")), None).await);
    }
    // What is left are 12 MiB of deletions, the write-ahead log and some free pages.
    while size(&place.path) > 40 << 20 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    store.verify().await.unwrap();
    store.compact(Some(u64::MAX)).await.unwrap();
    assert!(size(&place.path) < 200 << 10, "{}", size(&place.path));
    store.verify().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_file_stays_within_its_limit_however_much_history_is_asked_for() {
    const LIMIT: u64 = 96 << 20;
    // With what a record counts beside its value, a quarter of the limit.
    const OBJECTS: u64 = 1150;
    const BYTES: usize = 20 << 10;
    let place = place();
    let everything = Options { bytes_max: Some(LIMIT), compaction: Compaction::OFF, ..options() };
    let store = coracle_store_sqlite::open(&place.path, everything).await.unwrap();
    let path = place.path.clone();
    let within = move || assert!(size(&path) <= LIMIT, "{}", size(&path));
    replace(&store, OBJECTS, BYTES, 5 * OBJECTS, within).await;
    assert_eq!(store.list("endpoints", None).0.len() as u64, OBJECTS);
    let kept = (store.revision() - store.compacted()) * 2 * BYTES as u64;
    assert!(kept < 96 << 20 && kept > 12 << 20, "{kept}: all of it would be 180 MiB");
    store.verify().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bound_of_its_own_holds_whatever_the_size_of_the_records() {
    let place = place();
    let keep = Compaction { keep_bytes_max: Some(200 << 10), ..Compaction::default() };
    let store = open_with(&place.path, 0, keep).await;
    let path = place.path.clone();
    // The write-ahead log up to 8 MiB and a batch beyond, 4 MiB of free pages, and what is kept.
    let within = move || assert!(size(&path) < 18 << 20, "{}", size(&path));
    replace(&store, 10, 5000, 6000, within).await;
    let kept = store.revision() - store.compact(None).await.unwrap();
    assert!((16..=20).contains(&kept), "{kept} events of 10 KB");
    store.verify().await.unwrap();
}

#[tokio::test]
async fn who_only_looks_leaves_free_space_as_well() {
    let place = place();
    open(&place.path).await.close().await.unwrap();
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", place.path.display())).await.unwrap();
    for statement in ["CREATE TABLE t AS SELECT zeroblob(8000000) AS b", "DROP TABLE t"] {
        sqlx::query(statement).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
    let before = size(&place.path);
    assert!(before > 8_000_000);
    let store = open_with(&place.path, 0, Compaction::OFF).await;
    store.verify().await.unwrap();
    store.close().await.unwrap();
    assert_eq!(size(&place.path), before);
    let store = open(&place.path).await;
    while size(&place.path) > before / 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    store.verify().await.unwrap();
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
