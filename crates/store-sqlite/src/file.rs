//! Opening the file: its settings, its schema, the refusals, loading it into memory; and settling it, before it is changed. Nothing is
//! repaired.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use coracle_store::Records;
use coracle_store::backend::Recent;
use coracle_store::compaction::Extent;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::ask::{number, run, set_size_limit};
use crate::commits::Commits;
use crate::error::{Meaning, OpenError, explain, meaning, sound};
use crate::load;
use crate::mark::Mark;
use crate::options::{Checked, Options};
use crate::packed::By;
use crate::pages::{self, Checkpoint};
use crate::paths::{beside, sync_directory};
use crate::place::Place;
use crate::reserve::Reserve;
use crate::schema::{NEWEST, check_owner, migrate};
use crate::sql::PREPARED_MAX;
use crate::wal::{self, Log};
use crate::world::{FIRST, Last, World};
use crate::{check, log, worlds};

/// Older ones can lose committed pages when a checkpoint races with a commit (fixed in 3.51.3).
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
const SQLITE_MIN_TEXT: &str = "3.51.3";

/// An open file with everything that must live as long as it.
pub(crate) struct OpenFile {
    pub db: SqliteConnection,
    /// As it was given.
    pub path: PathBuf,
    /// How many changes it counts.
    pub changes: u64,
    /// What it says of itself.
    pub commits: Commits,
    /// Where it is, and its lock.
    pub place: Arc<Place>,
    /// What is acknowledged; none where none can be kept.
    pub mark: Option<Mark>,
    /// Space for a full disk. Nothing is taken yet.
    pub reserve: Reserve,
    /// What is left to do before the first change.
    unsettled: Option<Unsettled>,
}

/// What is known of a file that is not wholly checked.
struct Unsettled {
    store: i64,
    changes: u64,
    last: Last,
    /// The first world.
    world: World,
    /// How many frames of the write-ahead log SQLite found.
    frames: u64,
    /// The file was there before.
    old: bool,
    /// SQLite has not been through its pages yet.
    unread: bool,
}

/// What stood beside the database before SQLite opened it.
struct Beside {
    mark: Option<Mark>,
    log: Log,
}

