//! Single bits that flip: in a log after a kill, and in what is stored. None is served, none is passed over in silence.

use std::fs;
use std::path::Path;

use coracle_store::{ChangeError, Compaction, Store};
use coracle_store_sqlite::{Checked, OpenError, Options};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::kit::{Place, Random, beside, open, open_with, options, place, set, value_of};

/// What a killed process leaves: each file as it stands while the store is open.
struct Remains {
    database: Vec<u8>,
    log: Vec<u8>,
    mark: Vec<u8>,
}

impl Remains {
    fn of(path: &Path) -> Remains {
        let read = |suffix| fs::read(beside(path, suffix)).unwrap();
        Remains { database: read(""), log: read("-wal"), mark: read("-mark") }
    }

    fn lay(&self, log: &[u8]) -> Place {
        let place = place();
        fs::write(&place.path, &self.database).unwrap();
        fs::write(beside(&place.path, "-wal"), log).unwrap();
        fs::write(beside(&place.path, "-mark"), &self.mark).unwrap();
        place
    }
}

/// Opens it, and says why it does not. Of a copy it is seen that a store from which can be read before all is checked comes to the same.
async fn opened(place: &Place) -> Result<Store, String> {
    let copy = crate::kit::place();
    for suffix in ["", "-wal", "-mark"] {
        let _ = fs::copy(beside(&place.path, suffix), beside(&copy.path, suffix));
    }
    let early = opened_with(&copy.path, Checked::Records).await;
    let early = match &early {
        Ok(store) => settled(store).await,
        Err(found) => Err(found.clone()),
    };
    let whole = opened_with(&place.path, Checked::Whole).await;
    assert_eq!(early.err().is_some(), whole.is_err(), "{:?}", whole.err());
    whole
}

async fn opened_with(path: &Path, checked: Checked) -> Result<Store, String> {
    match coracle_store_sqlite::open(path, Options { checked, ..options().into() }).await {
        Ok(store) => Ok(store),
        Err(OpenError::Damaged { findings, .. }) => Err(findings.join("; ")),
        Err(remains @ OpenError::Remains { .. }) => Err(remains.to_string()),
        Err(error) => panic!("{error}"),
    }
}

/// Waits until all is checked; what was found.
pub async fn settled(store: &Store) -> Result<(), String> {
    match store.limit_size(None).await {
        Ok(()) => Ok(()),
        Err(_) => Err(store.failed().await),
    }
}

const CHANGES: usize = 30;

/// A killed store's files, and how long its log was after each change.
async fn killed() -> (Remains, Vec<usize>) {
    let place = place();
    open(&place.path).await.close().await.unwrap();
    let store = open(&place.path).await;
    let mut lengths = Vec::new();
    for n in 0..CHANGES {
        let value = format!("{n},{}", "x".repeat(n * 311 % 2900));
        set(&store, &format!("n{}", n % 7), value).await.unwrap();
        lengths.push(usize::try_from(fs::metadata(beside(&place.path, "-wal")).unwrap().len()).unwrap());
    }
    (Remains::of(&place.path), lengths)
}

fn flip(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[bit / 8] ^= 1 << (bit % 8);
    flipped
}

#[tokio::test]
async fn a_flipped_bit_in_the_log_of_a_killed_store_is_found_wherever_it_is() {
    let (remains, _) = killed().await;
    let last = 1 + CHANGES as u64;
    assert_eq!(opened(&remains.lay(&remains.log)).await.ok().map(|store| store.revision()), Some(last));
    let mut random = Random(1);
    let header = (0..32).map(|byte| byte * 8 + 3);
    let anywhere = (0..60).map(|_| random.below(remains.log.len() * 8));
    for bit in header.chain(anywhere).collect::<Vec<_>>() {
        let place = remains.lay(&flip(&remains.log, bit));
        let found = opened(&place).await.err().unwrap_or_else(|| panic!("bit {bit}: it opened"));
        let named = found.contains("frame") || found.contains("acknowledged") || found.contains("-mark shows that");
        assert!(named, "bit {bit}: {found}");
        assert!(fs::read(beside(&place.path, "-wal")).unwrap() == flip(&remains.log, bit), "left as it was");
    }
}

