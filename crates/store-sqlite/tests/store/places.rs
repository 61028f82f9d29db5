//! The file goes away under an open store, or may not be opened where it stands.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use coracle_store::{ChangeError, Store};
use coracle_store_sqlite::OpenError;

use crate::kit::{Place, beside, open, options, place, set, value_of};

async fn refusal(path: &Path) -> OpenError {
    match coracle_store_sqlite::open(path, options()).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

type Harm = fn(&Path);

/// What may happen to the files of an open store.
const HARMS: [(&str, Harm); 6] = [
    ("deleted", |path| fs::remove_file(path).unwrap()),
    ("moved", |path| fs::rename(path, beside(path, ".old")).unwrap()),
    ("replaced", |path| {
        fs::copy(path, beside(path, ".new")).unwrap();
        fs::rename(beside(path, ".new"), path).unwrap();
    }),
    ("its directory moved", |path| {
        let folder = path.parent().unwrap();
        fs::rename(folder, folder.with_extension("old")).unwrap();
    }),
    ("its log deleted", |path| fs::remove_file(beside(path, "-wal")).unwrap()),
    ("its index deleted", |path| fs::remove_file(beside(path, "-shm")).unwrap()),
];

/// A store in a directory that may be moved.
async fn inner() -> (Place, PathBuf, Store) {
    let place = place();
    let folder = place.path.with_file_name("inner");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("coracle.db");
    let store = open(&path).await;
    set(&store, "a", "1").await.unwrap();
    (place, path, store)
}

#[tokio::test]
async fn nothing_is_acknowledged_once_the_file_is_gone() {
    for (what, harm) in HARMS {
        let (_place, path, store) = inner().await;
        harm(&path);
        let error = set(&store, "b", "2").await.unwrap_err();
        let expected = matches!(&error, ChangeError::Indeterminate(_) | ChangeError::Stopped(_));
        assert!(expected && error.to_string().contains("deleted, moved or replaced"), "{what}: {error}");
        assert!(store.failed().await.contains("coracle.db") && store.healthy().is_err(), "{what}");
        assert!(store.close().await.is_err(), "{what}");
        assert_eq!(value_of(&store, "a"), Some("1".into()), "{what}: reads go on");
        assert_eq!(value_of(&store, "b"), None, "{what}");
    }
}

#[tokio::test]
async fn an_idle_store_notices_too() {
    for (what, harm) in HARMS {
        let (_place, path, store) = inner().await;
        harm(&path);
        let why = tokio::time::timeout(Duration::from_secs(60), store.failed()).await.expect(what);
        assert!(why.contains("while it was open"), "{what}: {why}");
    }
}

#[tokio::test]
async fn it_does_not_end_well_when_the_file_is_gone() {
    let (_place, path, store) = inner().await;
    fs::remove_file(&path).unwrap();
    assert!(store.close().await.unwrap_err().contains("deleted, moved or replaced"));
}

#[tokio::test]
async fn what_does_not_move_the_file_is_left_alone() {
    let (_place, path, store) = inner().await;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(beside(&path, ".other"), "x").unwrap();
    fs::hard_link(&path, beside(&path, ".second")).unwrap();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    set(&store, "b", "2").await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_file_with_a_second_name_is_refused() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let second = place.path.with_file_name("second.db");
    fs::hard_link(&place.path, &second).unwrap();
    let error = refusal(&second).await;
    assert!(matches!(&error, OpenError::SecondName { names: 2, .. }), "while it is open: {error}");
    store.close().await.unwrap();
    for path in [&second, &place.path] {
        let error = refusal(path).await;
        assert!(matches!(&error, OpenError::SecondName { names: 2, .. }), "{error}");
    }
    fs::remove_file(&second).unwrap();
    assert_eq!(value_of(&open(&place.path).await, "a"), Some("1".into()));
}

#[tokio::test]
async fn a_symbolic_link_leads_to_the_same_store() {
    let place = place();
    let link = place.path.with_file_name("link.db");
    symlink(&place.path, &link).unwrap();
    let store = open(&link).await;
    set(&store, "a", "1").await.unwrap();
    assert!(beside(&place.path, "-wal").exists() && !beside(&link, "-wal").exists());
    let error = refusal(&place.path).await;
    assert!(matches!(&error, OpenError::Locked { .. }), "{error}");
    store.close().await.unwrap();
    assert_eq!(value_of(&open(&place.path).await, "a"), Some("1".into()));
}

#[tokio::test]
async fn what_is_left_of_a_store_without_its_database_is_refused() {
    let harms: [Harm; 2] = [|path| fs::remove_file(path).unwrap(), |path| fs::write(path, "").unwrap()];
    for (harm, left) in harms.into_iter().flat_map(|harm| [(harm, "-wal"), (harm, "-mark")]) {
        let (source, place) = (place(), place());
        let store = open(&source.path).await;
        set(&store, "a", "1").await.unwrap();
        for suffix in ["", left] {
            fs::copy(beside(&source.path, suffix), beside(&place.path, suffix)).unwrap();
        }
        harm(&place.path);
        let before = fs::read(beside(&place.path, left)).unwrap();
        let there = place.path.exists();
        let error = refusal(&place.path).await;
        assert!(matches!(&error, OpenError::Remains { .. }) && error.to_string().contains(left), "{left}: {error}");
        assert!(
            fs::read(beside(&place.path, left)).unwrap() == before && place.path.exists() == there,
            "left as it was"
        );
        fs::remove_file(beside(&place.path, left)).unwrap();
        assert_eq!(open(&place.path).await.revision(), 1, "once that is given up, a new store is made");
    }
}

#[tokio::test]
async fn a_database_that_was_closed_in_order_may_be_removed() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    store.close().await.unwrap();
    fs::remove_file(&place.path).unwrap();
    assert_eq!(open(&place.path).await.revision(), 1);
}

#[tokio::test]
async fn what_cannot_be_written_is_refused() {
    let place = place();
    let store = open(&place.path).await;
    store.close().await.unwrap();
    fs::set_permissions(&place.path, fs::Permissions::from_mode(0o400)).unwrap();
    let error = refusal(&place.path).await;
    assert!(matches!(&error, OpenError::Unwritable { .. }), "{error}");
    assert!(error.to_string().contains("coracle.db"), "{error}");
    let error = refusal(place.path.parent().unwrap()).await;
    assert!(matches!(&error, OpenError::NoFile { .. }), "{error}");
}
