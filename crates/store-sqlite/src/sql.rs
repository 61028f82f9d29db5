//! What becomes durable together, as SQL: one transaction, in statements that stay prepared, and as a rule in one text.
//!
//! Everything was decided before, so no statement is expected to fail; whatever does fails the batch as a whole.
//! There are no savepoints: SQLite may roll the whole transaction back on a full disk, released savepoints included.

use std::sync::Arc;

use coracle_store::backend::{Failed, Pending, Transaction};
use coracle_store::{Event, ManagersOf, Record, Revision};
use futures_util::{StreamExt, TryStreamExt};
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{AssertSqlSafe, Either, Executor};

use crate::commits::Commits;
use crate::error::{Meaning, is_not_null, meaning};
use crate::managers::Differences;
use crate::step::{Step, number};
use crate::world::World;

/// Makes a transaction durable, or leaves the file as it was, or says that it cannot tell.
///
/// What it leaves of each key says itself who manages it, as what stood there did.
pub(crate) async fn write(
    db: &mut SqliteConnection,
    commits: &Commits,
    Stand { world, changes, log }: &Stand,
    transaction: &Transaction<'_>,
    time_ms: i64,
    managers_of: ManagersOf,
) -> Result<(), Failed> {
    let rows = Rows::of(world, transaction, managers_of);
    let steps = rows.steps(transaction, *log, time_ms);
    let moved = Moved { from: transaction.base, to: transaction.revision, changes: *changes };
    transact(db, Some(commits), world, steps, moved).await
}

/// The same within a transaction of the caller's, which counts as one change for all that is written in it.
pub(crate) async fn write_within(
    db: &mut SqliteConnection,
    world: &World,
    transaction: &Transaction<'_>,
    log: Log,
    managers_of: ManagersOf,
) -> Result<(), sqlx::Error> {
    let rows = Rows::of(world, transaction, managers_of);
    let mut steps = rows.steps(transaction, log, 0);
    steps.push(Step::Revision { from: transaction.base, to: transaction.revision });
    let mut before = None;
    for piece in steps.iter().flat_map(|step| step.pieces(ROOM_MAX)) {
        run(db, None, world, &[piece], ROOM_MAX, &mut before).await.map_err(Fault::within)?;
    }
    Ok(())
}

/// What stands before a transaction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stand {
    /// Whose it is.
    pub world: World,
    /// The file's counter of changes.
    pub changes: u64,
    /// What the world's log holds, or what of it is to go.
    pub log: Log,
}

/// Where a transaction moves the counters.
#[derive(Clone, Copy, Debug)]
struct Moved {
    /// The world's revision.
    from: Revision,
    to: Revision,
    /// The file's counter of changes before it, which moves as far as the revision does.
    changes: u64,
}

/// What the log holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Log {
    /// The revision of its first event, or of the next one.
    pub start: Revision,
    /// How many there are.
    pub events: u64,
}

/// Removes these events, the first ones, from the log of a world that is at a revision.
pub(crate) async fn forget(
    db: &mut SqliteConnection,
    Stand { world, changes, log }: &Stand,
    revision: Revision,
) -> Result<(), Failed> {
    let (from, to) = (log.start, log.start + log.events);
    let steps = vec![Step::LogStart { from, to }, Step::Forget { before: to, count: log.events }];
    transact(db, None, world, steps, Moved { from: revision, to: revision, changes: *changes }).await
}

