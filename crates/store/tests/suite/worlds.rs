//! A store is forked and reset: neither sees what the other does, and no revision means two things.

use std::sync::Arc;

use coracle_store::{Event, HistoryError, Key, Records, Revision, Snapshot, Store};

use crate::kit::{change, key, list_at, open, options, place, revisions, set, value_of};

async fn next(store: &Store, after: Revision) -> Result<Vec<Arc<Event>>, HistoryError> {
    store.watch("endpoints", None, after).next().await.map(|batch| batch.events)
}

#[tokio::test]
async fn a_fork_goes_on_by_itself() {
    let place = place();
    let store = open(&place.path).await;
    for name in ["a", "b", "c"] {
        set(&store, name, "1").await.unwrap();
    }
    let fork = store.fork(options()).await.unwrap();
    assert_eq!((fork.revision(), fork.compacted()), (4, 4));
    let shared = |name: &str| store.get(&key(name)).0.unwrap().is_same(&fork.get(&key(name)).0.unwrap());
    assert!(["a", "b", "c"].into_iter().all(shared));
    assert!(matches!(next(&fork, 3).await, Err(HistoryError::Gone { compacted: 4 })), "what was before is gone");

    let mut waiting = fork.watch("endpoints", None, 4);
    assert_eq!(set(&fork, "a", "fork").await.unwrap().revision, 5);
    assert_eq!(set(&store, "b", "store").await.unwrap().revision, 5);
    assert!(change(&fork, key("c"), None).await);
    assert_eq!(revisions(&waiting.next().await.unwrap().events), [5, 6]);
    let values = |store: &Store| ["a", "b", "c"].map(|name| value_of(store, name).unwrap_or_default());
    assert_eq!(values(&store), ["1", "store", "1"]);
    assert_eq!(values(&fork), ["fork", "1", ""]);
    assert_eq!((store.count("endpoints"), fork.count("endpoints")), (3, 2));
    assert_eq!(revisions(&next(&store, 4).await.unwrap()), [5]);
    store.verify().await.unwrap();
    fork.verify().await.unwrap();
    store.close().await.unwrap();
    set(&fork, "d", "after its end").await.unwrap();
    let again = fork.fork(options()).await.unwrap();
    assert_eq!((again.revision(), again.count("endpoints")), (7, 3));
}

#[tokio::test]
async fn a_reset_moves_on_and_ends_what_was_watched() {
    let place = place();
    let mut store = open(&place.path).await;
    for name in ["same", "other", "gone"] {
        set(&store, name, "1").await.unwrap();
    }
    let before = store.snapshot();
    let fork = store.fork(options()).await.unwrap();
    set(&fork, "other", "fork").await.unwrap();
    set(&fork, "new", "fork").await.unwrap();
    assert!(change(&fork, key("gone"), None).await);
    set(&store, "other", "store").await.unwrap();
    let (mut waiting, mut listing) = (store.watch("endpoints", None, 5), store.listing("endpoints", None, None));
    assert_eq!(listing.next(1).await.unwrap().len(), 1);

    let revision = store.reset(fork.snapshot()).await.unwrap();
    assert_eq!((store.revision(), store.compacted()), (revision, revision));
    let told =
        |store: &Store, name: &str| store.get(&key(name)).0.map(|record| (record.value().to_vec(), record.modified));
    let same = before.records.get(&key("same")).unwrap().modified;
    assert_eq!(told(&store, "same"), Some((b"1".to_vec(), same)), "it is what it was, and says so");
    for name in ["other", "new"] {
        let (value, modified) = told(&store, name).unwrap();
        assert!(value == b"fork" && (6..revision).contains(&modified), "{name} at {modified}, of {revision}");
    }
    assert_eq!(told(&store, "gone"), None);
    let ended = waiting.next().await;
    assert!(matches!(ended, Err(HistoryError::Gone { .. })), "{ended:?}");
    assert!(matches!(listing.next(1).await, Err(HistoryError::Gone { .. })));
    assert!(list_at(&store, "endpoints", None, 5).await.is_err());
    store.verify().await.unwrap();

    if crate::kit::SURVIVES {
        store.close().await.unwrap();
        store = open(&place.path).await;
        store.verify().await.unwrap();
    }
    assert_eq!(set(&store, "new", "next").await.unwrap().revision, revision + 1);
    assert_eq!(revisions(&next(&store, revision).await.unwrap()), [revision + 1]);

    // To what it was itself, and to nothing.
    let revision = store.reset(before.clone()).await.unwrap();
    let kept = before.records.iter().map(|record| value_of(&store, &record.key.name));
    assert!(kept.zip(store.list("endpoints", None).0).count() == 3 && value_of(&store, "other") == Some("1".into()));
    let emptied = store.reset(Snapshot { revision: 1, records: Records::default() }).await.unwrap();
    assert!(emptied > revision && store.list("endpoints", None).0.is_empty());
    store.verify().await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test]
async fn what_there_is_is_counted_by_resource_and_namespace() {
    let place = place();
    let store = open(&place.path).await;
    for (resource, namespace, name) in [("r", "a", "x"), ("r", "a", "y"), ("r", "b", "x"), ("s", "", "x")] {
        change(&store, Key::new(resource, namespace, name), Some(b"12345".to_vec())).await;
    }
    change(&store, Key::new("r", "a", "x"), Some(b"123".to_vec())).await;
    let counted = || (store.count("r"), store.count("s"), store.count("t"));
    assert_eq!(counted(), (3, 1, 0));
    let each = store.bytes_of("s", Some("")) - 5;
    assert_eq!(store.bytes_of("r", Some("a")), 2 * each + 8);
    assert_eq!(store.bytes_of("r", None), 3 * each + 13);
    assert_eq!((store.bytes_of("r", Some("c")), store.bytes_of("t", None)), (0, 0));
    assert!(change(&store, Key::new("r", "b", "x"), None).await);
    assert_eq!((counted(), store.bytes_of("r", Some("b"))), ((2, 1, 0), 0));
}
