//! A file of the first schema, with many rows: what it has is there in the newest, and is worked on from there.

use coracle_store::{EventKind, Key, Store};
use sqlx::{Connection, SqliteConnection};

use crate::kit::{change, key, managers, open, place, set, value_of};
use crate::worlds;

/// So many objects of two resources in ten namespaces, each created with a value and changed; every third one is deleted then.
const OBJECTS: u64 = 1_500;

/// Object `n` is created at `n + 1`, changed at `OBJECTS + n + 1` and, where it is, deleted at a revision behind those, in order. All
/// happened just now: of what is older than its history may be, the store would forget the first while the test reads.
const ROWS: &str = "
    PRAGMA application_id = 1131377249; PRAGMA user_version = 1;
    CREATE TEMP TABLE all_of AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
        SELECT i, iif(i % 2, 'endpoints', 'things.example.com') AS resource, 'n' || (i % 10) AS namespace, 'o' || i AS name, 'uid-' || i AS uid,
            CAST('1,' || i AS BLOB) AS was, CAST('2,' || i || ',' || printf('%.*c', i % 300, 'x') AS BLOB) AS value, i % 3 = 0 AS gone,
            unixepoch() * 1000 - 1500 + i AS time FROM n;
    INSERT INTO events SELECT i + 1, 'create', resource, namespace, name, uid, i + 1, was, NULL, NULL, time FROM all_of;
    INSERT INTO events SELECT 1500 + i + 1, 'update', resource, namespace, name, uid, i + 1, value, i + 1, was, time FROM all_of;
    INSERT INTO events SELECT 3000 + i / 3 + 1, 'delete', resource, namespace, name, uid, i + 1, NULL, 1500 + i + 1, value, time FROM all_of WHERE gone;
    INSERT INTO objects SELECT i + 1, resource, namespace, name, uid, 1500 + i + 1, value FROM all_of WHERE NOT gone;
    INSERT INTO managed_fields SELECT i + 1, 0, 'manager 0', 'Apply', 'status', 'v1', '' || i, '{\"f:' || i || '\":{}}' FROM all_of WHERE NOT gone;
    INSERT INTO managed_fields SELECT i + 1, 1, 'manager 1', 'Update', iif(i % 300, 'status', ''), 'v1', iif(i % 300, printf('%.*c', i % 300, 'x'), NULL),
        '{\"f:' || printf('%.*c', i % 300, 'x') || '\":{}}' FROM all_of WHERE NOT gone;
    UPDATE meta SET value = 3501 WHERE key = 'revision';";

fn named(n: u64) -> Key {
    let resource = if n % 2 == 1 { "endpoints" } else { "things.example.com" };
    Key::new(resource, format!("n{}", n % 10), format!("o{n}"))
}

fn value(n: u64) -> String {
    format!("2,{n},{}", "x".repeat((n % 300) as usize))
}

fn check_records(store: &Store) {
    for n in 1..=OBJECTS {
        let found = store.get(&named(n)).0.map(|record| {
            let text = String::from_utf8_lossy(record.value()).into_owned();
            (text, record.uid().to_owned(), record.created, record.modified)
        });
        let there = (value(n), format!("uid-{n}"), n + 1, OBJECTS + n + 1);
        assert_eq!(found, (n % 3 > 0).then_some(there), "{n}");
    }
}

async fn check_history(store: &Store) {
    let mut cursor = store.watch_all(1);
    let (mut next, mut kinds) = (2, [0; 3]);
    while next <= 3_501 {
        for event in cursor.next().await.unwrap().events {
            assert_eq!(event.revision, next);
            next += 1;
            kinds[match event.kind {
                EventKind::Created => 0,
                EventKind::Updated => 1,
                EventKind::Deleted => 2,
            }] += 1;
        }
    }
    assert_eq!(kinds, [1_500, 1_500, 500]);
    for (revision, there) in [(751, 375), (3_001, 750)] {
        let mut listing = store.listing("endpoints", None, Some(revision));
        let mut found = 0;
        loop {
            match listing.next(usize::MAX).await.unwrap().len() {
                0 => break,
                part => found += part,
            }
        }
        assert_eq!(found, there);
    }
}

#[tokio::test]
async fn a_file_of_the_first_schema_with_many_rows_goes_on_in_the_newest() {
    let place = place();
    let mut db = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", place.path.display())).await.unwrap();
    let start = include_str!("../../../../migrations/0001_start.sql");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("{start}{ROWS}"))).execute(&mut db).await.unwrap();
    db.close().await.unwrap();

    let store = open(&place.path).await;
    assert_eq!((store.revision(), store.compacted()), (3_501, 1));
    store.verify().await.unwrap();
    check_records(&store);
    check_history(&store).await;
    for n in [1, 301, 1_499] {
        let rows = store.managers(named(n)).await.unwrap().unwrap();
        assert_eq!(rows, managers(value(n).as_bytes()));
    }
    store.close().await.unwrap();

    let file = worlds::file(&place.path).await;
    let first = file.first().clone();
    let fork = worlds::fork(&file, "main", &first, "fork").await;
    assert!(change(&fork, named(1), None).await);
    assert_eq!(set(&first, "new", "3").await.unwrap().revision, 3_502);
    assert_eq!(first.get(&named(1)).0.map(|record| record.created), Some(2));
    assert_eq!((value_of(&fork, "new"), fork.get(&named(1)).0), (None, None));
    for store in [&fork, &first] {
        store.verify().await.unwrap();
        store.close().await.unwrap();
    }
    let store = open(&place.path).await;
    assert!(change(&store, key("new"), None).await);
    check_records(&store);
    store.verify().await.unwrap();
}
