//! History keeps to its bounds without a file, too.

use std::time::Duration;

use coracle_store::{ChangeError, Compaction, HistoryError, Options};

use crate::kit::{begin, options, set};

#[tokio::test]
async fn what_is_too_much_goes_and_what_is_asked_for() {
    let compaction = Compaction {
        keep_for: Duration::MAX,
        keep_events_min: 10,
        keep_events_max: 1000,
        keep_bytes_max: Some(1 << 20),
    };
    let store = begin(Options { compaction, ..options() }).await;
    for n in 0..3000 {
        set(&store, &format!("n{}", n % 7), vec![b'x'; 100]).await.unwrap();
    }
    let kept = store.revision() - store.compacted();
    assert!((500..=1300).contains(&kept), "{kept} events");
    assert!(store.size().unwrap() < 1 << 20);
    let gone = store.watch("endpoints", None, 1).next().await;
    assert!(matches!(gone, Err(HistoryError::Gone { .. })), "{gone:?}");
    store.verify().await.unwrap();

    let last = store.revision();
    assert_eq!(store.compact(Some(last - 100)).await, Ok(last - 101));
    assert_eq!(store.watch("endpoints", None, last - 101).next().await.unwrap().events.len(), 101);
    assert_eq!(store.compact(Some(u64::MAX)).await, Ok(last));
    store.verify().await.unwrap();
    store.close().await.unwrap();
    assert_eq!(store.compact(None).await, Err(ChangeError::Closed));
}

#[tokio::test]
async fn records_keep_to_the_limit() {
    let store = begin(Options { bytes_max: Some(1 << 20), ..options() }).await;
    let mut refused = None;
    for n in 0..100 {
        if let Err(error) = set(&store, &format!("n{n}"), vec![b'x'; 20_000]).await {
            refused = Some((n, error));
            break;
        }
    }
    let (made, error) = refused.unwrap();
    assert!(made > 5 && matches!(error, ChangeError::OverLimit { .. }), "{made}: {error:?}");
    assert!(store.limit_size(Some(1)).await.is_err());
    set(&store, "n0", "smaller").await.unwrap();
}
