//! How many pages the file has, and moving them: checkpoints of the write-ahead log, and giving space back.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

/// SQLite's default, which new files get.
pub(crate) const PAGE_BYTES: u64 = 4096;

/// How much a checkpoint does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checkpoint {
    /// Moves the WAL's pages into the database, so that the WAL is written from its start again.
    Passive,
    /// The same, and gives the WAL's space back.
    Truncate,
}

/// Moves the WAL into the database. The connection is the only one, so it always gets to its end.
pub(crate) async fn checkpoint(db: &mut SqliteConnection, how: Checkpoint) -> Result<(), sqlx::Error> {
    let statement = match how {
        Checkpoint::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
        Checkpoint::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    sqlx::query(statement).fetch_all(&mut *db).await.map(|_| ())
}

/// How many bytes of the WAL are not in the database yet. Asks; moves nothing.
pub(crate) async fn unmoved_bytes(db: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    /// A page and the head of its frame.
    const FRAME_BYTES: u64 = PAGE_BYTES + 24;
    let row = sqlx::query("PRAGMA wal_checkpoint(NOOP)").fetch_one(&mut *db).await?;
    let frames = |column: &str| row.try_get::<i64, _>(column).map(|frames| frames.max(0).cast_unsigned());
    Ok(frames("log")?.saturating_sub(frames("checkpointed")?) * FRAME_BYTES)
}

/// How many pages the database has, and how many of them hold nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pages {
    pub all: u64,
    pub free: u64,
}

pub(crate) async fn pages(db: &mut SqliteConnection) -> Result<Pages, sqlx::Error> {
    let row = sqlx::query("SELECT page_count, freelist_count FROM pragma_page_count, pragma_freelist_count")
        .fetch_one(&mut *db)
        .await?;
    let count = |column: &str| row.try_get::<i64, _>(column).map(i64::cast_unsigned);
    Ok(Pages { all: count("page_count")?, free: count("freelist_count")? })
}

/// Gives up to 512 pages that hold nothing back to the file system, once the next checkpoint has come.
pub(crate) async fn shrink(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("PRAGMA incremental_vacuum(512)").fetch_all(&mut *db).await.map(|_| ())
}
