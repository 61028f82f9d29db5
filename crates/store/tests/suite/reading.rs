//! One store, one caller: what is written is read, listed, kept, and checked.

use std::sync::Arc;

use coracle_store::{ChangeError, Facts, Key, Listing, Share, Sought, Write};

use crate::kit::{key, mark, open, place, put, set};

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
    assert_eq!((record.created, record.modified, record.value()), (2, 3, b"y".as_slice()));
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
async fn what_is_not_looked_for_is_left_out() {
    let place = place();
    let store = open(&place.path).await;
    for i in 0..3000 {
        let value = if i % 1000 == 999 { "wanted" } else { "unused" };
        set(&store, &format!("{i:04}"), value).await.unwrap();
    }
    let mut listing = store.listing("endpoints", Some("default"), None);
    listing.seek(Some(Arc::new(Sought(vec![vec![mark(b'w')], vec![mark(b'?'), mark(b't')]]))));
    assert_eq!(listing.count().await, Ok(3000));
    set(&store, "0999", "unused").await.unwrap();
    assert_eq!(read(&mut listing).await, ["0999 6", "1999 6", "2999 6"], "what was replaced may have been it");
    assert_eq!((listing.count().await, listing.is_at_end().await), (Ok(0), Ok(true)));
    let mut now = store.listing("endpoints", None, None);
    now.seek(Some(Arc::new(Sought(vec![vec![mark(b'w')]]))));
    assert_eq!(read(&mut now).await, ["1999 6", "2999 6"]);
}

/// The names that come, with the lengths of their values.
async fn read(listing: &mut Listing) -> Vec<String> {
    let mut names = Vec::new();
    loop {
        let part = listing.next(1).await.unwrap();
        if part.is_empty() {
            return names;
        }
        names.extend(part.iter().map(|record| format!("{} {}", record.key.name, record.value().len())));
    }
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
