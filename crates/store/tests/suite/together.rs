//! Changes that are made together, in one transaction, or not at all.

use coracle_store::{ChangeError, EventKind, Key, Revision, Store, Write};

use crate::kit::{SURVIVES, key, open, place, put, revisions, set, value_of};

fn delete(name: &str) -> Write {
    Write::Delete { key: key(name) }
}

fn seen(store: &Store, names: &[&str]) -> Vec<(Key, Option<Revision>)> {
    let revision = |key: &Key| store.get(key).0.map(|record| record.modified);
    names.iter().map(|name| key(name)).map(|key| (key.clone(), revision(&key))).collect()
}

#[tokio::test]
async fn they_are_made_in_their_order_with_an_event_each() {
    let place = place();
    let mut store = open(&place.path).await;
    for name in ["changed", "made anew", "removed"] {
        set(&store, name, "1,m").await.unwrap();
    }
    let mut watch = store.watch("endpoints", None, 4);
    let again = Write::Put {
        key: key("made anew"),
        uid: "another".into(),
        value: b"2,m".into(),
        share: coracle_store::Share::Usual,
    };
    let mut writes =
        vec![put(&key("new"), "2,m,n"), delete("made anew"), again, put(&key("changed"), "2"), delete("removed")];
    let seen = seen(&store, &["changed", "made anew", "removed", "new"]);
    // More than a turn takes of other changes.
    writes.extend((0..700).map(|n| put(&key(&format!("n{n}")), "2,m")));
    let committed = store.change_together(seen, None, writes).await.unwrap().unwrap();
    assert_eq!((committed.revision, store.revision()), (4 + 705, 4 + 705));
    let mut events = Vec::new();
    while events.len() < 705 {
        events.extend(watch.next().await.unwrap().events);
    }
    assert_eq!(revisions(&events), (5..=709).collect::<Vec<_>>());
    let kinds: Vec<_> = events.iter().take(5).map(|event| (&*event.key.name, event.kind)).collect();
    let (created, updated, deleted) = (EventKind::Created, EventKind::Updated, EventKind::Deleted);
    let expected =
        [("new", created), ("made anew", deleted), ("made anew", created), ("changed", updated), ("removed", deleted)];
    assert_eq!(kinds, expected);
    store.verify().await.unwrap();
    if SURVIVES {
        store.close().await.unwrap();
        store = open(&place.path).await;
        store.verify().await.unwrap();
    }
    let values = ["changed", "made anew", "removed", "new", "n699"].map(|name| value_of(&store, name));
    let text = |value: &str| Some(value.to_owned());
    assert_eq!(values, [text("2"), text("2,m"), None, text("2,m,n"), text("2,m")]);
    let anew = store.get(&key("made anew")).0.unwrap();
    assert_eq!((anew.uid(), anew.created, anew.modified), ("another", 7, 7));
    assert_eq!(set(&store, "after", "3").await.unwrap().revision, 710);
}

#[tokio::test]
async fn where_one_cannot_be_made_none_is() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let before = seen(&store, &["a", "b"]);
    set(&store, "a", "2").await.unwrap();
    let writes = || vec![put(&key("b"), "3"), put(&key("a"), "3")];
    assert_eq!(store.change_together(before, None, writes()).await, Ok(None), "a is no longer what was seen");

    let now = seen(&store, &["a", "b"]);
    let other_uid =
        Write::Put { key: key("a"), uid: "other".into(), value: b"3".into(), share: coracle_store::Share::Usual };
    for wrong in [other_uid, delete("never there")] {
        let refused = store.change_together(now.clone(), None, vec![put(&key("b"), "3"), wrong]).await;
        assert!(matches!(refused, Err(ChangeError::Impossible(_))), "{refused:?}");
    }
    assert_eq!((store.revision(), value_of(&store, "a"), value_of(&store, "b")), (3, Some("2".into()), None));
    store.verify().await.unwrap();

    assert_eq!(store.change_together(now.clone(), Some(2), writes()).await, Ok(None), "something has changed since");
    assert_eq!(
        store.change_together(now.clone(), Some(3), Vec::new()).await.unwrap().map(|made| made.revision),
        Some(3)
    );
    assert_eq!(store.change_together(now, Some(3), writes()).await.unwrap().map(|made| made.revision), Some(5));
    store.close().await.unwrap();
    let refused = store.change_together(Vec::new(), None, writes()).await;
    assert!(matches!(refused, Err(ChangeError::Closed | ChangeError::Stopped(_))), "{refused:?}");
}

#[tokio::test]
async fn others_change_beside_them() {
    let place = place();
    let store = open(&place.path).await;
    let rounds = 40;
    let alone = async {
        for round in 0..rounds {
            set(&store, &format!("alone{}", round % 3), round.to_string()).await.unwrap();
        }
    };
    let together = async {
        for round in 0..rounds {
            let names: Vec<String> = (0..5).map(|n| format!("t{n}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let writes = names.iter().map(|name| put(&key(name), round.to_string())).collect();
            store.change_together(seen(&store, &names), None, writes).await.unwrap().unwrap();
        }
    };
    futures_util::future::join(alone, together).await;
    assert_eq!(store.revision(), 1 + rounds + 5 * rounds);
    assert_eq!(value_of(&store, "t4"), Some((rounds - 1).to_string()));
    store.verify().await.unwrap();
}