#[tokio::test]
async fn without_a_mark_it_is_found_in_all_but_the_last_change() {
    let (mut remains, lengths) = killed().await;
    remains.mark = Vec::new();
    let mut random = Random(2);
    let page = 4096 + 24;
    let before_the_last = lengths[CHANGES - 2];
    for _ in 0..40 {
        let bit = 32 * 8 + random.below((before_the_last - 32) * 8);
        let frame = (bit / 8 - 32) / page + 1;
        // The checksum of the frame that ends the change before the last is what shows that it was followed.
        let end = lengths[CHANGES - 2] - page;
        if (end..end + 24).contains(&(bit / 8)) {
            continue;
        }
        let found = opened(&remains.lay(&flip(&remains.log, bit))).await.err();
        let found = found.unwrap_or_else(|| panic!("bit {bit} of frame {frame}: it opened"));
        assert!(found.contains(&format!("frame {frame} of ")), "bit {bit} of frame {frame}: {found}");
    }
    for bit in [before_the_last * 8 + 77, remains.log.len() * 8 - 1] {
        let store = opened(&remains.lay(&flip(&remains.log, bit))).await;
        assert_eq!(
            store.ok().map(|store| store.revision()),
            Some(CHANGES as u64),
            "it may never have been acknowledged"
        );
    }
}

#[tokio::test]
async fn a_log_that_is_gone_or_cut_is_missed() {
    let (remains, lengths) = killed().await;
    let whole = remains.log.len();
    for length in [0, 20, 32, 5000, lengths[3], lengths[CHANGES - 2], whole - 1] {
        let found = opened(&remains.lay(&remains.log[..length])).await.err().unwrap_or_else(|| panic!("{length}"));
        assert!(found.contains("31 changes were acknowledged"), "{length}: {found}");
    }
    let place = remains.lay(&[]);
    fs::remove_file(beside(&place.path, "-wal")).unwrap();
    let found = opened(&place).await.err().unwrap();
    assert!(found.contains("31 changes were acknowledged, but the file ends with 1"), "{found}");
}

#[tokio::test]
async fn a_store_all_of_which_was_in_its_log_is_missed_too() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let remains = Remains::of(&place.path);
    for log in [&[][..], &flip(&remains.log, 3), &remains.log[..5000]] {
        let found = opened(&remains.lay(log)).await.err().expect("it opened");
        assert!(found.contains("coracle.db-mark shows that a store was"), "{found}");
    }
}

#[tokio::test]
async fn a_log_that_is_not_its_own_is_refused() {
    let (source, (remains, _)) = (place(), killed().await);
    let place = remains.lay(&remains.log);
    let store = open(&place.path).await;
    store.close().await.unwrap();
    assert!(!beside(&place.path, "-wal").exists());
    fs::copy(&place.path, &source.path).unwrap();
    fs::write(beside(&place.path, "-wal"), &remains.log).unwrap();
    let found = opened(&place).await.err().unwrap();
    assert!(found.contains("closed in order"), "{found}");
    // A copy of the database alone is a store of its own.
    set(&open(&source.path).await, "a", "1").await.unwrap();
}

#[tokio::test]
async fn an_older_copy_in_its_place_is_refused() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    store.close().await.unwrap();
    let copy = fs::read(&place.path).unwrap();
    let store = open(&place.path).await;
    set(&store, "a", "2").await.unwrap();
    store.close().await.unwrap();
    fs::write(&place.path, copy).unwrap();
    let found = opened(&place).await.err().unwrap();
    assert!(found.contains("3 changes were acknowledged, but the file ends with 2"), "{found}");
    fs::remove_file(beside(&place.path, "-mark")).unwrap();
    assert_eq!(open(&place.path).await.revision(), 2, "whoever gives them up says so");
}

/// A closed store without history, whose values and managers stand in the file but once.
async fn compacted() -> (Place, Vec<String>) {
    let place = place();
    let store = open_with(&place.path, 1 << 20, Compaction::OFF).await;
    let values: Vec<String> =
        (0..12).map(|n| format!("value {n} {},managed {n} {}", "v".repeat(150), "m".repeat(60))).collect();
    for (n, value) in values.iter().enumerate() {
        set(&store, &format!("n{n}"), value.clone()).await.unwrap();
    }
    store.compact(Some(u64::MAX)).await.unwrap();
    store.verify().await.unwrap();
    store.close().await.unwrap();
    (place, values)
}

fn find(bytes: &[u8], text: &str) -> usize {
    // What stands before it is where an event stood that is gone.
    bytes.windows(text.len()).rposition(|window| window == text.as_bytes()).unwrap_or_else(|| panic!("no {text}"))
}

#[tokio::test]
async fn a_flipped_bit_in_a_value_without_history_names_its_key() {
    let (place, values) = compacted().await;
    let whole = fs::read(&place.path).unwrap();
    let mut random = Random(3);
    for round in 0..60 {
        let n = round % values.len();
        let bit = find(&whole, &values[n]) * 8 + random.below(values[n].len() * 8);
        fs::write(&place.path, flip(&whole, bit)).unwrap();
        let found = opened(&place).await.err().unwrap_or_else(|| panic!("bit {bit} of n{n}: it opened"));
        assert!(found.starts_with(&format!("endpoints/default/n{n}, at revision {}", n + 2)), "bit {bit}: {found}");
        assert!(found.contains("is not what was written"), "{found}");
    }
    fs::write(&place.path, &whole).unwrap();
    open(&place.path).await.verify().await.unwrap();
}

