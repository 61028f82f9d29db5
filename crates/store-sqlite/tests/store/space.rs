//! No space left, on the disk or below a limit: a definite failure, reads go on, what lets something go is written, and so is
//! the next change that fits.

use std::path::Path;
use std::time::Duration;

use coracle_store::{ChangeError, Compaction, Facts, Share, Store, Write};
use coracle_store_sqlite::Options;

use crate::kit::{change, key, open, options, place, put, set, value_of};

const LIMIT: u64 = 400 << 10;

async fn small(path: &Path) -> Store {
    coracle_store_sqlite::open(path, Options { size_limit_bytes: Some(LIMIT), ..options().into() }).await.unwrap()
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
    assert!(store.full().unwrap().contains("full"));
    store.healthy().unwrap();
    assert!(value_of(&store, "n0").is_some() && value_of(&store, &format!("n{written}")).is_none());
    store.verify().await.unwrap();

    // Still full; then there is space.
    assert!(matches!(set(&store, "more", vec![b'x'; 300_000]).await, Err(ChangeError::NoSpace(_))));
    store.limit_size(None).await.unwrap();
    assert_eq!(set(&store, "more", vec![b'x'; 300_000]).await.unwrap().revision, 2 + written);
    assert_eq!(store.full(), None);
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

/// A store on a "disk" of so many bytes, with a reserve beside them.
async fn reserved(path: &Path, bytes: u64) -> Store {
    let compaction = Compaction { keep_bytes_max: Some(100 << 10), ..Compaction::default() };
    let size_limit_bytes = Some(bytes);
    let store = coracle_store::Options { compaction, ..options() };
    let disk = Options { size_limit_bytes, reserve_bytes: 4 << 20, ..store.into() };
    coracle_store_sqlite::open(path, disk).await.unwrap()
}

/// Creates objects of 20 KB until one is refused. How many there are.
async fn fill(store: &Store) -> usize {
    for n in 0.. {
        if let Err(error) = set(store, &format!("n{n}"), vec![b'x'; 20_000]).await {
            assert!(matches!(error, ChangeError::NoSpace(_)), "{error:?}");
            return n;
        }
    }
    unreachable!()
}

/// Writes this value with a share of its own.
async fn put_with(store: &Store, name: &str, share: Share, value: Vec<u8>) -> Result<(), ChangeError> {
    let Write::Put { key, uid, value, .. } = put(&key(name), value) else { unreachable!() };
    let write = Write::Put { key: key.clone(), uid, value, share };
    let tried = store.admits(&write);
    let done = store.change(vec![key], move |_: &Facts<'_>| Some(write.clone())).await.map(|_| ());
    assert_eq!(tried.is_err(), done.is_err(), "who only tries is told the same: {tried:?}, {done:?}");
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_makes_nothing_larger_is_written_to_a_full_disk() {
    let place = place();
    let store = reserved(&place.path, 8 << 20).await;
    let reserve = place.path.with_file_name("coracle.db-reserve");
    assert_eq!(set(&store, "first", "1").await.unwrap().revision, 2);
    assert!(reserve.exists());
    let made = fill(&store).await;
    assert!(made > 100, "{made}");
    assert!(store.full().is_some() && !reserve.exists(), "the reserve is given up");
    // As when another program takes more than what was missing, so that it stays so.
    let size = place.path.metadata().unwrap().len();
    store.limit_size(Some(size - (256 << 10))).await.unwrap();
    // New and larger: refused. As large, smaller, a step of letting go: written.
    for (name, share, bytes, written) in [
        ("new", Share::Usual, 1, false),
        ("n0", Share::Usual, 20_001, false),
        ("n0", Share::Usual, 20_000, true),
        ("n0", Share::Usual, 10_000, true),
        ("n0", Share::Reserve, 10_100, true),
        ("n0", Share::Any, 10_200, true),
        ("n0", Share::Reserve, 2_000_000, false),
    ] {
        let done = put_with(&store, name, share, vec![b'y'; bytes]).await;
        assert_eq!(done.is_ok(), written, "{name} {share:?} {bytes}: {done:?}");
    }
    // All of it can go, many at once.
    let delete = |store: Store, n: usize| async move { change(&store, key(&format!("n{n}")), None).await };
    for one in (0..made).map(|n| tokio::spawn(delete(store.clone(), n))).collect::<Vec<_>>() {
        assert!(one.await.unwrap());
    }
    store.verify().await.unwrap();
    // And then there is space again, by itself.
    while store.full().is_some() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(reserve.exists(), "the reserve is taken again");
    set(&store, "new", vec![b'x'; 100_000]).await.unwrap();
    store.verify().await.unwrap();
}

#[tokio::test]
async fn a_deletion_that_finds_the_disk_full_is_made_all_the_same() {
    let place = place();
    let store = reserved(&place.path, 8 << 20).await;
    for n in 0..20 {
        set(&store, &format!("n{n}"), vec![b'x'; 20_000]).await.unwrap();
    }
    // As when another program has taken the rest.
    store.limit_size(Some(0)).await.unwrap();
    assert_eq!(store.full(), None, "nobody has noticed");
    for n in 0..20 {
        assert!(change(&store, key(&format!("n{n}")), None).await);
    }
    assert_eq!(store.list("endpoints", None).0.len(), 0);
    store.verify().await.unwrap();
    store.close().await.unwrap();
    let store = reserved(&place.path, 0).await;
    assert_eq!(store.revision(), 41);
}

#[tokio::test]
async fn records_have_a_third_of_the_limit() {
    const LIMIT: u64 = 12 << 20;
    let place = place();
    let limited = || coracle_store::Options { bytes_max: Some(LIMIT), ..options() };
    let store = coracle_store_sqlite::open(&place.path, limited()).await.unwrap();
    let mut made = 0;
    let error = loop {
        match set(&store, &format!("n{made}"), vec![b'x'; 99_000]).await {
            Ok(_) => made += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(made, 31, "31 times 99,000 and some 1,050 bytes are within a quarter");
    assert!(matches!(error, ChangeError::OverLimit { max, limit: LIMIT, .. } if max == LIMIT / 4), "{error:?}");
    assert_eq!(store.full(), None);
    for (name, share, bytes, written) in [
        ("n0", Share::Usual, 150_000, false),
        ("n0", Share::Reserve, 150_000, true),
        ("n0", Share::Usual, 150_000, true),
        ("n0", Share::Usual, 90_000, true),
        ("n0", Share::Reserve, 2_000_000, false),
        ("n0", Share::Any, 2_000_000, true),
    ] {
        let done = put_with(&store, name, share, vec![b'y'; bytes]).await;
        assert_eq!(done.is_ok(), written, "{name} {share:?} {bytes}: {done:?}");
    }
    store.close().await.unwrap();
    // What is there is served, and counted, by whoever opens it.
    let store = coracle_store_sqlite::open(&place.path, limited()).await.unwrap();
    assert!(matches!(set(&store, "new", "1").await, Err(ChangeError::OverLimit { .. })));
    assert!(change(&store, key("n0"), None).await);
    set(&store, "new", "1").await.unwrap();
    store.verify().await.unwrap();
}
