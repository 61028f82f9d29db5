//! No space left: a definite failure, reads go on, and the next change that fits is made.

use coracle_store::{ChangeError, Options, Store};

use crate::kit::{open, options, place, set, value_of};

const LIMIT: u64 = 400 << 10;

async fn small(path: &std::path::Path) -> Store {
    Store::open(path, Options { size_limit_bytes: Some(LIMIT), ..options() }).await.unwrap()
}

#[tokio::test]
async fn a_full_store_fails_definitely_and_recovers() {
    let place = place();
    let store = small(&place.path).await;
    let mut written = 0;
    let error = loop {
        match set(&store, &format!("n{written}"), format!("{written},{}", "x".repeat(2000))).await {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ChangeError::NoSpace(_)) && error.is_definite(), "{error:?}");
    assert!(written > 10);
    assert_eq!(store.revision(), 1 + written, "what failed took no revision");
    assert!(store.healthy().unwrap_err().contains("no space"));
    assert!(value_of(&store, "n0").is_some() && value_of(&store, &format!("n{written}")).is_none());
    store.verify().await.unwrap();

    // Still full; then there is space.
    assert!(matches!(set(&store, "more", vec![b'x'; 300_000]).await, Err(ChangeError::NoSpace(_))));
    store.limit_size(None).await.unwrap();
    assert_eq!(set(&store, "more", vec![b'x'; 300_000]).await.unwrap().revision, 2 + written);
    store.healthy().unwrap();
    store.verify().await.unwrap();
    let before = store.list("endpoints", None);
    store.close().await.unwrap();

    // A limit below the size that the file has by now refuses changes, not the start.
    let store = small(&place.path).await;
    assert_eq!(store.list("endpoints", None), before);
    assert!(matches!(set(&store, "more", vec![b'x'; 300_000]).await, Err(ChangeError::NoSpace(_))));
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_answered_while_it_fills_is_true() {
    let place = place();
    let store = small(&place.path).await;
    let write = |store: Store, id: usize| async move {
        set(&store, &format!("n{id}"), format!("{id},{}", "x".repeat(5000))).await
    };
    let running: Vec<_> = (0..200).map(|id| tokio::spawn(write(store.clone(), id))).collect();
    let (mut made, mut refused) = (0, 0);
    for (id, one) in running.into_iter().enumerate() {
        let there = match one.await.unwrap() {
            Ok(_) => true,
            Err(ChangeError::NoSpace(_)) => false,
            Err(error) => panic!("{error:?}"),
        };
        *(if there { &mut made } else { &mut refused }) += 1;
        assert_eq!(value_of(&store, &format!("n{id}")).is_some(), there);
    }
    assert!(refused > 0);
    assert_eq!(store.revision(), 1 + made);
    store.verify().await.unwrap();
    store.close().await.unwrap();
    let again = open(&place.path).await;
    assert_eq!(again.list("endpoints", None).0.len() as u64, made);
}