#[tokio::test]
async fn a_flipped_bit_in_a_managers_row_is_found_by_verify() {
    let (place, values) = compacted().await;
    let whole = fs::read(&place.path).unwrap();
    let mut random = Random(4);
    for round in 0..20 {
        let n = round % values.len();
        let fields = format!("{{\"f:managed {n} {}\":{{}}}}", "m".repeat(60));
        // The lowest seven bits alone, so that it stays a text that can be read.
        let bit = find(&whole, &fields) * 8 + random.below(fields.len()) * 8 + random.below(7);
        fs::write(&place.path, flip(&whole, bit)).unwrap();
        let store = opened(&place).await.unwrap();
        let findings = store.verify().await.unwrap_err();
        assert_eq!(findings.len(), 1, "{findings:?}");
        let named =
            findings[0].starts_with(&format!("the managers of endpoints/default/n{n}: the row of manager 0 is not"));
        assert!(named, "{findings:?}");
        assert!(store.managers(crate::kit::key(&format!("n{n}"))).await.is_err());
        store.close().await.unwrap();
    }
}

async fn run(path: &Path, sql: &str) {
    let mut db = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

/// Where the root page of a table or index begins.
pub async fn root(path: &Path, name: &str) -> usize {
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let root: i64 = sqlx::query_scalar("SELECT rootpage FROM sqlite_schema WHERE name = ?")
        .bind(name)
        .fetch_one(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    (usize::try_from(root).unwrap() - 1) * 4096
}

#[tokio::test]
async fn what_is_found_in_the_log_once_records_are_shown_stops_the_store_before_its_first_change() {
    let history = place();
    let store = open(&history.path).await;
    for n in 0..40 {
        set(&store, &format!("n{}", n % 7), format!("{n},{}", "x".repeat(900))).await.unwrap();
    }
    store.close().await.unwrap();
    let whole = fs::read(&history.path).unwrap();
    let events = root(&history.path, "events").await;
    let tables = "SQLite: ";
    // The newest events are held against the records before those are shown.
    const NEWEST: &str = "the newest event of a key does not stand in its record";
    for (how, finding) in [
        (
            "UPDATE events SET value = x'30' WHERE revision = 5",
            "event 5, of endpoints/default/n3, is not what was written",
        ),
        ("UPDATE events SET value = x'30' WHERE revision = 41", "a record is not what its event says"),
        ("DELETE FROM events WHERE revision = 9", "without a gap (events, revisions): 39, 40"),
        ("UPDATE events SET kind = 'delete', value = NULL WHERE revision = 41", NEWEST),
        ("DELETE FROM managed_fields; INSERT INTO managed_fields SELECT 0, 99, 0, '', '', '', '', NULL, '', 0", ""),
        ("", tables),
    ] {
        let place = crate::kit::place();
        fs::write(&place.path, &whole).unwrap();
        if how.is_empty() {
            let mut bytes = whole.clone();
            // One of the pages of the log is no longer reached.
            bytes[events + 4] -= 1;
            fs::write(&place.path, bytes).unwrap();
        } else {
            run(&place.path, &format!("PRAGMA foreign_keys = OFF; {how}")).await;
        }
        if finding.is_empty() {
            // Managers' rows are looked at when they are asked for.
            opened(&place).await.unwrap();
            continue;
        }
        let before = fs::read(&place.path).unwrap();
        let store = match opened_with(&place.path, Checked::Records).await {
            Ok(store) => store,
            Err(found) => {
                let malformed = found.contains("database disk image is malformed");
                assert!([NEWEST, tables].contains(&finding) && (malformed || found.contains(NEWEST)), "{how}: {found}");
                continue;
            }
        };
        assert_ne!(finding, NEWEST, "{how}: it is shown");
        assert!(value_of(&store, "n3").is_some_and(|value| value.starts_with("38,")), "what is shown is whole");
        let refused = set(&store, "n3", "changed").await.unwrap_err();
        let why = store.failed().await;
        assert_eq!(refused, ChangeError::Stopped(why.clone()), "{how}");
        assert!(why.contains(finding) && why.contains("is damaged and was left as it is"), "{how}: {why}");
        assert!(fs::read(&place.path).unwrap() == before, "{how}: left as it was");
        let copy = crate::kit::place();
        fs::write(&copy.path, before).unwrap();
        let found = opened(&copy).await.err().unwrap();
        assert!(found.contains(finding), "{how}: {found}");
    }
}

#[tokio::test]
async fn records_that_are_not_all_there_are_never_shown() {
    let (place, _) = compacted().await;
    for table in ["objects", "sqlite_autoindex_objects_1"] {
        let whole = fs::read(&place.path).unwrap();
        let root = root(&place.path, table).await;
        // A page with more of them, and one page or row fewer than it had.
        let mut bytes = whole.clone();
        bytes[root + 4] -= 1;
        let copy = crate::kit::place();
        fs::write(&copy.path, bytes).unwrap();
        let found =
            opened_with(&copy.path, Checked::Records).await.err().unwrap_or_else(|| panic!("{table}: it opened"));
        // A row that its index leads to is missed by SQLite itself.
        let missed = ["records were read, and there are", "database disk image is malformed"];
        assert!(missed.iter().any(|missed| found.contains(missed)), "{table}: {found}");
        let copy_of_copy = crate::kit::place();
        fs::copy(&copy.path, &copy_of_copy.path).unwrap();
        assert!(opened_with(&copy_of_copy.path, Checked::Whole).await.is_err());
    }
}

#[tokio::test]
async fn a_damaged_record_can_be_given_up_by_hand() {
    let place = place();
    let store = open(&place.path).await;
    for (name, value) in [("a", "1,x"), ("b", "2,y"), ("a", "3,z")] {
        set(&store, name, value).await.unwrap();
    }
    store.close().await.unwrap();
    run(&place.path, "UPDATE objects SET value = x'30' WHERE name = 'a'").await;
    let found = opened(&place).await.err().unwrap();
    assert!(found.starts_with("endpoints/default/a, at revision 4, made by 2, is not what was written"), "{found}");
    // As `coracle verify` says. What was refused stays open in this process, though, and only a copy is free of it.
    let copy = crate::kit::place();
    fs::copy(&place.path, &copy.path).unwrap();
    let place = copy;
    run(
        &place.path,
        "DELETE FROM managed_fields WHERE object = 2; DELETE FROM objects WHERE created = 2; DELETE FROM events;
         UPDATE worlds SET log_start = revision + 1;",
    )
    .await;
    let store = open(&place.path).await;
    store.verify().await.unwrap();
    assert_eq!((value_of(&store, "a"), value_of(&store, "b"), store.revision()), (None, Some("2,y".into()), 4));
}

#[tokio::test]
async fn a_file_of_the_first_schema_gets_its_checksums() {
    let place = place();
    run(
        &place.path,
        concat!(
            include_str!("../../../../migrations/0001_start.sql"),
            "PRAGMA application_id = 1131377249; PRAGMA user_version = 1;
             INSERT INTO objects VALUES (2, 'endpoints', 'default', 'a', 'endpoints/default/a', 3, x'322c78');
             INSERT INTO managed_fields VALUES (2, 0, 'manager 0', 'Apply', 'status', 'v1', 'x', '{\"f:x\":{}}');
             INSERT INTO events VALUES (2, 'create', 'endpoints', 'default', 'a', 'endpoints/default/a', 2, x'31', NULL, NULL, 7);
             INSERT INTO events VALUES (3, 'update', 'endpoints', 'default', 'a', 'endpoints/default/a', 2, x'322c78', 2, x'31', 8);
             UPDATE meta SET value = 3 WHERE key = 'revision';"
        ),
    )
    .await;
    let store = open(&place.path).await;
    store.verify().await.unwrap();
    assert_eq!(value_of(&store, "a"), Some("2,x".into()));
    set(&store, "a", "3,y").await.unwrap();
    store.verify().await.unwrap();
    store.close().await.unwrap();
    run(&place.path, "UPDATE events SET value = x'32' WHERE revision = 2").await;
    let found = opened(&place).await.err().unwrap();
    assert!(found.contains("event 2, of endpoints/default/a, is not what was written"), "{found}");
}

#[tokio::test]
async fn a_store_that_is_closed_while_another_program_reads_it_opens_again() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "a", "1").await.unwrap();
    let mut reader = SqliteConnection::connect(&format!("sqlite://{}", place.path.display())).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT * FROM objects").execute(&mut reader).await.unwrap();
    set(&store, "a", "2").await.unwrap();
    store.close().await.unwrap();
    assert!(fs::metadata(beside(&place.path, "-wal")).unwrap().len() > 0, "it was kept from emptying its log");
    let store = open(&place.path).await;
    assert_eq!(value_of(&store, "a"), Some("2".into()));
    reader.close().await.unwrap();
}