/// Runs these steps as a transaction that moves the counters.
async fn transact(
    db: &mut SqliteConnection,
    commits: Option<&Commits>,
    of: &World,
    mut steps: Vec<Step<'_>>,
    Moved { from, to, changes }: Moved,
) -> Result<(), Failed> {
    steps.insert(0, Step::Begin);
    let counted = Step::Changes { from: changes, to: changes + (to - from) };
    steps.extend([Step::Revision { from, to }, counted, Step::Commit]);
    let Err(fault) = run_all(db, commits, of, &steps).await else { return Ok(()) };
    let text = fault.to_string();
    match fault.meaning() {
        Meaning::Full => undo(db, changes).await.and(Err(Failed::Full(text))),
        Meaning::Refused => undo(db, changes).await.and(Err(Failed::Refused(text))),
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
    #[error("the file is not as this store left it: {statement} is not what it was ({source})")]
    Counter { statement: &'static str, source: sqlx::Error },
}

impl Fault {
    /// Of a statement that failed.
    fn of(step: &Step<'_>, error: sqlx::Error) -> Fault {
        match step {
            Step::Commit => Fault::Commit(error),
            Step::Revision { .. } | Step::LogStart { .. } | Step::Changes { .. } if is_not_null(&error) => {
                Fault::Counter { statement: step.name(), source: error }
            }
            _ => Fault::Statement(error),
        }
    }

    /// The same for who is within a transaction: what is no error of SQLite's is nothing that can be trusted.
    pub fn within(self) -> sqlx::Error {
        match self {
            Fault::Statement(error) => error,
            other => sqlx::Error::Protocol(other.to_string()),
        }
    }

    fn meaning(&self) -> Meaning {
        match self {
            Fault::Statement(error) => meaning(error),
            // A full disk at COMMIT is definite too. SQLite says FULL, or IOERR_WRITE, only when writing a frame to the WAL fell short; the
            // frame with the commit mark is the last that it writes (SQLITE_POWERSAFE_OVERWRITE, the default, pads
            // nothing), and its checksum covers all of it. A failed fsync is an IOERR. Every other failure of a COMMIT
            // leaves the outcome open.
            Fault::Commit(error) if meaning(error) == Meaning::Full => Meaning::Full,
            Fault::Commit(_) | Fault::Count { .. } | Fault::Counter { .. } => Meaning::Broken,
        }
    }
}

/// What of the tables is to become another.
#[derive(Default)]
struct Rows<'b> {
    gone: Vec<&'b Record>,
    /// What stands below the world's layer and is gone.
    hidden: Vec<&'b Record>,
    changed: Vec<&'b Record>,
    new: Vec<&'b Record>,
    managers: Differences,
}

impl<'b> Rows<'b> {
    /// The rows change once for a key, however often the batch changed it: from what was published to what is left.
    fn of(world: &World, transaction: &Transaction<'b>, managers_of: ManagersOf) -> Rows<'b> {
        let mut rows = Rows::default();
        for Pending { before, after } in transaction.changes.values() {
            let kept =
                before.as_ref().filter(|before| after.as_ref().is_some_and(|after| after.created == before.created));
            if kept.is_none() {
                rows.gone.extend(before.as_ref().filter(|before| world.holds(before)));
                rows.hidden.extend(before.as_ref().filter(|before| world.covers(before)));
            }
            let Some(after) = after else { continue };
            // What stands below the layer stays there, and is covered.
            let kept = kept.filter(|before| world.holds(before));
            if kept.is_some() { &mut rows.changed } else { &mut rows.new }.push(after);
            let stood = kept.map_or_else(Vec::new, |before| managers_of(before.value()));
            rows.managers.add(after.created, &stood, managers_of(after.value()));
        }
        rows
    }

    /// All but the revision.
    fn steps<'s>(&'s self, transaction: &'s Transaction<'_>, log: Log, time_ms: i64) -> Vec<Step<'s>> {
        let mut steps = Vec::new();
        if transaction.begins_anew() {
            let before = transaction.revision + 1;
            steps.extend([Step::LogStart { from: log.start, to: before }, Step::Forget { before, count: log.events }]);
        }
        let events: &[Arc<Event>] = transaction.events;
        let given = [
            Step::Log(events, time_ms),
            Step::Remove(&self.gone),
            Step::Hide(&self.hidden),
            Step::Update(&self.changed),
            Step::Insert(&self.new),
            Step::PutManagers(&self.managers.put),
            Step::DropManagers(&self.managers.drop),
        ];
        steps.extend(given.into_iter().filter(|step| step.rows() != Some(0)));
        steps
    }
}

