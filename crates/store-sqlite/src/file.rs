//! Opening the file: its settings, its schema, the refusals, and loading it into memory. Nothing is repaired.

use std::path::Path;
use std::sync::Arc;

use coracle_store::compaction::Extent;
use coracle_store::{Records, Revision};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::ask::{number, run, set_size_limit};
use crate::error::{Meaning, OpenError, explain, meaning, sound};
use crate::load::{self, Recent, meta};
use crate::mark::Mark;
use crate::options::Options;
use crate::pages::{self, Checkpoint};
use crate::paths::{beside, sync_directory};
use crate::place::Place;
use crate::reserve::Reserve;
use crate::schema::{CHECKSUMS_SINCE, check_owner, migrate};
use crate::sql::PREPARED_MAX;
use crate::wal::{self, Log};
use crate::{check, log};

/// Older ones can lose committed pages when a checkpoint races with a commit (fixed in 3.51.3).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
const SQLITE_MIN_TEXT: &str = "3.51.3";

/// An open file with everything that must live as long as it.
pub(crate) struct OpenFile {
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

pub(crate) async fn open(path: &Path, options: &Options) -> Result<(OpenFile, Records, Recent), OpenError> {
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
        Ok((records, recent, log)) => {
            let file = OpenFile { db, place: Arc::new(place), mark: found.mark, log, reserve };
            Ok((file, records, recent))
        }
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
) -> Result<(Records, Recent, Extent), OpenError> {
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
    let records = load::load(db, path).await?;
    sound(path, check::at_start(db).await.map_err(sqlite)?)?;
    let log = log::extent(db).await.map_err(sqlite)?;
    let recent = load::recent(db, &records, options.store.recent_bytes_max).await.map_err(sqlite)?;
    begin(db, beside, store, recent.revision).await.map_err(sqlite)?;
    Ok((records, recent, log))
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
        let emptied = pages::checkpoint(db, Checkpoint::Truncate).await;
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

async fn check_sqlite(db: &mut SqliteConnection) -> Result<Result<(), OpenError>, sqlx::Error> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(db).await?;
    let mut parts = found.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let safe = (next(), next(), next()) >= SQLITE_MIN;
    Ok(if safe { Ok(()) } else { Err(OpenError::OldSqlite { found, needed: SQLITE_MIN_TEXT }) })
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
