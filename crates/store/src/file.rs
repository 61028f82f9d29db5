//! Opening the file: its settings, its schema, the refusals, and loading it into memory. Nothing is repaired.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use crate::check;
use crate::checksum;
use crate::error::{Meaning, OpenError, cannot_open, meaning, words};
use crate::history::Event;
use crate::log::{self, Extent};
use crate::mark::Mark;
use crate::place::{Place, beside, sync_directory};
use crate::published::State;
use crate::record::{Key, Record, Revision};
use crate::reserve::Reserve;
use crate::room::{Room, record_bytes};
use crate::sql::{self, Checkpoint, PAGE_BYTES, PREPARED_MAX};
use crate::store::Options;
use crate::wal::{self, Log};
use crate::window::Window;

/// Marks the file as ours: "Cora" in ASCII.
const APPLICATION_ID: i64 = 0x436f_7261;
/// Each file's SQL brings the schema from the number before it to its own; the first is number 1.
const MIGRATIONS: [&str; 2] =
    [include_str!("../../../migrations/0001_start.sql"), include_str!("../../../migrations/0002_checksums.sql")];
/// The first schema that has checksums.
const CHECKSUMS_SINCE: i64 = 2;
/// Older ones can lose committed pages when a checkpoint races with a commit (fixed in 3.51.3).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
const SQLITE_MIN_TEXT: &str = "3.51.3";
/// The most pages that SQLite can number.
const PAGES_MAX: u64 = 0xffff_fffe;

/// An open file with everything that must live as long as it.
pub(crate) struct Opened {
    pub db: SqliteConnection,
    /// Where it is, and its lock.
    pub place: Arc<Place>,
    /// What is acknowledged; none where none can be kept.
    pub mark: Option<Mark>,
    /// What the log held when it was opened.
    pub log: Extent,
    /// Space for a full disk. Nothing is taken yet.
    pub reserve: Reserve,
}

/// What stood beside the database before SQLite opened it.
struct Beside {
    mark: Option<Mark>,
    log: Log,
}

pub(crate) async fn open(path: &Path, options: &Options) -> Result<(Opened, State), OpenError> {
    let mut place = Place::take(path, options.create)?;
    let mut found = look_beside(path, &place)?;
    let reserve = Reserve::new(beside(&place.path, "-reserve"), options.reserve_bytes);
    reserve.make_way();
    let mut db = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .statement_cache_capacity(PREPARED_MAX)
        .disable_statement_logging()
        .thread_name(|_| "sqlite".to_owned())
        .connect()
        .await
        .map_err(|source| explain(path, source))?;
    match prepare(&mut db, path, options, &mut place, &mut found).await {
        Ok((state, log)) => Ok((Opened { db, place: Arc::new(place), mark: found.mark, log, reserve }, state)),
        Err(refusal) => {
            // Closing the connection would move what the WAL holds into a file that is not to be touched.
            std::mem::forget(db);
            Err(refusal)
        }
    }
}

/// What can be known of the log and the mark before SQLite touches either.
fn look_beside(path: &Path, place: &Place) -> Result<Beside, OpenError> {
    let log = wal::look(&place.log()).map_err(|source| OpenError::Io { path: place.log(), source })?;
    sound(path, log.damage().into_iter().collect())?;
    Ok(Beside { mark: Mark::open(&place.path, false)?, log })
}

