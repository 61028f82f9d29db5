//! Opening the file: its settings, its schema, the refusals, and loading it into memory. Nothing is repaired.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use crate::check;
use crate::error::{Meaning, OpenError, cannot_open, meaning};
use crate::history::Event;
use crate::log::{self, Extent};
use crate::place::{Place, beside};
use crate::published::State;
use crate::record::{Key, Record, Revision};
use crate::reserve::Reserve;
use crate::room::{Room, record_bytes};
use crate::sql::{PAGE_BYTES, PREPARED_MAX};
use crate::store::Options;
use crate::window::Window;

/// Marks the file as ours: "Cora" in ASCII.
const APPLICATION_ID: i64 = 0x436f_7261;
/// Each file's SQL brings the schema from the number before it to its own; the first is number 1.
const MIGRATIONS: [&str; 1] = [include_str!("../../../migrations/0001_start.sql")];
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
    /// What the log held when it was opened.
    pub log: Extent,
    /// Space for a full disk. Nothing is taken yet.
    pub reserve: Reserve,
}

pub(crate) async fn open(path: &Path, options: &Options) -> Result<(Opened, State), OpenError> {
    let mut place = Place::take(path, options.create)?;
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
    match prepare(&mut db, path, options, &mut place).await {
        Ok((state, log)) => Ok((Opened { db, place: Arc::new(place), log, reserve }, state)),
        Err(refusal) => {
            // Closing the connection would move what the WAL holds into a file that is not to be touched.
            std::mem::forget(db);
            Err(refusal)
        }
    }
}

async fn prepare(
    db: &mut SqliteConnection,
    path: &Path,
    options: &Options,
    place: &mut Place,
) -> Result<(State, Extent), OpenError> {
    let sqlite = |source| explain(path, source);
    check_sqlite(db).await.map_err(sqlite)??;
    let schema = check_owner(db, path).await?;
    if schema == 0 && !options.create {
        return Err(OpenError::Missing { path: path.to_owned() });
    }
    settings(db, path, schema).await?;
    if schema == 0 {
        place.sync()?;
    }
    migrate(db, schema).await.map_err(sqlite)?;
    place.note_others()?;
    durable(db, path).await?;
    if schema != 0 {
        sync_directory(path)?;
    }
    set_size_limit(db, options.size_limit_bytes).await.map_err(sqlite)?;
    let findings = check::at_start(db).await.map_err(sqlite)?;
    if !findings.is_empty() {
        return Err(OpenError::Damaged { path: path.to_owned(), findings });
    }
    let log = log::extent(db).await.map_err(sqlite)?;
    let state = load(db, options.recent_bytes_max, Room::within(options.bytes_max)).await.map_err(sqlite)?;
    Ok((state, log))
}

fn explain(path: &Path, source: sqlx::Error) -> OpenError {
    let path = path.to_owned();
    if cannot_open(&source) {
        return OpenError::Beside { path, source };
    }
    match meaning(&source) {
        Meaning::Damaged => OpenError::Damaged { path, findings: vec![source.to_string()] },
        Meaning::NoDatabase => OpenError::Foreign { path, found: source.to_string() },
        Meaning::Full | Meaning::Broken | Meaning::Refused => OpenError::Sqlite { path, source },
    }
}

/// So that the names of new files survive a power cut. SQLite does so too, but ignores a failure; for a new database, that must do.
fn sync_directory(path: &Path) -> Result<(), OpenError> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let sync = || -> io::Result<()> { File::open(directory)?.sync_all() };
    sync().map_err(|source| OpenError::Io { path: directory.to_owned(), source })
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
    let (application, version) = (APPLICATION_ID, MIGRATIONS.len());
    let marks = format!("PRAGMA application_id = {application}; PRAGMA user_version = {version}; COMMIT");
    sqlx::raw_sql(AssertSqlSafe(marks)).execute(db).await.map(|_| ())
}

pub(crate) async fn set_size_limit(db: &mut SqliteConnection, bytes: Option<u64>) -> Result<(), sqlx::Error> {
    let pages = bytes.map_or(PAGES_MAX, |bytes| (bytes / PAGE_BYTES).clamp(1, PAGES_MAX));
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).execute(db).await.map(|_| ())
}

/// Reads all records, a few at a time, so that they are never in memory twice.
async fn load(db: &mut SqliteConnection, window_bytes_max: usize, room: Room) -> Result<State, sqlx::Error> {
    let mut records = BTreeMap::new();
    let mut last = 0;
    loop {
        let rows = sqlx::query(
            "SELECT created, resource, namespace, name, uid, modified, value FROM objects WHERE created > ? \
             ORDER BY created LIMIT 256",
        )
        .bind(last)
        .fetch_all(&mut *db)
        .await?;
        let Some(newest) = rows.last() else { break };
        last = newest.try_get::<i64, _>("created")?;
        for row in &rows {
            let record = record(row)?;
            records.insert(record.key.clone(), Arc::new(record));
        }
    }
    let revision = number(db, "SELECT value FROM meta WHERE key = 'revision'").await?.cast_unsigned();
    let compacted = number(db, "SELECT value - 1 FROM meta WHERE key = 'log_start'").await?.cast_unsigned();
    let window = load_window(db, &records, revision, window_bytes_max).await?;
    let bytes = records.values().map(|record| record_bytes(record)).sum();
    Ok(State { records, revision, compacted, window, bytes, room })
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

/// A row of `objects`.
pub(crate) fn record(row: &sqlx::sqlite::SqliteRow) -> Result<Record, sqlx::Error> {
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
