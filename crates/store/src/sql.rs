//! A batch as SQL: one transaction, in statements that stay prepared.
//!
//! Everything was decided before, so no statement is expected to fail; whatever does fails the batch as a whole.
//! There are no savepoints: SQLite may roll the whole transaction back on a full disk, released savepoints included.

use std::sync::{Arc, LazyLock};

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{AssertSqlSafe, Sqlite};

use crate::batch::{Batch, Event, Pending};
use crate::error::{Meaning, meaning};
use crate::record::{ManagerRow, Record, Revision};

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

/// One statement, and the same one several times in one text: sqlx hands a text to SQLite's thread in one go.
struct Statement {
    what: &'static str,
    repeated: [(usize, Arc<str>); 4],
}

impl Statement {
    fn new(what: &'static str, text: &str) -> Statement {
        Statement { what, repeated: [64, 16, 4, 1].map(|times| (times, text.repeat(times).into())) }
    }
}

type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

static INSERT_EVENT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new(
        "adding events",
        "INSERT INTO events (revision, kind, resource, namespace, name, uid, created, value, previous, \
         previous_value, time_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);",
    )
});
static INSERT_OBJECT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new(
        "adding objects",
        "INSERT INTO objects (created, resource, namespace, name, uid, modified, value) VALUES (?, ?, ?, ?, ?, ?, ?);",
    )
});
static UPDATE_OBJECT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new("changing objects", "UPDATE objects SET modified = ?, value = ? WHERE created = ?;")
});
static DELETE_OBJECT: LazyLock<Statement> =
    LazyLock::new(|| Statement::new("removing objects", "DELETE FROM objects WHERE created = ?;"));
static DELETE_MANAGERS: LazyLock<Statement> =
    LazyLock::new(|| Statement::new("removing managers", "DELETE FROM managed_fields WHERE object = ?;"));
static INSERT_MANAGER: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new(
        "adding managers",
        "INSERT INTO managed_fields (object, position, manager, operation, subresource, api_version, time, fields) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?);",
    )
});
const MOVE_REVISION: &str = "UPDATE meta SET value = ? WHERE key = 'revision' AND value = ?";
const REVISION: &str = "SELECT value FROM meta WHERE key = 'revision'";

