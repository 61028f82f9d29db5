//! A batch as SQL: one transaction, in statements that stay prepared; and the way back of the managers' rows.
//!
//! Everything was decided before, so no statement is expected to fail; whatever does fails the batch as a whole.
//! There are no savepoints: SQLite may roll the whole transaction back on a full disk, released savepoints included.

use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Either, Executor, Row};

use crate::batch::{Batch, Pending};
use crate::checksum;
use crate::copy::Beginning;
use crate::error::{Meaning, meaning};
use crate::history::{Event, EventKind};
use crate::record::{Key, ManagerRow, ManagersOf, Record, Revision};

/// How writing a batch failed.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// No space; nothing of the batch is on disk.
    Full(String),
    /// Refused; nothing of the batch is on disk.
    Refused(String),
    /// Unknown, or the file can no longer be trusted: the writer must stop.
    Broken(String),
}

/// Makes the batch durable, or leaves the file as it was, or says that it cannot tell.
///
/// What the batch leaves of each key says itself who manages it.
pub(crate) async fn write(
    db: &mut SqliteConnection,
    batch: &Batch<'_>,
    time_ms: i64,
    managers_of: ManagersOf,
) -> Result<(), WriteError> {
    let left = batch.overlay.values().filter_map(|pending| pending.after.as_ref());
    let managers: Vec<_> = left.map(|record| (&**record, managers_of(&record.value))).collect();
    transact(db, &steps(batch, &managers, time_ms), batch.base).await
}

/// Removes the first `count` events, which begin at `from`, from the log.
pub(crate) async fn forget(
    db: &mut SqliteConnection,
    from: Revision,
    count: u64,
    revision: Revision,
) -> Result<(), WriteError> {
    let to = from + count;
    transact(db, &[Step::Begin, Step::LogStart { from, to }, Step::Forget { before: to, count }], revision).await
}

