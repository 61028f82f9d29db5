//! What is there after closing and opening.

use coracle_store::ChangeError;

use crate::kit::{open, options, place, set, value_of};

#[tokio::test]
async fn everything_is_there_after_closing_and_opening() {
    let place = place();
    let store = open(&place.path).await;
    for (name, value) in [("a", "1,x,"), ("b", "2"), ("a", "3,y,z,w"), ("c", "4,")] {
        set(&store, name, value).await.unwrap();
    }
    store.verify().await.unwrap();
    let before = store.list("endpoints", None);
    store.close().await.unwrap();
    assert!(store.healthy().is_err());
    assert_eq!(set(&store, "a", "5").await, Err(ChangeError::Closed));
    assert_eq!(store.list("endpoints", None), before, "reads go on");

    let again = open(&place.path).await;
    assert_eq!(again.list("endpoints", None), before);
    again.verify().await.unwrap();
    assert_eq!(set(&again, "a", "5").await.unwrap().revision, 6);
}

#[tokio::test]
async fn dropping_the_last_handle_closes_the_file() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let second = store.clone();
    drop(store);
    set(&second, "b", "2").await.unwrap();
    drop(second);
    // The lock is let go once the writer is through.
    let again = loop {
        match coracle_store_sqlite::open(&place.path, options()).await {
            Ok(store) => break store,
            Err(error) => assert!(matches!(error, coracle_store_sqlite::OpenError::Locked { .. }), "{error}"),
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((value_of(&again, "a"), value_of(&again, "b")), (Some("1".into()), Some("2".into())));
}

#[tokio::test]
async fn many_small_and_a_few_large_values_survive_checkpoints() {
    let place = place();
    let store = open(&place.path).await;
    for round in 0..3 {
        for name in 0..300 {
            set(&store, &format!("n{name}"), format!("{round},a,b")).await.unwrap();
        }
        set(&store, "large", vec![b'x'; 6 << 20]).await.unwrap();
    }
    store.verify().await.unwrap();
    let before = store.list("endpoints", None);
    store.close().await.unwrap();
    let wal = place.path.with_extension("db-wal");
    assert!(!wal.exists() || wal.metadata().unwrap().len() == 0);
    let again = open(&place.path).await;
    assert_eq!(again.list("endpoints", None), before);
    assert_eq!(before.1, 1 + 3 * 301);
}