async fn prepare(
    db: &mut SqliteConnection,
    path: &Path,
    options: &Options,
    place: &mut Place,
    beside: &mut Beside,
) -> Result<(State, Extent), OpenError> {
    let sqlite = |source| explain(path, source);
    check_sqlite(db).await.map_err(sqlite)??;
    let schema = check_owner(db, path).await?;
    if schema == 0 && !options.create {
        return Err(OpenError::Missing { path: path.to_owned() });
    }
    // All that a store had may have stood in a log that cannot be read any more.
    if schema == 0
        && let Some(mark) = &beside.mark
        && mark.found.is_some_and(|found| found.shows_changes())
    {
        return Err(OpenError::Remains { path: path.to_owned(), left: mark.path.clone() });
    }
    // Nothing is made beside what turns out to be no store of ours.
    if options.create && beside.mark.is_none() {
        beside.mark = Mark::open(&place.path, true)?;
    }
    settings(db, path, schema).await?;
    if schema == 0 {
        place.sync()?;
    }
    // What is wrong by now must not get a checksum.
    sound(path, check::intact(db).await.map_err(sqlite)?)?;
    if schema != 0 && schema < CHECKSUMS_SINCE {
        sound(path, check::at_start(db).await.map_err(sqlite)?)?;
    }
    migrate(db, schema).await.map_err(sqlite)?;
    place.note_others()?;
    durable(db, path).await?;
    if schema != 0 {
        // SQLite does so too, but ignores a failure; for a new database, that must do.
        sync_directory(path).map_err(|source| OpenError::Io { path: path.to_owned(), source })?;
    }
    set_size_limit(db, options.size_limit_bytes).await.map_err(sqlite)?;
    let (store, revision) = (meta(db, "store").await.map_err(sqlite)?, meta(db, "revision").await.map_err(sqlite)?);
    sound(path, lost(beside, store, revision.cast_unsigned()))?;
    let records = load(db, path).await?;
    sound(path, check::at_start(db).await.map_err(sqlite)?)?;
    let log = log::extent(db).await.map_err(sqlite)?;
    let state = state(db, records, options.recent_bytes_max, Room::within(options.bytes_max)).await.map_err(sqlite)?;
    begin(db, beside, store, state.revision).await.map_err(sqlite)?;
    Ok((state, log))
}

/// A refusal where anything was found.
fn sound(path: &Path, findings: Vec<String>) -> Result<(), OpenError> {
    if findings.is_empty() { Ok(()) } else { Err(OpenError::Damaged { path: path.to_owned(), findings }) }
}

/// Says what the mark knows to be missing, or too much.
fn lost(beside: &Beside, store: i64, revision: Revision) -> Vec<String> {
    let found = beside.mark.as_ref().and_then(|mark| mark.found).filter(|found| found.store == store);
    let Some(found) = found else { return Vec::new() };
    let Log { committed_bytes, frames, .. } = beside.log;
    if found.revision > revision {
        let at = beside.log.broken.map_or("its end".to_owned(), |broken| format!("frame {broken} of {frames}"));
        return vec![format!(
            "changes up to revision {} were acknowledged, but the file ends at {revision}; its write-ahead log is whole up to \
             {at}, byte {committed_bytes}",
            found.revision
        )];
    }
    if found.closed && committed_bytes > 0 {
        return vec!["the store was closed in order, but a write-ahead log stands beside it: it is not its own, or another program has the file open".to_owned()];
    }
    Vec::new()
}

/// From here on, changes are made.
async fn begin(
    db: &mut SqliteConnection,
    beside: &mut Beside,
    store: i64,
    revision: Revision,
) -> Result<(), sqlx::Error> {
    // What a power cut tore may still lie behind what it left; that of the next one must not be taken for its continuation.
    if beside.log.frames > 0 {
        let emptied = sql::checkpoint(db, Checkpoint::Truncate).await;
        if let Err(error) = emptied {
            // On a full disk it stays as it is.
            match meaning(&error) {
                Meaning::Full => tracing::warn!(%error, "the write-ahead log could not be emptied"),
                _ => return Err(error),
            }
        }
    }
    if let Some(mark) = &mut beside.mark
        && let Err(error) = mark.begin(store, revision)
    {
        tracing::warn!(%error, "no mark of what is acknowledged can be kept");
        beside.mark = None;
    }
    Ok(())
}

fn explain(path: &Path, source: sqlx::Error) -> OpenError {
    let path = path.to_owned();
    if let sqlx::Error::Decode(_) = &source {
        return OpenError::Damaged { path, findings: vec![words(&source)] };
    }
    if cannot_open(&source) {
        return OpenError::Beside { path, source };
    }
    match meaning(&source) {
        Meaning::Damaged => OpenError::Damaged { path, findings: vec![source.to_string()] },
        Meaning::NoDatabase => OpenError::Foreign { path, found: source.to_string() },
        Meaning::Full | Meaning::Broken | Meaning::Refused => OpenError::Sqlite { path, source },
    }
}

async fn check_sqlite(db: &mut SqliteConnection) -> Result<Result<(), OpenError>, sqlx::Error> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(db).await?;
    let mut parts = found.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let safe = (next(), next(), next()) >= SQLITE_MIN;
    Ok(if safe { Ok(()) } else { Err(OpenError::OldSqlite { found, needed: SQLITE_MIN_TEXT }) })
}

