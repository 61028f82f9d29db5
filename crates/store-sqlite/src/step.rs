//! One statement of a transaction: its text, what is bound to it, how many rows it must change.
//!
//! It writes many rows. Its text has room for a power of two of them, so that few texts, which stay prepared, fit all; what is
//! left of the room is bound to nothing and never read. A whole transaction is one text, its COMMIT included, so nobody can
//! look between two statements: each looks itself whether the one before it has changed as many rows as it had to, and fails
//! where it has not. Then COMMIT is not reached.

use std::sync::Arc;

use coracle_store::{Event, EventKind, Key, ManagerRow, Record, Revision};
use sqlx::Arguments;
use sqlx::error::BoxDynError;
use sqlx::sqlite::SqliteArguments;

use crate::checksum;
use crate::managers::{Place, Placed};
use crate::world::World;

/// One statement of a batch's transaction. Those with rows have at least one.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Begin,
    LogStart {
        from: Revision,
        to: Revision,
    },
    Forget {
        before: Revision,
        count: u64,
    },
    Log(&'a [Arc<Event>], i64),
    /// With their managers.
    Remove(&'a [&'a Record]),
    /// What stands below the world's layer.
    Hide(&'a [&'a Record]),
    Update(&'a [&'a Record]),
    Insert(&'a [&'a Record]),
    /// In the place of what stands there, if anything does.
    PutManagers(&'a [Placed]),
    DropManagers(&'a [Place]),
    Revision {
        from: Revision,
        to: Revision,
    },
    /// The file's own counter.
    Changes {
        from: u64,
        to: u64,
    },
    Commit,
}

impl<'a> Step<'a> {
    /// What it does, for who reads an error.
    pub fn name(&self) -> &'static str {
        match self {
            Step::Begin => "BEGIN",
            Step::LogStart { .. } => "the log's start",
            Step::Forget { .. } => "DELETE FROM events",
            Step::Log(..) => "INSERT INTO events",
            Step::Remove(_) => "DELETE FROM objects",
            Step::Hide(_) => "INSERT INTO hidden",
            Step::Update(_) => "UPDATE objects",
            Step::Insert(_) => "INSERT INTO objects",
            Step::PutManagers(_) => "INSERT INTO managed_fields",
            Step::DropManagers(_) => "DELETE FROM managed_fields",
            Step::Revision { .. } => "the revision",
            Step::Changes { .. } => "the counter of changes",
            Step::Commit => "COMMIT",
        }
    }

    /// How many rows it is given; `None` where it is given none by its sort.
    pub fn rows(&self) -> Option<usize> {
        match self {
            Step::Log(events, _) => Some(events.len()),
            Step::Remove(records) | Step::Hide(records) | Step::Update(records) | Step::Insert(records) => {
                Some(records.len())
            }
            Step::PutManagers(rows) => Some(rows.len()),
            Step::DropManagers(rows) => Some(rows.len()),
            Step::Begin
            | Step::LogStart { .. }
            | Step::Forget { .. }
            | Step::Revision { .. }
            | Step::Changes { .. }
            | Step::Commit => None,
        }
    }

    /// How many rows it must change; `None` where that is not asked: how many managers there were does not matter.
    pub fn changes(&self) -> Option<u64> {
        match self {
            Step::Begin | Step::DropManagers(_) | Step::Commit => None,
            Step::LogStart { .. } | Step::Revision { .. } | Step::Changes { .. } => Some(1),
            Step::Forget { count, .. } => Some(*count),
            rows => rows.rows().map(|rows| rows as u64),
        }
    }

    /// The same in pieces of so many rows at most.
    pub fn pieces(self, max: usize) -> Vec<Step<'a>> {
        match self {
            Step::Log(events, time_ms) => events.chunks(max).map(|events| Step::Log(events, time_ms)).collect(),
            Step::Remove(records) => records.chunks(max).map(Step::Remove).collect(),
            Step::Hide(records) => records.chunks(max).map(Step::Hide).collect(),
            Step::Update(records) => records.chunks(max).map(Step::Update).collect(),
            Step::Insert(records) => records.chunks(max).map(Step::Insert).collect(),
            Step::PutManagers(rows) => rows.chunks(max).map(Step::PutManagers).collect(),
            Step::DropManagers(rows) => rows.chunks(max).map(Step::DropManagers).collect(),
            alone => vec![alone],
        }
    }

    /// Its text, with room for so many rows. Those that are given rows ask first for the world's number, or its layer's.
    pub fn text(&self, room: usize) -> String {
        let given = |lead| given(lead, self.columns(), room);
        match self {
            Step::Begin => "BEGIN IMMEDIATE;".to_owned(),
            Step::LogStart { .. } => of_world("log_start"),
            Step::Forget { .. } => "DELETE FROM events WHERE world = ? AND revision < ?;".to_owned(),
            Step::Log(..) => format!(
                "INSERT INTO events (world, revision, kind, resource, namespace, name, uid, created, value, previous, \
                 previous_value, time_ms, checksum) {};",
                given("?, ")
            ),
            Step::Remove(_) => format!("DELETE FROM objects WHERE layer = ? AND created IN ({});", given("")),
            Step::Hide(_) => {
                format!("INSERT INTO hidden (layer, created, resource, namespace, name, checksum) {};", given("?, "))
            }
            Step::Update(_) => format!(
                "UPDATE objects SET modified = given.column2, value = given.column3, checksum = given.column4 \
                 FROM ({}) AS given WHERE objects.layer = given.layer AND created = given.column1;",
                given("? AS layer, ")
            ),
            Step::Insert(_) => format!(
                "INSERT INTO objects (layer, created, resource, namespace, name, uid, modified, value, checksum) {};",
                given("?, ")
            ),
            Step::PutManagers(_) => format!(
                "INSERT INTO managed_fields (layer, object, position, manager, operation, subresource, api_version, \
                 time, fields, checksum) {} ON CONFLICT (layer, object, position) DO UPDATE SET \
                 manager = excluded.manager, operation = excluded.operation, subresource = excluded.subresource, \
                 api_version = excluded.api_version, time = excluded.time, fields = excluded.fields, \
                 checksum = excluded.checksum;",
                given("?, ")
            ),
            Step::DropManagers(_) => {
                format!("DELETE FROM managed_fields WHERE (layer, object, position) IN ({});", given("?, "))
            }
            Step::Revision { .. } => of_world("revision"),
            Step::Changes { .. } => CHANGES.to_owned(),
            Step::Commit => "COMMIT;".to_owned(),
        }
    }

    /// How many values a row of it has.
    fn columns(&self) -> usize {
        match self {
            Step::Log(..) => 12,
            Step::PutManagers(_) => 9,
            Step::Insert(_) => 8,
            Step::Hide(_) => 5,
            Step::Update(_) => 4,
            Step::DropManagers(_) => 2,
            Step::Remove(_) => 1,
            Step::Begin
            | Step::LogStart { .. }
            | Step::Forget { .. }
            | Step::Revision { .. }
            | Step::Changes { .. }
            | Step::Commit => 0,
        }
    }

    /// Binds what its text with that room asks for; `before` is what the statement before it must have changed, if that
    /// is known.
    pub fn bind(
        &self,
        of: &World,
        room: usize,
        before: Option<u64>,
        to: &mut SqliteArguments,
    ) -> Result<(), BoxDynError> {
        match *self {
            Step::Begin | Step::Commit => return Ok(()),
            Step::Forget { before, .. } => {
                to.add(of.number)?;
                return to.add(number(before));
            }
            Step::Revision { from, to: next } | Step::LogStart { from, to: next } => {
                bind_counter(to, before, from, next)?;
                return to.add(of.number);
            }
            Step::Changes { from, to: next } => return bind_counter(to, before, from, next),
            Step::Log(..) => to.add(of.number)?,
            _ => to.add(of.layer)?,
        }
        match *self {
            Step::Log(events, time_ms) => events.iter().try_for_each(|event| bind_event(to, of, event, time_ms))?,
            Step::Remove(records) => records.iter().try_for_each(|record| to.add(number(record.created)))?,
            Step::Hide(records) => records.iter().try_for_each(|record| bind_hidden(to, of, record))?,
            Step::Update(records) => records.iter().try_for_each(|record| bind_update(to, of, record))?,
            Step::Insert(records) => records.iter().try_for_each(|record| bind_object(to, of, record))?,
            Step::PutManagers(rows) => rows.iter().try_for_each(|row| bind_manager(to, of, row))?,
            Step::DropManagers(places) => places.iter().try_for_each(|place| bind_place(to, *place))?,
            _ => {}
        }
        let rows = self.rows().unwrap_or(0);
        for _ in 0..(room - rows) * self.columns() {
            to.add(None::<i64>)?;
        }
        to.add(before.map(number))?;
        to.add(rows as i64)
    }
}