/// Opens it and reads the records of its first world.
pub(crate) async fn open(path: &Path, options: &Options) -> Result<(OpenFile, World, Records, Last), OpenError> {
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
        Ok((records, commits, unsettled)) => {
            let (path, place) = (path.to_owned(), Arc::new(place));
            let Unsettled { last, changes, world, .. } = unsettled;
            let unsettled = Some(unsettled);
            let file = OpenFile { db, path, changes, commits, place, mark: found.mark, reserve, unsettled };
            Ok((file, world, records, last))
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
) -> Result<(Records, Commits, Unsettled), OpenError> {
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
    let old = schema != 0;
    let first = old && (options.checked == Checked::Whole || schema < NEWEST);
    if first {
        sound(path, check::intact(db).await.map_err(sqlite)?)?;
    }
    migrate(db, path, schema).await?;
    place.note_others()?;
    durable(db, path).await?;
    if old {
        // SQLite does so too, but ignores a failure; for a new database, that must do.
        sync_directory(path).map_err(|source| OpenError::Io { path: path.to_owned(), source })?;
    }
    set_size_limit(db, options.size_limit_bytes).await.map_err(sqlite)?;
    let (store, changes) = counters(db).await.map_err(sqlite)?;
    sound(path, lost(beside, store, changes))?;
    sound(path, check::counters(db).await.map_err(sqlite)?)?;
    let entry = worlds::numbered(db, FIRST.number).await.map_err(sqlite)?;
    let (world, last) = (entry.stand(db).await.map_err(sqlite)?, entry.last);
    let records = load::load(db, path, By::Table, world.layer, last.revision).await?;
    sound(path, check::newest(db, world.number).await.map_err(sqlite)?)?;
    let commits = Commits::of(db).await.map_err(sqlite)?;
    let frames = beside.log.frames;
    Ok((records, commits, Unsettled { store, last, changes, frames, old, unread: old && !first, world }))
}

impl OpenFile {
    /// Checks what was not checked yet, and makes ready for changes. What the log holds, and the newest of it, of so many bytes at
    /// most; nothing where that was done before.
    pub async fn settle(
        &mut self,
        records: &Records,
        recent_bytes_max: usize,
    ) -> Result<Option<(Extent, Recent)>, OpenError> {
        let Some(Unsettled { store, changes, last, frames, old, unread, world }) = self.unsettled.take() else {
            return Ok(None);
        };
        let (path, db) = (&self.path, &mut self.db);
        let sqlite = |source| explain(path, source);
        if unread {
            sound(path, check::intact(db).await.map_err(sqlite)?)?;
        }
        if old {
            sound(path, check::log(db).await.map_err(sqlite)?)?;
        }
        let log = log::extent(db, world.number).await.map_err(sqlite)?;
        let recent = load::recent(db, world.number, records, last.revision, recent_bytes_max).await.map_err(sqlite)?;
        empty_log(db, frames).await.map_err(sqlite)?;
        if let Some(mark) = &mut self.mark
            && let Err(error) = mark.begin(store, changes)
        {
            tracing::warn!(%error, "no mark of what is acknowledged can be kept");
            self.mark = None;
        }
        Ok(Some((log, recent)))
    }
}

/// Says what the mark knows to be missing, or too much.
fn lost(beside: &Beside, store: i64, changes: u64) -> Vec<String> {
    let found = beside.mark.as_ref().and_then(|mark| mark.found).filter(|found| found.store == store);
    let Some(found) = found else { return Vec::new() };
    let Log { committed_bytes, frames, .. } = beside.log;
    if found.changes > changes {
        let at = beside.log.broken.map_or("its end".to_owned(), |broken| format!("frame {broken} of {frames}"));
        return vec![format!(
            "{} changes were acknowledged, but the file ends with {changes}; its write-ahead log is whole up to \
             {at}, byte {committed_bytes}",
            found.changes
        )];
    }
    if found.closed && committed_bytes > 0 {
        return vec!["the store was closed in order, but a write-ahead log stands beside it: it is not its own, or another program has the file open".to_owned()];
    }
    Vec::new()
}

/// The store's own number, and how many changes it counts; zeros where the file does not say.
async fn counters(db: &mut SqliteConnection) -> Result<(i64, u64), sqlx::Error> {
    let of = "SELECT ifnull((SELECT value FROM meta WHERE key = 'store'), 0),
        ifnull((SELECT value FROM meta WHERE key = 'changes'), 0)";
    let (store, changes): (i64, i64) = sqlx::query_as(of).fetch_one(db).await?;
    Ok((store, changes.cast_unsigned()))
}

/// What a power cut tore may still lie behind what it left; that of the next one must not be taken for its continuation.
async fn empty_log(db: &mut SqliteConnection, frames: u64) -> Result<(), sqlx::Error> {
    if frames == 0 {
        return Ok(());
    }
    match pages::checkpoint(db, Checkpoint::Truncate).await {
        // On a full disk it stays as it is.
        Err(error) if meaning(&error) == Meaning::Full => {
            tracing::warn!(%error, "the write-ahead log could not be emptied");
            Ok(())
        }
        emptied => emptied,
    }
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
        // Incremental vacuuming can only be set before the first table; it lets compaction give space back later.
        run(db, "PRAGMA synchronous = OFF; PRAGMA auto_vacuum = INCREMENTAL").await.map_err(sqlite)?;
    }
    // The writer checkpoints: SQLite's own would do it within COMMIT and swallow its errors. What a large transaction made the WAL have
    // is given back once it is in the database.
    let settings = "PRAGMA journal_mode = WAL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 8388608;
        PRAGMA cache_size = -4096;
        PRAGMA temp_store = MEMORY;
        PRAGMA cell_size_check = ON;
        PRAGMA trusted_schema = OFF";
    run(db, settings).await.map_err(sqlite)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sqlite_is_built_as_the_workspace_says() {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        let options: Vec<String> = sqlx::query_scalar("PRAGMA compile_options").fetch_all(&mut db).await.unwrap();
        let has = |option: &str| options.iter().any(|one| one == option);
        // Of fdatasync it does not tell; that comes with these.
        assert!(
            has("DEFAULT_MEMSTATUS=0") && !has("ENABLE_MEMORY_MANAGEMENT"),
            "to be built in the project's folder, without LIBSQLITE3_FLAGS of one's own: {options:?}"
        );
    }
}
