//! Cursors one by one: where they begin, when they wait, what bounds a batch, what dropping and closing do to them.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use coracle_store::{Compaction, HistoryError};

use crate::kit::{TIME_MS, key, list_at, open, open_with, place, revisions, set};

/// Asks once, without waiting.
fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
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
    assert!(std::ptr::eq(value, record.unwrap().value()), "bytes exist once");
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
    assert_eq!(list_at(&store, "endpoints", None, 1).await, Ok(Vec::new()));
    let now = store.list("endpoints", None).0;
    assert_eq!(list_at(&store, "endpoints", None, 2).await.as_ref(), Ok(&now));
    assert_eq!(list_at(&store, "endpoints", None, 3).await, Ok(now), "what is to come is the caller's to wait for");
    let gone = Err(HistoryError::Gone { compacted: 1 });
    assert_eq!(list_at(&store, "endpoints", None, 0).await, gone);
    assert_eq!(store.watch("endpoints", None, 0).next().await.map(|_| Vec::new()), gone);
}

#[tokio::test]
async fn when_something_happened_is_known_for_as_long_as_it_is_kept() {
    let place = place();
    let store = open(&place.path).await;
    for value in ["1", "2", "3"] {
        set(&store, "a", value).await.unwrap();
    }
    store.compact(Some(3)).await.unwrap();
    let times = store.times(vec![1, 2, 3, 4, 5]).await.unwrap();
    let mut known: Vec<_> = times.into_iter().collect();
    known.sort_unstable();
    assert_eq!(known, [3, 4].map(|revision| (revision, TIME_MS)));
}

#[tokio::test]
async fn a_cursor_may_begin_in_the_future() {
    let place = place();
    let store = open(&place.path).await;
    let mut cursor = store.watch("endpoints", None, 3);
    let mut next = Box::pin(cursor.next());
    for name in ["a", "b"] {
        set(&store, name, "1").await.unwrap();
        assert!(poll(&mut next).is_pending());
    }
    set(&store, "c", "1").await.unwrap();
    // Who wrote is answered first.
    assert_eq!(revisions(&next.await.unwrap().events), [4]);
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
        // A slow machine is given longer and longer.
        for _ in 0..=(polls % 5) * (1 + polls / 20) {
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
