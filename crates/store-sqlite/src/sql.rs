//! What becomes durable together, as SQL: one transaction, in statements that stay prepared.
//!
//! Everything was decided before, so no statement is expected to fail; whatever does fails the batch as a whole.
//! There are no savepoints: SQLite may roll the whole transaction back on a full disk, released savepoints included.

use coracle_store::backend::{Failed, Pending, Transaction};
use coracle_store::{ManagerRow, ManagersOf, Record, Revision};
use futures_util::TryStreamExt;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{AssertSqlSafe, Either, Executor};

use crate::error::{Meaning, meaning};
use crate::step::{Step, number};

/// Makes a transaction durable, or leaves the file as it was, or says that it cannot tell.
///
/// What it leaves of each key says itself who manages it.
pub(crate) async fn write(
    db: &mut SqliteConnection,
    transaction: &Transaction<'_>,
    log: Log,
    time_ms: i64,
    managers_of: ManagersOf,
) -> Result<(), Failed> {
    let left = transaction.changes.values().filter_map(|pending| pending.after.as_ref());
    let managers: Vec<_> = left.map(|record| (&**record, managers_of(&record.value))).collect();
    transact(db, &steps(transaction, log, &managers, time_ms), transaction.base).await
}

/// What the log holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Log {
    /// The revision of its first event, or of the next one.
    pub start: Revision,
    /// How many there are.
    pub events: u64,
}

/// Removes the first `count` events, which begin at `from`, from the log.
pub(crate) async fn forget(
    db: &mut SqliteConnection,
    from: Revision,
    count: u64,
    revision: Revision,
) -> Result<(), Failed> {
    let to = from + count;
    transact(db, &[Step::Begin, Step::LogStart { from, to }, Step::Forget { before: to, count }], revision).await
}

/// Runs these steps and COMMIT. `revision` is what the counter says before.
async fn transact(db: &mut SqliteConnection, steps: &[Step<'_>], revision: Revision) -> Result<(), Failed> {
    let done = match run_all(db, steps).await {
        Ok(()) => sqlx::query("COMMIT").execute(&mut *db).await.map(|_| ()).map_err(Fault::Commit),
        Err(fault) => Err(fault),
    };
    let Err(fault) = done else { return Ok(()) };
    let text = fault.to_string();
    match fault.meaning() {
        Meaning::Full => undo(db, revision).await.and(Err(Failed::Full(text))),
        Meaning::Refused => undo(db, revision).await.and(Err(Failed::Refused(text))),
        Meaning::Broken | Meaning::Damaged | Meaning::NoDatabase => Err(Failed::Broken(text)),
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
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

/// The whole transaction but its COMMIT.
fn steps<'b>(
    transaction: &'b Transaction<'_>,
    log: Log,
    managers: &'b [(&Record, Vec<ManagerRow>)],
    time_ms: i64,
) -> Vec<Step<'b>> {
    let Transaction { base, revision, events, changes } = *transaction;
    let mut steps = vec![Step::Begin, Step::Revision { from: base, to: revision }];
    if transaction.begins_anew() {
        let before = revision + 1;
        steps.extend([Step::LogStart { from: log.start, to: before }, Step::Forget { before, count: log.events }]);
    }
    steps.extend(events.iter().map(|event| Step::Log(event, time_ms)));
    // The rows change once for a key, however often the batch changed it: from what was published to what is left.
    let (mut gone, mut changed, mut new) = (Vec::new(), Vec::new(), Vec::new());
    for Pending { before, after } in changes.values() {
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

pub(crate) fn manager_steps<'b>(record: &'b Record, rows: &'b [ManagerRow]) -> impl Iterator<Item = Step<'b>> {
    rows.iter().zip(0..).map(move |(row, position)| Step::Manager(record, position, row))
}

pub(crate) async fn run_all(db: &mut SqliteConnection, steps: &[Step<'_>]) -> Result<(), Fault> {
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

/// After a definite failure: no transaction is open, and the file's revision is the one before it.
async fn undo(db: &mut SqliteConnection, base: Revision) -> Result<(), Failed> {
    // SQLite may have rolled back by itself, and then refuses this; what counts is what is read next.
    let _ = sqlx::query("ROLLBACK").execute(&mut *db).await;
    let found: i64 = match sqlx::query_scalar("SELECT value FROM meta WHERE key = 'revision'").fetch_one(&mut *db).await
    {
        Ok(found) => found,
        Err(error) => return Err(Failed::Broken(format!("after a failed change: {error}"))),
    };
    if found != number(base) {
        return Err(Failed::Broken(format!("after a failed change the revision is {found}, not {base}")));
    }
    Ok(())
}
