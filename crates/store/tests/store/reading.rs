//! One store, one caller: what is written is read, listed, kept, and checked.

use coracle_store::{ChangeError, Facts, Key, Share, Store, Write};

use crate::kit::{key, open, options, place, put, set, value_of};

#[tokio::test]
async fn the_first_change_gets_revision_two() {
    let place = place();
    let store = open(&place.path).await;
    assert_eq!(store.revision(), 1);
    assert_eq!(set(&store, "a", "x").await.unwrap().revision, 2);
    let (record, revision) = store.get(&key("a"));
    let record = record.unwrap();
    assert_eq!((record.created, record.modified, revision), (2, 2, 2));
    assert_eq!(set(&store, "a", "y").await.unwrap().revision, 3);
    let record = store.get(&key("a")).0.unwrap();
    assert_eq!((record.created, record.modified, &*record.value), (2, 3, b"y".as_slice()));
}

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
        match Store::open(&place.path, options()).await {
            Ok(store) => break store,
            Err(error) => assert!(matches!(error, coracle_store::OpenError::Locked { .. }), "{error}"),
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((value_of(&again, "a"), value_of(&again, "b")), (Some("1".into()), Some("2".into())));
}

#[tokio::test]
async fn lists_are_in_key_order_and_keep_to_their_resource_and_namespace() {
    let place = place();
    let store = open(&place.path).await;
    let keys = [
        ("endpoints", "b", "a"),
        ("endpoints", "a", "z"),
        ("endpoints", "a", "A"),
        ("endpoints", "a", "é"),
        ("endpoints", "a-b", "a"),
        ("namespaces", "", "a"),
        ("endpointslices", "a", "a"),
        ("namespaces", "", "b"),
    ];
    for (resource, namespace, name) in keys {
        let key = Key::new(resource, namespace, name);
        let write = put(&key, "x");
        let _ = store.change(vec![key], move |_: &Facts<'_>| Some(write.clone())).await.unwrap();
    }
    let names = |resource, namespace| -> Vec<String> {
        let (records, revision) = store.list(resource, namespace);
        assert_eq!(revision, 9);
        records.iter().map(|record| format!("{}/{}", record.key.namespace, record.key.name)).collect()
    };
    assert_eq!(names("endpoints", None), ["a-b/a", "a/A", "a/z", "a/é", "b/a"]);
    assert_eq!(names("endpoints", Some("a")), ["a/A", "a/z", "a/é"]);
    assert_eq!(names("namespaces", None), ["/a", "/b"]);
    assert_eq!(names("namespaces", Some("")), ["/a", "/b"]);
    assert_eq!(names("pods", None), [""; 0]);
    assert_eq!(names("endpoints", Some("c")), [""; 0]);
}

#[tokio::test]
async fn deciding_to_write_nothing_takes_no_revision() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let (_, committed) = store.change(vec![key("a")], |_: &Facts<'_>| None).await.unwrap();
    assert_eq!((committed, store.revision()), (None, 2));
}

#[tokio::test]
async fn the_decision_comes_back_with_what_it_saw() {
    struct Look(Option<(bool, u64)>);
    impl coracle_store::Decide for Look {
        fn decide(&mut self, facts: &Facts<'_>) -> Option<Write> {
            self.0 = Some((facts.records[0].is_some(), facts.revision));
            None
        }
    }
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let (look, _) = store.change(vec![key("a")], Look(None)).await.unwrap();
    assert_eq!(look.0, Some((true, 2)));
    let (look, _) = store.change(vec![key("b")], Look(None)).await.unwrap();
    assert_eq!(look.0, Some((false, 2)));
}

#[tokio::test]
async fn impossible_writes_are_refused_and_harm_nothing() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let other = Write::Put { key: key("a"), uid: "another".into(), value: b"2".to_vec(), share: Share::Usual };
    for write in [Write::Delete { key: key("b") }, put(&key("c"), "1"), other] {
        let result = store.change(vec![key("a"), key("b")], move |_: &Facts<'_>| Some(write.clone())).await;
        assert!(matches!(result.map(|_| ()), Err(ChangeError::Impossible(_))));
    }
    assert_eq!(store.revision(), 2);
    store.verify().await.unwrap();
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