/// Reads whose file this is, before anything in it is changed. 0 is a new file's schema.
async fn check_owner(db: &mut SqliteConnection, path: &Path) -> Result<i64, OpenError> {
    let sqlite = |source| explain(path, source);
    let application = number(db, "PRAGMA application_id").await.map_err(sqlite)?;
    let schema = number(db, "PRAGMA user_version").await.map_err(sqlite)?;
    let tables = number(db, "SELECT count(*) FROM sqlite_schema").await.map_err(sqlite)?;
    let known = MIGRATIONS.len() as i64;
    match (application, schema, tables) {
        (0, 0, 0) => Ok(0),
        (APPLICATION_ID, 1.., _) if schema <= known => Ok(schema),
        (APPLICATION_ID, 1.., _) => Err(OpenError::Newer { path: path.to_owned(), found: schema, known }),
        _ => {
            let found = format!("application id {application}, schema {schema}, {tables} tables and indexes");
            Err(OpenError::Foreign { path: path.to_owned(), found })
        }
    }
}

async fn settings(db: &mut SqliteConnection, path: &Path, schema: i64) -> Result<(), OpenError> {
    let sqlite = |source| explain(path, source);
    if schema == 0 {
        // Nothing in a new file must survive a power cut before its first change does. That waits for the whole WAL, and so for the
        // schema too, which stands before it; only the database's own first page must be on disk before there is a WAL.
        run(db, "PRAGMA synchronous = OFF").await.map_err(sqlite)?;
        // Can only be set before the first table; lets compaction give space back later.
        run(db, "PRAGMA auto_vacuum = INCREMENTAL").await.map_err(sqlite)?;
    }
    for setting in [
        "PRAGMA journal_mode = WAL",
        // The writer checkpoints: SQLite's own would do it within COMMIT and swallow its errors.
        "PRAGMA wal_autocheckpoint = 0",
        // What a large transaction made the WAL have is given back once it is in the database.
        "PRAGMA journal_size_limit = 8388608",
        "PRAGMA cache_size = -16384",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cell_size_check = ON",
        "PRAGMA trusted_schema = OFF",
    ] {
        run(db, setting).await.map_err(sqlite)?;
    }
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *db).await.map_err(sqlite)?;
    if journal != "wal" {
        return Err(OpenError::Setting { path: path.to_owned(), setting: "journal_mode = WAL", found: journal });
    }
    Ok(())
}

/// From here on, a change is on disk once it is committed.
async fn durable(db: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let sqlite = |source| explain(path, source);
    run(db, "PRAGMA synchronous = FULL").await.map_err(sqlite)?;
    match number(db, "PRAGMA synchronous").await.map_err(sqlite)? {
        2 => Ok(()),
        found => {
            Err(OpenError::Setting { path: path.to_owned(), setting: "synchronous = FULL", found: found.to_string() })
        }
    }
}

/// Brings the schema up to date, all of it in one transaction.
pub(crate) async fn migrate(db: &mut SqliteConnection, schema: i64) -> Result<(), sqlx::Error> {
    let missing = &MIGRATIONS[usize::try_from(schema).unwrap_or(MIGRATIONS.len())..];
    if missing.is_empty() {
        return Ok(());
    }
    run(db, "BEGIN IMMEDIATE").await?;
    for migration in missing {
        run(db, migration).await?;
    }
    if schema < CHECKSUMS_SINCE {
        checksum::fill(db).await?;
    }
    let (application, version) = (APPLICATION_ID, MIGRATIONS.len());
    let marks = format!("PRAGMA application_id = {application}; PRAGMA user_version = {version}; COMMIT");
    sqlx::raw_sql(AssertSqlSafe(marks)).execute(db).await.map(|_| ())
}

pub(crate) async fn set_size_limit(db: &mut SqliteConnection, bytes: Option<u64>) -> Result<(), sqlx::Error> {
    let pages = bytes.map_or(PAGES_MAX, |bytes| (bytes / PAGE_BYTES).clamp(1, PAGES_MAX));
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).execute(db).await.map(|_| ())
}