/// Rows that are given, each with something before it, of which so many are read as there are; none, but an error, where the
/// statement before has changed another number of rows than it had to.
fn given(lead: &str, columns: usize, room: usize) -> String {
    let row = format!("(?{}),", ",?".repeat(columns - 1));
    let rows = row.repeat(room);
    // A limit of NULL is refused.
    format!("SELECT {lead}* FROM (VALUES {}) LIMIT iif(changes() <> ?, NULL, ?)", rows.trim_end_matches(','))
}

/// Moves a counter of a world on from where it must be, or fails, as above. Where there is no such world, [`CHANGES`] fails.
fn of_world(counter: &str) -> String {
    format!("UPDATE worlds SET {counter} = iif(changes() <> ? OR {counter} IS NOT ?, NULL, ?) WHERE world = ?;")
}

/// The same of the file's own.
const CHANGES: &str = "INSERT INTO meta (key, value) VALUES ('changes', \
     iif(changes() <> ? OR (SELECT value FROM meta WHERE key = 'changes') IS NOT ?, NULL, ?)) \
     ON CONFLICT (key) DO UPDATE SET value = excluded.value;";

fn bind_counter(to: &mut SqliteArguments, before: Option<u64>, from: u64, next: u64) -> Result<(), BoxDynError> {
    to.add(before.map(number))?;
    to.add(number(from))?;
    to.add(number(next))
}