/// A text has room for so many rows of each sort; a power of two.
const ROOM_MAX: usize = 64;
/// How many texts stay prepared. There are seven sizes, and most batches have few sorts of changes.
pub(crate) const PREPARED_MAX: usize = 64;

/// Runs these steps, as one text where there are no more rows of any sort than it has room for. With `commits` it waits for a whole
/// transaction's results together.
pub(crate) async fn run_all(
    db: &mut SqliteConnection,
    commits: Option<&Commits>,
    of: &World,
    steps: &[Step<'_>],
) -> Result<(), Fault> {
    let most = steps.iter().filter_map(Step::rows).max().unwrap_or(0);
    let mut before = None;
    if most <= ROOM_MAX {
        return run(db, commits, of, steps, most.next_power_of_two(), &mut before).await;
    }
    for piece in steps.iter().flat_map(|step| step.pieces(ROOM_MAX)) {
        run(db, None, of, &[piece], ROOM_MAX, &mut before).await?;
    }
    Ok(())
}

/// Runs these steps as one text. `before` is how many rows the last statement that changes any had to change, if that is
/// known.
async fn run(
    db: &mut SqliteConnection,
    commits: Option<&Commits>,
    of: &World,
    steps: &[Step<'_>],
    room: usize,
    before: &mut Option<u64>,
) -> Result<(), Fault> {
    let (text, arguments) = together(of, steps, room, before)?;
    let mut results = db.fetch_many(sqlx::query_with(AssertSqlSafe(text), arguments)).peekable();
    if let (Some(commits), Some(Step::Commit)) = (commits, steps.last()) {
        commits.begun(&mut results).await;
    }
    for step in steps {
        let changed = loop {
            match results.try_next().await.map_err(|error| Fault::of(step, error))? {
                Some(Either::Left(done)) => break done.rows_affected(),
                Some(Either::Right(_)) => {}
                None => return Err(Fault::of(step, sqlx::Error::WorkerCrashed)),
            }
        };
        if let Some(wanted) = step.changes().filter(|wanted| *wanted != changed) {
            return Err(Fault::Count { statement: step.name(), changed, wanted });
        }
    }
    Ok(())
}

/// The text of these steps, and what is bound to it.
fn together(
    of: &World,
    steps: &[Step<'_>],
    room: usize,
    before: &mut Option<u64>,
) -> Result<(String, SqliteArguments), sqlx::Error> {
    let (mut text, mut arguments) = (String::new(), SqliteArguments::default());
    for step in steps {
        text += &step.text(room);
        step.bind(of, room, *before, &mut arguments).map_err(sqlx::Error::Encode)?;
        *before = step.changes();
    }
    Ok((text, arguments))
}

/// After a definite failure: no transaction is open, and the file's counter of changes is where it was.
pub(crate) async fn undo(db: &mut SqliteConnection, changes: u64) -> Result<(), Failed> {
    // SQLite may have rolled back by itself, and then refuses this; what counts is what is read next.
    let _ = sqlx::query("ROLLBACK").execute(&mut *db).await;
    let found: i64 = match sqlx::query_scalar("SELECT value FROM meta WHERE key = 'changes'").fetch_one(&mut *db).await
    {
        Ok(found) => found,
        Err(error) => return Err(Failed::Broken(format!("after a failed change: {error}"))),
    };
    if found != number(changes) {
        return Err(Failed::Broken(format!("after a failed change the file counts {found} changes, not {changes}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use coracle_store::{Draft, Key};
    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::*;
    use crate::world::FIRST;
    use crate::{ask, schema};

    fn record(created: Revision, modified: Revision) -> Record {
        let key = Key::new("r", "n", created.to_string());
        Draft { key, uid: "", created, modified, value: b"{}".to_vec() }.into()
    }

    /// A database with a record that the change 2 made, and its event.
    async fn filled() -> SqliteConnection {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        schema::migrate(&mut db, "".as_ref(), 0).await.unwrap();
        let record = record(2, 2);
        let events = [Arc::new(Event::new(2, None, Some(record.clone())).unwrap())];
        let made = [&record];
        let moved = Moved { from: 1, to: 2, changes: 1 };
        transact(&mut db, None, &FIRST, vec![Step::Log(&events, 7), Step::Insert(&made)], moved).await.unwrap();
        db
    }

    #[tokio::test]
    async fn commit_is_reached_only_where_every_statement_changed_what_it_had_to() {
        let (changed, missing, new) = (record(2, 3), record(9, 9), record(3, 3));
        let (changed, missing, new) = ([&changed], [&missing], [&new]);
        let (moved, counted) = (Step::Revision { from: 2, to: 3 }, Step::Changes { from: 2, to: 3 });
        let whole: [&[Step<'_>]; 4] = [
            &[Step::Update(&changed), moved],
            &[Step::Remove(&changed), Step::Insert(&new), moved],
            &[Step::LogStart { from: 2, to: 3 }, Step::Forget { before: 3, count: 1 }, moved],
            &[Step::DropManagers(&[]), Step::Insert(&new), moved],
        ];
        let wrong: [&[Step<'_>]; 6] = [
            &[Step::Update(&missing), moved],
            &[Step::Update(&missing), Step::Insert(&new), moved],
            &[Step::Remove(&missing), Step::Update(&changed), moved],
            &[Step::LogStart { from: 2, to: 3 }, Step::Forget { before: 3, count: 2 }, moved],
            &[Step::LogStart { from: 1, to: 3 }, Step::Forget { before: 3, count: 1 }, moved],
            &[Step::Update(&changed), Step::Revision { from: 1, to: 3 }],
        ];
        for (steps, right) in whole.iter().map(|steps| (steps, true)).chain(wrong.iter().map(|steps| (steps, false))) {
            let mut db = filled().await;
            let steps: Vec<_> =
                [Step::Begin].iter().chain(steps.iter()).copied().chain([counted, Step::Commit]).collect();
            let names: Vec<_> = steps.iter().map(Step::name).collect();
            // Nobody looks at what comes back meanwhile, as SQLite's thread does not wait for who does.
            let (text, arguments) = together(&FIRST, &steps, 4, &mut None).unwrap();
            let done = db.execute(sqlx::query_with(AssertSqlSafe(text), arguments)).await;
            assert_eq!(done.is_ok(), right, "{names:?}: {done:?}");
            // There is nothing to roll back once it is committed.
            assert_eq!(ask::run(&mut db, "ROLLBACK").await.is_err(), right, "{names:?}");
            let revision = ask::number(&mut db, "SELECT revision FROM worlds").await.unwrap();
            assert_eq!(revision, if right { 3 } else { 2 }, "{names:?}");
        }
    }

    #[tokio::test]
    async fn what_was_wrong_is_said() {
        let missing = record(9, 9);
        let missing = [&missing];
        for (steps, from, said) in [
            (vec![Step::Update(&missing)], 2, "0 rows instead of 1 by UPDATE objects"),
            (vec![], 7, "the revision is not what it was"),
        ] {
            let mut db = filled().await;
            let commits = Commits::of(&mut db).await.unwrap();
            let Err(Failed::Broken(why)) =
                transact(&mut db, Some(&commits), &FIRST, steps, Moved { from, to: 8, changes: 2 }).await
            else {
                panic!("{said}: it was not noticed")
            };
            assert!(why.starts_with("the file is not as this store left it") && why.contains(said), "{why}");
        }
    }
}