/// Runs these steps and COMMIT. `revision` is what the counter says before.
async fn transact(db: &mut SqliteConnection, steps: &[Step<'_>], revision: Revision) -> Result<(), WriteError> {
    let done = match run_all(db, steps).await {
        Ok(()) => sqlx::query("COMMIT").execute(&mut *db).await.map(|_| ()).map_err(Fault::Commit),
        Err(fault) => Err(fault),
    };
    let Err(fault) = done else { return Ok(()) };
    let text = fault.to_string();
    match fault.meaning() {
        Meaning::Full => undo(db, revision).await.and(Err(WriteError::Full(text))),
        Meaning::Refused => undo(db, revision).await.and(Err(WriteError::Refused(text))),
        Meaning::Broken | Meaning::Damaged | Meaning::NoDatabase => Err(WriteError::Broken(text)),
    }
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Statement(#[from] sqlx::Error),
    #[error("COMMIT: {0}")]
    Commit(sqlx::Error),
    #[error("the file is not as this store left it: {changed} rows instead of {wanted} by {statement}")]
    Count { statement: &'static str, changed: u64, wanted: u64 },
}

impl Fault {
    fn meaning(&self) -> Meaning {
        match self {
            Fault::Statement(error) => meaning(error),
            // A full disk at COMMIT is definite too. SQLite says FULL, or IOERR_WRITE, only when writing a frame to the WAL fell short; the
            // frame with the commit mark is the last that it writes (SQLITE_POWERSAFE_OVERWRITE, the default, pads
            // nothing), and its checksum covers all of it. A failed fsync is an IOERR. Every other failure of a COMMIT
            // leaves the outcome open.
            Fault::Commit(error) if meaning(error) == Meaning::Full => Meaning::Full,
            Fault::Commit(_) | Fault::Count { .. } => Meaning::Broken,
        }
    }
}

/// So many steps go to SQLite's thread as one text, whatever they are. Larger batches are cut by kind of step instead,
/// so that a few texts, which stay prepared, fit all of them.
const MIXED_MAX: usize = 16;
/// The most steps of one kind in a text; a power of two.
const ALIKE_MAX: usize = 64;
/// How many texts stay prepared: those of one kind (8 kinds in 7 sizes), and some that are mixed.
pub(crate) const PREPARED_MAX: usize = 96;

/// One statement of a batch's transaction.
#[derive(Clone, Copy)]
enum Step<'a> {
    Begin,
    Revision { from: Revision, to: Revision },
    Log(&'a Event, i64),
    Remove(&'a Record),
    ClearManagers(&'a Record),
    Update(&'a Record),
    Insert(&'a Record),
    Manager(&'a Record, i64, &'a ManagerRow),
    LogStart { from: Revision, to: Revision },
    Forget { before: Revision, count: u64 },
}

impl Step<'_> {
    fn text(&self) -> &'static str {
        match self {
            Step::Begin => "BEGIN IMMEDIATE;",
            Step::Revision { .. } => "UPDATE meta SET value = ? WHERE key = 'revision' AND value = ?;",
            Step::Log(..) => {
                "INSERT INTO events (revision, kind, resource, namespace, name, uid, created, value, previous, \
                 previous_value, time_ms, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);"
            }
            Step::Remove(_) => "DELETE FROM objects WHERE created = ?;",
            Step::ClearManagers(_) => "DELETE FROM managed_fields WHERE object = ?;",
            Step::Update(_) => "UPDATE objects SET modified = ?, value = ?, checksum = ? WHERE created = ?;",
            Step::Insert(_) => {
                "INSERT INTO objects (created, resource, namespace, name, uid, modified, value, checksum) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?);"
            }
            Step::Manager(..) => {
                "INSERT INTO managed_fields (object, position, manager, operation, subresource, api_version, time, \
                 fields, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);"
            }
            Step::LogStart { .. } => "UPDATE meta SET value = ? WHERE key = 'log_start' AND value = ?;",
            Step::Forget { .. } => "DELETE FROM events WHERE revision < ?;",
        }
    }

    /// How many rows it must change; how many managers there were does not matter.
    fn rows(&self) -> Option<u64> {
        match self {
            Step::Begin | Step::ClearManagers(_) => None,
            Step::Forget { count, .. } => Some(*count),
            _ => Some(1),
        }
    }

    fn bind(&self, to: &mut SqliteArguments) -> Result<(), BoxDynError> {
        match *self {
            Step::Begin => Ok(()),
            Step::Revision { from, to: next } | Step::LogStart { from, to: next } => {
                to.add(number(next))?;
                to.add(number(from))
            }
            Step::Log(event, time_ms) => bind_event(to, event, time_ms),
            Step::Remove(record) | Step::ClearManagers(record) => to.add(number(record.created)),
            Step::Update(record) => {
                to.add(number(record.modified))?;
                to.add(Arc::clone(&record.value))?;
                to.add(checksum::record(record))?;
                to.add(number(record.created))
            }
            Step::Insert(record) => bind_object(to, record),
            Step::Manager(record, position, row) => bind_manager(to, record.created, position, row),
            Step::Forget { before, .. } => to.add(number(before)),
        }
    }
}

/// The whole transaction but its COMMIT.
fn steps<'b>(batch: &'b Batch<'_>, managers: &'b [(&Record, Vec<ManagerRow>)], time_ms: i64) -> Vec<Step<'b>> {
    let mut steps = vec![Step::Begin, Step::Revision { from: batch.base, to: batch.revision() }];
    steps.extend(batch.events.iter().map(|event| Step::Log(event, time_ms)));
    // The rows change once for a key, however often the batch changed it: from what was published to what is left.
    let (mut gone, mut changed, mut new) = (Vec::new(), Vec::new(), Vec::new());
    for Pending { before, after } in batch.overlay.values() {
        match (before, after) {
            (Some(before), Some(after)) if before.created == after.created => changed.push(after),
            (before, after) => {
                gone.extend(before);
                new.extend(after);
            }
        }
    }
    steps.extend(gone.into_iter().map(|record| Step::Remove(record)));
    steps.extend(changed.iter().map(|record| Step::ClearManagers(record)));
    steps.extend(changed.iter().map(|record| Step::Update(record)));
    steps.extend(new.into_iter().map(|record| Step::Insert(record)));
    steps.extend(managers.iter().flat_map(|(record, rows)| manager_steps(record, rows)));
    steps
}

fn manager_steps<'b>(record: &'b Record, rows: &'b [ManagerRow]) -> impl Iterator<Item = Step<'b>> {
    rows.iter().zip(0..).map(move |(row, position)| Step::Manager(record, position, row))
}

async fn run_all(db: &mut SqliteConnection, steps: &[Step<'_>]) -> Result<(), Fault> {
    if steps.len() <= MIXED_MAX {
        return run(db, steps).await;
    }
    for mut alike in steps.chunk_by(|one, next| one.text() == next.text()) {
        while !alike.is_empty() {
            let largest = 1 << alike.len().ilog2();
            let (now, later) = alike.split_at(largest.min(ALIKE_MAX));
            run(db, now).await?;
            alike = later;
        }
    }
    Ok(())
}

/// Runs these steps as one text.
async fn run(db: &mut SqliteConnection, steps: &[Step<'_>]) -> Result<(), Fault> {
    let text: String = steps.iter().map(Step::text).collect();
    let mut arguments = SqliteArguments::default();
    for step in steps {
        step.bind(&mut arguments).map_err(sqlx::Error::Encode)?;
    }
    let mut expected = steps.iter();
    let mut results = db.fetch_many(sqlx::query_with(AssertSqlSafe(text), arguments));
    while let Some(result) = results.try_next().await? {
        let (Either::Left(done), Some(step)) = (result, expected.next()) else { continue };
        let changed = done.rows_affected();
        if let Some(wanted) = step.rows().filter(|wanted| *wanted != changed) {
            return Err(Fault::Count { statement: step.text(), changed, wanted });
        }
    }
    Ok(())
}

fn bind_event(to: &mut SqliteArguments, event: &Event, time_ms: i64) -> Result<(), BoxDynError> {
    let kind = match event.kind {
        EventKind::Created => "create",
        EventKind::Updated => "update",
        EventKind::Deleted => "delete",
    };
    let record = event.record.as_ref().or(event.previous.as_ref()).ok_or("an event without a record")?;
    let value = |record: &Option<Arc<Record>>| record.as_ref().map(|record| Arc::clone(&record.value));
    to.add(number(event.revision))?;
    to.add(kind)?;
    bind_key(to, record)?;
    to.add(record.uid.as_str())?;
    to.add(number(record.created))?;
    to.add(value(&event.record))?;
    to.add(event.previous.as_ref().map(|previous| number(previous.modified)))?;
    to.add(value(&event.previous))?;
    to.add(time_ms)?;
    to.add(checksum::event(event, time_ms))
}

fn bind_object(to: &mut SqliteArguments, record: &Record) -> Result<(), BoxDynError> {
    to.add(number(record.created))?;
    bind_key(to, record)?;
    to.add(record.uid.as_str())?;
    to.add(number(record.modified))?;
    to.add(Arc::clone(&record.value))?;
    to.add(checksum::record(record))
}

fn bind_key(to: &mut SqliteArguments, record: &Record) -> Result<(), BoxDynError> {
    to.add(Arc::clone(&record.key.resource))?;
    to.add(Arc::clone(&record.key.namespace))?;
    to.add(Arc::clone(&record.key.name))
}

fn bind_manager(
    to: &mut SqliteArguments,
    object: Revision,
    position: i64,
    row: &ManagerRow,
) -> Result<(), BoxDynError> {
    to.add(number(object))?;
    to.add(position)?;
    to.add(row.manager.as_str())?;
    to.add(row.operation.as_str())?;
    to.add(row.subresource.as_str())?;
    to.add(row.api_version.as_str())?;
    to.add(row.time.as_deref())?;
    to.add(row.fields.as_str())?;
    to.add(checksum::manager(object, position, row))
}

/// After a definite failure: no transaction is open, and the file's revision is the one before it.
async fn undo(db: &mut SqliteConnection, base: Revision) -> Result<(), WriteError> {
    // SQLite may have rolled back by itself, and then refuses this; what counts is what is read next.
    let _ = sqlx::query("ROLLBACK").execute(&mut *db).await;
    let found: i64 = match sqlx::query_scalar("SELECT value FROM meta WHERE key = 'revision'").fetch_one(&mut *db).await
    {
        Ok(found) => found,
        Err(error) => return Err(WriteError::Broken(format!("after a failed change: {error}"))),
    };
    if found != number(base) {
        return Err(WriteError::Broken(format!("after a failed change the revision is {found}, not {base}")));
    }
    Ok(())
}

/// Writes where a new database begins, which has had no change yet.
pub(crate) async fn begin_at(db: &mut SqliteConnection, beginning: Beginning) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE meta SET value = iif(key = 'log_start', ?1 + 1, ?1) WHERE key IN ('revision', 'log_start')")
        .bind(number(beginning.revision))
        .execute(&mut *db)
        .await?;
    if let Some(from) = beginning.restored_from {
        let kept = sqlx::query("INSERT INTO meta (key, value) VALUES ('restored_from', ?)").bind(number(from));
        kept.execute(&mut *db).await?;
    }
    Ok(())
}

/// Writes a record and its managers as they are. The error says why not.
pub(crate) async fn insert(db: &mut SqliteConnection, record: &Record, rows: &[ManagerRow]) -> Result<(), String> {
    let steps: Vec<_> = std::iter::once(Step::Insert(record)).chain(manager_steps(record, rows)).collect();
    run_all(db, &steps).await.map_err(|fault| fault.to_string())
}

/// The managers of the record that stands here, in their order; `None` where none does.
pub(crate) async fn managers(db: &mut SqliteConnection, key: &Key) -> Result<Option<Vec<ManagerRow>>, sqlx::Error> {
    let created: Option<i64> =
        sqlx::query_scalar("SELECT created FROM objects WHERE resource = ? AND namespace = ? AND name = ?")
            .bind(&*key.resource)
            .bind(&*key.namespace)
            .bind(&*key.name)
            .fetch_optional(&mut *db)
            .await?;
    match created {
        Some(created) => managers_of(db, created.cast_unsigned()).await.map(Some),
        None => Ok(None),
    }
}

/// The managers of the record that this revision created, in their order.
pub(crate) async fn managers_of(db: &mut SqliteConnection, object: Revision) -> Result<Vec<ManagerRow>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT position, manager, operation, subresource, api_version, time, fields, checksum FROM managed_fields \
         WHERE object = ? ORDER BY position",
    )
    .bind(number(object))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| manager(object, row)).collect()
}

/// A row of `managed_fields`, if it is what was written.
fn manager(object: Revision, row: &SqliteRow) -> Result<ManagerRow, sqlx::Error> {
    let (position, found): (i64, _) = (row.try_get("position")?, unchecked_manager(row)?);
    let what = || format!("the row of manager {position}");
    checksum::compare(what, row.try_get("checksum")?, checksum::manager(object, position, &found))?;
    Ok(found)
}

/// The same, whatever its checksum says.
pub(crate) fn unchecked_manager(row: &SqliteRow) -> Result<ManagerRow, sqlx::Error> {
    Ok(ManagerRow {
        manager: row.try_get("manager")?,
        operation: row.try_get("operation")?,
        subresource: row.try_get("subresource")?,
        api_version: row.try_get("api_version")?,
        time: row.try_get("time")?,
        fields: row.try_get("fields")?,
    })
}

/// A revision as SQLite holds it. No revision is above `i64::MAX`: a batch refuses to hand one out.
fn number(revision: Revision) -> i64 {
    revision.cast_signed()
}

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