fn bind_event(to: &mut SqliteArguments, of: &World, event: &Event, time_ms: i64) -> Result<(), BoxDynError> {
    let kind = match event.kind {
        EventKind::Created => "create",
        EventKind::Updated => "update",
        EventKind::Deleted => "delete",
    };
    let record = event.record.as_ref().or(event.previous.as_ref()).ok_or("an event without a record")?;
    let value = |record: &Option<Record>| record.as_ref().map(|record| record.value().to_vec());
    to.add(number(event.revision))?;
    to.add(kind)?;
    bind_key(to, &record.key)?;
    to.add(record.uid())?;
    to.add(number(record.created))?;
    to.add(value(&event.record))?;
    to.add(event.previous.as_ref().map(|previous| number(previous.modified)))?;
    to.add(value(&event.previous))?;
    to.add(time_ms)?;
    to.add(checksum::event(of.number, event, time_ms))
}

fn bind_hidden(to: &mut SqliteArguments, of: &World, record: &Record) -> Result<(), BoxDynError> {
    to.add(number(record.created))?;
    bind_key(to, &record.key)?;
    to.add(checksum::hidden(of.layer, record.created, &record.key))
}

fn bind_update(to: &mut SqliteArguments, of: &World, record: &Record) -> Result<(), BoxDynError> {
    to.add(number(record.created))?;
    to.add(number(record.modified))?;
    to.add(record.value())?;
    to.add(checksum::record(of.layer, record))
}

fn bind_object(to: &mut SqliteArguments, of: &World, record: &Record) -> Result<(), BoxDynError> {
    to.add(number(record.created))?;
    bind_key(to, &record.key)?;
    to.add(record.uid())?;
    to.add(number(record.modified))?;
    to.add(record.value())?;
    to.add(checksum::record(of.layer, record))
}

fn bind_key(to: &mut SqliteArguments, key: &Key) -> Result<(), BoxDynError> {
    to.add(Arc::clone(&key.resource))?;
    to.add(Arc::clone(&key.namespace))?;
    to.add(&*key.name)
}

fn bind_manager(to: &mut SqliteArguments, of: &World, Placed { place, row }: &Placed) -> Result<(), BoxDynError> {
    let ManagerRow { manager, operation, subresource, api_version, time, fields } = row;
    bind_place(to, *place)?;
    to.add(manager.as_str())?;
    to.add(operation.as_str())?;
    to.add(subresource.as_str())?;
    to.add(api_version.as_str())?;
    to.add(time.as_deref())?;
    to.add(fields.as_str())?;
    to.add(checksum::manager(of.layer, place.object, place.position, row))
}

fn bind_place(to: &mut SqliteArguments, place: Place) -> Result<(), BoxDynError> {
    to.add(number(place.object))?;
    to.add(place.position)
}

/// A revision, or a number of rows, as SQLite holds it. No revision is above `i64::MAX`: a batch refuses to hand one out.
pub(crate) fn number(revision: Revision) -> i64 {
    revision.cast_signed()
}