/// Makes the batch durable, or leaves the file as it was, or says that it cannot tell.
pub(crate) async fn write(db: &mut SqliteConnection, batch: &Batch<'_>, time_ms: i64) -> Result<(), WriteError> {
    let done = match statements(db, batch, time_ms).await {
        Ok(()) => sqlx::query("COMMIT").execute(&mut *db).await.map(|_| ()).map_err(Fault::Commit),
        Err(fault) => Err(fault),
    };
    let Err(fault) = done else { return Ok(()) };
    let text = fault.to_string();
    match fault.meaning() {
        Meaning::Full => undo(db, batch.base).await.and(Err(WriteError::Full(text))),
        Meaning::Refused => undo(db, batch.base).await.and(Err(WriteError::Refused(text))),
        Meaning::Broken | Meaning::Damaged => Err(WriteError::Broken(text)),
    }
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Statement(#[from] sqlx::Error),
    #[error("COMMIT: {0}")]
    Commit(sqlx::Error),
    #[error("{what} changed {changed} rows instead of {expected}: the file is not as this store left it")]
    Count { what: &'static str, expected: u64, changed: u64 },
}

impl Fault {
    fn meaning(&self) -> Meaning {
        match self {
            Fault::Statement(error) => meaning(error),
            // A full disk at COMMIT is definite too. SQLite says FULL only when writing a frame to the WAL fell short; the
            // frame with the commit mark is the last that it writes (SQLITE_POWERSAFE_OVERWRITE, the default, pads
            // nothing), and its checksum covers all of it. A failed fsync is an IOERR. Every other failure of a COMMIT
            // leaves the outcome open.
            Fault::Commit(error) if meaning(error) == Meaning::Full => Meaning::Full,
            Fault::Commit(_) | Fault::Count { .. } => Meaning::Broken,
        }
    }
}

async fn statements(db: &mut SqliteConnection, batch: &Batch<'_>, time_ms: i64) -> Result<(), Fault> {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *db).await?;
    let moved = sqlx::query(MOVE_REVISION).bind(number(batch.revision())).bind(number(batch.base));
    let changed = moved.execute(&mut *db).await?.rows_affected();
    if changed != 1 {
        return Err(Fault::Count { what: "moving the revision", expected: 1, changed });
    }
    run(db, &INSERT_EVENT, &batch.events, |query, event| bind_event(query, event, time_ms)).await?;

    // The rows change once for a key, however often the batch changed it: from what was published to what is left.
    let (mut gone, mut changed, mut new, mut managers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for Pending { before, after, managers: rows } in batch.overlay.values() {
        match (before, after) {
            (Some(before), Some(after)) if before.created == after.created => changed.push(after),
            (before, after) => {
                gone.extend(before);
                new.extend(after);
            }
        }
        if let Some(after) = after {
            managers.extend(rows.iter().zip(0_i64..).map(|(row, position)| (after.created, position, row)));
        }
    }
    run(db, &DELETE_OBJECT, &gone, |query, record| query.bind(number(record.created))).await?;
    // How many managers there were does not matter.
    run_uncounted(db, &DELETE_MANAGERS, &changed, |query, record| query.bind(number(record.created))).await?;
    run(db, &UPDATE_OBJECT, &changed, |query, record| {
        query.bind(number(record.modified)).bind(Arc::clone(&record.value)).bind(number(record.created))
    })
    .await?;
    run(db, &INSERT_OBJECT, &new, |query, record| bind_object(query, record)).await?;
    run(db, &INSERT_MANAGER, &managers, |query, (object, position, row)| bind_manager(query, *object, *position, row))
        .await
}

/// Runs the statement once for each row; each must change exactly one.
async fn run<'q, T>(
    db: &mut SqliteConnection,
    statement: &Statement,
    rows: &'q [T],
    bind: impl Fn(Bound<'q>, &'q T) -> Bound<'q>,
) -> Result<(), Fault> {
    let changed = run_uncounted(db, statement, rows, bind).await?;
    let expected = rows.len() as u64;
    if changed != expected { Err(Fault::Count { what: statement.what, expected, changed }) } else { Ok(()) }
}

async fn run_uncounted<'q, T>(
    db: &mut SqliteConnection,
    statement: &Statement,
    mut rows: &'q [T],
    bind: impl Fn(Bound<'q>, &'q T) -> Bound<'q>,
) -> Result<u64, Fault> {
    let mut changed = 0;
    for (times, text) in &statement.repeated {
        while let Some((now, later)) = rows.split_at_checked(*times) {
            let query = now.iter().fold(sqlx::query(AssertSqlSafe(Arc::clone(text))), &bind);
            changed += query.execute(&mut *db).await?.rows_affected();
            rows = later;
        }
    }
    Ok(changed)
}

fn bind_event<'q>(query: Bound<'q>, event: &'q Event, time_ms: i64) -> Bound<'q> {
    let (kind, record) = match (&event.before, &event.after) {
        (None, Some(after)) => ("create", after),
        (Some(_), Some(after)) => ("update", after),
        (Some(before), None) => ("delete", before),
        // Invariant: a batch never deletes what is not there.
        (None, None) => unreachable!("an event without a record"),
    };
    let value = |record: &Option<Arc<Record>>| record.as_ref().map(|record| Arc::clone(&record.value));
    query
        .bind(number(event.revision))
        .bind(kind)
        .bind(Arc::clone(&record.key.resource))
        .bind(Arc::clone(&record.key.namespace))
        .bind(Arc::clone(&record.key.name))
        .bind(record.uid.as_str())
        .bind(number(record.created))
        .bind(value(&event.after))
        .bind(event.before.as_ref().map(|before| number(before.modified)))
        .bind(value(&event.before))
        .bind(time_ms)
}

fn bind_object<'q>(query: Bound<'q>, record: &'q Record) -> Bound<'q> {
    query
        .bind(number(record.created))
        .bind(Arc::clone(&record.key.resource))
        .bind(Arc::clone(&record.key.namespace))
        .bind(Arc::clone(&record.key.name))
        .bind(record.uid.as_str())
        .bind(number(record.modified))
        .bind(Arc::clone(&record.value))
}

fn bind_manager<'q>(query: Bound<'q>, object: Revision, position: i64, row: &'q ManagerRow) -> Bound<'q> {
    query
        .bind(number(object))
        .bind(position)
        .bind(row.manager.as_str())
        .bind(row.operation.as_str())
        .bind(row.subresource.as_str())
        .bind(row.api_version.as_str())
        .bind(row.time.as_deref())
        .bind(row.fields.as_str())
}

/// After a definite failure: no transaction is open, and the file's revision is the one before the batch.
async fn undo(db: &mut SqliteConnection, base: Revision) -> Result<(), WriteError> {
    // SQLite may have rolled back by itself, and then refuses this; what counts is what is read next.
    let _ = sqlx::query("ROLLBACK").execute(&mut *db).await;
    let found: i64 = match sqlx::query_scalar(REVISION).fetch_one(&mut *db).await {
        Ok(found) => found,
        Err(error) => return Err(WriteError::Broken(format!("after a failed change: {error}"))),
    };
    if found != number(base) {
        return Err(WriteError::Broken(format!("after a failed change the revision is {found}, not {base}")));
    }
    Ok(())
}

/// A revision as SQLite holds it. No revision is above `i64::MAX`: a batch refuses to hand one out.
fn number(revision: Revision) -> i64 {
    revision.cast_signed()
}

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
