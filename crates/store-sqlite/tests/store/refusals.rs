//! A start refuses what is not its own, newer, damaged, or in use, says so, and leaves it as it was.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use coracle_store::ChangeError;
use coracle_store_sqlite::{Checked, OpenError, Options};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use crate::damage::{root, settled};
use crate::kit::{Place, open, options, place, set, value_of};

async fn refusal(path: &Path) -> OpenError {
    match coracle_store_sqlite::open(path, options()).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

/// Does to the file what the store never would.
async fn tamper(path: &Path, sql: &str) {
    let mut db = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    sqlx::raw_sql("PRAGMA foreign_keys = OFF").execute(&mut db).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

/// A closed store with some history: three names, one of them deleted and made anew.
async fn filled() -> Place {
    let place = place();
    let store = open(&place.path).await;
    for (name, value) in [("a", "1,x"), ("b", "2"), ("a", "3,y,z"), ("c", "4")] {
        set(&store, name, value).await.unwrap();
    }
    let key = crate::kit::key("b");
    let delete = coracle_store::Write::Delete { key: key.clone() };
    let _ = store.change(vec![key], move |_: &coracle_store::Facts<'_>| Some(delete.clone())).await.unwrap();
    store.verify().await.unwrap();
    store.close().await.unwrap();
    place
}

#[tokio::test]
async fn sqlite_is_safe() {
    let mut db = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let version: String = sqlx::query("SELECT sqlite_version()").fetch_one(&mut db).await.unwrap().get(0);
    assert_eq!(version, "3.51.3", "older ones can lose committed pages; a newer one is welcome here");
}

#[tokio::test]
async fn a_second_store_is_refused_until_the_first_is_closed() {
    let place = place();
    let store = open(&place.path).await;
    let error = refusal(&place.path).await;
    assert!(matches!(&error, OpenError::Locked { .. }), "{error}");
    let link = place.path.with_file_name("link.db");
    std::os::unix::fs::symlink(&place.path, &link).unwrap();
    let error = refusal(&link).await;
    assert!(matches!(&error, OpenError::Locked { .. }), "by another name: {error}");
    set(&store, "a", "1").await.unwrap();
    store.close().await.unwrap();
    assert_eq!(value_of(&open(&place.path).await, "a"), Some("1".into()));
}

#[tokio::test]
async fn files_are_for_their_owner_only() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    for name in ["coracle.db", "coracle.db-wal", "coracle.db-shm"] {
        let mode = place.path.with_file_name(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_named() {
    let place = place();
    let error = refusal(&place.path.join("deeper.db")).await;
    assert!(matches!(&error, OpenError::Io { .. }) && error.to_string().contains("deeper.db"), "{error}");
}

#[tokio::test]
async fn an_empty_file_is_a_new_store() {
    let place = place();
    std::fs::write(&place.path, "").unwrap();
    set(&open(&place.path).await, "a", "1").await.unwrap();
}

#[tokio::test]
async fn files_of_others_are_refused_and_not_touched() {
    for sql in [
        "CREATE TABLE theirs (x)",
        "PRAGMA application_id = 7; CREATE TABLE theirs (x)",
        "PRAGMA user_version = 1; CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER)",
        "PRAGMA application_id = 7",
    ] {
        let place = place();
        tamper(&place.path, sql).await;
        let before = std::fs::read(&place.path).unwrap();
        let error = refusal(&place.path).await;
        assert!(matches!(&error, OpenError::Foreign { .. }), "{sql}: {error}");
        assert_eq!(std::fs::read(&place.path).unwrap(), before);
    }
    let place = place();
    let text = "this is no database at all\n".repeat(1000);
    std::fs::write(&place.path, &text).unwrap();
    let error = refusal(&place.path).await;
    assert!(matches!(&error, OpenError::Foreign { .. }), "{error}");
    assert_eq!(std::fs::read_to_string(&place.path).unwrap(), text);
}

#[tokio::test]
async fn a_refused_file_keeps_its_write_ahead_log() {
    // A crash's remains: the database and its log, copied while a store has them open.
    let (source, place) = (place(), place());
    let store = open(&source.path).await;
    set(&store, "a", "1").await.unwrap();
    tamper(&source.path, "PRAGMA user_version = 1000").await;
    let names = ["coracle.db", "coracle.db-wal"];
    for name in names {
        std::fs::copy(source.path.with_file_name(name), place.path.with_file_name(name)).unwrap();
    }
    let content = || names.map(|name| std::fs::read(place.path.with_file_name(name)).unwrap());
    let before = content();
    assert!(!before[1].is_empty());
    let error = refusal(&place.path).await;
    assert!(matches!(&error, OpenError::Newer { .. }), "{error}");
    assert!(content() == before, "it was left as it was");
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let place = filled().await;
    tamper(&place.path, "PRAGMA user_version = 1000").await;
    let error = refusal(&place.path).await;
    assert!(matches!(&error, OpenError::Newer { found: 1000, .. }), "{error}");
}

#[tokio::test]
async fn a_file_that_contradicts_itself_is_refused() {
    // What was done to it, and a word of the finding.
    let cases = [
        ("DELETE FROM events WHERE revision = 3", "without a gap"),
        ("DELETE FROM events WHERE revision = 6", "without a gap"),
        ("DELETE FROM events", "without a gap"),
        ("UPDATE worlds SET revision = 7", "without a gap"),
        ("UPDATE worlds SET revision = 5", "without a gap"),
        ("UPDATE meta SET value = 5 WHERE key = 'changes'", "6 changes were acknowledged, but the file ends with 5"),
        ("DELETE FROM worlds", "counters"),
        ("UPDATE worlds SET name = 'other'", "counters"),
        ("UPDATE worlds SET note = 'other'", "world main is not what was written"),
        ("UPDATE layers SET base = 3", "layer 0 is not what was written"),
        ("UPDATE objects SET layer = 1", "does not stand"),
        ("DELETE FROM meta", "counters"),
        ("UPDATE worlds SET log_start = 9", "counters"),
        ("UPDATE objects SET value = x'31' WHERE name = 'a'", "endpoints/default/a, at revision"),
        ("UPDATE objects SET name = 'z' WHERE name = 'a'", "endpoints/default/z, at revision"),
        ("UPDATE objects SET name = CAST(x'ff61' AS TEXT) WHERE name = 'a'", "the record that revision 2 made"),
        ("UPDATE objects SET checksum = checksum + 1 WHERE name = 'a'", "endpoints/default/a, at revision"),
        ("UPDATE events SET checksum = 1 WHERE revision = 4", "event 4, of endpoints/default/a,"),
        ("UPDATE events SET time_ms = time_ms + 1 WHERE revision = 4", "event 4, of endpoints/default/a,"),
        ("UPDATE objects SET uid = 'other' WHERE name = 'a'", "endpoints/default/a, at revision"),
        ("UPDATE objects SET modified = 3 WHERE name = 'a'", "endpoints/default/a, at revision"),
        ("UPDATE objects SET modified = 900 WHERE name = 'a'", "endpoints/default/a, at revision"),
        ("UPDATE events SET value = x'31' WHERE revision = 4", "not what its event says"),
        ("DELETE FROM objects WHERE name = 'a'", "does not stand"),
        (
            "INSERT INTO objects SELECT 0, created, resource, namespace, name, uid, revision, value, 0 FROM events \
             WHERE name = 'b' AND kind = 'create'",
            "endpoints/default/b, at revision",
        ),
    ];
    for (sql, finding) in cases {
        let place = filled().await;
        tamper(&place.path, sql).await;
        let error = refusal(&place.path).await;
        assert!(matches!(&error, OpenError::Damaged { .. }), "{sql}: {error}");
        assert!(error.to_string().contains(finding), "{sql}: {error}");
    }
}

fn place_of(bytes: &[u8]) -> Place {
    let place = place();
    std::fs::write(&place.path, bytes).unwrap();
    place
}

#[tokio::test]
async fn overwritten_pages_are_refused() {
    let mut refused = 0;
    let pages = std::fs::read(&filled().await.path).unwrap().len() / 4096;
    for page in 0..pages {
        let place = filled().await;
        let mut bytes = std::fs::read(&place.path).unwrap();
        bytes[page * 4096..][..4096].fill(0xa5);
        std::fs::write(&place.path, &bytes).unwrap();
        match coracle_store_sqlite::open(&place.path, options()).await {
            Err(OpenError::Damaged { .. } | OpenError::Foreign { .. }) => refused += 1,
            Err(error) => panic!("page {page}: {error}"),
            Ok(_) => panic!("page {page} of {pages}: it opened"),
        }
        assert_eq!(std::fs::read(&place.path).unwrap(), bytes, "it was left as it was");
        // Where records are shown first, it is refused then, or soon after.
        let copy = place_of(&bytes);
        let options = Options { checked: Checked::Records, ..options().into() };
        if let Ok(store) = coracle_store_sqlite::open(&copy.path, options).await {
            let found = settled(&store).await.expect_err("it may be changed");
            assert!(found.contains("is damaged and was left as it is"), "page {page}: {found}");
        }
        assert_eq!(std::fs::read(&copy.path).unwrap(), bytes, "it was left as it was");
    }
    assert_eq!(refused, pages);
}

#[tokio::test]
async fn verify_finds_managers_that_differ_from_their_object() {
    for sql in [
        "UPDATE managed_fields SET manager = 'other' WHERE position = 1",
        "DELETE FROM managed_fields WHERE position = 1",
        "UPDATE managed_fields SET time = NULL",
    ] {
        let place = filled().await;
        tamper(&place.path, sql).await;
        let store = open(&place.path).await;
        let findings = store.verify().await.unwrap_err();
        assert!(findings.len() == 1 && findings[0].contains("managers"), "{sql}: {findings:?}");
    }
}

#[tokio::test]
async fn managers_are_read_from_their_rows() {
    let place = filled().await;
    let rows = |value: &[u8]| Ok(Some(crate::kit::managers(value)));
    let store = open(&place.path).await;
    assert_eq!(store.managers(crate::kit::key("a")).await, rows(b"3,y,z"));
    assert_eq!(store.managers(crate::kit::key("c")).await, rows(b"4"), "none, but the record is there");
    assert_eq!(store.managers(crate::kit::key("b")).await, Ok(None), "it was deleted");
    assert_eq!(store.managers(coracle_store::Key::new("namespaces", "", "a")).await, Ok(None));
    tamper(&place.path, "UPDATE managed_fields SET manager = 'other' WHERE position = 1").await;
    let error = store.managers(crate::kit::key("a")).await.unwrap_err();
    assert!(error.contains("the row of manager 1 is not what was written"), "{error}");
    store.close().await.unwrap();
    assert_eq!(store.managers(crate::kit::key("a")).await, Err(ChangeError::Closed.to_string()));
}

#[tokio::test]
async fn verify_says_how_much_it_went_through() {
    let place = filled().await;
    let verified = open(&place.path).await.verify().await;
    assert_eq!(verified, Ok(coracle_store::Verified { records: 2, revision: 6 }));
}

#[tokio::test]
async fn a_store_that_must_be_there_is_not_made() {
    let existing = || Options { create: false, ..options().into() };
    let place = place();
    let missing = async || match coracle_store_sqlite::open(&place.path, existing()).await {
        Ok(_) => panic!("it opened"),
        Err(error) => assert!(matches!(&error, OpenError::Missing { .. }), "{error}"),
    };
    missing().await;
    assert_eq!(std::fs::read_dir(place.path.parent().unwrap()).unwrap().count(), 0, "nothing was made");
    std::fs::write(&place.path, "").unwrap();
    missing().await;
    assert_eq!(std::fs::read(&place.path).unwrap(), b"");

    let filled = filled().await;
    let store = coracle_store_sqlite::open(&filled.path, existing()).await.unwrap();
    assert_eq!(store.revision(), 6);
}

#[tokio::test]
async fn verify_finds_history_that_does_not_hang_together() {
    let place = filled().await;
    tamper(&place.path, "UPDATE events SET previous_value = x'31' WHERE revision = 6").await;
    let findings = open(&place.path).await.verify().await.unwrap_err();
    assert!(findings.len() == 2 && findings[0].contains("does not continue"), "{findings:?}");
    assert!(findings[1].contains("event 6, of endpoints/default/b, is not what was written"), "{findings:?}");
}

#[tokio::test]
async fn a_second_writer_is_noticed_and_nothing_more_is_written() {
    let place = filled().await;
    let store = open(&place.path).await;
    tamper(&place.path, "UPDATE worlds SET revision = revision + 1").await;
    let findings = store.verify().await.unwrap_err();
    assert!(findings.iter().any(|finding| finding.contains("memory is at revision 6")), "{findings:?}");
    let error = set(&store, "a", "9").await.unwrap_err();
    assert!(matches!(&error, ChangeError::Indeterminate(_)), "{error}");
    assert!(store.failed().await.contains("not as this store left it"));
    assert!(matches!(set(&store, "a", "9").await, Err(ChangeError::Stopped(_))));
    assert!(store.healthy().is_err() && store.close().await.is_err());
    assert_eq!(value_of(&store, "a"), Some("3,y,z".into()), "reads go on");
}

/// Pages above others say which rows are where. One that says it wrong once made the start read the same rows for ever.
#[tokio::test]
async fn pages_that_lead_elsewhere_are_found() {
    let place = place();
    let store = open(&place.path).await;
    // So many that there are three levels of pages.
    let names: Vec<_> = (0..13_000).map(|n| format!("n{n}")).collect();
    futures_util::future::join_all(names.iter().map(|name| set(&store, name, "x".repeat(300)))).await;
    store.close().await.unwrap();
    let bytes = std::fs::read(&place.path).unwrap();
    let root = root(&place.path, "objects").await;
    let number = |at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    assert_eq!(bytes[root], 5, "it leads to other pages");
    let cells = number(root + 3);
    assert!(cells > 1);
    for cell in 0..cells {
        // A page's number, and the last row below it.
        let key = root + number(root + 12 + 2 * cell) + 4;
        for bit in 0..7 {
            let mut damaged = bytes.clone();
            damaged[key] ^= 1 << bit;
            let copy = place_of(&damaged);
            let options = Options { checked: Checked::Records, ..options().into() };
            match coracle_store_sqlite::open(&copy.path, options).await {
                Ok(store) => drop(settled(&store).await.expect_err("it may be changed")),
                Err(OpenError::Damaged { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// A disk that lost what was written last has a page as it was before: nothing of it is shown.
#[tokio::test]
async fn a_record_older_than_its_newest_event_is_never_shown() {
    let place = filled().await;
    let before = std::fs::read(&place.path).unwrap();
    let store = open(&place.path).await;
    set(&store, "a", "5,y,z").await.unwrap();
    store.close().await.unwrap();
    let mut bytes = std::fs::read(&place.path).unwrap();
    let page = root(&place.path, "objects").await;
    assert_ne!(before[page..][..4096], bytes[page..][..4096]);
    bytes[page..][..4096].copy_from_slice(&before[page..][..4096]);
    let copy = place_of(&bytes);
    let options = Options { checked: Checked::Records, ..options().into() };
    match coracle_store_sqlite::open(&copy.path, options).await {
        Err(OpenError::Damaged { findings, .. }) => assert!(findings[0].contains("does not stand"), "{findings:?}"),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it opened"),
    }
}