/// Reads all records, a few at a time, so that they are never in memory twice. Each that is not what was written is named, up
/// to a few.
async fn load(db: &mut SqliteConnection, path: &Path) -> Result<BTreeMap<Key, Arc<Record>>, OpenError> {
    const FINDINGS_MAX: usize = 5;
    let sqlite = |source| explain(path, source);
    let (mut records, mut findings) = (BTreeMap::new(), Vec::new());
    let mut last = 0;
    while findings.len() < FINDINGS_MAX {
        let rows = sqlx::query("SELECT * FROM objects WHERE created > ? ORDER BY created LIMIT 256");
        let rows = rows.bind(last).fetch_all(&mut *db).await.map_err(sqlite)?;
        let Some(newest) = rows.last() else { break };
        last = newest.try_get::<i64, _>("created").map_err(sqlite)?;
        for row in &rows {
            match record(row) {
                Ok(record) => drop(records.insert(record.key.clone(), Arc::new(record))),
                Err(finding @ sqlx::Error::Decode(_)) => findings.push(words(&finding)),
                Err(error) => return Err(sqlite(error)),
            }
        }
    }
    findings.truncate(FINDINGS_MAX);
    sound(path, findings)?;
    Ok(records)
}

/// What everybody may see to begin with.
async fn state(
    db: &mut SqliteConnection,
    records: BTreeMap<Key, Arc<Record>>,
    window_bytes_max: usize,
    room: Room,
) -> Result<State, sqlx::Error> {
    let revision = meta(db, "revision").await?.cast_unsigned();
    let compacted = (meta(db, "log_start").await? - 1).cast_unsigned();
    let window = load_window(db, &records, revision, window_bytes_max).await?;
    let bytes = records.values().map(|record| record_bytes(record)).sum();
    Ok(State { records, revision, compacted, window, bytes, room })
}

/// A row of `meta`; 0 where there is none.
async fn meta(db: &mut SqliteConnection, key: &'static str) -> Result<i64, sqlx::Error> {
    let found = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?").bind(key).fetch_optional(db).await?;
    Ok(found.unwrap_or(0))
}

/// Reads the newest events. What stands now is in memory once: as a record.
async fn load_window(
    db: &mut SqliteConnection,
    records: &BTreeMap<Key, Arc<Record>>,
    revision: Revision,
    bytes_max: usize,
) -> Result<Window, sqlx::Error> {
    let start = log::tail(db, revision, bytes_max).await?;
    let mut window = Window::new(start, bytes_max);
    let mut position = start;
    while position < revision {
        let page = log::page(db, position).await?;
        for event in page.after(position) {
            let current = records.get(&event.key).filter(|record| record.modified == event.revision);
            window.push(match current {
                Some(current) => Arc::new(Event { record: Some(Arc::clone(current)), ..Event::clone(event) }),
                None => Arc::clone(event),
            });
        }
        position = page.through();
    }
    Ok(window)
}

/// A row of `objects`, if it is what was written.
pub(crate) fn record(row: &SqliteRow) -> Result<Record, sqlx::Error> {
    let unreadable = |error| match row.try_get::<i64, _>("created") {
        Ok(created) => sqlx::Error::Decode(
            format!("the record that revision {created} made is not what was written: {error}").into(),
        ),
        Err(_) => error,
    };
    let record = unchecked(row).map_err(unreadable)?;
    let what = || format!("{}, at revision {}, made by {},", record.key, record.modified, record.created);
    checksum::compare(what, row.try_get("checksum").map_err(unreadable)?, checksum::record(&record))?;
    Ok(record)
}

/// A row of `objects`, whatever its checksum says.
pub(crate) fn unchecked(row: &SqliteRow) -> Result<Record, sqlx::Error> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let revision = |column: &str| row.try_get::<i64, _>(column).map(|number| -> Revision { number.cast_unsigned() });
    Ok(Record {
        key: Key::new(text("resource")?, text("namespace")?, text("name")?),
        uid: text("uid")?,
        created: revision("created")?,
        modified: revision("modified")?,
        value: row.try_get::<Vec<u8>, _>("value")?.into(),
    })
}

async fn run(db: &mut SqliteConnection, statements: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(statements).execute(db).await.map(|_| ())
}

async fn number(db: &mut SqliteConnection, question: &'static str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(question).fetch_one(db).await
}
